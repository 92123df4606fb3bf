/**
 * The Jensen–Shannon divergence of two rows of log-probabilities, Q the input and P the target.
 *
 *   M = β·P + (1 − β)·Q,   L = Σ β·P·ln(P/M) + (1 − β)·Q·ln(Q/M)
 *   ∂L/∂ln P = β·P·ln(P/M),   ∂L/∂ln Q = (1 − β)·Q·ln(Q/M)
 *   β = 0: KL(P‖Q),   β = 1: KL(Q‖P), which Liger returns there
 */

import { exp } from '../exp.ts'
import { ln } from '../ln.ts'
import { weigh } from '../row.ts'
import { ONE, type Scaled, ZERO, add, difference, divide, fromNumber, multiply, negate } from '../scaled.ts'
import type { FamilyRow } from './row.ts'
import { sum } from './steps.ts'

export function jensenShannonRow(logQ: readonly number[], logP: readonly number[], beta: number): FamilyRow {
  const none = { z: ZERO, zSlope: () => [] }
  const odds = (l: readonly number[]): Scaled[] => l.map((each) => exp(fromNumber(each)))
  const [q, p] = [odds(logQ), odds(logP)]
  function from(a: readonly Scaled[], la: readonly number[], lb: readonly number[]) {
    const apart = la.map((each, c) => difference(each, lb[c] as number))
    return {
      loss: sum(a.map((ac, c) => weigh(ac, apart[c] as Scaled))),
      own: () => a.map((ac, c) => weigh(ac, add(apart[c] as Scaled, ONE))),
      other: () => a.map(negate),
    }
  }
  if (beta === 0 || beta === 1) {
    const { loss, own, other } = beta === 0 ? from(p, logP, logQ) : from(q, logQ, logP)
    return { ...none, loss, slope: beta === 0 ? other : own, targetSlope: beta === 0 ? own : other }
  }
  const mine = fromNumber(beta)
  const yours = difference(1, beta)
  const middle = p.map((pc, c) => add(multiply(mine, pc), multiply(yours, q[c] as Scaled)))
  const parts = (a: readonly Scaled[], by: Scaled): readonly Scaled[] =>
    a.map((ac, c) => (ac.hi === 0 ? ZERO : multiply(multiply(by, ac), ln(divide(ac, middle[c] as Scaled)))))
  const [ofP, ofQ] = [parts(p, mine), parts(q, yours)]
  return { ...none, loss: sum([...ofP, ...ofQ]), slope: () => ofQ, targetSlope: () => ofP }
}
