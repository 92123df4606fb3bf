/**
 * The loss of one row, and its slopes.
 *
 *   L = Σ_c q_c·(−ln p_c);          as a divergence  Σ_c y_c·ln(y_c/p_c)
 *   ∂L/∂x = the score's pullback of q
 *   ∂L/∂y_c = (∂q_c/∂y_c)·(−ln p_c);   as a divergence  ln(y_c/p_c) + 1
 *
 * 0·∞ = 0. The slope of y·ln y at 0 is not promised (`free`). A row without a score is NaN throughout.
 */

import { type Ball, add, ballOf, free, isZero, nan, neg, one, sum, weigh, zero } from './ball.ts'
import type { Score } from './score.ts'
import type { Target } from './target.ts'

export interface Row {
  readonly loss: Ball
  /** ∂L/∂x and ∂L/∂y; thunks, for a law that asks for the loss alone should not pay for them. */
  readonly slope: () => Ball[]
  readonly targetSlope: () => Ball[]
}

/** The row of a score and a target; `divergence` is y itself. `binary` rows have one number t for the pair (1 − t, t). */
export function rowOf(
  score: Score | undefined,
  target: Target,
  shape: { readonly input: number; readonly target: number; readonly binary: boolean },
  divergence: readonly number[] | undefined,
): Row {
  if (score === undefined) {
    return { loss: nan, slope: () => filled(shape.input), targetSlope: () => filled(shape.target) }
  }
  const { surprisal, cost, excess, pullback } = score
  const y = divergence?.map(ballOf)
  return {
    loss: y === undefined ? cost(target.mass) : sum(y.map((yc, c) => (isZero(yc) ? zero : weigh(yc, excess(yc, c))))),
    slope: () => pullback(target.mass),
    targetSlope() {
      if (y !== undefined) return y.map((yc, c) => (isZero(yc) ? free : add(excess(yc, c), one)))
      const { rate } = target
      // t moves (1 − t, t) by (−1, 1).
      if (shape.binary) return [cost([neg(rate[0] as Ball), rate[1] as Ball])]
      return rate.map((r, c) => weigh(r, surprisal[c] as Ball))
    },
  }
}

function filled(length: number): Ball[] {
  return Array.from({ length }, () => nan)
}
