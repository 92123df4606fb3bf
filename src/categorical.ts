/**
 * Categorical cross-entropy, from logits, from probabilities and from log-probabilities.
 *
 *   L = Σ_c w_c y'_c·(1 − p_c)^γ·(−ln p_c) + λ·Λ²,   y' = (1 − a)·y + a/K
 *   crossEntropy   p = softmax(u),  u = C·tanh((logits/T)/C),  Λ = ln Σ e^u
 *   logLoss        p as given, in [0, 1]: no clamp, no renormalisation
 *   nllLoss        ln p as given
 *
 * Unless asked for, γ = 0, λ = 0, T = 1 and C = ∞. mean divides by Σ w_t over the rows kept (index target) or by the rows
 * (distribution).
 * With non-negative weighted targets every loss is within 1 ulp of the exact one, and so is every gradient component of
 * an index target without smoothing; whatever cancels is computed
 * again with more digits (precision.ts).
 */

import {
  type CategoricalGradientOptions,
  type CategoricalOptions,
  type CrossEntropyGradientOptions,
  type CrossEntropyOptions,
  fromLogProbabilities,
  fromLogits,
  fromProbabilities,
  lossOnly,
  lossWithGradient,
} from './categorical-kinds.ts'
import type { Dtype } from './format.ts'
import type { Reduction } from './guard.ts'
import type { IndexLike, TensorLike } from './input.ts'
import type { LossWithGradient, Reduced } from './reduction.ts'

export type {
  CategoricalGradientOptions,
  CategoricalOptions,
  CrossEntropyGradientOptions,
  CrossEntropyOptions,
} from './categorical-kinds.ts'

/**
 * Cross-entropy of a target and the softmax of logits, in nats.
 *
 * `logits` have any shape, with the classes on the last axis or on `axis`; `target` is class indices of the shape
 * without that axis (a number for one row) or a distribution of the logits' shape, any finite numbers. Returns a number,
 * or with `reduction: 'none'` a row each, in the order of the shape without the class axis.
 * A logit −∞ is a masked class; NaN, +∞ or a row of −∞ makes that row NaN. Under a softcap ±∞ is ±C and masks nothing.
 * An ignored row has loss 0.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for shapes that do not fit, an index that
 * is no class, a target that is not finite, `ignoreIndex` beside a distribution, an option outside its domain.
 *
 * @example
 * crossEntropy([40, 0], 0) // 4.248354255291589e-18
 * crossEntropy([[0, 0], [1, 1]], [0, 1], { reduction: 'sum' }) // 1.3862943611198906
 * crossEntropy([0.4, 0.4, 0.2], 0) // 1.0362866960692136
 * crossEntropy([20, 0], 1, { temperature: 10 }) // 2.1269280110429727
 * crossEntropy([1000, 0], 1, { softcap: 30 }) // 30.000000000000092
 * crossEntropy([0, 0], 0, { zLoss: 0.5 }) // 0.933373687519046
 * crossEntropy([40, 0], 1, { focal: 2 }) // 40
 * crossEntropy([[40, 0], [0, 0]], [0, 0], { axis: 0, reduction: 'none' }) // [4.248354255291589e-18, 0.6931471805599453]
 */
export function crossEntropy<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  logits: TensorLike,
  target: TensorLike | IndexLike,
  options: CrossEntropyOptions<R, D> = {},
): Reduced<R, D> {
  return lossOnly(fromLogits, logits, target, options)
}

/**
 * `crossEntropy` and its gradients in one pass: Q·p − q with q = w·y', Q = Σ q, for whatever the target sums to; the
 * options change it as they change the loss.
 *
 * Arguments, edges and errors as for `crossEntropy`; `upstream` is a factor of the gradients, and `wrt: ['target']`
 * adds the gradient of a distribution target, −(1 − a)·w·ln p. Gradients are written to the arrays of `into`, of the format
 * `dtype`; nothing is then allocated for a row.
 *
 * @example
 * crossEntropyWithGradient([40, 0], 0).gradient.logits // [-4.248354255291589e-18, 4.248354255291589e-18]
 * crossEntropyWithGradient([[0, 0]], [[3, 1]]).gradient.logits // [-1, 1]
 * crossEntropyWithGradient([5], [1], { wrt: ['target'] }).gradient // { logits: [0], target: [0] }
 * crossEntropyWithGradient([40, 0], 0, { dtype: 'f32' }).loss // 4.24835413113866e-18
 * crossEntropyWithGradient([0, 0], 0, { into: { logits: new Float64Array(2) } }).gradient.logits // [-0.5, 0.5]
 */
export function crossEntropyWithGradient<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  logits: TensorLike,
  target: TensorLike | IndexLike,
  options: CrossEntropyGradientOptions<R, D> = {},
): LossWithGradient<R, 'logits', D> {
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
 * logLoss([0.5, 0.5], 0, { focal: 1 }) // 0.34657359027997264
 */
export function logLoss<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  probabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalOptions<R, D> = {},
): Reduced<R, D> {
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
export function logLossWithGradient<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  probabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalGradientOptions<R, 'probabilities', D> = {},
): LossWithGradient<R, 'probabilities', D> {
  return lossWithGradient(fromProbabilities, probabilities, target, options)
}

/**
 * Cross-entropy of a target and log-probabilities as they are, −Σ w·y'·l, in nats: any real l, and −∞.
 *
 * Under `focal` p is e^l as it is: where l > 0 the base 1 − p is negative, and has a power for an integer γ only.
 * Shapes, options, edges and errors as for `crossEntropy`.
 *
 * @example
 * nllLoss([[-1, -2], [-3, -0.5]], [0, 1]) // 0.75
 */
export function nllLoss<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  logProbabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalOptions<R, D> = {},
): Reduced<R, D> {
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
export function nllLossWithGradient<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  logProbabilities: TensorLike,
  target: TensorLike | IndexLike,
  options: CategoricalGradientOptions<R, 'logProbabilities', D> = {},
): LossWithGradient<R, 'logProbabilities', D> {
  return lossWithGradient(fromLogProbabilities, logProbabilities, target, options)
}
