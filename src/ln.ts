/**
 * The natural logarithm of scaled numbers.
 *
 *   ln x     = y₀ + ln(1 + u),  u = x·e^(−y₀) − 1: one Newton step from stdlib's double, |u| < 2^−44
 *   ln(1+s)  = 2·artanh f,  f = s/(2 + s),  where |s| < 2^−7 and ln loses digits
 *   ln(p/q)  = ln(1 + (p − q)/q) near p = q, where p − q is exact (Sterbenz)
 *
 * Relative error, besides that of x: 2^−85 of the step, whose exponential is within 2^−98, at |ln x| > 2^−7.01; 2^−85 of
 * the series. ln 0 = −∞, ln of a negative number NaN.
 */

import lnOfDouble from '@stdlib/math-base-special-ln'
import { LN2 as FIXED_LN2, twoTerms } from './constants.ts'
import { exp } from './exp.ts'
import {
  ONE,
  RADIX_BITS,
  type Scaled,
  add,
  difference,
  divide,
  fromNumber,
  fromTerms,
  multiply,
  relativeError,
  subtract,
  throughWide,
  toNumber,
} from './scaled.ts'
import { powerOfTwo } from './twofold.ts'
import * as wides from './wide.ts'

/** Below this the series serves; its terms fall by f² < 2^−16 each. */
const NEAR = powerOfTwo(-7)
/** Below this s²/2 is under 2^−108·s. */
const TINY = powerOfTwo(-107)
const TWO = fromNumber(2)
const THREE = fromNumber(3)
const LN2: Scaled = fromTerms(...twoTerms(FIXED_LN2), powerOfTwo(-107))
const MINUS_ONE = fromNumber(-1)
/** Of step and series. */
const ROUNDING = powerOfTwo(-85)

export function ln(x: Scaled): Scaled {
  if (x.wide !== undefined && x.hi > 0) return throughWide(x, wides.ln)
  const s = add(x, MINUS_ONE)
  return isNear(s) ? series(s) : step(x)
}

/** ln(1 + s) for s ≥ −1. */
export function log1p(s: Scaled): Scaled {
  if (s.wide !== undefined) return s.hi > -0.5 ? throughWide(s, wides.log1p) : ln(add(ONE, s))
  return isNear(s) ? series(s) : step(add(ONE, s))
}

/** ln(p/q) for finite p > 0 and q ≥ 0. */
export function lnRatio(p: number, q: number): Scaled {
  const divisor = fromNumber(q)
  if (q / 2 <= p && p / 2 <= q) return log1p(divide(difference(p, q), divisor))
  return ln(divide(fromNumber(p), divisor))
}

function isNear({ hi, exp: digit }: Scaled): boolean {
  return digit < 0 || (digit === 0 && Math.abs(hi) < NEAR)
}

function step(x: Scaled): Scaled {
  const start = lnOfDouble(x.hi)
  if (start - start !== 0) return fromNumber(start)
  const u = subtract(multiply(fromTerms(x.hi, x.lo, 0), exp(fromNumber(-start))), ONE)
  // u³/3 is below 2^−133.
  const y = add(fromNumber(start), subtract(u, fromNumber((u.hi * u.hi) / 2)))
  const whole = x.exp === 0 ? y : add(multiply(fromNumber(x.exp * RADIX_BITS), LN2), y)
  // The error of x, relative, is one of ln x, absolute.
  return { ...whole, err: Math.abs(whole.hi) * ROUNDING + whole.err + 2 * relativeError(x) }
}

function series(s: Scaled): Scaled {
  if (s.hi === 0 && s.err === 0) return s
  const tiny = s.exp < 0 || Math.abs(s.hi) < TINY
  // ln(1 + s) is off by 2·err at most where s is off by err.
  if (tiny) return { ...s, err: 2 * s.err + Math.abs(s.hi) * ROUNDING }
  const exact = fromTerms(s.hi, s.lo, 0)
  const f = divide(exact, add(TWO, exact))
  const square = multiply(f, f)
  const f2 = toNumber(fromTerms(square.hi, square.lo, 0))
  // artanh f = f·(1 + f²/3 + f⁴/5 + …): f² < 2^−15.9 in two terms, f⁴/5 < 2^−34 as a double; f¹²/13 < 2^−99.
  const rest = f2 * f2 * (1 / 5 + f2 * (1 / 7 + f2 * (1 / 9 + f2 / 11)))
  const factor = add(ONE, add(divide(square, THREE), fromNumber(rest)))
  const value = multiply(multiply(TWO, f), factor)
  return { ...value, err: value.err + Math.abs(value.hi) * ROUNDING + 2 * s.err }
}
