/**
 * fairseq: label-smoothed negative log-likelihood of log-probabilities, with what is smoothed on the other classes.
 */

import type { Row } from '../profile.ts'

export const fairseq: readonly Row[] = [
  {
    name: 'fairseq.label_smoothed_nll_loss',
    formula: '−(1 − ε) x_t − ε / (K − 1) Σ_{c ≠ t} x_c',
    divides: 'nothing',
    evidence: ['source'],
    seen: 'fairseq, main',
    link: 'https://github.com/facebookresearch/fairseq/blob/main/fairseq/criterions/label_smoothed_cross_entropy.py',
    score: 'log',
    input: 'lprobs',
    target: 'target',
    targets: 'index',
    convention: 'K − 1',
    options: ['ignore_index', 'label_smoothing'],
    names: { label_smoothing: 'epsilon' },
    reduction: { argument: 'reduce', default: 'true' },
    reductions: { true: 'sum', false: 'none' },
    gradient: { target: 'none' },
    policy: { zeroTimesInfinity: 'nan' },
    notes: [
      'log-probabilities are not normalised',
      'older releases share ε among all K classes',
      'the loss without smoothing, also returned, is not modelled',
    ],
  },
]
