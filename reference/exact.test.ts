/**
 * Doubles as decimals: the same number, digit by digit, and MPFR's opinion of it.
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import { RING_DIGITS, context, decompose, exact, powerOfTwo } from './exact.ts'
import { inside, of, ofText, scope } from './testing/mpfr.ts'
import { random } from './testing/questions.ts'

const bits = new DataView(new ArrayBuffer(8))

/** Any double but NaN and ±∞, each bit pattern as likely as any other. */
function anyDouble(unit: () => number): number {
  bits.setUint32(0, Math.floor(unit() * 2 ** 32))
  bits.setUint32(4, Math.floor(unit() * 2 ** 32))
  const x = bits.getFloat64(0)
  return Number.isFinite(x) ? x : anyDouble(unit)
}

const edges = [0, 1, -1, 0.1, 5e-324, 2 ** -1022 - 2 ** -1074, 2 ** -1022, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 1e300]

function samples(): number[] {
  const { unit } = random(1)
  return [...edges, -0.1, Number.MAX_VALUE, ...Array.from({ length: 500 }, () => anyDouble(unit))]
}

/** Every double has fewer bits after the point than this, and before it. */
const EVERY_BIT = 2200

describe('exact', () => {
  test('gives all 55 digits of the double nearest to one tenth', () => {
    expect(exact(0.1).toString()).toBe('0.1000000000000000055511151231257827021181583404541015625')
  })

  test('gives 767 digits, the most there are, for the largest subnormal', () => {
    expect(exact(2 ** -1022 - 2 ** -1074).sd()).toBe(767)
  })

  test('is the number that MPFR reads from its digits', () => {
    for (const x of samples()) {
      scope(EVERY_BIT, () => {
        const read = ofText(exact(x).toString())
        expect(inside(read, of(x)), String(x)).toBe(true)
      })
    }
  })

  test('goes back to the same double', () => {
    for (const x of samples()) expect(exact(x).toNumber()).toBe(x)
  })

  test('lets NaN and infinities through, and keeps the sign of zero', () => {
    expect(exact(NaN).isNaN()).toBe(true)
    expect(exact(Infinity).toNumber()).toBe(Infinity)
    expect(exact(-Infinity).toNumber()).toBe(-Infinity)
    expect(exact(0).toNumber()).toBe(0)
    expect(exact(-0).toNumber()).toBe(-0)
  })

  test('gives the same answer however often it is asked, and for however many numbers in between', () => {
    const first = exact(0.3).toString()
    for (let i = 0; i < 3000; i++) exact(i + 0.5)
    expect(exact(0.3).toString()).toBe(first)
  })
})

describe('decompose', () => {
  test('takes a double apart into sign, integer and power of two', () => {
    expect(decompose(1)).toEqual({ sign: 1, m: 2n ** 52n, e: -52 })
    expect(decompose(-5e-324)).toEqual({ sign: -1, m: 1n, e: -1074 })
    expect(decompose(Number.MAX_VALUE)).toEqual({ sign: 1, m: 2n ** 53n - 1n, e: 971 })
    expect(decompose(-0)).toEqual({ sign: -1, m: 0n, e: -1074 })
  })

  test('loses nothing: the parts multiply to the number', () => {
    for (const x of samples()) {
      const { sign, m, e } = decompose(x)
      // Two factors, for 2^e itself underflows where the product does not.
      expect(sign * Number(m) * 2 ** Math.ceil(e / 2) * 2 ** Math.floor(e / 2)).toBe(x)
    }
  })
})

describe('powerOfTwo', () => {
  test('is every power that a double can be', () => {
    for (let e = -1074; e <= 1023; e++) expect(powerOfTwo(e).toNumber()).toBe(2 ** e)
  })

  test('is exact beyond them', () => {
    expect(powerOfTwo(1100).times(powerOfTwo(-1100)).toString()).toBe('1')
    expect(powerOfTwo(200).toFixed()).toBe((2n ** 200n).toString())
  })
})

describe('context', () => {
  test('has its own digits and rounding, and leaves the global one alone', () => {
    const { precision, rounding } = Decimal
    const Down = context(7, Decimal.ROUND_FLOOR)
    expect(Down.div(2, 3).toString()).toBe('0.6666666')
    expect(context(7, Decimal.ROUND_CEIL).div(2, 3).toString()).toBe('0.6666667')
    expect(Decimal.precision).toBe(precision)
    expect(Decimal.rounding).toBe(rounding)
    expect(context(7, Decimal.ROUND_FLOOR)).toBe(Down)
  })

  test('keeps the difference and the product of any two doubles whole', () => {
    const largest = exact(Number.MAX_VALUE)
    const tiny = exact(5e-324)
    expect(largest.plus(tiny).minus(largest).eq(tiny)).toBe(true)
    const widest = exact(2 ** -1022 - 2 ** -1074)
    expect(largest.times(widest).sd()).toBeLessThan(RING_DIGITS)
    expect(largest.times(widest).div(largest).eq(widest)).toBe(true)
  })

  test('holds e^(−10⁹), which is not 0', () => {
    expect(context(34, Decimal.ROUND_HALF_EVEN).exp(-1e9).e).toBe(-434294482)
  })
})
