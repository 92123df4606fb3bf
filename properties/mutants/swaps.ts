/**
 * Mutants that reduce as was not asked: another reduction, another divisor.
 *
 *   sum ↔ mean in the value, in the gradient, in both; none in the gradient as either
 *   D of the rows, of those kept, of the weights, of the elements, of one less, in both and in the gradient alone
 *   what is divided, or multiplied, where it is not to be
 *
 * A value of another shape is no riddle: only what has the right shape is here. Nor is a divisor that is the right one.
 */

import type { LossName, Reduction } from '../../reference/index.ts'
import { type Mutant, generated } from './mutant.ts'
import type { Parts } from './parts.ts'
import type { Question } from './question.ts'
import { add } from './score.ts'

type Side = 'value' | 'gradient' | 'value and gradient'

/** Another question for the reduction of the losses, of the slopes, or of both. */
function reducing(side: Side, change: (question: Question) => Question) {
  return ({ reduce, factor }: Parts): Partial<Parts> => ({
    ...(side !== 'gradient' && { reduce: (parts, q, losses) => reduce(parts, change(q), losses) }),
    ...(side !== 'value' && { factor: (parts, q, n) => factor(parts, change(q), n) }),
  })
}

const SWAPS: readonly (readonly [Side, Reduction, Reduction])[] = [
  ['value', 'sum', 'mean'],
  ['value', 'mean', 'sum'],
  ['gradient', 'sum', 'mean'],
  ['gradient', 'mean', 'sum'],
  ['gradient', 'none', 'mean'],
  ['gradient', 'none', 'sum'],
  ['value and gradient', 'sum', 'mean'],
  ['value and gradient', 'mean', 'sum'],
]

const swapped = SWAPS.map(([side, asked, done]) =>
  generated({
    name: `${done} for ${asked} in the ${side}`,
    why: `${asked} is asked for, and the ${side} is that of ${done}`,
    on: ['log_loss'],
    spoil: reducing(side, (q) => (q.reduction === asked ? { ...q, reduction: done } : q)),
  }),
)

const unreduced = generated({
  name: 'none divided',
  why: 'the losses of the rows are divided by what only their mean is divided by',
  on: ['binary_cross_entropy_with_logits'],
  spoil: ({ reduce }) => ({
    reduce: (parts, q, losses) =>
      q.reduction === 'none' ? losses.map((l) => parts.divide(l, parts.divisor(parts, q))) : reduce(parts, q, losses),
  }),
})

const upstreamInValue = generated({
  name: 'the value times the upstream',
  why: 'what multiplies the slopes on their way back multiplies the loss on its way out',
  on: ['entropy'],
  spoil: ({ reduce }) => ({
    reduce: (parts, q, losses) => reduce(parts, q, losses).map((l, i) => l * (q.upstream?.[i] ?? 1)),
  }),
})

type Divisor = (right: Parts, question: Question) => number

const total = (values: readonly number[] | undefined, otherwise: number): number =>
  values === undefined ? otherwise : add(values)

/** The divisors that a loss might have taken for its own, by the loss. */
const DIVISORS: readonly (readonly [LossName, Readonly<Record<string, Divisor>>])[] = [
  [
    'nll_loss',
    {
      'all rows': (_, { rows }) => rows,
      'the rows kept': (right, q) => right.divisor(right, { ...q, weight: undefined }),
      'all elements': (_, { rows, classes }) => rows * classes,
      'the weights of all classes': (_, { weight, classes }) => total(weight, classes),
      'one row less': (right, q) => right.divisor(right, q) - 1,
    },
  ],
  [
    'binary_cross_entropy',
    {
      'the weights of the elements': (_, { weight, rows }) => total(weight, rows),
      'the weights that are not 0': (_, { weight, rows }) => weight?.filter((w) => w !== 0).length ?? rows,
      'the positives': (_, { target }) => add(target),
      'one element less': (_, { rows }) => rows - 1,
    },
  ],
  [
    'kl_divergence',
    {
      'all elements': (_, { rows, classes }) => rows * classes,
      'the mass of the target': (_, { target }) => add(target),
      'one row less': (_, { rows }) => rows - 1,
    },
  ],
]

function dividing(loss: LossName, name: string, divisor: Divisor, side: 'gradient' | 'value and gradient'): Mutant {
  return generated({
    name: `the mean of ${loss} over ${name} in the ${side}`,
    why: `the ${side} is divided by another count than was declared: ${name}`,
    on: [loss],
    spoil: (right) => ({
      factor: (parts, q, n) => right.factor({ ...parts, divisor: () => divisor(right, q) }, q, n),
      ...(side !== 'gradient' && {
        reduce: (parts, q, losses) => right.reduce({ ...parts, divisor: () => divisor(right, q) }, q, losses),
      }),
    }),
  })
}

const divided = DIVISORS.flatMap(([loss, divisors]) =>
  Object.entries(divisors).flatMap(([name, divisor]) =>
    (['gradient', 'value and gradient'] as const).map((side) => dividing(loss, name, divisor, side)),
  ),
)

export const swaps: readonly Mutant[] = [...swapped, unreduced, upstreamInValue, ...divided]
