/**
 * Scaled twofold numbers: 106 bits and an exponent that does not run out.
 *
 *   value = (hi + lo)·2^(600·exp)     hi = fl(hi + lo),  2^−300 ≤ |hi| < 2^300,  or hi = 0, exp = 0
 *
 * The exponent is a digit to the base 2^600, so that numbers of different `exp` do not overlap and nearly all numbers
 * met have exp 0: the arithmetic is then the plain twofold one. Products and quotients of the range stay within
 * 2^±600, clear of every overflow and underflow of the error-free transformations.
 *
 * Relative error: add 2^−104 (of the sum itself, Joldes, Muller & Popescu 2017, AccurateDWPlusDW: 3u² at most),
 * multiply 2^−103, divide 2^−102. Infinities and NaN behave as in IEEE 754, with exp 0 and lo 0.
 */

import { powerOfTwo, productError, sumError } from './twofold.ts'

export interface Scaled {
  readonly hi: number
  readonly lo: number
  readonly exp: number
}

/** Binary digits in one unit of `exp`: 2^±600 squared is still a double's range, and 2^±300 products are safe. */
export const RADIX_BITS = 600
const UP = powerOfTwo(600)
const DOWN = powerOfTwo(-600)
const TOP = powerOfTwo(300)
const BOTTOM = powerOfTwo(-300)

export const ZERO: Scaled = { hi: 0, lo: 0, exp: 0 }
export const ONE: Scaled = { hi: 1, lo: 0, exp: 0 }
export const INFINITE: Scaled = { hi: Infinity, lo: 0, exp: 0 }
export const NOT_A_NUMBER: Scaled = { hi: NaN, lo: 0, exp: 0 }

/** hi + lo, already rounded so that hi = fl(hi + lo), brought into the range. */
function normalise(hi: number, lo: number, exp: number): Scaled {
  const size = Math.abs(hi)
  if (size >= TOP) return size === Infinity ? { hi, lo: 0, exp: 0 } : normalise(hi * DOWN, lo * DOWN, exp + 1)
  if (size < BOTTOM) return size === 0 ? ZERO : normalise(hi * UP, lo * UP, exp - 1)
  return { hi, lo, exp }
}

export function fromNumber(x: number): Scaled {
  return normalise(x, 0, 0)
}

/** (hi + lo)·2^shift for 2^−1 < |hi| < 2^2 or hi = 0, and any integer shift. */
export function fromShifted(hi: number, lo: number, shift: number): Scaled {
  if (hi === 0) return ZERO
  const exp = Math.round(shift / RADIX_BITS)
  const within = shift - exp * RADIX_BITS
  return normalise(scale(hi, within), scale(lo, within), exp)
}

/** a − b, exactly. */
export function difference(a: number, b: number): Scaled {
  const s = a - b
  // Outside this range s may overflow, or its error be scaled needlessly: let add align the two.
  if (Math.abs(s) < TOP && Math.abs(s) >= BOTTOM) return { hi: s, lo: sumError(a, -b, s), exp: 0 }
  return add(fromNumber(a), fromNumber(-b))
}

export function negate(a: Scaled): Scaled {
  return { hi: -a.hi, lo: -a.lo, exp: a.exp }
}

export function add(x: Scaled, y: Scaled): Scaled {
  if (x.hi === 0) return y
  if (y.hi === 0) return x
  const plain = x.hi + y.hi
  // hi is below 2^300 when finite, so only an operand that is not can do this.
  if (plain - plain !== 0) return { hi: plain, lo: 0, exp: 0 }
  if (x.exp < y.exp) return add(y, x)
  const gap = x.exp - y.exp
  // Two digits apart: |y| < 2^−600·|x|.
  if (gap > 1) return x
  const yh = gap === 0 ? y.hi : y.hi * DOWN
  const yl = gap === 0 ? y.lo : y.lo * DOWN
  const s = x.hi + yh
  const t = x.lo + yl
  const c = sumError(x.hi, yh, s) + t
  const v = s + c
  const w = sumError(x.lo, yl, t) + (c - (v - s))
  const hi = v + w
  return normalise(hi, w - (hi - v), x.exp)
}

export function subtract(x: Scaled, y: Scaled): Scaled {
  return add(x, negate(y))
}

export function multiply(x: Scaled, y: Scaled): Scaled {
  const p = x.hi * y.hi
  if (p - p !== 0) return { hi: p, lo: 0, exp: 0 }
  if (p === 0) return ZERO
  const e = productError(x.hi, y.hi, p) + (x.hi * y.lo + x.lo * y.hi)
  const hi = p + e
  return normalise(hi, e - (hi - p), x.exp + y.exp)
}

export function divide(x: Scaled, y: Scaled): Scaled {
  const q = x.hi / y.hi
  if (q - q !== 0) return { hi: q, lo: 0, exp: 0 }
  if (q === 0) return ZERO
  const p = q * y.hi
  const rest = x.hi - p - productError(q, y.hi, p) + (x.lo - q * y.lo)
  const e = rest / y.hi
  const hi = q + e
  return normalise(hi, e - (hi - q), x.exp - y.exp)
}

/** The nearest double, rounded once even among the subnormals. */
export function toNumber({ hi, lo, exp }: Scaled): number {
  if (exp === 0) return hi
  if (exp === 1) return hi * UP
  if (exp === -1) return hi * DOWN
  if (exp > 0) return exp === 2 ? hi * UP * UP : hi * Infinity
  return exp === -2 ? roundSubnormal(hi, lo) : 0
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
export const SCALE_LIMIT: number = RADIX_BITS / 2

/** x·2^n for |n| ≤ 300. */
export function scale(x: number, n: number): number {
  return x * (POWERS[n + SCALE_LIMIT] as number)
}
