/**
 * The reduction of rows to a loss, and of its upstream gradient to the rows.
 *
 *   none   L_n           factor of row n   v_n
 *   sum    Σ L_n                           v
 *   mean   Σ L_n / D                       v/D
 *
 * D is the sum of what the rows count for: w_t of an index target, 0 of an ignored row, 1 otherwise. D = 0 (an empty
 * batch, all rows ignored) makes the mean NaN. Sums carry two terms and are rounded once.
 */

import { type Reduction, wrongKind, wrongShape, wrongValue } from './guard.ts'
import type { ArrayOf, Dtype, Floats, Format, Into } from './format.ts'
import { type Reading, type TensorLike, readTensor } from './input.ts'
import type { QuickRows } from './quick-rows.ts'
import { attempt, eachRung, settle } from './precision.ts'
import { NOT_A_NUMBER, ONE, type Scaled, ZERO, add, divide, fromNumber, narrow, toNumber } from './scaled.ts'

/** A number for a mean or a sum, one for each row (or binary element) without reduction. */
export type Reduced<R extends Reduction, D extends Dtype = 'f64'> = R extends 'none' ? ArrayOf<D> : number

export interface GradientOptions<Name extends string> {
  /** Factor of the gradients: a number for a mean or a sum, one for each row (binary: element) without reduction. */
  readonly upstream?: number | TensorLike
  /** Which gradients: the input's is always there, 'target' asks for the target's too. */
  readonly wrt?: readonly (Name | 'target')[]
  /** Arrays of the format to write to instead of new ones: gradients by their names, and unreduced losses as `loss`. */
  readonly into?: Into<Name | 'target' | 'loss'>
}

export interface LossWithGradient<R extends Reduction, Input extends string, D extends Dtype = 'f64'> {
  readonly loss: Reduced<R, D>
  /** Of the shapes of the arguments they are named after, flat, row-major. */
  readonly gradient: { readonly [Name in Input]: ArrayOf<D> } & { readonly target?: ArrayOf<D> }
}

/** What a loss needs on one rung of precision. */
export interface Plan {
  readonly reducer: Reducer
  /** The loss of row n; its gradients are written where `writes` says so. */
  readonly row: (n: number, writes: boolean) => Scaled
  /** A shorter way that some rows have. */
  readonly quick?: QuickRows | undefined
}

export interface Reducer {
  /** What the gradient of row n is multiplied by. */
  readonly factor: (row: number) => Scaled
  /** That factor, where all rows have the same. */
  readonly shared: Scaled | undefined
  /** The loss of a sum over all rows. */
  readonly finish: (sum: Scaled) => Scaled
}

/** `divisor` is D; `upstream` as the caller gave it. */
export function reducer(
  reduction: Reduction,
  rows: number,
  divisor: Scaled,
  upstream: unknown,
  reading: Reading,
): Reducer {
  if (reduction === 'none') {
    const shared = upstream === undefined ? ONE : undefined
    return { factor: upstreamOf(upstream, rows, reading), shared, finish: (sum) => sum }
  }
  const v = upstreamOf(upstream, undefined)(0)
  const finish = (sum: Scaled): Scaled => (reduction === 'sum' ? sum : over(sum, divisor))
  const shared = finish(v)
  return { factor: () => shared, shared, finish }
}

/** Every row with all its digits, to `losses` where they are not reduced, and else their sum, which may need more of them than the rows do. */
export function reduceRows(
  rows: number,
  { encode, round }: Format,
  losses: Floats | undefined,
  plan: () => Plan,
): number | Floats {
  const now = eachRung(plan)
  const {
    quick,
    reducer: { finish },
  } = now()
  let sum = ZERO
  for (let n = quick?.run(0) ?? 0; n < rows; n = quick?.run(n + 1) ?? n + 1) {
    const loss = settle(() => {
      const exact = now().row(n, true)
      if (losses !== undefined) losses[n] = encode(toNumber(exact))
      return exact
    })
    if (losses === undefined) sum = add(sum, narrow(loss))
  }
  if (losses !== undefined) return losses
  if (quick !== undefined) sum = add(sum, quick.total())
  const [value, isSure] = attempt(() => toNumber(finish(sum)))
  if (isSure) return round(value)
  const surely = settle(
    () => {
      const { reducer: again, row } = now()
      let all = ZERO
      for (let n = 0; n < rows; n++) all = add(all, row(n, false))
      return toNumber(again.finish(all))
    },
    quick === undefined ? 1 : 0,
  )
  return round(surely)
}

/** The upstream gradient of each of so many losses, or of the one that they are reduced to; 1 where none is given. */
export function upstreamOf(
  upstream: unknown,
  rows: number | undefined,
  reading: Reading = {},
): (row: number) => Scaled {
  if (upstream === undefined) return () => ONE
  if (rows === undefined) {
    const v = fromNumber(upstreamNumber(upstream))
    return () => v
  }
  const v = upstreamRows(upstream, rows, reading)
  return (row) => fromNumber(v[row] as number)
}

function over(x: Scaled, divisor: Scaled): Scaled {
  return divisor.hi === 0 ? NOT_A_NUMBER : divide(x, divisor)
}

function upstreamNumber(upstream: unknown): number {
  if (typeof upstream !== 'number') throw wrongKind('upstream', 'a number, as the loss is one', upstream)
  if (!Number.isFinite(upstream)) throw wrongValue('upstream', 'a finite number', upstream)
  return upstream
}

function upstreamRows(upstream: unknown, rows: number, reading: Reading): Float64Array {
  const { data, shape } = readTensor('upstream', upstream as TensorLike, reading)
  if (data.length !== rows) throw wrongShape('upstream', `${rows} numbers, one for each row`, shape)
  const bad = data.findIndex((x) => !Number.isFinite(x))
  if (bad >= 0) throw wrongValue(`upstream[${bad}]`, 'a finite number', data[bad])
  return data
}
