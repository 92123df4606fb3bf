/**
 * The cost ψ of one class by its surprisal s = −ln p, and the slope a = dψ/ds.
 *
 *   nll     s                      1
 *   focal   (1 − p)^γ·s            (1 − p)^γ·(1 + γ·p·s/(1 − p))     Lin et al. 2017, eq. 5
 *   poly1   s + ε·(1 − p)          1 + ε·p                           Leng et al. 2022, eq. 6
 *   gce     (1 − p^q)/q            p^q                               Zhang & Sabuncu 2018, eq. 6
 *
 * At p = 1 the focal cost and slope are their limit 0; at p = 0 p·s is 0. The nll is written as no ψ at all, so that
 * γ = 0 is the plain loss to the last bit.
 */

import { exp } from './exp.ts'
import { expm1, power } from './power.ts'
import { ONE, type Scaled, ZERO, add, divide, fromNumber, multiply, negate } from './scaled.ts'

export interface Cost {
  readonly value: Scaled
  readonly rate: Scaled
}

/** ψ from the surprisal s, p and 1 − p, each with all its digits. */
export type Psi = (s: Scaled, p: Scaled, rest: Scaled) => Cost

export function focal(gamma: number): Psi | undefined {
  if (gamma === 0) return undefined
  const exponent = fromNumber(gamma)
  return (s, p, rest) => {
    if (rest.hi === 0) return { value: ZERO, rate: ZERO }
    const modulation = power(rest, gamma)
    const growth = p.hi === 0 ? ZERO : divide(multiply(exponent, multiply(p, s)), rest)
    return { value: multiply(modulation, s), rate: multiply(modulation, add(ONE, growth)) }
  }
}

export function poly1(epsilon: number): Psi {
  const e = fromNumber(epsilon)
  return (s, p, rest) => ({ value: add(s, multiply(e, rest)), rate: add(ONE, multiply(e, p)) })
}

export function generalisedCrossEntropy(q: number): Psi | undefined {
  if (q === 0) return undefined
  const exponent = fromNumber(q)
  return (s) => {
    const x = negate(multiply(exponent, s))
    return { value: negate(divide(expm1(x), exponent)), rate: exp(x) }
  }
}
