/**
 * Scaled twofold numbers: 106 bits, an exponent that does not run out, and a bound of the error they carry.
 *
 *   value = (hi + lo)·2^(600·exp) ± err·2^(600·exp)     hi = fl(hi + lo),  2^−300 ≤ |hi| < 2^300,  or hi = 0
 *
 * The exponent is a digit to the base 2^600, so that numbers of different `exp` do not overlap and nearly all numbers
 * met have exp 0: the arithmetic is then the plain twofold one. Products and quotients of the range stay within
 * 2^±600, clear of every overflow and underflow of the error-free transformations.
 *
 * Relative error: add 2^−103 (of the sum itself, Joldes, Muller & Popescu 2017, AccurateDWPlusDW: 3u² at most, and
 * what `sticky` adds), multiply 2^−103, divide 2^−102; sums and products of doubles are exact. Infinities and NaN behave
 * as in IEEE 754, with exp, lo and err 0. Where two doubles are not enough (precision.ts) a number has its digits in
 * `wide`, and hi, lo and exp are what it looks like.
 */

import { bitsNow, doubt } from './precision.ts'
import { powerOfTwo, productError, sumError } from './twofold.ts'
import * as wides from './wide.ts'

export interface Scaled {
  readonly hi: number
  readonly lo: number
  readonly exp: number
  readonly err: number
  readonly wide: wides.Wide | undefined
}

/** Binary digits in one unit of `exp`: 2^±600 squared is still a double's range, and 2^±300 products are safe. */
export const RADIX_BITS = 600
const UP = powerOfTwo(600)
const DOWN = powerOfTwo(-600)
const TOP = powerOfTwo(300)
const BOTTOM = powerOfTwo(-300)

/** The relative errors of the operations. */
const ADDING = powerOfTwo(-103)
const MULTIPLYING = powerOfTwo(-103)
const DIVIDING = powerOfTwo(-102)
/** At least one step of a double, relative, and at most two. */
const STEP = powerOfTwo(-52)

const plain = (hi: number): Scaled => ({ hi, lo: 0, exp: 0, err: 0, wide: undefined })

export const ZERO: Scaled = plain(0)
export const ONE: Scaled = plain(1)
export const INFINITE: Scaled = plain(Infinity)
export const NOT_A_NUMBER: Scaled = plain(NaN)

/** What a division by a number that may be 0 gives: in doubt wherever it goes. */
const UNKNOWN: Scaled = { hi: 0, lo: 0, exp: 0, err: Infinity, wide: undefined }

/** hi + lo ± err, already rounded so that hi = fl(hi + lo), brought into the range. */
function normalise(hi: number, lo: number, exp: number, err: number): Scaled {
  const size = Math.abs(hi)
  if (size >= TOP) return size === Infinity ? plain(hi) : normalise(hi * DOWN, lo * DOWN, exp + 1, err * DOWN)
  if (size < BOTTOM) {
    if (size > 0) return normalise(hi * UP, lo * UP, exp - 1, err * UP)
    return err === 0 ? ZERO : { hi: 0, lo: 0, exp, err, wide: undefined }
  }
  return { hi, lo, exp, err, wide: undefined }
}

const isZero = (x: Scaled): boolean => x.hi === 0 && x.err === 0

export function fromNumber(x: number): Scaled {
  return bitsNow() > 0 && x - x === 0 ? fromWide(wides.fromDouble(x, 0)) : normalise(x, 0, 0, 0)
}

/** (hi + lo)·2^shift for 2^−1 < |hi| < 2^2 or hi = 0, and any integer shift; `relative` is its error. */
export function fromShifted(hi: number, lo: number, shift: number, relative: number): Scaled {
  if (hi === 0) return ZERO
  const exp = Math.round(shift / RADIX_BITS)
  const within = shift - exp * RADIX_BITS
  const scaled = scale(hi, within)
  return normalise(scaled, scale(lo, within), exp, Math.abs(scaled) * relative)
}

/** (hi + lo) ± err, all within the range. */
export const fromTerms = (hi: number, lo: number, err: number): Scaled => normalise(hi, lo, 0, err)

/** The same number with so much more error, relative. */
export function widened(x: Scaled, relative: number): Scaled {
  return x.wide !== undefined ? x : { ...x, err: x.err + Math.abs(x.hi) * relative }
}

/** The error bound of a number, relative to it. */
export const relativeError = (x: Scaled): number => (x.err === 0 ? 0 : x.err / Math.abs(x.hi))

/** a − b, exactly. */
export function difference(a: number, b: number): Scaled {
  const s = a - b
  // Outside this range s may overflow, or its error be scaled needlessly: let add align the two.
  if (bitsNow() === 0 && Math.abs(s) < TOP && Math.abs(s) >= BOTTOM) {
    return { hi: s, lo: sumError(a, -b, s), exp: 0, err: 0, wide: undefined }
  }
  return add(fromNumber(a), fromNumber(-b))
}

export function negate(a: Scaled): Scaled {
  const wide = a.wide && wides.negate(a.wide)
  return { hi: -a.hi, lo: -a.lo, exp: a.exp, err: a.err, wide }
}

const isWide = (x: Scaled, y: Scaled): boolean => x.wide !== undefined || y.wide !== undefined

type Operation = (x: wides.Wide, y: wides.Wide, bits: number) => wides.Wide

function onWide(operation: Operation, x: Scaled, y: Scaled): Scaled {
  return fromWide(operation(toWide(x), toWide(y), bitsNow()))
}

export function add(x: Scaled, y: Scaled): Scaled {
  if (isZero(x)) return y
  if (isZero(y)) return x
  const both = x.hi + y.hi
  // hi is below 2^300 when finite, so only an operand that is not can do this.
  if (both - both !== 0) return plain(both)
  if (isWide(x, y)) return onWide(wides.add, x, y)
  if (x.exp < y.exp) return add(y, x)
  const gap = x.exp - y.exp
  // Two digits apart: |y| < 2^−600·|x|, unless x is a 0 that is not sure of it. All that is seen of y is its sign, by a step
  // of lo; how much of it there is comes out on a later rung, should x cancel.
  if (gap > 1) {
    if (x.hi === 0) return UNKNOWN
    const low = nudged(x.lo, y.hi)
    const high = x.hi + low
    const own = 2 * STEP * Math.abs(x.lo) + BOTTOM * DOWN
    return normalise(high, low - (high - x.hi), x.exp, x.err + own + y.err * DOWN * DOWN)
  }
  const yh = gap === 0 ? y.hi : y.hi * DOWN
  const yl = gap === 0 ? y.lo : y.lo * DOWN
  const s = x.hi + yh
  const t = x.lo + yl
  const lost = sumError(x.hi, yh, s)
  const c = Math.abs(lost) < Math.abs(t) ? sticky(t, lost) : sticky(lost, t)
  const v = s + c
  const w = sumError(x.lo, yl, t) + (c - (v - s))
  const hi = v + w
  const own = x.lo === 0 && y.lo === 0 ? 0 : Math.abs(hi) * ADDING
  return normalise(hi, w - (hi - v), x.exp, x.err + (gap === 0 ? y.err : y.err * DOWN) + own)
}

/**
 * a + b for |a| ≥ |b|, one step off a towards b where the sum would be a itself: were a half of a last place, what is
 * left of b decides how that is rounded.
 */
export function sticky(a: number, b: number): number {
  const sum = a + b
  if (sum !== a || b === 0) return sum
  return nudged(a, b)
}

const nudged = (a: number, towards: number): number => a + Math.sign(towards) * Math.abs(a) * STEP

export function subtract(x: Scaled, y: Scaled): Scaled {
  return add(x, negate(y))
}

export function multiply(x: Scaled, y: Scaled): Scaled {
  const p = x.hi * y.hi
  if (p - p !== 0) return plain(p)
  if (isZero(x) || isZero(y)) return ZERO
  if (isWide(x, y)) return onWide(wides.multiply, x, y)
  const err = Math.abs(x.hi) * y.err + Math.abs(y.hi) * x.err + x.err * y.err
  if (p === 0) return normalise(0, 0, x.exp + y.exp, err)
  const e = productError(x.hi, y.hi, p) + (x.hi * y.lo + x.lo * y.hi)
  const hi = p + e
  const own = x.lo === 0 && y.lo === 0 ? 0 : Math.abs(hi) * MULTIPLYING
  return normalise(hi, e - (hi - p), x.exp + y.exp, err + own)
}

export function divide(x: Scaled, y: Scaled): Scaled {
  if (y.hi === 0 && y.err !== 0) return UNKNOWN
  const q = x.hi / y.hi
  if (q - q !== 0) return plain(q)
  if (isZero(x) || Math.abs(y.hi) === Infinity) return ZERO
  if (isWide(x, y)) return onWide(wides.divide, x, y)
  const least = Math.abs(y.hi) - y.err
  const err = least > 0 ? (x.err + Math.abs(q) * y.err) / least : Infinity
  if (q === 0) return normalise(0, 0, x.exp - y.exp, err)
  const p = q * y.hi
  const rest = x.hi - p - productError(q, y.hi, p) + (x.lo - q * y.lo)
  const e = rest / y.hi
  const hi = q + e
  const own = rest === 0 && y.lo === 0 ? 0 : Math.abs(hi) * DIVIDING
  return normalise(hi, e - (hi - q), x.exp - y.exp, err + own)
}

/** Applies a function of wide numbers to a finite number, with the bits of now. */
export function throughWide(x: Scaled, apply: (x: wides.Wide, bits: number) => wides.Wide): Scaled {
  return fromWide(apply(toWide(x), bitsNow()))
}

/** The digits of a finite number, and its error. */
function toWide(x: Scaled): wides.Wide {
  if (x.wide !== undefined) return x.wide
  if (x.err === Infinity) return wides.LOST
  const shift = x.exp * RADIX_BITS
  const bits = bitsNow()
  const value = wides.add(wides.fromDouble(x.hi, shift), wides.fromDouble(x.lo, shift), bits)
  if (x.err === 0) return value
  const { m, e } = wides.fromDouble(x.err, shift)
  return wides.add(value, { m: 0n, e, r: m }, bits)
}

/** Bits that a hi needs, and some to round to it. */
const SEEN_BITS = 64

function fromWide(wide: wides.Wide): Scaled {
  const length = wides.lengthOf(wide.m)
  const err = wide.r === 0n ? 0 : 1
  if (length === 0) return err === 0 ? ZERO : { hi: 0, lo: 0, exp: 0, err, wide }
  const top = length + wide.e
  const exp = Math.round(top / RADIX_BITS)
  const cut = Math.max(0, length - SEEN_BITS)
  // Rounded twice, which is as good for what it looks like.
  const hi = wides.times(Number(wide.m >> BigInt(cut)), wide.e + cut - exp * RADIX_BITS)
  return { hi, lo: 0, exp, err, wide }
}

/** The number in two doubles, with what is then its error. */
export function narrow(x: Scaled): Scaled {
  if (x.wide === undefined) return x
  const { m, e, r } = x.wide
  if (r < 0n) return UNKNOWN
  const exp = Math.round((wides.lengthOf(m) + e) / RADIX_BITS)
  const unit = e - exp * RADIX_BITS
  const hi = wides.nearest(m, unit)
  const left = wides.add(x.wide, wides.fromDouble(-hi, exp * RADIX_BITS), wides.lengthOf(m) + 64)
  const lo = wides.nearest(left.m, left.e - exp * RADIX_BITS)
  return normalise(hi, lo, exp, 2 * wides.nearest(r, unit) + Math.abs(hi) * ADDING)
}

/** What a result may be off besides its last rounding: 2^−4 of its last place, which is at least 2^−53 of it. */
const IN_DOUBT = powerOfTwo(-57)
/** 2^−4 of 2^−1074, times 2^1200. */
const IN_DOUBT_SUBNORMAL = powerOfTwo(-1078 + 1200)

/** The nearest double, rounded once even among the subnormals; in doubt where the error bound is too large for it. */
export function toNumber(x: Scaled): number {
  const { hi, lo, exp, err, wide } = x
  if (wide !== undefined) return wideToNumber(wide)
  if (err !== 0 && !(err <= Math.abs(hi) * IN_DOUBT) && !isBelowSubnormals(err, exp)) doubt()
  if (exp === 0) return hi
  if (exp === 1) return hi * UP
  if (exp === -1) return hi * DOWN
  if (exp > 0) return exp === 2 ? hi * UP * UP : hi * Infinity
  return exp === -2 ? roundSubnormal(hi, lo) : 0
}

const isBelowSubnormals = (err: number, exp: number): boolean =>
  exp < -2 ? err < TOP : exp === -2 && err <= IN_DOUBT_SUBNORMAL

const EXTRA_BITS = 57

function wideToNumber({ m, e, r }: wides.Wide): number {
  // In units of 2^e the last place of the result is 2^(length − 53), or what 2^−1074 is.
  const place = Math.max(wides.lengthOf(m) - EXTRA_BITS, -1078 - e)
  if (r < 0n || (r > 0n && wides.lengthOf(r) > place)) doubt()
  return wides.nearest(m, e)
}

/** 2^−1022 and 2^−1074, times 2^1200: where the subnormals begin, and their spacing. */
const SUBNORMAL = powerOfTwo(178)
const SPACING = powerOfTwo(126)

function roundSubnormal(hi: number, lo: number): number {
  const size = Math.abs(hi)
  if (size >= SUBNORMAL) return hi * DOWN * DOWN
  // Doubles of [2^178, 2^179] are 2^126 apart: the sum rounds to the spacing. Only at a tie does lo have a say.
  const shifted = SUBNORMAL + size
  let grid = shifted - SUBNORMAL
  const left = size - grid
  const below = hi < 0 ? -lo : lo
  if (left === SPACING / 2 && below > 0) grid += SPACING
  if (left === -SPACING / 2 && below < 0) grid -= SPACING
  return (hi < 0 ? -grid : grid) * DOWN * DOWN
}

const POWERS = Float64Array.from({ length: RADIX_BITS + 1 }, (_, i) => powerOfTwo(i - RADIX_BITS / 2))

/** The largest |n| that scale takes. */
const SCALE_LIMIT: number = RADIX_BITS / 2

/** x·2^n for |n| ≤ 300. */
export function scale(x: number, n: number): number {
  return x * (POWERS[n + SCALE_LIMIT] as number)
}
