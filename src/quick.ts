/**
 * The softmax of the row that nearly every row is, in doubles and their tails alone.
 *
 *   S = Σ_{c ≠ m} e^(z_c),   T = e^(z_m) + S,   m the largest             each as head and tail, times 2^−base
 *
 * S never holds e^(z_m), so a confident row keeps its digits: base is the exponent of e^(z_m) while S > 2^−36, and that
 * of the second largest otherwise. Relative error below 2^−61: e^z 2^−63 (heads.ts); its tails, 2^−11 of it, are added in
 * blocks of 16 before they are folded in, 2^−61.5 of their sum.
 *
 * A class 300 below the base counts as e^−300·e^base in S, less than 2^−400 of it; what is its own is computed apart.
 * What does not fit (NaN, ∞, |z| > 5000, one finite logit, a gap above 300) is left to row.ts.
 */

import { exp } from './exp.ts'
import * as heads from './heads.ts'
import { logRatio, logTotal } from './quick-log.ts'
import { factor, pair, terms } from './registers.ts'
import { type Scaled, difference, fromTerms, multiply, toNumber } from './scaled.ts'
import { headOf, powerOfTwo } from './twofold.ts'

// Constants of this module are constants of its machine code, those of another one are loads.
const { HALVES, HEADS, MIDDLE, POWERS, REACH, ROUNDER, STEPS_PER_UNIT, STEP_BITS, STEP_HEAD, STEP_TAIL, TWICE_MASK } =
  heads

/** Relative error of losses and slopes that come of it. */
export const QUICK_ERROR: number = powerOfTwo(-58)

/** Sizes of the factor f for which nothing overflows and no product of heads underflows: e^−600·2^−100·2^−53 > 2^−1022. */
export const LEAST_FACTOR: number = powerOfTwo(-100)
export const LARGEST_FACTOR: number = powerOfTwo(100)

const WIDTH = 300
/** Rows whose others are less than this of the largest are confident. */
export const CONFIDENT: number = powerOfTwo(-36)
const BLOCK_MASK = 15

/** S as head and tail, and 1 where a class lies below the width. */
export const sum: Float64Array = new Float64Array(3)
/** The tails of the row; its heads are where the caller wants them. */
export const row: { tails: Float64Array } = { tails: new Float64Array(0) }
/** e^(z_m) as head and tail, z_m, and where a class is far. */
export const lead: Float64Array = new Float64Array(4)
/** T in two terms, and the exponent that all is over 2 to. */
export const total: Float64Array = new Float64Array(3)
/** f/T as a head of 26 bits and the rest. */
export const share: Float64Array = new Float64Array(2)

/** Exponentials over 2^base of all classes but `top`: heads to `out`, tails to `tails`, and their sum. */
function sumOthers(
  z: Float64Array,
  at: number,
  classes: number,
  top: number,
  lowest: number,
  base: number,
  out: Float64Array,
  outAt: number,
): void {
  const low = row.tails
  // Beginning above every term makes the sum a FastTwoSum throughout.
  let head = 2
  let tail = 0
  let isFar = 0
  let c = 0
  for (let stop = top; ; stop = classes) {
    for (; c < stop; c++) {
      const x = z[at + c] as number
      if (x < lowest) isFar = 1
      const u = Math.max(x, lowest)
      const k = u * STEPS_PER_UNIT + ROUNDER - ROUNDER
      const n = k | 0
      const j = (n << 1) & TWICE_MASK
      const r = u - k * STEP_HEAD + ((HEADS[j + 1] as number) - k * STEP_TAIL)
      const v = (HEADS[j] as number) * (HALVES[base - (n >> STEP_BITS)] as number)
      const w = v * (r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24))))
      out[outAt + c] = v
      low[c] = w
      const s = head + v
      tail += v - (s - head) + w
      head = s
      if ((c & BLOCK_MASK) === BLOCK_MASK) {
        head = s + tail
        tail -= head - s
      }
    }
    if (stop === classes) break
    c = top + 1
  }
  head -= 2
  sum[0] = head + tail
  sum[1] = tail - (sum[0] - head)
  sum[2] = isFar
}

/** e^u over 2^base, u at most 433 above it. */
function exponential(u: number, base: number): void {
  const k = u * STEPS_PER_UNIT + ROUNDER - ROUNDER
  const n = k | 0
  const j = (n << 1) & TWICE_MASK
  const r = u - k * STEP_HEAD + ((HEADS[j + 1] as number) - k * STEP_TAIL)
  const v = (HEADS[j] as number) * (POWERS[(n >> STEP_BITS) - base + MIDDLE] as number)
  pair[0] = v
  pair[1] = v * (r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24))))
}

const exponentOf = (u: number): number => ((u * STEPS_PER_UNIT + ROUNDER - ROUNDER) | 0) >> STEP_BITS

/**
 * Reads the row of `classes` logits at `at`: heads to `out`, and S, T and the lead to the arrays above. Returns the class
 * m, `hint` where it is one of several; −1 for a row that is not of this kind.
 */
export function readQuick(
  z: Float64Array,
  at: number,
  classes: number,
  hint: number,
  out: Float64Array,
  outAt: number,
): number {
  let largest = z[at] as number
  for (let c = 1; c < classes; c++) {
    const x = z[at + c] as number
    if (x > largest) largest = x
  }
  if (!(largest < REACH && largest > WIDTH - REACH)) return -1
  if (row.tails.length < classes) row.tails = new Float64Array(classes)
  let top = hint
  if (z[at + hint] !== largest) for (top = 0; z[at + top] !== largest;) top++

  let lowest = largest - WIDTH
  let base = exponentOf(largest)
  sumOthers(z, at, classes, top, lowest, base, out, outAt)
  if (!((sum[0] as number) > CONFIDENT)) {
    if (sum[0] !== sum[0]) return -1
    let next = -Infinity
    for (let c = 0; c < classes; c++) {
      const x = z[at + c] as number
      if (x > next && c !== top) next = x
    }
    lowest = next - WIDTH
    if (!(largest - next < WIDTH && lowest > -REACH)) return -1
    base = exponentOf(next)
    sumOthers(z, at, classes, top, lowest, base, out, outAt)
  }
  const sh = sum[0] as number
  const sl = sum[1] as number
  exponential(largest, base)
  const a = pair[0] as number
  const b = pair[1] as number
  const eh = a + b
  const el = b - (eh - a)
  const th = eh + sh
  const part = th - eh
  lead[0] = a
  lead[1] = b
  lead[2] = largest
  lead[3] = lowest
  total[0] = th
  total[1] = eh - (th - part) + (sh - part) + (el + sl)
  total[2] = base
  out[outAt + top] = a
  row.tails[top] = b
  return top
}

/** f/T of the `factor` to `share`: the remainder 1 − T·ih is exact but for its last products. */
export function divideByTotal(): void {
  const th = total[0] as number
  const t1 = headOf(th)
  const i = 1 / th
  const ih = headOf(i)
  const il = (1 - t1 * ih - (th - t1) * ih - (total[1] as number) * ih) * i
  const fh = factor[0] as number
  const f1 = headOf(fh)
  const main = ih * f1
  const rest = ih * (fh - f1) + (il * fh + (ih + il) * (factor[1] as number))
  const uh = headOf(main + rest)
  share[0] = uh
  share[1] = main - uh + rest
}

/** −ln p_m to `pair`: 2·artanh(S/(T + e^(z_m))) where S < e^(z_m)/8, ln T − z_m elsewhere, at least 0.117. */
export function leadSurprisal(): void {
  const sh = sum[0] as number
  const a = lead[0] as number
  const b = lead[1] as number
  const eh = a + b
  const th = total[0] as number
  if (sh < eh / 8) {
    const n = th + eh
    const over = n - th
    terms[0] = sh
    terms[1] = sum[1] as number
    terms[2] = n
    terms[3] = th - (n - over) + (eh - over) + ((total[1] as number) + (b - (eh - a)))
    logRatio()
    return
  }
  terms[0] = th
  terms[1] = total[1] as number
  terms[2] = lead[2] as number
  logTotal(total[2] as number)
}

/** f·p of a class below the width, by its logit and f·p of the largest; 0 of a masked class. */
export function farShare(x: number, largest: Scaled): number {
  return x === -Infinity ? 0 : toNumber(multiply(exp(difference(x, lead[2] as number)), largest))
}

/** f·p of the largest class. */
export function leadShare(): Scaled {
  const a = lead[0] as number
  const b = lead[1] as number
  const uh = share[0] as number
  const head = a * uh
  const rest = b * uh + (a + b) * (share[1] as number)
  const hi = head + rest
  return fromTerms(hi, rest - (hi - head), Math.abs(hi) * QUICK_ERROR)
}
