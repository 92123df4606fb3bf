/**
 * Mutants with a guard removed: what is not refused, and what is not caught, one guard at a time.
 *
 *   refusals     0 ≤ a ≤ 1, 0 ≤ t < K, 0 ≤ p ≤ 1
 *   0·∞          of a mass and a surprisal, of a mass and 1/p, of a focal factor and its slope
 *   the row      of NaN, ignored, with a quotient beyond the normal range
 *
 * Guards that have a report, the shift among them, are in the files of their sections.
 */

import type { LossName } from '../../reference/index.ts'
import { type Mutant, generated } from './mutant.ts'
import type { Parts } from './parts.ts'

interface Guard {
  readonly name: string
  readonly why: string
  readonly on: readonly LossName[]
  readonly spoil: (right: Parts) => Partial<Parts>
}

const REFUSALS: readonly Guard[] = [
  {
    name: 'binary smoothing of any size',
    why: 'label_smoothing is checked by the losses over classes alone',
    on: ['binary_cross_entropy_with_logits'] as const,
    spoil: (): Partial<Parts> => ({ takesSmoothing: () => true }),
  },
  {
    name: 'smoothing above 1',
    why: 'label_smoothing is refused below 0 alone',
    on: ['cross_entropy'],
    spoil: () => ({ takesSmoothing: (a) => a >= 0 }),
  },
  {
    name: 'smoothing below 0',
    why: 'label_smoothing is refused above 1 alone',
    on: ['log_loss'],
    spoil: () => ({ takesSmoothing: (a) => a <= 1 }),
  },
  {
    name: 'indices from K on',
    why: 'an index is refused below 0 alone',
    on: ['nll_loss'],
    spoil: () => ({ takesIndex: (t) => t >= 0 }),
  },
  {
    name: 'indices below 0',
    why: 'an index is refused from K on alone, and any negative one marks a row that costs nothing',
    on: ['cross_entropy'],
    spoil: () => ({ takesIndex: (t, classes) => t < classes }),
  },
  {
    name: 'probabilities above 1',
    why: 'a probability is refused below 0 alone',
    on: ['binary_cross_entropy'],
    spoil: () => ({ takesValue: (x) => !(x < 0) }),
  },
  {
    name: 'probabilities below 0',
    why: 'a probability is refused above 1 alone',
    on: ['log_loss'],
    spoil: () => ({ takesValue: (x, domain) => !(domain === 'unit' && x > 1) }),
  },
  {
    name: 'negative measures',
    why: 'a negative mass has no logarithm, and is not refused',
    on: ['entropy'],
    spoil: () => ({ takesValue: () => true }),
  },
]

const ZERO_TIMES_INFINITY: readonly Guard[] = [
  ...(['nll_loss', 'kl_divergence', 'binary_cross_entropy_with_logits'] as const).map((loss): Guard => ({
    name: `0·∞ of ${loss}`,
    why: 'a mass of 0 is multiplied by a surprisal of ∞ all the same: NaN',
    on: [loss],
    spoil: () => ({ weigh: (q, s) => q * s }),
  })),
  ...(['log_loss', 'kl_divergence', 'binary_cross_entropy'] as const).map((loss): Guard => ({
    name: `0/0 in the slope of ${loss}`,
    why: 'a mass of 0 is divided by a probability of 0 all the same: NaN',
    on: [loss],
    spoil: () => ({ quotient: (q, p) => -q / Math.abs(p) }),
  })),
]

/** (1 − p)^(γ − 1) formed where 1 − p is 0. */
const atOne = (loss: LossName): Guard => ({
  name: `focal of ${loss} at p = 1`,
  why: '(1 − p)^(γ − 1) is formed where 1 − p is 0: 0/0',
  on: [loss],
  spoil: ({ focus }) => ({
    focus: (s, gamma) => {
      const { psi, a } = focus(s, gamma)
      return { psi, a: gamma !== 0 && s === 0 ? NaN : a }
    },
  }),
})

/** p·s formed where p is 0 and s is ∞. */
const atZero = (loss: LossName): Guard => ({
  name: `focal of ${loss} at p = 0`,
  why: 'γ·p·s is formed where p is 0 and s is ∞: NaN',
  on: [loss],
  spoil: ({ focus }) => ({
    focus: (s, gamma) => {
      const { psi, a } = focus(s, gamma)
      return { psi, a: gamma !== 0 && s === Infinity ? NaN : a }
    },
  }),
})

const FOCAL: readonly Guard[] = [
  {
    name: 'γ = 0 as any other',
    why: 'the slope of (1 − p)⁰ is formed as γ·(1 − p)^−1: 0·∞ where p is 1',
    on: ['log_loss'],
    spoil: ({ focus }) => ({
      focus: (s, gamma) => (gamma === 0 && s === 0 ? { psi: 0, a: NaN } : focus(s, gamma)),
    }),
  },
  ...(['cross_entropy', 'log_loss', 'binary_cross_entropy'] as const).map(atOne),
  ...(['cross_entropy', 'nll_loss'] as const).map(atZero),
]

const ROWS: readonly Guard[] = [
  {
    name: 'a divisor of 0',
    why: 'a mean over weights that sum to 0 is divided as it is: ∞ instead of NaN where something is left above it',
    on: ['cross_entropy'],
    spoil: () => ({ divide: (a, b) => a / b }),
  },
  ...(['nll_loss', 'log_loss'] as const).map((loss): Guard => ({
    name: `NaN without mass in ${loss}`,
    why: 'a class that is NaN and has no target mass is left out, where the row has no answer',
    on: [loss],
    spoil: () => ({ hasScore: () => true }),
  })),
  ...(['cross_entropy', 'log_loss'] as const).map((loss): Guard => ({
    name: `nothing ignored by ${loss}`,
    why: 'rows of the ignored index are kept: an index that is no class hits none, and is counted',
    on: [loss],
    spoil: () => ({ keeps: () => true }),
  })),
  {
    name: 'p/q that overflows',
    why: 'ln(p/q) of a quotient that is ∞, or has lost its digits below the normal range',
    on: ['kl_divergence'],
    spoil: ({ excess }) => ({
      excess: (y, p) => {
        const ratio = y / p
        return ratio > 0.5 && ratio < 2 ? excess(y, p) : Math.log(ratio)
      },
    }),
  },
]

const unguarded = ({ name, ...guard }: Guard): Mutant => generated({ name: `no guard: ${name}`, ...guard })

export const guards: readonly Mutant[] = [...REFUSALS, ...ZERO_TIMES_INFINITY, ...FOCAL, ...ROWS].map(unguarded)
