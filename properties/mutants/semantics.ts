/**
 * Mutants of what is meant: logits or probabilities, bases, temperatures, which loss it is (section G of the list of bugs).
 */

import { type Mutant, spoiled } from './mutant.ts'
import type { Parts, Row } from './parts.ts'
import { add } from './score.ts'

/** Every number of a row times a factor; the loss alone where only that is wrong. */
function scaled(row: Row | undefined, loss: number, slopes: number): Row | undefined {
  return (
    row && {
      loss: row.loss * loss,
      slope: row.slope.map((g) => g * slopes),
      targetSlope: row.targetSlope.map((g) => g * slopes),
    }
  )
}

/** softmax(softmax(z)), with the gradient that automatic differentiation would give it. */
const doubleSoftmax: (right: Parts) => Partial<Parts> = (right) => ({
  score: (parts, kind, z, all) => {
    const n = parts.normal(parts, z, all)
    const p = z.map((_, c) => parts.share(n, c))
    const outer = right.score(parts, kind, p, p)
    return {
      ...outer,
      pullback: (q) => {
        const g = outer.pullback(q)
        const mean = add(p.map((pc, c) => pc * (g[c] as number)))
        return p.map((pc, c) => pc * ((g[c] as number) - mean))
      },
    }
  },
})

export const semantics: readonly Mutant[] = [
  spoiled({
    name: 'double softmax',
    bug: 'B76',
    link: 'https://github.com/keras-team/keras/issues/6143',
    why: 'softmax is applied to what already was one: shift invariant, convex, summing to 0, and wrong',
    on: ['cross_entropy'],
    spoil: doubleSoftmax,
  }),
  spoiled({
    name: 'probabilities taken for logits',
    bug: 'B76',
    link: 'https://github.com/tensorflow/tensorflow/issues/31930',
    why: 'a softmax is taken of the probabilities given',
    on: ['log_loss'],
    spoil: (right) => ({ score: (parts, _, x, all) => right.score(parts, 'logits', x, all) }),
  }),
  spoiled({
    name: 'logits clipped as probabilities',
    bug: 'B77',
    link: 'https://github.com/tensorflow/tfjs/pull/3156',
    why: 'the clip to [1e−7, 1 − 1e−7] is ahead of the branch for logits',
    on: ['cross_entropy'],
    spoil: ({ rowAt }) => ({
      rowAt: (question, n) => rowAt(question, n).map((z) => Math.min(1 - 1e-7, Math.max(1e-7, z))),
    }),
  }),
  spoiled({
    name: 'loss in bits, gradient in nats',
    bug: 'B78',
    link: 'https://github.com/BrainJS/brain.js/blob/14a509e5648ea0031b74847bc45defdd1e369b2d/src/recurrent/matrix/equation.ts',
    why: '−log2 p beside p − y: the gradient is not the slope of this loss',
    on: ['cross_entropy'],
    spoil: ({ row }) => ({ row: (parts, question, n) => scaled(row(parts, question, n), Math.LOG2E, 1) }),
  }),
  spoiled({
    name: 'bits',
    bug: 'B78',
    link: 'https://github.com/huggingface/evaluate/issues/241',
    why: 'logarithms to base 2 throughout: all of it consistent, and in another unit',
    on: ['cross_entropy', 'entropy', 'kl_divergence'],
    spoil: ({ row }) => ({ row: (parts, question, n) => scaled(row(parts, question, n), Math.LOG2E, Math.LOG2E) }),
  }),
  spoiled({
    name: 'temperature 1.0001',
    bug: 'classic',
    why: 'the logits are divided by a temperature that was not asked for',
    on: ['cross_entropy'],
    spoil: ({ rowAt }) => ({ rowAt: (question, n) => rowAt(question, n).map((z) => z / 1.0001) }),
  }),
  spoiled({
    name: 'target and complement swapped',
    bug: 'classic',
    why: 'the positive term is weighed by 1 − t',
    on: ['binary_cross_entropy', 'binary_cross_entropy_with_logits'],
    spoil: ({ pair }) => ({ pair: (t, w, v) => pair(1 - t, w, v) }),
  }),
  spoiled({
    name: 'arguments of the divergence swapped',
    bug: 'classic',
    why: 'KL(q‖p) where KL(p‖q) was asked for',
    on: ['kl_divergence'],
    spoil: ({ row }) => ({
      row: (parts, question, n) => row(parts, { ...question, input: question.target, target: question.input }, n),
    }),
  }),
  spoiled({
    name: 'divergence without the entropy',
    bug: 'classic',
    why: 'the cross-entropy is returned: KL(p‖p) is H(p) instead of 0',
    on: ['kl_divergence', 'entropy', 'log_loss'],
    spoil: ({ excess }) => ({ excess: (_, p) => excess(1, p) }),
  }),
  spoiled({
    name: 'generalised divergence',
    bug: 'classic',
    why: 'Σ p·ln(p/q) − p + q, which is another thing where the sums differ',
    on: ['kl_divergence'],
    spoil: ({ row }) => ({
      row: (parts, question, n) => {
        const right = row(parts, question, n)
        const from = n * question.classes
        const mass = (values: readonly number[]) => add(values.slice(from, from + question.classes))
        return right && { ...right, loss: right.loss - mass(question.target) + mass(question.input) }
      },
    }),
  }),
  spoiled({
    name: 'absolute divergence',
    bug: 'classic',
    why: '|KL| against the noise of near-equal distributions: wrong for measures that are not normalised',
    on: ['kl_divergence'],
    spoil: ({ row }) => ({
      row: (parts, question, n) => {
        const right = row(parts, question, n)
        return right && { ...right, loss: Math.abs(right.loss) }
      },
    }),
  }),
  spoiled({
    name: 'entropy of the renormalised',
    bug: 'classic',
    why: 'p is divided by its sum unasked, as scipy.stats.entropy does',
    on: ['entropy'],
    spoil: ({ row }) => ({
      row: (parts, question, n) => {
        const p = parts.rowAt(question, n)
        const share = p.map((pc) => pc / add(p))
        return row(parts, { ...question, input: share, target: share }, 0)
      },
    }),
  }),
  spoiled({
    name: 'log-probabilities renormalised',
    bug: 'classic',
    why: 'a log-softmax is taken of what should be taken as it is',
    on: ['nll_loss'],
    spoil: (right) => ({ score: (parts, _, x, all) => right.score(parts, 'logits', x, all) }),
  }),
  spoiled({
    name: 'temperature in the softmax alone',
    bug: 'B84',
    link: 'https://github.com/apple/ml-cross-entropy/issues/48',
    why: 'a scale reaches ln Σ but not the target logit',
    on: ['cross_entropy'],
    spoil: () => ({ exp: (x) => Math.exp(x / 2) }),
  }),
  spoiled({
    name: 'softcap never applied',
    bug: 'B84',
    link: 'https://github.com/apple/ml-cross-entropy/issues/48',
    why: 'the cap is taken and handed on, and no kernel reads it',
    on: ['cross_entropy'],
    spoil: ({ option }) => ({ option: (name, given) => option(name, name === 'softcap' ? undefined : given) }),
  }),
  spoiled({
    name: 'softcap in the softmax alone',
    bug: 'B84',
    link: 'https://github.com/apple/ml-cross-entropy/issues/52',
    why: 'the cap reaches ln Σ but not the target logit: losses are too low, even negative',
    on: ['cross_entropy'],
    spoil: (right) => ({
      row: (parts, question, n) => {
        const open = parts.rowAt(question, n).map((z) => z / question.temperature)
        const surprisal: Parts['surprisal'] = (normal, c) =>
          right.surprisal(normal, c) + (normal.z[c] as number) - (open[c] as number)
        return right.row(question.softcap === Infinity ? parts : { ...parts, surprisal }, question, n)
      },
    }),
  }),
  spoiled({
    name: 'z-loss although it is off',
    bug: 'B84',
    link: 'https://github.com/allenai/OLMo-core/pull/702',
    why: 'a multiplier of 1e−4 is used where none is given',
    on: ['cross_entropy'],
    spoil: ({ option }) => ({ option: (name, given) => option(name, name === 'z_loss' ? (given ?? 1e-4) : given) }),
  }),
]
