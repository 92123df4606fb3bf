/**
 * Intervals on MPFR: [lo, hi] with both ends rounded outward, at a precision that the caller raises.
 *
 *   add, sub, mul, div, exp, ln, log1p    correctly rounded by MPFR in each direction, hence enclosures
 *   roundTo                               one rounding of an end to a format: scale to integers, to nearest, ties to even
 *
 * A second opinion: nothing here is shared with the decimal arithmetic that it checks. Exponents reach ±2^30.
 * Numbers live in one pool a precision; `scope` gives back what was taken within it.
 */

import { init } from 'gmp-wasm'

const NEAREST = 0
const UP = 2
const DOWN = 3

/** A pointer to an mpfr_t. */
type Pointer = number

type Unary = (to: Pointer, a: Pointer, mode: number) => number
type Binary = (to: Pointer, a: Pointer, b: Pointer, mode: number) => number

interface Binding {
  mpfr_t(): Pointer
  mpfr_init2(x: Pointer, bits: number): void
  mpfr_set_d: (to: Pointer, x: number, mode: number) => number
  mpfr_set_string(to: Pointer, text: string, base: number, mode: number): number
  mpfr_get_d(x: Pointer, mode: number): number
  mpfr_get_exp(x: Pointer): number
  mpfr_sgn(x: Pointer): number
  mpfr_cmp(a: Pointer, b: Pointer): number
  mpfr_nan_p(x: Pointer): number
  mpfr_inf_p(x: Pointer): number
  mpfr_to_string(x: Pointer, base: number, mode: number): string
  mpfr_mul_2si(to: Pointer, a: Pointer, e: number, mode: number): number
  mpfr_neg: Unary
  mpfr_exp: Unary
  mpfr_log: Unary
  mpfr_log1p: Unary
  mpfr_expm1: Unary
  mpfr_rint: Unary
  mpfr_add: Binary
  mpfr_mul: Binary
  mpfr_div: Binary
  mpfr_min: Binary
  mpfr_max: Binary
}

const lib = (await init()).binding as unknown as Binding

export interface Interval {
  readonly lo: Pointer
  readonly hi: Pointer
}

/** Precision, smallest and largest exponent of a format, by IEEE 754-2019 table 3.5 (and bfloat16). */
export const shapes = {
  f64: { precision: 53, emin: -1022, emax: 1023 },
  f32: { precision: 24, emin: -126, emax: 127 },
  f16: { precision: 11, emin: -14, emax: 15 },
  bf16: { precision: 8, emin: -126, emax: 127 },
} as const

const pools = new Map<number, { readonly owned: Pointer[]; used: number }>()
let bits = 256

function fresh(): Pointer {
  let pool = pools.get(bits)
  if (pool === undefined) pools.set(bits, (pool = { owned: [], used: 0 }))
  if (pool.used === pool.owned.length) {
    const x = lib.mpfr_t()
    lib.mpfr_init2(x, bits)
    pool.owned.push(x)
  }
  return pool.owned[pool.used++] as Pointer
}

/** Runs at a precision in bits; the intervals made inside are gone afterwards. */
export function scope<T>(precision: number, run: () => T): T {
  const outer = bits
  bits = precision
  const before = pools.get(bits)?.used ?? 0
  try {
    return run()
  } finally {
    const pool = pools.get(bits)
    if (pool !== undefined) pool.used = before
    bits = outer
  }
}

/** A double, exactly: every precision here is above 53 bits. */
export function of(x: number): Interval {
  const lo = fresh()
  lib.mpfr_set_d(lo, x, NEAREST)
  return { lo, hi: lo }
}

/** A decimal numeral, enclosed. */
export function ofText(text: string): Interval {
  const to = { lo: fresh(), hi: fresh() }
  lib.mpfr_set_string(to.lo, text, 10, DOWN)
  lib.mpfr_set_string(to.hi, text, 10, UP)
  return to
}

function monotone(f: Unary): (a: Interval) => Interval {
  return (a) => {
    const to = { lo: fresh(), hi: fresh() }
    f(to.lo, a.lo, DOWN)
    f(to.hi, a.hi, UP)
    return to
  }
}

export const exp: (a: Interval) => Interval = monotone(lib.mpfr_exp)
export const ln: (a: Interval) => Interval = monotone(lib.mpfr_log)
export const log1p: (a: Interval) => Interval = monotone(lib.mpfr_log1p)
export const expm1: (a: Interval) => Interval = monotone(lib.mpfr_expm1)

export function neg(a: Interval): Interval {
  const to = { lo: fresh(), hi: fresh() }
  lib.mpfr_neg(to.lo, a.hi, DOWN)
  lib.mpfr_neg(to.hi, a.lo, UP)
  return to
}

export function add(a: Interval, b: Interval): Interval {
  const to = { lo: fresh(), hi: fresh() }
  lib.mpfr_add(to.lo, a.lo, b.lo, DOWN)
  lib.mpfr_add(to.hi, a.hi, b.hi, UP)
  return to
}

export function sub(a: Interval, b: Interval): Interval {
  return add(a, neg(b))
}

export function sum(terms: readonly Interval[]): Interval {
  return terms.reduce(add, of(0))
}

/** The extremes over the four corners; f is monotone in each argument. */
function corners(f: Binary, a: Interval, b: Interval): Interval {
  const to = { lo: fresh(), hi: fresh() }
  const next = fresh()
  f(to.lo, a.lo, b.lo, DOWN)
  f(to.hi, a.lo, b.lo, UP)
  for (const [x, y] of [
    [a.lo, b.hi],
    [a.hi, b.lo],
    [a.hi, b.hi],
  ] as const) {
    f(next, x, y, DOWN)
    lib.mpfr_min(to.lo, to.lo, next, DOWN)
    f(next, x, y, UP)
    lib.mpfr_max(to.hi, to.hi, next, UP)
  }
  return to
}

export function mul(a: Interval, b: Interval): Interval {
  return corners(lib.mpfr_mul, a, b)
}

/** a ÷ b for b on one side of 0; anything for a b around 0, NaN for the point 0. */
export function div(a: Interval, b: Interval): Interval {
  if (isZero(b)) return of(NaN)
  if (lib.mpfr_sgn(b.lo) < 0 && lib.mpfr_sgn(b.hi) > 0) return { lo: of(-Infinity).lo, hi: of(Infinity).lo }
  return corners(lib.mpfr_div, a, b)
}

export function isZero(a: Interval): boolean {
  return isNumber(a) && lib.mpfr_sgn(a.lo) === 0 && lib.mpfr_sgn(a.hi) === 0
}

function isNumber(a: Interval): boolean {
  return lib.mpfr_nan_p(a.lo) === 0 && lib.mpfr_nan_p(a.hi) === 0
}

/** a wholly inside b. */
export function inside(a: Interval, b: Interval): boolean {
  return isNumber(a) && isNumber(b) && lib.mpfr_cmp(b.lo, a.lo) <= 0 && lib.mpfr_cmp(a.hi, b.hi) <= 0
}

/** No number in common. */
export function disjoint(a: Interval, b: Interval): boolean {
  return isNumber(a) && isNumber(b) && (lib.mpfr_cmp(a.hi, b.lo) < 0 || lib.mpfr_cmp(b.hi, a.lo) < 0)
}

/** The decimals between two numerals, rounded inward: what fits into it fits between the numerals. */
export function between(lo: string, hi: string): Interval {
  return { lo: ofText(lo).hi, hi: ofText(hi).lo }
}

/** A double near the middle, for constructions. */
export function toDouble(a: Interval): number {
  return lib.mpfr_get_d(a.lo, NEAREST)
}

export function toText(a: Interval): string {
  return lib.mpfr_to_string(a.lo, 10, NEAREST)
}

/** A function at a number, both as text, by intervals of so many bits. */
export function textAt(f: (x: Interval) => Interval, x: string, bits: number): string {
  return scope(bits, () => toText(f(ofText(x))))
}

function roundEnd(name: keyof typeof shapes, x: Pointer): number {
  const { precision, emin, emax } = shapes[name]
  if (lib.mpfr_nan_p(x) !== 0 || lib.mpfr_inf_p(x) !== 0 || lib.mpfr_sgn(x) === 0) return lib.mpfr_get_d(x, NEAREST)
  const sign = lib.mpfr_sgn(x) < 0 ? -1 : 1
  // MPFR's significand lies in [1/2, 1), one binade below ours.
  const e = lib.mpfr_get_exp(x) - 1
  if (e > emax) return sign * Infinity
  if (e < emin - precision - 1) return 0
  const unit = Math.max(e, emin) - precision + 1
  const scaled = fresh()
  lib.mpfr_mul_2si(scaled, x, -unit, NEAREST)
  lib.mpfr_rint(scaled, scaled, NEAREST)
  const value = lib.mpfr_get_d(scaled, NEAREST) * 2 ** unit
  return Math.abs(value) >= 2 * 2 ** emax ? sign * Infinity : value
}

/** Both ends of the interval, each rounded once to the format. */
export function roundEnds(name: keyof typeof shapes, a: Interval): readonly [number, number] {
  const low = roundEnd(name, a.lo)
  const high = roundEnd(name, a.hi)
  // MPFR's own conversion to a double checks the scaling that rounds to the other formats.
  if (name === 'f64' && !Object.is(low + 0, lib.mpfr_get_d(a.lo, NEAREST) + 0)) throw new Error('mpfr_get_d disagrees')
  return [low + 0, high + 0]
}

/** The value of the format nearest to the number in the interval, or undefined while its ends disagree. */
export function roundInterval(name: keyof typeof shapes, a: Interval): number | undefined {
  const [low, high] = roundEnds(name, a)
  return Object.is(low, high) ? low : undefined
}
