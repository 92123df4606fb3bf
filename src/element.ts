/**
 * One binary element: the loss and slopes of a logit or a probability.
 *
 *   from a logit         ℓ = m₁·softplus(−u) + m₀·softplus(u),  softplus(u) = max(u, 0) + ln(1 + e^−|u|)
 *   slope in z           u'(z)·(m₀·σ(u) − m₁·σ(−u))
 *   from a probability   ℓ = −m₁·ln p − m₀·ln(1 − p)
 *   slope in p           m₀/(1 − p) − m₁/p;   w·(p − y')/(p·(1 − p)) where m₀ + m₁ = w, with p − y' exact
 *   with a cost ψ        ℓ = m₁·ψ₁ + m₀·ψ₀, slopes of the masses m·a
 *
 * Masses: m₀ = w·(1 − y') of the negative side, m₁ = w·v·y' of the positive. 0·∞ = 0: a side without mass adds nothing,
 * so p = 0 under y = 0 costs 0, with slope w. A logit ±∞ is its limit. Losses do not cancel while the masses have one
 * sign.
 */

import { exp } from './exp.ts'
import { ln, log1p } from './ln.ts'
import type { Psi } from './psi.ts'
import { weigh } from './row.ts'
import { ONE, type Scaled, ZERO, add, difference, divide, fromNumber, multiply, negate, subtract } from './scaled.ts'
import type { Transform } from './transform.ts'

/** What the two sides weigh: m₀, m₁ and their sum, and what they are made of: w, v and the target y'. */
export interface Sides {
  readonly negative: Scaled
  readonly positive: Scaled
  readonly all: Scaled
  readonly w: Scaled
  readonly v: Scaled
  readonly y: Scaled
}

export interface BinaryElement {
  readonly loss: (sides: Sides) => Scaled
  readonly slope: (sides: Sides) => Scaled
  /** w·(v·ψ₁ − ψ₀) */
  readonly targetSlope: (sides: Sides) => Scaled
}

/** The parts that a cost needs: surprisals and probabilities of both sides, and the slope of any masses. */
interface Bit {
  readonly surprisals: () => readonly [Scaled, Scaled]
  readonly probabilities: () => readonly [Scaled, Scaled]
  readonly pullback: (negative: Scaled, positive: Scaled) => Scaled
}

/** The element of a logit after its transform. */
export function logitElement(z: number, transform: Transform | undefined, psi: Psi | undefined): BinaryElement {
  const u = transform === undefined ? fromNumber(z) : transform.value(z)
  const isUp = u.hi > 0
  const size = isUp ? u : negate(u)
  // e^−|u| ≤ 1: the odds of the less likely side.
  const odds = exp(negate(size))
  const total = add(ONE, odds)
  const tail = log1p(odds)
  function pullback(negative: Scaled, positive: Scaled): Scaled {
    const up = isUp ? negative : multiply(negative, odds)
    const down = isUp ? multiply(positive, odds) : positive
    const slope = divide(subtract(up, down), total)
    return transform === undefined ? slope : multiply(slope, transform.slope(z))
  }
  const pair = <T>(likely: T, unlikely: T): readonly [T, T] => (isUp ? [unlikely, likely] : [likely, unlikely])
  if (psi !== undefined) {
    return costly(psi, {
      surprisals: () => pair(tail, add(size, tail)),
      probabilities: () => pair(divide(ONE, total), divide(odds, total)),
      pullback,
    })
  }
  return {
    // softplus of the unlikely side is |u| + tail, of the likely side the tail alone.
    loss: ({ negative, positive, all }) => add(weigh(isUp ? negative : positive, size), weigh(all, tail)),
    slope: ({ negative, positive }) => pullback(negative, positive),
    targetSlope({ w, v }) {
      // v·softplus(−u) − softplus(u) = (v − 1)·ln(1 + e^−|u|) + (v·|u| where u < 0, −u elsewhere)
      const straight = isUp ? negate(size) : weigh(v, size)
      return weigh(w, add(weigh(subtract(v, ONE), tail), straight))
    },
  }
}

export function probabilityElement(p: number, psi: Psi | undefined): BinaryElement {
  const x = fromNumber(p)
  const rest = difference(1, p)
  const part = (mass: Scaled, of: Scaled): Scaled => (mass.hi === 0 ? ZERO : divide(mass, of))
  const pullback = (negative: Scaled, positive: Scaled): Scaled => subtract(part(negative, rest), part(positive, x))
  if (psi !== undefined) {
    return costly(psi, {
      surprisals: () => [negate(log1p(negate(x))), negate(ln(x))],
      probabilities: () => [rest, x],
      pullback,
    })
  }
  return {
    loss: ({ negative, positive }) =>
      negate(
        add(
          negative.hi === 0 ? ZERO : multiply(negative, log1p(negate(x))),
          positive.hi === 0 ? ZERO : multiply(positive, ln(x)),
        ),
      ),
    slope({ negative, positive, w, y }) {
      if (negative.hi === 0 || positive.hi === 0) return pullback(negative, positive)
      return divide(multiply(w, subtract(x, y)), multiply(x, rest))
    },
    targetSlope: ({ w }) => weigh(w, lnOddsAgainst(p)),
  }
}

/** An element whose sides cost ψ. */
function costly(psi: Psi, { surprisals, probabilities, pullback }: Bit): BinaryElement {
  const [p0, p1] = probabilities()
  const [s0, s1] = surprisals()
  const unlike = psi(s0, p0, p1)
  const like = psi(s1, p1, p0)
  return {
    loss: ({ negative, positive }) => add(weigh(negative, unlike.value), weigh(positive, like.value)),
    slope: ({ negative, positive }) => pullback(multiply(negative, unlike.rate), multiply(positive, like.rate)),
    targetSlope: ({ w, v }) => weigh(w, subtract(weigh(v, like.value), unlike.value)),
  }
}

/** ln((1 − p)/p), which is 0 at p = ½. */
function lnOddsAgainst(p: number): Scaled {
  const x = fromNumber(p)
  // Near ½ the two logarithms would cancel; 1 − 2p is exact there (Sterbenz).
  if (p > 0.25 && p < 0.75) return log1p(divide(fromNumber(1 - 2 * p), x))
  return subtract(log1p(negate(x)), ln(x))
}
