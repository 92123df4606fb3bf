/**
 * stdlib: the logistic loss of a margin, with labels −1 and 1.
 */

import type { Row } from '../profile.ts'

export const stdlib: readonly Row[] = [
  {
    name: 'stdlib.log_loss',
    formula: 'softplus(−y p)',
    divides: 'nothing',
    evidence: ['source'],
    seen: '@stdlib/ml/base/loss/float64/log, develop',
    link: 'https://github.com/stdlib-js/stdlib/tree/develop/lib/node_modules/@stdlib/ml/base/loss/float64/log',
    score: 'bit',
    input: 'p',
    target: 'y',
    targets: 'binary',
    targetSteps: ['sign'],
    gradient: { target: 'none' },
    policy: { infiniteBitGradient: 'free' },
    notes: [
      'a label that is not −1 or 1 is NaN as shipped, and between the two losses here',
      'as shipped it is a naive ln(1 + e^(−yp)): ∞ for yp below −709, 0 above 37',
      'a number at a time; tensors are called element by element',
    ],
  },
]
