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

import { type Rows, classesBack, readRows } from './axis.ts'
import {
  type Domain,
  type Reduction,
  expectInteger,
  expectNumber,
  expectOptions,
  expectReduction,
  expectWrt,
} from './guard.ts'
import { type IndexLike, type TensorLike, readClassWeight } from './input.ts'
import { logitScore } from './logits.ts'
import { logProbabilityScore, probabilityScore } from './probabilities.ts'
import { focal } from './psi.ts'
import { type GradientOptions, type LossWithGradient, type Reduced, reduceRows, reducer } from './reduction.ts'
import { quickRows } from './quick-rows.ts'
import { type RowLoss, type RowOptions, type Slopes, rowLoss } from './row.ts'
import type { Score } from './score.ts'
import { type Target, readTarget } from './target.ts'
import { transformOf } from './transform.ts'

export interface CategoricalOptions<R extends Reduction = Reduction> {
  /** One finite factor for each class. */
  readonly weight?: TensorLike
  /** The class index of rows that do not count; −100 unless given. Index targets only. */
  readonly ignoreIndex?: number
  /** The share a in [0, 1] of the target that is spread evenly over all classes. */
  readonly labelSmoothing?: number
  /** γ ≥ 0: each class costs (1 − p_c)^γ·(−ln p_c). */
  readonly focal?: number
  /** The axis of the classes, the last unless given. (That of torch is 1.) */
  readonly axis?: number
  readonly reduction?: R
}

export interface CrossEntropyOptions<R extends Reduction = Reduction> extends CategoricalOptions<R> {
  /** T > 0: logits are divided by it. */
  readonly temperature?: number
  /** C > 0: logits, divided by T, become C·tanh(z/C). */
  readonly softcap?: number
  /** λ: adds λ·(ln Σ e^z)² to each row that counts, of logits as they are after T and C; no weight scales it. */
  readonly zLoss?: number
}

export type CategoricalGradientOptions<R extends Reduction, Input extends string> = CategoricalOptions<R> &
  GradientOptions<Input | 'target'>

export type CrossEntropyGradientOptions<R extends Reduction> = CrossEntropyOptions<R> & GradientOptions<'logits'>

type Options<Input extends string> = CrossEntropyOptions & GradientOptions<Input | 'target'>

interface Kind<Input extends string> {
  readonly input: Input
  readonly domain: Domain
  readonly options: readonly string[]
  readonly row: (target: Target, classes: number, options: CrossEntropyOptions) => RowLoss
  /** Whether the options leave logits and their costs as they are. */
  readonly isPlain: (options: CrossEntropyOptions) => boolean
}

const SHARED = ['weight', 'ignoreIndex', 'labelSmoothing', 'focal', 'axis', 'reduction']

const psiOf = ({ focal: gamma }: CategoricalOptions): RowOptions['psi'] =>
  focal(expectNumber('focal', gamma, 'finite nonnegative', 0))

const fromLogits: Kind<'logits'> = {
  input: 'logits',
  domain: 'real',
  options: [...SHARED, 'temperature', 'softcap', 'zLoss'],
  row(target, classes, options) {
    const transform = transformOf(options)
    const factor = expectNumber('zLoss', options.zLoss, 'finite', 0)
    const score = logitScore(classes, { transform })
    const zLoss = factor === 0 ? undefined : { factor, score }
    return rowLoss(score, target, classes, { psi: psiOf(options), zLoss })
  },
  isPlain: ({ focal: gamma = 0, zLoss = 0, temperature = 1, softcap }) =>
    gamma === 0 && zLoss === 0 && temperature === 1 && softcap === undefined,
}

/** A kind without a normaliser: its classes know nothing of each other. */
const separate = <Input extends string>(
  input: Input,
  domain: Domain,
  score: (classes: number) => Score,
): Kind<Input> => ({
  input,
  domain,
  options: SHARED,
  row: (target, classes, options) =>
    rowLoss(score(classes), target, classes, { psi: psiOf(options), zLoss: undefined }),
  isPlain: () => false,
})

const fromProbabilities = separate('probabilities', 'unit', probabilityScore)
const fromLogProbabilities = separate('logProbabilities', 'real', logProbabilityScore)

/** The one evaluation behind all six functions: the loss, and the gradients when `slopes` are wanted. */
function evaluate<Input extends string>(
  kind: Kind<Input>,
  value: TensorLike,
  targetValue: TensorLike | IndexLike,
  options: Options<Input>,
  withGradient: boolean,
): { readonly loss: number | Float64Array; readonly input: Rows; readonly slopes: Slopes } {
  expectOptions(options, withGradient ? [...kind.options, 'upstream', 'wrt'] : kind.options)
  const input = readRows(kind.input, value, kind.domain, options.axis)
  const { rows, classes, data } = input
  const readIt = (): Target =>
    readTarget(input, targetValue, {
      weight: options.weight === undefined ? undefined : readClassWeight(options.weight, classes),
      ignoreIndex: options.ignoreIndex === undefined ? undefined : expectInteger('ignoreIndex', options.ignoreIndex),
      labelSmoothing: expectNumber('labelSmoothing', options.labelSmoothing, 'finite unit', 0),
    })
  const given = readIt()
  const wantsTarget = expectWrt(options.wrt, kind.input, given.kind === 'distribution' ? 'target' : undefined)
  const reduction = expectReduction(options.reduction)
  const slopes: Slopes = {
    input: withGradient ? new Float64Array(data.length) : undefined,
    target: wantsTarget ? new Float64Array(data.length) : undefined,
  }
  const loss = reduceRows(reduction, rows, () => {
    const target = readIt()
    const own = reducer(reduction, rows, target.divisor(), options.upstream)
    const row = kind.row(target, classes, options)
    const { weight, hit, isIgnored } = target
    const quick =
      target.single && kind.isPlain(options)
        ? quickRows({ data, classes, hit, isIgnored, weight, factor: own.factor, slopes: slopes.input })
        : undefined
    return { reducer: own, row: (n, writes) => row(data, n, own.factor(n), writes ? slopes : UNWANTED), quick }
  })
  return { loss, input, slopes }
}

const UNWANTED: Slopes = { input: undefined, target: undefined }

function lossOnly<R extends Reduction, Input extends string>(
  kind: Kind<Input>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: CrossEntropyOptions<R>,
): Reduced<R> {
  return evaluate(kind, input, target, options, false).loss as Reduced<R>
}

function lossWithGradient<R extends Reduction, Input extends string>(
  kind: Kind<Input>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: CrossEntropyOptions<R> & GradientOptions<Input | 'target'>,
): LossWithGradient<R, Input> {
  const { loss, input: rows, slopes } = evaluate(kind, input, target, options, true)
  const inShape = (slope: Float64Array): Float64Array => classesBack(slope, rows.shape, rows.axis)
  const gradient = {
    [kind.input]: inShape(slopes.input as Float64Array),
    ...(slopes.target === undefined ? {} : { target: inShape(slopes.target) }),
  }
  return { loss, gradient } as unknown as LossWithGradient<R, Input>
}

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
export function crossEntropy<R extends Reduction = 'mean'>(
  logits: TensorLike,
  target: TensorLike | IndexLike,
  options: CrossEntropyOptions<R> = {},
): Reduced<R> {
  return lossOnly(fromLogits, logits, target, options)
}

/**
 * `crossEntropy` and its gradients in one pass: Q·p − q with q = w·y', Q = Σ q, for whatever the target sums to; the
 * options change it as they change the loss.
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
  options: CrossEntropyGradientOptions<R> = {},
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
 * logLoss([0.5, 0.5], 0, { focal: 1 }) // 0.34657359027997264
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
 * Under `focal` p is e^l as it is: where l > 0 the base 1 − p is negative, and has a power for an integer γ only.
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
