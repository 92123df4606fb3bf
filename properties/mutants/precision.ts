/**
 * Mutants of forward precision: shifts, overflow, cancellation (section A of the list of bugs).
 */

import { type Mutant, spoiled, spoiledDigits } from './mutant.ts'
import { add, largest } from './score.ts'

export const precision: readonly Mutant[] = [
  spoiled({
    name: 'no max shift',
    bug: 'B13',
    link: 'https://github.com/deeplearning4j/deeplearning4j/issues/6039',
    why: 'the logits are exponentiated as they are: e^1000 is ∞, and ∞/∞ is NaN',
    on: ['cross_entropy'],
    spoil: () => ({ shift: () => 0, tail: Math.log }),
  }),
  spoiled({
    name: 'no max shift in batches',
    bug: 'B13',
    link: 'https://github.com/deeplearning4j/deeplearning4j/issues/6039',
    why: 'the path for matrices lost its shift, the path for vectors kept it: a row differs from the row alone',
    on: ['cross_entropy'],
    spoil: ({ shift }) => ({ shift: (z, all) => (all.length > z.length ? 0 : shift(z, all)), tail: Math.log }),
  }),
  spoiled({
    name: 'shift by the smallest',
    bug: 'B08',
    link: 'https://github.com/pytorch/pytorch/pull/2221',
    why: 'the smallest logit is subtracted where the largest was needed: no protection at all from a gap of 710',
    on: ['cross_entropy'],
    spoil: () => ({ shift: (z) => Math.min(...z.filter(Number.isFinite)), tail: Math.log }),
  }),
  spoiled({
    name: 'softplus clamped on the wrong side',
    bug: 'B08',
    link: 'https://github.com/pytorch/pytorch/pull/2221',
    why: 'm = max(z, 0) where max(−z, 0) was needed: e^100 where e^−100 was meant',
    on: ['binary_cross_entropy_with_logits'],
    spoil: () => ({
      softplus: (z) => {
        const m = Math.max(-z, 0)
        return m + Math.log(Math.exp(-m) + Math.exp(z - m))
      },
    }),
  }),
  spoiled({
    name: 'lse − z_t',
    bug: 'B01',
    link: 'https://github.com/ml-explore/mlx/pull/4188',
    why: 'the shift is added to ln Σ before the target logit is subtracted: a common offset of 1e16 leaves no digits',
    on: ['cross_entropy'],
    spoil: () => ({ surprisal: ({ z, shift, tail }, c) => shift + tail - (z[c] as number) }),
  }),
  spoiled({
    name: 'p from lse − z',
    bug: 'B02',
    link: 'https://github.com/pytorch/pytorch/pull/195829',
    why: 'the kernel hands lse to its backward pass, which forms p = e^(z − lse): the offset eats the gradient',
    on: ['cross_entropy'],
    spoil: () => ({ share: ({ z, shift, tail }, c) => Math.exp((z[c] as number) - (shift + tail)) }),
  }),
  spoiled({
    name: 'z − lse, and p from it',
    bug: 'B03',
    link: 'https://github.com/tensorflow/tfjs/blob/1e4196fd7a0248405161b6cf9cc7600c31e44737/tfjs-core/src/ops/losses/softmax_cross_entropy.ts',
    why: 'one log-softmax z − lse serves the loss and, exponentiated, the gradient: a common offset is lost from both',
    on: ['cross_entropy'],
    spoil: () => ({
      surprisal: ({ z, shift, tail }, c) => 0 - ((z[c] as number) - (shift + tail)),
      share: ({ z, shift, tail }, c) => Math.exp((z[c] as number) - (shift + tail)),
      complement: ({ z, shift, tail }, c) => 1 - Math.exp((z[c] as number) - (shift + tail)),
    }),
  }),
  spoiledDigits({
    name: 'log(1 + tiny)',
    bug: 'B04',
    link: 'https://github.com/scipy/scipy/issues/18295',
    why: 'log(1 + e^−40) is 0: a confident loss loses all its digits',
    on: ['cross_entropy'],
    spoil: () => ({ tail: Math.log }),
  }),
  spoiledDigits({
    name: 'p − 1',
    bug: 'B05',
    link: 'https://github.com/tensorflow/tensorflow/issues/126060',
    why: '1 − p is taken from the rounded p: 0 beyond a gap of 37, where −Σ of the others has all its digits',
    on: ['cross_entropy'],
    spoil: ({ share }) => ({ complement: (n, c) => 1 - share(n, c) }),
  }),
  spoiledDigits({
    name: '1 − σ(z)',
    bug: 'B05',
    link: 'https://github.com/tensorflow/tensorflow/issues/126060',
    why: 'the slope of a bit is made of 1 − σ(z) instead of σ(−z): exactly 0 from z = 37 on',
    on: ['binary_cross_entropy_with_logits'],
    spoil: () => ({ bitSlope: (q0, q1, p) => p * q0 - (1 - p) * q1 }),
  }),
  spoiled({
    name: 'gradient from unshifted exponentials',
    bug: 'B06',
    link: 'https://github.com/scikit-learn/scikit-learn/issues/28046',
    why: 'the loss is shifted, the gradient is a code path of its own and is not: NaN beside a right loss',
    on: ['binary_cross_entropy_with_logits'],
    spoil: () => ({ sigmoid: (z) => Math.exp(z) / (1 + Math.exp(z)) }),
  }),
  spoiled({
    name: 'pos_weight takes an unstable path',
    bug: 'B07',
    link: 'https://github.com/pytorch/pytorch/issues/13773',
    why: 'with a pos_weight, of 1 even, softplus is formed without a shift',
    on: ['binary_cross_entropy_with_logits'],
    spoil: (right) => ({
      row: (parts, question, n) =>
        right.row(
          question.posWeight === undefined ? parts : { ...parts, softplus: (z) => Math.log(1 + Math.exp(z)) },
          question,
          n,
        ),
    }),
  }),
  spoiled({
    name: 'shift not added back',
    bug: 'B14',
    link: 'https://github.com/choderalab/perses/pull/1239',
    why: 'the largest logit is subtracted before the logarithm and never added again: losses are off by it, even negative',
    on: ['cross_entropy'],
    spoil: () => ({ surprisal: ({ z, tail }, c) => tail - (z[c] as number) }),
  }),
  spoiled({
    name: 'log of the logistic function',
    bug: 'B15',
    link: 'https://github.com/statsmodels/statsmodels/issues/3923',
    why: 'σ(−1000) underflows to 0, and its logarithm is −∞ instead of −1000',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ sigmoid }) => ({ bit: (_, z) => [-Math.log(sigmoid(-z)), -Math.log(sigmoid(z))] }),
  }),
  spoiled({
    name: 'σ, 1 − p, log',
    bug: 'B16',
    link: 'https://github.com/huggingface/candle/issues/2561',
    why: 'the probability is rounded before its complement is taken: log 0 from z = 37 on',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ sigmoid }) => ({ bit: (_, z) => [-Math.log(1 - sigmoid(z)), -Math.log(sigmoid(z))] }),
  }),
  spoiled({
    name: '0·log σ',
    bug: 'B17',
    link: 'https://github.com/kornia/kornia/issues/2115',
    why: 'the side of no weight is multiplied all the same: (1 − y)·log σ(−z) is 0·−∞ = NaN for z = 800, y = 1',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ sigmoid }) => ({
      bit: (_, z) => [-Math.log(sigmoid(-z)), z > 0 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - z],
      weigh: (q, s) => q * s,
    }),
  }),
  spoiled({
    name: 'log of softmax',
    bug: 'B33',
    link: 'https://github.com/karpathy/convnetjs/blob/3a833c8a30851a94222158e71f92855ae1ee64e2/src/convnet_layers_loss.js',
    why: 'the shifted softmax is right and its logarithm is taken afterwards: ∞ at a gap of 800, with a right gradient',
    on: ['cross_entropy'],
    spoil: () => ({ surprisal: ({ odds, total }, c) => -Math.log((odds[c] as number) / total) }),
  }),
  spoiledDigits({
    name: 'log(1 + tiny) of a bit',
    bug: 'B04',
    link: 'https://github.com/scipy/scipy/issues/18295',
    why: 'softplus without log1p: 0 where the loss of a confident bit is 4.2e−18',
    on: ['binary_cross_entropy_with_logits', 'cross_entropy'],
    spoil: () => ({ softplus: (z) => Math.max(z, 0) + Math.log(1 + Math.exp(-Math.abs(z))) }),
  }),
  spoiled({
    name: 'clamped exponent',
    bug: 'classic',
    why: 'exponents are clamped at −20 against underflow: every class keeps a share of 2e−9',
    on: ['cross_entropy'],
    spoil: () => ({ exp: (x) => Math.exp(Math.max(x, -20)) }),
  }),
  spoiled({
    name: 'one shift for the batch',
    bug: 'classic',
    why: 'the largest logit of the whole batch is subtracted from every row: a row far below it underflows',
    on: ['cross_entropy'],
    spoil: () => ({ shift: (_, all) => largest(all.filter(Number.isFinite)), tail: Math.log }),
  }),
  spoiled({
    name: 'softmax without the largest',
    bug: 'classic',
    why: 'Σ starts at 0 and skips the class of the maximum: ln O instead of ln(1 + O)',
    on: ['cross_entropy'],
    spoil: ({ normal }) => ({
      normal: (parts, z, all) => {
        const n = normal(parts, z, all)
        const total = add(n.odds.filter((_, c) => c !== n.top))
        return { ...n, total, tail: Math.log(total) }
      },
    }),
  }),
]
