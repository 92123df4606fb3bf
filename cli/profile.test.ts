/**
 * A profile added as CONTRIBUTING says: one row and nothing else.
 *
 * The row is the one printed there, put into the catalogue; everything asked here is asked of it through that alone.
 */

import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import family from '../adapters/family.ts'
import { type Module, type ModuleCall, examine, subjectOf } from '../properties/index.ts'
import { type Call, truth } from '../reference/index.ts'
import type { Row } from '../reference/profile.ts'
import { list } from './list.ts'

const { NAME, GUESSED } = vi.hoisted(() => ({
  NAME: 'acme.hinted_cross_entropy',
  GUESSED: 'acme.guessed_cross_entropy',
}))

vi.mock('../reference/profiles/index.ts', async (original) => {
  const { profileOf } = await import('../reference/profile.ts')
  const real = await original<typeof import('../reference/profiles/index.ts')>()
  const [, text] = /```ts\n(\{[^`]*\})\n```/.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? []
  const made = (
    (await import(`data:text/javascript,export default ${encodeURIComponent(text as string)}`)) as { default: Row }
  ).default
  const guessed: Row = { ...made, name: GUESSED, evidence: ['derived'] }
  return { profiles: [...real.profiles, profileOf(made), profileOf(guessed)] }
})

const call: Call = {
  loss: NAME,
  arguments: {
    scores: { dtype: 'f64', shape: [2, 2], data: Float64Array.of(2, 0, 1, 1) },
    labels: { dtype: 'i64', shape: [2], data: BigInt64Array.of(1n, -1n) },
    class_weight: { dtype: 'f64', shape: [2], data: Float64Array.of(1, 2.5) },
    temperature: 2,
  },
  want: ['loss'],
}

test('has a truth, in its own words', () => {
  const known = truth(call)
  if (known.kind !== 'value') throw new Error(JSON.stringify(known))
  // One row is padding; the mean divides by the weight of the other, so ln(1 + e) is left.
  expect(Number(known.at(34).loss[0]?.lo)).toBeCloseTo(Math.log1p(Math.E), 15)
  expect(truth({ ...call, arguments: { ...call.arguments, weight: 1 } })).toMatchObject({ kind: 'error' })
})

test('is examined: a right subject passes, one that forgets the temperature does not', async () => {
  const { evaluate, ...declared } = family.losses[NAME] as NonNullable<Module['losses'][string]>
  const right = subjectOf({ ...family, losses: { [NAME]: { ...declared, evaluate } } })
  const wrong = subjectOf({
    ...family,
    losses: {
      [NAME]: {
        ...declared,
        evaluate: (asked: ModuleCall) => {
          const { temperature: _, ...given } = asked.arguments
          return evaluate({ ...asked, arguments: given })
        },
      },
    },
  })
  const options = { seed: 1, runs: 20, shrink: false }
  const { results } = await examine(right, options)
  expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  expect(results.length).toBeGreaterThan(5)
  const failing = (await examine(wrong, options)).results.filter(({ verdict }) => verdict === 'fails')
  expect(failing.map(({ law }) => law)).toContain('options-together')
})

test('is listed, and explained on a screen', () => {
  expect(list(undefined)).toContain(NAME)
  const text = list(NAME)
  for (const part of ['class_weight', 'padding', 'average (÷ target weights)', 'acme 3.1', 'the limit']) {
    expect(text).toContain(part)
  }
})

test('is marked wherever it shows when its evidence is only derived', () => {
  expect(list(undefined)).toMatch(new RegExp(`^ {2}${GUESSED} .*\\(derived, not seen\\)$`, 'm'))
  expect(list(GUESSED).split('\n')[0]).toBe(`${GUESSED} (derived, not seen)`)
  expect(
    list('acme')
      .split('\n')
      .map((line) => line.endsWith('(derived, not seen)')),
  ).toEqual([false, true])
})
