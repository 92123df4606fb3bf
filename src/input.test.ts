/** What is read as numbers, in which shape, and how weights are spread over it. */

import { describe, expect, test } from 'vitest'
import { classesBack, readRows } from './axis.ts'
import { broadcast, readTensor } from './input.ts'
import { crossEntropy, crossEntropyWithGradient } from './index.ts'
import { refusalOf } from './testing/refusal.ts'

describe('numbers', () => {
  test.each([
    ['one', 3, [], [3]],
    ['a list', [1, 2], [2], [1, 2]],
    [
      'rows',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ],
    ['rows of typed arrays', [Float32Array.of(0.5, 2), Int8Array.of(-3, 4)], [2, 2], [0.5, 2, -3, 4]],
    [
      'three axes',
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [2, 2, 1],
      [1, 2, 3, 4],
    ],
    ['nothing', [], [0], []],
    ['no rows of nothing', [[], []], [2, 0], []],
    ['doubles', Float64Array.of(1, 2), [2], [1, 2]],
    ['floats', Float32Array.of(0.5, 2), [2], [0.5, 2]],
    ['integers', Int32Array.of(-1, 2), [2], [-1, 2]],
    ['short integers without a format are numbers', Uint16Array.of(1, 2), [2], [1, 2]],
    ['data with a shape', { data: [1, 2, 3, 4], shape: [2, 1, 2] }, [2, 1, 2], [1, 2, 3, 4]],
    ['floats with a shape', { data: Float32Array.of(1, 2), shape: [1, 2] }, [1, 2], [1, 2]],
    ['an empty shape', { data: [7], shape: [] }, [], [7]],
  ])('%s', (_, value, shape, data) => {
    const read = readTensor('x', value)
    expect([read.shape, [...read.data]]).toEqual([shape, data])
  })

  test('doubles are not copied, and what is not double is kept beside', () => {
    const doubles = Float64Array.of(1, 2)
    expect(readTensor('x', doubles).data).toBe(doubles)
    const [singles, integers] = [Float32Array.of(1, 2), Int32Array.of(1, 2)]
    expect(readTensor('x', singles)).toMatchObject({ singles, integers: undefined })
    expect(readTensor('x', { data: integers, shape: [2] })).toMatchObject({ singles: undefined, integers })
  })

  test('16 bits are decoded where there is a format', () => {
    const halves = (bits: number) => bits / 2
    expect([...readTensor('x', Uint16Array.of(1, 2), { decode: halves }).data]).toEqual([0.5, 1])
    expect([...readTensor('x', Uint8Array.of(1, 2), { decode: halves }).data]).toEqual([1, 2])
  })

  test('bigints are indices and nothing else', () => {
    for (const [value, data] of [
      [2n, [2]],
      [
        [1n, 0],
        [1, 0],
      ],
      [BigInt64Array.of(-1n), [-1]],
      [BigUint64Array.of(5n), [5]],
    ])
      expect([...readTensor('target', value, { integers: true }).data]).toEqual(data)
    expect(refusalOf(() => readTensor('x', 2n))).toBe(
      'TypeError: x: expected numbers in an array, a typed array or { data, shape }, got 2n',
    )
    expect(refusalOf(() => readTensor('x', 2n, { integers: false }))).toContain('got 2n')
    expect(refusalOf(() => readTensor('x', [1, 2n]))).toBe('TypeError: x[1]: expected a number, got 2n')
    expect(refusalOf(() => readTensor('x', BigUint64Array.of(5n)))).toBe('TypeError: x[0]: expected a number, got 5n')
  })

  test.each([
    [null, 'TypeError: x: expected numbers in an array, a typed array or { data, shape }, got null'],
    [{ data: [1] }, 'TypeError: x: expected numbers in an array, a typed array or { data, shape }, got an object'],
    [{ shape: [1] }, 'TypeError: x: expected numbers in an array, a typed array or { data, shape }, got an object'],
    [
      new DataView(new ArrayBuffer(8)),
      'TypeError: x: expected numbers in an array, a typed array or { data, shape }, got a DataView',
    ],
    [{ data: 3, shape: [1] }, 'TypeError: x.data: expected an array of numbers, got 3'],
    [{ data: [1], shape: 1 }, 'TypeError: x.shape: expected an array of lengths, got 1'],
    [{ data: [1], shape: ['1'] }, "TypeError: x.shape[0]: expected a length, got '1'"],
    [{ data: [1], shape: [1, 1.5] }, 'RangeError: x.shape[1]: expected a length, got 1.5'],
    [{ data: [1, 2], shape: [1] }, 'RangeError: x.data: expected 1 numbers for shape [1], got 2'],
    [[[1, 2], [3]], 'RangeError: x[1]: expected a row of 2 numbers, got one of 1'],
    [
      [
        [[1], [2]],
        [3, 4],
      ],
      'RangeError: x[1]: expected rows of shape [2, 1], got [2]',
    ],
    [
      [
        [1, 2],
        [[3], [4]],
      ],
      'RangeError: x[1]: expected rows of shape [2], got [2, 1]',
    ],
    [[[[1, 2]], [[3]]], 'RangeError: x[1]: expected rows of shape [1, 2], got [1, 1]'],
  ])('not %j', (value, message) => {
    expect(refusalOf(() => readTensor('x', value))).toBe(message)
  })
})

describe('a weight is spread', () => {
  const spread = (value: unknown, shape: readonly number[]) => [
    ...broadcast('weight', readTensor('weight', value), shape),
  ]

  test.each([
    [
      'as it is',
      [
        [1, 2],
        [3, 4],
      ],
      [2, 2],
      [1, 2, 3, 4],
    ],
    ['from one number', 7, [2, 2], [7, 7, 7, 7]],
    ['over rows', [1, 2, 3], [2, 3], [1, 2, 3, 1, 2, 3]],
    ['over columns', [[1], [2]], [2, 3], [1, 1, 1, 2, 2, 2]],
    ['over a middle axis', { data: [1, 2, 3, 4], shape: [2, 1, 2] }, [2, 3, 2], [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]],
    [
      'over the first of three',
      [
        [1, 2],
        [3, 4],
      ],
      [2, 2, 2],
      [1, 2, 3, 4, 1, 2, 3, 4],
    ],
    ['over both ends', { data: [1, 2], shape: [1, 2, 1] }, [2, 2, 2], [1, 1, 2, 2, 1, 1, 2, 2]],
  ])('%s', (_, value, shape, data) => {
    expect(spread(value, shape)).toEqual(data)
  })

  test.each([
    [[1, 2], [3], 'RangeError: weight: expected a shape that broadcasts to [3], got [2]'],
    [[[1], [2]], [2], 'RangeError: weight: expected a shape that broadcasts to [2], got [2, 1]'],
    [[[1, 2]], [2], 'RangeError: weight: expected a shape that broadcasts to [2], got [1, 2]'],
    [[1, 2], [2, 3], 'RangeError: weight: expected a shape that broadcasts to [2, 3], got [2]'],
  ])('not %j over %j', (value, shape, message) => {
    expect(refusalOf(() => spread(value, shape))).toBe(message)
  })
})

describe('the axis of classes', () => {
  // Shape [2, 3, 2]: number 100n + 10c + i for row n, class c, place i.
  const data = [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]
  const z = { data, shape: [2, 3, 2] }
  const middleLast = [0, 10, 20, 1, 11, 21, 100, 110, 120, 101, 111, 121]
  const firstLast = [0, 100, 1, 101, 10, 110, 11, 111, 20, 120, 21, 121]

  test.each([
    [undefined, 2, 2, data],
    [-1, 2, 2, data],
    [2, 2, 2, data],
    [-2, 1, 3, middleLast],
    [1, 1, 3, middleLast],
    [-3, 0, 2, firstLast],
    [0, 0, 2, firstLast],
  ])('%s comes last, and goes back to where it was', (axis, at, classes, rows) => {
    const read = readRows('z', z, 'real', axis)
    expect([[...read.data], read.axis, read.classes]).toEqual([rows, at, classes])
    expect([...classesBack(Float64Array.from(rows), z.shape, at)]).toEqual(data)
  })

  test.each([
    [3, 'RangeError: axis: expected an integer -3…2, got 3'],
    [-4, 'RangeError: axis: expected an integer -3…2, got -4'],
    [0.5, 'RangeError: axis: expected an integer -3…2, got 0.5'],
    ['1', "TypeError: axis: expected an integer, got '1'"],
  ])('is not %s', (axis, message) => {
    expect(refusalOf(() => readRows('z', z, 'real', axis as number))).toBe(message)
  })

  test('in front, losses and slopes are those of the rows', () => {
    const rows = [
      [0, 1, 3],
      [2, -1, 0],
    ]
    const columns = [
      [0, 2],
      [1, -1],
      [3, 0],
    ]
    const options = { reduction: 'none' } as const
    const [last, first] = [
      crossEntropyWithGradient(rows, [1, 2], options),
      crossEntropyWithGradient(columns, [1, 2], { ...options, axis: 0 }),
    ]
    expect(first.loss).toEqual(last.loss)
    const transposed = [0, 1, 2].flatMap((c) => [0, 1].map((n) => last.gradient.logits[3 * n + c]))
    expect([...first.gradient.logits]).toEqual(transposed)
    expect(refusalOf(() => crossEntropy(rows, [1, 2], { axis: 2 }))).toContain('axis: expected an integer -2…1')
  })
})
