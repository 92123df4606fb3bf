/**
 * Entropy and Kullback–Leibler divergence of rows of probabilities.
 *
 *   H(p)     = −Σ p·ln p         ∂/∂p = −ln p − 1
 *   KL(p‖q)  = Σ p·ln(p/q)       ∂/∂p = ln(p/q) + 1,  ∂/∂q = −p/q
 *
 * 0·ln 0 = 0, also 0·ln(0/0); q = 0 under p > 0 costs +∞. Neither need be normalised. The slope in p at p = 0 is the
 * limit, +∞ for the entropy and −∞ for the divergence. mean divides by the rows.
 * Terms of p·ln(p/q) have both signs: what cancels is computed again with more digits (precision.ts).
 */

import { type Rows, readRows } from './axis.ts'
import { type Reduction, expectOptions, expectReduction, expectShape } from './guard.ts'
import type { TensorLike } from './input.ts'
import { ln, lnRatio } from './ln.ts'
import { type GradientOptions, type Reduced, reduceRows, reducer } from './reduction.ts'
import {
  INFINITE,
  NOT_A_NUMBER,
  ONE,
  type Scaled,
  ZERO,
  add,
  divide,
  fromNumber,
  multiply,
  negate,
  subtract,
  toNumber,
} from './scaled.ts'
import { hasNaN } from './score.ts'

export interface EntropyOptions<R extends Reduction = Reduction> {
  readonly reduction?: R
}

export interface EntropyGradientOptions<R extends Reduction>
  extends EntropyOptions<R>, Pick<GradientOptions<never>, 'upstream'> {}

/** The limit of ln(p/q) at p = 0, for the slope; the term itself is 0 there. */
const MINUS_INFINITE = negate(INFINITE)

const OPTIONS = ['reduction']
const GRADIENT_OPTIONS = [...OPTIONS, 'upstream']

/** Where gradients are written; empty where they are not wanted. */
type Gradients = readonly Float64Array[]

/** Reduces the losses of rows that have a score, and fills the gradients of the others with NaN. */
function overRows(
  { rows, classes }: Rows,
  options: EntropyGradientOptions<Reduction>,
  slopes: Gradients,
  visit: (start: number, factor: Scaled, writes: boolean) => Scaled,
  isScored: (start: number) => boolean,
): number | Float64Array {
  expectOptions(options, slopes.length > 0 ? GRADIENT_OPTIONS : OPTIONS)
  const reduction = expectReduction(options.reduction)
  return reduceRows(reduction, rows, () => {
    const own = reducer(reduction, rows, fromNumber(rows), options.upstream)
    return {
      reducer: own,
      row(n, writes) {
        const start = n * classes
        if (isScored(start)) return visit(start, own.factor(n), writes && slopes.length > 0)
        for (const slope of slopes) slope.fill(NaN, start, start + classes)
        return NOT_A_NUMBER
      },
    }
  })
}

function divergence(
  pValue: TensorLike,
  qValue: TensorLike,
  options: EntropyGradientOptions<Reduction>,
  withGradient: boolean,
): { readonly loss: number | Float64Array; readonly p: Float64Array; readonly q: Float64Array } {
  const p = readRows('p', pValue, 'finite nonnegative')
  const q = readRows('q', qValue, 'nonnegative')
  expectShape('q', q.shape, p.shape)
  const length = withGradient ? p.data.length : 0
  const dp = new Float64Array(length)
  const dq = new Float64Array(length)
  function visit(start: number, factor: Scaled, writes: boolean): Scaled {
    let loss = ZERO
    for (let i = start; i < start + p.classes; i++) {
      const pc = p.data[i] as number
      const qc = q.data[i] as number
      const log = pc === 0 ? MINUS_INFINITE : lnRatio(pc, qc)
      if (pc !== 0) loss = add(loss, multiply(fromNumber(pc), log))
      if (!writes) continue
      dp[i] = toNumber(multiply(add(log, ONE), factor))
      dq[i] = pc === 0 ? 0 : toNumber(multiply(negate(divide(fromNumber(pc), fromNumber(qc))), factor))
    }
    return loss
  }
  const isScored = (start: number) => !hasNaN(q.data, start, p.classes)
  return { loss: overRows(p, options, withGradient ? [dp, dq] : [], visit, isScored), p: dp, q: dq }
}

function selfInformation(
  value: TensorLike,
  options: EntropyGradientOptions<Reduction>,
  withGradient: boolean,
): { readonly loss: number | Float64Array; readonly p: Float64Array } {
  const p = readRows('p', value, 'finite nonnegative')
  const dp = new Float64Array(withGradient ? p.data.length : 0)
  function visit(start: number, factor: Scaled, writes: boolean): Scaled {
    let loss = ZERO
    for (let i = start; i < start + p.classes; i++) {
      const x = fromNumber(p.data[i] as number)
      const surprisal = negate(ln(x))
      if (x.hi !== 0) loss = add(loss, multiply(x, surprisal))
      if (writes) dp[i] = toNumber(multiply(subtract(surprisal, ONE), factor))
    }
    return loss
  }
  return { loss: overRows(p, options, withGradient ? [dp] : [], visit, () => true), p: dp }
}

/**
 * Kullback–Leibler divergence Σ p·ln(p/q) of p and q of one shape, over its last axis, in nats.
 *
 * Neither need be normalised, so the divergence may be negative. Returns a number, or with `reduction: 'none'` a row
 * each. NaN in q makes its row NaN.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for shapes that do not fit, a negative
 * number, a p that is not finite.
 *
 * @example
 * klDivergence([0.5, 0.5], [0.25, 0.75]) // 0.14384103622589045
 * klDivergence([1, 0], [0, 1]) // Infinity
 */
export function klDivergence<R extends Reduction = 'mean'>(
  p: TensorLike,
  q: TensorLike,
  options: EntropyOptions<R> = {},
): Reduced<R> {
  return divergence(p, q, options, false).loss as Reduced<R>
}

/**
 * `klDivergence` and both gradients in one pass: ln(p/q) + 1 in p, −p/q in q.
 *
 * Arguments, edges and errors as for `klDivergence`; `upstream` is a factor of the gradients.
 *
 * @example
 * klDivergenceWithGradient([0.5, 0.5], [0.5, 0.5]).gradient // { p: [1, 1], q: [-1, -1] }
 */
export function klDivergenceWithGradient<R extends Reduction = 'mean'>(
  p: TensorLike,
  q: TensorLike,
  options: EntropyGradientOptions<R> = {},
): { readonly loss: Reduced<R>; readonly gradient: { readonly p: Float64Array; readonly q: Float64Array } } {
  const { loss, ...gradient } = divergence(p, q, options, true)
  return { loss: loss as Reduced<R>, gradient }
}

/**
 * Entropy −Σ p·ln p over the last axis of p, in nats.
 *
 * p need not be normalised. Returns a number, or with `reduction: 'none'` a row each.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for a negative or infinite number or NaN.
 *
 * @example
 * entropy([0.5, 0.5]) // 0.6931471805599453
 * entropy([[1, 0], [0.25, 0.75]], { reduction: 'none' }) // [0, 0.5623351446188084]
 */
export function entropy<R extends Reduction = 'mean'>(p: TensorLike, options: EntropyOptions<R> = {}): Reduced<R> {
  return selfInformation(p, options, false).loss as Reduced<R>
}

/**
 * `entropy` and its gradient in one pass: −ln p − 1, +∞ at p = 0.
 *
 * Arguments, edges and errors as for `entropy`; `upstream` is a factor of the gradient.
 *
 * @example
 * entropyWithGradient([1, 0]).gradient.p // [-1, Infinity]
 */
export function entropyWithGradient<R extends Reduction = 'mean'>(
  p: TensorLike,
  options: EntropyGradientOptions<R> = {},
): { readonly loss: Reduced<R>; readonly gradient: { readonly p: Float64Array } } {
  const { loss, ...gradient } = selfInformation(p, options, true)
  return { loss: loss as Reduced<R>, gradient }
}
