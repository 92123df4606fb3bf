/**
 * The reference against MPFR where roundings are hard: each family of hard questions, in all four formats.
 */

import { afterAll, describe, expect, test } from 'vitest'
import { LADDER } from './certify.ts'
import { exact } from './exact.ts'
import { formats, nearest, ulp } from './format.ts'
import { type Comparison, DEEP, compare, tally } from './testing/compare.ts'
import type { Question } from './testing/definitions.ts'
import { families } from './testing/hard.ts'
import { FORMATS } from './testing/near-ties.ts'
import { callOf, namesOf } from './testing/questions.ts'
import { truth } from './truth.ts'

/** Long enough for a machine ten times slower than the one this was written on, where all take a quarter of a minute. */
const PATIENCE = { timeout: 600_000 }

/** How far from a midpoint of f64 nine in ten questions of a family have a value, in ulps, at most. */
function nearness(name: string, digits: number): number {
  const questions = families.find((family) => family.name === name)?.questions() ?? []
  const distances = questions.map((question) => Math.min(...distancesOf(question, digits))).toSorted((a, b) => a - b)
  return distances[Math.floor(0.9 * distances.length)] ?? NaN
}

function distancesOf(question: Question, digits: number): number[] {
  const answer = truth(callOf(question))
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer))
  const { loss, gradient } = answer.at(digits)
  return [...loss, ...gradient(namesOf(question.loss)[0])]
    .filter(({ lo }) => lo.isFinite() && !lo.isZero())
    .map(({ lo }) => {
      const near = nearest(formats.f64, lo)
      return lo
        .minus(exact(near))
        .abs()
        .div(exact(ulp(formats.f64, near)))
        .minus(0.5)
        .abs()
        .toNumber()
    })
}

describe('the reference and MPFR agree on', PATIENCE, () => {
  const tallies: Comparison[] = []
  const total = (count: (t: Comparison) => number): number => tallies.map(count).reduce((a, b) => a + b, 0)

  test.each(families.map(({ name, questions }) => [name, questions] as const))('%s', (_, questions) => {
    const own = tally()
    tallies.push(own)
    for (const question of questions()) compare(question, own, FORMATS, DEEP)
    expect(own.faults).toEqual([])
    expect(own.roundings).toBe(FORMATS.length * own.numbers)
  })

  test('two thousand numbers and more, some of them ties, some at the end of the ladder', () => {
    expect(tallies).toHaveLength(families.length)
    expect(total((t) => t.numbers)).toBeGreaterThanOrEqual(2000)
    expect(total((t) => t.ties)).toBeGreaterThan(0)
    expect(Math.max(...tallies.map((t) => t.digits))).toBe(LADDER.at(-1))
  })

  test('two families that do lie beside midpoints, nine in ten within 2^−14 and 2^−800 of an ulp', () => {
    expect(nearness('logarithms and exponentials beside midpoints', 68)).toBeLessThan(2 ** -14)
    expect(nearness('sums 2^−850 of an ulp off a midpoint', LADDER.at(-1) as number)).toBeLessThan(2 ** -800)
  })

  afterAll(() => {
    const counts = (['numbers', 'roundings', 'ties', 'beyond'] as const).map(
      (name) => `${total((t) => t[name])} ${name}`,
    )
    console.log(`hard questions: ${counts.join(', ')}, ${total((t) => t.faults.length)} faults`)
  })
})
