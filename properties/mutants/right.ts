/**
 * Right implementations that differ: the exam must not cry wolf.
 *
 * Other orders of summation, another base of the exponential, the classes in one pass, the ordinary forms that lose the
 * digits of small results, and float32: all of them are within `stable`, though no two return the same bits.
 */

import type { Module } from '../subject.ts'
import type { Parts } from './parts.ts'
import { loose, nearest, single } from './right-single.ts'
import { add, largest } from './score.ts'
import { textbook } from './textbook.ts'

type Sum = (terms: readonly number[]) => number

/** One order of summation for classes, terms and rows. */
function summing(sum: Sum): Partial<Parts> {
  return { sumOdds: sum, sumTerms: sum, sumRows: sum }
}

const pairwise: Sum = (terms) => {
  if (terms.length < 3) return add(terms)
  const half = terms.length >> 1
  return pairwise(terms.slice(0, half)) + pairwise(terms.slice(half))
}

/** A warp of a GPU is 32 lanes. */
const LANES = 32

/** Lane i adds the terms i, i + 32, i + 64, …, and then the lanes are added. */
const byLanes: Sum = (terms) =>
  add(Array.from({ length: LANES }, (_, lane) => add(terms.filter((_term, i) => i % LANES === lane))))

/** What the additions lost so far is taken off the next term (Kahan 1965). */
const kahan: Sum = (terms) => {
  let sum = 0
  let excess = 0
  for (const term of terms) {
    const next = sum + (term - excess)
    excess = next - sum - (term - excess)
    sum = next
  }
  // An infinite sum has ∞ − ∞ for its excess.
  return Number.isNaN(excess) ? add(terms) : sum
}

/**
 * The largest and the sum in one pass over blocks: what was summed is rescaled whenever a larger logit comes. Blocks of one
 * are the online softmax (Milakov, Gimelshein 2018), wider ones flash attention's (Dao et al. 2022).
 */
const inBlocks =
  (size: number): Parts['normal'] =>
  (parts, z) => {
    let shift = -Infinity
    let total = 0
    // Invariant: total = Σ e^(z_j − shift) and shift = max z_j, over the classes seen so far.
    for (let from = 0; from < z.length; from += size) {
      const block = z.slice(from, from + size)
      const larger = Math.max(shift, largest(block))
      if (larger === -Infinity) continue
      total = total * Math.exp(shift - larger) + add(block.map((x) => Math.exp(x - larger)))
      shift = larger
    }
    const odds = parts.odds(parts, z, shift)
    return { z, shift, odds, top: z.indexOf(shift), total, others: total - 1, tail: Math.log(total) }
  }

/** 1 − p from the rounded p. */
const oneMinusShare: Parts['complement'] = ({ odds, total }, c) => 1 - (odds[c] as number) / total

/** Σ over all classes in their order, the largest among them. */
const inOrder: Parts['normal'] = (parts, z, all) => {
  const shift = parts.shift(z, all)
  const odds = parts.odds(parts, z, shift)
  const total = add(odds)
  return { z, shift, odds, top: z.indexOf(shift), total, others: total - 1, tail: Math.log(total) }
}

export const rightOnes: readonly Module[] = [
  textbook('textbook'),
  textbook('classes in their order', { normal: inOrder }),
  textbook(
    'last to first',
    summing((terms) => add(terms.toReversed())),
  ),
  textbook('pairwise', summing(pairwise)),
  textbook('by lanes of 32', summing(byLanes)),
  textbook('Kahan', summing(kahan)),
  textbook('online softmax', { normal: inBlocks(1), complement: oneMinusShare }),
  textbook('blocks of 32, rescaled', { normal: inBlocks(LANES), complement: oneMinusShare }),
  textbook('powers of two', { exp: (x) => 2 ** (x * Math.LOG2E) }),
  textbook('p from the log-softmax', {
    share: ({ z, shift, tail }, c) => Math.exp((z[c] as number) - shift - tail),
    complement: ({ z, shift, tail }, c) => 1 - Math.exp((z[c] as number) - shift - tail),
  }),
  textbook('no log1p', {
    tail: Math.log,
    softplus: (z) => Math.max(z, 0) + Math.log(1 + Math.exp(-Math.abs(z))),
    excess: (y, p) => Math.log(y) - Math.log(p),
  }),
  textbook('p − 1 and Q·p − q', {
    complement: oneMinusShare,
    slope: (Q, q, p) => Q * p - q,
    bitSlope: (q0, q1, p) => (q0 + q1) * p - q1,
  }),
  textbook('float32 throughout', single(nearest), { dtypes: ['f32'] }),
  textbook('float32, functions 3 ulps off', single(loose), { dtypes: ['f32'] }),
  textbook('16 bits, computed in float32', single(nearest), { dtypes: ['bf16', 'f16'] }),
]
