/**
 * The losses of TensorFlow.js in float32: tf.losses, which reduce with weights, and those of its layers.
 *
 * MEAN divides by the sum of the weights as they are spread, SUM_BY_NONZERO_WEIGHTS by how many of them are not 0.
 */

import type { Clip, Row } from '../profile.ts'

/** `epsilon()` in float32, whatever the format of the call: tfjs has no other. */
const EPSILON = Math.fround(1e-7)

/** The float32 nearest to 1 − 10⁻⁷ is 1 − 2⁻²³. */
const inside: Clip = { clip: [EPSILON, Math.fround(1 - 1e-7)] }

const stated = {
  evidence: ['observed'],
  seen: 'TensorFlow.js 4.22.0',
  policy: { zeroTimesInfinity: 'nan' },
} as const satisfies Partial<Row>

const losses = {
  ...stated,
  divides: 'losses whose weight is not 0 (SUM_BY_NONZERO_WEIGHTS), Σ s (MEAN)',
  link: 'https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/ops/losses/compute_weighted_loss.ts',
  target: 'labels',
  weighs: 'row',
  reduction: { argument: 'reduction', default: 'SUM_BY_NONZERO_WEIGHTS' },
  reductions: { NONE: 'none', SUM: 'sum', MEAN: 'weights', SUM_BY_NONZERO_WEIGHTS: 'nonzero weights' },
} as const satisfies Partial<Row>

const smoothed = {
  options: ['weight', 'label_smoothing'],
  names: { weight: 'weights', label_smoothing: 'labelSmoothing' },
} as const satisfies Partial<Row>

const layers = {
  ...stated,
  divides: 'losses (mean: what a model takes)',
  link: 'https://github.com/tensorflow/tfjs/blob/master/tfjs-layers/src/losses.ts',
  input: 'yPred',
  target: 'yTrue',
  reductions: { none: 'none', mean: 'rows' },
} as const satisfies Partial<Row>

export const tfjs: readonly Row[] = [
  {
    ...losses,
    ...smoothed,
    name: 'tfjs.losses.softmaxCrossEntropy',
    formula: 's Σ_c y′_c (lse z − z_c)',
    score: 'logits',
    input: 'logits',
    targets: 'dense',
    gradient: { input: 'normalised', target: 'none' },
    notes: [
      'The gradient is p − y, right for targets of sum 1.',
      'As shipped: the gradient of the labels is y − p instead of −ln p.',
      'As shipped: smoothing divides by shape[1], which counts the classes of rank 2 alone.',
    ],
  },
  {
    ...losses,
    ...smoothed,
    name: 'tfjs.losses.sigmoidCrossEntropy',
    formula: 's (max(x, 0) − x t′ + ln(1 + e^−|x|))',
    score: 'bit',
    input: 'logits',
    targets: 'binary',
    policy: {
      ...stated.policy,
      infiniteBit: ['NaN', 'NaN', 'NaN', '∞'],
      infiniteBitGradient: 'free',
    },
  },
  {
    ...losses,
    name: 'tfjs.losses.logLoss',
    formula: '−s (t ln(p + ε) + (1 − t) ln(1 − p + ε))',
    score: 'pbit',
    addend: EPSILON,
    input: 'predictions',
    targets: 'binary',
    options: ['weight'],
    names: { weight: 'weights' },
    notes: [
      'Nothing is clipped: p = t = 1 has loss −1.0·10⁻⁷ (as shipped −1.2·10⁻⁷: 1 + ε is rounded), and p below −ε or above 1 + ε is NaN.',
      'ε is the default of the argument epsilon; another is not modelled.',
    ],
  },
  {
    ...layers,
    name: 'tfjs.layers.categoricalCrossentropy',
    formula: '−Σ_c y_c ln clip(p_c / Σ p)',
    score: 'prob',
    steps: ['norm', inside],
    targets: 'dense',
    notes: ['With fromLogits the softmax is clipped; not modelled.'],
  },
  {
    ...layers,
    name: 'tfjs.layers.sparseCategoricalCrossentropy',
    formula: '−ln clip(r_t / Σ r),  r = clip(p)',
    score: 'prob',
    steps: [inside, 'norm', inside],
    targets: 'index',
    targetSteps: ['floor'],
    gradient: { target: 'none' },
    policy: { ...stated.policy, outOfRange: 'zero' },
    notes: [
      'Labels are rounded down; one out of range has loss 0.',
      'As shipped: the input is clipped before fromLogits is looked at, which makes logits useless.',
    ],
  },
  {
    ...layers,
    name: 'tfjs.layers.binaryCrossentropy',
    formula: 'mean over the last axis of −(t ln clip(p) + (1 − t) ln(1 − clip(p)))',
    score: 'pbit',
    steps: [inside],
    targets: 'binary',
    averagesLast: true,
    notes: ['Computed from the logit of the clipped p.'],
  },
]
