/**
 * Shrinking: every step is simpler, stays a case of its law, and ends.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import own from '../adapters/own.ts'
import { type FloatType, formats, roundTo } from '../reference/index.ts'
import { type Response, outcomeOf } from './answer.ts'
import { type Case, reducing } from './case.ts'
import { scopesOf } from './scopes.ts'
import { laws } from './laws.ts'
import type { Law } from './law.ts'
import { smaller, weight } from './shrink.ts'
import { subjectOf } from './subject.ts'

const subject = subjectOf(own)
const scopes = scopesOf(subject)

/** Fewer numbers first, then a simpler reduction, then simpler numbers. */
function measure(c: Case): readonly [number, number, number] {
  const numbers = Object.values(c.planes).flatMap(({ values }) => values)
  const simplicity = numbers.reduce((sum, x) => sum + (Number.isFinite(x) ? weight(x) : 0), 0)
  return [numbers.length, reducing(c) === 'none' ? 0 : 1, simplicity]
}

function isSimpler(a: Case, b: Case): boolean {
  const [x, y] = [measure(a), measure(b)]
  const at = x.findIndex((part, i) => part !== y[i])
  return at >= 0 && (x[at] as number) < (y[at] as number)
}

const samples = (law: Law, scope: (typeof scopes)[number], numRuns: number) =>
  fc.sample(law.cases(scope), { seed: 11, numRuns })

describe.each(['f64', 'bf16'] satisfies FloatType[])('in %s', (dtype) => {
  test.each(scopes.map((scope) => [scope.spec.name, scope] as const))(
    'every case next to one of %s is simpler',
    (_name, scope) => {
      const law = laws.find(({ name }) => name === 'loss-accuracy') as Law
      for (const c of samples(law, { ...scope, dtype }, 5)) {
        for (const next of smaller(c)) {
          expect(isSimpler(next, c), `${JSON.stringify(next)}\nafter\n${JSON.stringify(c)}`).toBe(true)
          const values = Object.entries(next.planes).flatMap(([name, plane]) =>
            name === 'target' && c.indexed ? [] : plane.values,
          )
          expect(values.filter((x) => Number.isFinite(x) && roundTo(formats[dtype], x) !== x)).toEqual([])
        }
      }
    },
  )
})

async function verdictOn(law: Law, c: Case) {
  const answers: Response[] = []
  for (const call of law.asks(c)) {
    const answer = await subject.ask(call)
    if (answer.kind === 'unsupported' || answer.kind === 'broken') return answer
    answers.push(answer.kind === 'value' ? outcomeOf(call, answer) : answer)
  }
  return law.judges(c, answers)
}

/** Steps of a walk, and neighbours looked at before the next. */
const STEPS = 4
const NEIGHBOURS = 2

describe('a walk towards the simplest case stays within what the law is about: a right subject holds all the way', () => {
  test.each(scopes.map((scope) => [scope.spec.name, scope] as const))('%s', async (_name, scope) => {
    for (const law of laws.filter((one) => one.applies(scope))) {
      const [start] = samples(law, scope, 1) as [Case]
      const arbitrary = law.cases(scope)
      let c = start
      for (let step = 0; step < STEPS; step++) {
        const neighbours = [...arbitrary.shrink(c, undefined).take(NEIGHBOURS)].map(({ value }) => value)
        for (const next of neighbours) {
          expect(await verdictOn(law, next), `${law.name}: ${JSON.stringify(next)}`).toMatchObject({ kind: 'holds' })
        }
        const last = neighbours.at(-1)
        if (last === undefined) break
        c = last
      }
    }
  })
})
