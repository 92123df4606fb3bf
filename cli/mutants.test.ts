/**
 * `lossproof mutants` from outside: the matrix, the score and the exit status.
 */

import { describe, expect, test } from 'vitest'
import { PATIENCE, lossproof } from '../adapters/testing/command.ts'

describe.concurrent('lossproof mutants', { timeout: PATIENCE }, () => {
  test('tells of each mutant how many cases it took, and who saw it', async () => {
    const { status, out, err } = await lossproof(['mutants', '--mutant', 'no max shift; weight twice', '--runs', '20'])
    expect([status, err]).toEqual([0, ''])
    expect(out).toMatch(/^✓ no max shift +0\n {6}loss-accuracy 0, /m)
    expect(out).toMatch(/^✓ weight twice +\d+$/m)
    expect(out).toMatch(/^score: 2 of 2 killed, 100 %$/m)
    expect(out).toMatch(/^cases until killed: median \d+ of every law$/m)
    expect(out).toMatch(/^time until killed: median [\d.]+ s$/m)
  })

  test('has the whole matrix as JSON', async () => {
    const { out } = await lossproof(['mutants', '--mutant', 'weight twice', '--runs', '20', '--seeds', '3', '--json'])
    const { deaths, seeds } = JSON.parse(out) as { readonly deaths: readonly unknown[]; readonly seeds: unknown }
    expect(seeds).toEqual([1, 2, 3])
    expect(deaths).toHaveLength(3)
    expect(deaths[0]).toMatchObject({ mutant: 'weight twice', kills: expect.any(Array) as unknown })
  })

  test('ends with 1 when one survives: a rare one, and a single case', async () => {
    const { status, out } = await lossproof(['mutants', '--mutant', 'no guard: γ = 0 as any other', '--runs', '1'])
    expect(status).toBe(1)
    expect(out).toMatch(/^score: 0 of 1 killed, 0\.0 %$/m)
  })

  test('takes only what there is', async () => {
    const { status, err } = await lossproof(['mutants', '--mutant', 'no such'])
    expect([status, err]).toEqual([3, "lossproof: --mutant: expected the name of a mutant, got 'no such'\n"])
  })
})
