/**
 * The loss of one row, and its slopes.
 *
 *   L = Σ_c w_c·y_c·ψ(l_c);        as a divergence  Σ_c y_c·ln(y_c/p_c);   generalised  + Σ_c (p_c − y_c)
 *   Z = λ·Λ², apart, for some divide it by something else
 *   ∂L/∂x = the score's pullback of w·y·a [ − p, generalised ],   a = −∂ψ/∂l
 *   ∂Z/∂x = the pullback of 2λΛ through Λ
 *   ∂L/∂y_c = w_c·ψ(l_c) [ + ln y_c + 1 ] [ − 1, generalised ]
 *
 * 0·∞ is what the policy says. The slope of y·ln y at 0 is not promised (`free`). A row without a score is NaN throughout.
 */

import {
  type Ball,
  add,
  ballOf,
  dot,
  free,
  isInfinite,
  isNaNBall,
  isZero,
  mul,
  nan,
  neg,
  one,
  sub,
  sum,
  weigh,
  zero,
} from './ball.ts'
import { ln } from './elementary.ts'
import type { Profile } from './profile.ts'
import { type Cost, type PsiOptions, costOf } from './psi.ts'
import type { Score } from './score.ts'
import type { Target } from './target.ts'

export interface Row {
  readonly loss: Ball
  readonly z: Ball
  /** ∂L/∂x, ∂Z/∂x and ∂L/∂y; thunks, for a law that asks for the loss alone should not pay for them. */
  readonly slope: () => Ball[]
  readonly zSlope: () => Ball[]
  readonly targetSlope: () => Ball[]
}

export interface RowOptions {
  readonly profile: Profile
  readonly psi: PsiOptions
  readonly zLoss: number
  /** Lengths of the input's and the target's row. */
  readonly length: number
  /** Classes that take part; all when absent. */
  readonly where: readonly boolean[] | undefined
}

export function rowOf(score: Score | undefined, target: Target, options: RowOptions, digits: number): Row {
  const { profile, psi, zLoss, length, where } = options
  const filled = (x: Ball): Ball[] => Array.from({ length }, () => x)
  if (score === undefined) {
    const slope = () => filled(profile.policy.nanGradient === 'nan' ? nan : free)
    return { loss: nan, z: zero, slope, zSlope: () => filled(zero), targetSlope: slope }
  }
  const known: Cost[] = []
  const cost = (c: number): Cost => (known[c] ??= costAt(score, c, psi, digits))
  const z = zOf(score, zLoss)
  const plain = psi.kind === 'nll' || (psi.kind === 'focal' && psi.parameter === 0)
  const poisoned = isPoisoned(score, target, profile, where)
  const value = (): Ball => {
    const costs = plain
      ? score.cost(target.mass)
      : dot(
          target.mass,
          target.mass.map((_, c) => psiAt(target, cost, c)),
        )
    return add(costs, guardedEntropy(target, profile, digits))
  }
  const divergent = profile.divergence && profile.entropy === undefined
  return {
    loss: poisoned ? nan : divergent ? divergence(score, target, profile) : value(),
    z: z.loss,
    slope() {
      const mass = plain ? target.mass : target.mass.map((q, c) => (isZero(q) ? zero : mul(q, cost(c).a())))
      return score.pullback(profile.generalised ? mass.map((q, c) => sub(q, score.share(c))) : mass)
    },
    zSlope: () => z.slope() ?? filled(zero),
    targetSlope() {
      if (profile.targets !== 'binary' || !plain) {
        return target.pullback(target.y.map((y, c) => targetSlope(score, target, profile, cost, y, c, digits)))
      }
      // The two sides share ln(1 + e^−|u|): told as one cost they leave a point where they are equal.
      const [w0, w1] = target.weight as readonly [Ball, Ball]
      return target.pullback([zero, score.cost([neg(w0), w1])])
    },
  }
}

function costAt(score: Score, c: number, psi: PsiOptions, digits: number): Cost {
  const { surprisal, share, others } = score
  return costOf({ surprisal: surprisal[c] as Ball, share: () => share(c), others: () => others(c) }, psi, digits)
}

/** What has no mass is not looked at: its ψ may be infinite. */
function psiAt({ mass }: Target, cost: (c: number) => Cost, c: number): Ball {
  return isZero(mass[c] as Ball) ? zero : cost(c).psi
}

function zOf({ normaliser }: Score, zLoss: number) {
  if (zLoss === 0 || normaliser === undefined) return { loss: zero, slope: () => undefined }
  const lambda = ballOf(zLoss)
  const { value, pullback } = normaliser
  return {
    loss: mul(lambda, mul(value, value)),
    slope: () => pullback(mul(mul(ballOf(2), lambda), value)),
  }
}

/** Whether IEEE arithmetic multiplies a surprisal that is infinite, or NaN, by 0 somewhere in the row. */
function isPoisoned(
  { surprisal }: Score,
  { y, mass, keep, hit }: Target,
  { policy, targetSteps }: Profile,
  where: RowOptions['where'],
): boolean {
  if (policy.zeroTimesInfinity === 'zero') return false
  const isEndless = (c: number): boolean => isInfinite(surprisal[c] as Ball) || isNaNBall(surprisal[c] as Ball)
  if (policy.zeroTimesInfinity === 'nan') {
    // e^l·(l − ln p) of a log-target −∞ is a product of that kind too.
    if (targetSteps.includes('exp') && y.some(isZero)) return true
    return mass.some((q, c) => isZero(q) && where?.[c] !== false && isEndless(c))
  }
  // Smoothing adds (1 − a)·s_t to the mean of all: at a = 1 the hit is still multiplied.
  if (hit !== undefined && isZero(keep) && isEndless(hit)) return true
  return mass.some((q, c) => isZero(q) && !isZero(y[c] as Ball) && isEndless(c))
}

function divergence(score: Score, { y }: Target, { generalised }: Profile): Ball {
  const terms = y.map((yc, c) => (isZero(yc) ? zero : weigh(yc, score.excess(yc, c))))
  return sum(generalised ? [...terms, ...y.map((yc, c) => sub(score.share(c), yc))] : terms)
}

/** What is added to a cross-entropy to make it a divergence: the entropy of the target with its guard. */
function guardedEntropy({ y, hit }: Target, profile: Profile, digits: number): Ball {
  if (!profile.divergence) return zero
  const { add: guard = 0, atLeast } = profile.entropy ?? {}
  const logs = y.map((yc, c) => {
    if (isZero(yc)) return zero
    if (atLeast !== undefined) return mul(yc, ln(yc.hi.lt(atLeast) ? ballOf(atLeast) : yc, digits))
    return mul(yc, ln(c === hit ? yc : add(yc, ballOf(guard)), digits))
  })
  return sum(logs)
}

function targetSlope(
  score: Score,
  target: Target,
  profile: Profile,
  cost: (c: number) => Cost,
  y: Ball,
  c: number,
  digits: number,
): Ball {
  const times = profile.policy.zeroTimesInfinity === 'zero' ? weigh : mul
  if (!profile.divergence) return times(target.weight[c] as Ball, cost(c).psi)
  if (isZero(y)) return free
  const { atLeast } = profile.entropy ?? {}
  const own = profile.generalised ? zero : one
  if (atLeast === undefined) return add(score.excess(y, c), own)
  // Below the guard the logarithm stands still.
  return y.hi.lt(atLeast)
    ? sub(ln(ballOf(atLeast), digits), neg(score.surprisal[c] as Ball))
    : add(score.excess(y, c), own)
}
