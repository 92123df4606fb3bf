/**
 * Rows of logits with index targets, one after the other through quick.ts, each with its weight and factor.
 *
 *   f = w_t·v/D in two terms, loss w_t·(−ln p_t)
 *
 * Nothing is allocated for a row. A row that is not of the quick kind is left to the caller.
 */

import { LARGEST_FACTOR, LEAST_FACTOR, pair, quickRow } from './quick.ts'
import type { Scaled } from './scaled.ts'
import type { Sink } from './sink.ts'
import { productError } from './twofold.ts'

/** Tries row n; when it is of the kind its loss is in `pair` of quick.ts, and its slopes are written. */
export type QuickRows = (n: number, writes: boolean) => boolean

export interface QuickInput {
  readonly data: Float64Array
  readonly classes: number
  readonly hit: (row: number) => number
  readonly isIgnored: (row: number) => boolean
  readonly weight: Float64Array | undefined
  readonly factor: (row: number) => Scaled
  /** Where slopes go; undefined when only losses are asked for. */
  readonly slopes: Sink | undefined
}

const isPlain = (size: number): boolean => size >= LEAST_FACTOR && size <= LARGEST_FACTOR

export function quickRows({ data, classes, hit, isIgnored, weight, factor, slopes }: QuickInput): QuickRows {
  const row = slopes?.row ?? new Float64Array(classes)
  return (n, writes) => {
    if (isIgnored(n)) {
      pair.fill(0)
      if (slopes !== undefined) {
        slopes.row.fill(0, slopes.at(n), slopes.at(n) + classes)
        slopes.done(n)
      }
      return true
    }
    const t = hit(n)
    const w = weight === undefined ? 1 : (weight[t] as number)
    const { hi, lo, exp } = factor(n)
    const fh = hi * w
    if (exp !== 0 || !isPlain(Math.abs(hi)) || !isPlain(Math.abs(fh)) || !isPlain(Math.abs(w))) return false
    const fl = w === 1 ? lo : productError(hi, w, fh) + lo * w
    const isWanted = writes && slopes !== undefined
    if (!quickRow(data, n * classes, classes, t, fh, fl, isWanted, row, slopes?.at(n) ?? 0)) return false
    if (isWanted) slopes.done(n)
    if (w !== 1) {
      const head = pair[0] as number
      const product = head * w
      const rest = productError(head, w, product) + (pair[1] as number) * w
      pair[0] = product + rest
      pair[1] = rest - (pair[0] - product)
    }
    return true
  }
}
