/**
 * Pairs: enclosures on two doubles and a radius, |x − (head + tail)| < radius, or = 0 for a point. About 100 bits.
 *
 *   twoSum, twoProduct   the rounding error of + and × as a double, exactly (Knuth 1969; Dekker 1971, Veltkamp's split)
 *   add, mul, div        of pairs, off by less than 3u², 8u² and 18u² of the result, u = 2^−53; granted are 4, 16 and 32
 *                        (Joldes, Muller & Popescu 2017, Tight and rigorous error bounds for basic building blocks of
 *                        double-word arithmetic; docs/proofs.md adds them up)
 *
 * Radii are computed in double too: UP covers their own roundings. UNDERFLOW covers low parts that are subnormal: of a
 * result above SMALLEST they are 2^−115 of it, which MUL and DIV have room for. What leaves the range of doubles is `wide`:
 * it says nothing, and the next rung is asked.
 */

import { Decimal } from 'decimal.js'
import { context, exact } from './exact.ts'
import { OwnBall } from './own-ball.ts'

const Up = context(60, Decimal.ROUND_CEIL)

/** Its ends are exact sums of three doubles. */
export class Pair extends OwnBall {
  readonly head: number
  readonly tail: number
  readonly radius: number

  constructor(head: number, tail: number, radius: number) {
    super()
    this.head = head
    this.tail = tail
    this.radius = radius
  }

  protected override endsOf(): readonly [Decimal, Decimal] {
    const { head, tail, radius } = this
    if (!(radius < Infinity)) return [exact(-Infinity), exact(Infinity)]
    if (radius === 0) {
      const x = tail === 0 ? exact(head) : exact(head).plus(exact(tail))
      return [x, x]
    }
    const middle = exact(head).plus(exact(tail))
    return [middle.minus(exact(radius)), middle.plus(exact(radius))]
  }
}

export function pairPoint(x: number): Pair {
  return new Pair(x, 0, 0)
}

/** Nothing is known: the one pair whose radius is not finite. */
export const wide: Pair = new Pair(0, 0, Infinity)

/** A ball, or nothing where a part of it left the range of doubles. */
export function ball(head: number, tail: number, radius: number): Pair {
  return radius < Infinity && tail - tail === 0 ? new Pair(head, tail, radius) : wide
}

/** A dozen roundings of a radius, each 2^−53 of it. */
export const UP: number = 1 + 2 ** -48

/** Four low parts, each off by 2^−1075, and the split of a factor by which they are multiplied: far below 2^−1040. */
export const UNDERFLOW: number = 2 ** -1040

/** Products above this have a low part that is no subnormal. */
const SMALLEST = 2 ** -960

const ADD = 2 ** -104
const MUL = 2 ** -102
const DIV = 2 ** -101

const SPLIT = 134217729

/** a·b − p of p = fl(a·b), exactly, of factors below 2^996 (Dekker 1971, Veltkamp's split). */
export function splitError(a: number, b: number, p: number): number {
  const ca = SPLIT * a
  const ah = ca - (ca - a)
  const al = a - ah
  const cb = SPLIT * b
  const bh = cb - (cb - b)
  const bl = b - bh
  return al * bl - (p - ah * bh - al * bh - ah * bl)
}

/** The same of any factors, exactly where it is no subnormal. */
function productError(a: number, b: number, p: number): number {
  const error = splitError(a, b, p)
  if (error === error || !(Math.abs(p) < Infinity)) return error
  // A split that overflowed: of the larger factor, divided by 2^128, it does not.
  const [big, other] = Math.abs(a) > Math.abs(b) ? [a, b] : [b, a]
  return splitError(big * 2 ** -128, other, p * 2 ** -128) * 2 ** 128
}

/** The point 0, which is exact in every operation. */
export function isZeroPair({ head, radius }: Pair): boolean {
  return head === 0 && radius === 0
}

function isOne({ head, tail, radius }: Pair): boolean {
  return head === 1 && tail === 0 && radius === 0
}

export function negPair(a: Pair): Pair {
  if (a === wide) return wide
  return new Pair(-a.head, -a.tail, a.radius)
}

export function addPairs(a: Pair, b: Pair): Pair {
  if (isZeroPair(a)) return b
  if (isZeroPair(b)) return a
  const s = a.head + b.head
  const bb = s - a.head
  const e = a.head - (s - bb) + (b.head - bb)
  if (a.tail === 0 && b.tail === 0) {
    // The sum of two doubles is a pair.
    return ball(s, e, (a.radius + b.radius) * UP)
  }
  const t = a.tail + b.tail
  const tt = t - a.tail
  const f = a.tail - (t - tt) + (b.tail - tt)
  const c = e + t
  const v = s + c
  const w = c - (v - s) + f
  const head = v + w
  const tail = w - (head - v)
  // Heads that cancel leave the tails, whose sum is a pair. Sums of subnormal numbers are exact, so nothing underflows.
  const rounding = s === 0 ? 0 : ADD * Math.abs(head)
  return ball(head, tail, (a.radius + b.radius + rounding) * UP)
}

export function mulPairs(a: Pair, b: Pair): Pair {
  // 0 and 1 are exact factors of whatever is known.
  if (isZeroPair(a) || isOne(b)) return b === wide ? wide : a
  if (isZeroPair(b) || isOne(a)) return a === wide ? wide : b
  const p = a.head * b.head
  const size = Math.abs(p)
  const points = a.radius === 0 && b.radius === 0
  if (points && a.tail === 0 && b.tail === 0 && size > SMALLEST) {
    return ball(p, productError(a.head, b.head, p), size < Infinity ? 0 : Infinity)
  }
  const t = productError(a.head, b.head, p) + (a.head * b.tail + a.tail * b.head)
  const head = p + t
  const tail = t - (head - p)
  const spread = Math.abs(a.head) * b.radius + (Math.abs(b.head) + b.radius) * a.radius
  return ball(head, tail, (spread + MUL * size) * UP + (size > SMALLEST ? 0 : UNDERFLOW))
}

/** a ÷ b; wide where b may be 0. */
export function divPairs(a: Pair, b: Pair): Pair {
  // |b| is at least this much: the tail is below 2^−52 of the head.
  const least = Math.abs(b.head) * (1 - 2 ** -50) - b.radius
  if (!(least > 0)) return wide
  if (isZeroPair(a) || isOne(b)) return a
  const q = a.head / b.head
  const p = q * b.head
  const rest = a.head - p - productError(q, b.head, p) + a.tail - q * b.tail
  const more = rest / b.head
  const head = q + more
  const tail = more - (head - q)
  const spread = (a.radius + Math.abs(q) * b.radius) / least
  const lost = Math.min(Math.abs(q), Math.abs(a.head)) > SMALLEST ? 0 : UNDERFLOW / Math.min(1, least)
  return ball(head, tail, (spread + DIV * Math.abs(q)) * UP + lost)
}

/** The sign of every number of a ball; 0 for the point 0, undefined when it holds both. */
export function signOfPair(a: Pair): 1 | 0 | -1 | undefined {
  if (a.head === 0) return a.radius === 0 ? 0 : undefined
  // |tail| ≤ 2^−53·|head|, and an end at 0 is not inside.
  if (!(Math.abs(a.head) * (1 - 2 ** -50) > a.radius)) {
    if (a.tail === 0 && Math.abs(a.head) === a.radius) return a.head > 0 ? 1 : -1
    return undefined
  }
  return a.head > 0 ? 1 : -1
}

/** The pair that holds what lies between two numbers; undefined unless both are finite. */
export function pairBetween(lo: Decimal, hi: Decimal): Pair | undefined {
  if (!lo.isFinite() || !hi.isFinite()) return undefined
  const head = lo.toNumber()
  const rest = Up.sub(lo, exact(head))
  const tail = rest.toNumber()
  // Off by the rounding of the tail, which may be one to 0, and by all of the width.
  const inexact = rest.isZero() ? 0 : Math.abs(tail) * 2 ** -52 + UNDERFLOW
  const width = lo.eq(hi) ? 0 : Up.sub(hi, lo).toNumber() * UP + UNDERFLOW
  return ball(head, tail, inexact + width)
}
