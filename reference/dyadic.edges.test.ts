/** Dyadic balls where their formulas change: at 0, beside 1, at the largest exponents, and where balls end at 0. */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import { type Ball, isPoint, isZero, signOf } from './ball.ts'
import { Dyadic, cutTo, dyadicBetween, dyadicOf, dyadicPoint, meetDyadics, signOfDyadic } from './dyadic.ts'
import { context, exact, powerOfTwo } from './exact.ts'
import { wide } from './pair.ts'
import { dyadics } from './rungs.ts'
import * as mpfr from './testing/mpfr.ts'

const BITS = 190
const onDyadics = dyadics(BITS)
const Wide = context(6000, Decimal.ROUND_HALF_EVEN)

const VALUES = { exp: mpfr.exp, expm1: mpfr.expm1, ln: mpfr.ln, log1p: mpfr.log1p }
type Name = keyof typeof VALUES

/** The width beside the number. */
function width({ lo, hi }: Ball): number {
  return Wide.div(Wide.sub(hi, lo), Decimal.max(lo.abs(), hi.abs())).toNumber()
}

function expectHeld(found: Ball, name: Name, x: Decimal): void {
  const value = new Wide(mpfr.textAt(VALUES[name], x.toString(), 2000))
  expect(found.lo.lt(value) && found.hi.gt(value), `${name} of ${x}`).toBe(true)
}

describe('functions', () => {
  test('of the point where they are 0 or 1 are that point', () => {
    expect(isPoint(onDyadics.exp(dyadicOf(0)))).toBe(true)
    expect(onDyadics.exp(dyadicOf(0)).lo.eq(1)).toBe(true)
    for (const value of [onDyadics.expm1(dyadicOf(0)), onDyadics.log1p(dyadicOf(0)), onDyadics.ln(dyadicOf(1))]) {
      expect(isPoint(value) && isZero(value)).toBe(true)
    }
  })

  test.each(Object.keys(VALUES) as Name[])('%s of a ball is hardly wider than the ball', (name) => {
    const ball = new Dyadic((1n << 101n) - 1n, (1n << 101n) + 1n, -100)
    const found = onDyadics[name](ball)
    expectHeld(found, name, exact(2))
    expect(width(found)).toBeLessThan(2 ** -97)
  })

  test.each([
    ['expm1', 50],
    ['expm1', -50],
    ['expm1', 700],
    ['expm1', -700],
    ['log1p', 50],
    ['log1p', 2 ** 700],
    ['ln', 1 + 2 ** -50],
    ['ln', 1 - 2 ** -50],
    ['ln', 1 + 2 ** -3],
  ] as const)('%s of %d has its last bits', (name, x) => {
    const found = onDyadics[name](dyadicOf(x))
    expectHeld(found, name, exact(x))
    expect(width(found)).toBeLessThan(2 ** (5 - BITS))
  })

  test('ln beside 1 has the digits of what is left, also of longer numbers', () => {
    const x = onDyadics.add(dyadicOf(1), dyadicOf(2 ** -90))
    const found = onDyadics.ln(x)
    expectHeld(found, 'ln', x.lo)
    expect(width(found)).toBeLessThan(2 ** (5 - BITS))
  })

  test('exp is a number to the largest exponent there is, and a direction below the smallest', () => {
    const up = onDyadics.exp(dyadicOf(2 ** 30)) as Dyadic
    const down = onDyadics.exp(dyadicOf(-(2 ** 30))) as Dyadic
    for (const [{ low, exponent }, sign] of [
      [up, 1],
      [down, -1],
    ] as const) {
      expect(low > 0n).toBe(true)
      expect(Math.abs(exponent - sign * 2 ** 30 * Math.LOG2E)).toBeLessThan(2 * BITS)
    }
    const less = onDyadics.exp(dyadicOf(-(2 ** 40))) as Dyadic
    expect([less.low, less.high, less.exponent]).toEqual([0n, 1n, -(2 ** 31)])
    expect(onDyadics.exp(dyadicOf(2 ** 31))).toBe(wide)
  })

  test('ln is known while its multiple of ln 2 is', () => {
    const far = onDyadics.ln(dyadicPoint(1n, 2 ** 31))
    expect(far.lo.lt(far.hi) && width(far) < 2 ** (5 - BITS)).toBe(true)
    expect(Wide.div(far.hi, 2 ** 31).toNumber()).toBe(Math.LN2)
    expect(onDyadics.ln(dyadicPoint(1n, 2 ** 33))).toBe(wide)
    expect(onDyadics.ln(dyadicPoint(1n, -(2 ** 33)))).toBe(wide)
  })

  test('ln of 0 is not known, and of a ball that ends there goes to −∞', () => {
    expect(onDyadics.ln(dyadicOf(0))).toBe(wide)
    expect(onDyadics.ln(new Dyadic(-1n, 0n, 0))).toBe(wide)
    expect(onDyadics.ln(new Dyadic(0n, 1n, 0)).lo.toNumber()).toBe(-Infinity)
  })
})

describe('kinds of balls', () => {
  test('points and 0 are told', () => {
    expect([0, 3].map((x) => isPoint(dyadicOf(x)))).toEqual([true, true])
    expect([0, 3].map((x) => isZero(dyadicOf(x)))).toEqual([true, false])
    for (const ball of [new Dyadic(0n, 1n, 0), new Dyadic(-1n, 0n, 0)]) {
      expect([isPoint(ball), isZero(ball)]).toEqual([false, false])
    }
  })

  test('a sign holds where a ball ends at 0', () => {
    const signs = (low: bigint, high: bigint): unknown => signOfDyadic(new Dyadic(low, high, 0))
    expect([signs(-1n, 0n), signs(0n, 1n), signs(-1n, 1n), signs(0n, 0n), signs(-2n, -1n)]).toEqual([
      -1,
      1,
      undefined,
      0,
      -1,
    ])
    expect(signOf(new Dyadic(-1n, 0n, 0))).toBe(-1)
  })

  test('what two have in common has the inner ends of both', () => {
    const [a, b] = [new Dyadic(1n, 7n, 0), new Dyadic(4n, 40n, -1)]
    for (const both of [meetDyadics(a, b), meetDyadics(b, a)]) {
      expect([both.lo.toNumber(), both.hi.toNumber()]).toEqual([2, 7])
    }
  })

  test('a point too far out is an interval around it', () => {
    const { low, high, exponent } = cutTo(64, 5n, 5n, 30_000)
    expect([low, high, exponent]).toEqual([9n, 11n, 29_999])
  })

  test('a negative ball keeps as many bits as a positive one', () => {
    const cut = cutTo(8, -(1n << 20n) - 3n, -(1n << 20n) + 3n, 0)
    expect(cut.low >= -(1n << 8n) && cut.high < 0n).toBe(true)
  })
})

describe('from decimals', () => {
  const third = context(100, Decimal.ROUND_DOWN).div(1, 3)

  test.each([1e-300, 1, 1e300])('a narrow ball about %d stays narrow', (size) => {
    const lo = third.times(exact(size))
    const hi = lo.times(exact(1).plus(Wide.pow(10, -80)))
    const held = dyadicBetween(lo, hi, BITS) as Dyadic
    expect(held.lo.lte(lo) && held.hi.gte(hi)).toBe(true)
    expect(width(held)).toBeLessThan(2 ** (5 - BITS))
  })

  test('a wide one keeps the digits of its smaller end', () => {
    const held = dyadicBetween(exact(1e-100), third, BITS) as Dyadic
    expect(Wide.div(held.lo, exact(1e-100)).toNumber()).toBe(1)
    expect(held.low > 0n).toBe(true)
  })

  test('one whose larger end is beyond the span is not known, whatever the smaller', () => {
    expect(dyadicBetween(exact(1), powerOfTwo(5000), BITS)).toBe(wide)
    expect(dyadicBetween(powerOfTwo(5000).neg(), exact(1), BITS)).toBe(wide)
  })
})
