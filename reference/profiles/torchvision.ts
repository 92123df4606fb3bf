/**
 * The focal loss of torchvision.ops: binary, and modulated as a whole.
 *
 * For t = 0 and 1 it is the focal loss of one class; for a t between them it is not.
 */

import type { Row } from '../profile.ts'

export const torchvision: readonly Row[] = [
  {
    name: 'torchvision.sigmoid_focal_loss',
    formula:
      'α_t (1 − π)^γ (t softplus(−x) + (1 − t) softplus(x)),  π = t p + (1 − t)(1 − p),  α_t = α t + (1 − α)(1 − t)',
    divides: 'elements',
    evidence: ['observed'],
    seen: 'torchvision 0.14.1',
    link: 'https://github.com/pytorch/vision/blob/main/torchvision/ops/focal_loss.py',
    score: 'bit',
    input: 'inputs',
    target: 'targets',
    targets: 'binary',
    modulated: 'clipped',
    options: ['alpha', 'focal'],
    names: { focal: 'gamma' },
    defaults: { alpha: 0.25, focal: 2 },
    reductions: { none: 'none', sum: 'sum', mean: 'elements' },
    policy: {
      zeroTimesInfinity: 'nan',
      infiniteBit: ['∞', 'NaN', 'NaN', 'NaN'],
      infiniteBitGradient: 'free',
    },
    notes: [
      'A negative alpha is none.',
      'As shipped: the gradient is NaN where 1 − π rounds to 0 and γ < 1, x = 40 with t = 1 for one.',
      'As shipped in 0.14: a reduction that is none of the three is taken for none.',
    ],
  },
]
