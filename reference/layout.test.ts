/** Rows of classes along either axis, against the definition of row-major order; and back. */

import { describe, expect, test } from 'vitest'
import { elements, layoutOf } from './layout.ts'

describe('of shape [2, 3, 4]', () => {
  const values = Array.from({ length: 24 }, (_, i) => i)
  const at = (i: number, j: number, k: number): number => (i * 3 + j) * 4 + k

  test('along the second axis the rows are [2, 4] of 3 classes', () => {
    const { rows, classes, shape, toRows, fromRows } = layoutOf([2, 3, 4], 1)
    expect([rows, classes, shape]).toEqual([8, 3, [2, 4]])
    const expected = [0, 1].flatMap((i) => [0, 1, 2, 3].flatMap((k) => [0, 1, 2].map((j) => at(i, j, k))))
    expect(toRows(values)).toEqual(expected)
    expect(fromRows(toRows(values))).toEqual(values)
    expect(fromRows(values)).not.toEqual(values)
  })

  test('along the last the rows are [2, 3] of 4 classes, as they stand', () => {
    const { rows, classes, shape, toRows, fromRows } = layoutOf([2, 3, 4], -1)
    expect([rows, classes, shape]).toEqual([6, 4, [2, 3]])
    expect(toRows(values)).toBe(values)
    expect(fromRows(values)).toEqual(values)
    expect(fromRows(values)).not.toBe(values)
  })

  test('by numbers every one is a row', () => {
    const { rows, classes, shape, toRows, fromRows } = elements([2, 3, 4])
    expect([rows, classes, shape]).toEqual([24, 1, [2, 3, 4]])
    expect(toRows(values)).toBe(values)
    expect(fromRows(values)).toEqual(values)
  })
})

test.each([1, -1] as const)('a single axis is that of the classes, where %d is asked for', (axis) => {
  expect(layoutOf([5], axis)).toMatchObject({ rows: 1, classes: 5, shape: [] })
})

test.each([
  [[0, 3], { rows: 0, classes: 3, shape: [0] }],
  [[2, 0], { rows: 2, classes: 0, shape: [2] }],
  [[2, 3, 1], { rows: 2, classes: 3, shape: [2, 1] }],
  [[0, 3, 4], { rows: 0, classes: 3, shape: [0, 4] }],
])('of shape %j', (shape, expected) => {
  expect(layoutOf(shape, 1)).toMatchObject(expected)
})
