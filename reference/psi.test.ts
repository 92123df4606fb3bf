/** ψ at its ends: where nothing is left of 1 − p, or too little for its digits, and where a parameter is neutral. */

import { describe, expect, test } from 'vitest'
import { type Ball, ballOf, isZero, neg, one, zero } from './ball.ts'
import { ln } from './elementary.ts'
import { exact } from './exact.ts'
import { type PsiOptions, costOf } from './psi.ts'

const DIGITS = 34
const at = (p: number, options: PsiOptions) =>
  costOf(
    { surprisal: neg(ln(ballOf(p), DIGITS)), share: () => ballOf(p), others: () => ballOf(1 - p) },
    options,
    DIGITS,
  )

const number = ({ lo }: Ball): number => lo.toNumber()

describe('at p = ½', () => {
  const s = Math.LN2

  test.each<{ options: PsiOptions; psi: number; a: number }>([
    { options: { kind: 'nll', parameter: 3 }, psi: s, a: 1 },
    { options: { kind: 'focal', parameter: 0 }, psi: s, a: 1 },
    // (1 − p)²·s;  (1 − p)²·(1 + 2s)
    { options: { kind: 'focal', parameter: 2 }, psi: s / 4, a: (1 + 2 * s) / 4 },
    { options: { kind: 'poly1', parameter: 3 }, psi: s + 1.5, a: 2.5 },
    { options: { kind: 'gce', parameter: 0.5 }, psi: 2 * (1 - Math.SQRT1_2), a: Math.SQRT1_2 },
  ])('$options', ({ options, psi, a }) => {
    const cost = at(0.5, options)
    expect(number(cost.psi)).toBeCloseTo(psi, 15)
    expect(number(cost.a())).toBeCloseTo(a, 15)
    // The bend is ∂a/∂l, by differences.
    const h = 2 ** -20
    const along = (l: number): number => number(at(Math.exp(l), options).a())
    const difference = (along(Math.log(0.5) + h) - along(Math.log(0.5) - h)) / (2 * h)
    expect(number(cost.bend())).toBeCloseTo(difference, 8)
  })
})

describe('the focal loss', () => {
  const focal: PsiOptions = { kind: 'focal', parameter: 2 }

  test('at p = 1 is 0, and flat', () => {
    const cost = at(1, focal)
    expect([cost.psi, cost.a(), cost.bend()].map(isZero)).toEqual([true, true, true])
  })

  test('of a rest that is above 0 by less than its digits has a slope that is as near to 0', () => {
    const tiny = exact(2 ** -1000)
    const rest: Ball = { lo: zero.lo, hi: tiny }
    const cost = costOf({ surprisal: rest, share: () => one, others: () => rest }, focal, DIGITS)
    // (1 − p)²·(1 + 2·p·s/(1 − p)) is about 3·(1 − p)².
    const { lo, hi } = cost.a()
    expect(lo.isZero() && hi.gte(tiny.times(tiny).times(3)) && hi.lt(tiny)).toBe(true)
  })
})
