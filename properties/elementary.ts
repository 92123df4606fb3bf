/**
 * e^x, ln x and their forms near 1, for the laws: of the numbers of an answer, to 80 digits.
 *
 *   e^x − 1 = Σ x^k/k!,  ln(1 + x) = −Σ (−x)^k/k      |x| < 2^−10, where the plain forms lose digits
 *
 * Budgets are shares of what is checked, so digits must be relative: an answer of 1e−131 has e^x − 1 with 80 digits too.
 */

import type { Decimal } from 'decimal.js'
import { context, valueOf } from '../reference/index.ts'
import { num } from './answer.ts'

/** Rounding mode 4 is half up; at this precision any would do. */
const Wide: typeof Decimal = context(80, 4)

const NEAR = 2 ** -10

/** Terms beyond the first that x^k < 2^−10k needs to fall below 10^−84. */
const TERMS = 28

/** As many bits as 80 digits have, and a few. */
const BITS = 280

export function expOf(x: Decimal): Decimal {
  return Wide.add(valueOf('exp', x, BITS) ?? Wide.exp(x), 0)
}

export function lnOf(x: Decimal): Decimal {
  return Wide.add(valueOf('ln', x, BITS) ?? Wide.ln(x), 0)
}

const counts = new Map<number, Decimal>()

/** The logarithm of a whole number, such as the count of the classes: they come up in every case. */
export function lnOfCount(n: number): Decimal {
  let known = counts.get(n)
  if (known === undefined) counts.set(n, (known = lnOf(num(n))))
  return known
}

/** Σ_{k ≥ 1} x^k·factor(k). */
function series(x: Decimal, coefficient: (k: number) => Decimal): Decimal {
  let power = x
  let sum = x
  for (let k = 2; k <= TERMS; k++) {
    power = Wide.mul(power, x)
    sum = Wide.add(sum, Wide.mul(power, coefficient(k)))
  }
  return sum
}

const one = num(1)
const inverses = Array.from({ length: TERMS + 1 }, (_, k) => Wide.div(one, Math.max(k, 1)))
const factorials = inverses.reduce<Decimal[]>((list, inverse, k) => {
  list.push(k === 0 ? one : Wide.mul(list[k - 1] as Decimal, inverse))
  return list
}, [])

/** e^x − 1; of an e^x that is known already, if it is. */
export function expm1Of(x: Decimal, exp?: Decimal): Decimal {
  if (!x.abs().lt(NEAR)) return Wide.sub(exp ?? expOf(x), 1)
  return series(x, (k) => factorials[k] as Decimal)
}

/** ln(1 + x). */
export function log1pOf(x: Decimal): Decimal {
  if (!x.abs().lt(NEAR)) return lnOf(Wide.add(x, 1))
  return series(x, (k) => (k % 2 === 0 ? (inverses[k] as Decimal).neg() : (inverses[k] as Decimal)))
}
