/** Rows of an index target by the short way: what it takes, what it leaves to the long one, and how near it comes. */

import { describe, expect, test } from 'vitest'
import { crossEntropy } from './index.ts'
import { quickPair } from './quick-pair.ts'
import { quickRow } from './quick-row.ts'
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

describe('a row', () => {
  /** As the short way for two classes, and for any number. */
  const ways = [
    [
      'of two',
      2,
      (z: Float64Array, t: number, writes: boolean, out: Float64Array) => quickPair(z, AT, t, writes, out, OUT_AT),
    ],
    ...[1, 2, 3, 16, 17, 33, 100].map(
      (classes) =>
        [
          `of ${classes}, by its target`,
          classes,
          (z: Float64Array, t: number, writes: boolean, out: Float64Array) =>
            quickRow(z, AT, classes, t, writes, out, OUT_AT),
        ] as const,
    ),
  ] as const

  test.each(ways.filter(([, classes]) => classes > 1))('%s', (_, classes, quick) => {
    const dice = diceOf(classes)
    const [loss, slopes] = [meter(), meter()]
    let taken = 0
    for (let i = 0; i < CASES / Math.sqrt(classes); i++) {
      const [z, t, f] = [logits(dice, classes), dice.below(classes), dice.between(0.1, 4)]
      const out = roomFor(classes)
      take(f)
      if (!quick(rowOf(z), t, true, out)) continue
      taken++
      expect(beside(out)).toEqual([POISON, POISON, POISON])
      calculate(BITS, (reals) => {
        const { surprisal, p, rest } = reals.softmax(z)
        loss.take(distance(surprisal[t] as Real, reals))
        written(out).forEach((g, k) => {
          const exact = k === t ? (rest[k] as Real).neg() : (p[k] as Real)
          slopes.take(ulpsOff(g, exact.mul(reals.of(f)), reals))
        })
      })
    }
    expect(taken).toBeGreaterThan(CASES / Math.sqrt(classes) / 2)
    expect(loss.worst()).toBeLessThanOrEqual(ERROR)
    expect(slopes.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test.each(ways.filter(([, classes]) => classes > 1))(
    '%s is taken where it is plain, slopes or none',
    (_, classes, quick) => {
      const dice = diceOf(5)
      for (let i = 0; i < 20; i++) {
        const z = rowOf(dice.list(classes, () => dice.between(-8, 8)))
        for (const t of [0, classes - 1]) {
          const out = roomFor(classes)
          take(1)
          expect([quick(z, t, true, out), quick(z, t, false, out)]).toEqual([true, true])
        }
      }
    },
  )

  test.each([
    ['NaN', [NaN, 0], 0],
    ['NaN beside the target', [0, NaN], 0],
    ['∞', [Infinity, 0], 0],
    ['∞ beside the target', [0, Infinity], 0],
    ['a target that is impossible', [-Infinity, 0], 0],
    ['a gap of 300', [0, 300], 0],
    ['a gap of 300 the other way', [300, 0], 0],
  ])('with %s is left to the long way', (_, z, t) => {
    take(1)
    expect([
      quickPair(rowOf(z), AT, t, true, roomFor(2), OUT_AT),
      quickRow(rowOf(z), AT, 2, t, true, roomFor(2), OUT_AT),
    ]).toEqual([
      false,
      // By its target a row has a class 300 away; only the sum of all others must not be too small.
      z[1] === 300,
    ])
  })

  test.each([
    ['logits beyond the table', [4800, 4799], 0],
    ['logits below the table', [-4800, -4799], 0],
    ['all others 237 below', [0, -237, -237], 0],
    ['a class 301 above', [0, 301, 1], 0],
    ['one class', [3], 0],
  ])('of %s is left to the long way', (_, z, t) => {
    take(1)
    expect(quickRow(rowOf(z), AT, z.length, t, true, roomFor(z.length), OUT_AT)).toBe(false)
  })

  test('whose loss is a tie between two doubles, but for what no double shows, is left to the long way', () => {
    take(1)
    // 250 + 2^−46 lies in the middle, and e^−250 of the others above it.
    const z = [250, -(2 ** -46), -100]
    expect(quickRow(rowOf(z), AT, 3, 1, true, roomFor(3), OUT_AT)).toBe(false)
    expect(crossEntropy(z, 1)).toBe(250 + 2 ** -45)
    expect(quickRow(rowOf([250, -(2 ** -45), -100]), AT, 3, 1, true, roomFor(3), OUT_AT)).toBe(true)
  })

  test('may have classes that are impossible, or far', () => {
    take(1)
    const out = roomFor(4)
    expect(quickRow(rowOf([1, -Infinity, 0, -400]), AT, 4, 0, true, out, OUT_AT)).toBe(true)
    const [own, impossible, other, far] = written(out) as [number, number, number, number]
    expect(impossible).toBe(0)
    expect(own + other).toBeCloseTo(0, 15)
    expect(far / (Math.exp(-401) / (1 + Math.exp(-1)))).toBeCloseTo(1, 12)
  })

  test('may have a class that is far from one of the other sign', () => {
    take(1)
    const out = roomFor(3)
    expect(quickRow(rowOf([150, 149, -251]), AT, 3, 0, true, out, OUT_AT)).toBe(true)
    expect((written(out)[2] as number) / (Math.exp(-401) / (1 + Math.exp(-1)))).toBeCloseTo(1, 12)
  })
})
