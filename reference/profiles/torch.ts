/**
 * The losses of torch.nn.functional: classes on axis 1, limits where IEEE arithmetic has them and NaN elsewhere.
 *
 * A mean over index targets divides by what the kept targets weigh, a mean over distributions by the rows, and an
 * elementwise mean by the elements, whatever they weigh.
 */

import type { Row } from '../profile.ts'

const stated = {
  evidence: ['observed', 'source'],
  input: 'input',
  target: 'target',
  reduction: { argument: 'reduction', default: 'mean' },
} as const satisfies Partial<Row>

const classes = {
  ...stated,
  classAxis: 1,
  divides: 'Σ w_t of the rows kept',
  reductions: { none: 'none', sum: 'sum', mean: 'target weights' },
} as const satisfies Partial<Row>

const elements = {
  ...stated,
  targets: 'binary',
  divides: 'elements',
  reductions: { none: 'none', sum: 'sum', mean: 'elements' },
} as const satisfies Partial<Row>

const divergence = {
  ...stated,
  evidence: ['observed'],
  seen: 'torch 1.13.0',
  link: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html',
  divides: 'elements (mean), the first axis (batchmean)',
  score: 'log',
  targets: 'dense',
  divergence: true,
  elementwise: true,
  reductions: { none: 'none', sum: 'sum', mean: 'elements', batchmean: 'leading' },
  policy: { zeroTimesInfinity: 'nan', nanGradient: 'free' },
} as const satisfies Partial<Row>

const crossEntropy = {
  ...classes,
  loss: 'torch.cross_entropy',
  seen: 'torch 1.13.0; source of main',
  score: 'logits',
} as const satisfies Partial<Row>

export const torch: readonly Row[] = [
  {
    ...crossEntropy,
    name: 'torch.cross_entropy.index',
    formula: 'Σ_c w_c y′_c (lse z − z_c),  y′ = (1 − a)·onehot(t) + a/K',
    link: 'https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/LossNLL.cpp',
    targets: 'index',
    options: ['weight', 'ignore_index', 'label_smoothing'],
    defaults: { ignore_index: -100 },
    gradient: { target: 'none' },
    policy: { zeroTimesInfinity: 'gathered', ignoredNaN: 'free' },
    notes: [
      'Weights multiply the hit and the smoothed part; the divisor has the weight of the hit alone.',
      'Where every row is ignored the mean is NaN and its gradient 0.',
      'As shipped: smoothing of 1 with an infinite loss of the hit is 0·∞ = NaN.',
      'As shipped: an ignored row that holds NaN has gradient NaN.',
      'As shipped in 1.13: absolute accuracy alone; a gap of 40 has loss 0 instead of 4.2e−18.',
    ],
  },
  {
    ...crossEntropy,
    name: 'torch.cross_entropy.distribution',
    formula: 'Σ_c w_c y′_c (lse z − z_c),  y′ = (1 − a)·y + a/K',
    link: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html',
    divides: 'rows, whatever they weigh',
    targets: 'dense',
    options: ['weight', 'label_smoothing'],
    reductions: { none: 'none', sum: 'sum', mean: 'rows' },
    policy: { zeroTimesInfinity: 'nan' },
    notes: [
      'A target is a distribution when its shape is that of the input; an ignore_index of at least 0 is then refused.',
      'The distribution need not sum to 1, and the gradient is exact all the same.',
    ],
  },
  {
    ...classes,
    name: 'torch.nll_loss',
    formula: '−w_t x_t',
    evidence: ['observed'],
    seen: 'torch 1.13.0',
    link: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html',
    score: 'log',
    targets: 'index',
    options: ['weight', 'ignore_index'],
    defaults: { ignore_index: -100 },
    gradient: { target: 'none' },
    policy: { zeroTimesInfinity: 'gathered', nanGradient: 'free', ignoredNaN: 'free' },
    notes: [
      'The input is neither normalised nor checked: a positive logarithm gives a negative loss.',
      'As shipped: NaN in a class that is not the target does not show.',
    ],
  },
  {
    ...elements,
    name: 'torch.binary_cross_entropy',
    formula: '−w (t max(ln p, −100) + (1 − t) max(ln(1 − p), −100))',
    seen: 'torch 1.13.0; source of main',
    link: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html',
    score: 'pbit',
    floor: -100,
    inputDomain: 'unit',
    targetDomain: 'unit',
    options: ['weight'],
    gradient: { input: 'formula', target: 'formula' },
    policy: { zeroTimesInfinity: 'nan', nan: 'throw', badTarget: 'throw' },
    notes: [
      'The gradient is not the slope of the clamped value: w (p − t)/max(p (1 − p), 1e−12), 1e−12 as a float32.',
      'The gradient of the target is w ln((1 − p)/p), not clamped.',
      'Releases as old as 1.13 do not check the target, and compute ln(1 − p) without log1p.',
    ],
  },
  {
    ...elements,
    name: 'torch.binary_cross_entropy_with_logits',
    formula: 'w (v t softplus(−x) + (1 − t) softplus(x))',
    seen: 'torch 1.13.0; source of main',
    link: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html',
    score: 'bit',
    options: ['weight', 'pos_weight'],
    policy: { zeroTimesInfinity: 'nan', infiniteBit: ['∞', 'NaN', 'NaN', 'NaN'] },
    notes: [
      'The target is not checked; outside [0, 1] the loss is linear in it.',
      'As shipped in 1.13: absolute accuracy alone; x = 40 and t = 1 has loss 0 instead of 4.2e−18.',
    ],
  },
  {
    ...divergence,
    name: 'torch.kl_div',
    formula: 't (ln t − x)',
    notes: [
      'The default mean divides by the elements and is no divergence; batchmean is.',
      'At t = 0 the gradient of the target is NaN; older releases gave loss 0 for any target of at most 0.',
    ],
  },
  {
    ...divergence,
    name: 'torch.kl_div.log_target',
    formula: 'e^t (t − x)',
    targetSteps: ['exp'],
    notes: ['The call with log_target=True.', 'As shipped: a log-target of −∞ is NaN, not the limit 0.'],
  },
]
