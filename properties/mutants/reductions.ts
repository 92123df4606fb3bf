/**
 * Mutants of reductions, weights and ignored rows (section D of the list of bugs).
 */

import { type Mutant, spoiled } from './mutant.ts'
import type { Parts } from './parts.ts'
import type { Question } from './question.ts'
import { add } from './score.ts'
import { filled } from './row.ts'

/** Row n as if it were kept, with class 0 as its target. */
function asKept(parts: Parts, question: Question, n: number) {
  return parts.row({ ...parts, keeps: () => true, hit: () => 0 }, question, n)
}

const rowsOf = (question: Question): number[] => Array.from({ length: question.rows }, (_, n) => n)

export const reductions: readonly Mutant[] = [
  spoiled({
    name: 'smoothing counts ignored rows',
    bug: 'B47',
    link: 'https://github.com/pytorch/pytorch/issues/73205',
    why: 'the uniform part of label smoothing is summed over ignored rows too',
    on: ['cross_entropy'],
    spoil: (right) => ({
      row: (parts, question, n) => {
        if (parts.keeps(question, n) || question.labelSmoothing === 0) return right.row(parts, question, n)
        const uniform = { ...parts, targetAt: () => 0, keeps: () => true, row: right.row }
        return right.row(uniform, question, n)
      },
    }),
  }),
  spoiled({
    name: 'ignored rows in the divisor',
    bug: 'B48',
    link: 'https://github.com/tracel-ai/burn/issues/5568',
    why: 'pads are masked from the numerator and counted by the mean',
    on: ['nll_loss'],
    spoil: ({ counts }) => ({
      counts: (parts, question, n) => (parts.keeps(question, n) ? counts(parts, question, n) : 1),
    }),
  }),
  spoiled({
    name: 'weight missing in the divisor',
    bug: 'B49',
    link: 'https://github.com/tensorflow/tensorflow/issues/34491',
    why: 'the weighted mean divides by the number of rows, not by the weights of their targets',
    on: ['cross_entropy'],
    spoil: () => ({ counts: (parts, question, n) => (parts.keeps(question, n) ? 1 : 0) }),
  }),
  spoiled({
    name: 'mean over nonzero weights',
    bug: 'B50',
    link: 'https://github.com/tensorflow/tfjs/issues/466',
    why: 'the mean divides by the number of weights that are not 0, where elements were promised',
    on: ['binary_cross_entropy', 'binary_cross_entropy_with_logits'],
    spoil: () => ({ counts: (parts, { weight }, n) => (parts.weightAt(weight, n) === 0 ? 0 : 1) }),
  }),
  spoiled({
    name: 'means of chunks added',
    bug: 'B52',
    link: 'https://github.com/NVIDIA-NeMo/Automodel/issues/3803',
    why: 'each chunk of two rows has its mean, and the means are added: the loss grows with the number of chunks',
    on: ['kl_divergence'],
    spoil: (right) => ({
      reduce: (parts, question, losses) =>
        question.reduction === 'mean' && question.rows > 2
          ? [add(chunkMeans(right, question, losses))]
          : right.reduce(parts, question, losses),
    }),
  }),
  spoiled({
    name: 'mean of means',
    bug: 'B53',
    link: 'https://github.com/huggingface/transformers/pull/34191',
    why: 'the mean of the chunks’ means is not the mean of the rows when chunks keep unequal numbers of them',
    on: ['nll_loss'],
    spoil: (right) => ({
      reduce: (parts, question, losses) => {
        if (question.reduction !== 'mean' || question.rows < 3) return right.reduce(parts, question, losses)
        const means = chunkMeans(right, question, losses).filter((mean) => !Number.isNaN(mean))
        return [add(means) / means.length]
      },
    }),
  }),
  spoiled({
    name: 'mask inverted',
    bug: 'B54',
    link: 'https://github.com/awslabs/sockeye/issues/200',
    why: 'where(ignored, loss, 0): the pads are kept and everything else is dropped',
    on: ['cross_entropy'],
    spoil: (right) => ({
      row: (parts, question, n) => {
        if (!rowsOf(question).some((row) => !right.keeps(question, row))) return right.row(parts, question, n)
        return right.keeps(question, n) ? filled(0, question.classes) : asKept(right, question, n)
      },
    }),
  }),
  spoiled({
    name: 'ignored row has a gradient',
    bug: 'B56',
    link: 'https://github.com/PaddlePaddle/Paddle/pull/28622',
    why: 'the forward pass ignores the row, the backward pass writes its gradient',
    on: ['nll_loss'],
    spoil: (right) => ({
      row: (parts, question, n) => {
        const row = right.row(parts, question, n)
        const kept = row ?? asKept(right, question, n)
        return row ?? (kept && { ...kept, loss: 0 })
      },
    }),
  }),
  spoiled({
    name: 'nothing left means 0',
    bug: 'B58',
    link: 'https://github.com/pytorch/pytorch/issues/70348',
    why: 'the mean of a batch without rows, or with all of them ignored, is 0 instead of 0/0 = NaN',
    on: ['nll_loss', 'entropy'],
    spoil: () => ({ divide: (a, b) => (b === 0 ? 0 : a / b) }),
  }),
  spoiled({
    name: 'all ignored is refused',
    bug: 'B58',
    link: 'https://github.com/pytorch/pytorch/issues/70348',
    why: 'a batch with nothing left to divide by is an error instead of NaN',
    on: ['cross_entropy'],
    spoil: () => ({
      divide: (a, b) => {
        if (b === 0) throw new RangeError('target: expected at least one row that is kept')
        return a / b
      },
    }),
  }),
  spoiled({
    name: 'weight twice',
    bug: 'B59',
    link: 'https://github.com/open-mmlab/mmdetection/issues/845',
    why: 'the weight multiplies the loss twice: invisible while weights are 0 and 1',
    on: ['nll_loss', 'binary_cross_entropy_with_logits'],
    spoil: ({ target, pair }) => ({
      target: (parts, question, n) => {
        const { mass, rate } = target(parts, question, n)
        return { mass: mass.map((q, c) => q * parts.weightAt(question.weight, c)), rate }
      },
      pair: (t, w, v) => pair(t, w * w, v),
    }),
  }),
  spoiled({
    name: 'weight on the positive side only',
    bug: 'B59',
    link: 'https://github.com/open-mmlab/mmdetection/pull/5776',
    why: 'the weight of an element reaches its positive term and not the other',
    on: ['binary_cross_entropy', 'binary_cross_entropy_with_logits'],
    spoil: () => ({ pair: (t, w, v) => [1 - t, w * v * t] }),
  }),
  spoiled({
    name: 'weight of the wrong class',
    bug: 'classic',
    why: 'classes are weighed by the weight of their neighbour',
    on: ['nll_loss'],
    spoil: () => ({ weightAt: (weights, i) => weights?.[(i + 1) % weights.length] ?? 1 }),
  }),
  spoiled({
    name: 'mean divides by elements',
    bug: 'B49',
    link: 'https://github.com/tensorflow/tensorflow/issues/34491',
    why: 'the mean over rows divides by rows × classes',
    on: ['entropy'],
    spoil: ({ divisor }) => ({ divisor: (parts, question) => divisor(parts, question) * question.classes }),
  }),
  spoiled({
    name: 'sum is the mean',
    bug: 'classic',
    why: "reduction 'sum' returns the mean",
    on: ['binary_cross_entropy', 'kl_divergence'],
    spoil: ({ reduce }) => ({
      reduce: (parts, question, losses) =>
        reduce(parts, { ...question, reduction: question.reduction === 'sum' ? 'mean' : question.reduction }, losses),
    }),
  }),
  spoiled({
    name: 'the weights normalised',
    bug: 'classic',
    why: 'class weights are scaled to sum to the number of classes',
    on: ['log_loss'],
    spoil: ({ weightAt }) => ({
      weightAt: (weights, i) =>
        (weightAt(weights, i) * (weights?.length ?? 1)) / (weights === undefined ? 1 : add(weights)),
    }),
  }),
  spoiled({
    name: 'weight masks the logit',
    bug: 'classic',
    why: 'a class of weight 0 is taken out of the softmax, not only out of the sum',
    on: ['cross_entropy'],
    spoil: ({ rowAt }) => ({
      rowAt: (question, n) => rowAt(question, n).map((z, c) => (question.weight?.[c] === 0 ? -Infinity : z)),
    }),
  }),
]

/** The means of chunks of two rows; NaN where a chunk keeps none. */
function chunkMeans(parts: Parts, question: Question, losses: readonly number[]): number[] {
  const starts = rowsOf(question).filter((n) => n % 2 === 0)
  return starts.map((start) => {
    const rows = [start, start + 1].filter((n) => n < question.rows)
    return parts.divide(
      add(rows.map((n) => losses[n] as number)),
      add(rows.map((n) => parts.counts(parts, question, n))),
    )
  })
}
