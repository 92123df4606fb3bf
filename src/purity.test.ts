/** What no loss may do: write to an argument, hand one back, read beyond a view, or remember the last call. */

import { describe, expect, test } from 'vitest'
import * as losses from './index.ts'

type Call = (...lists: Float64Array[]) => unknown

const matrix = (data: Float64Array) => ({ data, shape: [2, 2] })

/** Every public function on four numbers as input and four as target, options included. */
const calls: Readonly<Record<keyof typeof losses, Call>> = {
  crossEntropy: (z, y) => losses.crossEntropy(matrix(z!), matrix(y!), { weight: y!.subarray(0, 2) }),
  crossEntropyWithGradient: (z, y) =>
    losses.crossEntropyWithGradient(matrix(z!), matrix(y!), {
      reduction: 'none',
      upstream: y!.subarray(0, 2),
      wrt: ['target'],
    }),
  logLoss: (p, y) => losses.logLoss(matrix(p!), matrix(y!), { reduction: 'none' }),
  logLossWithGradient: (p, y) => losses.logLossWithGradient(matrix(p!), matrix(y!), { wrt: ['target'] }),
  nllLoss: (l, y) => losses.nllLoss(matrix(l!), matrix(y!)),
  nllLossWithGradient: (l, y) => losses.nllLossWithGradient(matrix(l!), matrix(y!), { wrt: ['target'] }),
  binaryCrossEntropy: (p, y) => losses.binaryCrossEntropy(p!, y!, { weight: y!, reduction: 'none' }),
  binaryCrossEntropyWithGradient: (p, y) => losses.binaryCrossEntropyWithGradient(p!, y!, { wrt: ['target'] }),
  binaryCrossEntropyWithLogits: (z, y) => losses.binaryCrossEntropyWithLogits(z!, y!, { posWeight: z! }),
  binaryCrossEntropyWithLogitsWithGradient: (z, y) =>
    losses.binaryCrossEntropyWithLogitsWithGradient(z!, y!, { reduction: 'none', upstream: y!, wrt: ['target'] }),
  klDivergence: (p, q) => losses.klDivergence(matrix(p!), matrix(q!)),
  klDivergenceWithGradient: (p, q) => losses.klDivergenceWithGradient(matrix(p!), matrix(q!)),
  entropy: (p) => losses.entropy(matrix(p!)),
  entropyWithGradient: (p) => losses.entropyWithGradient(matrix(p!)),
  familyLoss: (z, y) => losses.familyLoss({ psi: 'poly1' }, matrix(z!), matrix(y!), { poly: 2 }),
  familyLossWithGradient: (p, y) =>
    losses.familyLossWithGradient({ score: 'pbit', targets: 'binary', elementwise: true }, p!, y!, { wrt: ['target'] }),
  softmax: (z) => losses.softmax(matrix(z!)),
  logSoftmax: (z) => losses.logSoftmax(matrix(z!)),
  logSumExp: (z) => losses.logSumExp(matrix(z!)),
}

const INPUT = [0.25, 0.5, 0.125, 0.875]
const TARGET = [0.5, 0.25, 1, 0]

/** Every Float64Array in a result. */
function arraysOf(value: unknown): Float64Array[] {
  if (value instanceof Float64Array) return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(arraysOf)
}

describe.each(Object.entries(calls))('%s', (_name, call) => {
  test('leaves its arguments alone and returns fresh arrays', () => {
    const [input, target] = [Float64Array.from(INPUT), Float64Array.from(TARGET)]
    const result = call(input, target)
    for (const array of arraysOf(result)) {
      expect([input.buffer, target.buffer]).not.toContain(array.buffer)
      array.fill(99)
    }
    expect([...input, ...target]).toEqual([...INPUT, ...TARGET])
    expect(arraysOf(call(input, target)).every((array) => !array.includes(99))).toBe(true)
  })

  test('reads views as views', () => {
    const padded = (data: number[]) => Float64Array.of(NaN, 7, ...data, NaN).subarray(2, 6)
    expect(call(padded(INPUT), padded(TARGET))).toEqual(call(Float64Array.from(INPUT), Float64Array.from(TARGET)))
  })

  test('remembers nothing', () => {
    const before = call(Float64Array.from(INPUT), Float64Array.from(TARGET))
    call(Float64Array.of(0, 1, 1, 0), Float64Array.of(1, 0, 0, 1))
    expect(call(Float64Array.from(INPUT), Float64Array.from(TARGET))).toEqual(before)
  })
})

test('typed arrays, plain and nested arrays agree', () => {
  const expected = losses.crossEntropy(
    [
      [1, 2],
      [3, 5],
    ],
    [0, 1],
  )
  expect(losses.crossEntropy({ data: Float32Array.of(1, 2, 3, 5), shape: [2, 2] }, Uint8Array.of(0, 1))).toBe(expected)
  expect(losses.crossEntropy([Int8Array.of(1, 2), [3, 5]], [0, 1])).toBe(expected)
  expect(losses.crossEntropy({ data: [1, 2, 3, 5], shape: [2, 2] }, [0, 1])).toBe(expected)
})
