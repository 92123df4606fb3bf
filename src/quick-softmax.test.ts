/** Softmax, its logarithm and that of the sum by the short way: how near they come to MPFR's values, and when they are left. */

import { describe, expect, test } from 'vitest'
import { quickLogSoftmax, quickLogSumExp, quickSoftmax } from './quick-softmax.ts'
import { diceOf } from './testing/dice.ts'
import { LIMIT, type Real, calculate, meter, ulpsOff } from './testing/mpfr.ts'
import { AT, BITS, CASES, ERROR, OUT_AT, distance, logits, roomFor, rowOf, written } from './testing/short-way.ts'

describe('softmax, its logarithm, and that of the sum', () => {
  test.each([2, 3, 16, 17, 33])('of %i classes', (classes) => {
    const dice = diceOf(200 + classes)
    const [shares, logs, sums] = [meter(), meter(), meter()]
    for (let i = 0; i < CASES / classes; i++) {
      const z = logits(dice, classes)
      const [p, l] = [roomFor(classes), roomFor(classes)]
      const taken = [
        quickSoftmax(rowOf(z), AT, classes, p, OUT_AT),
        quickLogSoftmax(rowOf(z), AT, classes, l, OUT_AT),
        quickLogSumExp(rowOf(z), AT, classes, new Float64Array(classes)),
      ]
      calculate(BITS, (reals) => {
        const exact = reals.softmax(z)
        if (taken[0]) written(p).forEach((x, k) => shares.take(ulpsOff(x, exact.p[k] as Real, reals)))
        if (taken[1]) written(l).forEach((x, k) => logs.take(ulpsOff(x, (exact.surprisal[k] as Real).neg(), reals)))
        if (taken[2]) sums.take(distance(exact.logSumExp, reals))
      })
      if (Math.max(...z.map(Math.abs)) < 9) expect(taken.slice(0, 2)).toEqual([true, true])
    }
    expect(shares.worst()).toBeLessThanOrEqual(LIMIT)
    expect(logs.worst()).toBeLessThanOrEqual(LIMIT)
    expect(sums.worst()).toBeLessThanOrEqual(ERROR)
  })

  test('of a sum that is nearly 1 has too few digits left', () => {
    const z = [-Math.LN2, -Math.LN2]
    expect(quickLogSumExp(rowOf(z), AT, 2, new Float64Array(2))).toBe(false)
    expect(quickLogSumExp(rowOf([3, 1]), AT, 2, new Float64Array(2))).toBe(true)
  })
})
