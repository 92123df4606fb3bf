/**
 * SciPy: relative entropies, number by number (special) and of whole distributions (stats).
 *
 * Argument by argument as SciPy has it: the first is the target, the second is scored.
 */

import type { Row } from '../profile.ts'

const divergence = {
  evidence: ['observed'],
  seen: 'scipy 1.10.1',
  divides: 'nothing',
  score: 'prob',
  targets: 'dense',
  inputDomain: 'nonnegative',
  targetDomain: 'nonnegative',
  divergence: true,
} as const satisfies Partial<Row>

const special = { ...divergence, input: 'y', target: 'x', elementwise: true } as const satisfies Partial<Row>

const noGradient = 'returns no gradient; that of the formula is stated'
const outside = 'a number below 0 is refused here, where scipy returns ∞'

export const scipy: readonly Row[] = [
  {
    ...special,
    name: 'scipy.special.rel_entr',
    link: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.special.rel_entr.html',
    formula: 'x ln(x / y)',
    notes: ['0 at x = 0', 'may be below 0', outside, noGradient],
  },
  {
    ...special,
    name: 'scipy.special.kl_div',
    link: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.special.kl_div.html',
    formula: 'x ln(x / y) − x + y',
    generalised: true,
    notes: [
      'y at x = 0',
      'not the summand of a Kullback–Leibler divergence, but for equal masses',
      outside,
      noGradient,
    ],
  },
  {
    ...divergence,
    name: 'scipy.stats.entropy',
    link: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.entropy.html',
    formula: 'Σ_c p_c ln(p_c / q_c) / ln b, p and q divided by their sums',
    input: 'qk',
    target: 'pk',
    steps: ['norm'],
    targetSteps: ['norm'],
    options: ['base'],
    notes: [
      'with axis = −1, where scipy takes 0 when it is not told',
      'without qk it is the entropy of pk, which is not modelled',
      noGradient,
    ],
  },
]
