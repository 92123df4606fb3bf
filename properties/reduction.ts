/**
 * Laws of the reduction: none, sum and mean tell one story, and rows know nothing of each other.
 *
 *   sum = Σ none · mean = sum/D · D_{A∪B}·mean_{A∪B} = D_A·mean_A + D_B·mean_B · row n of a batch = row n alone
 *   D: rows for distributions, the kept rows' target weights for indices, elements for binary losses
 */

import type { Decimal } from 'decimal.js'
import { sameRows } from './agreement.ts'
import { Exact, isInfinite, num, type Outcome, plus, times } from './answer.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, pickRows, reducing, reductionNamed, specOf, withPlane } from './case.ts'
import { equal, lawOf } from './check.ts'
import { indices } from './derived.ts'
import { cases } from './dice.ts'
import { type BatchLimits, drawBatch } from './draw/batch.ts'
import { divisorsOf } from './divisor.ts'
import { dividesBySomething } from './draw/options.ts'
import type { Law, Scope } from './law.ts'
import { all, perRow } from './scope.ts'

/** The case with another reduction of its profile, and no upstream, whose shape would be another. */
const as = (c: Case, kind: 'none'): Case => ({
  ...withPlane(c, 'upstream', undefined),
  reduction: reductionNamed(specOf(c), kind, Object.keys(specOf(c).reductions)) as string,
})

/** What the subject has beside the rows themselves. */
function reducers({ spec, declared }: Scope): ('sum' | 'mean')[] {
  const kinds = ['sum', 'mean'] as const
  return kinds.filter((kind) => reductionNamed(spec, kind, declared.reductions) !== undefined)
}

const consistency = lawOf({
  name: 'reductions-agree',
  statement: 'sum = Σ none, mean = sum/D, and the gradients likewise',
  kind: 'identity',
  profiles: true,
  applies: all(perRow, ({ declared }) => declared.reductions.length > 1),
  cases: (scope) =>
    cases(
      (dice) => {
        // The case itself is the reduction that is compared with the rows.
        const reduction = dice.pick(reducers(scope))
        return drawBatch(dice, scope, { rows: [2, 4], classes: [1, 9], reduction, upstream: false })
      },
      (c) => reducing(c) !== 'none' && dividesBySomething(c),
    ),
  asks: (c) => [callOf(as(c, 'none')), callOf(c)],
  *checks(c, [none, reduced]) {
    const D = reducing(c) === 'mean' ? divisorsOf(c).main : 1
    const rows = as(c, 'none')
    const [en, er] = [allowanceOf(rows, none as Outcome), allowanceOf(c, reduced as Outcome)]
    const sum = plus(...(none as Outcome).loss)
    const allowed = (er.loss[0] as number) + en.loss.reduce((s, e) => s + e, 0) / D
    yield equal('loss[0]', (reduced as Outcome).loss[0] as Decimal, Exact.div(sum, num(D)), allowed)
    for (const [name, g] of Object.entries((reduced as Outcome).gradient)) {
      const own = (none as Outcome).gradient[name] ?? []
      for (const [i, gi] of g.entries()) {
        // A row's slope may overflow where the mean's does not.
        if (isInfinite(own[i] as Decimal)) continue
        const e = (er.gradient[name]?.[i] as number) + (en.gradient[name]?.[i] as number) / D
        yield equal(`gradient.${name}[${i}]`, gi, Exact.div(own[i] as Decimal, num(D)), e)
      }
    }
  },
})

const halves = (c: Case): readonly [Case, Case] => {
  const cut = Math.floor(c.rows / 2)
  return [pickRows(c, indices(cut)), pickRows(c, indices(c.rows).slice(cut))]
}

/** Both halves are there, and their means divide by something. */
const addsUp = (c: Case): boolean =>
  c.rows > 1 && reducing(c) !== 'none' && (reducing(c) === 'sum' || halves(c).every(dividesBySomething))

const concatenation = lawOf({
  name: 'batches-add-up',
  statement: 'D·mean of a batch = the sum of D·mean of its parts; a sum is the sum of its parts',
  kind: 'identity',
  profiles: true,
  applies: (scope) => reducers(scope).length > 0,
  cases: (scope) =>
    cases((dice) => {
      const reduction = dice.pick(reducers(scope))
      const limits: BatchLimits = { rows: [2, 4], classes: [1, 9], reduction, upstream: false }
      const c = drawBatch(dice, scope, limits)
      return addsUp(c) ? c : drawBatch(dice, scope, { ...limits, options: 'none' })
    }, addsUp),
  asks: (c) => [c, ...halves(c)].map((part) => callOf(part, 'loss')),
  *checks(c, answers) {
    const parts = [c, ...halves(c)]
    const D = parts.map((part) => (reducing(c) === 'mean' ? divisorsOf(part).main : 1))
    const [whole, ...split] = answers.map((a, i) => times(a.loss[0] as Decimal, D[i] as number))
    const allowed = answers.reduce(
      (s, a, i) => s + (D[i] as number) * (allowanceOf(parts[i] as Case, a).loss[0] as number),
      0,
    )
    yield equal('D·loss', whole as Decimal, plus(...split), allowed)
  },
})

const rowIndependence = lawOf({
  name: 'row-independence',
  statement: 'a row has the same loss and gradient alone as among other rows',
  kind: 'behaviour',
  profiles: true,
  applies: perRow,
  cases: (scope) => cases((dice) => drawBatch(dice, scope, { rows: [2, 4], classes: [1, 17], reduction: 'none' })),
  asks: (c) => [callOf(c), ...indices(c.rows).map((n) => callOf(pickRows(c, [n])))],
  *checks(c, [batch, ...alone]) {
    for (const [n, one] of alone.entries()) {
      yield* sameRows([c, batch as Outcome], [n], one)
    }
  },
})

export const reductions: readonly Law[] = [consistency, concatenation, rowIndependence]
