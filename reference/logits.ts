/**
 * The score of logits: −l_c = (m − u_c) + ln(1 + O),  O = Σ_{j ≠ top} e^(u_j − m),  m = u_top the largest.
 *
 *   u = τ·x,  or  cap·tanh(τ·x/cap)        τ = scale/temperature
 *   tanh a − tanh b = 2·(1 − e^−2(a−b)) / ((1 + e^−2a)·(e^2b + 1)),  with x_top − x_c exact before anything is rounded
 *   Λ = m + ln(1 + O)
 *   cost       Σ q_c·(m − u_c) + Q·ln(1 + O), which is exact for Q = 0
 *   pullback   p_k·Σ_{j≠k} q_j − q_k·(1 − p_k), where nothing cancels, and Q·p_k − q_k, which moves one way with p_k:
 *              a tie that some e^(−10⁹) breaks is on one side of it. The value is in both. Then times ∂u/∂x.
 *
 * Edges: −∞ has p = 0 (capped it is −cap); nothing but −∞ is no score; +∞ is what the profile's policy says it is.
 * A bit is the pair of logits (0, z); it may be ±∞, the limit is the value.
 */

import {
  type Ball,
  add,
  ballOf,
  div,
  dot,
  free,
  infinity,
  isZero,
  meet,
  mul,
  nan,
  neg,
  one,
  sub,
  sum,
  weigh,
  zero,
} from './ball.ts'
import { exp, expm1, ln, log1p } from './elementary.ts'
import type { Score, ScoreOptions } from './score.ts'

const two = ballOf(2)

export function logits(row: readonly number[], options: ScoreOptions, digits: number): Score | undefined {
  const { softcap, where } = options
  const inside = (c: number) => where?.[c] ?? true
  const possible = row.map((x, c) => inside(c) && (x !== -Infinity || softcap !== undefined))
  if (!possible.includes(true)) return undefined
  if (softcap === undefined && row.some((x, c) => inside(c) && x === Infinity)) {
    return infinite(row, inside, options.profile.policy.infiniteLogit)
  }
  const top = row.reduce(
    (best, x, c) => (possible[c] === true && (best < 0 || x > (row[best] as number)) ? c : best),
    -1,
  )
  const { gap, largest, rate, bend } = raised(row, top, options, digits)
  const distance = row.map((_, c) => (possible[c] === true ? gap(c) : infinity))
  const odds = distance.map((d, c) => (c === top ? one : exp(neg(d), digits)))
  const others = sum(odds.filter((_, c) => c !== top))
  const total = add(one, others)
  const tail = log1p(others, digits)
  // Σ_{j≠k} e^(u_j − m): 1 + (the rest) for every class but the largest, so the subtraction never cancels.
  const rest = odds.map((e, c) => (c === top ? others : sub(total, e)))
  const share = (k: number): Ball => div(odds[k] as Ball, total, digits)
  const surprisal = distance.map((d) => add(d, tail))
  // A class that is left out has no slope, and one that is impossible moves nothing that is finite.
  const chained = (k: number, slope: Ball): Ball => (inside(k) ? mul(slope, rate(k)) : zero)
  const score: Score = {
    surprisal,
    share,
    others: (k) => div(rest[k] as Ball, total, digits),
    cost: (q) => add(dot(q, distance), mul(sum(q), tail)),
    excess: (y, c) => add(ln(y, digits), surprisal[c] as Ball),
    pullback(q) {
      const all = sum(q)
      const besides = sumsBeside(q)
      return odds.map((e, k) => {
        const own = q[k] as Ball
        const mass = isZero(own) ? all : (besides[k] as Ball)
        const fine = div(sub(mul(e, mass), mul(own, rest[k] as Ball)), total, digits)
        return chained(k, meet(fine, sub(mul(all, div(e, total, digits)), own)))
      })
    },
    normaliser: {
      get value() {
        return add(largest(), tail)
      },
      pullback: (g) => row.map((_, k) => chained(k, mul(g, share(k)))),
    },
    motion(v) {
      const rates = row.map((_, k) => (inside(k) ? rate(k) : zero))
      return {
        rate: rates,
        u: v.map((vk, k) => mul(vk, rates[k] as Ball)),
        bend: v.map((vk, k) => (inside(k) ? mul(vk, bend(k)) : zero)),
      }
    },
  }
  return options.profile.baseline ? withoutFirst(score) : score
}

/** Σ_{j ≠ k} q_j for every k: what comes before it and what comes after, so that nothing is taken away again. */
function sumsBeside(q: readonly Ball[]): readonly Ball[] {
  const after: Ball[] = []
  let sum: Ball = zero
  for (let k = q.length - 1; k >= 0; k--) {
    after[k] = sum
    sum = add(sum, q[k] as Ball)
  }
  let before: Ball = zero
  return q.map((qk, k) => {
    const beside = add(before, after[k] as Ball)
    before = add(before, qk)
    return beside
  })
}

/** The slope of a baseline class belongs to nobody. */
function withoutFirst(score: Score): Score {
  const { normaliser, motion } = score
  return {
    ...score,
    pullback: (q) => score.pullback(q).slice(1),
    ...(normaliser && { normaliser: { ...normaliser, pullback: (g: Ball) => normaliser.pullback(g).slice(1) } }),
    ...(motion && { motion: (v: readonly Ball[]) => motion([zero, ...v]) }),
  }
}

interface Raised {
  /** m − u_c */
  readonly gap: (c: number) => Ball
  /** m */
  readonly largest: () => Ball
  /** ∂u_c/∂x_c, and its derivative. */
  readonly rate: (c: number) => Ball
  readonly bend: (c: number) => Ball
}

/** From what was given to logits: scaled, divided by the temperature, capped. */
function raised(row: readonly number[], top: number, options: ScoreOptions, digits: number): Raised {
  const { softcap } = options
  const tau = (x: Ball): Ball => div(mul(x, ballOf(options.scale)), ballOf(options.temperature), digits)
  const max = ballOf(row[top] as number)
  const apart = (c: number): Ball => sub(max, ballOf(row[c] as number))
  if (softcap === undefined) {
    return {
      gap: (c) => tau(apart(c)),
      largest: () => tau(max),
      rate: () => tau(one),
      bend: () => zero,
    }
  }
  const cap = ballOf(softcap)
  const angle = (x: Ball): Ball => div(tau(x), cap, digits)
  const at = row.map((x) => angle(ballOf(x)))
  return {
    gap(c) {
      if (row[c] === row[top]) return zero
      return mul(
        cap,
        tanhGap(row[top] as number, at[top] as Ball, row[c] as number, at[c] as Ball, angle(apart(c)), digits),
      )
    },
    largest: () => mul(cap, tanh(at[top] as Ball, digits)),
    rate: (c) => mul(tau(one), squaredSech(at[c] as Ball, digits)),
    // d/dx τ·sech²(τx/cap) = −2·τ²/cap·tanh·sech²
    bend: (c) => {
      const a = at[c] as Ball
      const t = tau(one)
      return neg(div(mul(mul(two, mul(t, t)), mul(tanh(a, digits), squaredSech(a, digits))), cap, digits))
    },
  }
}

function absolute(a: Ball): Ball {
  return a.lo.isNeg() ? neg(a) : a
}

/** e^−2|a|, of a ball of one sign. */
function decay(a: Ball, digits: number): Ball {
  return exp(neg(mul(two, absolute(a))), digits)
}

/** tanh a = (1 − e^−2|a|)/(1 + e^−2|a|) with the sign of a. */
function tanh(a: Ball, digits: number): Ball {
  if (isZero(a)) return zero
  const size = div(neg(expm1(neg(mul(two, absolute(a))), digits)), add(one, decay(a, digits)), digits)
  return a.lo.isNeg() ? neg(size) : size
}

/** 1 − tanh² a = 4·e^−2|a|/(1 + e^−2|a|)² */
function squaredSech(a: Ball, digits: number): Ball {
  const e = decay(a, digits)
  // 1 + e has thousands of digits where e is tiny: divided by twice, never squared.
  const half = add(one, e)
  return div(div(mul(ballOf(4), e), half, digits), half, digits)
}

/** tanh a − tanh b for x > y, the numbers behind a and b, with a − b known apart. Every exponent is at most 0. */
function tanhGap(x: number, a: Ball, y: number, b: Ball, apart: Ball, digits: number): Ball {
  const grown = neg(expm1(neg(mul(two, apart)), digits))
  const [ea, eb] = [decay(a, digits), decay(b, digits)]
  // Both above 0: e^−2b is left; both below: e^2a; on two sides of 0 nothing.
  const front = y >= 0 ? eb : x <= 0 ? ea : one
  return div(div(mul(mul(two, front), grown), add(one, ea), digits), add(one, eb), digits)
}

/** A row with +∞ among its logits, where the policy gives it a value. */
function infinite(
  row: readonly number[],
  inside: (c: number) => boolean,
  policy: 'nan' | 'limit' | 'others',
): Score | undefined {
  if (policy === 'nan') return undefined
  const hits = row.filter((x, c) => inside(c) && x === Infinity).length
  const digits = 40
  const own = policy === 'limit' ? ln(ballOf(hits), digits) : nan
  const surprisal = row.map((x) => (x === Infinity ? own : infinity))
  const unknown = () => row.map(() => free)
  return {
    surprisal,
    share: (c) => (row[c] === Infinity ? div(one, ballOf(hits), digits) : zero),
    others: () => free,
    cost: (q) => dot(q, surprisal),
    excess: (_, c) => surprisal[c] as Ball,
    pullback: unknown,
    normaliser: { value: infinity, pullback: unknown },
  }
}

export function bit(z: number, options: ScoreOptions, digits: number): Score | undefined {
  if (!Number.isFinite(z) && options.softcap === undefined) return infiniteBit(z, options, digits)
  const pair = logits([0, z], options, digits)
  if (pair === undefined) return undefined
  const { motion, normaliser: _, ...rest } = pair
  // The gradient with respect to z alone is the second component of the pair's.
  return {
    ...rest,
    pullback: (q) => pair.pullback(q).slice(1),
    ...(motion && { motion: ([v]: readonly Ball[]) => motion([zero, v as Ball]) }),
  }
}

/** The limits at ±∞, the slope with the factor τ of the chain rule. */
function infiniteBit(z: number, { profile: { policy }, scale, temperature }: ScoreOptions, digits: number): Score {
  const up = z > 0 ? one : zero
  const down = sub(one, up)
  const surprisal = z > 0 ? [infinity, zero] : [zero, infinity]
  return {
    surprisal,
    share: (c) => (c === 1 ? up : down),
    others: (c) => (c === 1 ? down : up),
    cost: (q) => dot(q, surprisal),
    excess: (y, c) => add(ln(y, digits), surprisal[c] as Ball),
    pullback([q0, q1]) {
      if (policy.infiniteBitGradient !== 'limit') return [free]
      const slope = sub(weigh(up, q0 as Ball), weigh(down, q1 as Ball))
      return [div(mul(slope, ballOf(scale)), ballOf(temperature), digits)]
    },
  }
}
