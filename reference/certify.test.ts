/**
 * Certify: the ladder is climbed no further than needed, ties are told by openness, and what is not known is not said.
 */

import { describe, expect, test } from 'vitest'
import { type Ball, add, ballOf, nan, point } from './ball.ts'
import { LADDER, PAIR_DIGITS, SHORT_DIGITS, certify, isUndecided, roundBall, roundNear } from './certify.ts'
import { exact, powerOfTwo } from './exact.ts'
import { type Format, formats, fromOrdinal, nextUp, ordinal, ulp } from './format.ts'
import { random } from './testing/questions.ts'

const named = Object.values(formats).map((f) => [f.name, f] as const)
/** Smaller than anything in any format: 10^−1100. */
const speck = exact(1e-300).times(exact(1e-300)).times(exact(1e-300)).times(exact(1e-200))

/** Pairs of neighbours, from the smallest to where infinity starts, and what lies in the middle. */
function midpoints(f: Format): { low: number; high: number; tie: ReturnType<typeof exact> }[] {
  const { unit } = random(1)
  const last = ordinal(f, f.max)
  const draws = Array.from({ length: 50 }, () => fromOrdinal(f, (last * BigInt(Math.floor(unit() * 2 ** 53))) >> 53n))
  return [0, f.tiny, f.minNormal, 1, 2 - 2 * f.unit, f.max, ...draws].map((low) => {
    const tie = exact(low).plus(exact(ulp(f, low)).times(0.5))
    return { low, high: nextUp(f, low), tie }
  })
}

describe('rounding a ball', () => {
  test.each(named)('to %s at a tie goes by the side that the open ball lies on', (_, f) => {
    for (const { low, high, tie } of midpoints(f)) {
      const even = ordinal(f, low) % 2n === 0n ? low : high
      expect(roundBall(f, point(tie))).toBe(even)
      expect(roundBall(f, { lo: tie, hi: tie.plus(speck) })).toBe(high)
      expect(roundBall(f, { lo: tie.minus(speck), hi: tie })).toBe(low)
      // The same below zero; + 0, for the sign of zero is not promised.
      expect((roundBall(f, { lo: tie.neg(), hi: tie.neg().plus(speck) }) ?? NaN) + 0).toBe(0 - low)
      expect(roundBall(f, { lo: tie.neg().minus(speck), hi: tie.neg() })).toBe(-high)
    }
  })

  test.each(named)('to %s says nothing of a ball around a tie', (_, f) => {
    for (const { low, high, tie } of midpoints(f)) {
      expect(roundBall(f, { lo: tie.minus(speck), hi: tie.plus(speck) })).toBeUndefined()
      const wide = { lo: exact(low), hi: high === Infinity ? powerOfTwo(f.emax + 1) : exact(high) }
      expect(roundBall(f, wide)).toBeUndefined()
    }
  })

  test.each(named)('to %s says nothing of a ball that spans two ties, though an end is one', (_, f) => {
    const step = exact(ulp(f, 1))
    const tie = exact(1).plus(step.times(0.5))
    expect(roundBall(f, { lo: tie, hi: tie.plus(step.times(1.25)) })).toBeUndefined()
    // What is beyond the largest number has no neighbour to be next to.
    expect(roundBall(f, { lo: tie, hi: powerOfTwo(f.emax + 1) })).toBeUndefined()
    expect(roundBall(f, { lo: powerOfTwo(f.emax + 1).neg(), hi: tie.neg() })).toBeUndefined()
  })

  test.each(named)('to %s takes one that rounds alike at both ends', (_, f) => {
    const quarter = exact(ulp(f, 1)).times(0.25)
    expect(roundBall(f, { lo: exact(1).minus(quarter.times(0.5)), hi: exact(1).plus(quarter) })).toBe(1)
    expect(Math.abs(roundBall(f, { lo: speck.neg(), hi: speck }) ?? NaN)).toBe(0)
    expect(roundBall(f, { lo: powerOfTwo(f.emax + 1), hi: powerOfTwo(f.emax + 2) })).toBe(Infinity)
  })

  test('gives NaN and infinities as they are', () => {
    expect(roundBall(formats.f64, nan)).toBeNaN()
    expect(roundBall(formats.f64, ballOf(-Infinity))).toBe(-Infinity)
    expect(roundBall(formats.f32, ballOf(0.1))).toBe(Math.fround(0.1))
  })

  test('rounds 2^53 + 1 + e^(−2^53) up, as no closed interval of it can', () => {
    const tail: Ball = { lo: exact(0), hi: speck }
    expect(roundBall(formats.f64, add(ballOf(2 ** 53), add(ballOf(1), tail)))).toBe(2 ** 53 + 2)
    expect(roundBall(formats.f64, add(ballOf(2 ** 53), ballOf(1)))).toBe(2 ** 53)
  })
})

describe('rounding a sum of two doubles', () => {
  const half = 2 ** -53

  test('tells what lies off a tie by more than the radius', () => {
    expect(roundNear(formats.f64, 1, half * 0.75, half / 8)).toBe(1)
    expect(roundNear(formats.f64, 1, half * 1.25, half / 8)).toBe(1 + 2 * half)
    expect(roundNear(formats.f64, 1, 0, 0)).toBe(1)
    expect(roundNear(formats.f32, 1, -half, 0)).toBe(1)
  })

  test('says nothing of a tie within the radius, or within the last place of the tail', () => {
    expect(roundNear(formats.f64, 1, half, 0)).toBeUndefined()
    expect(roundNear(formats.f64, 1, half * 1.25, half / 2)).toBeUndefined()
    // A unit of the tail above the tie, and a unit of doubt.
    expect(roundNear(formats.f64, 1, half * (1 + 2 ** -52), half * (1 + 2 ** -52) * 2 ** -52)).toBeUndefined()
    expect(roundNear(formats.f32, 1, 2 ** -24, 0)).toBeUndefined()
  })
})

/** A ball around 1/3 as wide as its digits say. */
const third = (digits: number): Ball => {
  const width = exact(1).times(`1e-${digits}`)
  const x = exact(1).div(3)
  return { lo: x.minus(width), hi: x.plus(width) }
}

describe('certify', () => {
  test('climbs until the question is decided, and no further', () => {
    const asked: number[] = []
    const answer = certify(
      (digits) => {
        asked.push(digits)
        return third(digits)
      },
      ({ lo, hi }) => (hi.minus(lo).lt('1e-100') ? 'narrow' : undefined),
    )
    expect(answer).toBe('narrow')
    expect(asked).toEqual(LADDER.slice(0, 5))
  })

  test('takes a decision that is false, null or 0 for what it is: a decision', () => {
    for (const decision of [false, null, 0, '']) expect(certify(third, () => decision)).toBe(decision)
  })

  test('says undecided at the top of the ladder, and what is known by then', () => {
    const asked: number[] = []
    const tie = exact(1).plus(powerOfTwo(-53))
    const answer = certify(
      (digits) => {
        asked.push(digits)
        return { lo: tie.minus(`1e-${digits}`), hi: tie.plus(`1e-${digits}`) }
      },
      (ball) => roundBall(formats.f64, ball),
    )
    expect(asked).toEqual(LADDER)
    expect(answer).toMatchObject({ undecided: true })
    if (!isUndecided(answer)) throw new Error(`a ball around a tie was rounded to ${answer}`)
    expect(answer.ball.hi.minus(answer.ball.lo).eq('2e-544')).toBe(true)
  })

  test('takes a ladder of its own', () => {
    const asked: number[] = []
    const answer = certify(
      (digits) => (asked.push(digits), third(digits)),
      () => undefined,
      [5, 7],
    )
    expect(isUndecided(answer)).toBe(true)
    expect(asked).toEqual([5, 7])
  })

  test('refuses a ladder without rungs', () => {
    expect(() => certify(third, () => 1, [])).toThrow('ladder: expected at least one precision, got none')
  })

  test('knows an undecided answer from all others', () => {
    for (const x of [undefined, null, 0, 'undecided', {}, third(9)]) expect(isUndecided(x)).toBe(false)
    expect(isUndecided({ undecided: true, ball: third(9) })).toBe(true)
  })
})

describe('the ladder', () => {
  test('begins with short exponentials and pairs, rises, and stays below 1 000, where decimal.js has no logarithms', () => {
    expect(LADDER.slice(0, 2)).toEqual([SHORT_DIGITS, PAIR_DIGITS])
    LADDER.slice(1).forEach((digits, i) => expect(digits).toBeGreaterThan(LADDER[i] as number))
    expect(Math.max(...LADDER)).toBeLessThan(1000)
  })
})
