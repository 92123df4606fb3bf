/** Binary losses, divergence, entropy and softmax: special values, broadcasting, shapes. */

import { describe, expect, test } from 'vitest'
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithGradient,
  binaryCrossEntropyWithLogits,
  binaryCrossEntropyWithLogitsWithGradient,
  crossEntropy,
  entropy,
  entropyWithGradient,
  klDivergence,
  klDivergenceWithGradient,
  logSoftmax,
  logSumExp,
  softmax,
} from './index.ts'

const none = { reduction: 'none' } as const

/** Plain numbers with one zero, for the sign of a zero is not promised. */
const plain = (x: Float64Array | undefined): number[] => Array.from(x ?? [NaN], (v) => (v === 0 ? 0 : v))

describe('binary cross-entropy of logits', () => {
  test('is the categorical one of (0, z)', () => {
    for (const z of [-800, -700.25, -3, 0, 1e-300, 0.5, 40, 1e300]) {
      expect(binaryCrossEntropyWithLogits([z], [1])).toBe(crossEntropy([0, z], 1))
      expect(binaryCrossEntropyWithLogits([z], [0.25])).toBe(crossEntropy([0, z], [0.75, 0.25]))
    }
  })

  test('a logit ±∞ is its limit', () => {
    const { loss, gradient } = binaryCrossEntropyWithLogitsWithGradient(
      [Infinity, Infinity, -Infinity, -Infinity, Infinity],
      [1, 0, 1, 0, 0.5],
      { ...none, wrt: ['target'] },
    )
    expect(plain(loss)).toEqual([0, Infinity, Infinity, 0, Infinity])
    expect(plain(gradient.logits)).toEqual([0, 1, -1, 0, 0.5])
    expect(plain(gradient.target)).toEqual([-Infinity, -Infinity, Infinity, Infinity, -Infinity])
  })

  test('weight 0 times ∞ is 0', () => {
    expect(binaryCrossEntropyWithLogits([Infinity, 0], [0, 1], { weight: [0, 1], reduction: 'sum' })).toBe(Math.LN2)
    expect(binaryCrossEntropyWithLogits([-Infinity], [1], { posWeight: [0] })).toBe(0)
  })

  test('NaN is NaN in its element alone', () => {
    const { loss, gradient } = binaryCrossEntropyWithLogitsWithGradient([NaN, 0], [1, 1], none)
    expect(loss).toEqual(Float64Array.of(NaN, Math.LN2))
    expect(plain(gradient.logits)).toEqual([NaN, -0.5])
  })

  test('targets outside [0, 1] are numbers like others', () => {
    const { gradient } = binaryCrossEntropyWithLogitsWithGradient([0, 0], [2, -1], { reduction: 'sum' })
    expect(plain(gradient.logits)).toEqual([-1.5, 1.5])
  })

  test('weights broadcast by the rules of NumPy', () => {
    const z = { data: [0, 0, 0, 0, 0, 0], shape: [2, 3] }
    const y = { data: [1, 1, 1, 1, 1, 1], shape: [2, 3] }
    const by = (weight: object) =>
      plain(binaryCrossEntropyWithLogits(z, y, { weight: weight as never, ...none })).map((x) => x / Math.LN2)
    expect(by([1, 2, 3])).toEqual([1, 2, 3, 1, 2, 3])
    expect(by([[1], [2]])).toEqual([1, 1, 1, 2, 2, 2])
    expect(by([4])).toEqual([4, 4, 4, 4, 4, 4])
    expect(by({ data: [5], shape: [] })).toEqual([5, 5, 5, 5, 5, 5])
    const v = plain(binaryCrossEntropyWithLogits(z, y, { posWeight: [[2], [8]], ...none })).map((x) => x / Math.LN2)
    expect(v).toEqual([2, 2, 2, 8, 8, 8])
  })
})

describe('binary cross-entropy of probabilities', () => {
  test('the worked example', () => {
    expect(binaryCrossEntropy([0.7, 0.2], [1, 0])).toBe(0.2899092476264711)
  })

  test('at p = 0 and p = 1', () => {
    const { loss, gradient } = binaryCrossEntropyWithGradient([0, 0, 1, 1, 0, 1], [0, 1, 0, 1, 0.5, 0.5], {
      ...none,
      wrt: ['target'],
    })
    expect(plain(loss)).toEqual([0, Infinity, Infinity, 0, Infinity, Infinity])
    expect(plain(gradient.probabilities)).toEqual([1, -Infinity, Infinity, -1, -Infinity, Infinity])
    expect(plain(gradient.target)).toEqual([Infinity, Infinity, -Infinity, -Infinity, Infinity, -Infinity])
  })

  test('weight 0 counts for nothing, not even ∞', () => {
    const { loss, gradient } = binaryCrossEntropyWithGradient([0], [1], { weight: [0] })
    expect([loss, ...plain(gradient.probabilities)]).toEqual([0, 0])
  })

  test('the slope is 0 where p = y', () => {
    expect(plain(binaryCrossEntropyWithGradient([0.3], [0.3]).gradient.probabilities)).toEqual([0])
  })

  test('NaN, and nothing at all', () => {
    expect(binaryCrossEntropy([NaN, 0.5], [0, 1], none)).toEqual(Float64Array.of(NaN, Math.LN2))
    expect(binaryCrossEntropy([], [])).toBeNaN()
    expect(binaryCrossEntropy([], [], { reduction: 'sum' })).toBe(0)
  })
})

describe('divergence and entropy', () => {
  test('zeros', () => {
    expect(klDivergence([0, 1], [0, 1])).toBe(0)
    expect(klDivergence([0, 1], [0.5, 1])).toBe(0)
    expect(klDivergence([1, 0], [0, 1])).toBe(Infinity)
    expect(entropy([0, 1])).toBe(0)
    const { gradient } = klDivergenceWithGradient([0, 1, 0], [0, 0, 1])
    expect(plain(gradient.p)).toEqual([-Infinity, Infinity, -Infinity])
    expect(plain(gradient.q)).toEqual([0, -Infinity, 0])
  })

  test('NaN in q is NaN in its row alone', () => {
    const { loss, gradient } = klDivergenceWithGradient(
      [
        [1, 0],
        [1, 0],
      ],
      [
        [NaN, 1],
        [1, 0],
      ],
      none,
    )
    expect(plain(loss)).toEqual([NaN, 0])
    expect(plain(gradient.q)).toEqual([NaN, NaN, -1, 0])
  })

  test('need not be normalised', () => {
    expect(klDivergence([2], [1])).toBe(2 * Math.LN2)
    expect(klDivergence([1], [2])).toBe(-Math.LN2)
    expect(entropy([2])).toBe(-2 * Math.LN2)
  })

  test('infinite q and the largest p', () => {
    expect(klDivergence([1], [Infinity])).toBe(-Infinity)
    expect(klDivergence([Number.MAX_VALUE], [Number.MAX_VALUE])).toBe(0)
  })

  test('upstream is a factor of the gradients', () => {
    expect(plain(entropyWithGradient([1, 1], { upstream: 3 }).gradient.p)).toEqual([-3, -3])
    expect(plain(entropyWithGradient([[1], [1]], { ...none, upstream: [2, 3] }).gradient.p)).toEqual([-2, -3])
  })
})

describe('softmax', () => {
  test('rows without a score', () => {
    const z = [
      [NaN, 0],
      [Infinity, 0],
      [-Infinity, -Infinity],
      [0, -Infinity],
    ]
    expect(plain(softmax(z))).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, 1, 0])
    expect(plain(logSoftmax(z))).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, 0, -Infinity])
    expect(plain(logSumExp(z))).toEqual([NaN, Infinity, -Infinity, 0])
  })

  test('any rank, along the last axis', () => {
    const cube = { data: [0, 0, 5, 5, 1, 1, -7, -7], shape: [2, 2, 2] }
    expect(plain(softmax(cube))).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    expect(logSumExp(cube)).toHaveLength(4)
    expect(softmax({ data: [], shape: [0, 2] })).toHaveLength(0)
  })
})
