/**
 * What is close to 1, and powers, of scaled numbers.
 *
 *   e^x − 1   = x·(1 + x/2·(1 + x/3·(1 + …))) for |x| < 2^−7, within 2^−86 everywhere
 *   b^γ       = e^(γ·ln b), within γ·(2^−85·|ln b| + the error of b)
 *
 * 0^γ = 0 for γ > 0, b^0 = 1. A negative b has a power where γ is an integer, NaN elsewhere.
 */

import { exp } from './exp.ts'
import { ln } from './ln.ts'
import {
  NOT_A_NUMBER,
  ONE,
  type Scaled,
  add,
  divide,
  fromNumber,
  multiply,
  negate,
  subtract,
  throughWide,
} from './scaled.ts'
import { powerOfTwo } from './twofold.ts'
import * as wides from './wide.ts'

/** Below this the series serves: 1 subtracted from e^x would cost more than 7 bits. */
const NEAR = powerOfTwo(-7)
/** x^12/13! < 2^−116 at |x| = 2^−7. */
const TERMS = Array.from({ length: 11 }, (_, i) => fromNumber(12 - i))

export function expm1(x: Scaled): Scaled {
  if (x.exp > 0 || (x.exp === 0 && !(Math.abs(x.hi) < NEAR))) return subtract(exp(x), ONE)
  if (x.wide !== undefined) return throughWide(x, wides.expm1)
  return multiply(
    x,
    TERMS.reduce((sum, n) => add(ONE, divide(multiply(x, sum), n)), ONE),
  )
}

export function power(b: Scaled, gamma: number): Scaled {
  if (gamma === 0) return ONE
  // A 0 that is not sure of it stays so.
  if (b.hi === 0) return b
  if (b.hi > 0) return exp(multiply(fromNumber(gamma), ln(b)))
  if (b.hi !== b.hi || !Number.isInteger(gamma)) return NOT_A_NUMBER
  const size = power(negate(b), gamma)
  return gamma % 2 === 0 ? size : negate(size)
}
