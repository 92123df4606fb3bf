/**
 * Dyadic balls: enclosures on BigInt, the middle rung of the ladder.
 *
 *   (low, high)·2^exponent, all integers; low = high is a point, the number itself, else the interval is open
 *   add, mul   exact; what is no point is then cut outward to the bits asked for, a point beyond RING_BITS too
 *   div        the floor and the ceiling of a quotient of so many bits; one without a rest is a point
 *
 * Inclusion and openness are those of ball.ts: truncation moves an end outward, strictly where it is inexact. Exponents are
 * apart from the integers, so that nothing overflows or underflows: e^(−10⁹) is a number like any other.
 *
 * A shift is never longer than what it leaves: numbers far below their partner are replaced by (0, 1) of a unit far enough
 * below it.
 */

import { Decimal } from 'decimal.js'
import { RING_DIGITS, context, decompose, dyadic, exact, powerOfTwo } from './exact.ts'
import { OwnBall } from './own-ball.ts'
import { Pair, wide } from './pair.ts'

/** Of sums of products of two differences of doubles: 2·(2 × 1 074 + 2 × 1 024) bits, and a product with a third. */
const RING_BITS = 8192

/** Ends are told in decimal between 2^±this, beyond all floats: of others all that is ever asked is that they are. */
const SPAN = 1200

/** Points are told whatever their size, which is that of a product of sixteen doubles at most. */
const POINT_SPAN = 20_000

export class Dyadic extends OwnBall {
  readonly low: bigint
  readonly high: bigint
  readonly exponent: number

  constructor(low: bigint, high: bigint, exponent: number) {
    super()
    this.low = low
    this.high = high
    this.exponent = exponent
  }

  protected override endsOf(): readonly [Decimal, Decimal] {
    const { low, high, exponent } = this
    if (low !== high) return [endOf(low, exponent, -1), endOf(high, exponent, 1)]
    const x = dyadic(low, exponent)
    return [x, x]
  }
}

function isWithin(span: number, m: bigint, exponent: number): boolean {
  return m === 0n || Math.abs(exponent + lengthOf(m)) <= span
}

/** An end as a decimal, moved outward where it is beyond what decimals are made of. */
function endOf(m: bigint, exponent: number, outward: 1 | -1): Decimal {
  if (isWithin(SPAN, m, exponent)) return dyadic(m, exponent)
  const sign = m > 0n ? 1 : -1
  const isHuge = exponent + lengthOf(m) > 0
  if (isHuge === (sign === outward)) return isHuge ? exact(sign * Infinity) : exact(0)
  return powerOfTwo(isHuge ? SPAN : -SPAN).times(sign)
}

/** Bits of |x|; of 0 none. */
export function lengthOf(x: bigint): number {
  const digits = (x < 0n ? -x : x).toString(16)
  return 4 * digits.length - Math.clz32(Number.parseInt(digits[0] as string, 16)) + 28
}

/** ⌈x/2^n⌉ */
function shiftUp(x: bigint, n: bigint): bigint {
  return -(-x >> n)
}

/** A ball cut outward to so many bits; a point that is too long, or too far out, becomes an interval around it. */
export function cutTo(bits: number, low: bigint, high: bigint, exponent: number): Dyadic {
  if (low === high && !isWithin(POINT_SPAN, low, exponent))
    return cutTo(bits, 2n * low - 1n, 2n * low + 1n, exponent - 1)
  const size = high > -low ? high : -low
  const length = lengthOf(size)
  if (length <= bits || (low === high && length <= RING_BITS)) return new Dyadic(low, high, exponent)
  const drop = length - bits
  return new Dyadic(low >> BigInt(drop), shiftUp(high, BigInt(drop)), exponent + drop)
}

export function dyadicPoint(m: bigint, exponent: number): Dyadic {
  return new Dyadic(m, m, exponent)
}

/** A finite double. */
export function dyadicOf(x: number): Dyadic {
  const { sign, m, e } = decompose(x)
  return dyadicPoint(sign < 0 ? -m : m, e)
}

export function isPointDyadic({ low, high }: Dyadic): boolean {
  return low === high
}

export function isZeroDyadic({ low, high }: Dyadic): boolean {
  return low === 0n && high === 0n
}

export function signOfDyadic({ low, high }: Dyadic): 1 | 0 | -1 | undefined {
  // An end at 0 is not inside.
  if (low >= 0n) return high > 0n ? 1 : 0
  return high <= 0n ? -1 : undefined
}

export function negDyadic({ low, high, exponent }: Dyadic): Dyadic {
  return new Dyadic(-high, -low, exponent)
}

/** Two balls as integers on one exponent: the lower one, but no further below the other than is of use. */
function aligned(a: Dyadic, b: Dyadic): readonly [a: Dyadic, b: Dyadic, exponent: number] {
  const exponent = Math.max(Math.min(a.exponent, b.exponent), Math.max(a.exponent, b.exponent) - RING_BITS)
  return [movedTo(exponent, a), movedTo(exponent, b), exponent]
}

/** A ball on another exponent: exactly on a lower one, which is a shift by less than nothing; cut outward on a higher. */
function movedTo(to: number, { low, high, exponent }: Dyadic): Dyadic {
  const shift = BigInt(to - exponent)
  return new Dyadic(low >> shift, shiftUp(high, shift), to)
}

export function addDyadics(a: Dyadic, b: Dyadic, bits: number): Dyadic {
  if (isZeroDyadic(a)) return b
  if (isZeroDyadic(b)) return a
  const [x, y, exponent] = aligned(a, b)
  return cutTo(bits, x.low + y.low, x.high + y.high, exponent)
}

/** From the lower end of one ball to the upper end of another that is not below it. */
export function hull(a: Dyadic, b: Dyadic, bits: number): Dyadic {
  const [x, y, exponent] = aligned(a, b)
  return cutTo(bits, x.low, y.high, exponent)
}

/** The numbers in both. */
export function meetDyadics(a: Dyadic, b: Dyadic): Dyadic {
  const [x, y, exponent] = aligned(a, b)
  return new Dyadic(x.low > y.low ? x.low : y.low, x.high < y.high ? x.high : y.high, exponent)
}

export function mulDyadics(a: Dyadic, b: Dyadic, bits: number): Dyadic {
  const exponent = a.exponent + b.exponent
  if (a.low >= 0n && b.low >= 0n) return cutTo(bits, a.low * b.low, a.high * b.high, exponent)
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  const low = corners.reduce((x, y) => (x < y ? x : y))
  const high = corners.reduce((x, y) => (x > y ? x : y))
  return cutTo(bits, low, high, exponent)
}

/** ⌊n/d⌋, d > 0. */
function floorOf(n: bigint, d: bigint): bigint {
  const q = n / d
  return n < 0n && q * d !== n ? q - 1n : q
}

/** a ÷ b; wide where b may be 0. */
export function divDyadics(a: Dyadic, b: Dyadic, bits: number): Dyadic | Pair {
  const sign = signOfDyadic(b)
  if (sign === -1) return divDyadics(negDyadic(a), negDyadic(b), bits)
  if (sign !== 1 || b.low === 0n) return wide
  if (isZeroDyadic(a)) return a
  // So many bits has the larger end, and one more.
  const size = Math.max(lengthOf(a.low), lengthOf(a.high))
  const shift = Math.max(0, bits + lengthOf(b.high) - size + 2)
  const exponent = a.exponent - b.exponent - shift
  const [low, high] = [a.low << BigInt(shift), a.high << BigInt(shift)]
  const down = floorOf(low, low < 0n ? b.low : b.high)
  const up = -floorOf(-high, high < 0n ? b.high : b.low)
  return cutTo(bits, down, up, exponent)
}

/** A pair, which is not `wide`. */
export function dyadicOfPair({ head, tail, radius }: Pair, bits: number): Dyadic {
  const middle = addDyadics(dyadicOf(head), dyadicOf(tail), bits)
  if (radius === 0) return middle
  const { low, exponent } = dyadicOf(radius)
  return addDyadics(middle, new Dyadic(-low, low, exponent), bits)
}

const Down = context(RING_DIGITS, Decimal.ROUND_FLOOR)
const Up = context(RING_DIGITS, Decimal.ROUND_CEIL)

/** What lies between two finite decimals, wide where they are too large; a double stays what it is. */
export function dyadicBetween(lo: Decimal, hi: Decimal, bits: number): Dyadic | Pair {
  if (lo.eq(hi) && exact(lo.toNumber()).eq(lo)) return dyadicOf(lo.toNumber())
  const sizes = [lo, hi].filter((x) => !x.isZero()).map((x) => Math.floor(x.e * Math.log2(10)))
  if (Math.max(...sizes) > SPAN) return wide
  const exponent = Math.max(Math.min(...sizes), -SPAN) - bits
  const scale = powerOfTwo(-exponent)
  return new Dyadic(wholeOf(Down.mul(lo, scale).floor()), wholeOf(Up.mul(hi, scale).ceil()), exponent)
}

function wholeOf(x: Decimal): bigint {
  return BigInt(x.toFixed())
}
