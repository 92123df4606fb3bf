/**
 * OpenNMT: the divergence of log-probabilities from a smoothed target, with a padding class 0 that has no part in it.
 */

import type { Row } from '../profile.ts'

export const opennmt: readonly Row[] = [
  {
    name: 'opennmt.LabelSmoothingLoss',
    formula: 'Σ_c y′_c (ln y′_c − x_c)',
    divides: 'nothing',
    evidence: ['source'],
    seen: 'OpenNMT-py and what derives from it',
    link: 'https://github.com/OpenNMT/OpenNMT-py/blob/master/onmt/utils/loss.py',
    score: 'log',
    input: 'output',
    target: 'target',
    targets: 'index',
    ranks: 'matrix',
    convention: 'K − 2',
    divergence: true,
    options: ['ignore_index', 'label_smoothing'],
    defaults: { ignore_index: 0 },
    reduction: { argument: 'reduction', default: 'sum' },
    reductions: { sum: 'sum' },
    gradient: { target: 'none' },
    policy: { zeroTimesInfinity: 'nan' },
    notes: [
      'y′ is 1 − a at the target, a / (K − 2) at the others, 0 at the padding class 0; a row of target 0 is ignored',
      'another padding class than 0 is not modelled',
      'as shipped a must be above 0',
    ],
  },
]
