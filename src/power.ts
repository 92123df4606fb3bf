/**
 * Exponentials and powers of scaled numbers.
 *
 *   e^x       within 2^−93 of itself
 *   e^x − 1   = x·(1 + x/2·(1 + x/3·(1 + …))) for |x| < 2^−7, within 2^−86 everywhere
 *   b^γ       = e^(γ·ln b), within γ·(2^−75 + the error of b)
 *
 * 0^γ = 0 for γ > 0, b^0 = 1. A negative b has a power where γ is an integer, NaN elsewhere.
 */

import { type WriteExp, exp, writeFineExp } from './exp.ts'
import { ln } from './ln.ts'
import {
  INFINITE,
  NOT_A_NUMBER,
  ONE,
  type Scaled,
  ZERO,
  add,
  divide,
  fromNumber,
  multiply,
  negate,
  subtract,
} from './scaled.ts'
import { powerOfTwo } from './twofold.ts'

/** Where exp ends; what multiplies e^10000 cannot bring it back below 2^1024. */
const ENDLESS = 10000

export function expOf(x: Scaled, write: WriteExp = writeFineExp): Scaled {
  if (x.exp < 0) return add(ONE, x)
  if (x.hi !== x.hi) return NOT_A_NUMBER
  if (x.exp > 0 || Math.abs(x.hi) > ENDLESS) return x.hi > 0 ? INFINITE : ZERO
  return exp(x.hi, x.lo, write)
}

/** Below this the series serves: 1 subtracted from e^x would cost more than 7 bits. */
const NEAR = powerOfTwo(-7)
/** x^12/13! < 2^−116 at |x| = 2^−7. */
const TERMS = Array.from({ length: 11 }, (_, i) => fromNumber(12 - i))

export function expm1(x: Scaled): Scaled {
  if (x.exp > 0 || (x.exp === 0 && !(Math.abs(x.hi) < NEAR))) return subtract(expOf(x), ONE)
  return multiply(
    x,
    TERMS.reduce((sum, n) => add(ONE, divide(multiply(x, sum), n)), ONE),
  )
}

export function power(b: Scaled, gamma: number): Scaled {
  if (gamma === 0) return ONE
  if (b.hi === 0) return ZERO
  if (b.hi > 0) return expOf(multiply(fromNumber(gamma), ln(b)))
  if (b.hi !== b.hi || !Number.isInteger(gamma)) return NOT_A_NUMBER
  const size = power(negate(b), gamma)
  return gamma % 2 === 0 ? size : negate(size)
}
