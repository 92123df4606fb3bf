/** The categorical losses: worked examples, special values, options. Accuracy is in accuracy.test.ts. */

import { describe, expect, test } from 'vitest'
import {
  crossEntropy,
  crossEntropyWithGradient,
  logLoss,
  logLossWithGradient,
  nllLoss,
  nllLossWithGradient,
} from './index.ts'

const none = { reduction: 'none' } as const
const sum = { reduction: 'sum' } as const

/** Plain numbers with one zero, for the sign of a zero is not promised. */
const plain = (x: Float64Array | undefined): number[] => Array.from(x ?? [NaN], (v) => (v === 0 ? 0 : v))

describe('worked examples', () => {
  test('from log-probabilities as logits', () => {
    expect(crossEntropy([0.4, 0.4, 0.2].map(Math.log), 0)).toBeCloseTo(0.916290731874155, 15)
  })

  test('the usual mistake: probabilities fed as logits', () => {
    expect(crossEntropy([0.4, 0.4, 0.2], 0)).toBe(1.0362866960692136)
  })

  test('both rows of the classic, mean', () => {
    const p = [
      [0.4, 0.4, 0.2],
      [0.1, 0.12, 0.78],
    ]
    expect(logLoss(p, [1, 2])).toBe(0.5823760455863273)
    expect(logLoss(p, [1, 2], none)).toEqual(Float64Array.of(0.916290731874155, 0.2484613592984996))
  })

  test('confident rows keep their digits', () => {
    expect(crossEntropy([40, 0], 0)).toBe(4.248354255291589e-18)
    expect(crossEntropy([740, 0], 0)).toBeGreaterThan(0)
    expect(crossEntropy([800, 0], 0)).toBe(0)
    // e^−800 is no double, but 1e300 of it is.
    expect(crossEntropy([800, 0], 0, { weight: [1e300, 1], reduction: 'sum' })).toBe(3.667874584177687e-48)
  })
})

describe('special values of logits', () => {
  test('a masked class has no share and no slope', () => {
    const { loss, gradient } = crossEntropyWithGradient([-Infinity, 0, 0], 1)
    expect(loss).toBe(Math.LN2)
    expect(plain(gradient.logits)).toEqual([0, -0.5, 0.5])
  })

  test('zero mass on a masked class adds nothing', () => {
    expect(crossEntropy([-Infinity, 0, 0], [0, 1, 0])).toBe(Math.LN2)
    expect(crossEntropy([-Infinity, 0, 0], 0, { weight: [0, 1, 1], reduction: 'sum' })).toBe(0)
  })

  test('mass on a masked class costs +∞, with a finite slope Q·p − q', () => {
    const { loss, gradient } = crossEntropyWithGradient([-Infinity, 0, 0], 0)
    expect(loss).toBe(Infinity)
    expect(plain(gradient.logits)).toEqual([-1, 0.5, 0.5])
    expect(crossEntropy([-Infinity, 0], [0.5, 0.5])).toBe(Infinity)
    expect(plain(crossEntropyWithGradient([-Infinity, 0], [0.5, 0.5]).gradient.logits)).toEqual([-0.5, 0.5])
    expect(crossEntropy([-Infinity, 0], 0, { labelSmoothing: 0.5 })).toBe(Infinity)
  })

  test.each([[[NaN, 0]], [[0, NaN]], [[Infinity, 0]], [[-Infinity, -Infinity]]])(
    '%s is NaN in its row alone',
    (bad) => {
      const { loss, gradient } = crossEntropyWithGradient([bad, [0, 0]], [0, 0], none)
      expect(loss).toEqual(Float64Array.of(NaN, Math.LN2))
      expect(gradient.logits).toEqual(Float64Array.of(NaN, NaN, -0.5, 0.5))
      expect(crossEntropy([bad, [0, 0]], [0, 0])).toBeNaN()
      const soft = crossEntropyWithGradient(
        [bad, [0, 0]],
        [
          [1, 0],
          [1, 0],
        ],
        { ...none, wrt: ['target'] },
      )
      expect(soft.gradient.target).toEqual(Float64Array.of(NaN, NaN, Math.LN2, Math.LN2))
    },
  )

  test('one class costs nothing', () => {
    expect(crossEntropy([[1e300], [-5]], [0, 0])).toBe(0)
    expect(plain(crossEntropyWithGradient([7], [3]).gradient.logits)).toEqual([0])
  })

  test('a gap that overflows is +∞, and finite when its weight brings it back', () => {
    const z = [1.7e308, -1.7e308]
    expect(crossEntropy(z, 1)).toBe(Infinity)
    expect(plain(crossEntropyWithGradient(z, 1).gradient.logits)).toEqual([1, -1])
    expect(crossEntropy(z, 1, { weight: [1, 0.25], reduction: 'sum' })).toBe(0.85e308)
    expect(crossEntropy([z, [0, 0], [0, 0], [0, 0]], [1, 0, 0, 0])).toBe(0.85e308)
  })
})

describe('targets', () => {
  test('need not be normalised: Q·p − q', () => {
    const { loss, gradient } = crossEntropyWithGradient([0, 0], [3, 1])
    expect(loss).toBe(4 * Math.LN2)
    expect(plain(gradient.logits)).toEqual([-1, 1])
  })

  test('may be negative', () => {
    expect(plain(crossEntropyWithGradient([0, 0], [2, -1]).gradient.logits)).toEqual([-1.5, 1.5])
    expect(crossEntropy([0, 0], [1, -1])).toBe(0)
  })

  test('their gradient is −(1 − a)·w·ln p', () => {
    const options = { wrt: ['target'], weight: [2, 4], labelSmoothing: 0.5 } as const
    expect(plain(crossEntropyWithGradient([0, 0], [1, 0], options).gradient.target)).toEqual([Math.LN2, 2 * Math.LN2])
    expect(crossEntropyWithGradient([0, 0], [1, 0]).gradient).not.toHaveProperty('target')
  })

  test('index, bigint, typed and one-hot targets agree', () => {
    const z = [
      [1, 2, 3],
      [0.5, -1, 4],
    ]
    const expected = crossEntropy(z, [2, 0])
    expect(crossEntropy(z, Int32Array.of(2, 0))).toBe(expected)
    expect(crossEntropy(z, BigInt64Array.of(2n, 0n))).toBe(expected)
    expect(crossEntropy(z, [2n, 0n])).toBe(expected)
    expect(crossEntropy(z, { data: BigInt64Array.of(2n, 0n), shape: [2] })).toBe(expected)
    expect(
      crossEntropy(z, [
        [0, 0, 1],
        [1, 0, 0],
      ]),
    ).toBe(expected)
    expect(crossEntropy(z[0] as number[], { data: [2], shape: [] })).toBe(crossEntropy(z[0] as number[], 2))
  })

  test('smoothing of an index is smoothing of its one-hot', () => {
    const z = [1, 2, 3]
    const options = { labelSmoothing: 0.1, weight: [1, 0.5, 3] }
    const hard = crossEntropyWithGradient(z, 1, { ...sum, ...options })
    const soft = crossEntropyWithGradient(z, [0, 1, 0], { ...sum, ...options })
    expect(hard).toEqual(soft)
  })
})

describe('ignored rows', () => {
  const z = [
    [1, 2],
    [NaN, Infinity],
    [0, 0],
  ]

  test('count for nothing, whatever they hold', () => {
    const { loss, gradient } = crossEntropyWithGradient(z, [-100, -100, 1])
    expect(loss).toBe(Math.LN2)
    expect(plain(gradient.logits)).toEqual([0, 0, 0, 0, 0.5, -0.5])
    expect(plain(crossEntropy(z, [7, 7, 1], { ...none, ignoreIndex: 7 }))).toEqual([0, 0, Math.LN2])
    expect(crossEntropy(z, [1, 1, 0], { ignoreIndex: 1, labelSmoothing: 0.5 })).toBe(Math.LN2)
  })

  test('all ignored: mean NaN, sum 0, gradient 0', () => {
    const { loss, gradient } = crossEntropyWithGradient(z, [-100, -100, -100])
    expect(loss).toBeNaN()
    expect(plain(gradient.logits)).toEqual([0, 0, 0, 0, 0, 0])
    expect(crossEntropy(z, [-100, -100, -100], sum)).toBe(0)
  })
})

describe('reduction', () => {
  const z = [
    [0, 0],
    [0, 0],
  ]

  test('mean divides by the target weights of an index, by rows of a distribution', () => {
    const weight = [1, 3]
    expect(crossEntropy(z, [0, 1], { weight })).toBe(Math.LN2)
    expect(
      crossEntropy(
        z,
        [
          [1, 0],
          [0, 1],
        ],
        { weight },
      ),
    ).toBe(2 * Math.LN2)
    expect(crossEntropy(z, [0, 1], { weight, labelSmoothing: 0.5 })).toBe(Math.LN2)
  })

  test('weights that cancel leave no mean', () => {
    expect(crossEntropy(z, [0, 1], { weight: [1, -1] })).toBeNaN()
    const { loss, gradient } = crossEntropyWithGradient(
      [
        [1, 0],
        [0, 0],
      ],
      [0, 1],
      { weight: [1, -1] },
    )
    expect([loss, ...gradient.logits]).toEqual([NaN, NaN, NaN, NaN, NaN])
    expect(plain(nllLossWithGradient([-1, -1], 0, { weight: [0, 1] }).gradient.logProbabilities)).toEqual([NaN, NaN])
    expect(crossEntropy(z, [0, 1], { weight: [1, -1], ...sum })).toBe(0)
  })

  test('what is left when weights cancel is all there is, however far below them', () => {
    const logP = [
      [-1.1, 0, 0],
      [0, -1, 0],
      [0, 0, -1.1],
    ]
    const summed = (rest: number) => nllLoss(logP, [0, 1, 2], { weight: [1.3e200, rest, -1.3e200], reduction: 'sum' })
    expect([summed(1e-200), summed(-1e-200), summed(1e-100), summed(3), summed(0)]).toEqual([
      1e-200, -1e-200, 1e-100, 3, 0,
    ])
  })

  test('an empty batch', () => {
    const empty = { data: [], shape: [0, 3] }
    expect(crossEntropy(empty, [])).toBeNaN()
    expect(crossEntropy(empty, [], sum)).toBe(0)
    expect(crossEntropy(empty, [], none)).toEqual(new Float64Array(0))
    expect(crossEntropyWithGradient(empty, []).gradient.logits).toEqual(new Float64Array(0))
    expect(crossEntropy(empty, empty)).toBeNaN()
  })

  test('upstream is a factor of the gradients alone', () => {
    const by = (upstream: number) => crossEntropyWithGradient(z, [0, 1], { upstream })
    expect(by(4).loss).toBe(Math.LN2)
    expect(plain(by(4).gradient.logits)).toEqual([-1, 1, 1, -1])
    expect(plain(by(0).gradient.logits)).toEqual([0, 0, 0, 0])
    const rows = crossEntropyWithGradient(z, [0, 1], { ...none, upstream: [2, -6] })
    expect(plain(rows.gradient.logits)).toEqual([-1, 1, -3, 3])
  })

  test('subnormal gradients are rounded once', () => {
    const { gradient } = crossEntropyWithGradient([0, 0], 0, { upstream: 3 * 2 ** -1074 })
    expect(plain(gradient.logits)).toEqual([-(2 ** -1073), 2 ** -1073])
  })
})

describe('probabilities and log-probabilities', () => {
  test('are taken as they are', () => {
    expect(logLoss([0.25, 0.25], 0)).toBe(2 * Math.LN2)
    expect(nllLoss([-2, 5], 1)).toBe(-5)
  })

  test('p = 0 and p = 1', () => {
    expect(logLoss([0, 1], 0)).toBe(Infinity)
    expect(plain(logLossWithGradient([0, 1], 0).gradient.probabilities)).toEqual([-Infinity, 0])
    expect(plain(logLossWithGradient([-0, 1], 0).gradient.probabilities)).toEqual([-Infinity, 0])
    expect(logLoss([0, 1], 1)).toBe(0)
    expect(logLoss([0, 1], [0, 1])).toBe(0)
    expect(nllLoss([-Infinity, 0], [0, 1])).toBe(0)
    expect(nllLoss([-Infinity, 0], 0)).toBe(Infinity)
  })

  test('NaN is NaN in its row alone', () => {
    const got = logLossWithGradient(
      [
        [NaN, 0.5],
        [0.5, 0.5],
      ],
      [1, 1],
      none,
    )
    expect(got.loss).toEqual(Float64Array.of(NaN, Math.LN2))
    expect(plain(got.gradient.probabilities)).toEqual([NaN, NaN, 0, -2])
    expect(
      nllLoss(
        [
          [NaN, 0],
          [0, -1],
        ],
        [1, 1],
        none,
      ),
    ).toEqual(Float64Array.of(NaN, 1))
  })

  test('the slope of log-probabilities is −q', () => {
    expect(plain(nllLossWithGradient([-1, -2], [0.25, 2]).gradient.logProbabilities)).toEqual([-0.25, -2])
  })
})

test('losses that cancel are summed again, and the slopes of columns stay where they are', () => {
  const rows = [
    [0, 2],
    [0, 2],
    [2, 0],
  ]
  const columns = [0, 1].map((c) => rows.map((row) => row[c] as number))
  const options = { weight: [1, -2], ...sum }
  const straight = crossEntropyWithGradient(rows, [0, 0, 1], options)
  const across = crossEntropyWithGradient(columns, [0, 0, 1], { axis: 0, ...options })
  expect([straight.loss, across.loss]).toEqual([0, 0])
  const slopes = plain(straight.gradient.logits)
  expect(plain(across.gradient.logits)).toEqual([0, 1].flatMap((c) => [0, 1, 2].map((n) => slopes[2 * n + c])))
})
