/**
 * The score, right: surprisals s_c = −ln p_c of a row, and the pullback of masses q to slopes.
 *
 *   logits   shifted by the largest: e_c = exp(z_c − m), O = Σ e_c but the largest's own 1, s_c = (m − z_c) + log1p(O)
 *            slope_k = p_k·(Q − q_k) − q_k·(1 − p_k), with p_k = e_k/(1 + O) and 1 − p_k from the others
 *   bit      s_1 = softplus(−z), s_0 = softplus(z);  slope σ(z)·q_0 − σ(−z)·q_1
 *   log      s = −x;  slope −q
 *   prob     s = −ln p;  slope −q/p
 *   pbit     s_1 = −ln p, s_0 = −log1p(−p);  slope q_0/(1 − p) − q_1/p
 *
 * Within a few units of u times the conditioning; the digits of small results are kept.
 */

import type { Profile } from '../../reference/index.ts'
import type { Parts } from './parts.ts'

export type ScoreKind = Profile['score']

export interface Score {
  readonly surprisal: readonly number[]
  readonly pullback: (q: readonly number[]) => readonly number[]
}

/** A row of logits, shifted and exponentiated. */
export interface Normal {
  readonly z: readonly number[]
  readonly shift: number
  readonly odds: readonly number[]
  /** The class with the largest logit. */
  readonly top: number
  /** Σ of the odds of the other classes, and of all. */
  readonly others: number
  readonly total: number
  /** ln total */
  readonly tail: number
}

export interface Scoring {
  /** Whether the row has a score at all; its answer is NaN otherwise. */
  readonly hasScore: (kind: ScoreKind, x: readonly number[]) => boolean
  readonly score: (parts: Parts, kind: ScoreKind, x: readonly number[], all: readonly number[]) => Score
  /** What is subtracted from a row of logits; `all` are the logits of the batch. */
  readonly shift: (z: readonly number[], all: readonly number[]) => number
  readonly exp: (x: number) => number
  readonly odds: (parts: Parts, z: readonly number[], shift: number) => readonly number[]
  readonly sumOdds: (odds: readonly number[]) => number
  readonly normal: (parts: Parts, z: readonly number[], all: readonly number[]) => Normal
  readonly tail: (total: number, others: number) => number
  readonly surprisal: (n: Normal, c: number) => number
  /** p_c and 1 − p_c. */
  readonly share: (n: Normal, c: number) => number
  readonly complement: (n: Normal, c: number) => number
  /** The slope of class k from Q = Σ q, its own q, p and 1 − p. */
  readonly slope: (Q: number, q: number, p: number, rest: number) => number
  /** A row's masses or costs, added. */
  readonly sumTerms: (terms: readonly number[]) => number
  readonly softplus: (z: number) => number
  readonly sigmoid: (z: number) => number
  /** (s_0, s_1) of a bit. */
  readonly bit: (parts: Parts, z: number) => readonly [number, number]
  /** The slope of a bit from its masses, σ(z) and σ(−z). */
  readonly bitSlope: (q0: number, q1: number, p: number, rest: number) => number
  readonly ln: (p: number) => number
  /** ln(1 − p) */
  readonly lnComplement: (p: number) => number
  /** ln(y/p) */
  readonly excess: (y: number, p: number) => number
  /** −q/p, the slope of −q·ln p */
  readonly quotient: (q: number, p: number) => number
}

export const rightScoring: Scoring = {
  hasScore: (kind, x) =>
    !x.some(Number.isNaN) && (kind !== 'logits' || (!x.includes(Infinity) && x.some((z) => z !== -Infinity))),

  score(parts, kind, x, all) {
    switch (kind) {
      case 'logits':
        return logits(parts, parts.normal(parts, x, all))
      case 'bit':
        return bit(parts, x[0] as number)
      case 'log':
        return { surprisal: x.map((l) => 0 - l), pullback: (q) => q.map((qc) => 0 - qc) }
      case 'prob':
        return {
          surprisal: x.map((p) => 0 - parts.ln(p)),
          pullback: (q) => q.map((qc, c) => parts.quotient(qc, x[c] as number)),
        }
      case 'pbit':
        return probabilityBit(parts, x[0] as number)
    }
  },

  shift: (z) => largest(z),
  exp: Math.exp,
  odds: (parts, z, shift) => z.map((x) => parts.exp(x - shift)),
  sumOdds: add,
  normal(parts, z, all) {
    const shift = parts.shift(z, all)
    const odds = parts.odds(parts, z, shift)
    const top = z.indexOf(largest(z))
    const others = parts.sumOdds(odds.filter((_, c) => c !== top))
    const total = (odds[top] as number) + others
    return { z, shift, odds, top, others, total, tail: parts.tail(total, others) }
  },
  tail: (_, others) => Math.log1p(others),
  surprisal: ({ z, shift, tail }, c) => shift - (z[c] as number) + tail,
  share: ({ odds, total }, c) => (odds[c] as number) / total,
  // total − e_c does not cancel: it holds the 1 of the largest class.
  complement: ({ odds, top, others, total }, c) => (c === top ? others : total - (odds[c] as number)) / total,
  slope: (Q, q, p, rest) => p * (Q - q) - q * rest,
  sumTerms: add,

  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  sigmoid: (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))),
  bit: (parts, z) => [parts.softplus(z), parts.softplus(-z)],
  bitSlope: (q0, q1, p, rest) => p * q0 - rest * q1,

  ln: Math.log,
  lnComplement: (p) => Math.log1p(-p),
  excess: (y, p) => {
    const ratio = y / p
    // Near 1 the difference y − p is exact, and the digits of the logarithm are in it.
    if (ratio > 0.5 && ratio < 2) return Math.log1p((y - p) / p)
    // Outside the normal range the quotient has lost digits, or is not a number at all.
    return ratio > SMALLEST_NORMAL && ratio < Infinity ? Math.log(ratio) : Math.log(y) - Math.log(p)
  },
  // |p|, for the sign of a zero is nobody's promise.
  quotient: (q, p) => (q === 0 ? 0 : -q / Math.abs(p)),
}

const SMALLEST_NORMAL = 2 ** -1022

export function add(terms: readonly number[]): number {
  return terms.reduce((a, b) => a + b, 0)
}

export function largest(z: readonly number[]): number {
  return z.reduce((a, b) => Math.max(a, b), -Infinity)
}

function logits(parts: Parts, n: Normal): Score {
  return {
    surprisal: n.z.map((_, c) => parts.surprisal(n, c)),
    pullback(q) {
      const Q = parts.sumTerms(q)
      return q.map((qk, k) => parts.slope(Q, qk, parts.share(n, k), parts.complement(n, k)))
    },
  }
}

function bit(parts: Parts, z: number): Score {
  return {
    surprisal: parts.bit(parts, z),
    pullback: ([q0 = 0, q1 = 0]) => [parts.bitSlope(q0, q1, parts.sigmoid(z), parts.sigmoid(-z))],
  }
}

function probabilityBit(parts: Parts, p: number): Score {
  return {
    surprisal: [0 - parts.lnComplement(p), 0 - parts.ln(p)],
    pullback: ([q0 = 0, q1 = 0]) => [parts.quotient(q1, p) - parts.quotient(q0, 1 - p)],
  }
}
