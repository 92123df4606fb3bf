/**
 * A row of plain logits with an index target, by the short way: the target is its pivot.
 *
 *   −ln p_t,   slopes f·e^(z_k)/T of the other classes and −f·S/T of the target
 *
 * Relative error below 2^−58: 2^−61 of the sums (quick.ts), products and quotients 2^−63; the logarithm is off by 2^−62,
 * of a loss that is at least 0.117. A loss that is nearly a tie between two doubles is left to row.ts: a difference of
 * logits may be one, which what is below its last place decides.
 */

import { leadSurprisal, readRow, share, sum, writeShares } from './quick.ts'
import { pair } from './registers.ts'
import { headOf, powerOfTwo } from './twofold.ts'

/** A low part of nearly half a last place, times this, is more than half of one. */
const BEYOND = 1 + powerOfTwo(-20)

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
  if (!readRow(z, at, classes, t, out, outAt)) return false
  leadSurprisal()
  const loss = pair[0] as number
  if (loss + (pair[1] as number) * BEYOND !== loss) return false
  if (!writes) return true
  writeShares(z, at, classes, out, outAt)
  const uh = share[0] as number
  const ul = share[1] as number
  const sh = sum[0] as number
  const s1 = headOf(sh)
  out[outAt + t] = -(s1 * uh + ((sh - s1) * uh + ((sum[1] as number) * uh + sh * ul)))
  return true
}
