/**
 * Mutants of the gradient: scale, sign, upstream (section F of the list of bugs). The losses are right in all but one.
 */

import { type Mutant, spoiled } from './mutant.ts'

export const gradients: readonly Mutant[] = [
  spoiled({
    name: 'p − y for any target',
    bug: 'B69',
    link: 'https://github.com/kvark/meganeura/pull/102',
    why: 'the gradient is p − y also where Σ y is not 1: it no longer sums to 0, and signs flip',
    on: ['cross_entropy'],
    spoil: () => ({ slope: (_, q, p, rest) => p * (1 - q) - q * rest }),
  }),
  spoiled({
    name: 'target’s gradient y − p',
    bug: 'B69',
    link: 'https://github.com/tensorflow/tensorflow/issues/60314',
    why: 'the gradient with respect to the target is the logits’ with its sign turned, where −ln p is right',
    on: ['cross_entropy'],
    spoil: () => ({ targetSlope: (_, _rate, surprisal, y) => y - Math.exp(-surprisal) }),
  }),
  spoiled({
    name: 'sign of the gradient flipped',
    bug: 'B71',
    link: 'https://github.com/deeplearning4j/deeplearning4j/issues/349',
    why: 'y − p: descent climbs',
    on: ['cross_entropy', 'binary_cross_entropy'],
    spoil: (right) => ({ factor: (parts, question, n) => -right.factor(parts, question, n) }),
  }),
  spoiled({
    name: 'the loss negative',
    bug: 'B71',
    link: 'https://github.com/deeplearning4j/deeplearning4j/issues/349',
    why: 'the minus of −ln p is missing: Σ y·ln p',
    on: ['nll_loss', 'entropy', 'kl_divergence'],
    spoil: ({ reduce }) => ({
      reduce: (parts, question, losses) =>
        reduce(
          parts,
          question,
          losses.map((l) => 0 - l),
        ),
    }),
  }),
  spoiled({
    name: 'softmax over the rows',
    bug: 'B71',
    link: 'https://github.com/deeplearning4j/deeplearning4j/issues/345',
    why: 'the batch is read along the other axis: right for square batches on the diagonal, wrong elsewhere',
    on: ['cross_entropy'],
    spoil: () => ({
      rowAt: ({ input, rows, classes }, n) =>
        Array.from({ length: classes }, (_, c) => input[(c * rows + n) % input.length] as number),
    }),
  }),
  spoiled({
    name: 'no gradient where y = 0',
    bug: 'B71',
    link: 'https://github.com/deeplearning4j/nd4j/issues/1328',
    why: 'only the positive side has a gradient',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ slopeMass }) => ({
      slopeMass: (parts, question, n) => [0, ...slopeMass(parts, question, n).slice(1)],
    }),
  }),
  spoiled({
    name: 'upstream ignored',
    bug: 'B72',
    link: 'https://github.com/pytorch/pytorch/pull/94226',
    why: 'the backward pass returns the gradient of the loss itself, whatever follows it',
    on: ['kl_divergence', 'binary_cross_entropy'],
    spoil: ({ factor }) => ({
      factor: (parts, question, n) => factor(parts, { ...question, upstream: undefined }, n),
    }),
  }),
  spoiled({
    name: 'the first upstream for all rows',
    bug: 'B72',
    link: 'https://github.com/linkedin/Liger-Kernel/issues/968',
    why: 'all rows are multiplied by upstream[0]: right for a scalar loss, and for an even upstream',
    on: ['nll_loss'],
    spoil: ({ factor }) => ({ factor: (parts, question) => factor(parts, question, 0) }),
  }),
  spoiled({
    name: 'gradient not divided',
    bug: 'B73',
    link: 'https://github.com/apache/mxnet/pull/2215',
    why: 'the loss is a mean, its gradient that of the sum',
    on: ['binary_cross_entropy_with_logits', 'log_loss'],
    spoil: ({ factor }) => ({
      factor: (parts, question, n) =>
        factor(parts, { ...question, reduction: question.reduction === 'mean' ? 'sum' : question.reduction }, n),
    }),
  }),
  spoiled({
    name: 'gradient of distributions not divided',
    bug: 'B73',
    link: 'https://github.com/apache/mxnet/issues/5981',
    why: 'the normalisation is skipped where target and output have one shape',
    on: ['cross_entropy'],
    spoil: ({ factor }) => ({
      factor: (parts, question, n) =>
        factor(
          parts,
          question.indexed || question.reduction !== 'mean' ? question : { ...question, reduction: 'sum' },
          n,
        ),
    }),
  }),
  spoiled({
    name: 'gradient divided twice',
    bug: 'B73',
    link: 'https://github.com/apache/mxnet/issues/5981',
    why: 'the divisor of the mean is applied in the loss and once more behind it',
    on: ['kl_divergence'],
    spoil: ({ factor }) => ({
      factor: (parts, question, n) =>
        parts.divide(factor(parts, question, n), question.reduction === 'mean' ? parts.divisor(parts, question) : 1),
    }),
  }),
  spoiled({
    name: 'gradient divided by the rows',
    bug: 'B73',
    link: 'https://github.com/fetchai/ledger/pull/1580',
    why: 'the loss is divided by the weights of the rows kept, the gradient by the number of rows',
    on: ['nll_loss'],
    spoil: ({ factor }) => ({
      factor: (parts, question, n) => factor({ ...parts, divisor: () => question.rows }, question, n),
    }),
  }),
  spoiled({
    name: 'pos_weight ignored in the gradient',
    bug: 'B73',
    link: 'https://github.com/PaddlePaddle/Paddle/issues/64226',
    why: 'the forward pass weighs the positive side, the backward pass does not: invisible at 1',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ slopeMass }) => ({
      slopeMass: (parts, question, n) => slopeMass(parts, { ...question, posWeight: undefined }, n),
    }),
  }),
  spoiled({
    name: 'pos_weight on the wrong side',
    bug: 'B73',
    link: 'https://github.com/PaddlePaddle/Paddle/issues/54730',
    why: 'the negatives are weighed by it',
    on: ['binary_cross_entropy_with_logits'],
    spoil: () => ({ pair: (t, w, v) => [w * v * (1 - t), w * t] }),
  }),
  spoiled({
    name: 'weight missing in the gradient',
    bug: 'classic',
    why: 'the loss is weighed, its gradient is not',
    on: ['log_loss', 'binary_cross_entropy'],
    spoil: ({ slopeMass }) => ({
      slopeMass: (parts, question, n) => slopeMass(parts, { ...question, weight: undefined }, n),
    }),
  }),
  spoiled({
    name: 'smoothing missing in the gradient',
    bug: 'classic',
    why: 'the loss is smoothed, its gradient is p − onehot(t)',
    on: ['cross_entropy'],
    spoil: ({ slopeMass }) => ({
      slopeMass: (parts, question, n) => slopeMass(parts, { ...question, labelSmoothing: 0 }, n),
    }),
  }),
  spoiled({
    name: 'gradient of |z| at 0',
    bug: 'classic',
    why: 'softplus is differentiated through |z|, whose slope at 0 is taken for 0: the tie z = 0 has σ = 0 there',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ sigmoid }) => ({ sigmoid: (z) => (z === 0 ? 0 : sigmoid(z)) }),
  }),
  spoiled({
    name: 'ties off by 1e−9',
    bug: 'classic',
    why: 'of equal largest logits all but the first are given a share that is 1e−9 too small',
    on: ['cross_entropy'],
    spoil: ({ share }) => ({
      share: (n, c) => (n.z[c] === n.shift && c !== n.top ? share(n, c) * (1 - 1e-9) : share(n, c)),
    }),
  }),
  spoiled({
    name: 'the slope of q without 1/q',
    bug: 'classic',
    why: '∂KL/∂q is −p instead of −p/q: right for a softmax that follows, wrong for q itself',
    on: ['kl_divergence'],
    spoil: () => ({ quotient: (q) => -q }),
  }),
  spoiled({
    name: 'the slope of p without the 1',
    bug: 'classic',
    why: '∂(p·ln p)/∂p is ln p + 1, and the 1 is forgotten',
    on: ['kl_divergence'],
    spoil: ({ row }) => ({
      row: (parts, question, n) => {
        const right = row(parts, question, n)
        return right && { ...right, targetSlope: right.targetSlope.map((g) => g - 1) }
      },
    }),
  }),
  spoiled({
    name: 'the slope of entropy without the −1',
    bug: 'classic',
    why: '∂H/∂p is −ln p − 1, and the −1 is forgotten',
    on: ['entropy'],
    spoil: () => ({ quotient: () => 0 }),
  }),
]
