/**
 * Rows of logits with index targets, and binary logits, one after the other by the short way.
 *
 *   f = w·v/D in two terms, loss w·(−ln p_t), summed in two terms;   w of the target's class, or of the element and side
 *
 * Nothing is allocated for a row. A row that is not of the quick kind is left to the caller.
 */

import type { Floats, Format } from './format.ts'
import { LARGEST_FACTOR, LEAST_FACTOR, QUICK_ERROR } from './quick.ts'
import { quickElement, quickPair, slope } from './quick-pair.ts'
import { quickRow } from './quick-row.ts'
import { factor, pair } from './registers.ts'
import { type Scaled, fromTerms } from './scaled.ts'
import type { Sink, Source } from './sink.ts'
import { productError, sumError } from './twofold.ts'

export interface QuickRows {
  /** Does row after row, and returns the first that is not of the kind, or their number. */
  readonly run: (from: number) => number
  /** The sum of the losses of the rows that are done. */
  readonly total: () => Scaled
}

export interface Factors {
  /** v/D of a row, and what it is where all rows have the same. */
  readonly factor: (row: number) => Scaled
  readonly shared: Scaled | undefined
}

export interface QuickInput extends Factors {
  readonly source: Source
  readonly classes: number
  readonly indices: Float64Array | Int32Array
  /** The index of the rows that do not count. */
  readonly ignored: number
  readonly weight: Float64Array | undefined
  /** Where slopes go; undefined when only losses are asked for. */
  readonly slopes: Sink | undefined
}

export interface QuickElements extends Factors {
  readonly data: Float64Array
  readonly target: Float64Array
  readonly weight: Float64Array | undefined
  readonly posWeight: Float64Array | undefined
  /** Where slopes go; undefined when only losses are asked for. */
  readonly slopes: Floats | undefined
}

const isMild = (x: number): boolean => Math.abs(x) >= LEAST_FACTOR && Math.abs(x) <= LARGEST_FACTOR

/** Makes v·w the factor of the row; false where a size is too extreme for it. */
export function setFactor({ hi, lo, exp }: Scaled, w: number): boolean {
  const f = hi * w
  factor[0] = f
  factor[1] = w === 1 ? lo : productError(hi, w, f) + lo * w
  return exp === 0 && isMild(f) && isMild(w) && isMild(hi)
}

interface Tally {
  /** The loss in `pair`, times a weight: added, or written where losses are not reduced. */
  readonly take: (n: number, w: number) => void
  /** A row that does not count: its loss and slopes are 0. */
  readonly skip: (n: number) => void
  readonly total: () => Scaled
}

export function tallyOf(losses: Floats | undefined, { encode }: Format, classes: number, slopes?: Sink): Tally {
  // The sum in two terms and the sum of the sizes. In an array: a double in a variable of a closure is made anew each time.
  const sums = new Float64Array(3)
  return {
    take(n, w) {
      const hi = pair[0] as number
      const loss = hi * w
      const rest = w === 1 ? (pair[1] as number) : productError(hi, w, loss) + (pair[1] as number) * w
      if (losses !== undefined) {
        losses[n] = encode(loss + rest)
        return
      }
      const before = sums[0] as number
      const both = before + loss
      const tail = (sums[1] as number) + (sumError(before, loss, both) + rest)
      const head = both + tail
      sums[0] = head
      sums[1] = tail - (head - both)
      sums[2] = (sums[2] as number) + Math.abs(loss)
    },
    skip(n) {
      if (losses !== undefined) losses[n] = 0
      if (slopes === undefined) return
      const at = n * slopes.stride
      slopes.row.fill(0, at, at + classes)
      slopes.done?.(n)
    },
    total: () => fromTerms(sums[0] as number, sums[1] as number, (sums[2] as number) * QUICK_ERROR),
  }
}

/** `losses` is where they go that are not reduced. */
export function quickRows(
  { source, classes, indices, ignored, weight, factor: factorOf, shared, slopes }: QuickInput,
  losses: Floats | undefined,
  format: Format,
): QuickRows {
  const { row: data, stride: step, load } = source
  const row = slopes?.row ?? new Float64Array(classes)
  const stride = slopes?.stride ?? 0
  const done = slopes?.done
  const writes = slopes !== undefined
  const { take, skip, total } = tallyOf(losses, format, classes, slopes)
  function run(first: number): number {
    const isFixed = shared !== undefined && weight === undefined && setFactor(shared, 1)
    for (let n = first; n < indices.length; n++) {
      const at = n * stride
      const index = indices[n] as number
      if (index === ignored) {
        skip(n)
        continue
      }
      // An index that was read from doubles becomes an integer of the machine.
      const t = index | 0
      const w = weight === undefined ? 1 : (weight[t] as number)
      if (!(isFixed && w === 1) && !setFactor(shared ?? factorOf(n), w)) return n
      load?.(n)
      const from = n * step
      const isDone =
        classes === 2 ? quickPair(data, from, t, writes, row, at) : quickRow(data, from, classes, t, writes, row, at)
      if (!isDone) return n
      done?.(n)
      take(n, w)
    }
    return indices.length
  }
  return { run, total }
}

/** Binary logits: hard targets with any weights, soft ones without a weight of the positive side. */
export function quickElements(
  { data, target, weight, posWeight, factor: factorOf, shared, slopes }: QuickElements,
  losses: Floats | undefined,
  format: Format,
): QuickRows {
  const writes = slopes !== undefined
  const { take, total } = tallyOf(losses, format, 1)
  function run(first: number): number {
    const isFixed = shared !== undefined && weight === undefined && posWeight === undefined && setFactor(shared, 1)
    for (let n = first; n < data.length; n++) {
      const y = target[n] as number
      const v = posWeight === undefined || y === 0 ? 1 : (posWeight[n] as number)
      const own = weight === undefined ? 1 : (weight[n] as number)
      // One of the two must be 1, for their product to be a double, and a side alone may weigh.
      if (v !== 1 && (own !== 1 || y !== 1)) return n
      const w = own * v
      if (!(isFixed && w === 1) && !setFactor(shared ?? factorOf(n), w)) return n
      if (!quickElement(data, target, n)) return n
      if (writes) slopes[n] = format.encode(slope[0] as number)
      take(n, w)
    }
    return data.length
  }
  return { run, total }
}
