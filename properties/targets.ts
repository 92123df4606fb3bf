/**
 * Laws of the target: linear in it, whatever it sums to; smoothing, weights and ignored rows.
 *
 *   L(z, a·y + b·y′) = a·L(z, y) + b·L(z, y′)
 *   L_a = (1 − a)·w_t·L_t + (a/K)·Σ_c w_c·L_c        (smoothing over all K classes)
 *   neutral options change nothing; an ignored row is a deleted row
 */

import type { Decimal } from 'decimal.js'
import { rowsAre, sameAnswer, sameRows } from './agreement.ts'
import { type Outcome, isInfinite, plus, times } from './answer.ts'
import { allowanceOf, joint } from './budget.ts'
import {
  type Case,
  callOf,
  isIgnored,
  pickRows,
  scalar,
  specOf,
  values,
  withPlane,
  withTarget,
  withValues,
} from './case.ts'
import { equal, lawOf } from './check.ts'
import { everyTarget, indices } from './derived.ts'
import { cases } from './dice.ts'
import { PLAIN, drawBatch } from './draw/batch.ts'
import { dividesBySomething } from './draw/options.ts'
import type { Law } from './law.ts'
import { all, distributionTargets, indexTargets, overClasses, perRow, takes, offeredOptions } from './scope.ts'

const combined = (c: Case): Case => {
  const [a, b] = [scalar(c, 'a'), scalar(c, 'b')]
  const second = values(c, 'target2')
  return withValues(
    c,
    'target',
    values(c, 'target').map((y, i) => a * y + b * (second[i] as number)),
  )
}

/** Halves times eighths are sixteenths: with these the combination has no rounding of its own. */
const isExact = (c: Case): boolean =>
  [...values(c, 'target'), ...values(c, 'target2')].every((y) => Number.isInteger(8 * y)) &&
  [scalar(c, 'a'), scalar(c, 'b')].every((x) => Number.isInteger(2 * x)) &&
  // Mass on an impossible class costs +∞: an edge.
  values(c, 'input').every((_, i) => !impossible(c, i) || massless(c, i))

const second = (c: Case): Case => withTarget(c, values(c, 'target2'), false)

const linearity = lawOf({
  name: 'target-linearity',
  statement: 'L(z, a·y + b·y′) = a·L(z, y) + b·L(z, y′) for any real y, and the gradient likewise',
  kind: 'identity',
  applies: all(overClasses, distributionTargets),
  cases: (scope) =>
    cases((dice) => {
      // Eighths times eighths: the combination is exact in every format.
      const c = drawBatch(dice, scope, {
        targets: ['signed', 'one-hot'],
        classes: [1, 9],
        options: { only: ['weight'] },
        huge: false,
      })
      const other = values(c, 'target').map((y, i) =>
        impossible(c, i) ? 0 : y === 0 ? dice.integer(0, 8) / 8 : dice.integer(-8, 8) / 8,
      )
      const withOther = withPlane(c, 'target2', { axes: 'nk', values: other })
      const pick = () => ({ axes: '' as const, values: [dice.pick([2, -1, 0.5, 3])] })
      return withPlane(withPlane(withOther, 'a', pick()), 'b', pick())
    }, isExact),
  asks: (c) => [callOf(c), callOf(second(c)), callOf(combined(c))],
  *checks(c, [x, y, sum]) {
    const [a, b] = [scalar(c, 'a'), scalar(c, 'b')]
    const [ex, ey, es] = [
      allowanceOf(c, x as Outcome),
      allowanceOf(second(c), y as Outcome),
      allowanceOf(combined(c), sum as Outcome),
    ]
    for (const [i, s] of (sum as Outcome).loss.entries()) {
      const expected = mixture(a, (x as Outcome).loss[i] as Decimal, b, (y as Outcome).loss[i] as Decimal)
      yield equal(
        `loss[${i}]`,
        s,
        expected,
        (es.loss[i] as number) + Math.abs(a) * (ex.loss[i] as number) + Math.abs(b) * (ey.loss[i] as number),
      )
    }
    const input = specOf(c).input
    for (const [i, s] of ((sum as Outcome).gradient[input] ?? []).entries()) {
      const at = <T>(lists: Readonly<Record<string, readonly T[]>>) => lists[input]?.[i] as T
      const [gx, gy] = [at((x as Outcome).gradient), at((y as Outcome).gradient)]
      // A slope may overflow: then there is nothing to add up.
      if (isInfinite(gx) || isInfinite(gy)) continue
      const expected = mixture(a, gx, b, gy)
      const allowed = at(es.gradient) + Math.abs(a) * at(ex.gradient) + Math.abs(b) * at(ey.gradient)
      yield equal(`gradient.${input}[${i}]`, s, expected, allowed)
    }
  },
})

/** Smoothing over an impossible class costs +∞: an edge. */
function allPossible(c: Case): boolean {
  return values(c, 'input').every((_, i) => !impossible(c, i))
}

function massless(c: Case, i: number): boolean {
  return values(c, 'target')[i] === 0 && values(c, 'target2')[i] === 0
}

function mixture(a: number, x: Decimal, b: number, y: Decimal): Decimal {
  return plus(times(a, x), times(b, y))
}

function impossible(c: Case, i: number): boolean {
  const x = values(c, 'input')[i]
  return x === -Infinity || (x === 0 && specOf(c).score === 'prob')
}

const smoothingMixture = lawOf({
  name: 'smoothing-mixture',
  statement: 'L_a = (1 − a)·w_t·L_t + (a/K)·Σ_c w_c·L_c',
  kind: 'identity',
  applies: all(overClasses, indexTargets, perRow, takes('label_smoothing')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, {
          targets: ['index'],
          rows: [1, 1],
          classes: [2, 9],
          masks: false,
          options: { only: ['weight'] },
          upstream: false,
          reduction: 'none',
        })
        return withPlane(c, 'label_smoothing', { axes: '', values: [dice.pick([0.125, 0.25, 0.5, 0.0625])] })
      },
      (c) => c.planes['label_smoothing'] !== undefined && allPossible(c),
    ),
  asks: (c) => [c, ...everyTarget(c)].map((each) => callOf(each, 'loss')),
  *checks(c, [smoothed, ...each]) {
    const a = scalar(c, 'label_smoothing')
    const K = c.classes
    const t = values(c, 'target')[0] as number
    const weight = (k: number) => c.planes['weight']?.values[k] ?? 1
    const rate = (k: number) => weight(k) * ((k === t ? 1 - a : 0) + a / K)
    const { loss: losses, e } = joint(everyTarget(c), each)
    const parts = losses.map((l, k) =>
      plus(times(times(l, weight(k)), k === t ? 1 - a : 0), times(times(l, weight(k)), a / K)),
    )
    const spread = indices(K).reduce((s, k) => s + rate(k) * (e.loss[k] as number), 0)
    // a/K is rounded here, in double: 2^-53 of each part.
    const rounded = losses.reduce((s, l, k) => s + Math.abs(l.toNumber()) * rate(k), 0) * 2 ** -52
    const own = allowanceOf(c, smoothed as Outcome).loss[0] as number
    yield equal('loss[0]', (smoothed as Outcome).loss[0] as Decimal, plus(...parts), own + spread + rounded)
  },
})

const fullSmoothing = lawOf({
  name: 'full-smoothing',
  statement: 'smoothing 1 leaves nothing of the target: L is the same for every t',
  kind: 'identity',
  applies: all(overClasses, indexTargets, takes('label_smoothing')),
  cases: (scope) =>
    cases(
      (dice) =>
        drawBatch(dice, scope, {
          targets: ['index'],
          rows: [1, 1],
          classes: [2, 9],
          masks: false,
          ...PLAIN,
        }),
      (c) => c.rows === 1 && allPossible(c),
    ),
  asks: (c) => fullySmoothed(c).map((each) => callOf(each, 'loss')),
  *checks(c, answers) {
    const { loss, e } = joint(fullySmoothed(c), answers)
    for (const [t, l] of loss.entries())
      yield equal(`loss for target ${t}`, l, loss[0] as Decimal, (e.loss[t] as number) + (e.loss[0] as number))
  },
})

const fullySmoothed = (c: Case): readonly Case[] =>
  everyTarget(c).map((each) => withPlane(each, 'label_smoothing', { axes: '', values: [1] }))

const neutral = (c: Case): Case => {
  const ones = (axes: 'k' | 'nk') => ({ axes, values: indices(axes === 'k' ? c.classes : c.rows).map(() => 1) })
  const spec = specOf(c)
  const all = {
    weight: ones(spec.targets === 'binary' ? 'nk' : 'k'),
    pos_weight: ones('nk'),
    label_smoothing: { axes: '' as const, values: [0] },
    ignore_index: c.indexed ? { axes: '' as const, values: [-100] } : undefined,
    temperature: { axes: '' as const, values: [1] },
    z_loss: { axes: '' as const, values: [0] },
    focal: { axes: '' as const, values: [0] },
  }
  const names = Object.keys(all).filter((name) => c.planes[`offer_${name}`] !== undefined)
  return names.reduce((next, name) => withPlane(next, name, all[name as keyof typeof all]), c)
}

const neutralOptions = lawOf({
  name: 'neutral-options',
  statement: 'weights of 1, smoothing 0, pos_weight 1 and an unused ignore_index change nothing, at any logits',
  kind: 'identity',
  applies: (scope) => offeredOptions(scope).length > 0,
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, { options: 'none' })
      return offeredOptions(scope).reduce((next, o) => withPlane(next, `offer_${o}`, { axes: '', values: [1] }), c)
    }),
  asks: (c) => [callOf(c), callOf(neutral(c))],
  *checks(c, [a, b]) {
    yield* sameAnswer([neutral(c), b as Outcome], [c, a as Outcome])
  },
})

const keptRows = (c: Case): readonly number[] => indices(c.rows).filter((n) => !isIgnored(c, n))

const ignoredIsDeleted = lawOf({
  name: 'ignored-is-deleted',
  statement:
    'an ignored row is a deleted row: in the loss, in the divisor, under smoothing and weights; its gradient is 0',
  kind: 'identity',
  applies: all(overClasses, indexTargets, takes('ignore_index')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, {
          targets: ['index'],
          rows: [2, 4],
          classes: [2, 9],
          options: { chance: 0.5 },
        })
        if (c.planes['ignore_index'] !== undefined) return c
        const target = values(c, 'target').map((t, n) => (n === 0 ? -100 : t))
        return withPlane(withValues(c, 'target', target), 'ignore_index', { axes: '', values: [-100] })
      },
      (c) => c.planes['ignore_index'] !== undefined && keptRows(c).length > 0 && dividesBySomething(c),
    ),
  asks: (c) => [callOf(c), callOf(pickRows(c, keptRows(c)))],
  *checks(c, [a, b]) {
    const kept = keptRows(c)
    yield* sameRows([c, a as Outcome], kept, b as Outcome)
    const ignored = indices(c.rows).filter((n) => !kept.includes(n))
    yield* rowsAre([c, a as Outcome], ignored, 0)
  },
})

export const targets: readonly Law[] = [linearity, smoothingMixture, fullSmoothing, neutralOptions, ignoredIsDeleted]
