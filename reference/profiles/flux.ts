/**
 * Flux: losses of Julia arrays, whose columns (dims = 1) are the rows of the row-major tensors here.
 *
 * Inside a logarithm stands ŷ + ϵ, ϵ = eps(eltype(ŷ)); from logits there is none.
 */

import type { Row } from '../profile.ts'

const stated = {
  evidence: ['source'],
  seen: 'Flux 0.16.11, NNlib 0.9.36',
  link: 'https://fluxml.ai/Flux.jl/stable/reference/models/losses/',
  input: 'yhat',
  target: 'y',
  reduction: { argument: 'agg', default: 'mean' },
} as const satisfies Partial<Row>

const columns = {
  ...stated,
  targets: 'dense',
  reductions: { mean: 'rows', sum: 'sum', identity: 'none' },
  divides: 'columns',
} as const satisfies Partial<Row>

const elements = {
  ...stated,
  targets: 'binary',
  reductions: { mean: 'elements', sum: 'sum', identity: 'none' },
  divides: 'elements',
} as const satisfies Partial<Row>

/** Julia's log throws a DomainError below 0. */
const probabilities = { score: 'prob', addend: 'ε', inputDomain: 'nonnegative' } as const satisfies Partial<Row>

const notes = ['ϵ is the default one', 'a loss at ŷ = 1 is −ln(1 + ϵ), below 0']

export const flux: readonly Row[] = [
  {
    ...columns,
    name: 'Flux.logitcrossentropy',
    formula: 'Σ_c y_c (lse z − z_c)',
    score: 'logits',
    policy: { zeroTimesInfinity: 'nan', infiniteLogit: 'limit' },
    notes: [
      'of y as floating-point numbers: 0·∞ is NaN (derived); a one-hot array of Bool makes it 0',
      'logits +∞ share the probability',
    ],
  },
  {
    ...columns,
    ...probabilities,
    name: 'Flux.crossentropy',
    formula: '−Σ_c y_c ln(ŷ_c + ϵ)',
    notes,
  },
  {
    ...elements,
    name: 'Flux.binarycrossentropy',
    formula: '−y ln(ŷ + ϵ) − (1 − y) ln(1 − ŷ + ϵ)',
    score: 'pbit',
    addend: 'ε',
    inputDomain: 'unit',
    notes,
  },
  {
    ...elements,
    name: 'Flux.logitbinarycrossentropy',
    formula: 'y softplus(−x) + (1 − y) softplus(x)',
    score: 'bit',
    policy: { infiniteBit: ['∞', 'NaN', 'NaN', 'NaN'], infiniteBitGradient: 'free' },
  },
  {
    ...columns,
    ...probabilities,
    name: 'Flux.kldivergence',
    formula: 'Σ_c y_c (ln y_c − ln(ŷ_c + ϵ))',
    targetDomain: 'nonnegative',
    divergence: true,
    notes: ['ϵ is the default one', 'the entropy of y has no ϵ: the divergence of y from itself is about −ϵ, not 0'],
  },
]
