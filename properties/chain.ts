/**
 * Laws of the chain rule: what the slopes of a part must come to, whatever the other parts are.
 *
 *   Σ_c y_c·∂L/∂y_c = L                          a loss is linear in its target          (target)
 *   Σ_c p_c·∂L/∂p_c = −Q,  Q = Σ w·y′            ln is homogeneous of degree 0, but for a constant  (probabilities)
 *   L ≤ 2C + ln K,  |∂L/∂z_c| ≤ 1/T              capped logits lie within 2C, and u is no steeper than z/T  (softcap)
 */

import type { Decimal } from 'decimal.js'
import { type Outcome, formatOf, num, plus, times, weigh } from './answer.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, denseTarget, rowOf, scalar, values, withPlane, withValues } from './case.ts'
import { atMost, equal, lawOf } from './check.ts'
import { cases } from './dice.ts'
import { PLAIN, drawBatch } from './draw/batch.ts'
import { smoothing } from './draw/options.ts'
import type { Law } from './law.ts'
import { all, distributionTargets, gradient, indexTargets, on, overClasses, perRow, takes } from './scope.ts'

const rowsOf = (c: Case): number[] => Array.from({ length: c.rows }, (_, n) => n)

const slice = <T>(list: readonly T[], c: Case, n: number): readonly T[] =>
  list.slice(n * c.classes, (n + 1) * c.classes)

const price = lawOf({
  name: 'target-pays-its-price',
  statement: 'Σ_c y_c·∂L/∂y_c = L: a loss is linear in its target, and its slope is what each class costs',
  kind: 'identity',
  applies: all(overClasses, perRow, distributionTargets, ({ spec, declared }) =>
    declared.gradients.includes(spec.target),
  ),
  cases: (scope) =>
    cases(
      (dice) =>
        drawBatch(dice, scope, {
          ...PLAIN,
          targets: ['one-hot', 'normalised', 'unnormalised', 'signed'],
          masks: false,
          options: { only: ['weight', 'temperature', 'softcap', 'focal'], chance: 0.4 },
        }),
      (c) => !c.indexed && c.planes['label_smoothing'] === undefined,
    ),
  asks: (c) => [callOf(c)],
  *checks(c, [answer]) {
    const { loss, gradient: slopes } = answer as Outcome
    const allowed = allowanceOf(c, answer as Outcome)
    for (const n of rowsOf(c)) {
      const y = rowOf(c, 'target', n)
      const paid = slice(slopes['target'] ?? [], c, n).map((g, k) => weigh(y[k] as number, g))
      const off = slice(allowed.gradient['target'] ?? [], c, n).reduce((sum, e, k) => {
        return y[k] === 0 ? sum : sum + Math.abs(y[k] as number) * e
      }, allowed.loss[n] as number)
      yield equal(`Σ y·∂L/∂y, row ${n}`, plus(...paid), loss[n] as Decimal, off)
    }
  },
})

/** Of the smallest normal number the slope −q/p is still finite; of 16 times that it is under any weight drawn. */
const leastOf = (c: Case): number => 16 * formatOf(c).minNormal

const homogeneous = lawOf({
  name: 'probabilities-pay-the-mass',
  statement: 'Σ_c p_c·∂L/∂p_c = −Q: scaling probabilities shifts their logarithms',
  kind: 'identity',
  applies: all(on('log_loss'), perRow, gradient),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { ...PLAIN, options: { only: ['weight', 'label_smoothing'], chance: 0.4 } })
        return withValues(
          c,
          'input',
          values(c, 'input').map((p) => (p < leastOf(c) ? 0.5 : p)),
        )
      },
      (c) => values(c, 'input').every((p) => p >= leastOf(c)),
    ),
  asks: (c) => [callOf(c, 'gradient')],
  *checks(c, [answer]) {
    const slopes = (answer as Outcome).gradient['probabilities'] ?? []
    const allowed = allowanceOf(c, answer as Outcome).gradient['probabilities'] ?? []
    const a = smoothing(c)
    const weight = c.planes['weight']?.values
    for (const n of rowsOf(c)) {
      const p = rowOf(c, 'input', n)
      const y = slice(denseTarget(c), c, n)
      const mass = y.map((yc, k) => times(weight?.[k] ?? 1, plus(times(num(1).minus(a), yc), num(a).div(c.classes))))
      const paid = slice(slopes, c, n).map((g, k) => weigh(p[k] as number, g))
      const off = slice(allowed, c, n).reduce((sum, e, k) => sum + (p[k] as number) * e, 0)
      yield equal(`Σ p·∂L/∂p, row ${n}`, plus(...paid), times(-1, plus(...mass)), off)
    }
  },
})

const capped = lawOf({
  name: 'softcap-bounds',
  statement: 'with a softcap C the loss of a class is at most 2C + ln K, and no slope is steeper than 1/T',
  kind: 'identity',
  applies: all(on('cross_entropy'), takes('softcap'), indexTargets, perRow, gradient),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, {
          ...PLAIN,
          targets: ['index'],
          options: { only: ['temperature', 'label_smoothing'], chance: 0.4 },
        })
        return withPlane(c, 'softcap', { axes: '', values: [dice.pick([0.5, 2, 8, 30])] })
      },
      (c) => c.planes['softcap'] !== undefined && c.indexed,
    ),
  asks: (c) => [callOf(c)],
  *checks(c, [answer]) {
    const { loss, gradient: slopes } = answer as Outcome
    const allowed = allowanceOf(c, answer as Outcome)
    // ln K rounded up by more than its error.
    const most = num(2 * scalar(c, 'softcap') + Math.log(c.classes) + 2 ** -40)
    const steepest = num(1).div(c.planes['temperature'] === undefined ? 1 : scalar(c, 'temperature'))
    for (const [n, l] of loss.entries()) yield atMost(`loss[${n}]`, l, most, allowed.loss[n] as number)
    for (const [i, g] of (slopes['logits'] ?? []).entries()) {
      yield atMost(`|gradient.logits[${i}]|`, g.abs(), steepest, allowed.gradient['logits']?.[i] as number)
    }
  },
})

export const chain: readonly Law[] = [price, homogeneous, capped]
