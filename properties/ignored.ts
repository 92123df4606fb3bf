/**
 * Edges of the batch: rows that do not count, and no rows at all.
 *
 *   an ignored row          loss 0 and gradient 0, whatever it contains
 *   all rows ignored        every loss 0, sum 0, mean 0/0 = NaN, gradient 0
 *   an empty batch          no losses, sum 0, mean NaN, an empty gradient
 */

import type { Decimal } from 'decimal.js'
import { rowsAre, sameRows } from './agreement.ts'
import { type Outcome, num } from './answer.ts'
import { type Case, callOf, isIgnored, pickRows, rowOf, values, withPlane, withValues, reducing } from './case.ts'
import { equal, equalEach, lawOf } from './check.ts'
import { indices, withInputs } from './derived.ts'
import { cases } from './dice.ts'
import { drawBatch } from './draw/batch.ts'
import type { Law } from './law.ts'
import { all, indexTargets, overClasses, takes } from './scope.ts'

const MARK = -100

const ignoredContent = lawOf({
  name: 'ignored-whatever-it-contains',
  statement: 'an ignored row has loss 0 and gradient 0 even if it holds NaN or ∞, and changes no other row',
  kind: 'edge',
  applies: all(overClasses, indexTargets, takes('ignore_index')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, {
          options: 'none',
          targets: ['index'],
          rows: [2, 4],
          classes: [2, 9],
          masks: false,
          huge: false,
        })
        const n = dice.integer(0, c.rows - 1)
        const junk = scope.spec.score === 'prob' ? NaN : dice.pick([NaN, Infinity])
        const spoiled = withInputs(c, (i) => (Math.floor(i / c.classes) === n ? junk : undefined))
        const target = values(c, 'target').map((t, row) => (row === n ? MARK : t))
        return withPlane(withValues(spoiled, 'target', target), 'ignore_index', { axes: '', values: [MARK] })
      },
      (c) =>
        kept(c).length > 0 &&
        kept(c).length < c.rows &&
        indices(c.rows).every((n) => isIgnored(c, n) !== rowOf(c, 'input', n).every(isPlain)),
    ),
  asks: (c) => [callOf(c), callOf(pickRows(c, kept(c)))],
  *checks(c, [a, b]) {
    const rows = kept(c)
    const ignored = indices(c.rows).filter((row) => !rows.includes(row))
    yield* rowsAre([c, a as Outcome], ignored, 0)
    yield* sameRows([c, a as Outcome], rows, b as Outcome)
  },
})

const isPlain = (x: number): boolean => !Number.isNaN(x) && x !== Infinity

const kept = (c: Case): readonly number[] => indices(c.rows).filter((n) => !isIgnored(c, n))

const allIgnored = lawOf({
  name: 'all-rows-ignored',
  statement: 'all rows ignored: every loss 0, sum 0, mean 0/0 = NaN, gradient 0',
  kind: 'edge',
  applies: all(overClasses, indexTargets, takes('ignore_index')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { options: 'none', targets: ['index'], classes: [2, 9] })
        const marked = withValues(
          c,
          'target',
          indices(c.rows).map(() => MARK),
        )
        return withPlane(marked, 'ignore_index', { axes: '', values: [MARK] })
      },
      (c) => kept(c).length === 0,
    ),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    const { loss } = a as Outcome
    yield* rowsAre([c, a as Outcome], indices(c.rows), 0)
    if (reducing(c) !== 'none') yield equal('loss[0]', loss[0] as Decimal, num(reducing(c) === 'sum' ? 0 : NaN), 0)
  },
})

const emptyBatch = lawOf({
  name: 'empty-batch',
  statement: 'no rows: no losses, sum 0, mean 0/0 = NaN, an empty gradient',
  kind: 'edge',
  applies: () => true,
  cases: (scope) =>
    cases(
      (dice) => pickRows(drawBatch(dice, scope, { options: 'none', upstream: false, classes: [1, 9] }), []),
      (c) => c.rows === 0,
    ),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    const { loss, gradient } = a as Outcome
    const expected = reducing(c) === 'none' ? [] : [num(reducing(c) === 'sum' ? 0 : NaN)]
    yield* equalEach('loss', loss, expected, [0])
    for (const [name, g] of Object.entries(gradient)) yield* equalEach(`gradient.${name}`, g, [], [])
  },
})

export const ignored: readonly Law[] = [ignoredContent, allIgnored, emptyBatch]
