/**
 * Edges of the score: what is no number, and what is certain.
 *
 *   a row with NaN, or of logits with +∞ or nothing but −∞     NaN, and no other row is touched
 *   a bit of ±∞                                                the limit: 0 or +∞, slopes 0 and ±1
 *   p = 0 or 1 of a binary loss                                0 or +∞, without a clamp
 *
 * Every expectation is written out here; the truth has to meet it like any other subject.
 */

import type { Decimal } from 'decimal.js'
import { rowsAre, sameRows } from './agreement.ts'
import { type Outcome, num } from './answer.ts'
import { type Case, callOf, pickRows, values, withValues } from './case.ts'
import { equal, lawOf } from './check.ts'
import { indices, isScoreless, withInputs } from './derived.ts'
import { type Dice, cases } from './dice.ts'
import { PLAIN, drawBatch } from './draw/batch.ts'
import type { Law, Scope } from './law.ts'
import { all, on, perRow } from './scope.ts'

function drawPoisoned(dice: Dice, scope: Scope): Case {
  const c = drawBatch(dice, scope, { ...PLAIN, rows: [2, 4], classes: [2, 9], masks: false, huge: false })
  const n = dice.integer(0, c.rows - 1)
  const start = n * c.classes
  const kind = scope.spec.score === 'logits' ? dice.pick(['nan', 'nan', '+inf', 'all -inf'] as const) : 'nan'
  const one = start + dice.integer(0, c.classes - 1)
  const inRow = (i: number) => i >= start && i < start + c.classes
  const poison = kind === 'nan' ? NaN : kind === '+inf' ? Infinity : -Infinity
  return withInputs(c, (i) => ((kind === 'all -inf' ? inRow(i) : i === one) ? poison : undefined))
}

const cleanRows = (c: Case): readonly number[] => indices(c.rows).filter((n) => !isScoreless(c, n))

const nanStaysInItsRow = lawOf({
  name: 'nan-stays-in-its-row',
  statement: 'NaN in a row (or +∞, or nothing but −∞, among logits): NaN there, and every other row as if alone',
  kind: 'edge',
  // A NaN among the p of an entropy is the target too, and targets are finite.
  applies: all(perRow, ({ spec }) => spec.name !== 'entropy'),
  cases: (scope) =>
    cases(
      (dice) => drawPoisoned(dice, scope),
      (c) => cleanRows(c).length > 0 && cleanRows(c).length < c.rows,
    ),
  asks: (c) => [callOf(c), callOf(pickRows(c, cleanRows(c)))],
  *checks(c, [batch, clean]) {
    const scoreless = indices(c.rows).filter((n) => isScoreless(c, n))
    yield* rowsAre([c, batch as Outcome], scoreless, NaN)
    yield* sameRows([c, batch as Outcome], cleanRows(c), clean as Outcome)
  },
})

const infiniteBit = lawOf({
  name: 'infinite-bit',
  statement: 'ℓ(+∞, 1) = ℓ(−∞, 0) = 0 with slope 0, ℓ(+∞, 0) = ℓ(−∞, 1) = +∞ with slope 1 and −1',
  kind: 'edge',
  applies: on('binary_cross_entropy_with_logits'),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, PLAIN)
        const bits = withInputs(c, () => dice.pick([Infinity, -Infinity]))
        return withValues(
          bits,
          'target',
          dice.times(c.rows, () => dice.integer(0, 1)),
        )
      },
      (c) =>
        values(c, 'input').every((z) => !Number.isFinite(z)) && values(c, 'target').every((t) => t === 0 || t === 1),
    ),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    const { loss, gradient } = a as Outcome
    for (const [i, z] of values(c, 'input').entries()) {
      const t = values(c, 'target')[i] as number
      const right = z > 0 === (t === 1)
      yield equal(`loss[${i}]`, loss[i] as Decimal, num(right ? 0 : Infinity), 0)
      const g = gradient['logits']?.[i]
      if (g !== undefined) yield equal(`gradient.logits[${i}]`, g, num(right ? 0 : Math.sign(z)), 0)
    }
  },
})

const certainProbability = lawOf({
  name: 'certain-probability',
  statement: 'p = 0 or 1: 0 where the target agrees, +∞ where it does not, without a clamp',
  kind: 'edge',
  applies: on('binary_cross_entropy'),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, PLAIN)
        const certain = withInputs(c, () => dice.integer(0, 1))
        return withValues(
          certain,
          'target',
          dice.times(c.rows, () => dice.pick([0, 1, 0.5])),
        )
      },
      (c) => values(c, 'input').every((p) => p === 0 || p === 1),
    ),
  asks: (c) => [callOf(c, 'loss')],
  *checks(c, [a]) {
    for (const [i, p] of values(c, 'input').entries()) {
      const agrees = values(c, 'target')[i] === p
      yield equal(`loss[${i}]`, (a as Outcome).loss[i] as Decimal, num(agrees ? 0 : Infinity), 0)
    }
  },
})

export const edges: readonly Law[] = [nanStaysInItsRow, infiniteBit, certainProbability]
