/**
 * Softmax, log-softmax and log-sum-exp of a row of plain logits, by the short way.
 *
 *   p_c = e^(z_c)/T        ln p_c = −((z_m − z_c) − ln p_m)        ln Σ e^z = ln T, where it is at least 1/8
 *
 * Relative error below 2^−58, as in quick-row.ts. False for a row that is not of this kind.
 */

import { logTotal } from './quick-log.ts'
import { lead, leadSurprisal, readByLargest, total, writeShares } from './quick.ts'
import { factor, pair, terms } from './registers.ts'
import { sumError } from './twofold.ts'

export function quickSoftmax(z: Float64Array, at: number, classes: number, out: Float64Array, outAt: number): boolean {
  if (!readByLargest(z, at, classes, out, outAt)) return false
  factor[0] = 1
  factor[1] = 0
  writeShares(z, at, classes, out, outAt)
  return true
}

export function quickLogSoftmax(
  z: Float64Array,
  at: number,
  classes: number,
  out: Float64Array,
  outAt: number,
): boolean {
  if (!readByLargest(z, at, classes, out, outAt)) return false
  leadSurprisal()
  const hi = pair[0] as number
  const lo = pair[1] as number
  const largest = lead[2] as number
  for (let c = 0; c < classes; c++) {
    const x = z[at + c] as number
    const d = largest - x
    const s = d + hi
    const rest = sumError(largest, -x, d) + (sumError(d, hi, s) + lo)
    out[outAt + c] = x === -Infinity ? -Infinity : -(s + rest)
  }
  return true
}

const LEAST = 1 / 8

/** ln Σ e^z to `pair`; `scratch` is written to. */
export function quickLogSumExp(z: Float64Array, at: number, classes: number, scratch: Float64Array): boolean {
  if (!readByLargest(z, at, classes, scratch, 0)) return false
  terms[0] = total[0] as number
  terms[1] = total[1] as number
  terms[2] = 0
  logTotal(total[2] as number)
  return Math.abs(pair[0] as number) >= LEAST
}
