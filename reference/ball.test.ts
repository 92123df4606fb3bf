/**
 * Balls: what lies strictly inside the operands must come out strictly inside the result.
 *
 *   x ∈ a, y ∈ b  →  x∘y ∈ a∘b,    tried on the numbers next to the ends, a 10^−50 of the width away, and on inner ones
 *
 * x∘y is exact, or compared by cross multiplication, so no arithmetic of balls judges itself.
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import {
  type Ball,
  add,
  ballOf,
  div,
  dot,
  free,
  infinity,
  isFree,
  isNaNBall,
  isPoint,
  isZero,
  meet,
  mul,
  nan,
  neg,
  one,
  point,
  signOf,
  sub,
  sum,
  weigh,
  zero,
} from './ball.ts'
import { RING_DIGITS, context, exact } from './exact.ts'
import { type Random, random } from './testing/questions.ts'
import { tries } from './testing/effort.ts'

/** Room for any sum or product below, exactly. */
const Wide = context(5 * RING_DIGITS, Decimal.ROUND_HALF_EVEN)
const decimal = (text: string | number): Decimal => new Wide(text)

/** A number with `digits` digits, of either sign, near 10^e. */
function number(r: Random, digits: number, e: number): Decimal {
  const text = Array.from({ length: digits }, () => r.integer(0, 9)).join('')
  return decimal(`${r.pick(['', '-'])}${r.integer(1, 9)}.${text}e${e}`)
}

const widths = [1e-1, 1e-20, 1e-40] as const

/** A point, a ball of one sign, one that ends at 0, or one around 0; now and then with more digits than are kept. */
function ballFrom(r: Random): Ball {
  const digits = r.pick([1, 5, 40, 40, 200, RING_DIGITS])
  const x = number(r, digits, r.pick([0, 0, 3, -30, 400]))
  switch (r.integer(0, 5)) {
    case 0:
      return point(x)
    case 1:
      return { lo: Decimal.min(0, x), hi: Decimal.max(0, x) }
    case 2:
      return { lo: x.abs().neg(), hi: number(r, 40, x.e).abs() }
    default: {
      const wide = Wide.add(x, Wide.mul(x, r.pick(widths)))
      return { lo: Decimal.min(x, wide), hi: Decimal.max(x, wide) }
    }
  }
}

/** Numbers of a ball: the point, or numbers inside, hard by both ends and between them. */
function members({ lo, hi }: Ball, r: Random): Decimal[] {
  if (lo.eq(hi)) return [lo]
  const width = Wide.sub(hi, lo)
  const at = (share: Decimal | number): Decimal => Wide.add(lo, Wide.mul(width, share))
  const hair = decimal('1e-50')
  return [at(hair), at(Wide.sub(1, hair)), at(0.5), at(r.integer(1, 999) / 1000)]
}

function holds(ball: Ball, x: Decimal): boolean {
  return isPoint(ball) ? x.eq(ball.lo) : x.gt(ball.lo) && x.lt(ball.hi)
}

const CASES = tries(150)

function tryPairs(seed: number, check: (a: Ball, b: Ball, x: Decimal, y: Decimal) => boolean): number {
  const r = random(seed)
  let tried = 0
  for (let i = 0; i < CASES; i++) {
    const [a, b] = [ballFrom(r), ballFrom(r)]
    for (const x of members(a, r)) {
      for (const y of members(b, r)) {
        tried += 1
        if (!check(a, b, x, y)) throw new Error(`[${a.lo}, ${a.hi}] ∘ [${b.lo}, ${b.hi}] loses ${x} ∘ ${y}`)
      }
    }
  }
  return tried
}

/** Long enough for a machine ten times slower than the one this was written on, where the longest test takes a second. */
const PATIENCE = { timeout: 60_000 }

describe('what lies inside two balls lies, after the operation, inside the result, when they are', PATIENCE, () => {
  test('added', () => {
    expect(tryPairs(1, (a, b, x, y) => holds(add(a, b), Wide.add(x, y)))).toBeGreaterThan(CASES)
  })

  test('subtracted', () => {
    expect(tryPairs(2, (a, b, x, y) => holds(sub(a, b), Wide.sub(x, y)))).toBeGreaterThan(CASES)
  })

  test('multiplied', () => {
    expect(tryPairs(3, (a, b, x, y) => holds(mul(a, b), Wide.mul(x, y)))).toBeGreaterThan(CASES)
  })

  test.each([5, 34, 136])('divided, at %d digits', (digits) => {
    const divided = tryPairs(4, (a, b, x, y) => {
      const sign = signOf(b)
      const quotient = div(a, b, digits)
      if (sign === undefined || sign === 0) return isNaNBall(quotient)
      if (isPoint(quotient)) return Wide.mul(quotient.lo, y).eq(x)
      const [low, high] = [Wide.mul(quotient.lo, y), Wide.mul(quotient.hi, y)]
      return sign > 0 ? low.lt(x) && high.gt(x) : low.gt(x) && high.lt(x)
    })
    expect(divided).toBeGreaterThan(CASES)
  })

  test('met: a number in both is in what they have in common', () => {
    const r = random(5)
    for (let i = 0; i < CASES; i++) {
      const a = ballFrom(r)
      for (const x of members(a, r)) {
        const around = { lo: Wide.sub(x, decimal('1e-30')), hi: Wide.add(x, decimal('1e-35')) }
        const both = meet(a, around)
        expect(holds(both, x)).toBe(true)
        expect(both.lo.gte(a.lo) && both.hi.lte(a.hi) && both.lo.gte(around.lo) && both.hi.lte(around.hi)).toBe(true)
      }
    }
  })
})

describe('points', () => {
  test('stay points under the operations that are exact', () => {
    const r = random(6)
    for (let i = 0; i < CASES; i++) {
      const [x, y] = [(r.unit() - 0.5) * 2 ** r.integer(-1000, 1000), (r.unit() - 0.5) * 2 ** r.integer(-1000, 1000)]
      for (const result of [add, sub, mul].map((f) => f(ballOf(x), ballOf(y)))) expect(isPoint(result)).toBe(true)
      expect(mul(ballOf(x), ballOf(y)).lo.eq(Wide.mul(exact(x), exact(y)))).toBe(true)
    }
  })

  test('become balls where a sum or a product has too many digits', () => {
    const far = point(decimal(`1e${-2 * RING_DIGITS}`))
    const total = add(one, far)
    expect(isPoint(total)).toBe(false)
    expect(total.lo.eq(1)).toBe(true)
    const long = point(decimal(`1.${'1'.repeat(RING_DIGITS - 1)}`))
    expect(isPoint(mul(long, long))).toBe(false)
  })

  test('divide to a point where the quotient is a finite decimal, given the digits of the third rung', () => {
    const tie = div(ballOf(3 * 2 ** -1074), ballOf(2), 136)
    expect(isPoint(tie)).toBe(true)
    expect(tie.lo.times(2).eq(exact(3 * 2 ** -1074))).toBe(true)
    expect(isPoint(div(ballOf(3), ballOf(8), 34))).toBe(true)
    expect(div(ballOf(0.1), ballOf(0.1), 34)).toBe(one)
    const third = div(one, ballOf(3), 136)
    expect(isPoint(third)).toBe(false)
    expect(third.lo.times(3).lt(1) && third.hi.times(3).gt(1)).toBe(true)
  })

  test('are divided by 1, and themselves, without loss', () => {
    const x = ballOf(0.7)
    expect(div(x, one, 1)).toBe(x)
  })
})

describe('the ends of a result', () => {
  test('count with all their digits in what is done to them next, and not with the 20 of the global context', () => {
    const both = meet(div(one, ballOf(3), 34), div(one, ballOf(3), 68))
    const around = mul({ lo: exact(-1), hi: exact(1) }, div(one, ballOf(3), 34))
    for (const { lo, hi } of [both, around]) expect(hi.minus(lo).plus(lo).eq(hi)).toBe(true)
  })
})

describe('an open end', () => {
  const above: Ball = { lo: exact(1), hi: exact(2) }

  test('is kept: the sum of a tie and something positive lies above the tie, however small it is', () => {
    const speck: Ball = { lo: exact(0), hi: decimal('1e-434294481') }
    const moved = add(ballOf(2 ** 53 + 1), speck)
    expect(moved.lo.eq(exact(2 ** 53 + 1))).toBe(true)
    expect(moved.hi.gt(moved.lo)).toBe(true)
  })

  test('at 0 leaves the sign known', () => {
    expect(signOf({ lo: exact(0), hi: exact(1) })).toBe(1)
    expect(signOf({ lo: exact(-1), hi: exact(0) })).toBe(-1)
    expect(signOf({ lo: exact(-1), hi: exact(1) })).toBeUndefined()
    expect(signOf(zero)).toBe(0)
    expect(signOf(ballOf(-3))).toBe(-1)
  })

  test('at 0 of a divisor sends the quotient to ∞, and a divisor around 0 to nothing known', () => {
    const quotient = div(one, { lo: exact(0), hi: exact(2) }, 34)
    expect(quotient.lo.eq(0.5)).toBe(true)
    expect(quotient.hi.toNumber()).toBe(Infinity)
    expect(isNaNBall(div(one, { lo: exact(-1), hi: exact(1) }, 34))).toBe(true)
  })

  test('changes sides with the sign', () => {
    expect(neg(above)).toEqual({ lo: exact(-2), hi: exact(-1) })
    expect(isPoint(neg(one))).toBe(true)
  })
})

describe('infinities and NaN', () => {
  test('are points, and follow IEEE 754', () => {
    expect(add(infinity, ballOf(-5)).lo.toNumber()).toBe(Infinity)
    expect(isNaNBall(sub(infinity, infinity))).toBe(true)
    expect(mul(infinity, ballOf(-2)).hi.toNumber()).toBe(-Infinity)
    expect(mul(infinity, { lo: exact(1), hi: exact(2) }).lo.toNumber()).toBe(Infinity)
    expect(mul(infinity, { lo: exact(0), hi: exact(1) }).lo.toNumber()).toBe(Infinity)
    expect(mul({ lo: exact(-1), hi: exact(0) }, infinity).hi.toNumber()).toBe(-Infinity)
    expect(isNaNBall(mul(zero, infinity))).toBe(true)
    expect(div(infinity, ballOf(-2), 34).lo.toNumber()).toBe(-Infinity)
    expect(isZero(div(one, infinity, 34))).toBe(true)
    for (const result of [add(nan, one), mul(nan, one), mul(nan, zero), div(nan, one, 9), div(one, zero, 9)]) {
      expect(isNaNBall(result)).toBe(true)
    }
    expect(isNaNBall(div(zero, zero, 34))).toBe(true)
    expect(isNaNBall(meet(nan, one))).toBe(true)
  })

  test('weigh nothing where the weight is 0', () => {
    expect(weigh(zero, infinity)).toBe(zero)
    expect(weigh(zero, nan)).toBe(zero)
    expect(dot([one, zero], [ballOf(7), infinity]).lo.toNumber()).toBe(7)
    expect(sum([])).toBe(zero)
  })
})

describe('a free place', () => {
  test('stays free under every operation, and is no NaN that was computed', () => {
    for (const other of [one, zero, nan, infinity]) {
      for (const f of [add, sub, mul]) {
        expect(isFree(f(free, other))).toBe(true)
        expect(isFree(f(other, free))).toBe(true)
      }
      expect(isFree(div(free, other, 34))).toBe(true)
    }
    expect(isFree(neg(free))).toBe(true)
    expect(isFree(nan)).toBe(false)
  })
})
