/**
 * T5X: cross-entropy of tokens, less the entropy of the smoothed target, so that its least value is 0.
 */

import type { Row } from '../profile.ts'

export const t5x: readonly Row[] = [
  {
    name: 't5x.compute_weighted_cross_entropy',
    formula: 'w (Σ_c y′_c (lse z − z_c + ln y′_c) + λ (lse z)²)',
    divides: 'loss_normalizing_factor, or nothing',
    evidence: ['source'],
    seen: 't5x, main',
    link: 'https://github.com/google-research/t5x/blob/main/t5x/losses.py',
    score: 'logits',
    input: 'logits',
    target: 'targets',
    targets: 'index',
    convention: 'K − 1',
    divergence: true,
    entropy: { add: 1e-20 },
    options: ['weight', 'label_smoothing', 'z_loss', 'divisor'],
    names: { weight: 'weights', divisor: 'loss_normalizing_factor' },
    defaults: { divisor: 1 },
    weighs: 'row',
    reduction: { argument: 'reduction', default: 'sum' },
    reductions: { sum: 'given' },
    gradient: { target: 'none' },
    policy: { zeroTimesInfinity: 'nan', outOfRange: 'free' },
    notes: [
      'ln y′_c is ln(y′_c + 1e-20) but for the target’s own class',
      'a smoothing of 1 is NaN as shipped, 0 ln 0, and the limit here',
      'the z-loss and the sum of the weights, also returned, are not modelled',
    ],
  },
]
