/**
 * Losses by their parts, where no profile asks for the part: generalised cross-entropy; and the refusals of `familyLoss`.
 *
 *   (1 − p^q)/q,   slope −p_t^q·(δ − p)      (Zhang & Sabuncu 2018, Generalized Cross Entropy Loss)
 *
 * adapters/family.test.ts puts `familyLoss` to whole exams under every profile.
 */

import { describe, expect, test } from 'vitest'
import { crossEntropyWithGradient, familyLoss, familyLossWithGradient } from './index.ts'
import { diceOf } from './testing/dice.ts'
import { LIMIT, type Real, calculate, meter, ulpsOff } from './testing/mpfr.ts'
import { slopesOf } from './testing/slopes.ts'

const gce = { psi: 'gce' } as const

describe('generalised cross-entropy', () => {
  test('and its slopes, sure or hopeless, for every q', () => {
    const dice = diceOf(31)
    const [loss, slopes] = [meter(), meter()]
    for (let i = 0; i < 200; i++) {
      const size = dice.below(3) === 0 ? 40 : dice.between(0.001, 6)
      const z = dice.list(3, () => size * dice.between(-1, 1))
      const [t, q] = [dice.below(3), dice.below(4) === 0 ? 2 ** -dice.below(40) : dice.uniform()]
      const got = familyLossWithGradient(gce, [z], [t], { gce: q, reduction: 'sum' })
      calculate(300, (reals) => {
        const { surprisal, p, rest } = reals.softmax(z)
        const power = (surprisal[t] as Real).mul(reals.of(-q)).exp()
        loss.take(ulpsOff(got.loss as number, reals.of(1).sub(power).div(reals.of(q)), reals))
        slopesOf(got).forEach((g, k) => {
          const exact = k === t ? (rest[k] as Real).neg() : (p[k] as Real)
          slopes.take(ulpsOff(g, exact.mul(power), reals))
        })
      })
    }
    expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
    expect(slopes.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test('is cross-entropy for q = 0, and 1 − p for q = 1, which it is when nothing is said', () => {
    const z = [[1, 2, 0.5]]
    const plain = crossEntropyWithGradient(z, [1])
    const none = familyLossWithGradient(gce, z, [1], { gce: 0 })
    expect([none.loss, slopesOf(none)]).toEqual([plain.loss, [...plain.gradient.logits]])
    expect(familyLoss(gce, z, [1], { gce: 1 })).toBe(familyLoss(gce, z, [1]))
    expect(familyLoss(gce, [[0, 0]], [1])).toBe(0.5)
  })
})

describe('a target that is certain', () => {
  test.each([0.5, 1, 2, 3.5])('costs nothing under a focal exponent of %s, nor has it a slope', (focal) => {
    const got = familyLossWithGradient({ psi: 'focal' }, [[0, -Infinity]], [0], { focal })
    expect([got.loss, ...slopesOf(got).map((g) => g + 0)]).toEqual([0, 0, 0])
  })

  test('that is impossible costs ∞, with the slopes of cross-entropy', () => {
    const got = familyLossWithGradient({ psi: 'focal' }, [[0, -Infinity]], [1], { focal: 2 })
    expect([got.loss, ...slopesOf(got)]).toEqual([Infinity, 1, -1])
  })
})

test.each([
  ['zero', 0],
  ['nan', NaN],
] as const)('a row that costs ∞ and weighs nothing is as the family says: %s', (zeroTimesInfinity, nothing) => {
  const family = { weighs: 'row', policy: { zeroTimesInfinity, zeroDivisor: 'nan' } } as const
  const lossOf = (...z: number[]) => familyLoss(family, [z], [1], { weight: [0], reduction: 'sum' })
  expect([lossOf(0, 0), lossOf(0, -Infinity), lossOf(0, NaN)]).toEqual([0, nothing, NaN])
})

describe('refusals', () => {
  const reductions = {
    reduction: { argument: 'reduction', default: 'each' },
    reductions: { each: 'none', total: 'sum' },
  }

  test.each([
    [() => familyLoss({}, [[0, 0]], [0], { gce: 1.5 }), 'gce: expected a number in [0, 1], got 1.5'],
    [() => familyLoss({}, [[0, 0]], [0], { beta: -1 }), 'beta: expected a number in [0, 1], got -1'],
    [() => familyLoss({}, [[0, 0]], [0], { base: 0 }), 'base: expected a positive number, got 0'],
    [() => familyLoss({}, [[0, 0]], [0], { poly: NaN }), 'poly: expected a finite number, got NaN'],
    [() => familyLoss({}, [[0, 0]], [0], { alpha: Infinity }), 'alpha: expected a finite number, got Infinity'],
    [() => familyLoss({}, [[0, 0]], [0], { scale: -2 }), 'scale: expected a positive number, got -2'],
    [() => familyLoss({}, [[0, 0]], [0], { colour: 1 } as never), /^options: expected only .*gce.*, got 'colour'$/],
    [() => familyLoss({}, [[0, 0]], [0], { upstream: 1 } as never), /^options: expected only .*, got 'upstream'$/],
    [() => familyLoss({}, [[0, 0]], [0], { weight: [1, 2, 3] }), 'weight: expected shape [2], got [3]'],
    [
      () => familyLoss({ weighs: 'row' }, [[0, 0]], [0], { weight: [1, 2, 3] }),
      'weight: expected a shape that broadcasts to [1], got [3]',
    ],
    [
      () => familyLoss({}, [[0, 0]], [0], { where: [1, 2, 3] }),
      'where: expected a shape that broadcasts to [1, 2], got [3]',
    ],
    [
      () => familyLoss({}, [[0, 0]], [0], { posWeight: [1, 2, 3] }),
      'posWeight: expected a shape that broadcasts to [1, 2], got [3]',
    ],
    [
      () => familyLoss(reductions as never, [[0, 0]], [0], { reduction: 'mean' }),
      "reduction: expected one of each, total, got 'mean'",
    ],
  ] as const)('%#', (call, message) => {
    expect(call).toThrow(message)
  })

  test('a mean over weights that sum to 0, where the family says so', () => {
    const strict = { policy: { zeroTimesInfinity: 'zero', zeroDivisor: 'throw' } } as const
    expect(() => familyLoss(strict, [[0, 0]], [0], { weight: [0, 1] })).toThrow(
      new RangeError('weight: expected a sum that is not 0, got 0'),
    )
  })

  test('a reduction goes by the name that the family has for it', () => {
    const z = [
      [0, 0],
      [1, 1],
    ]
    expect(familyLoss(reductions as never, z, [0, 1])).toEqual(Float64Array.of(Math.LN2, Math.LN2))
    expect(familyLoss(reductions as never, z, [0, 1], { reduction: 'total' })).toBe(2 * Math.LN2)
  })
})
