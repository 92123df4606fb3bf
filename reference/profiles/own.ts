/**
 * The losses under our own names: the family with torch's conventions and the mathematical limits at the edges.
 *
 * The class axis is the last of [rows, classes]; a mean divides by what the kept targets weigh.
 */

import type { Row } from '../profile.ts'

const stated = {
  evidence: ['documentation'],
  seen: 'this package',
  link: 'https://en.wikipedia.org/wiki/Cross-entropy',
  ranks: 'matrix',
  reduction: { argument: 'reduction', default: 'mean' },
  policy: { badTarget: 'throw', badOption: 'throw' },
} as const satisfies Partial<Row>

const classLoss = {
  ...stated,
  targets: 'class',
  target: 'target',
  divides: 'Σ w_t of the rows kept (index), rows (distribution)',
  psi: 'focal',
  reductions: { none: 'none', sum: 'sum', mean: 'target weights' },
} as const satisfies Partial<Row>

const elements = {
  ...stated,
  targets: 'binary',
  target: 'target',
  divides: 'elements',
  psi: 'focal',
  reductions: { none: 'none', sum: 'sum', mean: 'elements' },
} as const satisfies Partial<Row>

const measure = {
  ...stated,
  targets: 'dense',
  divides: 'rows',
  score: 'prob',
  inputDomain: 'nonnegative',
  targetDomain: 'nonnegative',
  reductions: { none: 'none', sum: 'sum', mean: 'rows' },
} as const satisfies Partial<Row>

export const own: readonly Row[] = [
  {
    ...classLoss,
    name: 'cross_entropy',
    formula: 'Σ_c w_c y′_c (1 − p_c)^γ (lse u − u_c) + λ (lse u)²',
    score: 'logits',
    input: 'logits',
    options: ['weight', 'ignore_index', 'label_smoothing', 'temperature', 'softcap', 'z_loss', 'focal'],
    defaults: { ignore_index: -100, focal: 0 },
    notes: ['u = z/T, or C·tanh(z/(T·C)) with a softcap C'],
  },
  {
    ...classLoss,
    name: 'log_loss',
    formula: '−Σ_c w_c y′_c (1 − p_c)^γ ln p_c',
    score: 'prob',
    input: 'probabilities',
    inputDomain: 'unit',
    options: ['weight', 'ignore_index', 'label_smoothing', 'focal'],
    defaults: { ignore_index: -100, focal: 0 },
  },
  {
    ...classLoss,
    name: 'nll_loss',
    formula: '−Σ_c w_c y′_c (1 − p_c)^γ ln p_c, from ln p',
    score: 'log',
    input: 'log_probabilities',
    options: ['weight', 'ignore_index', 'label_smoothing', 'focal'],
    defaults: { ignore_index: -100, focal: 0 },
  },
  {
    ...elements,
    name: 'binary_cross_entropy_with_logits',
    formula: 'w (v y′ (1 − p)^γ softplus(−u) + (1 − y′) p^γ softplus(u))',
    score: 'bit',
    input: 'logits',
    options: ['weight', 'pos_weight', 'label_smoothing', 'temperature', 'softcap', 'focal'],
    defaults: { focal: 0 },
    notes: ['u = z/T, or C·tanh(z/(T·C)) with a softcap C'],
  },
  {
    ...elements,
    name: 'binary_cross_entropy',
    formula: '−w (y′ (1 − p)^γ ln p + (1 − y′) p^γ ln(1 − p))',
    score: 'pbit',
    input: 'probabilities',
    inputDomain: 'unit',
    targetDomain: 'unit',
    options: ['weight', 'label_smoothing', 'focal'],
    defaults: { focal: 0 },
  },
  {
    ...measure,
    name: 'kl_divergence',
    formula: 'Σ_c p_c ln(p_c / q_c)',
    input: 'q',
    target: 'p',
    divergence: true,
  },
  {
    ...measure,
    name: 'entropy',
    formula: '−Σ_c p_c ln p_c',
    input: 'p',
    target: 'p',
  },
]
