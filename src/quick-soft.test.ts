/** Rows of soft targets by the short way: what it takes, what it leaves to the long one, and how near it comes. */

import { describe, expect, test } from 'vitest'
import { quickSoftRow } from './quick-soft.ts'
import { diceOf } from './testing/dice.ts'
import { LIMIT, type Real, calculate, meter, ulpsOff } from './testing/mpfr.ts'
import {
  AT,
  BITS,
  CASES,
  ERROR,
  OUT_AT,
  POISON,
  beside,
  distance,
  logits,
  roomFor,
  rowOf,
  take,
  written,
} from './testing/short-way.ts'

describe('a row of soft targets', () => {
  const asked = (z: readonly number[], y: readonly number[], writes: boolean, out: Float64Array) =>
    quickSoftRow(rowOf(z), AT, z.length, { heads: rowOf(y), at: AT, tails: undefined }, writes, out, OUT_AT)

  test.each([2, 3, 5, 17, 33])('of %i', (classes) => {
    const dice = diceOf(100 + classes)
    const [loss, slopes] = [meter(), meter()]
    let taken = 0
    for (let i = 0; i < CASES / classes; i++) {
      const z = logits(dice, classes)
      const y = dice.list(classes, () => (dice.below(4) === 0 ? 0 : dice.uniform()))
      const f = dice.between(0.1, 4)
      const out = roomFor(classes)
      take(f)
      if (!asked(z, y, true, out)) continue
      taken++
      expect(beside(out)).toEqual([POISON, POISON, POISON])
      calculate(BITS, (reals) => {
        const { of, sum } = reals
        const { surprisal, p } = reals.softmax(z)
        loss.take(distance(sum(y.map((m, k) => of(m).mul(surprisal[k] as Real))), reals))
        const mass = sum(y.map(of))
        written(out).forEach((g, k) => {
          const exact = mass.mul(p[k] as Real).sub(of(y[k] as number))
          slopes.take(ulpsOff(g, exact.mul(of(f)), reals))
        })
      })
    }
    expect(taken).toBeGreaterThan(CASES / classes / 2)
    expect(loss.worst()).toBeLessThanOrEqual(ERROR)
    expect(slopes.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test.each([
    ['a mass below 0', [0, 1], [-0.5, 1.5]],
    ['masses that are too small', [0, 1], [2 ** -401, 0.5]],
    ['masses that are too large', [0, 1], [2 ** 401, 0.5]],
    ['no mass', [0, 1], [0, 0]],
    ['mass on a class that is impossible', [0, -Infinity], [0.5, 0.5]],
    ['a gap whose product with a mass no splitting survives', [0, 1, -1e305], [0.25, 0.25, 0.5]],
    ['NaN', [0, NaN], [0.5, 0.5]],
  ])('with %s is left to the long way', (_, z, y) => {
    take(1)
    expect(asked(z, y, true, roomFor(z.length))).toBe(false)
  })

  test.each([
    ['far, without mass', [0, -1, -400], [0.5, 0.5, 0]],
    ['far', [0, -1, -400], [0.5, 0.25, 0.25]],
    ['far, below and beyond', [-400, 3, 2.5, -700], [0, 1, 0, 0]],
    ['impossible', [1, -Infinity, 2], [0.75, 0, 0.25]],
    ['far, and one that is impossible', [-Infinity, 1, 0.5, -400], [0, 0.5, 0.25, 0.25]],
  ])('may have a class that is %s', (_, z, y) => {
    take(1)
    const out = roomFor(z.length)
    expect(asked(z, y, true, out)).toBe(true)
    calculate(2 * BITS, (reals) => {
      const { of, sum } = reals
      const { p } = reals.softmax(z.map((x) => Math.max(x, -1e6)))
      const mass = sum(y.map(of))
      written(out).forEach((g, k) => {
        const exact = z[k] === -Infinity ? of(0) : mass.mul(p[k] as Real).sub(of(y[k] as number))
        expect(ulpsOff(g, exact, reals)).toBeLessThanOrEqual(LIMIT)
      })
    })
  })
})
