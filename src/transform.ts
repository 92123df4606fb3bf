/**
 * What is done to logits before the softmax: an odd, increasing function u of z, and differences of it.
 *
 *   temperature   u = s·z/T
 *   softcap       u = C·tanh v,  v = s·z/(T·C)
 *   differences   C·(tanh a − tanh b) = 2C·e^(−2μ)·(1 − e^(−2|a − b|))/((1 + e^(−2|a|))·(1 + e^(−2|b|)))·sign(a − b)
 *   slope         (s/T)·4·e^(−2|v|)/(1 + e^(−2|v|))²   ( = (s/T)·(1 − tanh² v) )
 *
 * μ = min(|a|, |b|) where a and b have one sign, else 0. a − b is exact before it is divided, and no factor cancels or
 * overflows: differences are within 2^−84 of themselves. A softcap makes ±∞ finite: u(±∞) = ±C.
 */

import { expectNumber } from './guard.ts'
import { exp } from './exp.ts'
import { expm1 } from './power.ts'
import { ONE, type Scaled, ZERO, add, difference, divide, fromNumber, multiply, negate } from './scaled.ts'

export interface Transform {
  /** Whether u(±∞) is finite: then −∞ masks no class. */
  readonly bounded: boolean
  readonly value: (z: number) => Scaled
  /** u(a) − u(b) */
  readonly difference: (a: number, b: number) => Scaled
  readonly slope: (z: number) => Scaled
}

export interface TransformOptions {
  readonly scale?: number
  readonly temperature?: number
  readonly softcap?: number
}

/** The transform of the options; nothing for u = z, which is exact as it is. */
export function transformOf(options: TransformOptions): Transform | undefined {
  const scale = expectNumber('scale', options.scale, 'positive', 1)
  const temperature = expectNumber('temperature', options.temperature, 'positive', 1)
  const softcap = expectNumber('softcap', options.softcap, 'positive', undefined)
  if (scale === 1 && temperature === 1 && softcap === undefined) return undefined
  const times = fromNumber(scale)
  const over = fromNumber(temperature)
  const linear = (x: Scaled): Scaled => divide(multiply(x, times), over)
  if (softcap !== undefined) return capped(linear, softcap)
  const slope = linear(ONE)
  return {
    bounded: false,
    value: (z) => linear(fromNumber(z)),
    difference: (a, b) => linear(difference(a, b)),
    slope: () => slope,
  }
}

const MINUS_TWO = fromNumber(-2)
const TWO = fromNumber(2)
const FOUR = fromNumber(4)

/** −2·|x| */
const fall = (x: Scaled): Scaled => multiply(MINUS_TWO, x.hi < 0 ? negate(x) : x)

function capped(linear: (x: Scaled) => Scaled, softcap: number): Transform {
  const cap = fromNumber(softcap)
  const twice = multiply(TWO, cap)
  const steepest = multiply(FOUR, linear(ONE))
  const inner = (z: Scaled): Scaled => divide(linear(z), cap)
  /** e^(−2|v|) */
  const decay = (z: number): Scaled => exp(fall(inner(fromNumber(z))))
  return {
    bounded: true,
    value(z) {
      const x = fall(inner(fromNumber(z)))
      const size = divide(multiply(cap, negate(expm1(x))), add(ONE, exp(x)))
      return z < 0 ? negate(size) : size
    },
    difference(a, b) {
      if (a === b) return ZERO
      const [ea, eb] = [decay(a), decay(b)]
      // e^(−2μ) belongs to the one nearer to 0.
      const near = a < 0 === b < 0 ? (Math.abs(a) < Math.abs(b) ? ea : eb) : ONE
      const apart = negate(expm1(fall(inner(difference(a, b)))))
      const size = divide(multiply(multiply(twice, near), apart), multiply(add(ONE, ea), add(ONE, eb)))
      return a < b ? negate(size) : size
    },
    slope(z) {
      const e = decay(z)
      const sum = add(ONE, e)
      return divide(multiply(steepest, e), multiply(sum, sum))
    },
  }
}
