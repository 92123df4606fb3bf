/**
 * log_loss of sklearn.metrics: one function, whose clip and normalisation changed three times.
 *
 * Probabilities are clipped, and until 1.5 divided by their sum afterwards. It has no gradients.
 */

import type { Clip, Row } from '../profile.ts'

/** `eps=1e-15`, the default until 1.2. */
const fixed: Clip = { clip: [1e-15, 1 - 1e-15] }

/** `np.finfo(y_pred.dtype).eps`. */
const byFormat: Clip = { clip: ['ε', '1 − ε'] }

const logLoss = {
  loss: 'sklearn.log_loss',
  divides: 'Σ s (normalize=true), nothing (normalize=false)',
  evidence: ['source'],
  link: 'https://github.com/scikit-learn/scikit-learn/blob/main/sklearn/metrics/_classification.py',
  score: 'prob',
  input: 'y_pred',
  target: 'y_true',
  targets: 'index',
  weighs: 'row',
  ranks: 'matrix',
  options: ['weight'],
  names: { weight: 'sample_weight' },
  reduction: { argument: 'normalize', default: 'true' },
  reductions: { true: 'weights', false: 'sum' },
  gradient: { input: 'none', target: 'none' },
  policy: { nan: 'throw', badTarget: 'throw', outOfRange: 'zero', emptyBatch: 'throw', zeroDivisor: 'throw' },
} as const satisfies Partial<Row>

const formula = '−s ln r_t,  r = clip(p) / Σ clip(p)'

/** True of every release; the last is not modelled. */
const notes = [
  'Two classes at least; y_pred of one column is p of the second class.',
  'A multilabel y_true is a sum over its labels, with rows normalised across them.',
]

const unknownLabel = 'A label that is not among those told is a row of zeros, and its loss 0.'

export const sklearn: readonly Row[] = [
  {
    ...logLoss,
    name: 'sklearn.log_loss@1.1',
    versions: '<1.2',
    formula,
    seen: 'source of scikit-learn 1.1',
    steps: [fixed, 'norm'],
    policy: { ...logLoss.policy, zeroTimesInfinity: 'nan' },
    notes: [...notes, unknownLabel, 'The clip is the default of the argument eps; another eps is not modelled.'],
  },
  {
    ...logLoss,
    name: 'sklearn.log_loss@1.2',
    versions: '>=1.2 <1.3',
    formula,
    evidence: ['observed'],
    seen: 'scikit-learn 1.2.1',
    steps: [byFormat, 'norm'],
    notes: [
      ...notes,
      unknownLabel,
      'The clip is in the dtype of y_pred, and the logarithm in float64.',
      'Numbers outside [0, 1] are clipped without a word.',
    ],
  },
  {
    ...logLoss,
    name: 'sklearn.log_loss@1.3',
    versions: '>=1.3 <1.5',
    formula,
    seen: 'source of scikit-learn 1.3 and 1.4',
    steps: [byFormat, 'norm'],
    notes: [...notes, unknownLabel, 'A warning where a row does not sum to 1; the argument eps is deprecated.'],
  },
  {
    ...logLoss,
    name: 'sklearn.log_loss@1.5',
    versions: '>=1.5',
    formula: '−s ln clip(p)_t',
    seen: 'source of scikit-learn 1.5 and of main',
    steps: [byFormat],
    inputDomain: 'unit',
    policy: { ...logLoss.policy, outOfRange: 'free' },
    notes: [
      ...notes,
      'Rows are not normalised; a warning where one does not sum to 1.',
      'From 1.9 on weights that are all 0 are refused of a sum too, which is not modelled.',
      'The first of these releases clip what lies outside [0, 1], later ones refuse it.',
    ],
  },
]
