/**
 * The cross-entropy family in float64, rounded once more to shorter formats: every loss, and a twin that returns it with
 * its gradients in one pass.
 *
 * Four parts make a loss: score (how inputs become −ln p), target (how much each class weighs), row (their sum) and
 * reduction. All in nats. Only + − × ÷, table look-ups and stdlib's ln: the same bits on every engine.
 */

export {
  binaryCrossEntropy,
  binaryCrossEntropyWithGradient,
  binaryCrossEntropyWithLogits,
  binaryCrossEntropyWithLogitsWithGradient,
} from './binary.ts'
export type { BinaryLogitsOptions, BinaryOptions } from './binary.ts'
export {
  crossEntropy,
  crossEntropyWithGradient,
  logLoss,
  logLossWithGradient,
  nllLoss,
  nllLossWithGradient,
} from './categorical.ts'
export type {
  CategoricalGradientOptions,
  CategoricalOptions,
  CrossEntropyGradientOptions,
  CrossEntropyOptions,
} from './categorical.ts'
export { entropy, entropyWithGradient, klDivergence, klDivergenceWithGradient } from './entropy.ts'
export type { EntropyGradientOptions, EntropyOptions } from './entropy.ts'
export { familyLoss, familyLossWithGradient } from './family.ts'
export type { Family, FamilyLossWithGradient, FamilyOptions } from './family.ts'
export type { ArrayOf, Dtype, Floats, Into } from './format.ts'
export type { Reduction } from './guard.ts'
export type { IndexLike, TensorLike } from './input.ts'
export type { GradientOptions, LossWithGradient, Reduced } from './reduction.ts'
export { logSoftmax, logSumExp, softmax } from './softmax.ts'
