/** Scores of logits at the edges: infinite ones, with a softcap and without, masked classes, a baseline, and bits. */

import { describe, expect, test } from 'vitest'
import { type Ball, ballOf, isFree, isZero, one, zero } from './ball.ts'
import { formats } from './format.ts'
import { bit, logits } from './logits.ts'
import { type Profile, type Row, profileOf } from './profile.ts'
import type { Score, ScoreOptions } from './score.ts'
import { madeUp } from './testing/made-up.ts'

const DIGITS = 34

function optionsOf(given: Partial<ScoreOptions>, asked: Partial<Row> = {}): ScoreOptions {
  const profile: Profile = profileOf({ ...madeUp, ...asked })
  return { profile, format: formats.f64, scale: 1, temperature: 1, softcap: undefined, where: undefined, ...given }
}

const scoreOf = (z: readonly number[], given: Partial<ScoreOptions> = {}, asked: Partial<Row> = {}): Score =>
  logits(z, optionsOf(given, asked), DIGITS) as Score

const number = ({ lo }: Ball): number => lo.toNumber() + 0
const each = (z: readonly unknown[], of: (c: number) => Ball): readonly number[] => z.map((_, c) => number(of(c)))
const close = (xs: readonly number[]): readonly number[] =>
  xs.map((x) => (Number.isFinite(x) ? (expect.closeTo(x, 14) as number) : x))

describe('−∞', () => {
  test('without a softcap is a class that is impossible', () => {
    const { share, surprisal, others } = scoreOf([-Infinity, 0, 0])
    expect(each([0, 0, 0], share)).toEqual(close([0, 0.5, 0.5]))
    expect(surprisal.map(number)).toEqual(close([Infinity, Math.LN2, Math.LN2]))
    expect(number(others(0))).toBe(1)
    expect(logits([-Infinity, -Infinity], optionsOf({}), DIGITS)).toBeUndefined()
  })

  test('with a softcap is −C', () => {
    const e = Math.exp(-2)
    expect(each([0, 0], scoreOf([-Infinity, 0], { softcap: 2 }).share)).toEqual(close([e / (1 + e), 1 / (1 + e)]))
    expect(each([0, 0], scoreOf([-Infinity, -Infinity], { softcap: 2 }).share)).toEqual(close([0.5, 0.5]))
  })
})

describe('+∞', () => {
  const z = [Infinity, 3, Infinity]

  test('with a softcap is C', () => {
    const e = Math.exp(-2)
    expect(each([0, 0], scoreOf([Infinity, 0], { softcap: 2 }).share)).toEqual(close([1 / (1 + e), e / (1 + e)]))
  })

  test('has no value, its limit, or NaN for itself and ∞ for others, as the policy says', () => {
    expect(logits(z, optionsOf({}), DIGITS)).toBeUndefined()
    const limit = scoreOf(z, {}, { policy: { infiniteLogit: 'limit' } })
    expect(limit.surprisal.map(number)).toEqual(close([Math.LN2, Infinity, Math.LN2]))
    expect(each(z, limit.share)).toEqual(close([0.5, 0, 0.5]))
    expect(number(limit.excess(one, 1))).toBe(Infinity)
    expect(number(limit.cost([one, zero, zero]))).toBeCloseTo(Math.LN2, 14)
    const others = scoreOf(z, {}, { policy: { infiniteLogit: 'others' } })
    expect(others.surprisal.map(number)).toEqual([NaN, Infinity, NaN])
    for (const { pullback, normaliser, others: rest } of [limit, others]) {
      const slopes = [...pullback([one, zero, zero]), ...normaliser!.pullback(one), rest(0)]
      expect(slopes.map(isFree)).toEqual(Array.from({ length: 7 }, () => true))
      expect(number(normaliser!.value)).toBe(Infinity)
    }
  })

  test('is not looked at where it is masked', () => {
    const { share } = scoreOf(z, { where: [false, true, false] })
    expect(each(z, share)).toEqual([0, 1, 0])
  })
})

describe('a softcap', () => {
  test.each([
    [-1, -2],
    [2, 1],
    [1, -1],
    [0, -1],
    [1, 0],
    [3, 3],
  ])('of %d and %d is C·tanh of each', (a, b) => {
    const u = [a, b].map((x) => 1.5 * Math.tanh(x / 1.5))
    const e = u.map(Math.exp)
    const { share, normaliser } = scoreOf([a, b], { softcap: 1.5 })
    expect(each([a, b], share)).toEqual(close(e.map((x) => x / (e[0]! + e[1]!))))
    expect(number(normaliser!.value)).toBeCloseTo(Math.log(e[0]! + e[1]!), 14)
  })
})

test('what is left beside a confident class has its digits', () => {
  const { others } = scoreOf([100, 0, 0])
  const { lo, hi } = others(0)
  expect(number(others(0))).toBeCloseTo(2 * Math.exp(-100), 57)
  expect(hi.minus(lo).lt(lo.times(1e-30))).toBe(true)
})

test('the slope of a baseline, which is a class of logit 0 before those given, belongs to nobody', () => {
  const [with_, without] = [scoreOf([0, 1, 2], {}, { baseline: true }), scoreOf([0, 1, 2])]
  expect(with_.surprisal.map(number)).toEqual(without.surprisal.map(number))
  const q = [one, ballOf(2), zero]
  expect(with_.pullback(q).map(number)).toEqual(without.pullback(q).slice(1).map(number))
  expect(with_.normaliser!.pullback(one).map(number)).toEqual(without.normaliser!.pullback(one).slice(1).map(number))
  expect(number(with_.normaliser!.value)).toBe(number(without.normaliser!.value))
})

describe('an infinite bit', () => {
  const asked = { score: 'bit', targets: 'binary' } as const
  const at = (z: number, given: Partial<ScoreOptions> = {}): Score => bit(z, optionsOf(given, asked), DIGITS) as Score

  test.each([
    [Infinity, [0, 1]],
    [-Infinity, [1, 0]],
  ])('%d has probabilities of 0 and 1', (z, p) => {
    const { surprisal, share, others, excess } = at(z)
    expect(each(p, share)).toEqual(p)
    expect(each(p, others)).toEqual(p.toReversed())
    expect(surprisal.map(number)).toEqual(p.map((pc) => (pc === 1 ? 0 : Infinity)))
    expect(p.map((_, c) => number(excess(one, c)))).toEqual(surprisal.map(number))
  })

  test('has the slope τ·(Q·p − q), or none that is promised', () => {
    const slope = (z: number): number => number(at(z, { scale: 3, temperature: 2 }).pullback([one, ballOf(4)])[0]!)
    expect([slope(Infinity), slope(-Infinity)]).toEqual([1.5, -6])
    const free = bit(Infinity, optionsOf({}, { ...asked, policy: { infiniteBitGradient: 'free' } }), DIGITS)!
    expect(free.pullback([one, one]).map(isFree)).toEqual([true])
  })

  test('with a softcap is that of ±C', () => {
    const e = Math.exp(-2)
    expect(each([0, 0], at(Infinity, { softcap: 2 }).share)).toEqual(close([e / (1 + e), 1 / (1 + e)]))
    expect(isZero(at(-Infinity, { softcap: 2 }).share(1))).toBe(false)
  })
})
