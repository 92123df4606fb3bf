/**
 * The Jensen–Shannon divergence of two rows, with a weight β between them.
 *
 *   M = β·P + (1 − β)·Q,   L = Σ β·P·ln(P/M) + (1 − β)·Q·ln(Q/M) = H(M) − β·H(P) − (1 − β)·H(Q)
 *   β = 0   KL(P‖Q),   β = 1   KL(Q‖P): what Liger returns there, and not the limit, which is 0
 *   ∂L/∂P = β·ln(P/M),   ∂L/∂Q = (1 − β)·ln(Q/M);   of log-probabilities times P, times Q
 *
 * Q is the input and P the target, both given as logarithms.
 */

import { type Ball, add, ballOf, div, isZero, mul, neg, one, sub, sum, weigh, zero } from './ball.ts'
import { exp, ln } from './elementary.ts'
import type { Row } from './row.ts'

export function jensenShannonRow(logQ: readonly number[], logP: readonly number[], beta: number, digits: number): Row {
  const [lq, lp] = [logQ.map(ballOf), logP.map(ballOf)]
  const [q, p] = [lq.map((l) => exp(l, digits)), lp.map((l) => exp(l, digits))]
  const parts = { z: zero, zSlope: () => q.map(() => zero) }
  const from = (a: readonly Ball[], la: readonly Ball[], lb: readonly Ball[]): Row => {
    const apart = la.map((l, c) => sub(l, lb[c] as Ball))
    const value = sum(a.map((ac, c) => weigh(ac, apart[c] as Ball)))
    return {
      ...parts,
      loss: value,
      slope: () => a.map(neg),
      targetSlope: () => a.map((ac, c) => weigh(ac, add(apart[c] as Ball, one))),
    }
  }
  if (beta === 0) return from(p, lp, lq)
  if (beta === 1) {
    const { slope, targetSlope, ...rest } = from(q, lq, lp)
    return { ...rest, slope: targetSlope, targetSlope: slope }
  }
  const b = ballOf(beta)
  const other = sub(one, b)
  const m = p.map((pc, c) => add(mul(b, pc), mul(other, q[c] as Ball)))
  const share = (a: readonly Ball[], by: Ball) =>
    a.map((ac, c) => (isZero(ac) ? zero : mul(mul(by, ac), ln(div(ac, m[c] as Ball, digits), digits))))
  const [first, second] = [share(p, b), share(q, other)]
  return { ...parts, loss: sum([...first, ...second]), slope: () => second, targetSlope: () => first }
}
