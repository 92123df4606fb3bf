/**
 * Error-free transformations: what a rounded sum or product left out, exactly.
 *
 *   a + b = s + sumError(a, b, s)           s = fl(a + b)      Knuth 1969, TwoSum
 *   a · b = p + productError(a, b, p)       p = fl(a · b)      Dekker 1971, with Veltkamp's split
 *   a     = headOf(a) + rest                26 bits each
 *
 * Exact while nothing overflows; productError asks for |a|, |b| < 2^996 (the split multiplies by 2^27 + 1) and
 * |a·b| > 2^−968 (its own 53 bits must stay above 2^−1074), or a·b = 0.
 */

/** 2^27 + 1: splits 53 bits into 26 and 26 (the sign of the low half carries the 53rd). */
const SPLITTER = powerOfTwo(27) + 1

/** The first 26 bits of x: times another such head it is exact. */
export function headOf(x: number): number {
  const c = SPLITTER * x
  return c - (c - x)
}

export function sumError(a: number, b: number, s: number): number {
  const bRounded = s - a
  return a - (s - bRounded) + (b - bRounded)
}

export function productError(a: number, b: number, p: number): number {
  const ca = SPLITTER * a
  const ah = ca - (ca - a)
  const al = a - ah
  const cb = SPLITTER * b
  const bh = cb - (cb - b)
  const bl = b - bh
  return al * bl - (p - ah * bh - al * bh - ah * bl)
}

const float = Float64Array.of(1)
const words = new Int32Array(float.buffer)
/** The high word of a double is the second on little-endian machines. */
const HIGH = words[1] === 0 ? 0 : 1

/** The upper 32 bits of a double: sign, 11 bits of exponent, and the first 20 of the fraction. */
export function highWord(x: number): number {
  float[0] = x
  return words[HIGH] as number
}

const BIAS = 1023

/** ⌊log₂ x⌋ of a normal number x > 0; −1023 of a smaller one. */
export const exponentOf = (x: number): number => (highWord(x) >> 20) - BIAS

/** 2^n by repeated doubling or halving, exact on every engine (`**` need not be); for constants. */
export function powerOfTwo(n: number): number {
  let power = 1
  for (let i = 0; i < Math.abs(n); i++) power *= n < 0 ? 0.5 : 2
  return power
}
