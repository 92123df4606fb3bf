/**
 * The loss of one row, and its slopes.
 *
 *   L = Σ_c q_c·ψ_c + λ·Λ²          ψ_c = −ln p_c unless told otherwise;  0·∞ = 0: what has no mass adds nothing
 *   ∂L/∂x = the score's pullback of the masses q_c·a_c, a_c = dψ_c/ds_c, and of 2λΛ
 *   ∂L/∂y_c = (1 − a)·w_c·ψ_c
 *
 * A row without a score is NaN throughout, and in no other row. Terms of a loss with non-negative masses and costs do
 * not cancel; each carries two terms, and what leaves here is rounded once.
 */

import type { LogitScore } from './logits.ts'
import type { Cost, Psi } from './psi.ts'
import { NOT_A_NUMBER, ONE, type Scaled, ZERO, add, divide, fromNumber, multiply, toNumber } from './scaled.ts'
import type { Score } from './score.ts'
import type { Sink } from './sink.ts'
import type { Target } from './target.ts'

/** Where gradients are written; `undefined` for one that is not wanted. */
export interface Slopes {
  readonly input: Sink | undefined
  readonly target: Sink | undefined
}

/** λ, and the score whose Λ it is about. */
export interface ZLoss {
  readonly factor: number
  readonly score: LogitScore
}

export interface RowOptions {
  readonly psi: Psi | undefined
  readonly zLoss: ZLoss | undefined
}

/** q·s with 0·∞ = 0. */
export function weigh(q: Scaled, s: Scaled): Scaled {
  return q.hi === 0 && q.err === 0 ? ZERO : multiply(q, s)
}

/** Evaluates row `row` of `data`: returns its loss and writes slopes times `factor`, in one pass over the scores. */
export type RowLoss = (data: Float64Array, row: number, factor: Scaled, slopes: Slopes) => Scaled

export function rowLoss(score: Score, target: Target, classes: number, { psi, zLoss }: RowOptions): RowLoss {
  const single = target.single && zLoss === undefined
  const mass: Scaled[] = []

  function costOf(c: number): Cost {
    const value = score.surprisal(c)
    return psi === undefined ? { value, rate: ONE } : psi(value, score.probability(c), score.complement(c))
  }

  function one(row: number, factor: Scaled, out: Sink | undefined): Scaled {
    const t = target.hit(row)
    const q = target.weightOf(t)
    const { value, rate } = costOf(t)
    if (out !== undefined) {
      score.pullbackOne(t, multiply(multiply(q, rate), factor), out.row, row * out.stride)
    }
    return weigh(q, value)
  }

  const { unit } = target

  function many(row: number, factor: Scaled, slopes: Slopes): Scaled {
    target.masses(row, mass)
    const targetAt = row * (slopes.target?.stride ?? 0)
    const share = divide(factor, unit)
    let loss = ZERO
    for (let c = 0; c < classes; c++) {
      const q = mass[c] as Scaled
      if (q.hi === 0 && q.err === 0 && slopes.target === undefined) continue
      const cost = costOf(c)
      loss = add(loss, weigh(q, cost.value))
      mass[c] = weigh(q, cost.rate)
      if (slopes.target !== undefined) {
        slopes.target.row[targetAt + c] = toNumber(multiply(weigh(target.rate(c), cost.value), share))
      }
    }
    loss = divide(loss, unit)
    let pull = ZERO
    if (zLoss !== undefined) {
      const normaliser = zLoss.score.logSumExp()
      const weighed = multiply(fromNumber(zLoss.factor), normaliser)
      loss = add(loss, multiply(weighed, normaliser))
      pull = multiply(add(weighed, weighed), unit)
    }
    const { input } = slopes
    if (input !== undefined) {
      const start = row * input.stride
      score.pullback(mass, pull, (k, slope) => {
        input.row[start + k] = toNumber(multiply(slope, share))
      })
    }
    return loss
  }

  function fill(slopes: Slopes, row: number, x: number): void {
    for (const sink of [slopes.input, slopes.target]) {
      sink?.row.fill(x, row * sink.stride, row * sink.stride + classes)
    }
  }

  return (data, row, factor, slopes) => {
    if (target.isIgnored(row)) {
      fill(slopes, row, 0)
      return ZERO
    }
    const scored = score.read(data, row * classes)
    // A mean over weights that sum to 0 has no gradient, not even where a class has no mass.
    if (!scored || Number.isNaN(factor.hi)) {
      fill(slopes, row, NaN)
      return NOT_A_NUMBER
    }
    return single ? one(row, factor, slopes.input) : many(row, factor, slopes)
  }
}
