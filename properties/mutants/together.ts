/**
 * Mutants of options together: right alone, wrong in company (sections D and E of the list of bugs).
 */

import { type Mutant, spoiled } from './mutant.ts'
import { add } from './score.ts'

export const together: readonly Mutant[] = [
  spoiled({
    name: 'weights twice under smoothing',
    bug: 'B59',
    link: 'https://github.com/open-mmlab/mmdetection/issues/845',
    why: 'class weights are applied before and after the smoothing',
    on: ['cross_entropy', 'log_loss'],
    spoil: ({ weightAt, target }) => ({
      target: (parts, q, n) =>
        target(q.labelSmoothing > 0 ? { ...parts, weightAt: (w, i) => weightAt(w, i) ** 2 } : parts, q, n),
    }),
  }),
  spoiled({
    name: 'three options at once',
    bug: 'classic',
    why: 'with weights, smoothing and an ignore_index together the divisor forgets the weights',
    on: ['cross_entropy'],
    spoil: ({ counts }) => ({
      counts: (parts, q, n) => {
        const all = q.weight !== undefined && q.labelSmoothing > 0 && q.ignoreIndex !== -100
        return counts(parts, all ? { ...q, weight: undefined } : q, n)
      },
    }),
  }),
  spoiled({
    name: 'ignored rows in the mean under weights',
    bug: 'B47',
    link: 'https://github.com/pytorch/pytorch/issues/73205',
    why: 'with weights given an ignored row counts 1 in the divisor',
    on: ['cross_entropy', 'nll_loss'],
    spoil: ({ counts }) => ({
      counts: (parts, q, n) => (q.weight !== undefined && !parts.keeps(q, n) ? 1 : counts(parts, q, n)),
    }),
  }),
  spoiled({
    name: 'ignore_index || −100',
    bug: 'classic',
    why: 'a default by || takes the 0 of a padding class for no answer',
    on: ['cross_entropy', 'log_loss'],
    spoil: ({ option }) => ({
      option: (name, given) => (name === 'ignore_index' ? given || -100 : option(name, given)),
    }),
  }),
  spoiled({
    name: 'upstream without the temperature',
    bug: 'classic',
    why: 'with a temperature the upstream gradient is not applied',
    on: ['cross_entropy'],
    spoil: ({ factor }) => ({
      factor: (parts, q, n) => factor(parts, q.temperature === 1 ? q : { ...q, upstream: undefined }, n),
    }),
  }),
  spoiled({
    name: 'weights normalised',
    bug: 'classic',
    why: 'class weights are divided by their mean when smoothing is on',
    on: ['nll_loss', 'cross_entropy'],
    spoil: ({ target }) => ({
      target: (parts, q, n) => {
        if (q.weight === undefined || q.labelSmoothing === 0) return target(parts, q, n)
        const mean = add(q.weight) / q.weight.length || 1
        return target(parts, { ...q, weight: q.weight.map((w) => w / mean) }, n)
      },
    }),
  }),
  spoiled({
    name: 'softcap left out under smoothing',
    bug: 'classic',
    why: 'the smoothed branch reads the logits as they came',
    on: ['cross_entropy', 'binary_cross_entropy_with_logits'],
    spoil: ({ raise, rate }) => ({
      raise: (x, q) => raise(x, q.labelSmoothing > 0 ? { ...q, softcap: Infinity } : q),
      rate: (x, q) => rate(x, q.labelSmoothing > 0 ? { ...q, softcap: Infinity } : q),
    }),
  }),
]
