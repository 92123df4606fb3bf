/**
 * Scores of probabilities and of log-probabilities, taken as they are.
 *
 *   probabilities       s_c = −ln p_c,   slope −m_c/p_c, and 0 where there is no mass
 *   log-probabilities   s_c = −l_c,      slope −m_c,     p_c = e^l_c, which is above 1 where l_c is above 0
 *
 * 1 − p_c is exact, or −(e^l_c − 1): no digits are lost near p = 1.
 */

import { exp } from './exp.ts'
import { ln } from './ln.ts'
import { expm1 } from './power.ts'
import { type Scaled, ZERO, difference, divide, fromNumber, negate, toNumber } from './scaled.ts'
import { type Score, hasNaN } from './score.ts'

interface Kind {
  readonly surprisal: (x: number) => Scaled
  readonly probability: (x: number) => Scaled
  readonly complement: (x: number) => Scaled
  readonly slope: (x: number, mass: Scaled) => Scaled
}

const probability: Kind = {
  surprisal: (x) => negate(ln(fromNumber(x))),
  probability: fromNumber,
  complement: (x) => difference(1, x),
  slope: (x, mass) => (mass.hi === 0 ? ZERO : negate(divide(mass, fromNumber(x)))),
}

const logProbability: Kind = {
  surprisal: (x) => fromNumber(-x),
  probability: (x) => exp(fromNumber(x)),
  complement: (x) => negate(expm1(fromNumber(x))),
  slope: (_x, mass) => negate(mass),
}

/** A score whose classes know nothing of each other. */
function separate(kind: Kind, classes: number): Score {
  let row: Float64Array = new Float64Array(0)
  let at = 0
  const x = (c: number): number => row[at + c] as number
  return {
    read(data, start) {
      row = data
      at = start
      return !hasNaN(data, start, classes)
    },
    surprisal: (c) => kind.surprisal(x(c)),
    probability: (c) => kind.probability(x(c)),
    complement: (c) => kind.complement(x(c)),
    pullback: (mass, _pull, put) => mass.forEach((m, k) => put(k, kind.slope(x(k), m))),
    pullbackOne(t, mass, out, start) {
      out.fill(0, start, start + classes)
      out[start + t] = toNumber(kind.slope(x(t), mass))
    },
  }
}

export const probabilityScore = (classes: number): Score => separate(probability, classes)
export const logProbabilityScore = (classes: number): Score => separate(logProbability, classes)
