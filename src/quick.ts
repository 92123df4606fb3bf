/**
 * The softmax of the row that nearly every row is, in doubles and their tails alone, as one class of it sees it.
 *
 *   S = Σ_{c ≠ i} e^(z_c),   T = e^(z_i) + S,   i the pivot     as head and tail, times 2^−base, base that of e^(z_i)
 *
 * S never holds e^(z_i), so a confident row keeps its digits. Relative error below 2^−61: e^z 2^−63 (heads.ts); its
 * tails, 2^−11 of it, are added in blocks of 16 before they are folded in, 2^−61.5 of their sum.
 *
 * A class 300 below the pivot counts as e^−300·e^(z_i) in S, less than 2^−73 of it with a million of them; its slope is
 * computed apart. What does not fit (NaN, |z| > 4700, a class 300 above the pivot, all 235 below it) is left to row.ts.
 */

import { exp } from './exp.ts'
import * as heads from './heads.ts'
import { logRatio, logTotal } from './quick-log.ts'
import { factor, terms } from './registers.ts'
import { type Scaled, difference, fromTerms, multiply, toNumber } from './scaled.ts'
import { headOf, powerOfTwo, sumError } from './twofold.ts'

// Constants of this module are constants of its machine code, those of another one are loads.
const {
  HEADS,
  MIDDLE,
  POWERS,
  POWERS_MASK,
  REACH,
  ROUNDER,
  STEPS_PER_UNIT,
  STEP_BITS,
  STEP_HEAD,
  STEP_TAIL,
  TWICE_MASK,
} = heads

/** Relative error of losses and slopes that come of it. */
export const QUICK_ERROR: number = powerOfTwo(-58)

/** Sizes of the factor f for which no product of heads overflows or underflows: e^−600·2^−100·2^−53 > 2^−1022. */
export const LEAST_FACTOR: number = powerOfTwo(-100)
export const LARGEST_FACTOR: number = powerOfTwo(100)

const WIDTH = 300
/** e^−235: a million classes at e^−300 = 2^−433 are 2^−73 of it. */
const LEAST_SUM = powerOfTwo(-340)
const BLOCK_MASK = 15

/** S in two terms, and 1 where a class lies below the width. */
export const sum: Float64Array = new Float64Array(3)
/** The tails of the row; its heads are where the caller wants them. */
export const row: { tails: Float64Array } = { tails: new Float64Array(0) }
/** e^(z_i) as head and tail, and z_i. */
export const lead: Float64Array = new Float64Array(3)
/** T in two terms, and base. */
export const total: Float64Array = new Float64Array(3)
/** f/T as a head of 26 bits and the rest. */
export const share: Float64Array = new Float64Array(2)

/** The logit below which a class is far. */
export const lowest = (): number => (lead[2] as number) - WIDTH

// Loops are functions of their own: what follows a loop is not compiled well while the first call is still in it.

/** S of the row: heads of all classes but the pivot to `out`, their tails to `tails`, and where a class is far. */
function sumOthers(
  z: Float64Array,
  at: number,
  classes: number,
  pivot: number,
  base: number,
  out: Float64Array,
  outAt: number,
): void {
  const low = row.tails
  const shift = MIDDLE - base
  const own = lead[2] as number
  const least = own - WIDTH
  let isFar = 0
  for (let c = 0; c < classes; c++) {
    const x = z[at + c] as number
    if (!(Math.abs(x - own) <= WIDTH)) isFar = 1
    const u = Math.max(x, least)
    const k = u * STEPS_PER_UNIT + ROUNDER - ROUNDER
    const n = k | 0
    const j = (n << 1) & TWICE_MASK
    const r = u - k * STEP_HEAD + ((HEADS[j + 1] as number) - k * STEP_TAIL)
    const v = (HEADS[j] as number) * (POWERS[((n >> STEP_BITS) + shift) & POWERS_MASK] as number)
    out[outAt + c] = v
    low[c] = v * (r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24))))
  }
  lead[0] = out[outAt + pivot] as number
  lead[1] = low[pivot] as number
  out[outAt + pivot] = 0
  low[pivot] = 0
  let head = 0
  let tail = 0
  for (let c = 0; c < classes; c++) {
    const v = out[outAt + c] as number
    const s = head + v
    tail += sumError(head, v, s) + (low[c] as number)
    head = s
    if ((c & BLOCK_MASK) === BLOCK_MASK) {
      head = s + tail
      tail -= head - s
    }
  }
  sum[0] = head + tail
  sum[1] = tail - (sum[0] - head)
  sum[2] = isFar
}

/** Whether one is above the limit, or NaN. */
function isAbove(z: Float64Array, at: number, classes: number, limit: number): boolean {
  for (let c = 0; c < classes; c++) if (!((z[at + c] as number) <= limit)) return true
  return false
}

/** Makes heads and tails products with f/T: the sum of the two is rounded once. */
function scaleRow(classes: number, out: Float64Array, outAt: number): void {
  const uh = share[0] as number
  const ul = share[1] as number
  const low = row.tails
  for (let c = 0; c < classes; c++) {
    const v = out[outAt + c] as number
    const w = low[c] as number
    out[outAt + c] = v * uh + (w * uh + (v + w) * ul)
  }
}

/**
 * Reads the row of `classes` logits at `at` with its pivot: heads to `out`, the rest to the arrays above. False for a row
 * that is not of this kind.
 */
export function readRow(
  z: Float64Array,
  at: number,
  classes: number,
  pivot: number,
  out: Float64Array,
  outAt: number,
): boolean {
  const own = z[at + pivot] as number
  if (!(own < REACH - WIDTH && own > WIDTH - REACH)) return false
  if (row.tails.length < classes) row.tails = new Float64Array(classes)
  const low = row.tails
  const ownSteps = own * STEPS_PER_UNIT + ROUNDER - ROUNDER
  const base = (ownSteps | 0) >> STEP_BITS
  lead[2] = own
  sumOthers(z, at, classes, pivot, base, out, outAt)
  const sh = sum[0] as number
  const sl = sum[1] as number
  if (!(sh > LEAST_SUM) || (sum[2] === 1 && isAbove(z, at, classes, own + WIDTH))) return false
  const a = lead[0] as number
  const b = lead[1] as number
  const eh = a + b
  const el = b - (eh - a)
  const th = eh + sh
  total[0] = th
  total[1] = sumError(eh, sh, th) + (el + sl)
  total[2] = base
  out[outAt + pivot] = a
  low[pivot] = b
  return true
}

/** Reads a row with its largest class as the pivot. */
export function readByLargest(z: Float64Array, at: number, classes: number, out: Float64Array, outAt: number): boolean {
  let largest = 0
  for (let c = 1; c < classes; c++) if ((z[at + c] as number) > (z[at + largest] as number)) largest = c
  return readRow(z, at, classes, largest, out, outAt)
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

/** −ln p_i to `pair`: 2·artanh(S/(T + e^(z_i))) where S < e^(z_i)/8, ln T − z_i elsewhere, at least 0.117. */
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

/** f·p of every class to `out`, after readRow; those below the width by that of the pivot. */
export function writeShares(z: Float64Array, at: number, classes: number, out: Float64Array, outAt: number): void {
  divideByTotal()
  scaleRow(classes, out, outAt)
  if (sum[2] === 1) writeFar(z, at, classes, out, outAt)
}

function writeFar(z: Float64Array, at: number, classes: number, out: Float64Array, outAt: number): void {
  const least = lowest()
  const pivot = leadShare()
  for (let c = 0; c < classes; c++) {
    const x = z[at + c] as number
    if (x < least) out[outAt + c] = farShare(x, pivot)
  }
}

/** f·p of the pivot. */
function leadShare(): Scaled {
  const a = lead[0] as number
  const b = lead[1] as number
  const uh = share[0] as number
  const head = a * uh
  const rest = b * uh + (a + b) * (share[1] as number)
  const hi = head + rest
  return fromTerms(hi, rest - (hi - head), Math.abs(hi) * QUICK_ERROR)
}

/** f·p of a class below the width, by its logit and f·p of the pivot; 0 of a masked class. */
function farShare(x: number, pivot: Scaled): number {
  return x === -Infinity ? 0 : toNumber(multiply(exp(difference(x, lead[2] as number)), pivot))
}
