/**
 * The loss of one row, and its slopes.
 *
 *   L = Σ_c q_c·(−ln p_c)         0·∞ = 0: what has no mass adds nothing
 *   ∂L/∂x_k = the score's slope   Q·p_k − q_k for logits, whatever the target sums to
 *   ∂L/∂y_c = (1 − a)·w_c·(−ln p_c)
 *
 * A row without a score is NaN throughout, and in no other row. Terms of a loss with non-negative masses and surprisals
 * do not cancel; each carries two terms, and what leaves here is rounded once.
 */

import { NOT_A_NUMBER, type Scaled, ZERO, add, multiply, toNumber } from './scaled.ts'
import type { Score } from './score.ts'
import type { Target } from './target.ts'

/** Where gradients are written; `undefined` for one that is not wanted. */
export interface Slopes {
  readonly input: Float64Array | undefined
  readonly target: Float64Array | undefined
}

/** q·s with 0·∞ = 0. */
export function weigh(q: Scaled, s: Scaled): Scaled {
  return q.hi === 0 ? ZERO : multiply(q, s)
}

/** Evaluates row `row` of `data`: returns its loss and writes slopes times `factor`, in one pass over the scores. */
export type RowLoss = (data: Float64Array, row: number, factor: Scaled, slopes: Slopes) => Scaled

export function rowLoss(score: Score, target: Target, classes: number): RowLoss {
  const length = target.single ? 0 : classes
  const mass: Scaled[] = Array.from({ length }, () => ZERO)
  /** suffix[c] = Σ_{j > c} q_j */
  const suffix: Scaled[] = Array.from({ length }, () => ZERO)

  function one(row: number, factor: Scaled, out: Float64Array | undefined): Scaled {
    const t = target.hit(row)
    const q = target.weightOf(t)
    if (out !== undefined) {
      score.spread(multiply(q, factor), out, row * classes)
      out[row * classes + t] = toNumber(multiply(score.slope(t, q, ZERO), factor))
    }
    return weigh(q, score.surprisal(t))
  }

  function many(row: number, factor: Scaled, slopes: Slopes): Scaled {
    const start = row * classes
    target.masses(row, mass)
    for (let c = classes - 1, after = ZERO; c >= 0; c--) {
      suffix[c] = after
      after = add(after, mass[c] as Scaled)
    }
    let loss = ZERO
    let before = ZERO
    // Invariant: before = Σ_{j < c} q_j, so that the mass of the others is a sum and not the difference Q − q_c.
    for (let c = 0; c < classes; c++) {
      const q = mass[c] as Scaled
      if (q.hi !== 0) loss = add(loss, multiply(q, score.surprisal(c)))
      if (slopes.input !== undefined) {
        const slope = score.slope(c, q, add(before, suffix[c] as Scaled))
        slopes.input[start + c] = toNumber(multiply(slope, factor))
      }
      before = add(before, q)
      if (slopes.target !== undefined) {
        slopes.target[start + c] = toNumber(multiply(weigh(target.rate(c), score.surprisal(c)), factor))
      }
    }
    return loss
  }

  return (data, row, factor, slopes) => {
    const start = row * classes
    // Fresh gradients are 0 already.
    if (target.isIgnored(row)) return ZERO
    const scored = score.read(data, start)
    // A mean over weights that sum to 0 has no gradient, not even where a class has no mass.
    if (!scored || Number.isNaN(factor.hi)) {
      slopes.input?.fill(NaN, start, start + classes)
      slopes.target?.fill(NaN, start, start + classes)
      return NOT_A_NUMBER
    }
    return target.single ? one(row, factor, slopes.input) : many(row, factor, slopes)
  }
}
