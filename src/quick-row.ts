/**
 * A row of plain logits with an index target, by the short way.
 *
 *   −ln p_t   ln T − z_t;  of a confident row (z_m − z_t) − ln p_m, for the first may be a tie that the second decides
 *   slopes    f·e^(z_k)/T of k ≠ t,  −f·S/T of t = m,  −(f − f·e^(z_t)/T) of any other t
 *
 * Relative error below 2^−58: 2^−61 of the sums (quick.ts), products and quotients 2^−63; the logarithm is off by 2^−62,
 * of a loss that is at least 0.117.
 */

import { logTotal } from './quick-log.ts'
import {
  CONFIDENT,
  divideByTotal,
  farShare,
  lead,
  leadShare,
  leadSurprisal,
  readQuick,
  row,
  share,
  sum,
  total,
} from './quick.ts'
import { factor, pair, terms } from './registers.ts'
import { sticky } from './scaled.ts'
import { headOf } from './twofold.ts'

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
  const top = readQuick(z, at, classes, t, out, outAt)
  if (top < 0) return false
  const zt = z[at + t] as number
  if (zt === -Infinity) return false
  if (writes) {
    divideByTotal()
    const uh = share[0] as number
    const ul = share[1] as number
    const low = row.tails
    const own = out[outAt + t] as number
    const ownTail = low[t] as number
    for (let c = 0; c < classes; c++) {
      const v = out[outAt + c] as number
      const w = low[c] as number
      out[outAt + c] = v * uh + (w * uh + (v + w) * ul)
    }
    if (t === top) {
      const sh = sum[0] as number
      const s1 = headOf(sh)
      out[outAt + t] = -(s1 * uh + ((sh - s1) * uh + ((sum[1] as number) * uh + sh * ul)))
    } else {
      const fh = factor[0] as number
      const p = own * uh
      const left = fh - p
      const back = left - fh
      const lost = fh - (left - back) - (p + back)
      out[outAt + t] = -(left + (lost + ((factor[1] as number) - (ownTail * uh + (own + ownTail) * ul))))
    }
    if (sum[2] === 1) {
      const largest = leadShare()
      for (let c = 0; c < classes; c++) {
        const x = z[at + c] as number
        // The slope of the target is f, to the last bit, and has been written.
        if (x < (lead[3] as number) && c !== t) out[outAt + c] = farShare(x, largest)
      }
    }
  }
  if (t === top) leadSurprisal()
  else if ((sum[0] as number) > CONFIDENT * (lead[0] as number)) {
    terms[0] = total[0] as number
    terms[1] = total[1] as number
    terms[2] = zt
    logTotal(total[2] as number)
  } else {
    leadSurprisal()
    const largest = lead[2] as number
    const tail = pair[0] as number
    const d = largest - zt
    const back = d - largest
    const s = d + tail
    const part = s - d
    const exact = largest - (d - back) - (zt + back)
    const rest = d - (s - part) + (tail - part) + (pair[1] as number)
    const more = Math.abs(rest) < Math.abs(exact) ? sticky(exact, rest) : rest + exact
    pair[0] = s + more
    pair[1] = more - ((pair[0] as number) - s)
  }
  return true
}
