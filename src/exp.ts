/**
 * The exponential of a two-term number, to a two-term number and a power of two.
 *
 *   e^(d + δ) = 2^s · 2^(j/64) · e^r,     64·s + j = round(64·(d + δ)/ln 2),   |r| ≤ ln 2/128 + 2^−36
 *
 * Budget, relative: the reduction 2^−100 (three parts of ln 2/64, δ carried along); the series to r⁸ leaves out
 * r⁹/9! < 2^−86; its terms from r³/6 < 2^−25 on are rounded as doubles, 2^−77; r and r²/2 are kept in two terms;
 * the table 2^−107. Together below 2^−75. The fine form keeps two terms throughout; what is left is the rounding of δ in
 * the reduction, 2^−93 at d = −10000 and 2^−98 above d = −128.
 *
 * Below d = −10000 the value is 0: what multiplies it (weight, target, upstream, each below 2^1024, over a divisor
 * above 2^−1074) cannot bring 2^−14426 back to 2^−1075.
 */

import { ROOT_HI, ROOT_LO, STEPS, STEP_BITS, STEP_PARTS } from './constants.ts'
import { ONE, type Scaled, add, divide, fromNumber, fromShifted, multiply } from './scaled.ts'
import { productError, sumError } from './twofold.ts'

/** Many exponentials (hi + lo)·2^shift, hi in (0.99, 2.01) or 0. */
export interface Exponentials {
  readonly hi: Float64Array
  readonly lo: Float64Array
  readonly shift: Int32Array
}

export function exponentials(length: number): Exponentials {
  return { hi: new Float64Array(length), lo: new Float64Array(length), shift: new Int32Array(length) }
}

/** Where an exponential counts as 0; |64·d/ln 2| is below 2^20 above it, as the reduction asks. */
export const NEGLIGIBLE = -10000

const [STEP_1, STEP_2, STEP_3] = STEP_PARTS
const STEPS_PER_UNIT = 1 / (STEP_1 + STEP_2)
const STEP_MASK = STEPS - 1

/** d + δ = k·ln 2/64 + r + rl. */
interface Reduced {
  readonly k: number
  readonly r: number
  readonly rl: number
}

function reduce(d: number, delta: number): Reduced {
  const k = Math.round(d * STEPS_PER_UNIT)
  const k1 = k * STEP_1
  const k2 = k * STEP_2
  const a = d - k1
  const b = a - k2
  const lost = sumError(d, -k1, a) + sumError(a, -k2, b) + (delta - k * STEP_3)
  const r = b + lost
  return { k, r, rl: lost - (r - b) }
}

/** Writes exponentials: e^(d + δ) at `at`, for d ≤ 10000 and |δ| ≤ ulp(d). */
export type WriteExp = (d: number, delta: number, out: Exponentials, at: number) => void

function writeZero({ hi, lo, shift }: Exponentials, at: number): void {
  hi[at] = 0
  lo[at] = 0
  shift[at] = 0
}

export const writeExp: WriteExp = (d, delta, out, at) => {
  if (d < NEGLIGIBLE) return writeZero(out, at)
  const { k, r, rl } = reduce(d, delta)
  const square = r * r
  const cubic = r * square * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r / 40320)))))
  // e^(r + rl) − 1 = v + vl: r + r²/2 in two terms, and the rest below 2^−24.
  const half = square / 2
  const v = r + half
  const vl = half - (v - r) + (productError(r, r, square) / 2 + (rl + rl * r) + cubic)

  const j = k & STEP_MASK
  const th = ROOT_HI[j] as number
  const x = th * v
  const sum = th + x
  const rest = x - (sum - th) + (productError(th, v, x) + (th * vl + (ROOT_LO[j] as number) * (1 + v)))
  const high = sum + rest
  out.hi[at] = high
  out.lo[at] = rest - (high - sum)
  out.shift[at] = k >> STEP_BITS
}

/** 1/5!, 1/4!, … 1/0!: the coefficients whose rounding to a double would show. */
const COEFFICIENTS: readonly Scaled[] = [120, 24, 6, 2, 1, 1].map((factorial) => divide(ONE, fromNumber(factorial)))

/** The same within 2^−93, for what is to be subtracted: every term to r⁵ in two terms, r⁶/720 < 2^−54 on as doubles. */
export const writeFineExp: WriteExp = (d, delta, out, at) => {
  if (d < NEGLIGIBLE) return writeZero(out, at)
  const { k, r, rl } = reduce(d, delta)
  const x = add(fromNumber(r), fromNumber(rl))
  // r¹¹/11! < 2^−107 is left out.
  let series = fromNumber(r * (1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r / 3628800)))))
  COEFFICIENTS.forEach((coefficient, i) => {
    series = add(coefficient, i === 0 ? series : multiply(x, series))
  })
  const j = k & STEP_MASK
  const { hi, lo } = multiply(series, { hi: ROOT_HI[j] as number, lo: ROOT_LO[j] as number, exp: 0 })
  out.hi[at] = hi
  out.lo[at] = lo
  out.shift[at] = k >> STEP_BITS
}

const single = exponentials(1)

/** e^(d + δ) as a scaled number, for d ≤ 10000. */
export function exp(d: number, delta: number, write: WriteExp = writeExp): Scaled {
  write(d, delta, single, 0)
  return fromShifted(single.hi[0] as number, single.lo[0] as number, single.shift[0] as number)
}
