/**
 * Binary cross-entropy, from logits and from probabilities, over elements of any shape.
 *
 *   from a logit         ℓ(z, y) = w·(v·y'·(1 − p)^γ·softplus(−u) + (1 − y')·p^γ·softplus(u)),   p = σ(u)
 *   from a probability   ℓ(p, y) = −w·(y'·(1 − p)^γ·ln p + (1 − y')·p^γ·ln(1 − p))
 *   y' = (1 − a)·y + a/2,   u = C·tanh((z/T)/C)
 *
 * w weight, v posWeight; unless asked for a = 0, γ = 0, T = 1 and C = ∞. The mean divides by the elements. An element
 * with NaN is NaN, and no other. For 0 ≤ y ≤ 1 and weights that are not negative the loss is within 1 ulp; so is the
 * slope in p, and the slope in z of hard targets, while γ = 0.
 */

import { type BinaryElement, logitElement, probabilityElement } from './element.ts'
import { type Dtype, type Floats, expectFormat, expectResults } from './format.ts'
import {
  type Reduction,
  expectDomain,
  expectNumber,
  expectOptions,
  expectReduction,
  expectShape,
  expectWrt,
} from './guard.ts'
import { type TensorLike, readTensor, readWeight } from './input.ts'
import { type Psi, focal } from './psi.ts'
import { quickElements } from './quick-rows.ts'
import { type GradientOptions, type LossWithGradient, type Reduced, reduceRows, reducer } from './reduction.ts'
import { NOT_A_NUMBER, ONE, add, difference, fromNumber, multiply, toNumber } from './scaled.ts'
import { weigh } from './row.ts'
import { transformOf } from './transform.ts'

export interface BinaryOptions<R extends Reduction = Reduction, D extends Dtype = Dtype> {
  /** Finite factors of the elements, broadcast to the input by NumPy's rules. */
  readonly weight?: TensorLike
  /** The share a in [0, 1] of the target that is moved to ½. */
  readonly labelSmoothing?: number
  /** γ ≥ 0: each side costs (1 − its probability)^γ·(−ln of it). */
  readonly focal?: number
  readonly reduction?: R
  /** The format of the results, f64 unless given; under bf16 and f16 a Uint16Array among the arguments holds bits. */
  readonly dtype?: D
}

export interface BinaryLogitsOptions<R extends Reduction = Reduction, D extends Dtype = Dtype> extends BinaryOptions<
  R,
  D
> {
  /** Finite factors of the positive side, broadcast to the input by NumPy's rules. */
  readonly posWeight?: TensorLike
  /** T > 0: logits are divided by it. */
  readonly temperature?: number
  /** C > 0: logits, divided by T, become C·tanh(z/C). */
  readonly softcap?: number
}

interface Kind<Input extends string> {
  readonly input: Input
  readonly inputDomain: 'real' | 'unit'
  readonly targetDomain: 'finite' | 'finite unit'
  readonly options: readonly string[]
  /** Whether the options leave logits and their costs as they are. */
  readonly isPlain: (options: BinaryLogitsOptions) => boolean
  readonly element: (options: BinaryLogitsOptions) => (x: number) => BinaryElement
}

const SHARED = ['weight', 'labelSmoothing', 'focal', 'reduction', 'dtype']

const psiOf = ({ focal: gamma }: BinaryOptions): Psi | undefined =>
  focal(expectNumber('focal', gamma, 'finite nonnegative', 0))

const fromLogits: Kind<'logits'> = {
  input: 'logits',
  inputDomain: 'real',
  targetDomain: 'finite',
  options: [...SHARED, 'posWeight', 'temperature', 'softcap'],
  isPlain: ({ focal: gamma = 0, temperature = 1, softcap }) =>
    gamma === 0 && temperature === 1 && softcap === undefined,
  element(options) {
    const transform = transformOf(options)
    const psi = psiOf(options)
    return (z) => logitElement(z, transform, psi)
  },
}

const fromProbabilities: Kind<'probabilities'> = {
  input: 'probabilities',
  inputDomain: 'unit',
  targetDomain: 'finite unit',
  options: SHARED,
  isPlain: () => false,
  element(options) {
    const psi = psiOf(options)
    return (p) => probabilityElement(p, psi)
  },
}

function evaluate<Input extends string>(
  kind: Kind<Input>,
  value: TensorLike,
  targetValue: TensorLike,
  options: BinaryLogitsOptions & GradientOptions<Input>,
  withGradient: boolean,
): { readonly loss: number | Floats; readonly gradient: Readonly<Record<string, Floats>> } {
  expectOptions(options, withGradient ? [...kind.options, 'upstream', 'wrt', 'into'] : kind.options)
  const format = expectFormat(options.dtype)
  const { encode } = format
  const { data, shape } = readTensor(kind.input, value, format)
  expectDomain(kind.input, data, kind.inputDomain)
  const target = readTensor('target', targetValue, format)
  expectShape('target', target.shape, shape)
  expectDomain('target', target.data, kind.targetDomain)
  const weight = options.weight === undefined ? undefined : readWeight('weight', options.weight, shape, format)
  const posWeight =
    options.posWeight === undefined ? undefined : readWeight('posWeight', options.posWeight, shape, format)
  const smoothing = expectNumber('labelSmoothing', options.labelSmoothing, 'finite unit', 0)
  const wantsTarget = expectWrt(options.wrt, kind.input, 'target')
  const reduction = expectReduction(options.reduction)
  const wanted = [...(withGradient ? [kind.input] : []), ...(wantsTarget ? ['target'] : [])]
  const unreduced = reduction === 'none' ? data.length : undefined
  const { losses, gradient } = expectResults(options.into, format, wanted, data.length, unreduced)
  const { [kind.input]: inputSlope, target: targetSlope } = gradient
  const loss = reduceRows(data.length, format, losses, () => {
    const own = reducer(reduction, data.length, fromNumber(data.length), options.upstream, format)
    const elementOf = kind.element(options)
    const kept = difference(1, smoothing)
    const spread = fromNumber(smoothing / 2)
    const isPlain = kind.isPlain(options) && smoothing === 0 && targetSlope === undefined
    return {
      reducer: own,
      quick: isPlain
        ? quickElements({ data, target: target.data, weight, posWeight, ...own, slopes: inputSlope }, losses, format)
        : undefined,
      row(i, writes) {
        const x = data[i] as number
        const t = target.data[i] as number
        if (Number.isNaN(x)) {
          if (inputSlope !== undefined) inputSlope[i] = encode(NaN)
          if (targetSlope !== undefined) targetSlope[i] = encode(NaN)
          return NOT_A_NUMBER
        }
        const w = weight === undefined ? ONE : fromNumber(weight[i] as number)
        const v = posWeight === undefined || posWeight[i] === 1 ? ONE : fromNumber(posWeight[i] as number)
        const y = smoothing === 0 ? fromNumber(t) : add(multiply(kept, fromNumber(t)), spread)
        const rest = smoothing === 0 ? difference(1, t) : add(multiply(kept, difference(1, t)), spread)
        const negative = multiply(w, rest)
        const positive = multiply(multiply(w, v), y)
        // Without posWeight the sum is w for any y; added up, a large y would swallow the 1.
        const sides = { negative, positive, all: v === ONE ? w : add(negative, positive), w, v, y }
        const element = elementOf(x)
        if (writes && inputSlope !== undefined) {
          inputSlope[i] = encode(toNumber(multiply(element.slope(sides), own.factor(i))))
        }
        if (writes && targetSlope !== undefined) {
          targetSlope[i] = encode(toNumber(multiply(weigh(kept, element.targetSlope(sides)), own.factor(i))))
        }
        return element.loss(sides)
      },
    }
  })
  return { loss, gradient }
}

function lossWithGradient<R extends Reduction, Input extends string, D extends Dtype>(
  kind: Kind<Input>,
  value: TensorLike,
  target: TensorLike,
  options: BinaryLogitsOptions<R, D> & GradientOptions<Input>,
): LossWithGradient<R, Input, D> {
  return evaluate(kind, value, target, options, true) as unknown as LossWithGradient<R, Input, D>
}

/**
 * Binary cross-entropy of logits of any shape and targets of the same shape, in nats.
 *
 * A target is any finite number, 0 and 1 the hard ones. Returns a number, or with `reduction: 'none'` an element each.
 * A logit may be ±∞, its limit counts; NaN makes that element NaN. Weights are torch's; so is the mean over elements.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for shapes that do not fit, a target or
 * weight that is not finite, an option outside its domain.
 *
 * @example
 * binaryCrossEntropyWithLogits([0, 40], [1, 1], { reduction: 'none' }) // [0.6931471805599453, 4.248354255291589e-18]
 * binaryCrossEntropyWithLogits([0], [1], { posWeight: [3] }) // 2.0794415416798357
 * binaryCrossEntropyWithLogits([40], [1], { labelSmoothing: 0.5 }) // 10
 * binaryCrossEntropyWithLogits([20], [0], { temperature: 10 }) // 2.1269280110429727
 * binaryCrossEntropyWithLogits([1000], [0], { softcap: 30 }) // 30.000000000000092
 */
export function binaryCrossEntropyWithLogits<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  logits: TensorLike,
  target: TensorLike,
  options: BinaryLogitsOptions<R, D> = {},
): Reduced<R, D> {
  return evaluate(fromLogits, logits, target, options, false).loss as Reduced<R, D>
}

/**
 * `binaryCrossEntropyWithLogits` and its gradients in one pass: w·((1 − y)·σ(z) − v·y·σ(−z)).
 *
 * Arguments, edges and errors as for the loss; `upstream` is a factor of the gradients, and `wrt: ['target']` adds
 * w·(v·softplus(−z) − softplus(z)).
 *
 * @example
 * binaryCrossEntropyWithLogitsWithGradient([0], [1]).gradient.logits // [-0.5]
 * binaryCrossEntropyWithLogitsWithGradient([40], [1]).gradient.logits // [-4.248354255291589e-18]
 */
export function binaryCrossEntropyWithLogitsWithGradient<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  logits: TensorLike,
  target: TensorLike,
  options: BinaryLogitsOptions<R, D> & GradientOptions<'logits'> = {},
): LossWithGradient<R, 'logits', D> {
  return lossWithGradient(fromLogits, logits, target, options)
}

/**
 * Binary cross-entropy of probabilities of any shape and targets of the same shape, in nats, without a clamp.
 *
 * p = 0 under y > 0 costs +∞, and so does p = 1 under y < 1. NaN among the probabilities makes that element NaN.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for shapes that do not fit, a probability or
 * a target outside [0, 1], a weight that is not finite.
 *
 * @example
 * binaryCrossEntropy([0.7, 0.2], [1, 0]) // 0.2899092476264711
 * binaryCrossEntropy([0, 0], [0, 1], { reduction: 'none' }) // [0, Infinity]
 * binaryCrossEntropy([0.5], [1], { focal: 2 }) // 0.17328679513998632
 */
export function binaryCrossEntropy<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  probabilities: TensorLike,
  target: TensorLike,
  options: BinaryOptions<R, D> = {},
): Reduced<R, D> {
  return evaluate(fromProbabilities, probabilities, target, options, false).loss as Reduced<R, D>
}

/**
 * `binaryCrossEntropy` and its gradients in one pass: w·(p − y)/(p·(1 − p)); a side without mass adds nothing.
 *
 * Arguments, edges and errors as for the loss; `upstream` is a factor of the gradients, and `wrt: ['target']` adds
 * w·ln((1 − p)/p).
 *
 * @example
 * binaryCrossEntropyWithGradient([0.5, 0.25], [1, 0.25], { reduction: 'sum' }).gradient.probabilities // [-2, 0]
 */
export function binaryCrossEntropyWithGradient<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  probabilities: TensorLike,
  target: TensorLike,
  options: BinaryOptions<R, D> & GradientOptions<'probabilities'> = {},
): LossWithGradient<R, 'probabilities', D> {
  return lossWithGradient(fromProbabilities, probabilities, target, options)
}
