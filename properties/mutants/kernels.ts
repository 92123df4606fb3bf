/**
 * Mutants of kernels: tiles, offsets, accumulators, layout, aliasing (section H of the list of bugs).
 *
 * Offsets that overflow at 2^31 are shown at scale: here they overflow at 16, which the same mistake would not survive.
 */

import { type Tensor, formats } from '../../reference/index.ts'
import { type Mutant, distorted, spoiled } from './mutant.ts'
import { add, largest } from './score.ts'

/** Width of a tile of classes. */
const TILE = 16

/** Numbers that a kernel reads at once. */
const BLOCK = 128

/** Where an offset of too few bits wraps. */
const WRAP = 16

/** Calls after which the drift starts again, so that it stays small. */
const CALLS = 4

function inFloat32(terms: readonly number[]): number {
  return terms.reduce((sum, x) => Math.fround(sum + x), 0)
}

export const kernels: readonly Mutant[] = [
  spoiled({
    name: 'offsets of too few bits',
    bug: 'B79',
    link: 'https://github.com/pytorch/pytorch/issues/111484',
    why: 'row·classes wraps, and a later row reads an earlier one',
    on: ['log_loss'],
    spoil: () => ({
      rowAt: ({ input, classes }, n) =>
        Array.from({ length: classes }, (_, c) => input[((n * classes) % WRAP) + c] as number),
    }),
  }),
  spoiled({
    name: 'softmax summed in float32',
    bug: 'B80',
    link: 'https://github.com/pytorch/pytorch/issues/55657',
    why: 'the accumulator of the classes has half the digits of the result',
    on: ['cross_entropy'],
    spoil: () => ({ sumOdds: inFloat32 }),
  }),
  spoiled({
    name: 'batch summed in float32',
    bug: 'B80',
    link: 'https://github.com/pytorch/pytorch/issues/61523',
    why: 'each row is right, their sum and mean have half the digits',
    on: ['cross_entropy', 'entropy'],
    spoil: () => ({ sumRows: inFloat32 }),
  }),
  spoiled({
    name: 'gradient stored in float32',
    bug: 'B80',
    link: 'https://github.com/pytorch/pytorch/issues/29429',
    why: 'slopes pass through half the digits on their way out',
    on: ['cross_entropy', 'binary_cross_entropy_with_logits'],
    spoil: ({ share, sigmoid }) => ({
      share: (n, c) => Math.fround(share(n, c)),
      sigmoid: (z) => Math.fround(sigmoid(z)),
    }),
  }),
  spoiled({
    name: 'the buffer instead of the view',
    bug: 'B82',
    link: 'https://github.com/NVIDIA/TransformerEngine/issues/2734',
    why: 'numbers are read from the start of the buffer, whatever the offset of the view',
    on: ['binary_cross_entropy', 'entropy'],
    spoil: ({ numbers }) => ({
      numbers: (tensor) => {
        const { data } = tensor
        const Typed = data.constructor as new (
          buffer: ArrayBufferLike,
          offset: number,
          length: number,
        ) => Tensor['data']
        return numbers({ ...tensor, data: new Typed(data.buffer, 0, data.length) })
      },
    }),
  }),
  spoiled({
    name: 'gradient written into the logits',
    bug: 'B83',
    link: 'https://github.com/linkedin/Liger-Kernel/pull/1251',
    why: 'the logits are the gradient’s buffer: the caller’s tensor is gone',
    on: ['cross_entropy'],
    spoil: () => ({
      answer: (answer, call) => {
        const { logits } = call.arguments
        if (typeof logits === 'object' && logits.data instanceof Float64Array) {
          logits.data.set(answer.gradient['logits'] as readonly number[])
        }
        return answer
      },
    }),
  }),
  spoiled({
    name: 'target halved in place',
    bug: 'B83',
    link: 'https://github.com/NVIDIA/Megatron-LM/pull/1594',
    why: 'the answer is right, and the caller’s target is halved behind it',
    on: ['binary_cross_entropy_with_logits', 'kl_divergence'],
    spoil: () => ({
      answer: (answer, call) => {
        for (const name of ['target', 'p']) {
          const tensor = call.arguments[name]
          if (typeof tensor === 'object' && tensor.data instanceof Float64Array) {
            tensor.data.set(tensor.data.map((y) => y / 2))
          }
        }
        return answer
      },
    }),
  }),
  spoiled({
    name: 'tail of the tiles dropped',
    bug: 'classic',
    why: 'a last tile of one class is not read: wrong for 17 and 33 classes alone',
    on: ['cross_entropy'],
    spoil: ({ odds }) => ({
      odds: (parts, z, shift) => {
        const whole = z.length > TILE && z.length % TILE === 1 ? z.length - 1 : z.length
        return odds(parts, z, shift).map((e, c) => (c < whole ? e : 0))
      },
      tail: Math.log,
    }),
  }),
  spoiled({
    name: 'last class counted twice',
    bug: 'classic',
    why: 'the tail of the tiles overlaps the tile before it',
    on: ['cross_entropy'],
    spoil: ({ odds }) => ({
      odds: (parts, z, shift) => odds(parts, z, shift).map((e, c) => (c === z.length - 1 && c > 0 ? 2 * e : e)),
      tail: Math.log,
    }),
  }),
  spoiled({
    name: 'tiles padded with zeros',
    bug: 'classic',
    why: 'the classes that fill up a tile are logits of 0 instead of −∞',
    on: ['cross_entropy'],
    spoil: ({ sumOdds, normal }) => ({
      normal: (parts, z, all) => {
        const pads = (TILE - (z.length % TILE)) % TILE
        const padded = (odds: readonly number[]) => sumOdds(odds) + pads * Math.exp(-largest(z))
        return normal({ ...parts, sumOdds: padded }, z, all)
      },
    }),
  }),
  spoiled({
    name: 'online sum not rescaled',
    bug: 'classic',
    why: 'a new maximum is taken, and what was summed under the old one is kept as it is',
    on: ['cross_entropy'],
    spoil: ({ normal }) => ({
      normal: (parts, z, all) => {
        let max = -Infinity
        let total = 0
        for (const x of z) {
          max = Math.max(max, x)
          if (x !== -Infinity) total += Math.exp(x - max)
        }
        return { ...normal(parts, z, all), total, tail: Math.log(total) }
      },
    }),
  }),
  spoiled({
    name: 'blocks not rescaled',
    bug: 'classic',
    why: 'a row is longer than a block, and what the blocks before summed is kept under their own maximum',
    on: ['cross_entropy'],
    spoil: ({ normal }) => ({
      normal: (parts, z, all) => {
        if (z.length <= BLOCK) return normal(parts, z, all)
        const blocks = Array.from({ length: Math.ceil(z.length / BLOCK) }, (_, b) =>
          z.slice(b * BLOCK, (b + 1) * BLOCK),
        )
        const total = add(blocks.map((block) => normal(parts, block, all).total))
        return { ...normal(parts, z, all), total, tail: Math.log(total) }
      },
    }),
  }),
  spoiled({
    name: 'last block of the batch dropped',
    bug: 'classic',
    why: 'of a batch longer than a block, the rows of the last block, which is not full, are not added up',
    on: ['cross_entropy', 'entropy'],
    spoil: ({ sumRows }) => ({
      sumRows: (losses) =>
        sumRows(losses.length > BLOCK ? losses.slice(0, losses.length - (losses.length % BLOCK)) : losses),
    }),
  }),
  spoiled({
    name: 'ignored rows beyond the first block in the divisor',
    bug: 'classic',
    why: 'the mean leaves out the ignored rows of the first block alone',
    on: ['cross_entropy', 'nll_loss', 'log_loss'],
    spoil: ({ counts }) => ({ counts: (parts, q, n) => (n < BLOCK || parts.keeps(q, n) ? counts(parts, q, n) : 1) }),
  }),
  spoiled({
    name: 'accumulator not reset',
    bug: 'classic',
    why: 'the sum of a row starts with what the row before left there',
    on: ['cross_entropy'],
    spoil: ({ normal }) => {
      let left = 0
      return {
        normal: (parts, z, all) => {
          const n = normal({ ...parts, sumOdds: (odds) => add(odds) + left }, z, all)
          left = Math.min(1, n.others)
          return n
        },
      }
    },
  }),
  spoiled({
    name: 'answers drift',
    bug: 'classic',
    why: 'every call adds a little to the next: atomics, or a cache that is never cleared',
    on: ['nll_loss'],
    spoil: ({ sumTerms }) => {
      let calls = 0
      return {
        sumTerms: (terms) => sumTerms(terms) * (1 + 2 ** -52 * (calls % CALLS)),
        answer: (answer) => {
          calls++
          return answer
        },
      }
    },
  }),
  spoiled({
    name: 'a cache that knows the first logit only',
    bug: 'classic',
    why: 'losses are remembered under a key that two questions share',
    on: ['nll_loss'],
    spoil: ({ row }) => {
      const known = new Map<string, ReturnType<typeof row>>()
      return {
        row: (parts, question, n) => {
          const key = [question.input[0], question.classes, n].join()
          const found = known.get(key) ?? row(parts, question, n)
          known.set(key, found)
          return found
        },
      }
    },
  }),
  distorted({
    name: 'subnormals flushed to zero',
    bug: 'classic',
    why: 'float32 results below the smallest normal number are 0: outside one unit, and within what stable allows',
    on: ['binary_cross_entropy_with_logits'],
    dtypes: ['f32'],
    distort: { loss: flush, gradient: flush },
  }),
  distorted({
    name: 'last digits off',
    bug: 'classic',
    why: 'every loss is two to four units too large: no absolute tolerance can see it',
    on: ['nll_loss', 'binary_cross_entropy'],
    distort: { loss: (x) => x * (1 + 2 ** -51) },
  }),
  distorted({
    name: 'last digits of the slopes off',
    bug: 'classic',
    why: 'every slope is two to four units too large',
    on: ['binary_cross_entropy_with_logits'],
    distort: { gradient: (x) => x * (1 + 2 ** -51) },
  }),
  distorted({
    name: 'small losses are 0',
    bug: 'classic',
    why: 'a loss below 2^−53 is called 0: not within one unit of anything',
    on: ['binary_cross_entropy_with_logits'],
    distort: { loss: (x) => 1 + x - 1 },
  }),
]

function flush(x: number): number {
  return Math.abs(x) < formats.f32.minNormal ? 0 : x
}
