/**
 * The score: how a raw row becomes surprisals −ln p_c, and how their slopes come back.
 *
 *   logits   p = softmax(z)      −ln p_c = (max z − z_c) + ln(1 + O),  O = Σ_{j ≠ argmax} e^(z_j − max z)
 *   bit      p = softmax(0, z)   −ln p_1 = softplus(−z),  −ln p_0 = softplus(z)
 *   log      −ln p_c = −x_c, taken as it is
 *   prob     −ln p_c = −ln x_c, taken as it is
 *   pbit     p = (1 − x, x)
 *
 * cost(q): Σ_c q_c·(−ln p_c), for any real q; of logits Σ_c q_c·(max z − z_c) + Q·ln(1 + O), which is exact for Q = 0.
 *
 * pullback(q): the gradient of cost(q) with respect to the row:
 *   logits   p_k·Σ_{j≠k} q_j − q_k·(1 − p_k), where nothing cancels, and Q·p_k − q_k, which moves one way with p_k:
 *            a tie that some e^(−10⁹) breaks is on one side of it. The value is in both.
 *   bit      σ(z)·q_0 − σ(−z)·q_1;   log  −q_c;   prob  −q_c/x_c;   pbit  q_0/(1 − x) − q_1/x
 *
 * Edges: a logit −∞ has p = 0; NaN, +∞ or nothing but −∞ among the logits makes the row NaN (`undefined` here);
 * a bit may be ±∞, the limit is the value; q_c = 0 adds nothing, whatever it multiplies.
 */

import type { Decimal } from 'decimal.js'
import {
  type Ball,
  add,
  ballOf,
  div,
  dot,
  infinity,
  isZero,
  meet,
  mul,
  neg,
  one,
  point,
  sub,
  sum,
  weigh,
  zero,
} from './ball.ts'
import { exp, ln, log1p } from './elementary.ts'
import { exact } from './exact.ts'

export interface Score {
  /** −ln p_c */
  readonly surprisal: readonly Ball[]
  readonly cost: (q: readonly Ball[]) => Ball
  /** ln(y/p_c), which is 0 where y = p_c and keeps its digits near there. */
  readonly excess: (y: Ball, c: number) => Ball
  readonly pullback: (q: readonly Ball[]) => Ball[]
}

export type ScoreKind = 'logits' | 'bit' | 'log' | 'prob' | 'pbit'

/** The score of one row, or undefined when the row has none and its loss is NaN. */
export function scoreOf(kind: ScoreKind, row: readonly number[], digits: number): Score | undefined {
  if (row.some(Number.isNaN)) return undefined
  switch (kind) {
    case 'logits':
      return logits(row, digits)
    case 'bit':
      return bit(row[0] as number, digits)
    case 'log': {
      const surprisal = row.map((x) => ballOf(-x))
      return withExcess({ surprisal, cost: (q) => dot(q, surprisal), pullback: (q) => q.map(neg) }, digits)
    }
    case 'prob':
      return probabilities(row.map(ballOf), digits)
    case 'pbit': {
      const p = ballOf(row[0] as number)
      const pair = probabilities([sub(one, p), p], digits)
      return { ...pair, pullback: (q) => [difference(pair.pullback(q))] }
    }
  }
}

function withExcess(score: Omit<Score, 'excess'>, digits: number): Score {
  return { ...score, excess: (y, c) => add(ln(y, digits), score.surprisal[c] as Ball) }
}

function difference([g0, g1]: readonly Ball[]): Ball {
  return sub(g1 as Ball, g0 as Ball)
}

function probabilities(p: readonly Ball[], digits: number): Score {
  let known: readonly Ball[] | undefined
  // A divergence asks for the excess alone, and logarithms are dear.
  const surprisals = () => (known ??= p.map((x) => neg(ln(x, digits))))
  return {
    get surprisal() {
      return surprisals()
    },
    cost: (q) => dot(q, surprisals()),
    excess: (y, c) => (isZero(p[c] as Ball) ? infinity : ln(div(y, p[c] as Ball, digits), digits)),
    pullback: (q) => q.map((qc, c) => slope(qc, p[c] as Ball, digits)),
  }
}

/** −q/p, the limit from above at p = 0. */
function slope(q: Ball, p: Ball, digits: number): Ball {
  if (isZero(q)) return zero
  if (isZero(p)) return mul(neg(q), infinity)
  return neg(div(q, p, digits))
}

function logits(row: readonly number[], digits: number): Score | undefined {
  const finite = row.filter((z) => z !== -Infinity)
  if (finite.length === 0 || finite.includes(Infinity)) return undefined
  const top = row.indexOf(finite.reduce((a, b) => (b > a ? b : a)))
  const z = row.map((x) => exact(x))
  const max = z[top] as Decimal
  const odds = z.map((x, c) => (c === top ? one : exp(point(x.minus(max)), digits)))
  const others = sum(odds.filter((_, c) => c !== top))
  const total = add(one, others)
  const tail = log1p(others, digits)
  // Σ_{j≠k} e^(z_j − max): 1 + (the rest) for every class but the largest, so the subtraction never cancels.
  const rest = odds.map((e, c) => (c === top ? others : sub(total, e)))
  const gap = z.map((x) => point(max.minus(x)))
  const score = {
    surprisal: gap.map((d) => add(d, tail)),
    cost: (q: readonly Ball[]) => add(dot(q, gap), mul(sum(q), tail)),
    pullback(q: readonly Ball[]) {
      const all = sum(q)
      return odds.map((e, k) => {
        const own = q[k] as Ball
        const mass = isZero(own) ? all : sum(q.filter((_, j) => j !== k))
        const fine = div(sub(mul(e, mass), mul(own, rest[k] as Ball)), total, digits)
        return meet(fine, sub(mul(all, div(e, total, digits)), own))
      })
    },
  }
  return withExcess(score, digits)
}

function bit(z: number, digits: number): Score {
  if (!Number.isFinite(z)) {
    const up = z > 0 ? one : zero
    const surprisal = z > 0 ? [infinity, zero] : [zero, infinity]
    const pullback: Score['pullback'] = ([q0, q1]) => [sub(weigh(up, q0 as Ball), weigh(sub(one, up), q1 as Ball))]
    return withExcess({ surprisal, cost: (q) => dot(q, surprisal), pullback }, digits)
  }
  const pair = logits([0, z], digits) as Score
  // The gradient with respect to z alone is the second component of the pair's.
  return { ...pair, pullback: (q) => pair.pullback(q).slice(1) }
}
