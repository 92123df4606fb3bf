/**
 * Optax: losses of JAX arrays, unreduced, with the class axis last.
 *
 * Products are IEEE's: a label 0 times an infinite loss is NaN, but for the safe variant and for integer labels.
 */

import type { Row } from '../profile.ts'

const seen = {
  evidence: ['source', 'observed'],
  seen: 'optax 0.2.8 on JAX 0.10.2; the source of 0.2.9.dev',
  link: 'https://optax.readthedocs.io/en/latest/api/losses.html',
  divides: 'nothing',
} as const satisfies Partial<Row>

const softmax = { ...seen, score: 'logits', input: 'logits', target: 'labels' } as const satisfies Partial<Row>

const sigmoid = {
  ...softmax,
  score: 'bit',
  targets: 'binary',
  policy: { infiniteBit: ['∞', 'NaN', 'NaN', '∞'], infiniteBitGradient: 'free' },
} as const satisfies Partial<Row>

const divergence = {
  ...seen,
  score: 'log',
  input: 'log_predictions',
  target: 'targets',
  targets: 'dense',
  divergence: true,
  policy: { zeroTimesInfinity: 'nan', nanGradient: 'free' },
} as const satisfies Partial<Row>

export const optax: readonly Row[] = [
  {
    ...softmax,
    name: 'optax.softmax_cross_entropy',
    formula: 'Σ_c y_c (lse z − z_c), over the classes of where',
    targets: 'dense',
    options: ['where'],
    policy: { zeroTimesInfinity: 'nan' },
    notes: ['where of the shape of the logits alone', 'the axis is the last one'],
  },
  {
    ...softmax,
    name: 'optax.safe_softmax_cross_entropy',
    formula: 'Σ_c y_c (lse z − z_c), with 0·∞ = 0',
    targets: 'dense',
    notes: ['as shipped, forward mode is NaN at a logit −∞ (pull request 1762)', 'labels are to sum to 1'],
  },
  {
    ...softmax,
    name: 'optax.softmax_cross_entropy_with_integer_labels',
    formula: 'lse z − z_t, over the classes of where',
    targets: 'index',
    options: ['where'],
    gradient: { target: 'none' },
    policy: { infiniteLogit: 'others', nanGradient: 'free', outOfRange: 'wrap' },
    notes: [
      'a label −1 … −K counts from the end, others outside are NaN',
      'a row without a class of where is 0; a label outside where is not modelled',
      'a logit +∞ that is not the label’s gives ∞, for the logsumexp of JAX drops an infinite maximum',
    ],
  },
  {
    ...sigmoid,
    name: 'optax.sigmoid_binary_cross_entropy',
    formula: 'y softplus(−x) + (1 − y) softplus(x)',
  },
  {
    ...divergence,
    name: 'optax.kl_divergence',
    formula: 'Σ_c y_c (ln y_c − l_c)',
    options: ['where'],
    notes: ['log-predictions are not normalised', 'a target 0 at −∞ is NaN'],
  },
  {
    ...divergence,
    name: 'optax.generalized_kl_divergence',
    formula: 'Σ_c y_c (ln y_c − l_c) + e^l_c − y_c',
    generalised: true,
    notes: ['also called convex_kl_divergence', 'where is not modelled'],
  },
  {
    ...softmax,
    name: 'optax.poly_loss_cross_entropy',
    formula: 'Σ_c y_c (lse z − z_c + ε (1 − p_c))',
    targets: 'dense',
    psi: 'poly1',
    options: ['poly', 'where'],
    names: { poly: 'epsilon' },
    defaults: { poly: 2 },
    policy: { zeroTimesInfinity: 'nan' },
  },
  {
    ...sigmoid,
    name: 'optax.sigmoid_focal_loss',
    formula: 'α_y (1 − π)^γ (y softplus(−x) + (1 − y) softplus(x)), π = y p + (1 − y) (1 − p)',
    modulated: 'clipped',
    options: ['alpha', 'focal'],
    names: { focal: 'gamma' },
    defaults: { focal: 2 },
    notes: ['α_y = α y + (1 − α) (1 − y), or 1 without alpha'],
  },
]
