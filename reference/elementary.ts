/**
 * e^x, e^x − 1, ln x and ln(1 + x) of balls, and powers.
 *
 *   exp, ln    one evaluation by decimal.js in nearest mode, widened by UNITS units in the last of the digits asked for
 *   log1p      |x| < 0.1: 2·artanh(x/(2 + x)) = 2·Σ t^(2k+1)/(2k+1); else ln(1 + x)
 *   expm1      |x| < 0.1: Σ x^k/k!; else e^x − 1
 *
 * Bound: decimal.js's exp and ln misround now and then, and in directed modes they are no enclosures (upstream #261), but
 * in nearest mode the error was never seen to pass one unit. A second unit pays for the argument, which is first
 * rounded to digits + ARGUMENT_DIGITS. All are increasing, so a ball's ends give the ball of the values.
 */

import { Decimal } from 'decimal.js'
import {
  type Ball,
  add,
  ballOf,
  isNaNBall,
  isPoint,
  isZero,
  mul,
  nan,
  ofOwn,
  one,
  point,
  signOf,
  sub,
  zero,
} from './ball.ts'
import { context, exact } from './exact.ts'

/** One unit for decimal.js, one for the rounded argument. */
const UNITS = 2

/**
 * The argument's relative error 10^−(digits + 30), times |x| ≤ 10⁹, moves e^x by less than 10^−(digits + 20) relatively:
 * far below the unit that pays for it.
 */
const ARGUMENT_DIGITS = 30

/** Below −10⁹, e^x < 10^−434294481: no format and no sum of ours tells it from a positive number as small as one likes. */
const EXP_FLOOR = -1e9

/** Guard digits of the artanh series: 200 terms, three roundings each, lose less than 10³ units. */
const SERIES_GUARD = 15

function widen(x: Decimal, digits: number): Ball {
  const reach = new (context(digits, Decimal.ROUND_HALF_EVEN))(`${UNITS}e${x.e - digits + 1}`)
  const Down = context(digits + 5, Decimal.ROUND_FLOOR)
  const Up = context(digits + 5, Decimal.ROUND_CEIL)
  return { lo: Down.sub(x, reach), hi: Up.add(x, reach) }
}

function rounded(x: Decimal, digits: number): Decimal {
  return x.sd() > digits ? x.toSignificantDigits(digits, Decimal.ROUND_HALF_EVEN) : x
}

function expPoint(x: Decimal, digits: number): Ball {
  if (x.isZero()) return one
  if (!x.isFinite()) return x.isNaN() ? nan : point(x.isNeg() ? exact(0) : x)
  if (x.lt(EXP_FLOOR)) return { lo: exact(0), hi: new (context(digits, Decimal.ROUND_CEIL))('1e-434294481') }
  const Near = context(digits, Decimal.ROUND_HALF_EVEN)
  return widen(Near.exp(rounded(x, digits + ARGUMENT_DIGITS)), digits)
}

function log1pPoint(x: Decimal, digits: number): Ball {
  if (x.isZero()) return zero
  if (x.isNaN() || x.lt(-1)) return nan
  if (x.abs().lt(0.1)) return artanhSeries(x, digits)
  return lnPoint(add(point(x), one).lo, digits)
}

/** ln(1 + x) for |x| < 0.1, where t = x/(2 + x), |t| < 0.053. All terms have one sign, so nothing cancels. */
function artanhSeries(x: Decimal, digits: number): Ball {
  const Near = context(digits + SERIES_GUARD, Decimal.ROUND_HALF_EVEN)
  const argument = rounded(x, digits + ARGUMENT_DIGITS)
  const t = Near.div(argument, Near.add(argument, 2))
  const square = Near.mul(t, t)
  let power = t
  let total = t
  // Invariant: total = Σ_{j ≤ k} t^(2j+1)/(2j+1), power = t^(2k+1). The tail is below 1.01·|next term|.
  for (let k = 1; ; k++) {
    power = Near.mul(power, square)
    const term = Near.div(power, 2 * k + 1)
    total = Near.add(total, term)
    if (term.isZero() || term.e < total.e - digits - SERIES_GUARD) break
  }
  return widen(Near.mul(total, 2), digits)
}

/** ln x away from 1, where |ln x| > 0.09 and the argument's rounding is paid by its unit. */
function lnFar(x: Decimal, digits: number): Ball {
  return widen(context(digits, Decimal.ROUND_HALF_EVEN).ln(rounded(x, digits + ARGUMENT_DIGITS)), digits)
}

function lnPoint(x: Decimal, digits: number): Ball {
  if (x.isNaN() || (x.isNeg() && !x.isZero())) return nan
  if (x.isZero()) return point(exact(-Infinity))
  if (!x.isFinite()) return point(x)
  const Wide = context(x.sd() + 5, Decimal.ROUND_HALF_EVEN)
  return x.gt(0.9) && x.lt(1.1) ? log1pPoint(Wide.sub(x, 1), digits) : lnFar(x, digits)
}

/** The ball of an increasing function from its two ends. */
function increasing(a: Ball, digits: number, f: (x: Decimal, digits: number) => Ball): Ball {
  if (isNaNBall(a)) return nan
  const low = f(a.lo, digits)
  return isPoint(a) ? low : { lo: low.lo, hi: f(a.hi, digits).hi }
}

/** e^x. */
export function exp(a: Ball, digits: number): Ball {
  return ofOwn('exp', a) ?? increasing(a, digits, expPoint)
}

/** ln x; −∞ at 0. Of a narrow ball one logarithm is enough: ln hi − ln lo ≤ (hi − lo)/lo. */
export function ln(a: Ball, digits: number): Ball {
  if (signOf(a) === -1) return nan
  const quick = isZero(a) ? undefined : ofOwn('ln', a)
  if (quick !== undefined) return quick
  if (isPoint(a) || !a.lo.isFinite() || !a.hi.isFinite() || !a.lo.gt(0)) return increasing(a, digits, lnPoint)
  const Up = context(digits, Decimal.ROUND_CEIL)
  const rise = Up.div(Up.sub(a.hi, a.lo), a.lo)
  if (rise.gt(NARROW)) return increasing(a, digits, lnPoint)
  const low = lnPoint(a.lo, digits)
  return { lo: low.lo, hi: context(digits + 5, Decimal.ROUND_CEIL).add(low.hi, rise) }
}

/** A relative width at which (hi − lo)/lo is as good as the logarithm itself: they differ by half its square. */
const NARROW = 1e-10

/** ln(1 + x), with all its digits however small x is. */
export function log1p(a: Ball, digits: number): Ball {
  return ofOwn('log1p', a) ?? increasing(a, digits, log1pPoint)
}

/** Σ x^k/k! from k = 1 on, |x| < 0.1: the first term is 20 times the sum of the others, so nothing cancels. */
function expm1Series(x: Decimal, digits: number): Ball {
  const Near = context(digits + SERIES_GUARD, Decimal.ROUND_HALF_EVEN)
  const argument = rounded(x, digits + ARGUMENT_DIGITS)
  let term: Decimal = argument
  let total: Decimal = argument
  // Invariant: total = Σ_{1 ≤ j ≤ k} x^j/j!, term = x^k/k!. The tail is below 1.1·|next term|.
  for (let k = 2; ; k++) {
    term = Near.div(Near.mul(term, argument), k)
    total = Near.add(total, term)
    if (term.isZero() || term.e < total.e - digits - SERIES_GUARD) break
  }
  return widen(total, digits)
}

function expm1Point(x: Decimal, digits: number): Ball {
  if (x.isZero()) return zero
  if (x.abs().lt(0.1)) return expm1Series(x, digits)
  return sub(expPoint(x, digits), one)
}

/** e^x − 1, with all its digits however small x is. */
export function expm1(a: Ball, digits: number): Ball {
  return ofOwn('expm1', a) ?? increasing(a, digits, expm1Point)
}

/** Up to here a power is a product, exact for points; beyond, e^(γ·ln x). */
const FACTORS = 16

/** x^γ for x ≥ 0 and γ ≥ −1; 0^0 = 1. */
export function power(x: Ball, exponent: number, digits: number): Ball {
  if (Number.isInteger(exponent) && exponent >= 0 && exponent <= FACTORS) {
    return Array.from({ length: exponent }).reduce<Ball>((product) => mul(product, x), one)
  }
  if (isZero(x)) return point(exact(exponent > 0 ? 0 : Infinity))
  return exp(mul(ballOf(exponent), ln(x, digits)), digits)
}
