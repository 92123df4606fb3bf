/**
 * Exact numbers: a double as the rational it is, in decimal.
 *
 *   x = m·2^e   →   m·2^e (e ≥ 0)   or   (m·5^−e)·10^e (e < 0), both finite decimals
 *
 * `new Decimal(0.1)` is one tenth, not the double 0.1, so every double enters through here.
 * NaN and ±∞ pass through. A double has at most 767 significant decimal digits.
 */

import { Decimal } from 'decimal.js'
import { memo } from './once.ts'

/**
 * Digits kept by sums and products. The difference of two doubles needs at most 1 400 (1e308 − 5e−324 has 309 + 1 074
 * digits and a few more), a product of two such 2 800: at 4 000 the ring operations of one loss term are exact.
 */
export const RING_DIGITS = 4000

/** decimal.js takes exponents to ±9e15; the whole range, so that e^(−10⁹) is a number and not 0. */
const RANGE = { minE: -9e15, maxE: 9e15, toExpNeg: -7, toExpPos: 21, modulo: Decimal.ROUND_DOWN } as const

const contexts = new Map<string, typeof Decimal>()

/** A decimal context of its own; the global one is never touched. */
export function context(digits: number, rounding: Decimal.Rounding): typeof Decimal {
  const key = `${digits}:${rounding}`
  let made = contexts.get(key)
  if (made === undefined) {
    made = Decimal.clone({ precision: digits, rounding, ...RANGE })
    contexts.set(key, made)
  }
  return made
}

const Ring = context(RING_DIGITS, Decimal.ROUND_HALF_EVEN)

const bits = new DataView(new ArrayBuffer(8))
const FRACTION = (1n << 52n) - 1n

/** The sign, integer mantissa and exponent of a finite double: x = sign·m·2^e. */
export function decompose(x: number): { readonly sign: 1 | -1; readonly m: bigint; readonly e: number } {
  bits.setFloat64(0, x)
  const word = bits.getBigUint64(0)
  const biased = Number((word >> 52n) & 0x7ffn)
  const fraction = word & FRACTION
  // Biased exponent 0 marks the subnormals, which have no hidden bit and share the exponent of the first binade.
  return {
    sign: word >> 63n === 1n ? -1 : 1,
    m: biased === 0 ? fraction : fraction | (1n << 52n),
    e: Math.max(biased, 1) - 1075,
  }
}

/** Numbers of one case come up again in every law's arithmetic; a thousand covers a case. */
const RECENT = 1000
const recent = new Map<number, Decimal>()

/**
 * The exact value of a double.
 *
 * @example
 * exact(0.1).toString().slice(0, 24) // '0.1000000000000000055511'
 */
export function exact(x: number): Decimal {
  const known = recent.get(x)
  // 0 and −0 are one key, but two numbers.
  if (known !== undefined && x !== 0) return known
  const value = exactly(x)
  if (recent.size >= RECENT) recent.clear()
  recent.set(x, value)
  return value
}

function exactly(x: number): Decimal {
  // Integers below 2^53 print exactly, so the short way is exact for them; so are NaN and ±∞.
  if (Number.isSafeInteger(x) || !Number.isFinite(x)) return new Ring(x)
  const { sign, m, e } = decompose(x)
  const value = dyadic(m, e)
  return sign < 0 ? value.neg() : value
}

/** m·2^e, exactly. */
export function dyadic(m: bigint, e: number): Decimal {
  if (m === 0n) return new Ring(0)
  return new Ring(e >= 0 ? (m << BigInt(e)).toString() : `${m * 5n ** BigInt(-e)}e${e}`)
}

/** 2^e, exactly, for any integer e. */
export const powerOfTwo: (e: number) => Decimal = memo((e: number) => dyadic(1n, e))
