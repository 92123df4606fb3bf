/**
 * Edges of the target: classes of probability 0.
 *
 *   target mass on p = 0                 +∞; weight 0 times that: 0
 *   no target mass on p = 0 (0·∞)        adds nothing
 *   smoothing over a class of p = 0      +∞
 *
 * p = 0 is a logit or log-probability of −∞, or a probability of 0.
 */

import { rowsAre, sameAnswer, withOnly } from './agreement.ts'
import { type Outcome, num } from './answer.ts'
import { type Case, callOf, pickClasses, rowOf, specOf, values, withPlane, withTarget } from './case.ts'
import { equal, lawOf } from './check.ts'
import { indices, isScoreless, withInputs } from './derived.ts'
import { type Dice, cases } from './dice.ts'
import { PLAIN, drawBatch, targetKinds } from './draw/batch.ts'
import type { Law, Scope } from './law.ts'
import { all, indexTargets, overClasses, perRow, takes } from './scope.ts'

/** Inputs at which p is exactly 0: −∞ for logits and log-probabilities, 0 for probabilities. */
const impossibleInput = (scope: Scope): number => (scope.spec.score === 'prob' ? 0 : -Infinity)

const isImpossible = (c: Case, x: number | undefined): boolean => x === (specOf(c).score === 'prob' ? 0 : -Infinity)

/** One class is impossible; the target puts its mass there, or nothing at all. */
function drawImpossible(dice: Dice, scope: Scope, hit: boolean): Case {
  const kinds = new Set(targetKinds(scope))
  const dense = kinds.has('normalised') && (!kinds.has('index') || !hit || dice.chance(0.5))
  const c = drawBatch(dice, scope, {
    ...PLAIN,
    targets: [dense ? 'one-hot' : 'index'],
    rows: [1, 3],
    classes: [2, 9],
    masks: false,
    huge: false,
  })
  const K = c.classes
  const at = dice.integer(0, K - 1)
  const other = (at + 1) % K
  const dead = withInputs(c, (i) => (i % K === at ? impossibleInput(scope) : undefined))
  if (!dense)
    return withTarget(
      dead,
      indices(c.rows).map(() => (hit ? at : other)),
      true,
    )
  const mass = (k: number) => (k === at ? (hit ? 0.25 : 0) : k === other ? 0.75 : 0)
  return withTarget(
    dead,
    indices(c.rows).flatMap(() => indices(K).map(mass)),
    false,
  )
}

const targetRow = (c: Case, n: number): readonly number[] =>
  c.indexed ? indices(c.classes).map((k) => (k === values(c, 'target')[n] ? 1 : 0)) : rowOf(c, 'target', n)

/** Whether row n of the target has mass on an impossible class. */
const hitsImpossible = (c: Case, n: number): boolean =>
  targetRow(c, n).some((y, k) => y !== 0 && isImpossible(c, rowOf(c, 'input', n)[k]))

const everyRow = (c: Case, holds: (n: number) => boolean): boolean => indices(c.rows).every(holds)

const targetOnImpossible = lawOf({
  name: 'target-on-an-impossible-class',
  statement: 'target mass on a class of probability 0 costs +∞',
  kind: 'edge',
  applies: overClasses,
  cases: (scope) =>
    cases(
      (dice) => drawImpossible(dice, scope, true),
      (c) => everyRow(c, (n) => !isScoreless(c, n) && hitsImpossible(c, n)),
    ),
  asks: (c) => [callOf(c, 'loss')],
  *checks(_c, [a]) {
    for (const [n, l] of (a as Outcome).loss.entries()) yield equal(`loss[${n}]`, l, num(Infinity), 0)
  },
})

/** The case without the classes that are impossible in all rows. */
function withoutImpossible(c: Case): { readonly next: Case; readonly kept: readonly number[] } {
  const kept = indices(c.classes).filter((k) => !everyRow(c, (n) => isImpossible(c, rowOf(c, 'input', n)[k])))
  return { next: pickClasses(c, kept), kept }
}

const zeroTimesInfinity = lawOf({
  name: 'zero-target-on-an-impossible-class',
  statement: '0·∞ = 0: a class of probability 0 without target mass adds nothing, to the loss or to the other slopes',
  kind: 'edge',
  applies: overClasses,
  cases: (scope) =>
    cases(
      (dice) => drawImpossible(dice, scope, false),
      (c) =>
        withoutImpossible(c).kept.length > 0 &&
        withoutImpossible(c).kept.length < c.classes &&
        everyRow(c, (n) => !isScoreless(c, n) && !hitsImpossible(c, n)),
    ),
  asks: (c) => [callOf(c), callOf(withoutImpossible(c).next)],
  *checks(c, [a, b]) {
    const { next, kept } = withoutImpossible(c)
    const K = kept.length
    const slope = (i: number) => Math.floor(i / K) * c.classes + (kept[i % K] as number)
    // What a target slope is at p = 0 is +∞, which nobody has to return.
    const { input } = specOf(c)
    yield* sameAnswer([next, withOnly(input, b as Outcome)], [c, a as Outcome], { slope })
  },
})

const smoothedImpossible = lawOf({
  name: 'smoothing-over-an-impossible-class',
  statement: 'label smoothing over a class of probability 0 costs +∞',
  kind: 'edge',
  applies: all(overClasses, indexTargets, takes('label_smoothing')),
  cases: (scope) =>
    cases(
      (dice) =>
        withPlane(drawImpossible(dice, scope, false), 'label_smoothing', {
          axes: '',
          values: [dice.pick([0.125, 0.5])],
        }),
      (c) =>
        (c.planes['label_smoothing']?.values[0] ?? 0) > 0 &&
        everyRow(c, (n) => !isScoreless(c, n) && rowOf(c, 'input', n).some((x) => isImpossible(c, x))),
    ),
  asks: (c) => [callOf(c, 'loss')],
  *checks(_c, [a]) {
    for (const [n, l] of (a as Outcome).loss.entries()) yield equal(`loss[${n}]`, l, num(Infinity), 0)
  },
})

const weightZero = lawOf({
  name: 'weight-zero-times-infinity',
  statement: 'weight 0 times a loss of +∞ is 0',
  kind: 'edge',
  applies: all(overClasses, perRow, indexTargets, takes('weight')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawImpossible(dice, scope, true)
        const hit = withTarget(
          c,
          indices(c.rows).map((n) => rowOf(c, 'input', n).findIndex((x) => isImpossible(c, x))),
          true,
        )
        const weight = indices(c.classes).map((k) => (values(hit, 'target').includes(k) ? 0 : 2.5))
        return withPlane(hit, 'weight', { axes: 'k', values: weight })
      },
      (c) => c.indexed && everyRow(c, (n) => !isScoreless(c, n) && hitsImpossible(c, n) && weightOfHit(c, n) === 0),
    ),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    yield* rowsAre([c, a as Outcome], indices(c.rows), 0)
  },
})

const weightOfHit = (c: Case, n: number): number | undefined =>
  c.planes['weight']?.values[values(c, 'target')[n] as number]

export const impossible: readonly Law[] = [targetOnImpossible, zeroTimesInfinity, smoothedImpossible, weightZero]
