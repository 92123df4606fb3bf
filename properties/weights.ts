/**
 * Laws of class weights.
 *
 *   L_w = w_t·L for an index t, whatever the other classes weigh; they stay in the softmax
 *   twice the weights: twice each row and the sum; the mean over index targets divides by Σ w_t and stays
 */

import type { Decimal } from 'decimal.js'
import { type Outcome, times, weigh } from './answer.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, specOf, values, withPlane, withValues } from './case.ts'
import { equal, lawOf } from './check.ts'
import { cases } from './dice.ts'
import { drawBatch } from './draw/batch.ts'
import { dividesBySomething } from './draw/options.ts'
import type { Law } from './law.ts'
import { all, indexTargets, overClasses, perRow, takes } from './scope.ts'

const doubled = (c: Case): Case =>
  withValues(
    c,
    'weight',
    values(c, 'weight').map((w) => 2 * w),
  )

const weightScale = lawOf({
  name: 'weight-scale',
  statement: 'twice the class weights: twice the sum, twice each row, the same mean over index targets',
  kind: 'identity',
  applies: all(overClasses, takes('weight')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, {
          options: { only: ['weight', 'label_smoothing'], chance: 0.7 },
          masks: false,
        })
        if (c.planes['weight'] !== undefined) return c
        return withPlane(c, 'weight', {
          axes: 'k',
          values: dice.times(c.classes, () => dice.pick([2.5, 0.5, 3, 1.25])),
        })
      },
      (c) => c.planes['weight'] !== undefined && dividesBySomething(c),
    ),
  asks: (c) => [callOf(c), callOf(doubled(c))],
  *checks(c, [a, b]) {
    const by = c.reduction === 'mean' && c.indexed ? 1 : 2
    const [ea, eb] = [allowanceOf(c, a as Outcome), allowanceOf(doubled(c), b as Outcome)]
    for (const [i, l] of (b as Outcome).loss.entries()) {
      yield equal(
        `loss[${i}]`,
        l,
        times((a as Outcome).loss[i] as Decimal, by),
        (eb.loss[i] as number) + by * (ea.loss[i] as number),
      )
    }
    const input = specOf(c).input
    for (const [i, g] of ((b as Outcome).gradient[input] ?? []).entries()) {
      const one = (a as Outcome).gradient[input]?.[i] as Decimal
      yield equal(
        `gradient.${input}[${i}]`,
        g,
        times(one, by),
        (eb.gradient[input]?.[i] as number) + by * (ea.gradient[input]?.[i] as number),
      )
    }
  },
})

const plain = (c: Case): Case => withPlane(c, 'weight', undefined)

const weightOfTarget = lawOf({
  name: 'weight-of-the-target',
  statement: 'for index targets L_w = w_t·L, whatever the other classes weigh; they stay in the softmax',
  kind: 'identity',
  applies: all(overClasses, indexTargets, perRow, takes('weight')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { targets: ['index'], options: 'none', reduction: 'none', upstream: false })
        return withPlane(c, 'weight', { axes: 'k', values: dice.times(c.classes, () => dice.pick([2.5, 0, 0.5, 3])) })
      },
      (c) => c.planes['weight'] !== undefined,
    ),
  asks: (c) => [callOf(plain(c)), callOf(c)],
  *checks(c, [a, b]) {
    const [ea, eb] = [allowanceOf(plain(c), a as Outcome), allowanceOf(c, b as Outcome)]
    const weight = (n: number) => values(c, 'weight')[values(c, 'target')[n] as number] as number
    for (const [n, l] of (b as Outcome).loss.entries()) {
      yield equal(
        `loss[${n}]`,
        l,
        weigh(weight(n), (a as Outcome).loss[n] as Decimal),
        (eb.loss[n] as number) + weight(n) * (ea.loss[n] as number),
      )
    }
    const input = specOf(c).input
    for (const [i, g] of ((b as Outcome).gradient[input] ?? []).entries()) {
      const w = weight(Math.floor(i / c.classes))
      const one = (a as Outcome).gradient[input]?.[i] as Decimal
      yield equal(
        `gradient.${input}[${i}]`,
        g,
        weigh(w, one),
        (eb.gradient[input]?.[i] as number) + w * (ea.gradient[input]?.[i] as number),
      )
    }
  },
})

export const weights: readonly Law[] = [weightScale, weightOfTarget]
