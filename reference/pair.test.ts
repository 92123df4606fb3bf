/**
 * Pairs: no enclosure misses its number, exact arithmetic and MPFR being the judges; and what the bounds leave unused.
 *
 *   + − × ÷              against exact decimal arithmetic, of points and of balls, whose inner numbers are tried
 *   exp, expm1, ln, log1p   against MPFR at 400 bits: over the whole range, near 0 and 1, at the ends of reduction steps
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import { context, exact } from './exact.ts'
import { expOfFraction, ln2, pairOf } from './fixed.ts'
import { Pair, addPairs, divPairs, mulPairs, negPair, pairBetween, pairPoint, signOfPair, wide } from './pair.ts'
import { SHORT_EXP, low, shortExpOf } from './pair-exp.ts'
import { expPair, expm1Pair, lnPair, log1pPair } from './pair-elementary.ts'
import * as mpfr from './testing/mpfr.ts'
import { type Random, random } from './testing/questions.ts'
import { tries } from './testing/effort.ts'

const Wide = context(3000, Decimal.ROUND_HALF_EVEN)
const middle = ({ head, tail }: Pair): Decimal => Wide.add(exact(head), exact(tail))

/** |x − middle| beside the radius. */
function share(ball: Pair, x: Decimal): number {
  const error = Wide.sub(x, middle(ball)).abs()
  if (error.isZero()) return 0
  return ball.radius === 0 ? Infinity : context(20, Decimal.ROUND_UP).div(error, exact(ball.radius)).toNumber()
}

function double(r: Random): number {
  const size = 2 ** r.pick([r.unit(), -60 * r.unit(), 60 * r.unit(), 900 * r.unit(), -900 * r.unit(), -1050 * r.unit()])
  return r.pick([-1, 1]) * (1 + r.unit()) * size
}

/** A point of one double or of two, or a ball around it. */
function pair(r: Random): Pair {
  const head = double(r)
  const tail = r.pick([0, (r.unit() - 0.5) * 2 ** -52 * head])
  const { head: h, tail: t } = addPairs(pairPoint(head), pairPoint(tail))
  return new Pair(h, t, r.pick([0, 0, Math.abs(h) * 2 ** -100, Math.abs(h) * 2 ** -20]))
}

/** Numbers of a pair: the point, or its middle and some hard by both ends. */
function members(a: Pair): Decimal[] {
  if (a.radius === 0) return [middle(a)]
  return [0, 1, -1].map((by) => Wide.add(middle(a), Wide.mul(exact(a.radius), by * (1 - 2 ** -40))))
}

describe.each([
  ['+', addPairs, (x: Decimal, y: Decimal) => Wide.add(x, y)],
  ['−', (a: Pair, b: Pair) => addPairs(a, negPair(b)), (x: Decimal, y: Decimal) => Wide.sub(x, y)],
  ['×', mulPairs, (x: Decimal, y: Decimal) => Wide.mul(x, y)],
  ['÷', divPairs, (x: Decimal, y: Decimal) => context(400, Decimal.ROUND_HALF_EVEN).div(x, y)],
] as const)('%s', (_name, operate, judge) => {
  test('holds every number that comes of its operands', () => {
    const r = random(7)
    let lost = 0
    for (let i = 0; i < tries(3000); i++) {
      const [a, b] = [pair(r), r.unit() < 0.1 ? pairPoint(0) : pair(r)]
      if (operate === divPairs && signOfPair(b) === 0) continue
      const value = operate(a, b)
      if (value === wide) {
        lost++
        continue
      }
      for (const x of members(a)) {
        for (const y of members(b)) {
          const of = `${a.head} + ${a.tail} ± ${a.radius}, ${b.head} + ${b.tail} ± ${b.radius}`
          expect(share(value, judge(x, y)), of).toBeLessThanOrEqual(1)
        }
      }
    }
    // Products and quotients of very large and very small numbers alone.
    expect(lost).toBeLessThan(300)
  })

  test('is exact where a pair holds the result, and says so', () => {
    const r = random(8)
    for (let i = 0; i < tries(500); i++) {
      const [x, y] = [r.integer(-1000, 1000), r.pick([-2, -1, 1, 2, 4])]
      const value = operate(pairPoint(x), pairPoint(y))
      if (operate !== divPairs) expect(value.radius).toBe(0)
      expect(share(value, judge(exact(x), exact(y)))).toBeLessThan(1)
    }
  })
})

interface Elementary {
  readonly pair: (x: Pair) => Pair
  readonly value: (x: mpfr.Interval) => mpfr.Interval
  readonly draw: (r: Random) => number
}

const STEP = Math.LN2 / 4096
const sign = (r: Random): number => r.pick([-1, 1])
const scaled = (r: Random): number => sign(r) * 2 ** (-300 * r.unit())

const functions: Readonly<Record<string, Elementary>> = {
  exp: {
    pair: expPair,
    value: mpfr.exp,
    draw: (r) => r.pick([1290 * (r.unit() - 0.5), scaled(r), (r.integer(-9000, 9000) + 0.5) * STEP]),
  },
  'exp, short': {
    pair: ({ head, tail, radius }) => {
      const value = shortExpOf(head, tail)
      return new Pair(value, low[0] as number, value * (SHORT_EXP + radius * (1 + radius)))
    },
    value: mpfr.exp,
    draw: (r) => r.pick([1290 * (r.unit() - 0.5), scaled(r), (r.integer(-9000, 9000) + 0.5) * STEP]),
  },
  expm1: {
    pair: expm1Pair,
    value: mpfr.expm1,
    draw: (r) => r.pick([1290 * (r.unit() - 0.5), scaled(r), sign(r) * (r.integer(0, 40) + 0.5) * STEP]),
  },
  ln: {
    pair: lnPair,
    value: mpfr.ln,
    draw: (r) => r.pick([2 ** (2040 * (r.unit() - 0.5)), 1 + scaled(r), 1 + 0.8 * (r.unit() - 0.5), 1e-320 * r.unit()]),
  },
  log1p: {
    pair: log1pPair,
    value: mpfr.log1p,
    draw: (r) => r.pick([1.98 * (r.unit() - 0.5), scaled(r) * 0.9, 2 ** (1000 * r.unit()), sign(r) * 0.5]),
  },
}

/** The value at an exact number, to 400 bits. */
function truthAt(value: Elementary['value'], x: Decimal): Decimal {
  return new Wide(mpfr.textAt(value, x.toString(), 400))
}

describe.each(Object.entries(functions))('%s', (name, { pair: f, value, draw }) => {
  test('holds its value, of points and of balls', () => {
    const r = random(9)
    let worst = 0
    for (let i = 0; i < tries(4000); i++) {
      const x = draw(r)
      const at = addPairs(pairPoint(x), pairPoint((r.unit() - 0.5) * 2 ** -53 * x))
      const ball = new Pair(at.head, at.tail, r.pick([0, 0, 0, Math.abs(at.head) * 2 ** -60]))
      const found = f(ball)
      if (name === 'ln' && ball.radius >= ball.head) continue
      expect(found.radius, String(x)).toBeLessThan(Infinity)
      for (const member of members(ball)) {
        const used = share(found, truthAt(value, member))
        expect(used, `${name} of ${ball.head} + ${ball.tail} ± ${ball.radius}`).toBeLessThan(1)
        if (ball.radius === 0) worst = Math.max(worst, used)
      }
    }
    console.log(`${name}: ${(100 * worst).toFixed(1)} % of the bound used at worst`)
  }, 60_000)
})

describe('what pairs cannot hold', () => {
  test('is lost, and is never a number again', () => {
    const huge = pairPoint(1e308)
    expect(addPairs(huge, huge)).toBe(wide)
    expect(mulPairs(huge, huge)).toBe(wide)
    expect(divPairs(huge, pairPoint(1e-10))).toBe(wide)
    expect(expPair(pairPoint(700))).toBe(wide)
    expect(lnPair(new Pair(1, 0, 1))).toBe(wide)
    for (const f of [expPair, expm1Pair, lnPair, log1pPair, negPair]) expect(f(wide)).toBe(wide)
    expect(addPairs(wide, pairPoint(1))).toBe(wide)
    expect(mulPairs(wide, pairPoint(2))).toBe(wide)
    expect([wide.lo.toNumber(), wide.hi.toNumber()]).toEqual([-Infinity, Infinity])
  })

  test('products of large factors are split all the same', () => {
    const value = mulPairs(pairPoint(1.1e307), pairPoint(3.3))
    expect(share(value, Wide.mul(exact(1.1e307), exact(3.3)))).toBe(0)
  })

  test('a tiny exponential is above 0', () => {
    const { lo, hi } = expPair(pairPoint(-2000))
    expect([lo.isZero(), hi.gt(0)]).toEqual([true, true])
  })
})

test('ends are around the middle, and a point has one', () => {
  const ball = new Pair(1, 2 ** -60, 2 ** -90)
  expect(ball.lo.lt(middle(ball)) && ball.hi.gt(middle(ball))).toBe(true)
  const point = new Pair(1, 2 ** -60, 0)
  expect(point.lo).toBe(point.hi)
  expect(point.lo.eq(middle(point))).toBe(true)
})

test('a decimal ball as a pair holds both its ends', () => {
  const third = context(50, Decimal.ROUND_DOWN).div(1, 3)
  const held = pairBetween(third, Wide.add(third, '1e-40')) as Pair
  for (const end of [third, Wide.add(third, '1e-40')]) expect(share(held, end)).toBeLessThanOrEqual(1)
  expect(pairBetween(exact(-Infinity), exact(0))).toBeUndefined()
})

describe('fixed point', () => {
  const BITS = 200n
  const unit = new Wide(2).pow(-Number(BITS))
  const real = (x: bigint): Decimal => Wide.mul(x.toString(), unit)

  test('ln 2 and e^r are off by less than a unit', () => {
    const r = random(10)
    expect(
      Wide.sub(real(ln2(BITS)), truthAt(mpfr.ln, exact(2)))
        .abs()
        .lt(unit),
    ).toBe(true)
    for (let i = 0; i < tries(300); i++) {
      const x = BigInt(Math.floor(r.unit() * 2 ** 53)) << (BITS - 53n)
      expect(
        Wide.sub(real(expOfFraction(x, BITS)), truthAt(mpfr.exp, real(x)))
          .abs()
          .lt(unit),
      ).toBe(true)
    }
  })

  test('as two doubles they keep 106 bits', () => {
    const [head, tail] = pairOf(ln2(BITS), BITS)
    const error = Wide.sub(real(ln2(BITS)), Wide.add(exact(head), exact(tail))).abs()
    expect(error.lt(new Wide(2).pow(-107))).toBe(true)
  })
})
