/**
 * The modulated focal loss of a binary element, which is not a sum over the two sides.
 *
 *   L = α_t·(1 − π)^γ·B,   π = t·p + (1 − t)·(1 − p),   B = −t·ln p − (1 − t)·ln(1 − p)
 *   ∂L/∂x = α_t·(1 − π)^γ·∂B/∂x − α_t·γ·(1 − π)^(γ−1)·B·∂π/∂x,   ∂π/∂p = 2t − 1
 *   ∂L/∂t = as much in t, with ∂π/∂t = 2p − 1
 *
 * torchvision, Keras and optax; for t = 0 and 1 it is the focal loss of psi.ts. Where 1 − π = 0 its slope is 0 for γ > 1
 * and not promised below. Keras takes π from the probability before it is clipped.
 */

import { type Ball, ballOf, dot, free, isZero, mul, neg, sub, sum, zero } from './ball.ts'
import { power } from './elementary.ts'
import type { Row } from './row.ts'
import type { Score } from './score.ts'
import type { Target } from './target.ts'

export interface Modulation {
  readonly gamma: number
  /** Of π: the score itself, or that of the unclipped probability. */
  readonly by: Score
  /** ∂p/∂x of that score. */
  readonly rate: Ball
}

export function modulatedRow(score: Score, target: Target, { gamma, by, rate }: Modulation, digits: number): Row {
  const { y, weight } = target
  const shares = [by.share(0), by.share(1)]
  const missing = [by.others(0), by.others(1)]
  // 1 − π as Σ y_c·(1 − p_c): 1 = Σ y_c, and nothing cancels.
  const rest = dot(y, missing)
  const alpha = dot(y, weight)
  const cross = score.cost(y)
  const factor = mul(alpha, power(rest, gamma, digits))
  /** α_t·γ·(1 − π)^(γ−1)·B */
  const pull = (): Ball => {
    if (gamma === 0) return zero
    if (isZero(rest)) return gamma > 1 ? zero : free
    // Too near 0 for its digits: B = −ln(1 − rest) < 2·rest of a hard target, so B·rest^(γ−1) < 2·rest^γ.
    if (rest.lo.isZero() && by === score && y.some(isZero)) {
      const most = mul(mul(alpha, ballOf(2 * gamma)), power(rest, gamma, digits))
      return { lo: zero.lo, hi: most.hi }
    }
    return mul(mul(alpha, mul(ballOf(gamma), cross)), power(rest, gamma - 1, digits))
  }
  return {
    loss: isZero(rest) && gamma > 0 ? zero : mul(factor, cross),
    z: zero,
    zSlope: () => [zero],
    slope() {
      const [own = zero] = score.pullback(y)
      const turn = mul(sub(y[1] as Ball, y[0] as Ball), rate)
      return [sub(mul(factor, own), mul(pull(), turn))]
    },
    targetSlope() {
      const modulation = power(rest, gamma, digits)
      return target.pullback(
        y.map((_, c) =>
          sum([
            mul(factor, score.surprisal[c] as Ball),
            neg(mul(pull(), shares[c] as Ball)),
            mul(mul(weight[c] as Ball, modulation), cross),
          ]),
        ),
      )
    },
  }
}

/** ∂p/∂x of a logit: p·(1 − p). */
export function logisticRate(score: Score): Ball {
  return mul(score.share(1), score.others(1))
}
