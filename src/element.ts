/**
 * One binary element: the loss and slopes of a logit or a probability.
 *
 *   from a logit         ℓ = m₁·softplus(−z) + m₀·softplus(z),  softplus(z) = max(z, 0) + ln(1 + e^−|z|)
 *   slope in z           m₀·σ(z) − m₁·σ(−z)
 *   from a probability   ℓ = −m₁·ln p − m₀·ln(1 − p)
 *   slope in p           w·(p − y)/(p·(1 − p)), with p − y exact
 *
 * Masses: m₀ = w·(1 − y) of the negative side, m₁ = w·v·y of the positive. 0·∞ = 0: a side without mass adds nothing,
 * so p = 0 under y = 0 costs 0, with slope w. A logit ±∞ is its limit. Losses do not cancel while the masses have one
 * sign.
 */

import { exp, writeExp, writeFineExp } from './exp.ts'
import { ln, log1p } from './ln.ts'
import { weigh } from './row.ts'
import {
  INFINITE,
  ONE,
  type Scaled,
  ZERO,
  add,
  difference,
  divide,
  fromNumber,
  multiply,
  negate,
  subtract,
} from './scaled.ts'

/** Functions of the masses, and of what they are made of: weights w and v, target y; `all` is m₀ + m₁. */
export interface BinaryElement {
  readonly loss: (negative: Scaled, positive: Scaled, all: Scaled) => Scaled
  readonly slope: (negative: Scaled, positive: Scaled, w: Scaled, y: number) => Scaled
  readonly targetSlope: (w: Scaled, v: Scaled) => Scaled
}

/** `fine` for the slope of a soft target, which cancels where y nears σ(z). */
export function logitElement(z: number, fine: boolean): BinaryElement {
  const size = Math.abs(z)
  // e^−|z| ≤ 1: the odds of the less likely side.
  const odds = size === Infinity ? ZERO : exp(-size, 0, fine ? writeFineExp : writeExp)
  const total = add(ONE, odds)
  const tail = log1p(odds)
  const far = size === Infinity ? INFINITE : fromNumber(size)
  return {
    // softplus of the unlikely side is |z| + tail, of the likely side the tail alone.
    loss: (negative, positive, all) => add(weigh(z > 0 ? negative : positive, far), weigh(all, tail)),
    slope(negative, positive) {
      const up = z > 0 ? negative : multiply(negative, odds)
      const down = z > 0 ? multiply(positive, odds) : positive
      return divide(subtract(up, down), total)
    },
    targetSlope(w, v) {
      // v·softplus(−z) − softplus(z) = (v − 1)·ln(1 + e^−|z|) + (v·|z| where z < 0, −z elsewhere)
      const straight = z > 0 ? negate(far) : weigh(v, far)
      return weigh(w, add(weigh(subtract(v, ONE), tail), straight))
    },
  }
}

export function probabilityElement(p: number): BinaryElement {
  const x = fromNumber(p)
  return {
    loss: (negative, positive) =>
      negate(
        add(
          negative.hi === 0 ? ZERO : multiply(negative, log1p(negate(x))),
          positive.hi === 0 ? ZERO : multiply(positive, ln(x)),
        ),
      ),
    slope(negative, positive, w, y) {
      const rest = difference(1, p)
      if (positive.hi === 0) return negative.hi === 0 ? ZERO : divide(negative, rest)
      if (negative.hi === 0) return negate(divide(positive, x))
      return divide(multiply(w, difference(p, y)), multiply(x, rest))
    },
    targetSlope: (w) => weigh(w, lnOddsAgainst(p)),
  }
}

/** ln((1 − p)/p), which is 0 at p = ½. */
function lnOddsAgainst(p: number): Scaled {
  const x = fromNumber(p)
  // Near ½ the two logarithms would cancel; 1 − 2p is exact there (Sterbenz).
  if (p > 0.25 && p < 0.75) return log1p(divide(fromNumber(1 - 2 * p), x))
  return subtract(log1p(negate(x)), ln(x))
}
