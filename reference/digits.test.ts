/** Digits that are told are proved: cut from what both ends of an enclosure agree on, and marked where there are more. */

import { describe, expect, test } from 'vitest'
import { type Ball, ballOf, div, infinity, nan, neg, one, point } from './ball.ts'
import { isUndecided } from './certify.ts'
import { type Digits, digitsOf } from './digits.ts'
import { exact } from './exact.ts'

const textOf = (evaluate: (digits: number) => Ball, digits: number): string =>
  (digitsOf(evaluate, digits) as Digits).text

describe('the digits', () => {
  const two = ballOf(2)
  const thirds = (digits: number): Ball => div(two, ballOf(3), digits)

  test('of an enclosure are cut, not rounded, and more of them are to come', () => {
    expect(textOf(thirds, 5)).toBe('0.66666…')
    expect(textOf(thirds, 40)).toBe(`0.${'6'.repeat(40)}…`)
    expect(textOf((digits) => neg(thirds(digits)), 3)).toBe('-0.666…')
    expect(textOf((digits) => div(thirds(digits), ballOf(1e30), digits), 4)).toBe('6.666…e-31')
  })

  test('are proved by the enclosure that comes with them', () => {
    const { ball } = digitsOf(thirds, 100) as Digits
    expect(ball.hi.minus(ball.lo).lt('1e-100')).toBe(true)
    expect(ball.lo.times(3).lt(2) && ball.hi.times(3).gt(2)).toBe(true)
  })

  test('of a number that has no more are all there are', () => {
    expect(textOf(() => one, 9)).toBe('1 exactly')
    expect(textOf(() => ballOf(0.375), 3)).toBe('0.375 exactly')
    expect(textOf(() => ballOf(0.375), 2)).toBe('0.37…')
    expect(textOf(() => ballOf(2 ** -1074), 4)).toBe('4.940…e-324')
  })

  test('of NaN and infinities are their names', () => {
    expect(textOf(() => nan, 9)).toBe('NaN')
    expect(textOf(() => infinity, 9)).toBe('Infinity')
    expect(textOf(() => neg(infinity), 9)).toBe('-Infinity')
  })

  test('on both sides of a power of ten are undecided, with what is known', () => {
    const around: Ball = { lo: exact(1).minus('1e-60'), hi: exact(1).plus('1e-60') }
    expect(digitsOf(() => around, 9)).toMatchObject({ undecided: true, ball: around })
    expect(isUndecided(digitsOf(() => point(exact(1)), 9))).toBe(false)
  })
})
