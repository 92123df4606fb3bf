/**
 * Balls of every kind: decimal ones, pairs, dyadics, and what is unknown; and the ends of quotients, and of long products.
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import {
  type Ball,
  add,
  ballOf,
  div,
  doublesIn,
  free,
  infinity,
  isFree,
  isInfinite,
  isNaNBall,
  isOnDecimal,
  isOwn,
  isPoint,
  isUnknown,
  meet,
  mul,
  nan,
  neg,
  ofOwn,
  on,
  one,
  point,
  signOf,
  sub,
  unknown,
  zero,
} from './ball.ts'
import { Dyadic } from './dyadic.ts'
import { RING_DIGITS, context, exact } from './exact.ts'
import { Pair } from './pair.ts'
import { dyadics, pairs } from './rungs.ts'
import { random } from './testing/questions.ts'

const Wide = context(5 * RING_DIGITS, Decimal.ROUND_HALF_EVEN)

/** From 0.5 to 1.5, in each kind. */
const kinds: readonly (readonly [string, Ball])[] = [
  ['decimal', { lo: exact(0.5), hi: exact(1.5) }],
  ['a pair', new Pair(1, 0, 0.5)],
  ['a dyadic', new Dyadic(1n, 3n, -1)],
]

const expectHalfToThreeHalves = (ball: Ball): void => {
  expect([ball.lo.toNumber(), ball.hi.toNumber()]).toEqual([0.5, 1.5])
}

describe.each(kinds)('%s ball', (name, ball) => {
  test('has ends, a sign and a negative, and is no point', () => {
    expectHalfToThreeHalves(ball)
    expectHalfToThreeHalves(neg(neg(ball)))
    expect(isPoint(ball)).toBe(false)
    expect([signOf(ball), signOf(neg(ball)), signOf(sub(ball, one))]).toEqual([1, -1, undefined])
    expect([isNaNBall(ball), isInfinite(ball), isFree(ball), isUnknown(ball)]).toEqual([false, false, false, false])
  })

  test('is one of doubles, or of its own arithmetic, or neither', () => {
    expect(isOwn(ball)).toBe(name !== 'decimal')
    expect(doublesIn(ball)).toEqual(name === 'a pair' ? ball : undefined)
  })

  test.each(kinds)('meets %s one in what both hold', (_, other) => {
    expectHalfToThreeHalves(meet(ball, other))
  })

  test('meets a narrower one in no more than that, and a wider one in no more than itself', () => {
    for (const narrow of [{ lo: exact(0.75), hi: exact(1) }, new Pair(0.875, 0, 0.125), new Dyadic(6n, 8n, -3)]) {
      for (const both of [meet(ball, narrow), meet(narrow, ball)]) {
        expect([both.lo.toNumber(), both.hi.toNumber()]).toEqual([0.75, 1])
      }
    }
  })

  test('meets nothing known in itself, and NaN in NaN', () => {
    expectHalfToThreeHalves(meet(ball, unknown))
    expectHalfToThreeHalves(meet(unknown, ball))
    expect(isNaNBall(meet(ball, nan)) && isNaNBall(meet(nan, ball))).toBe(true)
  })
})

describe('what is unknown', () => {
  test('is told from all else', () => {
    expect(isUnknown(unknown)).toBe(true)
    expect([isOwn(unknown), isPoint(unknown), isInfinite(unknown), isNaNBall(unknown)]).toEqual([
      false,
      false,
      false,
      false,
    ])
    expect(doublesIn(unknown)).toBeUndefined()
    expect(doublesIn(ballOf(0.5))).toMatchObject({ head: 0.5, tail: 0, radius: 0 })
  })

  test.each([
    ['pairs', pairs],
    ['dyadics', dyadics(190)],
  ])('stays unknown on %s, whatever the other number is', (_, arithmetic) => {
    on(arithmetic, () => {
      expect(isOnDecimal()).toBe(false)
      for (const other of [one, infinity, neg(infinity)]) {
        for (const f of [add, mul, (a: Ball, b: Ball) => div(a, b, 28)]) {
          expect(isUnknown(f(unknown, other))).toBe(true)
          expect(isUnknown(f(other, unknown))).toBe(true)
        }
      }
      expect(isUnknown(div(unknown, zero, 28))).toBe(true)
      expect(isNaNBall(div(one, zero, 28))).toBe(true)
      expect(isUnknown(div(one, { lo: exact(-1), hi: exact(1) }, 28))).toBe(true)
      for (const name of ['exp', 'expm1', 'ln', 'log1p'] as const) expect(isUnknown(ofOwn(name, unknown)!)).toBe(true)
    })
    expect(isOnDecimal()).toBe(true)
    expect(ofOwn('exp', one)).toBeUndefined()
  })
})

describe('one operand decides', () => {
  test('of every operation: NaN', () => {
    for (const other of [one, infinity, zero, { lo: exact(-1), hi: exact(1) }]) {
      for (const f of [add, sub, mul, meet, (a: Ball, b: Ball) => div(a, b, 34)]) {
        expect(isNaNBall(f(nan, other)) && isNaNBall(f(other, nan))).toBe(true)
      }
    }
  })

  test('of a quotient: what is free, and two infinities', () => {
    for (const other of [one, zero, nan, infinity]) expect(isFree(div(other, free, 34))).toBe(true)
    expect(isNaNBall(div(infinity, infinity, 34))).toBe(true)
    expect(div(infinity, ballOf(2), 34).lo.toNumber()).toBe(Infinity)
  })

  test('of a product of ∞ and what ends at 0: the sign', () => {
    expect(mul({ lo: exact(0), hi: exact(1) }, neg(infinity)).lo.toNumber()).toBe(-Infinity)
    expect(mul({ lo: exact(-1), hi: exact(0) }, neg(infinity)).lo.toNumber()).toBe(Infinity)
  })
})

describe('a quotient', () => {
  const digits = 5

  test('of a ball and itself is no point', () => {
    const some: Ball = { lo: exact(1), hi: exact(2) }
    const quotient = div(some, some, 34)
    expect([quotient.lo.toNumber(), quotient.hi.toNumber()]).toEqual([0.5, 2])
    const byItsEnd = div({ lo: exact(2), hi: exact(3) }, ballOf(2), 34)
    expect([byItsEnd.lo.toNumber(), byItsEnd.hi.toNumber()]).toEqual([1, 1.5])
  })

  test('that is a finite decimal is one, however many digits it has', () => {
    const tiny = div(one, ballOf(2 ** 600), 136)
    expect(isPoint(tiny)).toBe(true)
    expect(tiny.lo.eq(exact(2 ** -600))).toBe(true)
  })

  // A digit more or less of a long operand decides on which side of a short number the quotient lies.
  test('of long numbers lies on its own side of a short one next to it', () => {
    const r = random(11)
    for (let i = 0; i < 200; i++) {
      const short = exact(r.integer(10_000, 99_999))
      const y = exact(1)
        .plus(exact(r.unit()))
        .times(Wide.pow(10, r.integer(-3, 3)))
      const signs = [r.pick([1, -1]), r.pick([1, -1])] as const
      for (const side of [1, -1]) {
        const x = Wide.add(Wide.mul(short, y), Wide.mul(y, `${side}e-40`))
        const quotient = div(point(x.times(signs[0])), point(y.times(signs[1])), digits)
        const value = short.times(signs[0] * signs[1])
        const isAbove = side * signs[0] * signs[1] > 0
        // Nothing between them and the short number is lost: it is an end, or inside.
        expect(
          isAbove ? quotient.lo.lte(value) && quotient.hi.gt(value) : quotient.hi.gte(value) && quotient.lo.lt(value),
        ).toBe(true)
      }
    }
  })
})

describe('a product of long balls', () => {
  /** A ball of so many digits about 1/7, of a width of 10^−width. */
  const long = (digits: number, width: number): Ball => {
    const lo = Wide.div(1, 7).toSignificantDigits(digits)
    return { lo, hi: lo.plus(Wide.pow(10, -width)) }
  }

  test.each([
    [300, 20, 300, 30],
    [60, 30, 600, 31],
    [700, 100, 700, 20],
  ])('of %d digits in 10^−%d and %d digits in 10^−%d is hardly wider than it must be', (d1, w1, d2, w2) => {
    const [a, b] = [long(d1, w1), long(d2, w2)]
    const { lo, hi } = mul(a, b)
    const [low, high] = [Wide.mul(a.lo, b.lo), Wide.mul(a.hi, b.hi)]
    expect(lo.lte(low) && hi.gte(high)).toBe(true)
    expect(hi.minus(lo).div(high.minus(low)).toNumber()).toBeLessThan(1 + 1e-8)
    // What its width makes worthless is not kept.
    expect(Math.max(lo.sd(), hi.sd())).toBeLessThan(2 * (Math.min(w1, w2) + 15))
  })

  test('of points, and of a ball around 0, loses nothing', () => {
    const x = point(long(300, 20).lo)
    expect(mul(x, x).lo.eq(Wide.mul(x.lo, x.lo))).toBe(true)
    const around: Ball = { lo: exact(-1), hi: long(300, 20).hi }
    const { lo, hi } = mul(around, around)
    expect(lo.lte(around.hi.neg()) && hi.gte(1)).toBe(true)
  })
})
