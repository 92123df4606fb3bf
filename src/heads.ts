/**
 * The exponential as a head of 26 bits and a tail, for sums and products that lose nothing.
 *
 *   e^x = v + w,   v = 2^s·h_j,   w = v·(e^r − 1),   1024·s + j = round(1024·x/ln 2),   |r| ≤ ln 2/2048 + 2^−26
 *   h_j           2^(j/1024) to 26 bits; what the rounding left is λ_j = ln(2^(j/1024)/h_j), added to r
 *   r             x − k·ln 2/1024 in two parts, the first of 30 bits: exact products while |k| < 2^23, that is |x| ≤ 5000
 *   e^r − 1       r + r²/2 + r³/6 + r⁴/24; what is left out is below r⁵/120 < 2^−64
 *
 * Relative error below 2^−63: that of the series, and half an ulp of a number below 2^−11 three times (r, e^r − 1, w).
 * A product of v and another number of 26 bits is exact.
 *
 *   ln x = e·ln 2 + y_i + ln(1 + u),   u = x·2^(−e)·e^(−y_i) − 1,   |u| < 2^−9 + 2^−26
 *
 * starts from stdlib's logarithm y_i at the nearest of 1 + i/256, with e^(−y_i) as head and tail from exp.ts.
 */

import lnOfDouble from '@stdlib/math-base-special-ln'
import { LN2, UNIT, cutAt, nearest, rootsOf2 } from './constants.ts'
import { exp } from './exp.ts'
import { fromNumber } from './scaled.ts'
import { headOf, powerOfTwo } from './twofold.ts'

/** Where x may be. */
export const REACH = 5000

export const STEP_BITS = 10
const STEPS = 1 << STEP_BITS
/** Of j, twice: the table has two numbers a step. */
export const TWICE_MASK: number = 2 * STEPS - 1

/** ln 2/1024 lies in [2^−11, 2^−10), so its first 30 bits end at 2^−40. */
const [first, rest] = cutAt(LN2 / BigInt(STEPS), 40)
export const STEP_HEAD: number = nearest(first)
export const STEP_TAIL: number = nearest(rest)
export const STEPS_PER_UNIT: number = 1 / (STEP_HEAD + STEP_TAIL)

/** 1.5·2^52: what is added to it is rounded to an integer, to nearest. */
export const ROUNDER: number = 3 * powerOfTwo(51)

/** h_j and λ_j, one after the other. */
export const HEADS: Float64Array = Float64Array.from(
  rootsOf2(STEP_BITS).flatMap((root) => {
    const [head] = cutAt(root + (UNIT >> 26n), 25)
    // ln(1 + t) = t − t²/2 + t³/3 of t < 2^−25: t⁴/4 < 2^−102 is 2^−75 of it.
    const t = ((root - head) * UNIT) / head
    const square = (t * t) / UNIT
    return [nearest(head), nearest(t - square / 2n + (square * t) / UNIT / 3n)]
  }),
)

/** Where 2^0 is in POWERS. */
export const MIDDLE = 1024
/** An index with this mask is within POWERS, whatever it was made of. */
export const POWERS_MASK: number = 2 * MIDDLE - 1
export const POWERS: Float64Array = Float64Array.from({ length: 2 * MIDDLE }, (_, n) => powerOfTwo(n - MIDDLE))

/** ln 2 as 38 bits, whose products with exponents are exact, and the rest. */
const [log, logRest] = cutAt(LN2, 38)
export const LN2_HEAD: number = nearest(log)
export const LN2_TAIL: number = nearest(logRest)

export const LOG_BITS = 8
/** y_i, and the head and the tail of e^(−y_i), one after the other. */
export const LOGS: Float64Array = Float64Array.from(
  Array.from({ length: (1 << LOG_BITS) + 1 }, (_, i) => {
    const y = lnOfDouble(1 + i / (1 << LOG_BITS))
    const { hi, lo } = exp(fromNumber(-y))
    const head = headOf(hi)
    return [y, head, hi - head + lo]
  }).flat(),
)
