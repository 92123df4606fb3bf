/**
 * The product of a row's Hessian with a vector v, for scores of logits.
 *
 *   g_u = Q·p − q + 2λΛ·p,   q_c = w_c·y_c·a(l_c),  Q = Σ q_c;   g_x = ρ·g_u,  ρ = ∂u/∂x
 *   u′ = ρ·v,  p′ = p·(u′ − ⟨p, u′⟩),  Λ′ = ⟨p, u′⟩,  q′_c = w_c·y_c·(∂a/∂l)·(u′_c − Λ′)
 *   H·v = ρ·( Q′·p + Q·p′ − q′ + 2λ·(Λ′·p + Λ·p′) ) + ρ′·g_u
 *
 * With a = 1 and without cap and z-loss that is Q·(p∘v − p·⟨p, v⟩), which is symmetric, and not negative for Q ≥ 0.
 */

import { type Ball, add, ballOf, dot, mul, neg, sub, sum, zero } from './ball.ts'
import { costOf } from './psi.ts'
import type { Site } from './site.ts'

/** H·v of one row; undefined where the score has no logits, or no value. */
export function hessianRow(
  { score, target, psi }: Site,
  zLoss: number,
  v: readonly Ball[],
  digits: number,
): readonly Ball[] | undefined {
  if (score?.motion === undefined) return undefined
  const { u, rate, bend } = score.motion(v)
  const classes = u.map((_, c) => c)
  const p = classes.map(score.share)
  const cost = classes.map((c) =>
    costOf(
      { surprisal: score.surprisal[c] as Ball, share: () => p[c] as Ball, others: () => score.others(c) },
      psi,
      digits,
    ),
  )
  const drift = dot(p, u)
  const relative = u.map((uc) => sub(uc, drift))
  const mass = target.mass
  const q = classes.map((c) => mul(mass[c] as Ball, (cost[c] as (typeof cost)[number]).a()))
  const qMoved = classes.map((c) =>
    mul(mul(mass[c] as Ball, (cost[c] as (typeof cost)[number]).bend()), relative[c] as Ball),
  )
  const [Q, QMoved] = [sum(q), sum(qMoved)]
  const z = mul(ballOf(2), ballOf(zLoss))
  const lambda = score.normaliser?.value ?? zero
  // A class whose logit is fixed, a bit's or a baseline's, stands first and has no row.
  return classes.slice(u.length - v.length).map((c) => {
    const [pc, moved] = [p[c] as Ball, mul(p[c] as Ball, relative[c] as Ball)]
    const slope = add(sub(mul(Q, pc), q[c] as Ball), mul(z, mul(lambda, pc)))
    const turned = sum([
      mul(QMoved, pc),
      mul(Q, moved),
      neg(qMoved[c] as Ball),
      mul(z, add(mul(drift, pc), mul(lambda, moved))),
    ])
    return add(mul(rate[c] as Ball, turned), mul(bend[c] as Ball, slope))
  })
}
