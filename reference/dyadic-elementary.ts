/**
 * e^x, e^x − 1, ln x and ln(1 + x) of dyadic balls, by the series of fixed.ts.
 *
 *   exp     x = k·ln 2 + r, 0 ≤ r < ln 2;  e^x = 2^k·e^r
 *   expm1   |x| ≤ ⅛: its series; else e^x − 1
 *   ln      x = 2^k·f, ½ ≤ f < 1: k·ln 2 + y + ln(1 + w), y a guess in double of ln f, w = f·e^−y − 1; beside 1 ln(1 + (x − 1))
 *   log1p   |x| ≤ ⅛: its series; else ln(1 + x)
 *
 * Of smaller x both series are evaluated in units that are smaller by as much, and of the smallest, below a unit of the
 * result, bounds are enough: x − x² < ln(1 + x) < x < e^x − 1 < x + x², 0 < |x| ≤ ½.
 *
 * Bounds count units of the last bit, of which there are SPARE bits more than asked for; all four functions are
 * increasing, so the ends of a ball give the ends of the values.
 */

import type { Decimal } from 'decimal.js'
import {
  Dyadic,
  addDyadics,
  cutTo,
  dyadicOf,
  dyadicPoint,
  hull,
  isPointDyadic,
  isZeroDyadic,
  lengthOf,
  mulDyadics,
  negDyadic,
} from './dyadic.ts'
import { exact } from './exact.ts'
import { expOfFraction, expm1OfFraction, ln2, log1pOfFraction } from './fixed.ts'
import { type Pair, wide } from './pair.ts'

/** The largest bound below is 8 units, and the smallest result for which they are those of 1 is ln 9/8 > 2^−4. */
const SPARE = 16

/** ln 2 is taken with as many bits more as k may have. */
const COUNT = 32n

/** From 2^31 on e^x is no number of ours: k would be too long, and below −2^31 it is less than 2^−2^31. */
const LARGEST = 31

type Known = Dyadic | Pair
type HalfLine = { readonly lo: Decimal; readonly hi: Decimal }
type Function = (x: Dyadic, bits: number) => Known

const ONE = dyadicOf(1)
const MINUS_ONE = dyadicOf(-1)

/** Of balls: an increasing function at both ends. */
function increasing(f: Function): Function {
  return ({ low, high, exponent }, bits) => {
    const least = f(dyadicPoint(low, exponent), bits)
    if (low === high) return least
    const most = f(dyadicPoint(high, exponent), bits)
    return least instanceof Dyadic && most instanceof Dyadic ? hull(least, most, bits) : wide
  }
}

/** ⌊log₂ |x|⌋ + 1 of a point that is not 0. */
function sizeOf(x: Dyadic): number {
  return x.exponent + lengthOf(x.low)
}

/** ⌊x·2^bits⌋ of a point: a shift by less than nothing is one to the right. */
function unitsOf(x: Dyadic, bits: number): bigint {
  return x.low << BigInt(x.exponent + bits)
}

/** What is within so many units of 2^−unit of a number. */
function around(value: bigint, error: bigint, unit: number, bits: number): Dyadic {
  return cutTo(bits, value - error, value + error, -unit)
}

function expPoint(x: Dyadic, bits: number): Known {
  if (isZeroDyadic(x)) return ONE
  if (sizeOf(x) > LARGEST) return x.low > 0n ? wide : new Dyadic(0n, 1n, -(2 ** LARGEST))
  const unit = bits + SPARE
  const log = ln2(BigInt(unit) + COUNT)
  const all = unitsOf(x, unit)
  const k = (all << COUNT) / log - (all < 0n ? 1n : 0n)
  // Off by one unit for x and two for k·ln 2, which e^r ≤ 2 doubles: with its own, 7. r may be ln 2, and a unit more.
  const r = all - ((k * log) >> COUNT)
  const { low, high, exponent } = around(expOfFraction(r, BigInt(unit)), 8n, unit, bits)
  return new Dyadic(low, high, exponent + Number(k))
}

/** By a series of |x| ≤ ⅛; or by bounds, x² on one side. */
function small(x: Dyadic, bits: number, series: (r: bigint, bits: bigint) => bigint, side: 1 | -1): Dyadic {
  const size = sizeOf(x)
  if (size < -bits) {
    const square = mulDyadics(x, x, bits)
    const end = addDyadics(x, side > 0 ? square : negDyadic(square), bits)
    return side > 0 ? hull(x, end, bits) : hull(end, x, bits)
  }
  const unit = bits + SPARE - size
  // One for x, whose derivative is less than 8/7 of it, and one for the series.
  return around(series(unitsOf(x, unit), BigInt(unit)), 3n, unit, bits)
}

/** |x| ≤ ⅛ */
function isSmall(x: Dyadic): boolean {
  return sizeOf(x) <= -3
}

function expm1Point(x: Dyadic, bits: number): Known {
  if (isZeroDyadic(x)) return x
  if (isSmall(x)) return small(x, bits, expm1OfFraction, 1)
  const e = expPoint(x, bits)
  return e instanceof Dyadic ? addDyadics(e, MINUS_ONE, bits) : e
}

function log1pPoint(x: Dyadic, bits: number): Known {
  if (isZeroDyadic(x)) return x
  if (isSmall(x)) return small(x, bits, log1pOfFraction, -1)
  // The sum of a long point and 1 may be none.
  return increasing(lnPoint)(addDyadics(ONE, x, bits), bits)
}

function lnPoint(x: Dyadic, bits: number): Known {
  if (x.low <= 0n) return wide
  const rest = addDyadics(x, MINUS_ONE, bits)
  if (isZeroDyadic(rest) || (isPointDyadic(rest) && isSmall(rest))) return log1pPoint(rest, bits)
  const k = sizeOf(x)
  if (Math.abs(k) > 2 ** 32) return wide
  const unit = bits + SPARE
  const f = unitsOf(dyadicPoint(x.low, x.exponent - k), unit)
  const guess = Math.log(Number(f >> BigInt(unit - 53)) * 2 ** -53)
  const y = BigInt(Math.round(guess * 2 ** 53)) << BigInt(unit - 53)
  const one = 1n << BigInt(unit)
  const w = ((f * expOfFraction(-y, BigInt(unit))) >> BigInt(unit)) - one
  if (w > one >> 3n || w < -one >> 3n) return wide
  const multiple = (BigInt(k) * ln2(BigInt(unit) + COUNT)) >> COUNT
  // Two for f, times e^−y ≤ 2, one for e^−y, one for their product, times 8/7; one for the logarithm, two for k·ln 2: 7.6.
  return around(multiple + y + log1pOfFraction(w, BigInt(unit)), 8n, unit, bits)
}

/** e^x; wide where it is enormous. */
export const expDyadic: Function = increasing(expPoint)

/** e^x − 1, with all its digits however small x is. */
export const expm1Dyadic: Function = increasing(expm1Point)

const lnEnds = increasing(lnPoint)

/** ln x; wide where x may be negative. Of (0, h) it reaches to −∞, which is for decimal to hold. */
export function lnDyadic(x: Dyadic, bits: number): Known | HalfLine {
  if (x.low !== 0n || x.high <= 0n) return lnEnds(x, bits)
  return { lo: exact(-Infinity), hi: lnPoint(dyadicPoint(x.high, x.exponent), bits).hi }
}

/** ln(1 + x), with all its digits however small x is; wide where 1 + x may be 0. */
export const log1pDyadic: Function = increasing(log1pPoint)
