/**
 * Pairs where their formulas change, narrow and wide ones: both ends are held, and not much more; what is exact is a point.
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import { isPoint, isZero } from './ball.ts'
import { context, exact } from './exact.ts'
import { expPair, expm1Pair, lnPair, log1pPair } from './pair-elementary.ts'
import { Pair, addPairs, divPairs, mulPairs, pairBetween, pairPoint, signOfPair, wide } from './pair.ts'
import * as mpfr from './testing/mpfr.ts'

const Wide = context(1000, Decimal.ROUND_HALF_EVEN)

interface Elementary {
  readonly of: (x: Pair) => Pair
  readonly value: (x: mpfr.Interval) => mpfr.Interval
  readonly centres: readonly number[]
  /** Wide ones as far as the function takes them. */
  readonly radii: readonly number[]
}

const NARROW = [2 ** -90, 2 ** -60, 2 ** -30]

const functions: Readonly<Record<string, Elementary>> = {
  exp: {
    of: expPair,
    value: mpfr.exp,
    centres: [-640, -20, -0.25, 2 ** -30, 0, 0.5, 3, 640],
    radii: [...NARROW, 0.125, 0.49],
  },
  expm1: {
    of: expm1Pair,
    value: mpfr.expm1,
    centres: [-20, -0.25, -(2 ** -14), 2 ** -14, 2 ** -40, 0, 0.5, 3],
    radii: [...NARROW, 2 ** -15, 0.125, 0.49],
  },
  ln: {
    of: lnPair,
    value: mpfr.ln,
    centres: [2 ** -1000, 2 ** -20, 0.5, 0.7, 1, 1 + 2 ** -40, 1.3, 7, 2 ** 700],
    radii: [...NARROW, 0.125, 0.3],
  },
  log1p: {
    of: log1pPair,
    value: mpfr.log1p,
    centres: [-0.6, -0.45, -(2 ** -30), 0, 2 ** -40, 0.45, 0.5, 6],
    radii: [...NARROW, 0.125, 0.24, 0.3],
  },
}

/** f of a decimal, to a thousand bits. */
function valueOf({ value }: Elementary, x: Decimal): Decimal {
  return new Wide(mpfr.textAt(value, x.toString(), 1000))
}

describe.each(Object.entries(functions))('%s', (name, f) => {
  const balls = f.centres.flatMap((x) =>
    f.radii.map((r) => ({
      ball: new Pair(x, 0, name === 'ln' ? r * Math.min(1, x) : r),
      isNarrow: NARROW.includes(r),
    })),
  )

  test('of a ball holds the values at its ends, and is hardly wider', () => {
    for (const { ball, isNarrow } of balls) {
      const [low, high] = [valueOf(f, ball.lo), valueOf(f, ball.hi)]
      const { lo, hi } = f.of(ball)
      expect(lo.lte(low) && hi.gte(high), `${name} of ${ball.head} ± ${ball.radius}`).toBe(true)
      // The derivative at the worse end, which of a wide ball is another, and what the function itself is off by.
      const most = high
        .minus(low)
        .times(isNarrow ? 1 + 2 ** -10 : 4)
        .plus(Decimal.max(low.abs(), high.abs()).times(2 ** -90))
      expect(hi.minus(lo).lte(most), `${name} of ${ball.head} ± ${ball.radius}: ${hi.minus(lo)} > ${most}`).toBe(true)
    }
  })

  test('of a point has 90 bits', () => {
    for (const x of f.centres) {
      const value = valueOf(f, exact(x))
      const { lo, hi } = f.of(pairPoint(x))
      expect(lo.lte(value) && hi.gte(value), `${name} of ${x}`).toBe(true)
      expect(hi.minus(lo).lte(value.abs().times(2 ** -90)), `${name} of ${x}`).toBe(true)
    }
  })
})

describe('at the edges', () => {
  test('e^0, e^0 − 1, ln 1 and ln(1 + 0) are points', () => {
    const zero = pairPoint(0)
    expect(isPoint(expPair(zero)) && expPair(zero).lo.eq(1)).toBe(true)
    for (const value of [expm1Pair(zero), log1pPair(zero), lnPair(pairPoint(1))]) {
      expect(isPoint(value) && isZero(value)).toBe(true)
    }
  })

  test('the smallest numbers keep what doubles have of them', () => {
    for (const x of [1e-310, -1e-310, 5e-324]) {
      for (const f of [functions['expm1'] as Elementary, functions['log1p'] as Elementary]) {
        const value = valueOf(f, exact(x))
        const { lo, hi } = f.of(pairPoint(x))
        expect(lo.lte(value) && hi.gte(value)).toBe(true)
        expect(hi.minus(lo).lt(exact(2 ** -1030))).toBe(true)
      }
    }
  })

  test('what is too wide, or goes beyond the range, is not known', () => {
    expect(expPair(new Pair(0, 0, 3))).toBe(wide)
    expect(expPair(new Pair(-700, 0, 100))).toBe(wide)
    expect(expPair(pairPoint(700))).toBe(wide)
    expect(lnPair(new Pair(1, 0, 1))).toBe(wide)
    expect(lnPair(pairPoint(-1))).toBe(wide)
    expect(log1pPair(new Pair(-0.4, 0, 0.9))).toBe(wide)
    expect(log1pPair(pairPoint(-1))).toBe(wide)
  })

  test('far below 0 an exponential is a direction', () => {
    const { lo, hi } = expPair(new Pair(-700, 0, 0.25))
    expect(lo.gte(0) && hi.gt(valueOf(functions['exp'] as Elementary, exact(-699.75)))).toBe(true)
    expect(hi.lte(exact(2 ** -936))).toBe(true)
  })
})

describe('what is exact stays so:', () => {
  const [zero, unit] = [pairPoint(0), pairPoint(1)]
  const some = new Pair(0.75, 2 ** -60, 2 ** -70)

  test('0 and 1 as operands', () => {
    expect([addPairs(some, zero), addPairs(zero, some), mulPairs(some, unit), mulPairs(unit, some)]).toEqual(
      Array.from({ length: 4 }, () => some),
    )
    for (const value of [mulPairs(some, zero), mulPairs(zero, some), divPairs(zero, some)]) {
      expect([isPoint(value), isZero(value)]).toEqual([true, true])
    }
    expect(divPairs(some, unit)).toBe(some)
  })

  test('0 times what is unknown is unknown', () => {
    for (const value of [mulPairs(zero, wide), mulPairs(wide, zero), mulPairs(unit, wide), mulPairs(wide, unit)]) {
      expect(value).toBe(wide)
    }
  })

  test('a ball around 1 is not 1', () => {
    const around = new Pair(1, 0, 0.125)
    for (const value of [
      mulPairs(pairPoint(3), around),
      mulPairs(around, pairPoint(3)),
      divPairs(pairPoint(3), around),
    ]) {
      expect(value.lo.lt(2.7) && value.hi.gt(3.3)).toBe(true)
    }
  })

  test('the sum of tails whose heads cancel', () => {
    const { head, tail, radius } = addPairs(new Pair(1, 2 ** -60, 0), new Pair(-1, 2 ** -120, 0))
    expect([head, tail, radius]).toEqual([2 ** -60, 2 ** -120, 0])
  })

  test('products of factors too large to be split', () => {
    const [large, small] = [(1 + 2 ** -52) * 2 ** 1020, (1 + 2 ** -51) * 2 ** -900]
    for (const value of [mulPairs(pairPoint(large), pairPoint(small)), mulPairs(pairPoint(small), pairPoint(large))]) {
      expect(value.radius).toBe(0)
      expect(Wide.add(exact(value.head), exact(value.tail)).eq(Wide.mul(exact(large), exact(small)))).toBe(true)
    }
    expect(mulPairs(pairPoint(large), pairPoint(large))).toBe(wide)
  })
})

describe('a sign', () => {
  test.each([
    [new Pair(1, 0, 0), 1],
    [new Pair(-1, 0, 0), -1],
    [new Pair(0, 0, 0), 0],
    [new Pair(0, 0, 1), undefined],
    // An end at 0 is not inside.
    [new Pair(1, 0, 1), 1],
    [new Pair(-1, 0, 1), -1],
    [new Pair(1, -(2 ** -54), 1), undefined],
    [new Pair(1, 2 ** -54, 1), undefined],
    [new Pair(1, 0, 2), undefined],
    [new Pair(1, 2 ** -54, 0.5), 1],
    [new Pair(-1, 2 ** -54, 0.5), -1],
    [wide, undefined],
  ])('of %o is %s', (x, sign) => {
    expect(signOfPair(x)).toBe(sign)
  })
})

describe('from decimals', () => {
  test('a double is a point, and so is a sum of two', () => {
    expect(pairBetween(exact(0.1), exact(0.1))).toMatchObject({ head: 0.1, tail: 0, radius: 0 })
  })

  test.each([1, 1e-300, 2 ** -1022, 1e300])('a third of %d has a hundred bits, as far as doubles go', (size) => {
    const third = context(200, Decimal.ROUND_DOWN).div(exact(size), 3)
    for (const hi of [third, third.times('1.0000000000000000000000000000000000001')]) {
      const found = pairBetween(third, hi) as Pair
      expect(found.lo.lte(third) && found.hi.gte(hi)).toBe(true)
      expect(found.hi.minus(found.lo).lte(third.times(2 ** -100).plus(exact(2 ** -1035)))).toBe(true)
    }
  })
})
