/**
 * ONNX: the training losses of opset 13, with the class axis 1.
 *
 * What the operators leave open (labels outside, an empty batch, a logit +∞) is as ONNX Runtime does it.
 */

import type { Row } from '../profile.ts'

const operator = {
  target: 'labels',
  targets: 'index',
  classAxis: 1,
  options: ['weight', 'ignore_index'],
  names: { weight: 'weights' },
  reduction: { argument: 'reduction', default: 'mean' },
  reductions: { none: 'none', sum: 'sum', mean: 'target weights' },
  divides: 'Σ w_t of the rows kept',
  gradient: { target: 'none' },
} as const satisfies Partial<Row>

const policy = {
  zeroTimesInfinity: 'gathered',
  outOfRange: 'wrap or throw',
  emptyBatch: 'throw',
} as const satisfies Row['policy']

const notes = [
  'ignore_index has no default',
  'ONNX Runtime has no gradient of it outside training; that of the loss is stated',
  'labels outside are undefined; ONNX Runtime counts −1 … −K from the end and refuses the others',
]

export const onnx: readonly Row[] = [
  {
    ...operator,
    name: 'onnx.SoftmaxCrossEntropyLoss',
    formula: 'w_t (lse z − z_t)',
    evidence: ['observed', 'source'],
    seen: 'ONNX Runtime 1.30; onnx 1.23.0',
    link: 'https://onnx.ai/onnx/operators/onnx__SoftmaxCrossEntropyLoss.html',
    score: 'logits',
    input: 'scores',
    policy: { ...policy, infiniteLogit: 'others' },
    notes: [
      ...notes,
      'the page says ReduceMean(L) where there are no weights; what is shipped divides by the rows kept',
      'the second output, log_prob, is not modelled',
    ],
  },
  {
    ...operator,
    name: 'onnx.NegativeLogLikelihoodLoss',
    formula: '−w_t x_t',
    evidence: ['observed'],
    seen: 'ONNX Runtime 1.30',
    link: 'https://onnx.ai/onnx/operators/onnx__NegativeLogLikelihoodLoss.html',
    score: 'log',
    input: 'input',
    target: 'target',
    names: { weight: 'weight' },
    policy: { ...policy, emptyBatch: 'reduce' },
    notes: [...notes, 'log-probabilities are not normalised'],
  },
]
