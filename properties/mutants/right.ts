/**
 * Right implementations that differ: the exam must not cry wolf.
 *
 * Other orders of summation, another base of the exponential, the classes in one pass, and the ordinary forms that lose
 * the digits of small results: all of them are within `stable`, though no two return the same bits.
 */

import type { Module } from '../subject.ts'
import type { Parts } from './parts.ts'
import { add } from './score.ts'
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

/** The largest and the sum in one pass: the sum is rescaled whenever a larger logit comes (Milakov, Gimelshein 2018). */
const online: Parts['normal'] = (parts, z) => {
  let shift = -Infinity
  let total = 0
  let top = 0
  // Invariant: total = Σ e^(z_j − shift) and shift = z_top is the largest, over the classes seen so far.
  z.forEach((x, c) => {
    if (x > shift) {
      total = total * Math.exp(shift - x) + 1
      shift = x
      top = c
    } else if (x !== -Infinity) total += Math.exp(x - shift)
  })
  return { z, shift, top, total, others: total - 1, odds: parts.odds(parts, z, shift), tail: Math.log(total) }
}

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
  textbook('online softmax', { normal: online, complement: (n, c) => 1 - (n.odds[c] as number) / n.total }),
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
    complement: ({ odds, total }, c) => 1 - (odds[c] as number) / total,
    slope: (Q, q, p) => Q * p - q,
    bitSlope: (q0, q1, p) => (q0 + q1) * p - q1,
  }),
]
