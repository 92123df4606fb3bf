/**
 * The logarithm of heads and tails, to a pair of doubles.
 *
 *   logRatio   2·artanh(s/n) = ln((n + s)/(n − s))     s ≤ n/17:  q^16/17 < 2^−69 of q = s/n is left out
 *   logTotal   ln(t·2^base) − z                        t ≥ 1:  by the table of heads.ts; u^8/8 < 2^−75 is left out
 *
 * logRatio is off by 2^−62 of itself; logTotal by 2^−69, the rounding of u²/2 < 2^−18, and by 2^−73 of base·ln 2; besides,
 * by what their arguments are.
 */

import * as heads from './heads.ts'
import { pair, terms } from './registers.ts'
import { headOf, highWord } from './twofold.ts'

// Constants of this module are constants of its machine code, those of another one are loads.
const { LN2_HEAD, LN2_TAIL, LOGS, LOG_BITS, MIDDLE, POWERS } = heads

const BIAS = 1023
const FRACTION_BITS = 20
const FRACTION = (1 << FRACTION_BITS) - 1
const DROPPED_BITS = FRACTION_BITS - LOG_BITS
const HALF = 1 << (DROPPED_BITS - 1)

/** ln(1 + u) − u, in pairs of terms, which do not wait for each other. */
export function curveOf(u: number): number {
  const square = u * u
  return square * (u * (1 / 3) - 1 / 2 + square * (u * (1 / 5) - 1 / 4 + square * (u * (1 / 7) - 1 / 6)))
}

/** 2·artanh((sh + sl)/(nh + nl)) of the four `terms` sh, sl, nh, nl. */
export function logRatio(): void {
  const sh = terms[0] as number
  const nh = terms[2] as number
  const q = sh / nh
  const q1 = headOf(q)
  const n1 = headOf(nh)
  const ql = (sh - n1 * q1 - (nh - n1) * q1 - (terms[3] as number) * q1 + (terms[1] as number)) / nh
  const q2 = q * q
  const q4 = q2 * q2
  const last = 1 / 11 + q2 * (1 / 13) + q4 * (1 / 15)
  const more = q2 * (1 / 3 + q2 * (1 / 5) + q4 * (1 / 7 + q2 * (1 / 9) + q4 * last))
  const rest = ql + q * more
  const hi = q1 + rest
  pair[0] = 2 * hi
  pair[1] = 2 * (rest - (hi - q1))
}

/** ln((th + tl)·2^base) − z of the three `terms` th, tl, z. */
export function logTotal(base: number): void {
  const th = terms[0] as number
  const tl = terms[1] as number
  const z = terms[2] as number
  const word = highWord(th)
  const e = (word >> FRACTION_BITS) - BIAS
  const index = 3 * (((word & FRACTION) + HALF) >> DROPPED_BITS)
  const down = POWERS[MIDDLE - e] as number
  const g = (LOGS[index + 1] as number) * down
  const gl = (LOGS[index + 2] as number) * down
  // u = main + more, the first exact, the second below 2^−25
  const t1 = headOf(th)
  const main = t1 * g - 1
  const more = (th - t1) * g + (th * gl + tl * g)
  const u = main + more
  const curve = curveOf(u)
  // octaves is exact: 38 bits times an exponent below 2^14. So are the sums of octaves − z, y and main.
  const octaves = (base + e) * LN2_HEAD
  const start = LOGS[index] as number
  const far = octaves - z
  const farPart = far - octaves
  const farLost = octaves - (far - farPart) - (z + farPart)
  const near = start + main
  const nearLost = main - (near - start)
  const whole = far + near
  const part = whole - far
  const lost = far - (whole - part) + (near - part)
  const rest = lost + (farLost + nearLost + (more + (base + e) * LN2_TAIL + curve))
  const hi = whole + rest
  pair[0] = hi
  pair[1] = rest - (hi - whole)
}
