/**
 * Laws of class weights.
 *
 *   L_w = w_t·L for an index t, whatever the other classes weigh; they stay in the softmax
 *   twice the weights: twice each row and the sum; the mean over index targets divides by Σ w_t and stays
 */

import { multipleOf } from './agreement.ts'
import { type Outcome } from './answer.ts'
import { type Case, callOf, values, withPlane, withValues, reducing } from './case.ts'
import { lawOf } from './check.ts'
import { cases } from './dice.ts'
import { PLAIN, drawBatch } from './draw/batch.ts'
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
    const by = reducing(c) === 'mean' && c.indexed ? 1 : 2
    yield* multipleOf([doubled(c), b as Outcome], [c, a as Outcome], { loss: () => by, slope: () => by })
  },
})

const unweighted = (c: Case): Case => withPlane(c, 'weight', undefined)

const weightOfTarget = lawOf({
  name: 'weight-of-the-target',
  statement: 'for index targets L_w = w_t·L, whatever the other classes weigh; they stay in the softmax',
  kind: 'identity',
  applies: all(overClasses, indexTargets, perRow, takes('weight')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { ...PLAIN, targets: ['index'] })
        return withPlane(c, 'weight', { axes: 'k', values: dice.times(c.classes, () => dice.pick([2.5, 0, 0.5, 3])) })
      },
      (c) => c.planes['weight'] !== undefined,
    ),
  asks: (c) => [callOf(unweighted(c)), callOf(c)],
  *checks(c, [a, b]) {
    const weight = (n: number) => values(c, 'weight')[values(c, 'target')[n] as number] as number
    yield* multipleOf([c, b as Outcome], [unweighted(c), a as Outcome], {
      loss: weight,
      slope: (i) => weight(Math.floor(i / c.classes)),
    })
  },
})

export const weights: readonly Law[] = [weightScale, weightOfTarget]
