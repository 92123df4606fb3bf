/**
 * The arithmetic below the losses against MPFR: the budgets that its comments state, relative, as powers of two.
 */

import { describe, expect, test } from 'vitest'
import { exp } from './exp.ts'
import { ln, lnRatio, log1p } from './ln.ts'
import { expm1, power } from './power.ts'
import { settle } from './precision.ts'
import {
  ONE,
  type Scaled,
  add,
  difference,
  divide,
  fromNumber,
  fromShifted,
  fromTerms,
  multiply,
  negate,
  subtract,
  toNumber,
} from './scaled.ts'
import { type Dice, diceOf } from './testing/dice.ts'
import { type Real, type Reals, calculate, exactly, ulpsOff } from './testing/mpfr.ts'

const BITS = 3000

/** The largest relative error over many draws, each a result and its exact value. */
function worstOf(seed: number, count: number, draw: (dice: Dice, reals: Reals) => readonly [Scaled, Real]): number {
  const dice = diceOf(seed)
  let worst = 0
  for (let i = 0; i < count; i++) {
    calculate(BITS, (reals) => {
      const [got, exact] = draw(dice, reals)
      const off = exact.isZero()
        ? Math.abs(toNumber(got)) * Infinity
        : Math.abs(exactly(got, reals).sub(exact).div(exact).toNumber())
      if (!(off <= worst)) worst = off
    })
  }
  return worst
}

/** A double of any size and sign. */
const any = (dice: Dice): number => (dice.uniform() - 0.5) * 2 ** (dice.below(2090) - 1070)
const positive = (dice: Dice): number => Math.abs(any(dice)) || 1
/** Two terms of any size: a sum of doubles. */
const twoTerms = (dice: Dice): Scaled => {
  const hi = any(dice) || 1
  return add(fromNumber(hi), fromNumber(hi * (dice.uniform() - 0.5) * 2 ** -53))
}

describe('scaled numbers', () => {
  test('sums and differences', () => {
    const draw = (dice: Dice, reals: Reals) => {
      const [a, b] = [twoTerms(dice), twoTerms(dice)]
      return [add(a, b), exactly(a, reals).add(exactly(b, reals))] as const
    }
    expect(worstOf(1, 400, draw)).toBeLessThan(2 ** -103)
    const exactDifference = (dice: Dice, { of }: Reals) => {
      const a = any(dice)
      const b = dice.below(2) === 0 ? any(dice) : a * (1 + dice.uniform() * 2 ** -dice.below(60))
      return [difference(a, b), of(a).sub(of(b))] as const
    }
    expect(worstOf(2, 400, exactDifference)).toBeLessThan(2 ** -104)
  })

  test('products and quotients', () => {
    const products = (dice: Dice, reals: Reals) => {
      const [a, b] = [twoTerms(dice), twoTerms(dice)]
      return [multiply(a, b), exactly(a, reals).mul(exactly(b, reals))] as const
    }
    expect(worstOf(3, 400, products)).toBeLessThan(2 ** -102)
    const quotients = (dice: Dice, reals: Reals) => {
      const [a, b] = [twoTerms(dice), twoTerms(dice)]
      return [divide(a, b), exactly(a, reals).div(exactly(b, reals))] as const
    }
    expect(worstOf(4, 400, quotients)).toBeLessThan(2 ** -101)
  })

  test('round once, also among the subnormals and at their ties', () => {
    const dice = diceOf(5)
    for (let i = 0; i < 400; i++) {
      const x = fromShifted(1 + dice.uniform(), (dice.uniform() - 0.5) * 2 ** -53, -dice.below(1100), 0)
      calculate(BITS, (reals) => {
        expect(ulpsOff(toNumber(x), exactly(x, reals), reals)).toBeLessThanOrEqual(0.5)
      })
    }
    const smallest = 2 ** -1074
    const tie = (n: number, lo: number): number =>
      toNumber(multiply(add(fromNumber(n), fromNumber(lo)), fromNumber(smallest)))
    expect(tie(0.5, 0)).toBe(0)
    expect(tie(0.5, 2 ** -60)).toBe(smallest)
    expect(tie(0.5, -(2 ** -60))).toBe(0)
    expect(tie(1.5, 0)).toBe(2 * smallest)
    expect(tie(1.5, -(2 ** -60))).toBe(smallest)
    expect(tie(-2.5, -(2 ** -60))).toBe(-3 * smallest)
    expect(tie(2.5, -(2 ** -60))).toBe(2 * smallest)
  })

  test('infinities and NaN go through as in IEEE 754', () => {
    const infinite = fromNumber(Infinity)
    const huge = multiply(fromNumber(1e308), fromNumber(1e308))
    expect(toNumber(add(infinite, huge))).toBe(Infinity)
    expect(toNumber(add(infinite, fromNumber(-Infinity)))).toBeNaN()
    expect(toNumber(multiply(infinite, fromNumber(-2)))).toBe(-Infinity)
    expect(toNumber(multiply(infinite, fromNumber(0)))).toBeNaN()
    expect(toNumber(divide(huge, infinite))).toBe(0)
    expect(toNumber(divide(fromNumber(-1), fromNumber(0)))).toBe(-Infinity)
    expect(toNumber(huge)).toBe(Infinity)
    expect(toNumber(divide(huge, fromNumber(1e308)))).toBe(1e308)
  })
})

describe('exponential', () => {
  const argument = (dice: Dice): readonly [number, number] => {
    const d = [dice.between(-750, 0), dice.between(-1, 1), dice.between(-10000, 210), any(dice) % 1][dice.below(4)]!
    return [d, d * (dice.uniform() - 0.5) * 2 ** -53]
  }

  test('within 2^−93, and 2^−98 above x = −128', () => {
    const upTo =
      (limit: number) =>
      (dice: Dice, { of }: Reals) => {
        const [d, delta] = argument(dice).map((x) => x * (limit / 10000)) as [number, number]
        return [exp(add(fromNumber(d), fromNumber(delta))), of(d).add(of(delta)).exp()] as const
      }
    expect(worstOf(7, 500, upTo(10000))).toBeLessThan(2 ** -93)
    expect(worstOf(11, 500, upTo(128))).toBeLessThan(2 ** -98)
  })

  test('of what no double holds', () => {
    expect([20_000, -20_000].map((x) => toNumber(exp(fromNumber(x))))).toEqual([Infinity, 0])
  })
})

describe('with more digits', () => {
  /** 1600 bits. */
  const RUNG = 3
  const wide = (compute: () => Scaled): number => settle(() => toNumber(compute()), RUNG, RUNG)

  test('the exponential of what is far below 1 is more than 1 + x', () => {
    const x = 2 ** -400
    expect(wide(() => subtract(subtract(exp(fromNumber(x)), ONE), fromNumber(x)))).toBe(x * x * 0.5)
  })

  test('e^x − 1 is that of the exponential', () => {
    const off = wide(() => subtract(expm1(fromNumber(2 ** -9)), subtract(exp(fromNumber(2 ** -9)), ONE)))
    expect(Math.abs(off)).toBeLessThan(2 ** -1000)
  })

  test('the logarithm of what looks like 0 is −∞, and of less NaN', () => {
    expect(wide(() => ln(subtract(fromTerms(1, 0, 2 ** -80), fromNumber(1))))).toBe(-Infinity)
    expect(wide(() => ln(divide(fromNumber(-1), fromNumber(3))))).toBeNaN()
  })
})

describe('logarithm', () => {
  test('where its series ends, within 2^−85', () => {
    const draw = (dice: Dice, { of }: Reals) => {
      const s = (dice.below(2) === 0 ? 1 : -1) * dice.between(0.9, 1) * 2 ** -7
      return [log1p(fromNumber(s)), of(1).add(of(s)).ln()] as const
    }
    expect(worstOf(12, 200, draw)).toBeLessThan(2 ** -85)
  })

  test('of anything, within 2^−85', () => {
    const draw = (dice: Dice, reals: Reals) => {
      const x = dice.below(2) === 0 ? twoTerms(dice) : fromNumber(1 + (dice.uniform() - 0.5) * 2 ** -dice.below(52))
      const size = x.hi < 0 ? negate(x) : x
      return [ln(size), exactly(size, reals).ln()] as const
    }
    expect(worstOf(8, 500, draw)).toBeLessThan(2 ** -85)
  })

  test('of 1 + s, within 2^−85', () => {
    const draw = (dice: Dice, { of }: Reals) => {
      const s = dice.below(2) === 0 ? positive(dice) : -dice.uniform() * 2 ** -dice.below(900)
      return [log1p(fromNumber(s)), of(1).add(of(s)).ln()] as const
    }
    expect(worstOf(9, 500, draw)).toBeLessThan(2 ** -85)
  })

  test('of a ratio, within 2^−85, however near 1', () => {
    const draw = (dice: Dice, { of }: Reals) => {
      const p = positive(dice)
      const q = dice.below(3) === 0 ? positive(dice) : p * (1 + (dice.uniform() - 0.5) * 2 ** -dice.below(52)) || 1
      return [lnRatio(p, q), of(p).div(of(q)).ln()] as const
    }
    expect(worstOf(10, 500, draw)).toBeLessThan(2 ** -85)
  })

  test('of 0, ∞ and NaN', () => {
    expect(toNumber(ln(fromNumber(0)))).toBe(-Infinity)
    expect(toNumber(ln(fromNumber(Infinity)))).toBe(Infinity)
    expect(toNumber(ln(fromNumber(NaN)))).toBeNaN()
    expect(toNumber(ln(fromNumber(-1)))).toBeNaN()
    expect(toNumber(log1p(fromNumber(-1)))).toBe(-Infinity)
  })
})

describe('power', () => {
  test('of NaN is NaN, whatever the exponent, but 1 for 0', () => {
    for (const gamma of [1, 2, -1, 0.5]) expect(toNumber(power(fromNumber(NaN), gamma))).toBeNaN()
    expect(toNumber(power(fromNumber(NaN), 0))).toBe(1)
  })

  test('of a negative number is one where the exponent is whole', () => {
    expect([2, 3, 0.5].map((gamma) => toNumber(power(fromNumber(-2), gamma)))).toEqual([4, -8, NaN])
  })
})
