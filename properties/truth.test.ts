/**
 * The laws put to the truth itself, at 60 digits and more: what judges everybody must obey them to 1e−50.
 *
 * The truth is evaluated at 68 digits and its enclosures' middles are judged with the budget 1e−52 of the largest term, so
 * a formula that is off in any digit that a double could show, and thirty more, breaks a law.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Ball, type Call, type LossDeclaration, gradientsOf, losses, truth } from '../reference/index.ts'
import { Exact, type Response, plus } from './answer.ts'
import type { Case } from './case.ts'
import { laws } from './laws.ts'
import type { Scope } from './law.ts'

const DIGITS = 68
const CASES = 8

function middle({ lo, hi }: Ball): Ball['lo'] {
  return lo.eq(hi) || !lo.isFinite() ? lo : Exact.div(plus(lo, hi), 2)
}

/** The truth as a subject without a format. */
function answerOf(call: Call): Response {
  const known = truth(call)
  if (known.kind === 'error') return known
  if (known.kind === 'unsupported') throw new Error(known.why)
  const { profile: spec, indexed } = known.problem
  const balls = known.at(DIGITS)
  const names = gradientsOf(spec).filter((name) => name === spec.input || !indexed)
  const gradient = Object.fromEntries(names.map((name) => [name, balls.gradient(name).map(middle)] as const))
  return { kind: 'value', loss: balls.loss.map(middle), gradient }
}

function scopeOf(loss: string): Scope {
  const spec = losses.get(loss)
  if (spec === undefined) throw new RangeError(loss)
  const declared: LossDeclaration = {
    dtypes: ['f64'],
    targets: ['index', 'distribution'],
    reductions: ['none', 'sum', 'mean'],
    options: spec.options,
    gradients: gradientsOf(spec),
    accuracy: 'faithful',
  }
  return { spec, dtype: 'f64', accuracy: 'digits', declared, also: new Set(losses.keys()) }
}

/** Answers compared bit by bit, or with the truth itself, say nothing here. */
const telling = laws.filter(
  ({ kind, name }) =>
    kind !== 'accuracy' && !['inputs-untouched', 'same-answer-twice', 'views-are-views'].includes(name),
)

describe.each([...losses.keys()])('the truth of %s obeys', (loss) => {
  const scope = scopeOf(loss)
  test.each(telling.filter((law) => law.applies(scope)).map((law) => [law.name, law] as const))('%s', (_name, law) => {
    const cases = fc.sample(law.cases(scope), { seed: 60, numRuns: CASES })
    for (const c of cases) {
      const verdict = law.judges(c, law.asks(c).map(answerOf))
      expect(verdict.kind === 'fails' ? verdict.finding : verdict, JSON.stringify(c)).toMatchObject({ kind: 'holds' })
    }
  })
})

test('a truth off by 1e−45 would be seen', () => {
  const scope = scopeOf('cross_entropy')
  const law = laws.find(({ name }) => name === 'log-odds')
  if (law === undefined) throw new Error('log-odds: expected a law')
  const spoiled = (answer: Response): Response =>
    answer.kind === 'value'
      ? {
          ...answer,
          loss: answer.loss.map((l, i) =>
            i === 0 ? Exact.mul(l, '1.000000000000000000000000000000000000000000001') : l,
          ),
        }
      : answer
  const isSeen = (c: Case) => law.judges(c, law.asks(c).map(answerOf).map(spoiled)).kind === 'fails'
  const cases = fc.sample(law.cases(scope), { seed: 60, numRuns: CASES })
  expect(cases.filter(isSeen).length).toBeGreaterThan(CASES / 2)
})
