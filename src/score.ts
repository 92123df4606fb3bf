/**
 * The score: how a row of inputs becomes surprisals s_c = −ln p_c, and how slopes come back to it.
 *
 *   logits              p = softmax(u(z))                        logits.ts
 *   probabilities       p as given                               probabilities.ts
 *   log-probabilities   ln p as given                            probabilities.ts
 *
 * A row without a score (NaN in it; of logits also +∞, or no class at all) is NaN throughout.
 */

import type { Scaled } from './scaled.ts'

export interface Score {
  /** Reads the row of K numbers at `start`; false when it has no score. */
  readonly read: (data: Float64Array, start: number) => boolean
  readonly surprisal: (c: number) => Scaled
  /** p_c */
  readonly probability: (c: number) => Scaled
  /** 1 − p_c */
  readonly complement: (c: number) => Scaled
  /** The gradient of Σ_c m_c·s_c + pull·Λ in every x_k, with Λ = ln Σ e^u of logits and 0 of all others. */
  readonly pullback: (mass: readonly Scaled[], pull: Scaled, put: (k: number, slope: Scaled) => void) => void
  /** Writes the gradient of m·s_t in every x_k to `out`. */
  readonly pullbackOne: (t: number, mass: Scaled, out: Float64Array, start: number) => void
}

export function hasNaN(data: Float64Array, start: number, classes: number): boolean {
  for (let c = 0; c < classes; c++) {
    if (Number.isNaN(data[start + c])) return true
  }
  return false
}
