/**
 * ψ: what a class costs, from its surprisal s = −l and its probability p = e^l.
 *
 *   nll      ψ = s                     a = 1
 *   focal    ψ = (1 − p)^γ·s           a = (1 − p)^γ·(1 + γ·p·s/(1 − p))        Lin et al. 2017
 *   poly1    ψ = s + e·(1 − p)         a = 1 + e·p                              Leng et al. 2022
 *   gce      ψ = (1 − p^q)/q           a = p^q                                  Zhang & Sabuncu 2018
 *
 * a = −∂ψ/∂l is what the mass of the class counts for in the gradient; `bend` is ∂a/∂l. Limits: where p = 0 the product
 * p·s is 0; where p = 1 the focal loss has a = 0 for γ > 0.
 */

import { type Ball, add, ballOf, div, isZero, mul, neg, one, sub, zero } from './ball.ts'
import { expm1, power } from './elementary.ts'
import type { Psi } from './profile.ts'

export interface Cost {
  readonly psi: Ball
  readonly a: () => Ball
  readonly bend: () => Ball
}

/** One class: its surprisal, p and 1 − p. */
export interface Class {
  readonly surprisal: Ball
  readonly share: () => Ball
  readonly others: () => Ball
}

export interface PsiOptions {
  readonly kind: Psi
  /** γ, e or q. */
  readonly parameter: number
}

export function costOf({ surprisal: s, share, others }: Class, { kind, parameter }: PsiOptions, digits: number): Cost {
  const k = ballOf(parameter)
  const plain = { psi: s, a: () => one, bend: () => zero }
  switch (kind) {
    case 'nll':
      return plain
    case 'focal':
      return parameter === 0 ? plain : focal(s, share, others(), parameter, digits)
    case 'poly1':
      return {
        psi: add(s, mul(k, others())),
        a: () => add(one, mul(k, share())),
        bend: () => mul(k, share()),
      }
    case 'gce': {
      const rise = (): Ball => power(share(), parameter, digits)
      return {
        psi: div(neg(expm1(neg(mul(k, s)), digits)), k, digits),
        a: rise,
        bend: () => mul(k, rise()),
      }
    }
  }
}

function focal(s: Ball, share: () => Ball, rest: Ball, gamma: number, digits: number): Cost {
  const k = ballOf(gamma)
  const modulation = power(rest, gamma, digits)
  if (isZero(rest)) return { psi: zero, a: () => zero, bend: () => zero }
  /** p·s/(1 − p), which is 0 at p = 0. */
  const relative = (p: Ball): Ball => (isZero(p) ? zero : mul(p, overRest(s, rest, p, digits)))
  return {
    psi: mul(modulation, s),
    a: () => mul(modulation, add(one, mul(k, relative(share())))),
    bend() {
      const p = share()
      const first = sub(isZero(p) ? zero : mul(p, s), add(p, p))
      const second = mul(mul(ballOf(gamma - 1), p), relative(p))
      return mul(mul(power(rest, gamma - 1, digits), k), sub(first, second))
    },
  }
}

/** s/(1 − p), s = −ln p. Where 1 − p is too small for its digits: 1 < s/(1 − p) < 1/p, by ln x ≤ x − 1. */
function overRest(s: Ball, rest: Ball, p: Ball, digits: number): Ball {
  if (!rest.lo.isZero()) return div(s, rest, digits)
  return { lo: one.lo, hi: div(one, p, digits).hi }
}
