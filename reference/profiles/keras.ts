/**
 * The losses of Keras 3: probabilities divided by their sum and clipped to [10⁻⁷, 1 − 10⁻⁷], or logits.
 *
 * The default reduction divides by the count of losses, whatever they weigh, and a mean whose divisor is 0 is 0; of no rows
 * nothing is reduced, the loss is as empty as they are. The constants are those of the working dtype: in float32 the upper
 * one is 1 − 2⁻²³, and 1.2·10⁻⁷ is the least loss there is.
 */

import type { Clip, Row } from '../profile.ts'

/** `backend.epsilon()`, its default. */
const EPSILON = 1e-7

const inside: Clip = { clip: [EPSILON, 1 - EPSILON] }

/** A distribution's own clip: its largest number may be 1. */
const aboveZero: Clip = { clip: [EPSILON, 1] }

const stated = {
  divides: 'losses not ignored (sum_over_batch_size), Σ s (mean_with_sample_weight)',
  evidence: ['source', 'observed'],
  seen: 'Keras 3.15.1 on TensorFlow 2.21.0; source of 3.16',
  link: 'https://github.com/keras-team/keras/blob/master/keras/src/losses/losses.py',
  input: 'y_pred',
  target: 'y_true',
  weighs: 'row',
  reduction: { argument: 'reduction', default: 'sum_over_batch_size' },
  reductions: { none: 'none', sum: 'sum', sum_over_batch_size: 'kept', mean_with_sample_weight: 'weights' },
  policy: { zeroTimesInfinity: 'nan', nanGradient: 'free', zeroDivisor: 'zero', emptyBatch: 'free' },
} as const satisfies Partial<Row>

const categorical = {
  ...stated,
  targets: 'dense',
  options: ['weight', 'label_smoothing'],
  names: { weight: 'sample_weight' },
} as const satisfies Partial<Row>

const sparse = {
  ...stated,
  score: 'prob',
  targets: 'index',
  options: ['weight', 'ignore_index'],
  names: { weight: 'sample_weight', ignore_index: 'ignore_class' },
  gradient: { target: 'none' },
} as const satisfies Partial<Row>

const binary = {
  ...stated,
  targets: 'binary',
  averagesLast: true,
  options: ['weight', 'label_smoothing'],
  names: { weight: 'sample_weight' },
} as const satisfies Partial<Row>

const byLogits = 'The call with from_logits=True.'

/** The TensorFlow backend looks through a softmax or sigmoid for its logits. */
const lookedThrough =
  'On TensorFlow, y_pred that a softmax or sigmoid of Keras made is traced to its logits: the row of logits holds.'

export const keras: readonly Row[] = [
  {
    ...categorical,
    name: 'keras.categorical_crossentropy.probabilities',
    formula: '−s Σ_c y′_c ln clip(p_c / Σ p)',
    score: 'prob',
    steps: ['norm', inside],
    notes: [lookedThrough, 'A row of zeros is 0/0 = NaN; a loss of NaN stays NaN with a weight of 0.'],
  },
  {
    ...categorical,
    name: 'keras.categorical_crossentropy.logits',
    formula: 's Σ_c y′_c (lse z − z_c)',
    score: 'logits',
    gradient: { input: 'normalised' },
    notes: [byLogits, 'The gradient on TensorFlow is p − y, right for targets of sum 1; on JAX and torch it is exact.'],
  },
  {
    ...sparse,
    name: 'keras.sparse_categorical_crossentropy.tensorflow',
    formula: '−s ln(clip(p_t) / Σ_c clip(p_c))',
    link: 'https://github.com/keras-team/keras/blob/master/keras/src/backend/tensorflow/nn.py',
    steps: [inside, 'norm'],
    notes: [lookedThrough, 'A label out of range throws on a CPU; on a GPU its row is NaN.'],
  },
  {
    ...sparse,
    name: 'keras.sparse_categorical_crossentropy.others',
    formula: '−s ln clip(p_t / Σ p)',
    link: 'https://github.com/keras-team/keras/blob/master/keras/src/backend/jax/nn.py',
    steps: ['norm', inside],
    policy: { ...stated.policy, outOfRange: 'free' },
    notes: [
      'The backends JAX, torch and NumPy.',
      'A label out of range is 0 on JAX and NumPy and throws on torch, but for −100, which torch ignores.',
    ],
  },
  {
    ...binary,
    name: 'keras.binary_crossentropy.probabilities',
    formula: 's mean over the last axis of −(t′ ln clip(p) + (1 − t′) ln(1 − clip(p)))',
    score: 'pbit',
    steps: [inside],
    notes: [lookedThrough, 'tf.keras 2 adds 10⁻⁷ once more inside the logarithms.'],
  },
  {
    ...binary,
    name: 'keras.binary_crossentropy.logits',
    formula: 's mean over the last axis of t′ softplus(−x) + (1 − t′) softplus(x)',
    score: 'bit',
    policy: { ...stated.policy, infiniteBit: [], infiniteBitGradient: 'free' },
    notes: [
      byLogits,
      'At ±∞ the backends differ, and nothing is promised.',
      'As shipped: the NumPy backend clips the sigmoid of x, so that x = 40 and t = 0 is 15.94 in float32.',
    ],
  },
  {
    ...categorical,
    name: 'keras.categorical_focal_crossentropy',
    formula: '−s α Σ_c y′_c (1 − r_c)^γ ln r_c,  r = clip(p / Σ p)',
    score: 'prob',
    steps: ['norm', inside],
    psi: 'focal',
    options: ['weight', 'label_smoothing', 'alpha', 'focal'],
    names: { ...categorical.names, focal: 'gamma' },
    defaults: { alpha: 0.25, focal: 2 },
    notes: ['An alpha for each class and from_logits, which goes by the clipped softmax, are not modelled.'],
  },
  {
    ...binary,
    name: 'keras.binary_focal_crossentropy',
    formula: 's mean over the last axis of α_t (1 − π)^γ B(clip(p), t′),  π = t′ p + (1 − t′)(1 − p)',
    score: 'pbit',
    steps: [inside],
    modulated: 'unclipped',
    options: ['weight', 'label_smoothing', 'alpha', 'focal'],
    names: { ...binary.names, focal: 'gamma' },
    defaults: { focal: 2 },
    notes: [
      'B is the binary cross-entropy; π is of p before it is clipped.',
      'An alpha is the call with apply_class_balancing=True, whose default is 0.25; without it there is none.',
    ],
  },
  {
    ...stated,
    name: 'keras.kl_divergence',
    formula: 's Σ_c y′_c ln(y′_c / clip(p_c)),  y′ = clip(y),  both to [10⁻⁷, 1]',
    score: 'prob',
    steps: [aboveZero],
    targets: 'dense',
    targetSteps: [aboveZero],
    divergence: true,
    options: ['weight'],
    names: { weight: 'sample_weight' },
    notes: ['Neither is divided by its sum; a y of 0 costs 10⁻⁷ ln(10⁻⁷ / p).'],
  },
]
