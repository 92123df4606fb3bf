/**
 * The exit status, from the verdicts, the known failures and the coverage.
 */

import { describe, expect, test } from 'vitest'
import type { Coverage, Result } from '../properties/index.ts'
import type { Known } from './known.ts'
import { type Status, countOf, exitStatus, judge } from './outcome.ts'

const met: Coverage = { loss: 'entropy', dtype: 'f64', dimensions: { classes: { '1': 1, '2': 4 } }, grades: {} }
const missed: Coverage = { loss: 'entropy', dtype: 'f64', dimensions: { classes: { '1': 0, '2': 4 } }, grades: {} }

function result(verdict: Result['verdict'], law = 'entropy-bounds', claimed = true): Result {
  return {
    law,
    statement: '',
    kind: 'identity',
    loss: 'entropy',
    dtype: 'f64',
    claim: 'stable',
    claimed,
    verdict,
    cases: 1,
    unsupported: 0,
    undecided: 0,
    worst: { ulps: 0, share: 0 },
  }
}

const known: Known = { law: 'entropy-bounds', loss: 'entropy', dtype: 'f64', reason: 'planted' }

function statusOf(
  results: readonly Result[],
  lines: readonly Known[] = [],
  coverage: readonly Coverage[] = [met],
  whole = true,
): [Status[], number] {
  const judged = judge({ results }, lines)
  return [judged.map(({ status }) => status), exitStatus(judged, { coverage, stopped: false }, whole)]
}

describe('the exit status', () => {
  test('is 0 when every law holds', () => {
    expect(statusOf([result('holds'), result('holds', 'uniform-entropy')])).toEqual([['holds', 'holds'], 0])
  })

  test('is 1 when a law fails, whatever else is undecided', () => {
    const results = [result('undecided'), result('fails', 'uniform-entropy')]
    expect(statusOf(results, [], [missed])).toEqual([['undecided', 'fails'], 1])
  })

  test('is 0 when a law fails as known', () => {
    expect(statusOf([result('fails')], [known])).toEqual([['known'], 0])
  })

  test('is 1 when a known failure holds', () => {
    expect(statusOf([result('holds')], [known])).toEqual([['fixed'], 1])
  })

  test('is 0 when a law fails at digits that nobody claims', () => {
    expect(statusOf([result('fails', 'confident-loss', false)])).toEqual([['beyond'], 0])
  })

  test('is 0 for what is unsupported', () => {
    expect(statusOf([result('unsupported')])).toEqual([['unsupported'], 0])
  })

  test('is 2 for a verdict that is undecided, known to fail or not', () => {
    expect(statusOf([result('undecided')])).toEqual([['undecided'], 2])
    expect(statusOf([result('undecided')], [known])).toEqual([['undecided'], 2])
  })

  test('is 2 when a regime was missed, unless only a part of the laws was asked', () => {
    expect(statusOf([result('holds')], [], [met, missed])).toEqual([['holds'], 2])
    expect(statusOf([result('holds')], [], [met, missed], false)).toEqual([['holds'], 0])
  })
})

describe('a line of known failures', () => {
  test.each([
    ['law', { law: 'uniform-entropy' }],
    ['loss', { loss: 'kl_divergence' }],
    ['dtype', { dtype: 'f32' }],
  ])('with another %s is about something else', (_what, other) => {
    expect(statusOf([result('fails')], [{ ...known, ...other }])).toEqual([['fails'], 1])
  })

  test('passes its reason on', () => {
    expect(judge({ results: [result('fails')] }, [known])[0]).toMatchObject({ reason: 'planted' })
  })
})

test('every status is counted', () => {
  const judged = judge({ results: [result('fails'), result('holds', 'gibbs'), result('holds', 'pinsker')] }, [known])
  expect(countOf(judged)).toEqual({ holds: 2, fails: 0, known: 1, fixed: 0, beyond: 0, unsupported: 0, undecided: 0 })
})
