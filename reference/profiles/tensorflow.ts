/**
 * The losses of tf.nn: from logits, one for each row or element, and never reduced.
 *
 * Kernels compute float16 and bfloat16 in float32 and round the result.
 */

import type { Row } from '../profile.ts'

const stated = {
  divides: 'nothing: not reduced',
  evidence: ['source'],
  input: 'logits',
  target: 'labels',
  policy: { zeroTimesInfinity: 'nan' },
} as const satisfies Partial<Row>

const classes = { ...stated, score: 'logits' } as const satisfies Partial<Row>

const elements = { ...stated, score: 'bit', targets: 'binary' } as const satisfies Partial<Row>

export const tensorflow: readonly Row[] = [
  {
    ...classes,
    name: 'tf.nn.softmax_cross_entropy_with_logits',
    formula: 'Σ_c y_c (lse z − z_c)',
    seen: 'source of the CPU and GPU kernels',
    link: 'https://www.tensorflow.org/api_docs/python/tf/nn/softmax_cross_entropy_with_logits',
    targets: 'dense',
    gradient: { input: 'normalised' },
    notes: [
      'The gradient is p − y, which is documented as wrong unless y sums to 1; deterministic ops have the true one.',
      'The gradient of the labels is −ln p.',
    ],
  },
  {
    ...classes,
    name: 'tf.nn.sparse_softmax_cross_entropy_with_logits',
    formula: 'lse z − z_t',
    evidence: ['source', 'documentation'],
    seen: 'source of the CPU and GPU kernels; documentation',
    link: 'https://www.tensorflow.org/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits',
    targets: 'index',
    gradient: { target: 'none' },
    policy: {},
    notes: ['A label out of range throws on a CPU; on a GPU its row is NaN.'],
  },
  {
    ...elements,
    name: 'tf.nn.sigmoid_cross_entropy_with_logits',
    formula: 'max(x, 0) − x t + ln(1 + e^−|x|)',
    seen: 'source of nn_impl.py',
    link: 'https://www.tensorflow.org/api_docs/python/tf/nn/sigmoid_cross_entropy_with_logits',
    policy: {
      ...stated.policy,
      infiniteBit: ['NaN', 'NaN', 'NaN', '∞'],
      infiniteBitGradient: 'free',
    },
  },
  {
    ...elements,
    name: 'tf.nn.weighted_cross_entropy_with_logits',
    formula: '(1 − t) x + (1 + (v − 1) t) (ln(1 + e^−|x|) + max(−x, 0))',
    evidence: ['source', 'derived'],
    seen: 'source of nn_impl.py',
    link: 'https://www.tensorflow.org/api_docs/python/tf/nn/weighted_cross_entropy_with_logits',
    options: ['pos_weight'],
    policy: {
      ...stated.policy,
      infiniteBit: ['∞', 'NaN', 'NaN', 'NaN'],
      infiniteBitGradient: 'free',
    },
    notes: [
      'As shipped: at x = 0 the gradient is 1 − t, for |x| and max(−x, 0) have slope 0 there (derived, not run).',
    ],
  },
]
