/**
 * Liger: Triton kernels of [rows, classes] that compute the gradient along with the loss.
 *
 * The z-loss part is not weighted, and a mean divides it by the rows kept, not by what they weigh.
 */

import type { Row } from '../profile.ts'

const seen = {
  evidence: ['source'],
  seen: 'Liger 0.8.2',
  ranks: 'matrix',
  gradient: { target: 'none' },
} as const satisfies Partial<Row>

const crossEntropy = {
  ...seen,
  formula: 'Σ_c w_c y′_c (lse u − u_c) + λ (lse u)², u = C tanh(z / C)',
  divides: 'Σ w_t of the rows kept; their number for the z-loss part',
  score: 'logits',
  target: 'target',
  targets: 'index',
  options: ['weight', 'ignore_index', 'label_smoothing', 'softcap', 'z_loss'],
  names: { z_loss: 'lse_square_scale' },
  defaults: { ignore_index: -100 },
  reduction: { argument: 'reduction', default: 'mean' },
  reductions: { none: 'none', sum: 'sum', mean: 'target weights' },
  zDivisor: 'kept',
  policy: { zeroTimesInfinity: 'gathered', zeroDivisor: 'zero' },
} as const satisfies Partial<Row>

const notes = [
  'a mean without rows is 0 (derived); one of rows that weigh 0 is 0 here and NaN as shipped (derived)',
  'the gradient overwrites the logits',
]

export const liger: readonly Row[] = [
  {
    ...crossEntropy,
    name: 'liger.cross_entropy',
    evidence: ['source', 'observed'],
    seen: 'Liger 0.8.2; its formula against the gradient of torch',
    link: 'https://github.com/linkedin/Liger-Kernel/blob/main/src/liger_kernel/ops/cross_entropy.py',
    input: 'input',
    notes: [...notes, 'each row’s loss is rounded to the dtype of the logits before it is summed'],
  },
  {
    ...crossEntropy,
    name: 'liger.fused_linear_cross_entropy',
    link: 'https://github.com/linkedin/Liger-Kernel/blob/main/src/liger_kernel/ops/fused_linear_cross_entropy.py',
    input: 'logits',
    names: { ...crossEntropy.names, weight: 'ce_weight' },
    notes: [...notes, 'of the logits X·Wᵀ + b: the linear map is not modelled, nor is use_token_scaling'],
  },
  {
    ...seen,
    name: 'liger.kl_div',
    link: 'https://github.com/linkedin/Liger-Kernel/blob/main/src/liger_kernel/ops/kl_div.py',
    formula: 'y (ln max(y, 1e-10) − x)',
    divides: 'elements (mean), rows (batchmean)',
    score: 'log',
    input: 'input',
    target: 'target',
    targets: 'dense',
    elementwise: true,
    divergence: true,
    entropy: { atLeast: 1e-10 },
    reduction: { argument: 'reduction', default: 'mean' },
    reductions: { none: 'none', sum: 'sum', mean: 'elements', batchmean: 'leading' },
    policy: { zeroTimesInfinity: 'nan' },
    notes: ['eps is the default one, and log_target is not modelled', 'the module’s default is batchmean'],
  },
  {
    ...seen,
    name: 'liger.jsd',
    link: 'https://github.com/linkedin/Liger-Kernel/blob/main/src/liger_kernel/ops/jsd.py',
    formula: 'β KL(P ‖ M) + (1 − β) KL(Q ‖ M), M = β P + (1 − β) Q',
    divides: 'rows',
    score: 'log',
    input: 'input',
    target: 'target',
    targets: 'dense',
    jensenShannon: true,
    options: ['beta'],
    defaults: { beta: 0.5 },
    reduction: { argument: 'reduction', default: 'mean' },
    reductions: { mean: 'rows' },
    notes: [
      'Q is the input and P the target, both as logarithms',
      'β = 0 is KL(P ‖ Q) and β = 1 is KL(Q ‖ P), not the limits, which are 0',
      'a probability of 0, a logarithm of −∞, is 0 ln 0 = 0 here and NaN as shipped (derived)',
      'the mask shift_labels is not modelled',
    ],
  },
]
