/**
 * The score: how a raw row becomes surprisals s_c = −l_c, and how their slopes come back.
 *
 *   logits, bit        l = u − Λ, of the logits u                          logits.ts
 *   log, prob, pbit    l taken as it is, or the logarithm of probabilities  probabilities.ts
 *
 * cost(q): Σ_c q_c·s_c, for any real q.   pullback(q): its gradient with respect to the row as it was given.
 *
 * A row with NaN, and one that has no probabilities, has no score (undefined): its loss is NaN throughout.
 */

import type { Ball } from './ball.ts'
import type { Profile } from './profile.ts'
import { bit, logits } from './logits.ts'
import { logProbabilities, probabilities, probabilityBit } from './probabilities.ts'
import type { Format } from './format.ts'

export interface Score {
  /** s_c = −l_c */
  readonly surprisal: readonly Ball[]
  /** p_c = e^l_c, and 1 − p_c */
  readonly share: (c: number) => Ball
  readonly others: (c: number) => Ball
  readonly cost: (q: readonly Ball[]) => Ball
  /** ln(y/p_c), which is 0 where y = p_c and keeps its digits near there. */
  readonly excess: (y: Ball, c: number) => Ball
  readonly pullback: (q: readonly Ball[]) => Ball[]
  /** Λ, where the row is normalised by it, and the gradient of g·Λ. */
  readonly normaliser?: { readonly value: Ball; readonly pullback: (g: Ball) => Ball[] }
  /** The derivative of a change v of the row: how p, Λ and ∂u/∂x move; see hessian.ts. */
  readonly motion?: (v: readonly Ball[]) => Motion
}

export interface Motion {
  /** u′ = ∂u/∂x·v */
  readonly u: readonly Ball[]
  /** ∂u/∂x, and its derivative times v. */
  readonly rate: readonly Ball[]
  readonly bend: readonly Ball[]
}

/** What bears on the score beside the row. */
export interface ScoreOptions {
  readonly profile: Profile
  readonly format: Format
  /** Logits are multiplied by `scale`, divided by `temperature`, then capped. */
  readonly scale: number
  readonly temperature: number
  readonly softcap: number | undefined
  /** Classes that take part; all when absent. */
  readonly where: readonly boolean[] | undefined
}

export function scoreOf(row: readonly number[], options: ScoreOptions, digits: number): Score | undefined {
  if (row.some((x, c) => Number.isNaN(x) && (options.where?.[c] ?? true))) return undefined
  switch (options.profile.score) {
    case 'logits':
      return logits(options.profile.baseline ? [0, ...row] : row, options, digits)
    case 'bit':
      return bit(row[0] as number, options, digits)
    case 'log':
      return logProbabilities(row, digits)
    case 'prob':
      return probabilities(row, options, digits)
    case 'pbit':
      return probabilityBit(row[0] as number, options, digits)
  }
}
