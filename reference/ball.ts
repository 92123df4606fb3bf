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
 *
 * On other rungs of the ladder the same formulas run on an arithmetic of their own (rungs.ts: pairs of doubles, dyadics on
 * BigInt): within `on` whatever is finite is a number of it. What it cannot hold is `wide` there, and the next rung decides.
 */

import { Decimal } from 'decimal.js'
import { RING_DIGITS, context, exact } from './exact.ts'
import { Dyadic, isPointDyadic, isZeroDyadic, meetDyadics, negDyadic, signOfDyadic } from './dyadic.ts'
import { OwnBall } from './own-ball.ts'
import { Pair, isZeroPair, negPair, pairPoint, signOfPair, wide } from './pair.ts'

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
  return Number.isFinite(x) ? pairPoint(x) : point(exact(x))
}

/** What a rung other than decimal computes with. */
export interface Arithmetic {
  /** A ball as a number of its own; undefined for what is not finite. */
  from(a: Ball): Ball | undefined
  add(a: Ball, b: Ball): Ball
  mul(a: Ball, b: Ball): Ball
  div(a: Ball, b: Ball): Ball
  exp(a: Ball): Ball
  expm1(a: Ball): Ball
  ln(a: Ball): Ball
  log1p(a: Ball): Ball
}

let arithmetic: Arithmetic | undefined

/** Computes on another arithmetic than decimal. */
export function on<T>(other: Arithmetic, compute: () => T): T {
  const before = arithmetic
  arithmetic = other
  try {
    return compute()
  } finally {
    arithmetic = before
  }
}

/** Whether decimal is what is computed on, the last to be asked. */
export function isOnDecimal(): boolean {
  return arithmetic === undefined
}

/** A function of a ball, by the arithmetic that is computed on: undefined on decimal, and for what is no finite number. */
export function ofOwn(name: 'exp' | 'expm1' | 'ln' | 'log1p', a: Ball): Ball | undefined {
  const x = arithmetic?.from(a)
  return x && (x === wide ? wide : arithmetic?.[name](x))
}

/**
 * Two balls by the arithmetic that is computed on: undefined on decimal, and where one of them is no finite number. Of what
 * is unknown nothing is known afterwards, be the other infinite or not.
 */
function byOwn(name: 'add' | 'mul' | 'div', a: Ball, b: Ball): Ball | undefined {
  if (arithmetic === undefined) return undefined
  const [x, y] = [arithmetic.from(a), arithmetic.from(b)]
  if (x === wide || y === wide) return wide
  return x && y && arithmetic[name](x, y)
}

export const zero: Ball = ballOf(0)
export const one: Ball = ballOf(1)
export const infinity: Ball = ballOf(Infinity)
export const nan: Ball = ballOf(NaN)

/** Nothing is known, on a rung other than decimal: the next one is to say. */
export const unknown: Ball = wide

/**
 * A place where no value is promised, such as the slope of p·ln p at 0. Compare by identity; `isFree` asks.
 * Arithmetic keeps it, so it may be scaled like any other entry.
 */
export const free: Ball = { lo: new Down(NaN), hi: new Up(NaN) }

export function isFree(a: Ball): boolean {
  return a === free
}

export function isNaNBall(a: Ball): boolean {
  if (a instanceof OwnBall) return false
  return a.lo.isNaN() || a.hi.isNaN()
}

/** A point's ends are one object: every operation that keeps a number whole keeps that. */
export function isPoint(a: Ball): boolean {
  if (a instanceof Pair) return a.radius === 0
  if (a instanceof Dyadic) return isPointDyadic(a)
  return a.lo === a.hi
}

/** The ball of two ends, a point where they meet. */
function between(lo: Decimal, hi: Decimal): Ball {
  return lo.eq(hi) ? point(lo) : { lo, hi }
}

/** The points ±∞; not what is merely unknown. */
export function isInfinite(a: Ball): boolean {
  return !(a instanceof OwnBall) && isPoint(a) && !a.lo.isFinite() && !a.lo.isNaN()
}

export function isZero(a: Ball): boolean {
  if (a instanceof Pair) return isZeroPair(a)
  if (a instanceof Dyadic) return isZeroDyadic(a)
  return a.lo.isZero() && a.hi.isZero()
}

/** A ball on two doubles, |x − (head + tail)| ≤ radius, where it is computed so and is not too wide to say anything. */
export function doublesIn(a: Ball): Pick<Pair, 'head' | 'tail' | 'radius'> | undefined {
  return a instanceof Pair && a !== wide ? a : undefined
}

/** Whether a ball was computed on another arithmetic than decimal, and says something. */
export function isOwn(a: Ball): boolean {
  return a instanceof OwnBall && a !== wide
}

/** Whether nothing is known. */
export function isUnknown(a: Ball): boolean {
  return a === wide
}

/** The sign of every number in the ball; 0 for the point 0, undefined when the ball holds both signs. */
export function signOf(a: Ball): 1 | 0 | -1 | undefined {
  if (a instanceof Pair) return signOfPair(a)
  if (a instanceof Dyadic) return signOfDyadic(a)
  if (isZero(a)) return 0
  // An end at 0 is not inside the open interval.
  if (a.lo.gte(0)) return 1
  if (a.hi.lte(0)) return -1
  return undefined
}

export function neg(a: Ball): Ball {
  if (a === free) return free
  if (a instanceof Pair) return negPair(a)
  if (a instanceof Dyadic) return negDyadic(a)
  return isPoint(a) ? point(a.lo.neg()) : { lo: a.hi.neg(), hi: a.lo.neg() }
}

export function add(a: Ball, b: Ball): Ball {
  if (a === free || b === free) return free
  const quick = byOwn('add', a, b)
  if (quick !== undefined) return quick
  if (isPoint(a) && isPoint(b) && span(a.lo, b.lo) < RING_DIGITS) return point(Down.add(a.lo, b.lo))
  return between(Down.add(a.lo, b.lo), Up.add(a.hi, b.hi))
}

/** Digits that a sum of two numbers needs at most, a carry included; NaN unless both are finite. */
function span(x: Decimal, y: Decimal): number {
  return Math.max(x.e, y.e) - Math.min(x.e - x.sd(), y.e - y.sd()) + 1
}

export function sub(a: Ball, b: Ball): Ball {
  return add(a, neg(b))
}

/** The numbers in both: what two enclosures of one number leave of it. */
export function meet(a: Ball, b: Ball): Ball {
  if (isNaNBall(a) || isNaNBall(b)) return nan
  if (a === wide) return b
  if (b === wide) return a
  // The narrower of two enclosures is one.
  if (a instanceof Pair && b instanceof Pair) return a.radius < b.radius ? a : b
  if (a instanceof Dyadic && b instanceof Dyadic) return meetDyadics(a, b)
  return between(Down.max(a.lo, b.lo), Up.min(a.hi, b.hi))
}

export function sum(terms: readonly Ball[]): Ball {
  return terms.reduce(add, zero)
}

export function mul(a: Ball, b: Ball): Ball {
  if (a === free || b === free) return free
  if (isNaNBall(a) || isNaNBall(b)) return nan
  const quick = byOwn('mul', a, b)
  if (quick !== undefined) return quick
  const [x, y] = shortened(a, b)
  return product(x, y)
}

/** Digits kept beyond those that a factor's width leaves: cutting there widens a product by 10^−9 of itself. */
const WIDTH_GUARD = 10

/** Factors of fewer digits than this together are not worth cutting. */
const FEW_DIGITS = 120

/** Digits that a ball's width leaves; a point has them all. */
function accuracy({ lo, hi }: Ball): number {
  if (lo === hi || !lo.isFinite() || !hi.isFinite()) return Infinity
  return Math.max(lo.e, hi.e) - Down.sub(hi, lo).e
}

/** Factors with the digits that their product can use: a number of 700 digits is worth no more than its partner's. */
function shortened(a: Ball, b: Ball): readonly [Ball, Ball] {
  if (digitsOf(a) + digitsOf(b) < FEW_DIGITS) return [a, b]
  const keep = Math.min(accuracy(a), accuracy(b)) + WIDTH_GUARD
  return keep < Infinity ? [outward(a, keep), outward(b, keep)] : [a, b]
}

function digitsOf({ lo, hi }: Ball): number {
  return lo === hi ? lo.sd() : Math.max(lo.sd(), hi.sd())
}

function outward(a: Ball, digits: number): Ball {
  if (digitsOf(a) <= digits) return a
  return { lo: cut(a.lo, digits, 'down'), hi: cut(a.hi, digits, 'up') }
}

function product(a: Ball, b: Ball): Ball {
  if (isPoint(a) && isPoint(b) && a.lo.sd() + b.lo.sd() < RING_DIGITS) return point(Down.mul(a.lo, b.lo))
  const sa = signOf(a)
  const sb = signOf(b)
  // Above 0, however little, times ∞.
  if (sa === 1 && sb === 1 && (isInfinite(a) || isInfinite(b))) return infinity
  if (sa === 1 && sb === 1) return { lo: Down.mul(a.lo, b.lo), hi: Up.mul(a.hi, b.hi) }
  if (sa === -1) return neg(product(neg(a), b))
  if (sb === -1) return neg(product(a, neg(b)))
  // What is left has a zero point or a ball around 0: take all four corners.
  const lows = [Down.mul(a.lo, b.lo), Down.mul(a.lo, b.hi), Down.mul(a.hi, b.lo), Down.mul(a.hi, b.hi)]
  const highs = [Up.mul(a.lo, b.lo), Up.mul(a.lo, b.hi), Up.mul(a.hi, b.lo), Up.mul(a.hi, b.hi)]
  return between(Down.min(...lows), Up.max(...highs))
}

/** q·s with 0·∞ = 0: a term of no weight adds nothing, whatever it is a term of. */
export function weigh(q: Ball, s: Ball): Ball {
  return isZero(q) ? zero : mul(q, s)
}

/** Σ q_c·s_c */
export function dot(q: readonly Ball[], s: readonly Ball[]): Ball {
  return sum(q.map((qc, c) => weigh(qc, s[c] as Ball)))
}

/** a ÷ b at the digits asked for; b must not hold 0. The point 0 as b gives NaN, as 0/0 and the empty mean do. */
export function div(a: Ball, b: Ball, digits: number): Ball {
  if (a === free || b === free) return free
  if (isNaNBall(a) || isNaNBall(b) || (isZero(b) && a !== wide)) return nan
  const quick = byOwn('div', a, b)
  if (quick !== undefined) return quick
  if (isPoint(b) && b.lo.eq(1)) return a
  const sb = signOf(b)
  if (sb === undefined) return isOnDecimal() ? nan : unknown
  if (sb === -1) return div(neg(a), neg(b), digits)
  const points = isPoint(a) && isPoint(b) && a.lo.isFinite() && b.lo.isFinite()
  if (points && a.lo.eq(b.lo)) return one
  // A quotient of points that is a finite decimal has at most sd(a) + 3·sd(b) digits (1/2^i = 5^i/10^i): kept, it is a point.
  const whole = points && digits >= WHOLE_FROM ? a.lo.sd() + 3 * b.lo.sd() : 0
  const down = context(Math.max(digits, whole), Decimal.ROUND_FLOOR)
  const up = context(Math.max(digits, whole), Decimal.ROUND_CEIL)
  const reach = whole > 0 ? Infinity : digits + DIVISOR_GUARD
  // A −0 would divide to the wrong infinity.
  const near = cut(b.lo.abs(), reach, 'down')
  const far = cut(b.hi, reach, 'up')
  return between(
    down.div(cut(a.lo, reach, 'down'), a.lo.lt(0) ? near : far),
    up.div(cut(a.hi, reach, 'up'), a.hi.gt(0) ? near : far),
  )
}

/** Exact quotients matter to ties alone, and long division is dear: they are kept from the third rung of the ladder on. */
const WHOLE_FROM = 136

/** Digits beyond those asked for that operands keep: cutting them moves a quotient by 10^−4 of its last digit. */
const DIVISOR_GUARD = 5

/** x with at most so many digits, moved down or up; infinities as they are. */
function cut(x: Decimal, digits: number, toward: 'down' | 'up'): Decimal {
  if (!x.isFinite() || x.sd() <= digits) return x
  return x.toSignificantDigits(digits, toward === 'down' ? Decimal.ROUND_FLOOR : Decimal.ROUND_CEIL)
}
