/**
 * Certify: raise the precision until the question is decided, or say undecided.
 *
 *   digits = 22 (wide rows alone), 28 (pairs of doubles), 57 (dyadics on BigInt), 68, 136, 272, 544 (decimal)
 *
 * The question is a verdict (is this answer within its budget?) or a rounding (which float is nearest?). A ball
 * decides a rounding when both its ends round to the same value: an end that is a tie need not be looked at, since the
 * number lies strictly inside and both ends would otherwise disagree.
 */

import { type Ball, doublesIn, isNaNBall, isPoint } from './ball.ts'
import { exact } from './exact.ts'
import { type Format, nearest, nextUp, roundUnlessTie, ulpAt } from './format.ts'

/** Wide rows are computed with short exponentials first, within 2^−76; others on pairs right away. */
export const SHORT_DIGITS = 22

/** So few digits are computed on pairs of doubles, whose last are 2^−94 of a number, in the best of cases. */
export const PAIR_DIGITS = 28

/** So many are computed on dyadics of 190 bits. */
export const DYADIC_DIGITS = 57

/**
 * Any other number of digits is decimal. The first such rung is hardly longer than the one before: it is for what neither
 * pairs nor dyadics can hold. decimal.js's ln stops at about 1 000 digits.
 */
export const LADDER: readonly number[] = [SHORT_DIGITS, PAIR_DIGITS, DYADIC_DIGITS, 68, 136, 272, 544]

/** Decimal digits that hold twice the bits of a double: what the audit derives again. */
export const DECIMAL_DIGITS = 34

export interface Undecided {
  readonly undecided: true
  /** The last enclosure: what is known. */
  readonly ball: Ball
}

/** Asks `decide` at rising precision until it answers; `undefined` means not yet. */
export function certify<T>(
  evaluate: (digits: number) => Ball,
  decide: (ball: Ball) => T | undefined,
  ladder: readonly number[] = LADDER,
): T | Undecided {
  let ball: Ball | undefined
  for (const digits of ladder) {
    const next = evaluate(digits)
    // Two rungs may be one: pairs are the first, but for wide rows.
    if (next === ball) continue
    ball = next
    const answer = decide(ball)
    if (answer !== undefined) return answer
  }
  if (ball === undefined) throw new RangeError('ladder: expected at least one precision, got none')
  return { undecided: true, ball }
}

export function isUndecided(x: unknown): x is Undecided {
  return typeof x === 'object' && x !== null && 'undecided' in x
}

/** The value of the format nearest to the number in the ball, or undefined if the ball is too wide to tell. */
export function roundBall(f: Format, ball: Ball): number | undefined {
  if (isNaNBall(ball)) return NaN
  const near = doublesIn(ball)
  const quick = near && roundNear(f, near.head, near.tail, near.radius)
  if (quick !== undefined) return quick
  const below = nearest(f, ball.lo)
  if (isPoint(ball)) return below
  const above = nearest(f, ball.hi)
  if (below === above) return below
  // Neighbours with the tie at one end: the number lies strictly on the inner side of it.
  if (nextUp(f, below) !== above) return undefined
  const low = Number.isFinite(below) ? exact(below) : exact(above).minus(ulpAt(f, exact(above)))
  const high = Number.isFinite(above) ? exact(above) : exact(below).plus(ulpAt(f, exact(below)))
  const tie = low.plus(high).times(0.5)
  if (ball.lo.eq(tie)) return above
  return ball.hi.eq(tie) ? below : undefined
}

/**
 * The value of the format nearest to a number within radius of head + tail, where doubles tell: rounding is monotone, so
 * that two ends that round alike round as all between them do. A unit of the tail more than the radius, and the ends are
 * ends after their own rounding too.
 */
export function roundNear(f: Format, head: number, tail: number, radius: number): number | undefined {
  const reach = radius + Math.abs(tail) * 2 ** -52
  const low = head + (tail - reach)
  return low === head + (tail + reach) ? roundUnlessTie(f, low) : undefined
}
