/**
 * Rows of logits with a mass on every class, one after the other through quick-soft.ts: distributions, label smoothing.
 *
 *   masses   w_c·((1 − a)·K·y_c + a) in units of 1/K where a ≠ 0,  w_c·y_c elsewhere, each in two terms
 *
 * Nothing is allocated for a row. A row that is not of the quick kind is left to the caller.
 */

import type { Floats, Format } from './format.ts'
import { type Factors, type QuickRows, setFactor, tallyOf } from './quick-rows.ts'
import { LARGEST_MASS, LEAST_MASS, type Masses, quickSoftRow } from './quick-soft.ts'
import { pair } from './registers.ts'
import { type Scaled, divide } from './scaled.ts'
import type { Sink, Source } from './sink.ts'
import type { Target } from './target.ts'
import { productError, sumError } from './twofold.ts'

export interface QuickTargets extends Factors {
  readonly source: Source
  readonly rows: number
  readonly classes: number
  readonly target: Target
  /** Where slopes go; undefined when only losses are asked for. */
  readonly slopes: Sink | undefined
}

const isMass = (x: number): boolean => x === 0 || (x >= LEAST_MASS && x <= LARGEST_MASS)

/** Fills masses of a row from its target; false where one is not of a size to be multiplied. */
function fillerOf(
  { shares, indices, keep, spread, weight }: Target,
  classes: number,
  heads: Float64Array,
  tails: Float64Array,
): (n: number) => boolean {
  /** The mass of class c for a share y. */
  function put(c: number, y: number): boolean {
    const w = weight === undefined ? 1 : (weight[c] as number)
    if (!isMass(y) || !isMass(w)) return false
    const p = keep.hi * y
    const s = p + spread.hi
    const lost = productError(keep.hi, y, p) + keep.lo * y + sumError(p, spread.hi, s)
    const m = s * w
    heads[c] = m
    tails[c] = productError(s, w, m) + lost * w
    return true
  }
  function all(yOf: (c: number) => number): boolean {
    for (let c = 0; c < classes; c++) if (!put(c, yOf(c))) return false
    return true
  }
  if (shares !== undefined) return (n) => all((c) => shares[n * classes + c] as number)
  // Two masses differ from those of another index.
  const isFilled = all(() => 0)
  let last = 0
  return (n) => {
    const t = indices[n] as number
    const isDone = isFilled && put(last, 0) && put(t, 1)
    last = t
    return isDone
  }
}

/** `losses` is where they go that are not reduced. */
export function quickTargets(
  { source, rows, classes, target, factor, shared, slopes }: QuickTargets,
  losses: Floats | undefined,
  format: Format,
): QuickRows {
  const { row: data, stride: step, load } = source
  const row = slopes?.row ?? new Float64Array(classes)
  const stride = slopes?.stride ?? 0
  const done = slopes?.done
  const writes = slopes !== undefined
  const { take, skip, total } = tallyOf(losses, format, classes, slopes)
  const { shares, unit, weight } = target
  const isAsGiven = shares !== undefined && unit.hi === 1 && weight === undefined
  const heads = new Float64Array(isAsGiven ? 0 : classes)
  const tails = new Float64Array(heads.length)
  const fill = isAsGiven ? undefined : fillerOf(target, classes, heads, tails)
  const masses: Masses = isAsGiven ? { heads: shares, at: 0, tails: undefined } : { heads, at: 0, tails }
  const overUnit = (f: Scaled): Scaled => (unit.hi === 1 ? f : divide(f, unit))
  const constant = shared && overUnit(shared)
  function run(from: number): number {
    for (let n = from; n < rows; n++) {
      const at = n * stride
      if (target.isIgnored(n)) {
        skip(n)
        continue
      }
      if (!setFactor(constant ?? overUnit(factor(n)), 1)) return n
      if (fill?.(n) === false) return n
      if (isAsGiven) masses.at = n * classes
      load?.(n)
      if (!quickSoftRow(data, n * step, classes, masses, writes, row, at)) return n
      done?.(n)
      if (unit.hi !== 1) divideBy(unit.hi)
      take(n, 1)
    }
    return rows
  }
  return { run, total }
}

/** Divides the loss in `pair` by an integer. */
function divideBy(k: number): void {
  const hi = pair[0] as number
  const q = hi / k
  const p = q * k
  pair[0] = q
  pair[1] = (hi - p - productError(q, k, p) + (pair[1] as number)) / k
}
