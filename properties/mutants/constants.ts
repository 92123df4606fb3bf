/**
 * Mutants with a constant that is a millionth off: every number that the formulas are written with, and every default.
 *
 *   (1 − a)·y + a/K   ln(1 + Σ e^…)   z/T   C·tanh(z/C)   λ·Λ²   (1 − p)^γ   ln(p/q) + 1   Σ/D
 *
 * A millionth is more than any rounding, and less than what a plot or a training run would show.
 */

import type { LossName } from '../../reference/index.ts'
import { type Mutant, generated } from './mutant.ts'
import type { OptionName, Parts } from './parts.ts'
import type { Question } from './question.ts'

const LITTLE = 1e-6

/** 1, a millionth off. */
const ONE = 1 + LITTLE

interface Constant {
  /** The constant, as its formula has it. */
  readonly name: string
  readonly on: readonly LossName[]
  readonly spoil: (right: Parts) => Partial<Parts>
}

const logits =
  (change: (question: Question) => Partial<Question>) =>
  ({ raise, rate }: Parts): Partial<Parts> => ({
    raise: (x, q) => raise(x, { ...q, ...change(q) }),
    rate: (x, q) => rate(x, { ...q, ...change(q) }),
  })

const OF_TARGETS: readonly Constant[] = [
  { name: 'the 1 of 1 − a', on: ['cross_entropy'], spoil: () => ({ smooth: (y, a, K) => (ONE - a) * y + a / K }) },
  { name: 'the 1 of 1/K', on: ['log_loss'], spoil: () => ({ smooth: (y, a, K) => (1 - a) * y + (a * ONE) / K }) },
  {
    name: 'the 2 of a/2',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ smooth }) => ({ smooth: (y, a, K) => smooth(y, a, K) + (a / K) * LITTLE }),
  },
  {
    name: 'the 1 that is no weight',
    on: ['cross_entropy'],
    spoil: () => ({ weightAt: (weights, i) => weights?.[i] ?? ONE }),
  },
]

const OF_SCORES: readonly Constant[] = [
  {
    name: 'the 1 of ln(1 + Σ of the others)',
    on: ['cross_entropy'],
    spoil: () => ({ tail: (_, others) => Math.log1p(others + LITTLE) }),
  },
  {
    name: 'the 1 of softplus',
    on: ['binary_cross_entropy_with_logits'],
    spoil: () => ({ softplus: (z) => Math.max(z, 0) + Math.log1p(LITTLE + Math.exp(-Math.abs(z))) }),
  },
  {
    name: 'the 1 of σ',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ sigmoid }) => ({ sigmoid: (z) => sigmoid(z) / (1 + LITTLE * sigmoid(z)) }),
  },
  {
    name: 'the 1 of 1 − p in the slope',
    on: ['cross_entropy'],
    spoil: ({ complement }) => ({ complement: (n, c) => complement(n, c) + LITTLE }),
  },
  { name: 'the e of e^z', on: ['cross_entropy'], spoil: () => ({ exp: (x) => Math.exp(x * ONE) }) },
  { name: 'the e of ln p', on: ['log_loss', 'entropy'], spoil: ({ ln }) => ({ ln: (p) => ln(p) * ONE }) },
  {
    name: 'the 1 of ln(1 − p)',
    on: ['binary_cross_entropy'],
    spoil: () => ({ lnComplement: (p) => Math.log1p(LITTLE - p) }),
  },
  {
    name: 'the −1 of the slope −q/p',
    on: ['entropy'],
    spoil: ({ quotient }) => ({ quotient: (q, p) => quotient(q, p) * ONE }),
  },
  {
    name: 'the 1 of the slope ln(p/q) + 1',
    on: ['kl_divergence'],
    spoil: ({ row }) => ({
      row: (parts, q, n) => {
        const right = row(parts, q, n)
        return right && { ...right, targetSlope: right.targetSlope.map((g) => g + LITTLE) }
      },
    }),
  },
]

const OF_OPTIONS: readonly Constant[] = [
  { name: 'T', on: ['cross_entropy'], spoil: logits(({ temperature }) => ({ temperature: temperature * ONE })) },
  {
    name: 'the 1/T of the chain rule',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ rate }) => ({ rate: (x, q) => rate(x, q) * ONE }),
  },
  { name: 'C', on: ['cross_entropy'], spoil: logits(({ softcap }) => ({ softcap: softcap * ONE })) },
  {
    name: 'λ',
    on: ['cross_entropy'],
    spoil: ({ zLoss, zSlope }) => ({
      zLoss: (lambda, normaliser) => zLoss(lambda * ONE, normaliser),
      zSlope: (lambda, normaliser, p) => zSlope(lambda * ONE, normaliser, p),
    }),
  },
  {
    name: 'the 2 of the slope 2λΛ·p',
    on: ['cross_entropy'],
    spoil: ({ zSlope }) => ({ zSlope: (lambda, normaliser, p) => zSlope(lambda, normaliser, p) * ONE }),
  },
  {
    name: 'the 2 of Λ²',
    on: ['cross_entropy'],
    spoil: () => ({ zLoss: (lambda, normaliser) => lambda * Math.abs(normaliser) ** (2 + LITTLE) }),
  },
  { name: 'γ', on: ['nll_loss'], spoil: ({ focus }) => ({ focus: (s, gamma) => focus(s, gamma * ONE) }) },
  {
    name: 'the γ of the chain rule',
    on: ['binary_cross_entropy'],
    spoil: ({ focus }) => ({
      focus: (s, gamma) => {
        const { psi, a } = focus(s, gamma)
        // a = (1 − p)^γ + γ·…
        const modulation = gamma === 0 ? 1 : (-Math.expm1(-s)) ** gamma
        return { psi, a: modulation + (a - modulation) * ONE }
      },
    }),
  },
]

const OF_REDUCTIONS: readonly Constant[] = [
  { name: 'D', on: ['kl_divergence'], spoil: ({ divisor }) => ({ divisor: (parts, q) => divisor(parts, q) * ONE }) },
  {
    name: 'the D of the gradient',
    on: ['binary_cross_entropy'],
    spoil: ({ factor }) => ({
      factor: (parts, q, n) => factor(parts, q, n) * (q.reduction === 'mean' ? ONE : 1),
    }),
  },
  {
    name: 'the 1 that is no upstream',
    on: ['nll_loss'],
    spoil: ({ factor }) => ({ factor: (parts, q, n) => factor(parts, q, n) * (q.upstream === undefined ? ONE : 1) }),
  },
]

const perturbed = [...OF_TARGETS, ...OF_SCORES, ...OF_OPTIONS, ...OF_REDUCTIONS].map(({ name, ...defect }) =>
  generated({ name: `${name} off by 1e-6`, why: `a constant is 1e-6 off: ${name}`, ...defect }),
)

/** What an option that is not given is taken for, a little off; an index by the next thing that people take for it. */
const DEFAULTS: readonly (readonly [OptionName, number, LossName])[] = [
  ['label_smoothing', LITTLE, 'nll_loss'],
  ['temperature', ONE, 'binary_cross_entropy_with_logits'],
  ['softcap', 1 / LITTLE, 'cross_entropy'],
  ['z_loss', LITTLE, 'cross_entropy'],
  ['focal', LITTLE, 'log_loss'],
  ['ignore_index', -1, 'cross_entropy'],
]

const defaults = DEFAULTS.map(([option, value, loss]) =>
  generated({
    name: `${option} defaults to ${value}`,
    why: `a call without ${option} is answered as one with ${value}`,
    on: [loss],
    spoil: (right) => ({ option: (name, given) => right.option(name, name === option ? (given ?? value) : given) }),
  }),
)

export const constants: readonly Mutant[] = [...perturbed, ...defaults]
