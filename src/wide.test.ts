/**
 * Wide numbers against MPFR: what they say of themselves, m ± r, holds the exact value, and r is as small as it should be.
 */

import { describe, expect, test } from 'vitest'
import { type Dice, diceOf } from './testing/dice.ts'
import { type Real, type Reals, calculate, shifted } from './testing/mpfr.ts'
import { LOST, type Wide, add, divide, exp, expm1, fromDouble, lengthOf, ln, log1p, multiply, nearest } from './wide.ts'

const BITS = 256
/** Enough for the argument of every function below, and then as many as are compared. */
const TRUTH_BITS = 3000

function exactly(m: bigint, e: number, reals: Reals): Real {
  const { of } = reals
  const half = (x: bigint, by: number): Real => {
    // In pieces of 32 bits, for a double holds 53.
    let sum = of(0)
    for (let left = x < 0n ? -x : x, at = by; left > 0n; left >>= 32n, at += 32) {
      sum = sum.add(shifted(of(Number(left & 0xffffffffn)), at, reals))
    }
    return x < 0n ? sum.neg() : sum
  }
  return half(m, e)
}

/** A double of a size within 2^±range. */
const within = (range: number) => (dice: Dice) => (dice.uniform() - 0.5) * 2 ** (dice.below(2 * range) - range) || 1
const above0 = (draw: (dice: Dice) => number) => (dice: Dice) => Math.abs(draw(dice))

interface Case {
  readonly name: string
  readonly draw: (dice: Dice) => number
  readonly got: (x: Wide) => Wide
  readonly exact: (x: Real, reals: Reals) => Real
}

const cases: readonly Case[] = [
  { name: 'exp', draw: within(13), got: (x) => exp(x, BITS), exact: (x) => x.exp() },
  {
    name: 'expm1',
    draw: (dice) => within(13)(dice) * 2 ** -dice.below(80),
    got: (x) => expm1(x, BITS),
    exact: (x, { of }) => x.exp().sub(of(1)),
  },
  { name: 'ln', draw: above0(within(1000)), got: (x) => ln(x, BITS), exact: (x) => x.ln() },
  {
    name: 'ln near 1',
    draw: (dice) => 1 + (dice.uniform() - 0.5) * 2 ** -dice.below(50),
    got: (x) => ln(x, BITS),
    exact: (x) => x.ln(),
  },
  { name: 'log1p', draw: above0(within(300)), got: (x) => log1p(x, BITS), exact: (x, { of }) => of(1).add(x).ln() },
]

describe.each(cases)('$name', ({ draw, got, exact }) => {
  test('holds the exact value, to 2^−240 of it', () => {
    const dice = diceOf(7)
    for (let i = 0; i < 150; i++) {
      const x = draw(dice)
      const { m, e, r } = got(fromDouble(x, 0))
      calculate(TRUTH_BITS, (reals) => {
        const off = exactly(m, e, reals)
          .sub(exact(reals.of(x), reals))
          .abs()
        const radius = exactly(r, e, reals)
        expect(off.sub(radius).toNumber()).toBeLessThanOrEqual(0)
        expect(radius.sub(exactly(m, e - 240, reals).abs()).toNumber()).toBeLessThanOrEqual(0)
      })
    }
  })
})

/** A double with a radius of so many units of its last place. */
const about = (x: number, dice: Dice): Wide => ({ ...fromDouble(x, 0), r: BigInt(1 + dice.below(2 ** dice.below(30))) })

/** Asks that m ± r holds all of these, and that r is not more than `times` what they are apart, or 2^−240 of m. */
function expectHeld({ m, e, r }: Wide, held: readonly Real[], times: number, reals: Reals): void {
  const radius = exactly(r, e, reals)
  const first = held[0] as Real
  let apart = exactly(m, e - 240, reals).abs()
  for (const each of held) {
    // The truth of a quotient is itself rounded, far below the radius.
    expect(exactly(m, e, reals).sub(each).abs().sub(radius).toNumber()).toBeLessThanOrEqual(0)
    apart = apart.add(each.sub(first).abs())
  }
  expect(radius.sub(apart.mul(reals.of(times))).toNumber()).toBeLessThanOrEqual(0)
}

const ends = ({ m, e, r }: Wide, reals: Reals): readonly [Real, Real] => [
  exactly(m - r, e, reals),
  exactly(m + r, e, reals),
]

describe.each(cases)('$name of what has a radius', ({ draw, got, exact }) => {
  test('holds the values at both ends', () => {
    const dice = diceOf(9)
    for (let i = 0; i < 100; i++) {
      const x = about(draw(dice), dice)
      calculate(TRUTH_BITS, (reals) => {
        const held = ends(x, reals).map((end) => exact(end, reals))
        expectHeld(got(x), held, 4, reals)
      })
    }
  })
})

test('sums, products and quotients of what has a radius hold the values at all ends', () => {
  const dice = diceOf(10)
  for (let i = 0; i < 200; i++) {
    const size = [3, 30, 300, 900][dice.below(4)] as number
    const [x, y] = [about(within(size)(dice), dice), about(within(size)(dice), dice)]
    const operands = dice.below(3) === 0 ? ([x, { ...y, r: 0n }] as const) : ([x, y] as const)
    calculate(TRUTH_BITS, (reals) => {
      const [p, q] = operands.map((each) => ends(each, reals)) as [readonly [Real, Real], readonly [Real, Real]]
      const all = (f: (a: Real, b: Real) => Real) => p.flatMap((a) => q.map((b) => f(a, b)))
      for (const [a, b] of [operands, operands.toReversed() as [Wide, Wide]]) {
        expectHeld(
          add(a, b, BITS),
          all((s, t) => s.add(t)),
          4,
          reals,
        )
        expectHeld(
          multiply(a, b, BITS),
          all((s, t) => s.mul(t)),
          4,
          reals,
        )
      }
      expectHeld(
        divide(...operands, BITS),
        all((s, t) => s.div(t)),
        4,
        reals,
      )
    })
  }
})

test('what is exact stays so, and nothing is added to a radius where nothing is cut', () => {
  const whole = (m: bigint, e = 0): Wide => ({ m, e, r: 0n })
  const [long, zero] = [1n << 200n, whole(0n, 600)]
  expect(add(zero, whole(3n), BITS)).toEqual(whole(3n))
  expect(add(whole(3n), zero, BITS)).toEqual(whole(3n))
  expect(add({ m: 3n, e: 5, r: 1n }, { m: 4n, e: 5, r: 1n }, BITS)).toEqual({ m: 7n, e: 5, r: 2n })
  expect(multiply(whole(long), whole(long), BITS).r).toBe(0n)
  expect(divide(whole(6n), whole(3n), BITS).r).toBe(0n)
  for (const [x, y] of [
    [whole(6n), { m: 3n, e: 0, r: 1n }],
    [{ m: 6n, e: 0, r: 1n }, whole(3n)],
    [whole(1n), whole(3n)],
  ] as const) {
    expect(divide(x, y, BITS).r).toBeGreaterThan(0n)
  }
  for (const f of [expm1, log1p]) expect(f(whole(0n), BITS)).toEqual(whole(0n))
})

test('no result has more bits than are asked for', () => {
  const [x, y] = [fromDouble(Math.PI, 0), fromDouble(-Math.E, 40)]
  for (const { m } of [add(x, y, 64), multiply(x, y, 64), divide(x, y, 64), exp(x, 64), ln(x, 64)]) {
    expect(lengthOf(m)).toBeLessThanOrEqual(64)
  }
})

test('what may be small or not is not taken to be', () => {
  // 2^5 ± 2^5, and 0 ± 2^−200, whose e^x − 1 is more than x at the end.
  expect(expm1({ m: 1n << 20n, e: -15, r: 1n << 20n }, BITS)).toBe(LOST)
  const tiny = { m: 0n, e: -300, r: 1n << 100n }
  calculate(TRUTH_BITS, (reals) => {
    const held = ends(tiny, reals).map((end) => end.exp().sub(reals.of(1)))
    expectHeld(expm1(tiny, BITS), held, 4, reals)
  })
})

test('what is lost stays lost', () => {
  const one = fromDouble(1, 0)
  for (const f of [add, multiply, divide]) {
    expect(f(LOST, one, BITS)).toBe(LOST)
    expect(f(one, LOST, BITS)).toBe(LOST)
  }
  const maybe = { ...one, r: one.m }
  for (const got of [exp(LOST, BITS), ln(LOST, BITS), ln(maybe, BITS), divide(one, maybe, BITS)]) expect(got).toBe(LOST)
  expect(exp({ m: 0n, e: 0, r: 2n }, BITS)).toBe(LOST)
})

test('binary digits are counted', () => {
  for (const [x, length] of [
    [0n, 0],
    [1n, 1],
    [-1n, 1],
    [255n, 8],
    [256n, 9],
    [(1n << 60n) - 1n, 60],
    [-(1n << 60n), 61],
    [(1n << 1024n) - 1n, 1024],
    [1n << 1024n, 1025],
    [-(1n << 5003n), 5004],
  ] as const)
    expect(lengthOf(x)).toBe(length)
})

test('sums, products and quotients hold theirs, exact or with a radius', () => {
  const dice = diceOf(8)
  for (let i = 0; i < 300; i++) {
    const [a, b] = [within(900)(dice), within(900)(dice)]
    const [x, y] = [fromDouble(a, 0), fromDouble(b, 0)]
    calculate(TRUTH_BITS, (reals) => {
      const [p, q] = [reals.of(a), reals.of(b)]
      for (const [{ m, e, r }, truth] of [
        [add(x, y, BITS), p.add(q)],
        [multiply(x, y, BITS), p.mul(q)],
        [divide(x, y, BITS), p.div(q)],
      ] as const) {
        const off = exactly(m, e, reals).sub(truth).abs()
        // The truth of a quotient is itself rounded, far below the radius.
        expect(off.sub(exactly(r, e, reals)).toNumber()).toBeLessThanOrEqual(0)
        expect(lengthOf(r)).toBeLessThanOrEqual(Math.max(lengthOf(m) - 250, 2))
      }
    })
  }
})

test('what cancels says how much is left', () => {
  const third = divide(fromDouble(1, 0), fromDouble(3, 0), BITS)
  const nothing = add(multiply(third, fromDouble(3, 0), BITS), fromDouble(-1, 0), BITS)
  expect(nothing.r).toBeGreaterThan(0n)
  expect(nothing.m < 0n ? -nothing.m : nothing.m).toBeLessThanOrEqual(nothing.r)
  expect(divide(fromDouble(1, 0), nothing, BITS)).toBe(LOST)
  expect(add(LOST, third, BITS)).toBe(LOST)
})

test('the nearest double: ties to even, subnormals, what is too large', () => {
  expect(nearest((1n << 53n) + 1n, 0)).toBe(2 ** 53)
  expect(nearest((1n << 53n) + 3n, 0)).toBe(2 ** 53 + 4)
  expect(nearest(-3n, -1075)).toBe(-2 * 2 ** -1074)
  expect(nearest(1n, -1075)).toBe(0)
  expect(nearest(3n, -1076)).toBe(2 ** -1074)
  expect(nearest(1n, 1024)).toBe(Infinity)
  expect(nearest((1n << 53n) - 1n, 971)).toBe(Number.MAX_VALUE)
  expect(nearest((1n << 52n) + 1n, 0)).toBe(2 ** 52 + 1)
  expect(nearest(5n, 300)).toBe(5 * 2 ** 300)
})
