/**
 * Balls: enclosures of real numbers, on decimal.js.
 *
 *   a ball is a point (lo = hi, the number itself) or an open interval: the number lies strictly inside (lo, hi)
 *   add, sub, mul   both ends rounded outward at 4 000 digits, which is exact for one loss term
 *   div             both ends rounded outward at the digits asked for
 *
 * Inclusion: if x ∈ a and y ∈ b then x∘y ∈ a∘b. Openness is kept: a directed rounding that is inexact moves an end
 * strictly outward, and x∘y of interior points is interior (∘ is monotone in each argument, so extremes are at corners).
 * It is what decides a value like 2^53 + 1 + e^−(2^53): the end is a tie, but the number is above it.
 *
 * ±∞ and NaN are points. decimal.js rounds + − × ÷ correctly in every direction; exp and ln it does not (elementary.ts).
 */

import { Decimal } from 'decimal.js'
import { RING_DIGITS, context, exact } from './exact.ts'

export interface Ball {
  readonly lo: Decimal
  readonly hi: Decimal
}

const Down = context(RING_DIGITS, Decimal.ROUND_FLOOR)
const Up = context(RING_DIGITS, Decimal.ROUND_CEIL)

export function point(x: Decimal): Ball {
  return { lo: x, hi: x }
}

/** The ball of a double: the exact rational that it is. */
export function ballOf(x: number): Ball {
  return point(exact(x))
}

export const zero: Ball = ballOf(0)
export const one: Ball = ballOf(1)
export const infinity: Ball = ballOf(Infinity)
export const nan: Ball = ballOf(NaN)

/**
 * A place where no value is promised, such as the slope of p·ln p at 0. Compare by identity; `isFree` asks.
 * Arithmetic keeps it, so it may be scaled like any other entry.
 */
export const free: Ball = { lo: new Down(NaN), hi: new Up(NaN) }

export function isFree(a: Ball): boolean {
  return a === free
}

export function isNaNBall(a: Ball): boolean {
  return a.lo.isNaN() || a.hi.isNaN()
}

export function isPoint(a: Ball): boolean {
  return a.lo === a.hi || a.lo.eq(a.hi)
}

export function isZero(a: Ball): boolean {
  return a.lo.isZero() && a.hi.isZero()
}

/** The sign of every number in the ball; 0 for the point 0, undefined when the ball holds both signs. */
export function signOf(a: Ball): 1 | 0 | -1 | undefined {
  if (isZero(a)) return 0
  // An end at 0 is not inside the open interval.
  if (a.lo.gte(0)) return 1
  if (a.hi.lte(0)) return -1
  return undefined
}

export function neg(a: Ball): Ball {
  return a === free ? free : { lo: a.hi.neg(), hi: a.lo.neg() }
}

export function add(a: Ball, b: Ball): Ball {
  if (a === free || b === free) return free
  const lo = Down.add(a.lo, b.lo)
  // A sum of points is nearly always exact, and then it is one number.
  return { lo, hi: Up.add(a.hi, b.hi) }
}

export function sub(a: Ball, b: Ball): Ball {
  return add(a, neg(b))
}

export function sum(terms: readonly Ball[]): Ball {
  return terms.reduce(add, zero)
}

export function mul(a: Ball, b: Ball): Ball {
  if (a === free || b === free) return free
  if (isNaNBall(a) || isNaNBall(b)) return nan
  const sa = signOf(a)
  const sb = signOf(b)
  if (sa === 1 && sb === 1) return { lo: Down.mul(a.lo, b.lo), hi: Up.mul(a.hi, b.hi) }
  if (sa === -1) return neg(mul(neg(a), b))
  if (sb === -1) return neg(mul(a, neg(b)))
  // What is left has a zero point or a ball around 0: take all four corners.
  const lows = [Down.mul(a.lo, b.lo), Down.mul(a.lo, b.hi), Down.mul(a.hi, b.lo), Down.mul(a.hi, b.hi)]
  const highs = [Up.mul(a.lo, b.lo), Up.mul(a.lo, b.hi), Up.mul(a.hi, b.lo), Up.mul(a.hi, b.hi)]
  return { lo: Decimal.min(...lows), hi: Decimal.max(...highs) }
}

/** q·s with 0·∞ = 0: a term of no weight adds nothing, whatever it is a term of. */
export function weigh(q: Ball, s: Ball): Ball {
  return isZero(q) ? zero : mul(q, s)
}

/** a ÷ b at the digits asked for; b must not hold 0. The point 0 as b gives NaN, as 0/0 and the empty mean do. */
export function div(a: Ball, b: Ball, digits: number): Ball {
  if (a === free || b === free) return free
  if (isZero(b)) return nan
  if (isPoint(b) && b.lo.eq(1)) return a
  const sb = signOf(b)
  if (sb === undefined) return nan
  if (sb === -1) return div(neg(a), neg(b), digits)
  const down = context(digits, Decimal.ROUND_FLOOR)
  const up = context(digits, Decimal.ROUND_CEIL)
  return {
    lo: down.div(a.lo, a.lo.isNeg() ? b.lo : b.hi),
    hi: up.div(a.hi, a.hi.isNeg() ? b.hi : b.lo),
  }
}
