/** Scaled numbers that have their digits in `wide`: what they are in two doubles, and as one; whether that is sure. */

import { expect, test } from 'vitest'
import { attempt, settle } from './precision.ts'
import {
  INFINITE,
  ONE,
  ZERO,
  add,
  divide,
  fromNumber,
  fromShifted,
  fromTerms,
  multiply,
  narrow,
  relativeError,
  subtract,
  toNumber,
} from './scaled.ts'
import { calculate, exactly, radius, shifted } from './testing/mpfr.ts'

const BITS = 3000
const RUNG = 1
const wide = <T>(compute: () => T): T => settle(compute, RUNG, RUNG)

test('narrow gives two terms of them', () => {
  for (const shift of [0, 500, -500, 700]) {
    const scale = fromShifted(1, 0, shift, 0)
    const third = wide(() => narrow(divide(multiply(ONE, scale), fromNumber(3))))
    expect(third.wide).toBeUndefined()
    calculate(BITS, (reals) => {
      const exact = shifted(reals.of(1).div(reals.of(3)), shift, reals)
      const off = exactly(third, reals).sub(exact).abs()
      expect(off.sub(radius(third, reals)).toNumber()).toBeLessThanOrEqual(0)
      expect(radius(third, reals).div(exact).toNumber()).toBeLessThan(2 ** -100)
    })
  }
})

test('an error that a number has already stays with it', () => {
  const off = fromTerms(1, 0, 2 ** -58)
  const third = wide(() => narrow(divide(off, fromNumber(3))))
  expect(relativeError(third)).toBeGreaterThanOrEqual(2 ** -58)
  expect(relativeError(third)).toBeLessThan(2 ** -56)
  expect(wide(() => narrow(divide(ONE, subtract(off, ONE)))).err).toBe(Infinity)
  expect(wide(() => narrow(add({ ...off, err: Infinity }, ONE))).err).toBe(Infinity)
})

test.each([
  [2 ** -58, true],
  [2 ** -54, false],
])('a double off by %d is sure: %s', (err, isSure) => {
  wide(() => {
    const one = add(subtract(fromTerms(1, 0, err), fromNumber(3)), fromNumber(3))
    expect(one.wide).toBeDefined()
    expect(attempt(() => toNumber(one))).toEqual([1, isSure])
  })
})

test('what is no number stays it', () => {
  wide(() => {
    expect([fromNumber(-Infinity), fromNumber(NaN)]).toMatchObject([{ hi: -Infinity }, { hi: NaN }])
    expect(divide(fromNumber(1), INFINITE)).toBe(ZERO)
  })
})

test('of what may be 0 nothing is known that it divides', () => {
  wide(() => {
    // 2^−53 ± 2^−50
    const unsure = subtract(fromTerms(1, 0, 2 ** -50), fromNumber(1 - 2 ** -53))
    const lost = divide(fromNumber(1), unsure)
    expect(narrow(lost).err).toBe(Infinity)
    expect(attempt(() => toNumber(lost))[1]).toBe(false)
  })
})

test('what two doubles hold is exact in them, and sure', () => {
  wide(() => {
    const three = fromNumber(3)
    expect(attempt(() => toNumber(three))).toEqual([3, true])
    expect(narrow(three)).toMatchObject({ hi: 3, lo: 0, exp: 0 })
    expect(narrow(add(fromNumber(1), fromNumber(2 ** -99)))).toMatchObject({ hi: 1, lo: 2 ** -99 })
  })
})

test('a subnormal number may be off by more of itself', () => {
  wide(() => {
    const few = multiply(fromTerms(3, 0, 2 ** -50), fromNumber(2 ** -1074))
    expect(attempt(() => toNumber(few))).toEqual([3 * 2 ** -1074, true])
  })
})
