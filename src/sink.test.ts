/**
 * Rows are read from where they are and written to where they belong: doubles and singles, along each axis of three.
 */

import { describe, expect, test } from 'vitest'
import { readRows } from './axis.ts'
import { formats } from './format.ts'
import { sinkOf, sourceOf } from './sink.ts'

const SHAPE = [2, 3, 4]
const COUNT = 24

/** The flat indices of each row along an axis, by the definition of row-major order. */
function rowsAlong(axis: number): readonly (readonly number[])[] {
  const at = (i: number, j: number, k: number): number => (i * 3 + j) * 4 + k
  const sizes = SHAPE.toSpliced(axis, 1)
  return Array.from({ length: COUNT / (SHAPE[axis] as number) }, (_, n) => {
    const rest = [Math.floor(n / (sizes[1] as number)), n % (sizes[1] as number)]
    return Array.from({ length: SHAPE[axis] as number }, (_, c) => at(...(rest.toSpliced(axis, 0, c) as [0, 0, 0])))
  })
}

const dtypes = [
  ['f64', Float64Array],
  ['f32', Float32Array],
] as const

describe.each(dtypes)('%s', (dtype, Floats) => {
  const data = new Floats(Array.from({ length: COUNT }, (_, i) => i + 0.5))

  test.each([0, 1, 2])('along axis %d', (axis) => {
    const rows = readRows('z', { data, shape: SHAPE }, 'real', axis)
    const source = sourceOf(rows)
    const out = new Floats(COUNT)
    const sink = sinkOf(out, formats[dtype], rows)
    const expected = rowsAlong(axis)
    expect(rows.rows).toBe(expected.length)
    expected.forEach((indices, n) => {
      source.load?.(n)
      const read = source.row.subarray(n * source.stride, n * source.stride + rows.classes)
      expect([...read]).toEqual(indices.map((i) => data[i]))
      sink.row.set(read, n * sink.stride)
      sink.done?.(n)
    })
    expect([...out]).toEqual([...data])
  })
})

describe('what is last', () => {
  test('is read and written in place, of doubles', () => {
    const data = new Float64Array(COUNT)
    const rows = readRows('z', { data, shape: SHAPE }, 'real')
    const out = new Float64Array(COUNT)
    expect(sourceOf(rows).row).toBe(rows.data)
    expect(sinkOf(out, formats.f64, rows).row).toBe(out)
  })

  test('goes by way of one row, of singles', () => {
    const rows = readRows('z', { data: new Float32Array(COUNT), shape: SHAPE }, 'real')
    expect(sourceOf(rows)).toMatchObject({ stride: 0, row: { length: 4 } })
    expect(sinkOf(new Float32Array(COUNT), formats.f32, rows)).toMatchObject({ stride: 0, row: { length: 4 } })
  })
})
