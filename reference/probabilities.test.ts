/** Steps of probabilities on balls: what straddles an end of a clip is cut there, and its slope is that of the inside. */

import { describe, expect, test } from 'vitest'
import { type Ball, ballOf, isPoint, isZero, nan, one } from './ball.ts'
import { exact } from './exact.ts'
import { formats } from './format.ts'
import { constantOf, through } from './probabilities.ts'

const between = (lo: number, hi: number): Ball => ({ lo: exact(lo), hi: exact(hi) })
const ends = ({ lo, hi }: Ball): readonly number[] => [lo.toNumber(), hi.toNumber()]

describe('a clip to [0.25, 0.75]', () => {
  const clip = (x: Ball) => through([x], [{ clip: [0.25, 0.75] }], formats.f64, 34)
  const cut = (x: Ball): Ball => clip(x).values[0] as Ball

  test.each([
    [between(0.3, 0.5), [0.3, 0.5]],
    [between(0.25, 0.75), [0.25, 0.75]],
    [between(0.1, 0.5), [0.25, 0.5]],
    [between(0.5, 0.9), [0.5, 0.75]],
    [between(0.1, 0.9), [0.25, 0.75]],
    [between(0.1, 0.2), [0.25, 0.25]],
    [between(0.8, 0.9), [0.75, 0.75]],
    [between(0.1, 0.25), [0.25, 0.25]],
    [between(0.75, 0.9), [0.75, 0.75]],
  ])('takes a ball %# to what of it is inside, or the end that it lies beyond', (x, expected) => {
    expect(ends(cut(x))).toEqual(expected)
    expect(isPoint(cut(x))).toBe(expected[0] === expected[1])
  })

  test('leaves what is inside as it is, and NaN', () => {
    const inside = between(0.3, 0.5)
    expect(cut(inside)).toBe(inside)
    expect(cut(nan)).toBe(nan)
  })

  test('has a slope inside, and none beyond', () => {
    const slope = (x: Ball): boolean => !isZero(clip(x).pullback([one])[0] as Ball)
    expect([between(0.3, 0.5), ballOf(0.25), between(0.1, 0.5)].map(slope)).toEqual([true, true, true])
    expect([between(0.1, 0.2), between(0.8, 0.9), ballOf(0)].map(slope)).toEqual([false, false, false])
  })
})

test('constants are those of the format', () => {
  expect(constantOf(1e-7, formats.f32).lo.toNumber()).toBe(Math.fround(1e-7))
  expect(constantOf('ε', formats.f32).lo.toNumber()).toBe(2 ** -23)
  expect(constantOf('1 − ε', formats.f64).lo.toNumber()).toBe(1 - 2 ** -52)
})
