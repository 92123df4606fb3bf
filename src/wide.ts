/**
 * Wide numbers: integers with an exponent and a radius, to as many bits as are asked for.
 *
 *   value ∈ (m ± r)·2^e,   |m| < 2^bits after every operation
 *
 * What an operation cuts off goes into r, so that a difference of nearly equal numbers says by its own r how many of
 * its digits are left. r = 0 says that the value is exactly m·2^e. A number about which nothing is known is LOST.
 */

import lnOfDouble from '@stdlib/math-base-special-ln'
import { exponentOf, powerOfTwo } from './twofold.ts'

export interface Wide {
  readonly m: bigint
  readonly e: number
  readonly r: bigint
}

/** Nothing is known: what divides by a number that may be 0 is of no size. */
export const LOST: Wide = { m: 0n, e: 0, r: -1n }

const isLost = (x: Wide): boolean => x.r < 0n
const sizeOf = (x: bigint): bigint => (x < 0n ? -x : x)

/** Binary digits of |x|. */
export function lengthOf(x: bigint): number {
  if (x === 0n) return 0
  const size = sizeOf(x)
  const near = Number(size)
  if (near < Infinity) {
    const length = exponentOf(near) + 1
    // What is rounded up to a power of two has a digit less than it.
    return size >> BigInt(length - 1) === 0n ? length - 1 : length
  }
  const hex = size.toString(16)
  return 4 * hex.length - Math.clz32(Number.parseInt(hex.charAt(0), 16)) + 28
}

/** Rounds down to so many bits; what is cut off is less than 1 of the new unit, and r is rounded up. */
const cut = (m: bigint, e: number, r: bigint, bits: number): Wide =>
  moved({ m, e, r }, e + Math.max(0, lengthOf(m) - bits))

const float = new Float64Array(1)
const word = new BigUint64Array(float.buffer)
const HIDDEN = 1n << 52n
const SUBNORMAL_EXPONENT = -1074

/** A finite double times 2^shift, exactly. */
export function fromDouble(x: number, shift: number): Wide {
  float[0] = Math.abs(x)
  const all = word[0] as bigint
  const biased = Number(all >> 52n)
  const m = biased === 0 ? all : (all & (HIDDEN - 1n)) | HIDDEN
  return { m: x < 0 ? -m : m, e: Math.max(biased - 1, 0) + SUBNORMAL_EXPONENT + shift, r: 0n }
}

export const negate = ({ m, e, r }: Wide): Wide => ({ m: -m, e, r })

export function add(x: Wide, y: Wide, bits: number): Wide {
  if (isLost(x) || isLost(y)) return LOST
  if (x.m === 0n && x.r === 0n) return y
  if (y.m === 0n && y.r === 0n) return x
  const top = Math.max(x.e + lengthOf(x.m), y.e + lengthOf(y.m))
  // No digit below 2^−bits of the larger one can be kept, so the sum is cut there before it is made.
  const e = Math.max(Math.min(x.e, y.e), top - bits - 2)
  const [a, b] = [moved(x, e), moved(y, e)]
  return cut(a.m + b.m, e, a.r + b.r, bits)
}

/** The same number in units of 2^e. */
function moved(x: Wide, e: number): Wide {
  const shift = x.e - e
  if (shift >= 0) return { m: x.m << BigInt(shift), e, r: x.r << BigInt(shift) }
  const down = BigInt(-shift)
  const m = x.m >> down
  return { m, e, r: x.r === 0n && m << down === x.m ? 0n : (x.r >> down) + 2n }
}

export function multiply(x: Wide, y: Wide, bits: number): Wide {
  if (isLost(x) || isLost(y)) return LOST
  return cut(x.m * y.m, x.e + y.e, sizeOf(x.m) * y.r + sizeOf(y.m) * x.r + x.r * y.r, bits)
}

export function divide(x: Wide, y: Wide, bits: number): Wide {
  const least = sizeOf(y.m) - y.r
  if (isLost(x) || isLost(y) || least <= 0n) return LOST
  const up = BigInt(Math.max(0, bits + 2 + lengthOf(y.m) - lengthOf(x.m)))
  const raised = x.m << up
  const m = raised / y.m
  const isExact = x.r === 0n && y.r === 0n && m * y.m === raised
  // |x̃/ỹ − x/y| ≤ (rx + |x/y|·ry)/(|y| − ry)
  const r = isExact ? 0n : ((x.r << up) + (sizeOf(m) + 1n) * y.r) / least + 2n
  return cut(m, x.e - y.e - Number(up), r, bits)
}

const logarithms = new Map<number, bigint>()

/** ln 2 = 2·artanh(1/3) in units of 2^−bits, within `bits` of them. */
function ln2(bits: number): bigint {
  const known = logarithms.get(bits)
  if (known !== undefined) return known
  let sum = 0n
  let power = (2n << BigInt(bits)) / 3n
  // Invariant: power = 2/3^odd.
  for (let odd = 1n; power > 0n; odd += 2n) {
    sum += power / odd
    power /= 9n
  }
  logarithms.set(bits, sum)
  return sum
}

/** m·2^shift, rounded down: a shift to the left by less than 0 is one to the right. */
const shifted = (m: bigint, shift: number): bigint => m << BigInt(shift)

/**
 * e^x for |x| < 2^14, by x = k·ln 2 + 2^s·t and s squarings of the series of e^t.
 *
 * In units of 2^−places: t is off by 2^15 for k·ln 2 over 2^s and 1, the series by 2 for each of less than 2^9 terms, and
 * each squaring doubles that and adds 1: less than 2^(s + 12) in all.
 */
export function exp(x: Wide, bits: number): Wide {
  if (isLost(x)) return LOST
  const s = Math.ceil(Math.sqrt(bits))
  const places = bits + s + 16
  const one = 1n << BigInt(places)
  const fixed = shifted(x.m, x.e + places)
  const log = ln2(places)
  const k = fixed / log
  const t = (fixed - k * log) >> BigInt(s)
  let y = one
  const down = BigInt(places)
  for (let n = 1n, term = t; term !== 0n; n++, term = ((term * t) >> down) / n) y += term
  for (let i = 0; i < s; i++) y = (y * y) >> down
  // e^ρ − 1 < 2ρ for ρ < 1, the radius of x.
  const spread = shifted(x.r, x.e + places) + (x.r === 0n ? 0n : 1n)
  if (spread >= one) return LOST
  return cut(y, Number(k) - places, (1n << BigInt(s + 12)) + ((y * spread) >> BigInt(places - 1)) + 1n, bits)
}

const ONE: Wide = { m: 1n, e: 0, r: 0n }
const integer = (n: number): Wide => ({ m: BigInt(n), e: 0, r: 0n })

/** |x| below this, wherever it is within its radius, has a series that gains ten bits a term. */
const NEAR = -10
const reach = ({ m, e, r }: Wide): number => lengthOf(sizeOf(m) + r) + e
const isSmall = (x: Wide): boolean => reach(x) <= NEAR && !isLost(x)

/** The sum of a series that falls by |x| < 2^−10 or more a term, until nothing more is seen; the rest is in the radius. */
function series(
  first: Wide,
  bits: number,
  next: (term: Wide, n: number) => Wide,
  share: (term: Wide, n: number) => Wide,
): Wide {
  let sum = first
  let term = first
  const end = reach(first) - bits
  for (let n = 2; ; n++) {
    term = next(term, n)
    if (reach(term) < end) break
    sum = add(sum, share(term, n), bits)
  }
  return add(sum, { m: 0n, e: end, r: 1n }, bits)
}

export function expm1(x: Wide, bits: number): Wide {
  if (x.m === 0n && x.r === 0n) return x
  if (!isSmall(x)) return add(exp(x, bits), negate(ONE), bits)
  return series(
    x,
    bits,
    (term, n) => divide(multiply(term, x, bits), integer(n), bits),
    (term) => term,
  )
}

export function log1p(s: Wide, bits: number): Wide {
  if (s.m === 0n && s.r === 0n) return s
  if (!isSmall(s)) return step(add(ONE, s, bits), bits)
  return series(
    s,
    bits,
    (power) => negate(multiply(power, s, bits)),
    (power, n) => divide(power, integer(n), bits),
  )
}

export function ln(x: Wide, bits: number): Wide {
  const s = add(x, negate(ONE), bits)
  return isSmall(s) ? log1p(s, bits) : step(x, bits)
}

/** Bits of stdlib's double that are surely right. */
const START_BITS = 48

/** ln x = k·ln 2 + y for x = 2^k·f, by y ← y + 2·(f − e^y)/(f + e^y) from stdlib's double: each step trebles the bits. */
function step(x: Wide, bits: number): Wide {
  if (isLost(x) || x.m <= x.r) return LOST
  const k = lengthOf(x.m) + x.e
  const f: Wide = { ...x, e: x.e - k }
  let y = fromDouble(lnOfDouble(nearest(f.m, f.e)), 0)
  let gain = LOST
  // Invariant: y is within 2^−known of ln f, and exact as a number.
  for (let known = START_BITS; known < bits; known = 3 * known) {
    const working = Math.min(bits, 3 * known + GUARD_BITS)
    const e = exp(y, working)
    gain = divide(multiply(integer(2), add(f, negate(e), working), working), add(f, e, working), working)
    y = { ...add(y, gain, working), r: 0n }
  }
  const log: Wide = { m: ln2(bits + 16), e: -bits - 16, r: 1n << 16n }
  // The last step is off by gain³/12, by what its own numbers were, and by the cut of y. (a + b)³ ≤ 4a³ + 4b³ for the gain and
  // its radius, and the cube of the gain is below 2^−bits.
  const cubed: Wide = { m: 0n, e: -bits, r: 4n }
  const spread: Wide = { m: 0n, e: 3 * gain.e, r: gain.r * gain.r * gain.r }
  const own: Wide = { m: 0n, e: gain.e, r: gain.r }
  return [cubed, spread, own, multiply(integer(k), log, bits)].reduce((sum, x) => add(sum, x, bits), y)
}

/** What exp and division leave of so many bits more. */
const GUARD_BITS = 16

/** The double nearest to m·2^e, rounded once also among the subnormals. */
export function nearest(m: bigint, e: number): number {
  const unit = Math.max(e + lengthOf(m) - 53, SUBNORMAL_EXPONENT)
  const size = sizeOf(m)
  const rounded = unit <= e ? shifted(size, e - unit) : halfEven(size, BigInt(unit - e))
  const x = unit > 971 ? Infinity : times(Number(rounded), unit)
  return m < 0n ? -x : x
}

function halfEven(size: bigint, down: bigint): bigint {
  const kept = size >> down
  const left = size - (kept << down)
  const half = 1n << (down - 1n)
  return left > half || (left === half && (kept & 1n) === 1n) ? kept + 1n : kept
}

const POWERS_UP = 1000
const POWERS = Float64Array.from({ length: 2 * POWERS_UP + 1 }, (_, i) => powerOfTwo(i - POWERS_UP))

/** x·2^n of an integer x up to 2^53, exactly or infinite: each factor is a power of two within the range. */
export function times(x: number, n: number): number {
  let y = x
  for (let left = n; left !== 0;) {
    const now = Math.max(-POWERS_UP, Math.min(POWERS_UP, left))
    y *= POWERS[now + POWERS_UP] as number
    left -= now
  }
  return y
}
