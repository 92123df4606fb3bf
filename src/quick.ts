/**
 * The row that nearly every row is: plain logits, an index target, in doubles and their tails alone.
 *
 *   S = Σ_{c ≠ m} e^(z_c),   T = e^(z_m) + S,   m the largest             each as head and tail, times 2^−base
 *   −ln p_t   2·artanh(S/(T + e^(z_m)))  where t = m and S < e^(z_m)/8;   ln T − z_t  elsewhere
 *   slopes    f·e^(z_k)/T of k ≠ t,  −f·S/T of t = m,  −(f − f·e^(z_t)/T) of any other t
 *
 * S never holds e^(z_m), so a confident row keeps its digits: base is the exponent of e^(z_m) while S > 2^−36, and that
 * of the second largest otherwise. Relative error below 2^−58: e^z 2^−63 (heads.ts); its tails, 2^−11 of it, are added
 * in blocks of 16 before they are folded in, 2^−61; the logarithm is off by 2^−62, of a loss that is at least 0.117.
 *
 * A class 300 below the base counts as e^−300·e^base in S, less than 2^−400 of it, and its slope is computed apart.
 * What does not fit (NaN, ∞, |z| > 5000, one finite logit, a gap above 300, f of an extreme size) is left to row.ts.
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

/** Relative error of loss and slopes. */
export const QUICK_ERROR: number = powerOfTwo(-58)

/** Sizes of the factor f for which nothing overflows and no product of heads underflows: e^−600·2^−100·2^−53 > 2^−1022. */
export const LEAST_FACTOR: number = powerOfTwo(-100)
export const LARGEST_FACTOR: number = powerOfTwo(100)

const WIDTH = 300
const CONFIDENT = powerOfTwo(-36)
const BLOCK_MASK = 15

/** S as head and tail, and 1 where a class lies below the width. */
const sum = new Float64Array(3)
let tails: Float64Array = new Float64Array(0)

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
  const low = tails
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
 * The row of `classes` logits at `at` with target t: its loss goes to `pair`, and where `writes` its slopes times
 * `factor` to `out`, which is written to in any case. False for a row that is not of this kind.
 */
export function quickRow(
  z: Float64Array,
  at: number,
  classes: number,
  t: number,
  writes: boolean,
  out: Float64Array,
  outAt: number,
): boolean {
  let largest = z[at] as number
  for (let c = 1; c < classes; c++) {
    const x = z[at + c] as number
    if (x > largest) largest = x
  }
  if (!(largest < REACH && largest > WIDTH - REACH)) return false
  if (tails.length < classes) tails = new Float64Array(classes)
  const low = tails
  let top = t
  if (z[at + t] !== largest) for (top = 0; z[at + top] !== largest;) top++

  let lowest = largest - WIDTH
  let base = exponentOf(largest)
  sumOthers(z, at, classes, top, lowest, base, out, outAt)
  if (!((sum[0] as number) > CONFIDENT)) {
    if (sum[0] !== sum[0]) return false
    let next = -Infinity
    for (let c = 0; c < classes; c++) {
      const x = z[at + c] as number
      if (x > next && c !== top) next = x
    }
    lowest = next - WIDTH
    if (!(largest - next < WIDTH && lowest > -REACH)) return false
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
  // T = th + tl
  const th = eh + sh
  const part = th - eh
  const tl = eh - (th - part) + (sh - part) + (el + sl)
  const t1 = headOf(th)
  const t2 = th - t1

  if (writes) {
    const fh = factor[0] as number
    const fl = factor[1] as number
    // 1/T = ih + il: the remainder 1 − T·ih is exact but for its last products.
    const i = 1 / th
    const ih = headOf(i)
    const il = (1 - t1 * ih - t2 * ih - tl * ih) * i
    // f/T = uh + ul, uh of 26 bits
    const f1 = headOf(fh)
    const main = ih * f1
    const rest = ih * (fh - f1) + (il * fh + (ih + il) * fl)
    const uh = headOf(main + rest)
    const ul = main - uh + rest
    out[outAt + top] = a
    low[top] = b
    const own = out[outAt + t] as number
    const ownTail = low[t] as number
    for (let c = 0; c < classes; c++) {
      const v = out[outAt + c] as number
      const w = low[c] as number
      out[outAt + c] = v * uh + (w * uh + (v + w) * ul)
    }
    if (t === top) {
      const s1 = headOf(sh)
      out[outAt + t] = -(s1 * uh + ((sh - s1) * uh + (sl * uh + sh * ul)))
    } else {
      const p = own * uh
      const left = fh - p
      const back = left - fh
      const lost = fh - (left - back) - (p + back)
      out[outAt + t] = -(left + (lost + (fl - (ownTail * uh + (own + ownTail) * ul))))
    }
    if (sum[2] === 1) {
      const head = a * uh
      const hi = head + (b * uh + eh * ul)
      const slope = fromTerms(hi, head - hi + (b * uh + eh * ul), Math.abs(hi) * QUICK_ERROR)
      for (let c = 0; c < classes; c++) {
        const x = z[at + c] as number
        // The slope of the target is f, to the last bit, and has been written.
        if (x < lowest && c !== t) out[outAt + c] = farSlope(x, largest, slope)
      }
    }
  }

  if (t === top && sh < eh / 8) {
    const n = th + eh
    const over = n - th
    terms[0] = sh
    terms[1] = sl
    terms[2] = n
    terms[3] = th - (n - over) + (eh - over) + (tl + el)
    logRatio()
    return true
  }
  const zt = z[at + t] as number
  terms[0] = th
  terms[1] = tl
  terms[2] = zt
  logTotal(base)
  return zt !== -Infinity
}

/** The slope of a class below the width, by that of the largest; 0 of a masked class. */
function farSlope(x: number, largest: number, slope: Scaled): number {
  return x === -Infinity ? 0 : toNumber(multiply(exp(difference(x, largest)), slope))
}
