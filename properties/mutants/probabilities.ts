/**
 * Mutants of losses over probabilities: clipping, eps, 0·log 0 (section B of the list of bugs).
 */

import type { ModuleCall } from '../subject.ts'
import { type Mutant, distorted, spoiled } from './mutant.ts'
import { add } from './score.ts'

const clip = (lo: number, hi: number) => (p: number) => Math.min(hi, Math.max(lo, p))

/** Keras's clip, 1e−7 … 1 − 1e−7. */
const keras = clip(1e-7, 1 - 1e-7)

/** The call with its probabilities changed one by one. */
function withProbabilities(call: ModuleCall, change: (p: number) => number): ModuleCall {
  const { probabilities: given } = call.arguments
  if (typeof given !== 'object') return call
  const changed = { ...given, data: Float64Array.from(given.data as Float64Array, change) }
  return { ...call, arguments: { ...call.arguments, probabilities: changed } }
}

export const probabilities: readonly Mutant[] = [
  spoiled({
    name: 'clip below the resolution of float32',
    bug: 'B18',
    link: 'https://github.com/scikit-learn/scikit-learn/issues/24315',
    why: 'clipped to 1 − 1e−15 in float32, where that is 1: NaN for a right and certain answer',
    on: ['binary_cross_entropy'],
    dtypes: ['f32'],
    spoil: () => ({
      ln: (p) => Math.log(Math.fround(Math.max(p, 1e-15))),
      lnComplement: (p) => Math.log(1 - Math.fround(Math.min(p, 1 - 1e-15))),
      weigh: (q, s) => q * s,
    }),
  }),
  spoiled({
    name: 'clipped at one end only',
    bug: 'B19',
    link: 'https://github.com/keras-team/keras/issues/377',
    why: 'the lower clip bound works, the upper one is 1 itself: the two certainties are treated differently',
    on: ['binary_cross_entropy'],
    spoil: () => ({ ln: (p) => Math.log(Math.max(p, 1e-9)) }),
  }),
  spoiled({
    name: 'clip and eps both',
    bug: 'B21',
    link: 'https://github.com/keras-team/keras/issues/15249',
    why: 'probabilities are clipped, and eps is added inside the logarithm once more',
    on: ['binary_cross_entropy'],
    spoil: () => ({
      ln: (p) => Math.log(keras(p) + 1e-7),
      lnComplement: (p) => Math.log(1 - keras(p) + 1e-7),
    }),
  }),
  spoiled({
    name: 'eps inside the log',
    bug: 'B22',
    link: 'https://github.com/pytorch/pytorch/issues/2866',
    why: 'log(p + 1e−12): a certain and right answer has a negative loss, a wrong one is capped at 27.6',
    on: ['binary_cross_entropy'],
    spoil: () => ({ ln: (p) => Math.log(p + 1e-12), lnComplement: (p) => Math.log(1 - p + 1e-12) }),
  }),
  spoiled({
    name: 'eps inside the log of a class',
    bug: 'B23',
    link: 'https://github.com/cazala/synaptic/blob/be136f7edefc2552b3609d88fa69a22cc11da9c0/src/Trainer.js',
    why: 'log(p + 1e−7): losses are too low everywhere, negative at p = 1, capped at 16.1',
    on: ['log_loss', 'entropy'],
    spoil: () => ({ ln: (p) => Math.log(p + 1e-7) }),
  }),
  spoiled({
    name: 'clip caps the loss',
    bug: 'B24',
    link: 'https://github.com/keras-team/keras/issues/7563',
    why: 'p is clipped to [1e−7, 1 − 1e−7]: the loss is never above 16.118 nor below 1.19e−7',
    on: ['log_loss'],
    spoil: () => ({ ln: (p) => Math.log(keras(p)) }),
  }),
  spoiled({
    name: 'clip kills the gradient',
    bug: 'B25',
    link: 'https://github.com/keras-team/keras/issues/9664',
    why: 'the value is right, the gradient goes through a clip and is 0 where the model is most wrong',
    on: ['binary_cross_entropy'],
    spoil: ({ quotient }) => ({ quotient: (q, p) => (keras(p) === p ? quotient(q, p) : 0) }),
  }),
  spoiled({
    name: 'log clamped at −100',
    bug: 'B26',
    link: 'https://github.com/pytorch/pytorch/issues/103316',
    why: 'logarithms are clamped at −100 and denominators get an eps: the worst sample stops to learn',
    on: ['binary_cross_entropy'],
    spoil: ({ quotient }) => ({
      ln: (p) => Math.max(Math.log(p), -100),
      lnComplement: (p) => Math.max(Math.log1p(-p), -100),
      quotient: (q, p) => quotient(q, Math.max(p, 1e-12)),
    }),
  }),
  spoiled({
    name: 'rows renormalised',
    bug: 'B28',
    link: 'https://github.com/keras-team/keras/pull/1368',
    why: 'rows are divided by their sum unasked: one class always costs 0, a row of zeros is 0/0',
    on: ['log_loss'],
    spoil: ({ rowAt }) => ({
      rowAt: (question, n) => {
        const row = rowAt(question, n)
        return row.map((p) => p / add(row))
      },
    }),
  }),
  spoiled({
    name: '0·log 0',
    bug: 'B29',
    link: 'https://github.com/FluxML/Flux.jl/pull/1166',
    why: 'a class of probability 0 and no target mass adds 0·−∞ = NaN',
    on: ['log_loss', 'entropy'],
    spoil: () => ({ weigh: (q, s) => q * s }),
  }),
  spoiled({
    name: '0·log 0 of a bit',
    bug: 'B30',
    link: 'https://github.com/ml-explore/mlx/pull/1280',
    why: 'p of exactly 0 or 1 is NaN even when it is right',
    on: ['binary_cross_entropy'],
    spoil: () => ({ weigh: (q, s) => q * s }),
  }),
  spoiled({
    name: 'clamp on the wrong expression',
    bug: 'B32',
    link: 'https://github.com/wagenaartje/neataptic/blob/08295b79c7609e2278964b3c4e0c452567c01437/src/methods/cost.js',
    why: 'log(1 − max(p, eps)) where log(max(1 − p, eps)) was meant: it changes small p and leaves p = 1',
    on: ['binary_cross_entropy'],
    spoil: () => ({ lnComplement: (p) => Math.log1p(-Math.max(p, 1e-15)) }),
  }),
  distorted({
    name: '1 − p rounded',
    bug: 'B20',
    link: 'https://github.com/dmlc/xgboost/issues/6731',
    why: 'the complement is rounded and both sides are computed from it: p = 1e−17 is 0, and has lost its digits long before',
    on: ['binary_cross_entropy'],
    distort: { call: (call) => withProbabilities(call, (p) => 1 - (1 - p)) },
  }),
  spoiled({
    name: 'difference of logarithms near p = q',
    bug: 'B35',
    link: 'https://github.com/scipy/scipy/issues/20083',
    why: 'ln p − ln q with ln p kept in float32: the divergence of near-equal distributions is noise, even negative',
    on: ['kl_divergence'],
    spoil: () => ({ excess: (y, p) => Math.fround(Math.log(y)) - Math.log(p) }),
  }),
  spoiled({
    name: '∞ − ∞ at an infinite bit',
    bug: 'B37',
    link: 'https://github.com/pytorch/pytorch/issues/135359',
    why: '(1 − y)·z − log σ(z) is −∞ + ∞ = NaN at z = −∞, where the formula is +∞ or 0',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ softplus }) => ({ bit: (_, z) => [z + softplus(-z), softplus(-z)] }),
  }),
  spoiled({
    name: 'probabilities accepted as they come',
    bug: 'B68',
    link: 'https://github.com/pytorch/pytorch/issues/193757',
    why: 'p = 1.5 and p = −0.25 get a number, or NaN, but no refusal',
    on: ['binary_cross_entropy', 'kl_divergence'],
    spoil: () => ({ takesValue: () => true }),
  }),
]
