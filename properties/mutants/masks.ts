/**
 * Mutants at −∞: masked classes and NaN gradients (section C of the list of bugs).
 */

import { type Mutant, spoiled } from './mutant.ts'
import { filled } from './row.ts'

export const masks: readonly Mutant[] = [
  spoiled({
    name: 'zero target on −∞',
    bug: 'B38',
    link: 'https://github.com/google-deepmind/optax/issues/896',
    why: 'a masked class without target mass adds 0·∞ = NaN',
    on: ['cross_entropy'],
    spoil: () => ({ weigh: (q, s) => q * s }),
  }),
  spoiled({
    name: 'value fixed, derivative not',
    bug: 'B39',
    link: 'https://github.com/google-deepmind/optax/pull/1762',
    why: 'the loss is safe at −∞, its derivative still multiplies 0 by the log-softmax: NaN beside a right value',
    on: ['cross_entropy'],
    spoil: ({ share }) => ({ share: (n, c) => share(n, c) + 0 * Math.log(n.odds[c] as number) }),
  }),
  spoiled({
    name: 'divergence differentiated through the untaken branch',
    bug: 'B40',
    link: 'https://github.com/google-deepmind/optax/pull/1786',
    why: 'where(p = 0, 0, ln p) guards the value, but the branch not taken is differentiated: NaN at zero targets',
    on: ['kl_divergence'],
    spoil: ({ quotient }) => ({ quotient: (q, p) => quotient(q, p) + 0 * Math.log(q) }),
  }),
  spoiled({
    name: 'slope of the target through y·ln y',
    bug: 'B41',
    link: 'https://github.com/pytorch/pytorch/issues/89558',
    why: 'the slope of y·ln y, which has no part in this loss, is added and taken off again: NaN where y is 0',
    on: ['nll_loss'],
    spoil: ({ targetSlope }) => ({
      targetSlope: (parts, rate, surprisal, y) => targetSlope(parts, rate, surprisal, y) + 0 * Math.log(Math.abs(y)),
    }),
  }),
  spoiled({
    name: 'gradient through a division by p',
    bug: 'B42',
    link: 'https://github.com/FluxML/NNlib.jl/issues/68',
    why: 'upstream/softmax is formed before it is multiplied by softmax again: 0/0 for a class that underflowed',
    on: ['cross_entropy'],
    spoil: ({ slope }) => ({ slope: (Q, q, p, rest) => slope(Q, (q / p) * p, p, rest) }),
  }),
  spoiled({
    name: '(p − y)/(p(1 − p)) times p(1 − p)',
    bug: 'B43',
    link: 'https://github.com/deeplearning4j/deeplearning4j/issues/3247',
    why: 'the slope of the loss and that of the logistic function are multiplied: 0/0 at saturation',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ bitSlope }) => ({
      bitSlope: (q0, q1, p) => {
        const variance = p * (1 - p)
        return (bitSlope(q0, q1, p, 1 - p) / variance) * variance
      },
    }),
  }),
  spoiled({
    name: 'mask of −1e4',
    bug: 'B45',
    link: 'https://github.com/jax-ml/jax/issues/16208',
    why: 'a masked class gets a large negative number instead of −∞: it wins where all others are lower still',
    on: ['cross_entropy'],
    spoil: ({ rowAt }) => ({
      rowAt: (question, n) => rowAt(question, n).map((z) => (z === -Infinity ? -1e4 : z)),
    }),
  }),
  spoiled({
    name: 'masked classes share the probability',
    bug: 'B45',
    link: 'https://github.com/jax-ml/jax/issues/16208',
    why: 'the mask is applied to the sum but not to the output: masked classes keep a slope',
    on: ['cross_entropy'],
    spoil: ({ share }) => ({ share: (n, c) => (n.z[c] === -Infinity ? 1 / n.total : share(n, c)) }),
  }),
  spoiled({
    name: 'a row of −∞ costs nothing',
    bug: 'B46',
    link: 'https://github.com/pytorch/pytorch/issues/31829',
    why: 'a row without a possible class is answered by 0 instead of NaN: it looks like a perfect prediction',
    on: ['cross_entropy'],
    spoil: ({ row }) => ({
      row: (parts, question, n) =>
        parts.rowAt(question, n).every((z) => z === -Infinity) ? filled(0, question.classes) : row(parts, question, n),
    }),
  }),
  spoiled({
    name: 'the impossible is clamped',
    bug: 'classic',
    why: 'a target on a masked class costs 1e9 instead of ∞',
    on: ['nll_loss'],
    spoil: ({ weigh }) => ({ weigh: (q, s) => weigh(q, Math.min(s, 1e9)) }),
  }),
  spoiled({
    name: 'NaN to number',
    bug: 'B87',
    why: 'NaN inputs are replaced by 0: a broken row has a plausible loss',
    on: ['binary_cross_entropy_with_logits', 'log_loss'],
    spoil: ({ rowAt }) => ({ rowAt: (question, n) => rowAt(question, n).map((x) => (Number.isNaN(x) ? 0 : x)) }),
  }),
  spoiled({
    name: 'one NaN poisons the batch',
    bug: 'classic',
    why: 'a NaN anywhere makes every row NaN',
    on: ['nll_loss'],
    spoil: ({ row }) => ({
      row: (parts, question, n) =>
        question.input.some(Number.isNaN) ? filled(NaN, question.classes) : row(parts, question, n),
    }),
  }),
]
