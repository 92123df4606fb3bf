/**
 * statsmodels: log-likelihoods of discrete models, as functions of the linear predictor X·β.
 *
 * The sign is that of a likelihood: at most 0, and a fit makes it large.
 */

import type { Row } from '../profile.ts'

const likelihood = {
  evidence: ['observed'],
  seen: 'statsmodels 0.13.5',
  divides: 'nothing',
  input: 'linpred',
  target: 'endog',
  sign: -1,
  reduction: { argument: 'reduction', default: 'sum' },
  reductions: { sum: 'sum' },
} as const satisfies Partial<Row>

export const statsmodels: readonly Row[] = [
  {
    ...likelihood,
    name: 'statsmodels.Logit.loglike',
    link: 'https://www.statsmodels.org/stable/generated/statsmodels.discrete.discrete_model.Logit.loglike.html',
    formula: 'Σ_n −y softplus(−x) − (1 − y) softplus(x)',
    score: 'bit',
    targets: 'binary',
    targetDomain: 'unit',
    policy: { infiniteBitGradient: 'free' },
    notes: [
      'targets are 0 and 1; what is shipped is ln σ((2y − 1)·x), which is something else between them',
      'as shipped it is a naive ln σ: −∞ at x = 800 and y = 0, where the formula says −800',
      'score(β) is the gradient times X',
    ],
  },
  {
    ...likelihood,
    name: 'statsmodels.MNLogit.loglike',
    link: 'https://www.statsmodels.org/stable/generated/statsmodels.discrete.discrete_model.MNLogit.loglike.html',
    formula: 'Σ_n z_t − lse z, z_0 = 0',
    score: 'logits',
    targets: 'index',
    ranks: 'matrix',
    baseline: true,
    gradient: { target: 'none' },
    notes: ['K − 1 logits a row, for class 0 has none', 'as shipped it is NaN at a logit of 800'],
  },
]
