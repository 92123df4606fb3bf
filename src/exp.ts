/**
 * The exponential of a scaled number.
 *
 *   e^x = 2^s · 2^(j/64) · e^r,     64·s + j = round(64·x/ln 2),   |r| ≤ ln 2/128 + 2^−36
 *
 * Relative error: the reduction in three parts of ln 2/64 rounds what is left of x to 2^−93 at x = −10000, to 2^−98 above
 * x = −128; every term of the series to r⁵ has two terms, r⁶/720 < 2^−54 on are doubles, r¹¹/11! < 2^−107 is left out;
 * the table is off by 2^−107. Besides, the error of x.
 *
 * Below x = −10000 the value is 0: what multiplies it (weight, target, upstream, each below 2^1024, over a divisor
 * above 2^−1074) cannot bring 2^−14426 back to 2^−1075. Above 10000 it is ∞.
 */

import { LN2, cutAt, nearest, rootsOf2, twoTerms } from './constants.ts'
import {
  INFINITE,
  NOT_A_NUMBER,
  ONE,
  type Scaled,
  ZERO,
  add,
  divide,
  fromNumber,
  fromShifted,
  fromTerms,
  multiply,
  throughWide,
} from './scaled.ts'
import { powerOfTwo, sumError } from './twofold.ts'
import * as wides from './wide.ts'

/** |64·x/ln 2| is below 2^20 within it, as the reduction asks. */
const ENDLESS = 10000
const SHORT = 128

/** How many steps the table cuts an octave into, a power of two: |r| ≤ ln 2/128 leaves a short series. */
const STEP_BITS = 6
const STEPS = 1 << STEP_BITS
const STEP_MASK = STEPS - 1
const TABLE = rootsOf2(STEP_BITS).map(twoTerms)

/** ln 2/64 < 2^−6 in parts of 32 bits, 32 bits and a double: times an integer below 2^21 the first two are still exact. */
const STEP = LN2 / BigInt(STEPS)
const [FIRST, AFTER] = cutAt(STEP, 6 + 32)
const [SECOND, REST] = cutAt(AFTER, 6 + 64)
const [STEP_1, STEP_2, STEP_3] = [nearest(FIRST), nearest(SECOND), nearest(REST)]
const STEPS_PER_UNIT = 1 / (STEP_1 + STEP_2)

const REDUCING = powerOfTwo(-93)
const REDUCING_SHORT = powerOfTwo(-98)

/** 1/5!, 1/4!, … 1/0!: the coefficients whose rounding to a double would show. */
const COEFFICIENTS: readonly Scaled[] = [120, 24, 6, 2, 1, 1].map((factorial) => divide(ONE, fromNumber(factorial)))

export function exp(x: Scaled): Scaled {
  if (x.hi !== x.hi) return NOT_A_NUMBER
  // Below 2^−300 all that is left of the value is 1 + x.
  if (x.exp < 0 && x.wide === undefined) return add(ONE, x)
  if (x.exp > 0 || (x.exp === 0 && Math.abs(x.hi) > ENDLESS)) return x.hi > 0 ? INFINITE : ZERO
  if (x.wide !== undefined) return throughWide(x, wides.exp)
  const k = Math.round(x.hi * STEPS_PER_UNIT)
  const k1 = k * STEP_1
  const k2 = k * STEP_2
  const a = x.hi - k1
  const b = a - k2
  const lost = sumError(x.hi, -k1, a) + sumError(a, -k2, b) + (x.lo - k * STEP_3)
  const r = b + lost
  const rest = fromTerms(r, lost - (r - b), 0)
  let series = fromNumber(r * (1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r / 3628800)))))
  COEFFICIENTS.forEach((coefficient, i) => {
    series = add(coefficient, i === 0 ? series : multiply(rest, series))
  })
  const [head, tail] = TABLE[k & STEP_MASK] as readonly [number, number]
  const { hi, lo } = multiply(series, fromTerms(head, tail, 0))
  // e^err − 1 < 2·err for err < 1.
  const own = k === 0 && x.hi === 0 ? 0 : Math.abs(x.hi) < SHORT ? REDUCING_SHORT : REDUCING
  return fromShifted(hi, lo, k >> STEP_BITS, own + (x.err < 1 ? 2 * x.err : Infinity))
}
