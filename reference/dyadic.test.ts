/**
 * Dyadic balls: no enclosure misses its number, exact decimal arithmetic and MPFR being the judges, and each is as narrow as
 * its bits say.
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import type { Ball } from './ball.ts'
import { Dyadic, cutTo, dyadicBetween, dyadicOf, dyadicOfPair, dyadicPoint, lengthOf, signOfDyadic } from './dyadic.ts'
import { context, exact, powerOfTwo } from './exact.ts'
import { expm1OfFraction, log1pOfFraction } from './fixed.ts'
import { Pair, wide } from './pair.ts'
import { dyadics } from './rungs.ts'
import * as mpfr from './testing/mpfr.ts'
import { type Random, random } from './testing/questions.ts'
import { tries } from './testing/effort.ts'

const BITS = 190
const onDyadics = dyadics(BITS)
const Wide = context(6000, Decimal.ROUND_HALF_EVEN)

/** A double, or a ball of 200 bits around it. */
function dyadic(r: Random): Dyadic {
  const size = 2 ** r.pick([r.unit(), -60 * r.unit(), 60 * r.unit(), 500 * r.unit(), -500 * r.unit()])
  const { low, exponent } = dyadicOf(r.pick([-1, 1]) * (1 + r.unit()) * size)
  if (r.unit() < 0.5) return dyadicPoint(low, exponent)
  const shift = r.pick([1n, 100n, 140n])
  return new Dyadic((low << shift) - BigInt(r.integer(0, 3)), (low << shift) + BigInt(r.integer(1, 3)), exponent)
}

/** Numbers of a ball: the point, or its middle and some hard by both ends. */
function members({ lo, hi }: Ball): Decimal[] {
  if (lo === hi) return [lo]
  const width = Wide.sub(hi, lo)
  return [0.5, 2 ** -40, 1 - 2 ** -40].map((part) => Wide.add(lo, Wide.mul(width, exact(part))))
}

function isIn({ lo, hi }: Ball, x: Decimal): boolean {
  return lo === hi ? x.eq(lo) : lo.lt(x) && x.lt(hi)
}

/** The width beside the number. */
function width({ lo, hi }: Ball): number {
  return lo === hi ? 0 : context(20, Decimal.ROUND_UP).div(Wide.sub(hi, lo), Decimal.max(lo.abs(), hi.abs())).toNumber()
}

describe.each([
  ['add', (x: Decimal, y: Decimal) => Wide.add(x, y)],
  ['mul', (x: Decimal, y: Decimal) => Wide.mul(x, y)],
  ['div', (x: Decimal, y: Decimal) => Wide.div(x, y)],
] as const)('%s', (name, judge) => {
  test('holds every number that comes of its operands', () => {
    const r = random(11)
    for (let i = 0; i < tries(1000); i++) {
      const [a, b] = [dyadic(r), r.unit() < 0.1 ? dyadicOf(0) : dyadic(r)]
      if (name === 'div' && signOfDyadic(b) !== 1 && signOfDyadic(b) !== -1) continue
      const value = onDyadics[name](a, b)
      for (const x of members(a)) {
        for (const y of members(b)) {
          const found = judge(x, y)
          // A quotient that does not end is judged by its first 6 000 digits.
          if (name === 'div' && value.lo !== value.hi) expect(value.lo.lte(found) && found.lte(value.hi)).toBe(true)
          else expect(isIn(value, found), `${name} of ${a.lo}, ${b.lo}`).toBe(true)
        }
      }
      const [wa, wb] = [width(a), width(b)]
      if (name !== 'add') expect(width(value)).toBeLessThan(2 * (wa + wb) + 2 ** (2 - BITS))
    }
  })

  test('is exact of points, where the result is one', () => {
    const r = random(12)
    for (let i = 0; i < tries(300); i++) {
      const [x, y] = [r.integer(-1000, 1000), r.pick([-2, -1, 1, 2, 4])]
      const value = onDyadics[name](dyadicOf(x), dyadicOf(y))
      expect(value.lo).toBe(value.hi)
      expect(value.lo.eq(judge(exact(x), exact(y)))).toBe(true)
    }
  })
})

interface Elementary {
  readonly name: 'exp' | 'expm1' | 'ln' | 'log1p'
  readonly value: (x: mpfr.Interval) => mpfr.Interval
  readonly draw: (r: Random) => number
}

const sign = (r: Random): number => r.pick([-1, 1])
const scaled = (r: Random): number => sign(r) * 2 ** (-300 * r.unit())

const functions: readonly Elementary[] = [
  { name: 'exp', value: mpfr.exp, draw: (r) => r.pick([1600 * (r.unit() - 0.5), scaled(r), -(2 ** (30 * r.unit()))]) },
  { name: 'expm1', value: mpfr.expm1, draw: (r) => r.pick([1600 * (r.unit() - 0.5), scaled(r), 0.125, -0.125]) },
  {
    name: 'ln',
    value: mpfr.ln,
    draw: (r) => r.pick([2 ** (2040 * (r.unit() - 0.5)), 1 + scaled(r), 1 + 0.8 * (r.unit() - 0.5), 1.125, 0.875]),
  },
  {
    name: 'log1p',
    value: mpfr.log1p,
    draw: (r) => r.pick([1.98 * (r.unit() - 0.5), scaled(r) * 0.9, 2 ** (1000 * r.unit()), 0.125, -0.125]),
  },
]

/** Whether a ball holds a value that MPFR encloses at 2 000 bits: 1 + e^−800 is more than 1. */
function holds(found: Ball, { value }: Elementary, x: Decimal): boolean {
  return isIn(found, new Wide(mpfr.textAt(value, x.toString(), 2000)))
}

describe.each(functions)('$name', (each) => {
  test('holds its value, of points and of balls, to its last bits', () => {
    const r = random(13)
    for (let i = 0; i < tries(600); i++) {
      const x = each.draw(r)
      if (x === 1 && each.name === 'ln') continue
      const { low, exponent } = dyadicOf(x)
      const shift = 100n
      const ball = new Dyadic((low << shift) - 1n, (low << shift) + 1n, exponent - Number(shift))
      for (const a of [dyadicOf(x), ball]) {
        const found = onDyadics[each.name](a)
        // Beyond the span of decimals.
        if (found.lo.isZero()) continue
        for (const member of members(a)) expect(holds(found, each, member), `${each.name} of ${x}`).toBe(true)
        // Beside ⅛ the difference to 1 takes four bits.
        if (a !== ball) expect(width(found)).toBeLessThan(2 ** (5 - BITS))
      }
    }
  }, 60_000)
})

describe('the ends of the range', () => {
  const of = (name: Elementary['name'], x: number): Ball => onDyadics[name](dyadicOf(x))

  test('an exponential is above 0 however small it is, and its logarithm is what it was', () => {
    const tiny = of('exp', -1e6)
    expect([tiny.lo.isZero(), tiny.hi.gt(0), signOfDyadic(tiny as Dyadic)]).toEqual([true, true, 1])
    expect(isIn(onDyadics.ln(tiny), exact(-1e6))).toBe(true)
    expect(signOfDyadic(of('exp', -1e300) as Dyadic)).toBe(1)
  })

  test('what is enormous or may be 0 is not known', () => {
    expect(of('exp', 1e300)).toBe(wide)
    expect(onDyadics.div(dyadicOf(1), new Dyadic(-1n, 1n, 0))).toBe(wide)
    expect(onDyadics.div(dyadicOf(1), new Dyadic(0n, 1n, 0))).toBe(wide)
    expect(onDyadics.ln(new Dyadic(-1n, 1n, 0))).toBe(wide)
    expect(onDyadics.log1p(dyadicOf(-1))).toBe(wide)
  })

  test('of (0, h) a logarithm has an upper end', () => {
    const { lo, hi } = onDyadics.ln(new Dyadic(0n, 1n, -1))
    expect([lo.toNumber(), hi.toNumber()]).toEqual([-Infinity, -Math.LN2])
  })

  test('beside a number far above it, one far below is a direction', () => {
    const tie = dyadicOf(2 ** 53 + 2)
    const sum = onDyadics.add(tie, onDyadics.exp(dyadicOf(-1e9)))
    expect(sum.lo.eq(2 ** 53 + 2)).toBe(true)
    expect(sum.hi.gt(2 ** 53 + 2)).toBe(true)
    const less = onDyadics.add(tie, new Dyadic(-1n, 0n, -(2 ** 31)))
    expect([less.hi.eq(2 ** 53 + 2), less.lo.lt(2 ** 53 + 2)]).toEqual([true, true])
  })

  test('the smallest numbers are read from bounds, x − x² < ln(1 + x) < x < e^x − 1 < x + x²', () => {
    for (const x of [2 ** -1000, -(2 ** -1000)]) {
      for (const name of ['expm1', 'log1p'] as const) {
        const { lo, hi } = of(name, x)
        const [inner, outer] = name === 'expm1' ? [lo, hi] : [hi, lo]
        expect(inner.eq(exact(x))).toBe(true)
        expect(
          outer
            .minus(exact(x))
            .abs()
            .lt(exact(2 ** -1000).times(2 ** -180)),
        ).toBe(true)
      }
    }
  })
})

describe('ends as decimals', () => {
  const one = dyadicOf(1)
  const ends = ({ lo, hi }: Ball): readonly [number, number] => [lo.toNumber(), hi.toNumber()]

  test('of what no float reaches are a direction, whatever units it is told in', () => {
    // 2^1023 + 2^−1074, squared: of 2 047 bits before the point and of 2 148 behind it.
    const large = onDyadics.add(dyadicOf(2 ** 1023), dyadicOf(2 ** -1074)) as Dyadic
    const { low, exponent } = onDyadics.mul(large, large) as Dyadic
    expect(exponent).toBeLessThan(0)
    const huge = new Dyadic(low - 1n, low + 1n, exponent)
    expect([huge.lo.eq(powerOfTwo(1200)), huge.hi.toNumber()]).toEqual([true, Infinity])
    const negative = onDyadics.mul(huge, dyadicOf(-1))
    expect([negative.lo.toNumber(), negative.hi.eq(powerOfTwo(1200).neg())]).toEqual([-Infinity, true])
    const tiny = onDyadics.div(one, huge)
    expect([tiny.lo.isZero(), tiny.hi.eq(powerOfTwo(-1200))]).toEqual([true, true])
  })

  test('of points are the point, and there are none too far out', () => {
    const tiny = onDyadics.mul(dyadicOf(1e-300), dyadicOf(1e-300))
    expect(tiny.lo).toBe(tiny.hi)
    expect(tiny.lo.eq(Wide.mul(exact(1e-300), exact(1e-300)))).toBe(true)
    let power = dyadicOf(1e-300)
    for (let i = 0; i < 6; i++) power = onDyadics.mul(power, power) as Dyadic
    expect([power.low < power.high, power.lo.isZero(), signOfDyadic(power)]).toEqual([true, true, 1])
  })

  test('of all others are what they are', () => {
    for (const x of [1, -3, 2 ** 1000, -(2 ** -1074), 0]) expect(ends(dyadicOf(x))).toEqual([x, x])
  })
})

describe('conversions', () => {
  test('bits are counted', () => {
    for (const x of [0n, 1n, 2n, 3n, 7n, 8n, 255n, 256n, (1n << 190n) - 1n, 1n << 190n]) {
      expect(lengthOf(x)).toBe(x === 0n ? 0 : x.toString(2).length)
      expect(lengthOf(-x)).toBe(lengthOf(x))
    }
  })

  test('a ball is cut outward, a point that fits the ring is not', () => {
    const { low, high, exponent } = cutTo(4, -0b1100_0001n, 0b1110_0001n, 0)
    expect([low, high, exponent]).toEqual([-0b1101n, 0b1111n, 4])
    expect(cutTo(4, 0b1110_0001n, 0b1110_0001n, 0).low).toBe(0b1110_0001n)
  })

  test('a pair and a decimal ball are held', () => {
    const pair = new Pair(1, 2 ** -60, 2 ** -90)
    for (const end of [pair.lo, pair.hi]) {
      const held = dyadicOfPair(pair, BITS)
      expect(held.lo.lte(end) && end.lte(held.hi)).toBe(true)
    }
    const third = context(100, Decimal.ROUND_DOWN).div(1, 3)
    const held = dyadicBetween(third.neg(), third, BITS) as Dyadic
    expect(held.lo.lte(third.neg()) && held.hi.gte(third)).toBe(true)
    expect(width(dyadicBetween(third, third, BITS) as Dyadic)).toBeLessThan(2 ** (2 - BITS))
    expect(signOfDyadic(dyadicBetween(exact(0), exact(0).neg(), BITS) as Dyadic)).toBe(0)
  })

  test('decimals beyond the span of dyadics become a direction, or nothing', () => {
    const speck = new Wide('1e-434294481')
    const { lo, hi } = dyadicBetween(exact(0), speck, BITS) as Dyadic
    expect([lo.isZero(), hi.gt(speck)]).toEqual([true, true])
    expect(dyadicBetween(exact(0), new Wide('1e434294481'), BITS)).toBe(wide)
  })
})

test('series of fixed point are off by less than a unit', () => {
  const unit = new Wide(2).pow(-BITS)
  const r = random(14)
  for (const [series, value] of [
    [expm1OfFraction, mpfr.expm1],
    [log1pOfFraction, mpfr.log1p],
  ] as const) {
    for (let i = 0; i < tries(300); i++) {
      const x = BigInt(Math.round((r.unit() - 0.5) * 2 ** 50)) << BigInt(BITS - 52)
      const found = Wide.mul(series(x, BigInt(BITS)).toString(), unit)
      const truth = new Wide(mpfr.textAt(value, Wide.mul(x.toString(), unit).toString(), 400))
      expect(Wide.sub(found, truth).abs().lt(unit)).toBe(true)
    }
  }
})
