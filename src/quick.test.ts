/**
 * The short way: what it takes, what it leaves to the long one, and how near it comes to MPFR's value.
 *
 *   losses, in two terms, to 2^−58 of themselves; slopes and probabilities, rounded once, to half an ulp and 2^−4
 *
 * Rows lie somewhere in a larger array, and what is beside them stays as it is.
 */

import { describe, expect, test } from 'vitest'
import { crossEntropy } from './index.ts'
import { quickElement, quickPair, slope } from './quick-pair.ts'
import { quickRow } from './quick-row.ts'
import { quickSoftRow } from './quick-soft.ts'
import { quickLogSoftmax, quickLogSumExp, quickSoftmax } from './quick-softmax.ts'
import { factor, pair } from './registers.ts'
import { type Dice, diceOf } from './testing/dice.ts'
import { LIMIT, type Real, type Reals, calculate, meter, ulpsOff } from './testing/mpfr.ts'

/** Gaps up to 300 are 433 binary digits; as many again, and those of a double. */
const BITS = 1000
const CASES = 300
const ERROR = 2 ** -58

const [AT, OUT_AT] = [3, 2]
const POISON = -77

/** A row in the middle of an array. */
const rowOf = (z: readonly number[]): Float64Array => Float64Array.of(...Array<number>(AT).fill(NaN), ...z, NaN)
const roomFor = (classes: number): Float64Array => new Float64Array(OUT_AT + classes + 1).fill(POISON)
const written = (out: Float64Array): number[] => Array.from(out.subarray(OUT_AT, -1))
const beside = (out: Float64Array): number[] => [...out.subarray(0, OUT_AT), ...out.subarray(-1)]

const take = (f: number): void => factor.set([f, 0])

/** How far the two terms of `pair` are from the exact value, of it. */
const distance = (exact: Real, { of }: Reals): number =>
  of(pair[0] as number)
    .add(of(pair[1] as number))
    .sub(exact)
    .div(exact)
    .abs()
    .toNumber()

/** Plain, close, far apart and at an offset. */
function logits(dice: Dice, classes: number): number[] {
  const size = dice.below(2) === 0 ? dice.between(0.5, 8) : 2 ** -dice.below(40)
  const offset = dice.below(3) === 0 ? dice.between(-900, 900) : 0
  const far = dice.below(4) === 0 ? dice.between(10, 220) : 0
  const z = dice.list(classes, () => offset + size * dice.between(-1, 1))
  if (far > 0) z[dice.below(classes)]! += far
  return z
}

describe('an element', () => {
  const asked = (z: number, y: number) => quickElement(Float64Array.of(NaN, z), Float64Array.of(NaN, y), 1)
  const sizes = (dice: Dice): number => (dice.below(3) === 0 ? 2 ** -dice.below(60) : dice.between(0, 40))

  test.each([
    ['0', () => 0],
    ['1', () => 1],
    ['soft', (dice: Dice) => dice.uniform()],
    ['a half', () => 0.5],
    ['nearly 0', (dice: Dice) => dice.uniform() * 2 ** -dice.below(300)],
    ['nearly 1', (dice: Dice) => 1 - 2 ** -53 * (1 + dice.below(2 ** 20))],
  ] as const)('of target %s', (_, target) => {
    const dice = diceOf(21)
    const [loss, slopes] = [meter(), meter()]
    let taken = 0
    for (let i = 0; i < CASES; i++) {
      const z = (dice.below(2) === 0 ? 1 : -1) * (dice.below(5) === 0 ? dice.between(40, 299) : sizes(dice))
      const [y, f] = [target(dice), dice.between(0.1, 4)]
      take(f)
      if (!asked(z, y)) continue
      taken++
      calculate(BITS, (reals) => {
        const { of } = reals
        const [up, down] = [of(1).add(of(z).exp()), of(1).add(of(-z).exp())]
        const cost = of(y)
          .mul(down.ln())
          .add(of(1).sub(of(y)).mul(up.ln()))
        loss.take(distance(cost, reals))
        // σ(z) − y, without the subtraction where y is 1.
        const exact = y === 1 ? of(1).div(up).neg() : of(1).div(down).sub(of(y))
        slopes.take(ulpsOff(slope[0] as number, exact.mul(of(f)), reals))
      })
    }
    // What cancels beyond an eighth is left to the long way: where y is nearly σ(z), which is rare but at ½ and 0.
    expect(taken).toBeGreaterThan(CASES / 2)
    expect(loss.worst()).toBeLessThanOrEqual(ERROR)
    expect(slopes.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test('is taken wherever the target is hard', () => {
    take(1)
    const all = [-299, -40, -1, -1e-9, 0, 1e-300, 0.3, 17, 299].flatMap((z) => [0, 1].map((y) => asked(z, y)))
    expect(all).toEqual(all.map(() => true))
  })

  test.each([
    [NaN, 1],
    [Infinity, 1],
    [-Infinity, 0],
    [300, 0],
    [-300, 0],
    [1, 1.5],
    [1, -0.5],
    [1, 2 ** -501],
    [0, 0.5],
    [Math.log(3), 0.75],
  ])('of logit %s and target %s is left to the long way', (z, y) => {
    take(1)
    expect(asked(z, y)).toBe(false)
  })
})

describe('a row', () => {
  /** As the short way for two classes, and for any number. */
  const ways = [
    [
      'of two',
      2,
      (z: Float64Array, t: number, writes: boolean, out: Float64Array) => quickPair(z, AT, t, writes, out, OUT_AT),
    ],
    ...[1, 2, 3, 16, 17, 33, 100].map(
      (classes) =>
        [
          `of ${classes}, by its target`,
          classes,
          (z: Float64Array, t: number, writes: boolean, out: Float64Array) =>
            quickRow(z, AT, classes, t, writes, out, OUT_AT),
        ] as const,
    ),
  ] as const

  test.each(ways.filter(([, classes]) => classes > 1))('%s', (_, classes, quick) => {
    const dice = diceOf(classes)
    const [loss, slopes] = [meter(), meter()]
    let taken = 0
    for (let i = 0; i < CASES / Math.sqrt(classes); i++) {
      const [z, t, f] = [logits(dice, classes), dice.below(classes), dice.between(0.1, 4)]
      const out = roomFor(classes)
      take(f)
      if (!quick(rowOf(z), t, true, out)) continue
      taken++
      expect(beside(out)).toEqual([POISON, POISON, POISON])
      calculate(BITS, (reals) => {
        const { surprisal, p, rest } = reals.softmax(z)
        loss.take(distance(surprisal[t] as Real, reals))
        written(out).forEach((g, k) => {
          const exact = k === t ? (rest[k] as Real).neg() : (p[k] as Real)
          slopes.take(ulpsOff(g, exact.mul(reals.of(f)), reals))
        })
      })
    }
    expect(taken).toBeGreaterThan(CASES / Math.sqrt(classes) / 2)
    expect(loss.worst()).toBeLessThanOrEqual(ERROR)
    expect(slopes.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test.each(ways.filter(([, classes]) => classes > 1))(
    '%s is taken where it is plain, slopes or none',
    (_, classes, quick) => {
      const dice = diceOf(5)
      for (let i = 0; i < 20; i++) {
        const z = rowOf(dice.list(classes, () => dice.between(-8, 8)))
        for (const t of [0, classes - 1]) {
          const out = roomFor(classes)
          take(1)
          expect([quick(z, t, true, out), quick(z, t, false, out)]).toEqual([true, true])
        }
      }
    },
  )

  test.each([
    ['NaN', [NaN, 0], 0],
    ['NaN beside the target', [0, NaN], 0],
    ['∞', [Infinity, 0], 0],
    ['∞ beside the target', [0, Infinity], 0],
    ['a target that is impossible', [-Infinity, 0], 0],
    ['a gap of 300', [0, 300], 0],
    ['a gap of 300 the other way', [300, 0], 0],
  ])('with %s is left to the long way', (_, z, t) => {
    take(1)
    expect([
      quickPair(rowOf(z), AT, t, true, roomFor(2), OUT_AT),
      quickRow(rowOf(z), AT, 2, t, true, roomFor(2), OUT_AT),
    ]).toEqual([
      false,
      // By its target a row has a class 300 away; only the sum of all others must not be too small.
      z[1] === 300,
    ])
  })

  test.each([
    ['logits beyond the table', [4800, 4799], 0],
    ['logits below the table', [-4800, -4799], 0],
    ['all others 237 below', [0, -237, -237], 0],
    ['a class 301 above', [0, 301, 1], 0],
    ['one class', [3], 0],
  ])('of %s is left to the long way', (_, z, t) => {
    take(1)
    expect(quickRow(rowOf(z), AT, z.length, t, true, roomFor(z.length), OUT_AT)).toBe(false)
  })

  test('whose loss is a tie between two doubles, but for what no double shows, is left to the long way', () => {
    take(1)
    // 250 + 2^−46 lies in the middle, and e^−250 of the others above it.
    const z = [250, -(2 ** -46), -100]
    expect(quickRow(rowOf(z), AT, 3, 1, true, roomFor(3), OUT_AT)).toBe(false)
    expect(crossEntropy(z, 1)).toBe(250 + 2 ** -45)
    expect(quickRow(rowOf([250, -(2 ** -45), -100]), AT, 3, 1, true, roomFor(3), OUT_AT)).toBe(true)
  })

  test('may have classes that are impossible, or far', () => {
    take(1)
    const out = roomFor(4)
    expect(quickRow(rowOf([1, -Infinity, 0, -400]), AT, 4, 0, true, out, OUT_AT)).toBe(true)
    const [own, impossible, other, far] = written(out) as [number, number, number, number]
    expect(impossible).toBe(0)
    expect(own + other).toBeCloseTo(0, 15)
    expect(far / (Math.exp(-401) / (1 + Math.exp(-1)))).toBeCloseTo(1, 12)
  })
})

describe('a row of soft targets', () => {
  const asked = (z: readonly number[], y: readonly number[], writes: boolean, out: Float64Array) =>
    quickSoftRow(rowOf(z), AT, z.length, { heads: rowOf(y), at: AT, tails: undefined }, writes, out, OUT_AT)

  test.each([2, 3, 5, 17, 33])('of %i', (classes) => {
    const dice = diceOf(100 + classes)
    const [loss, slopes] = [meter(), meter()]
    let taken = 0
    for (let i = 0; i < CASES / classes; i++) {
      const z = logits(dice, classes)
      const y = dice.list(classes, () => (dice.below(4) === 0 ? 0 : dice.uniform()))
      const f = dice.between(0.1, 4)
      const out = roomFor(classes)
      take(f)
      if (!asked(z, y, true, out)) continue
      taken++
      expect(beside(out)).toEqual([POISON, POISON, POISON])
      calculate(BITS, (reals) => {
        const { of, sum } = reals
        const { surprisal, p } = reals.softmax(z)
        loss.take(distance(sum(y.map((m, k) => of(m).mul(surprisal[k] as Real))), reals))
        const mass = sum(y.map(of))
        written(out).forEach((g, k) => {
          const exact = mass.mul(p[k] as Real).sub(of(y[k] as number))
          slopes.take(ulpsOff(g, exact.mul(of(f)), reals))
        })
      })
    }
    expect(taken).toBeGreaterThan(CASES / classes / 2)
    expect(loss.worst()).toBeLessThanOrEqual(ERROR)
    expect(slopes.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test.each([
    ['a mass below 0', [0, 1], [-0.5, 1.5]],
    ['masses that are too small', [0, 1], [2 ** -401, 0.5]],
    ['masses that are too large', [0, 1], [2 ** 401, 0.5]],
    ['no mass', [0, 1], [0, 0]],
    ['mass on a class that is impossible', [0, -Infinity], [0.5, 0.5]],
    ['NaN', [0, NaN], [0.5, 0.5]],
  ])('with %s is left to the long way', (_, z, y) => {
    take(1)
    expect(asked(z, y, true, roomFor(2))).toBe(false)
  })
})

describe('softmax, its logarithm, and that of the sum', () => {
  test.each([2, 3, 16, 17, 33])('of %i classes', (classes) => {
    const dice = diceOf(200 + classes)
    const [shares, logs, sums] = [meter(), meter(), meter()]
    for (let i = 0; i < CASES / classes; i++) {
      const z = logits(dice, classes)
      const [p, l] = [roomFor(classes), roomFor(classes)]
      const taken = [
        quickSoftmax(rowOf(z), AT, classes, p, OUT_AT),
        quickLogSoftmax(rowOf(z), AT, classes, l, OUT_AT),
        quickLogSumExp(rowOf(z), AT, classes, new Float64Array(classes)),
      ]
      calculate(BITS, (reals) => {
        const exact = reals.softmax(z)
        if (taken[0]) written(p).forEach((x, k) => shares.take(ulpsOff(x, exact.p[k] as Real, reals)))
        if (taken[1]) written(l).forEach((x, k) => logs.take(ulpsOff(x, (exact.surprisal[k] as Real).neg(), reals)))
        if (taken[2]) sums.take(distance(exact.logSumExp, reals))
      })
      if (Math.max(...z.map(Math.abs)) < 9) expect(taken.slice(0, 2)).toEqual([true, true])
    }
    expect(shares.worst()).toBeLessThanOrEqual(LIMIT)
    expect(logs.worst()).toBeLessThanOrEqual(LIMIT)
    expect(sums.worst()).toBeLessThanOrEqual(ERROR)
  })

  test('of a sum that is nearly 1 has too few digits left', () => {
    const z = [-Math.LN2, -Math.LN2]
    expect(quickLogSumExp(rowOf(z), AT, 2, new Float64Array(2))).toBe(false)
    expect(quickLogSumExp(rowOf([3, 1]), AT, 2, new Float64Array(2))).toBe(true)
  })
})
