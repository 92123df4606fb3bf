/**
 * The score of probabilities and of log-probabilities.
 *
 *   log    −l_c = −x_c, taken as it is: not normalised, not checked
 *   prob   r = x through the profile's steps (divide by the sum, clip);  l_c = max(ln(r_c + addend), floor)
 *   pbit   x through the steps, then r = (1 − x, x)
 *
 * pullback(q): h_c = −q_c/(r_c + addend), 0 where the floor holds; back through
 *   clip   h_c inside, ends included, 0 outside
 *   norm   (h_k − Σ_j r_j·h_j)/Σx
 * The slope at r = 0 is the limit from above. A class without mass has none, whatever it multiplies.
 */

import {
  type Ball,
  add,
  ballOf,
  div,
  dot,
  infinity,
  isNaNBall,
  isZero,
  mul,
  neg,
  one,
  point,
  sub,
  sum,
  zero,
} from './ball.ts'
import { exp, expm1, ln } from './elementary.ts'
import { type Format, roundTo } from './format.ts'
import type { Constant, Step } from './profile.ts'
import type { Score, ScoreOptions } from './score.ts'

export function logProbabilities(row: readonly number[], digits: number): Score {
  const l = row.map(ballOf)
  const surprisal = l.map(neg)
  return {
    surprisal,
    share: (c) => exp(l[c] as Ball, digits),
    others: (c) => neg(expm1(l[c] as Ball, digits)),
    cost: (q) => dot(q, surprisal),
    excess: (y, c) => add(ln(y, digits), surprisal[c] as Ball),
    pullback: (q) => q.map(neg),
  }
}

export function probabilities(row: readonly number[], options: ScoreOptions, digits: number): Score {
  const { format, profile } = options
  const done = through(row.map(ballOf), profile.steps, format, digits)
  return { ...fromProbabilities(done.values, options, digits), ...back(done, options, digits) }
}

export function probabilityBit(x: number, options: ScoreOptions, digits: number): Score {
  const { format, profile } = options
  const done = through([ballOf(x)], profile.steps, format, digits)
  const p = done.values[0] as Ball
  const pair = fromProbabilities([sub(one, p), p], options, digits)
  const back = pair.pullback
  return { ...pair, pullback: (q) => done.pullback([difference(back(q))]) }
}

function difference([h0, h1]: readonly Ball[]): Ball {
  return sub(h1 as Ball, h0 as Ball)
}

function back(done: Through, options: ScoreOptions, digits: number): Pick<Score, 'pullback'> {
  const { pullback } = fromProbabilities(done.values, options, digits)
  return { pullback: (q) => done.pullback(pullback(q)) }
}

/** l = max(ln(r + addend), floor) of probabilities as they are. */
function fromProbabilities(r: readonly Ball[], { profile, format }: ScoreOptions, digits: number): Score {
  const extra = constantOf(profile.addend, format)
  const inside = r.map((x) => add(x, extra))
  const floor = profile.floor === -Infinity ? undefined : ballOf(-profile.floor)
  let known: readonly Ball[] | undefined
  // A divergence asks for the excess alone, and logarithms are dear.
  const surprisals = (): readonly Ball[] =>
    (known ??= inside.map((x) => {
      const s = neg(ln(x, digits))
      return floor !== undefined && s.lo.gt(floor.lo) ? floor : s
    }))
  const floored = (c: number): boolean => floor !== undefined && (surprisals()[c] as Ball) === floor
  return {
    get surprisal() {
      return surprisals()
    },
    share: (c) => inside[c] as Ball,
    others: (c) => sub(one, inside[c] as Ball),
    cost: (q) => dot(q, surprisals()),
    excess: (y, c) => (isZero(inside[c] as Ball) ? infinity : ln(div(y, inside[c] as Ball, digits), digits)),
    pullback: (q) => q.map((qc, c) => (floored(c) ? zero : slope(qc, inside[c] as Ball, digits))),
  }
}

/** −q/r, the limit from above at r = 0. */
function slope(q: Ball, r: Ball, digits: number): Ball {
  if (isZero(q)) return zero
  if (isZero(r)) return mul(neg(q), infinity)
  return neg(div(q, r, digits))
}

/** A constant as the working format holds it. */
export function constantOf(constant: Constant, format: Format): Ball {
  const epsilon = 2 * format.unit
  if (constant === 'ε') return ballOf(epsilon)
  if (constant === '1 − ε') return ballOf(1 - epsilon)
  return ballOf(roundTo(format, constant))
}

export interface Through {
  readonly values: readonly Ball[]
  readonly pullback: (h: readonly Ball[]) => Ball[]
}

/** Numbers through steps, in their order; and slopes back through them. */
export function through(x: readonly Ball[], steps: readonly Step[], format: Format, digits: number): Through {
  const start: Through = { values: x, pullback: (h) => [...h] }
  return steps.reduce<Through>((before, step) => {
    const next = step === 'norm' ? normalised(before.values, digits) : clipped(before.values, step.clip, format)
    return { values: next.values, pullback: (h) => before.pullback(next.pullback(h)) }
  }, start)
}

function normalised(x: readonly Ball[], digits: number): Through {
  const total = sum(x)
  const values = x.map((xc) => div(xc, total, digits))
  return {
    values,
    pullback(h) {
      const mean = dot(values, h)
      return h.map((hk) => div(sub(hk, mean), total, digits))
    },
  }
}

function clipped(x: readonly Ball[], [low, high]: readonly [Constant, Constant], format: Format): Through {
  const [lo, hi] = [constantOf(low, format), constantOf(high, format)]
  const side = x.map((xc) => (isNaNBall(xc) ? 0 : xc.hi.lt(lo.lo) ? -1 : xc.lo.gt(hi.lo) ? 1 : 0))
  return {
    values: x.map((xc, c) => (side[c] === -1 ? lo : side[c] === 1 ? hi : within(xc, lo, hi))),
    pullback: (h) => h.map((hc, c) => (side[c] === 0 ? hc : zero)),
  }
}

/** A ball that straddles an end of the clip, cut there; narrower digits will tell on which side it lies. */
function within(x: Ball, lo: Ball, hi: Ball): Ball {
  if (isNaNBall(x)) return x
  const low = x.lo.lt(lo.lo) ? lo.lo : x.lo
  const high = x.hi.gt(hi.lo) ? hi.lo : x.hi
  if (low === x.lo && high === x.hi) return x
  return low.eq(high) ? point(low) : { lo: low, hi: high }
}
