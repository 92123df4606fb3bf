/**
 * What a scaled number says of itself: hi + lo is off by err at most, and err is no larger than it has to be.
 *
 *   sum         e_x + e_y                                  product      |x|·e_y + |y|·e_x + e_x·e_y
 *   quotient    (e_x + |q|·e_y)/(|y| − e_y)                and 2^−100 of the result besides, where it is not exact
 *
 * A double is read off it, and is in doubt where the error is more than 2^−4 of its last place.
 */

import { describe, expect, test } from 'vitest'
import { attempt } from './precision.ts'
import {
  INFINITE,
  NOT_A_NUMBER,
  ONE,
  type Scaled,
  ZERO,
  add,
  difference,
  divide,
  fromNumber,
  fromShifted,
  fromTerms,
  multiply,
  negate,
  relativeError,
  subtract,
  toNumber,
  widened,
} from './scaled.ts'
import { type Dice, diceOf } from './testing/dice.ts'
import { type Real, type Reals, calculate, exactly, radius, shifted } from './testing/mpfr.ts'

const BITS = 3000
const COUNT = 150
const slack = ({ of }: Reals): Real => of(1 + 2 ** -40)

/** Two terms of a size about 2^shift, with an error of 2^−k of them, or none. */
function draw(dice: Dice, shift: number): Scaled {
  const hi = (dice.below(2) === 0 ? 1 : -1) * (1 + dice.uniform())
  const lo = dice.below(3) === 0 ? 0 : hi * (dice.uniform() - 0.5) * 2 ** -53
  return fromShifted(hi, lo, shift, dice.below(3) === 0 ? 0 : 2 ** -(20 + dice.below(80)))
}

interface Operation {
  readonly name: string
  readonly got: (x: Scaled, y: Scaled) => Scaled
  readonly exact: (x: Real, y: Real) => Real
  /** What the errors of the operands make of the result. */
  readonly spread: (x: Real, y: Real, ex: Real, ey: Real) => Real
}

const operations: readonly Operation[] = [
  { name: 'sum', got: add, exact: (x, y) => x.add(y), spread: (_x, _y, ex, ey) => ex.add(ey) },
  { name: 'difference', got: subtract, exact: (x, y) => x.sub(y), spread: (_x, _y, ex, ey) => ex.add(ey) },
  {
    name: 'product',
    got: multiply,
    exact: (x, y) => x.mul(y),
    spread: (x, y, ex, ey) => x.abs().mul(ey).add(y.abs().mul(ex)).add(ex.mul(ey)),
  },
  {
    name: 'quotient',
    got: divide,
    exact: (x, y) => x.div(y),
    spread: (x, y, ex, ey) => ex.add(x.div(y).abs().mul(ey)).div(y.abs().sub(ey)),
  },
]

/** How far apart the operands are, in binary digits: near, on two digits of the base 2^600, further. */
const APART = [0, 1, 60, 300, 590, 700, 1300]

describe.each(operations)('a $name', ({ got, exact, spread }) => {
  /** Asks that the result, whose operands are at the ends of what they may be, is within its error, and says no more. */
  function expectHeld(x: Scaled, y: Scaled, reals: Reals): void {
    const [a, b, ex, ey] = [exactly(x, reals), exactly(y, reals), radius(x, reals), radius(y, reals)]
    const result = got(x, y)
    const value = exactly(result, reals)
    // The bound is a sum of doubles, itself rounded.
    const err = radius(result, reals).mul(slack(reals))
    const size = exact(a, b).abs()
    for (const [p, q] of [
      [a, b],
      [a.add(ex), b.add(ey)],
      [a.sub(ex), b.add(ey)],
      [a.add(ex), b.sub(ey)],
    ] as const) {
      expect(
        value
          .sub(exact(p, q))
          .abs()
          .sub(err)
          .sub(shifted(size, -1500, reals))
          .toNumber(),
      ).toBeLessThanOrEqual(0)
    }
    const own = shifted(size, -100, reals).add(shifted(a.abs().add(b.abs()), -590, reals))
    const most = spread(a, b, ex, ey).mul(slack(reals)).mul(slack(reals)).add(own)
    expect(err.sub(most).toNumber()).toBeLessThanOrEqual(0)
  }

  const expectSound = (x: Scaled, y: Scaled): void =>
    calculate(BITS, (reals) => {
      expectHeld(x, y, reals)
      expectHeld(y, x, reals)
    })

  test.each(APART)('of operands 2^%i apart', (apart) => {
    const dice = diceOf(apart)
    for (let i = 0; i < COUNT; i++) {
      const [x, y] = [draw(dice, 100), draw(dice, 100 - apart)]
      expectSound(x, y)
    }
  })

  test('of operands that nearly cancel', () => {
    const dice = diceOf(5)
    for (let i = 0; i < COUNT; i++) {
      const x = draw(dice, 100)
      const y = add(negate(x), fromShifted(dice.between(-1, 1) || 1, 0, 100 - dice.below(120), 0))
      expectSound(x, y)
    }
  })
})

test('sums and products of doubles are exact, and quotients where they are doubles', () => {
  const dice = diceOf(1)
  for (let i = 0; i < COUNT; i++) {
    const [a, b] = [dice.between(-3, 3), dice.between(-3, 3) * 2 ** -dice.below(60)]
    const [x, y] = [fromNumber(a), fromNumber(b)]
    expect([add(x, y).err, multiply(x, y).err, difference(a, b).err]).toEqual([0, 0, 0])
    calculate(BITS, (reals) => {
      const [p, q] = [reals.of(a), reals.of(b)]
      expect(exactly(add(x, y), reals).sub(p.add(q)).isZero()).toBe(true)
      expect(exactly(multiply(x, y), reals).sub(p.mul(q)).isZero()).toBe(true)
      expect(exactly(difference(a, b), reals).sub(p.sub(q)).isZero()).toBe(true)
    })
  }
  expect([divide(fromNumber(6), fromNumber(3)).err, divide(fromNumber(-7), fromNumber(2)).err]).toEqual([0, 0])
  expect(divide(ONE, fromNumber(3)).err).toBeGreaterThan(0)
})

test('a sum that lies beyond half of a last place of its first guess has the nearest head', () => {
  // 5/2 − 3/2 + 3·2^−53 − 2^−105: the tie goes to 1 + 2^−51, and what is left of it back to 1 + 2^−52.
  const sum = add(fromTerms(2.5, 2 ** -52 - 2 ** -105, 0), fromTerms(-1.5, 2 ** -53, 0))
  expect(sum).toMatchObject({ hi: 1 + 2 ** -52, lo: 2 ** -53 - 2 ** -105 })
})

test('a quotient of which the last product is rounded says so', () => {
  const [q, lo] = [1 + 2 ** -52, (1 + 2 ** -52) * 2 ** -54]
  expect(divide(fromTerms(q, q * lo, 0), fromTerms(1, lo, 0)).err).toBeGreaterThan(0)
})

test('errors of a number are relative to it', () => {
  const x = fromTerms(3, 0, 2 ** -60)
  expect([x, ONE, ZERO].map(relativeError)).toEqual([2 ** -60 / 3, 0, 0])
  expect(widened(x, 2 ** -50).err).toBe(2 ** -60 + 3 * 2 ** -50)
})

describe('what may be 0', () => {
  const nothing = subtract(fromTerms(1, 0, 2 ** -70), ONE)

  test('is 0 ± the rest, and stays so', () => {
    expect(nothing).toMatchObject({ hi: 0, err: 2 ** -70 })
    expect(multiply(nothing, fromNumber(4))).toMatchObject({ hi: 0, err: 2 ** -68 })
    expect(divide(nothing, fromNumber(4))).toMatchObject({ hi: 0, err: 2 ** -72 })
    expect(add(nothing, ONE)).toMatchObject({ hi: 1, err: 2 ** -70 })
  })

  test('has a size, which goes with it', () => {
    const large = fromShifted(1, 0, 600, 0)
    expect(multiply({ ...nothing, exp: 1 }, large)).toMatchObject({ exp: 2, err: 2 ** -70 })
    expect(divide({ ...nothing, exp: 1 }, large)).toMatchObject({ exp: 0, err: 2 ** -70 })
  })

  test('is not what is 0', () => {
    const [unknown, large] = [divide(ONE, nothing), fromShifted(1, 2 ** -54, 1800, 0)]
    for (const product of [multiply(ZERO, unknown), multiply(unknown, ZERO)]) expect(product).toBe(ZERO)
    for (const sum of [add(large, ZERO), add(ZERO, large)]) expect(sum).toBe(large)
  })

  test('divides nothing, nor does it hide what is far below it', () => {
    expect(divide(ONE, nothing).err).toBe(Infinity)
    expect(divide(ONE, fromTerms(1, 0, 1)).err).toBe(Infinity)
    expect(divide(ONE, fromTerms(1, 0, 2)).err).toBe(Infinity)
    expect(add({ ...nothing, exp: 2 }, ONE).err).toBe(Infinity)
    expect(add(divide(ONE, nothing), fromShifted(1, 0, 1200, 0)).err).toBe(Infinity)
  })
})

describe('a double', () => {
  const sure = (x: Scaled) => attempt(() => toNumber(x))

  test.each([
    ['half of what is allowed', 1, 2 ** -58, true],
    ['all that is allowed', 1, 2 ** -57, true],
    ['more than is allowed', 1, 2 ** -56, false],
    ['a negative number likewise', -1, 2 ** -57, true],
    ['and with more', -1, 2 ** -56, false],
  ])('with %s', (_, hi, err, isSure) => {
    expect(sure(fromTerms(hi, 0, err))).toEqual([hi, isSure])
  })

  /** 2^−1074·units, off by 2^−1074·err. */
  const subnormal = (units: number, err: number) => multiply(fromTerms(units, 0, err), fromShifted(1, 0, -1074, 0))

  test.each([
    [3, 2 ** -4, true],
    [3, 2 ** -3, false],
    [0.25, 2 ** -4, true],
    [0.25, 2 ** -3, false],
  ])('of %d times the least, off by %d of it', (units, err, isSure) => {
    expect(sure(subnormal(units, err))).toEqual([Math.round(units) * 2 ** -1074, isSure])
  })

  test('far below the least is 0 without doubt', () => {
    expect(sure(fromShifted(1, 0, -2000, 2 ** -10))).toEqual([0, true])
    expect(sure(fromShifted(-1, 0, -9000, 1))).toEqual([0, true])
    // 2^−1800 ± 2^−1000
    expect(sure({ ...fromShifted(1, 0, -1800, 0), err: 2 ** 800 })).toEqual([0, false])
  })

  test('that is none is so without doubt', () => {
    expect([NOT_A_NUMBER, INFINITE, ZERO].map(sure)).toEqual([
      [NaN, true],
      [Infinity, true],
      [0, true],
    ])
  })

  test.each([
    [1.5, 0.25, 2],
    [1.5, -0.25, 1],
    [2.5, 0.25, 3],
    [2.5, 0, 2],
    [3.5, 0, 4],
    [-1.5, -0.25, -2],
    [-1.5, 0.25, -1],
  ])('of %d + %d times the least is rounded once', (head, tail, units) => {
    const lo = tail * 2 ** -60
    expect(toNumber(multiply(fromTerms(head, lo, 0), fromShifted(1, 0, -1074, 0)))).toBe(units * 2 ** -1074)
  })

  test('of each digit of the exponent', () => {
    for (const shift of [-1074, -1022, -900, -600, -301, 0, 299, 600, 900, 1023])
      expect(toNumber(fromShifted(1, 0, shift, 0))).toBe(2 ** shift)
    expect([1024, 1500, 3000].map((shift) => toNumber(fromShifted(-1, 0, shift, 0)))).toEqual(Array(3).fill(-Infinity))
  })
})
