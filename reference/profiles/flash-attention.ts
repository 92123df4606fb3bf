/**
 * flash-attention: the fused cross-entropy of [rows, vocabulary] with a scale, smoothing and a z-loss.
 */

import type { Row } from '../profile.ts'

export const flashAttention: readonly Row[] = [
  {
    name: 'flash_attn.CrossEntropyLoss',
    formula: 'Σ_c y′_c (lse u − u_c) + λ (lse u)², u = s z',
    divides: 'rows kept',
    evidence: ['source'],
    seen: 'flash-attention at 0251105',
    link: 'https://github.com/Dao-AILab/flash-attention/blob/main/flash_attn/losses/cross_entropy.py',
    score: 'logits',
    input: 'input',
    target: 'target',
    targets: 'index',
    ranks: 'matrix',
    options: ['ignore_index', 'label_smoothing', 'scale', 'z_loss'],
    names: { scale: 'logit_scale', z_loss: 'lse_square_scale' },
    defaults: { ignore_index: -100 },
    reduction: { argument: 'reduction', default: 'mean' },
    reductions: { none: 'none', sum: 'sum', mean: 'kept' },
    gradient: { target: 'none' },
    policy: { outOfRange: 'free', ignoredNaN: 'free' },
    notes: [
      'a label outside has a loss of 0 and the gradient of another one (derived): neither is promised',
      'losses are float32; the z-loss is also returned alone, without a gradient',
      'a vocabulary in parts is not modelled',
    ],
  },
]
