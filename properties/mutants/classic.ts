/**
 * Mutants that need no report: truthiness, limits, one-sided checks (section I of the list of bugs).
 */

import { type Mutant, spoiled } from './mutant.ts'
import { rightReading } from './reading.ts'

const { option } = rightReading

export const classic: readonly Mutant[] = [
  spoiled({
    name: 'ignoreIndex || −100',
    bug: 'B85',
    why: 'the index 0 is falsy, and rows of class 0 are not ignored',
    on: ['nll_loss'],
    spoil: () => ({ option: (name, given) => (name === 'ignore_index' ? given || -100 : option(name, given)) }),
  }),
  spoiled({
    name: 'weight || 1',
    bug: 'B85',
    why: 'the weight 0 is falsy, and a class that should not count counts once',
    on: ['log_loss', 'binary_cross_entropy'],
    spoil: () => ({ weightAt: (weights, i) => weights?.[i] || 1 }),
  }),
  spoiled({
    name: 'labelSmoothing || 0.1',
    bug: 'B85',
    why: 'smoothing 0 is falsy and becomes the default of another framework',
    on: ['cross_entropy'],
    spoil: () => ({
      option: (name, given) => (name === 'label_smoothing' && given === 0 ? 0.1 : option(name, given)),
    }),
  }),
  spoiled({
    name: 'upstream || 1',
    bug: 'B85',
    why: 'an upstream of 0 is falsy, and a row that should not learn learns',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ factor }) => ({
      factor: (parts, question, n) =>
        factor(parts, { ...question, upstream: question.upstream?.map((v) => v || 1) }, n),
    }),
  }),
  spoiled({
    name: 'wide rows are refused',
    bug: 'B86',
    why: 'Math.max(...z) throws a RangeError when a row does not fit the stack, here at 32 classes',
    on: ['nll_loss'],
    spoil: ({ rowAt }) => ({
      rowAt: (question, n) => {
        if (question.classes > 32) throw new RangeError('Maximum call stack size exceeded')
        return rowAt(question, n)
      },
    }),
  }),
  spoiled({
    name: 'one class is refused',
    bug: 'classic',
    why: 'a softmax of one class is thought to be a mistake of the caller',
    on: ['log_loss'],
    spoil: ({ rowAt }) => ({
      rowAt: (question, n) => {
        if (question.classes === 1) throw new RangeError('logits: expected at least two classes, got 1')
        return rowAt(question, n)
      },
    }),
  }),
  spoiled({
    name: 'one class costs log 2',
    bug: 'B28',
    link: 'https://github.com/keras-team/keras/issues/17029',
    why: 'a single column is taken for a bit against 0',
    on: ['cross_entropy'],
    spoil: ({ normal }) => ({
      normal: (parts, z, all) => {
        const n = normal(parts, z, all)
        return z.length > 1 ? n : { ...n, total: 2, tail: Math.LN2 }
      },
    }),
  }),
  spoiled({
    name: 'empty batches are refused',
    bug: 'B58',
    link: 'https://github.com/pytorch/pytorch/issues/51910',
    why: 'a batch without rows is an error instead of NaN',
    on: ['kl_divergence'],
    spoil: ({ divisor }) => ({
      divisor: (parts, question) => {
        if (question.rows === 0) throw new RangeError('logits: expected at least one row, got 0')
        return divisor(parts, question)
      },
    }),
  }),
  spoiled({
    name: 'no negative loss',
    bug: 'classic',
    why: 'the loss is floored at 0 “for stability”: wrong for targets that are not probabilities',
    on: ['nll_loss'],
    spoil: ({ row }) => ({
      row: (parts, question, n) => {
        const right = row(parts, question, n)
        return right && { ...right, loss: Math.max(0, right.loss) }
      },
    }),
  }),
  spoiled({
    name: 'gradient clipped',
    bug: 'classic',
    why: 'slopes are clipped to ±1 on their way out',
    on: ['kl_divergence'],
    spoil: ({ row }) => ({
      row: (parts, question, n) => {
        const right = row(parts, question, n)
        return right && { ...right, slope: right.slope.map((g) => Math.min(1, Math.max(-1, g))) }
      },
    }),
  }),
]
