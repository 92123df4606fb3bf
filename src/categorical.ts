/**
 * Categorical cross-entropy, from logits, from probabilities and from log-probabilities.
 *
 *   L = Σ_c w_c y'_c·(−ln p_c),   y' = (1 − a)·y + a/K
 *   crossEntropy   p = softmax(logits)
 *   logLoss        p as given, in [0, 1]: no clamp, no renormalisation
 *   nllLoss        ln p as given
 *
 * mean divides by Σ w_t over the rows kept (index target) or by the rows (distribution).
 * With non-negative weighted targets every loss is within 1 ulp of the exact one, and so is every gradient component of
 * an index target without smoothing; other gradients cancel where q_k nears Q·p_k, to 2^−93 of their terms.
 */

import {
  type Domain,
  type Reduction,
  expectDomain,
  expectInteger,
  expectOptions,
  expectReduction,
  expectSmoothing,
  expectWrt,
} from './guard.ts'
import { type IndexLike, type TensorLike, readClassWeight, readRows } from './input.ts'
import { type GradientOptions, type LossWithGradient, type Reduced, reducer } from './reduction.ts'
import { type Slopes, rowLoss } from './row.ts'
import { type Score, logProbabilityScore, logitScore, probabilityScore } from './score.ts'
import { readTarget } from './target.ts'

export interface CategoricalOptions<R extends Reduction = Reduction> {
  /** One finite factor for each class. */
  readonly weight?: TensorLike
  /** The class index of rows that do not count; −100 unless given. Index targets only. */
  readonly ignoreIndex?: number
  /** The share a in [0, 1] of the target that is spread evenly over all classes. */
  readonly labelSmoothing?: number
  readonly reduction?: R
}

export type CategoricalGradientOptions<R extends Reduction, Input extends string> = CategoricalOptions<R> &
  GradientOptions<Input | 'target'>

interface Kind<Input extends string> {
  readonly input: Input
  readonly domain: Domain
  readonly score: (classes: number, fine: boolean) => Score
}

const fromLogits: Kind<'logits'> = { input: 'logits', domain: 'real', score: logitScore }
const fromProbabilities: Kind<'probabilities'> = { input: 'probabilities', domain: 'unit', score: probabilityScore }
const fromLogProbabilities: Kind<'logProbabilities'> = {
  input: 'logProbabilities',
  domain: 'real',
  score: logProbabilityScore,
}

const OPTIONS = ['weight', 'ignoreIndex', 'labelSmoothing', 'reduction']
const GRADIENT_OPTIONS = [...OPTIONS, 'upstream', 'wrt']

/** The one evaluation behind all six functions: the loss, and the gradients when `slopes` are wanted. */
function evaluate<Input extends string>(
  kind: Kind<Input>,
  value: TensorLike,
  targetValue: TensorLike | IndexLike,
  options: CategoricalGradientOptions<Reduction, Input>,
  withGradient: boolean,
): { readonly loss: number | Float64Array; readonly slopes: Slopes } {
  expectOptions(options, withGradient ? GRADIENT_OPTIONS : OPTIONS)
  const input = readRows(kind.input, value)
  expectDomain(kind.input, input.data, kind.domain)
  const { rows, classes, data } = input
  const target = readTarget(input, targetValue, {
    weight: options.weight === undefined ? undefined : readClassWeight(options.weight, classes),
    ignoreIndex: options.ignoreIndex === undefined ? undefined : expectInteger('ignoreIndex', options.ignoreIndex),
    labelSmoothing: expectSmoothing(options.labelSmoothing),
  })
  const wantsTarget = expectWrt(options.wrt, kind.input, target.kind === 'distribution' ? 'target' : undefined)
  const reduction = expectReduction(options.reduction)
  const { factor, take, result } = reducer(reduction, rows, target.divisor(), options.upstream)
  const slopes: Slopes = {
    input: withGradient ? new Float64Array(data.length) : undefined,
    target: wantsTarget ? new Float64Array(data.length) : undefined,
  }
  const row = rowLoss(kind.score(classes, withGradient && !target.single), target, classes)
  for (let n = 0; n < rows; n++) take(n, row(data, n, factor(n), slopes))
  return { loss: result(), slopes }
}

function lossOnly<R extends Reduction, Input extends string>(
  kind: Kind<Input>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalOptions<R>,
): Reduced<R> {
  return evaluate(kind, input, target, options, false).loss as Reduced<R>
}

function lossWithGradient<R extends Reduction, Input extends string>(
  kind: Kind<Input>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalGradientOptions<R, Input>,
): LossWithGradient<R, Input> {
  const { loss, slopes } = evaluate(kind, input, target, options, true)
  const gradient = { [kind.input]: slopes.input, ...(slopes.target === undefined ? {} : { target: slopes.target }) }
  return { loss, gradient } as unknown as LossWithGradient<R, Input>
}

/**
 * Cross-entropy of a target and the softmax of logits, in nats.
 *
 * `logits` is [classes] for one row or [rows, classes]; `target` class indices [rows] (a number for one row) or a
 * distribution of the logits' shape, any finite numbers. Returns a number, or with `reduction: 'none'` a row each.
 * A logit −∞ is a masked class; NaN, +∞ or a row of −∞ makes that row NaN. An ignored row has loss 0.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for shapes that do not fit, an index that
 * is no class, a target that is not finite, `ignoreIndex` beside a distribution.
 *
 * @example
 * crossEntropy([40, 0], 0) // 4.248354255291589e-18
 * crossEntropy([[0, 0], [1, 1]], [0, 1], { reduction: 'sum' }) // 1.3862943611198906
 * crossEntropy([0.4, 0.4, 0.2], 0) // 1.0362866960692136
 */
export function crossEntropy<R extends Reduction = 'mean'>(
  logits: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalOptions<R> = {},
): Reduced<R> {
  return lossOnly(fromLogits, logits, target, options)
}

/**
 * `crossEntropy` and its gradients in one pass: Q·p − q with q = w·y', Q = Σ q, for whatever the target sums to.
 *
 * Arguments, edges and errors as for `crossEntropy`; `upstream` is a factor of the gradients, and `wrt: ['target']`
 * adds the gradient of a distribution target, −(1 − a)·w·ln p.
 *
 * @example
 * crossEntropyWithGradient([40, 0], 0).gradient.logits // [-4.248354255291589e-18, 4.248354255291589e-18]
 * crossEntropyWithGradient([[0, 0]], [[3, 1]]).gradient.logits // [-1, 1]
 * crossEntropyWithGradient([5], [1], { wrt: ['target'] }).gradient // { logits: [0], target: [0] }
 */
export function crossEntropyWithGradient<R extends Reduction = 'mean'>(
  logits: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalGradientOptions<R, 'logits'> = {},
): LossWithGradient<R, 'logits'> {
  return lossWithGradient(fromLogits, logits, target, options)
}

/**
 * Cross-entropy of a target and probabilities as they are, −Σ w·y'·ln p, in nats: no clamp, no renormalisation.
 *
 * Shapes, options and edges as for `crossEntropy`; p = 0 under a positive target costs +∞, NaN makes its row NaN.
 * Throws RangeError for a probability outside [0, 1], and what `crossEntropy` throws.
 *
 * @example
 * logLoss([0.4, 0.4, 0.2], 1) // 0.916290731874155
 * logLoss([0.1, 0.12, 0.78], 2) // 0.2484613592984996
 */
export function logLoss<R extends Reduction = 'mean'>(
  probabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalOptions<R> = {},
): Reduced<R> {
  return lossOnly(fromProbabilities, probabilities, target, options)
}

/**
 * `logLoss` and its gradients in one pass: −w·y'/p, and 0 where the target has no mass.
 *
 * Arguments, edges and errors as for `logLoss`, `upstream` and `wrt` as for `crossEntropyWithGradient`.
 *
 * @example
 * logLossWithGradient([0.25, 0.75], 0).gradient.probabilities // [-4, 0]
 */
export function logLossWithGradient<R extends Reduction = 'mean'>(
  probabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalGradientOptions<R, 'probabilities'> = {},
): LossWithGradient<R, 'probabilities'> {
  return lossWithGradient(fromProbabilities, probabilities, target, options)
}

/**
 * Cross-entropy of a target and log-probabilities as they are, −Σ w·y'·l, in nats: any real l, and −∞.
 *
 * Shapes, options, edges and errors as for `crossEntropy`.
 *
 * @example
 * nllLoss([[-1, -2], [-3, -0.5]], [0, 1]) // 0.75
 */
export function nllLoss<R extends Reduction = 'mean'>(
  logProbabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalOptions<R> = {},
): Reduced<R> {
  return lossOnly(fromLogProbabilities, logProbabilities, target, options)
}

/**
 * `nllLoss` and its gradients in one pass: −w·y'.
 *
 * Arguments, edges and errors as for `nllLoss`, `upstream` and `wrt` as for `crossEntropyWithGradient`.
 *
 * @example
 * nllLossWithGradient([[-1, -2], [-3, -0.5]], [0, 1]).gradient.logProbabilities // [-0.5, 0, 0, -0.5]
 */
export function nllLossWithGradient<R extends Reduction = 'mean'>(
  logProbabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalGradientOptions<R, 'logProbabilities'> = {},
): LossWithGradient<R, 'logProbabilities'> {
  return lossWithGradient(fromLogProbabilities, logProbabilities, target, options)
}
