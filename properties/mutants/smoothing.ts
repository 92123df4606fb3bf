/**
 * Mutants of label smoothing and of the encoding of targets (section E of the list of bugs).
 */

import { type Mutant, spoiled } from './mutant.ts'

export const smoothing: readonly Mutant[] = [
  spoiled({
    name: 'hard term 1 − aK/(K − 1)',
    bug: 'B61',
    link: 'https://github.com/fastai/fastai/pull/1814',
    why: 'the uniform part is over all K classes, the hard part is taken from the other convention',
    on: ['log_loss'],
    spoil: () => ({ smooth: (y, a, K) => (1 - (K > 1 ? (a * K) / (K - 1) : a)) * y + a / K }),
  }),
  spoiled({
    name: 'hard term y·(1 − a/K)',
    bug: 'B61',
    link: 'https://github.com/ildoonet/pytorch-randaugment/issues/30',
    why: 'y·(1 − a/K) + a/K: the masses sum to more than 1',
    on: ['nll_loss'],
    spoil: () => ({ smooth: (y, a, K) => (1 - a / K) * y + a / K }),
  }),
  spoiled({
    name: 'uniform part without a',
    bug: 'B61',
    link: 'https://github.com/TimDettmers/ConvE/issues/55',
    why: '(1 − a)·y + 1/K: smoothing of any strength adds a whole unit of mass',
    on: ['cross_entropy'],
    spoil: () => ({ smooth: (y, a, K) => (a === 0 ? y : (1 - a) * y + 1 / K) }),
  }),
  spoiled({
    name: 'a/K subtracted once more',
    bug: 'B61',
    link: 'https://github.com/eladhoffer/utils.pytorch/issues/14',
    why: 'the target keeps (1 − a) − a/K + a/K: it lost its share of the uniform part',
    on: ['cross_entropy'],
    spoil: () => ({ smooth: (y, a, K) => (1 - a - a / K) * y + a / K }),
  }),
  spoiled({
    name: 'smoothing over K − 1 classes',
    bug: 'B61',
    link: 'https://github.com/dice-group/dice-embeddings/issues/433',
    why: 'the mass goes to the K − 1 other classes, where all K were declared',
    on: ['cross_entropy'],
    spoil: () => ({ smooth: (y, a, K) => (K === 1 ? y : (1 - (a * K) / (K - 1)) * y + a / (K - 1)) }),
  }),
  spoiled({
    name: 'smoothing without 1 − a',
    bug: 'B61',
    why: 'the uniform part is added and the hard part is not reduced',
    on: ['nll_loss'],
    spoil: () => ({ smooth: (y, a, K) => y + a / K }),
  }),
  spoiled({
    name: 'uniform part unweighted',
    bug: 'classic',
    why: 'class weights reach the hard part of a smoothed target and not its uniform part',
    on: ['log_loss'],
    spoil: ({ target }) => ({
      target: (parts, question, n) => {
        const hard = { ...parts, smooth: (y: number, a: number) => (1 - a) * y }
        const uniform = question.labelSmoothing / question.classes
        const { mass, rate } = target(hard, question, n)
        return { mass: mass.map((q) => q + uniform), rate }
      },
    }),
  }),
  spoiled({
    name: 'smoothing over the wrong axis',
    bug: 'B62',
    link: 'https://github.com/tensorflow/tensorflow/issues/24397',
    why: 'the number of classes is read from the axis of the rows',
    on: ['cross_entropy'],
    spoil: ({ target, smooth }) => ({
      target: (parts, question, n) => target({ ...parts, smooth: (y, a) => smooth(y, a, question.rows) }, question, n),
    }),
  }),
  spoiled({
    name: 'soft target as a flag',
    bug: 'B64',
    link: 'https://github.com/AlexeyAB/darknet/issues/5207',
    why: 'error = y ? −ln p : 0, so that a target of 0.1 counts as 1',
    on: ['log_loss'],
    spoil: ({ targetAt }) => ({
      targetAt: (parts, question, n, c) => (targetAt(parts, question, n, c) === 0 ? 0 : 1),
    }),
  }),
  spoiled({
    name: 'targets thresholded',
    bug: 'B64',
    link: 'https://github.com/AlexeyAB/darknet/issues/5207',
    why: 'a binary target is read as y > 0.5',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ targetAt }) => ({
      targetAt: (parts, question, n, c) => (targetAt(parts, question, n, c) > 0.5 ? 1 : 0),
    }),
  }),
  spoiled({
    name: 'classes inferred from the batch',
    bug: 'B65',
    link: 'https://github.com/scikit-learn/scikit-learn/issues/6703',
    why: 'an index counts among the labels seen: a batch of one class always hits class 0',
    on: ['cross_entropy'],
    spoil: () => ({
      hit: (t, { target }) => [...new Set(target)].toSorted((a, b) => a - b).indexOf(t),
    }),
  }),
  spoiled({
    name: 'index as a value',
    bug: 'B67',
    link: 'https://github.com/tsotchke/eshkol/issues/552',
    why: 'the index is taken for the mass of its class: class 0 costs nothing, class 2 twice as much',
    on: ['nll_loss'],
    spoil: ({ targetAt }) => ({
      targetAt: (parts, question, n, c) =>
        targetAt(parts, question, n, c) * (question.indexed ? (question.target[n] as number) : 1),
    }),
  }),
  spoiled({
    name: 'index off by one',
    bug: 'classic',
    why: 'classes are counted from 1',
    on: ['cross_entropy'],
    spoil: () => ({ hit: (t, { classes }) => Math.max(0, t - 1) % classes }),
  }),
  spoiled({
    name: 'out of range wraps',
    bug: 'B68',
    link: 'https://github.com/pytorch/pytorch/issues/66872',
    why: 'an index of −1 is the last class, as in Python',
    on: ['nll_loss'],
    spoil: () => ({
      takesIndex: () => true,
      hit: (t, { classes }) => ((t % classes) + classes) % classes,
    }),
  }),
  spoiled({
    name: 'out of range clamps',
    bug: 'B68',
    link: 'https://github.com/tensorflow/tensorflow/issues/10268',
    why: 'an index beyond the last class is the last class',
    on: ['cross_entropy'],
    spoil: () => ({
      takesIndex: () => true,
      hit: (t, { classes }) => Math.min(classes - 1, Math.max(0, t)),
    }),
  }),
  spoiled({
    name: 'out of range costs nothing',
    bug: 'B68',
    link: 'https://github.com/pytorch/pytorch/issues/69230',
    why: 'no class matches the index, so the row has loss 0',
    on: ['log_loss'],
    spoil: () => ({ takesIndex: () => true }),
  }),
  spoiled({
    name: 'smoothing of any size',
    bug: 'classic',
    why: 'label smoothing of −1 or 2 is no share and is accepted',
    on: ['nll_loss'],
    spoil: () => ({ takesSmoothing: () => true }),
  }),
  spoiled({
    name: 'targets renormalised',
    bug: 'classic',
    why: 'a distribution is divided by its sum unasked: the loss is no longer linear in it',
    on: ['cross_entropy'],
    spoil: ({ targetAt }) => ({
      targetAt: (parts, question, n, c) => {
        const y = targetAt(parts, question, n, c)
        if (question.indexed) return y
        const row = question.target.slice(n * question.classes, (n + 1) * question.classes)
        return y / (row.reduce((a, b) => a + b, 0) || 1)
      },
    }),
  }),
]
