/**
 * The kill matrix: every mutant is killed by a law, every law kills a mutant, and no law kills a right implementation.
 *
 * Cases are few at first and more for who survives: most mutants die within three cases of some law. Seeds are fixed, so
 * that a verdict here never changes by itself.
 */

import { describe, expect, test } from 'vitest'
import { examine } from './exam.ts'
import { scopesOf } from './scopes.ts'
import { laws } from './laws.ts'
import { type Mutant, mutants, rightOnes } from './mutants/index.ts'
import { subjectOf } from './subject.ts'

const SEED = 7

/** Cases for each law, the corners on top: laws whose cases are cheap at first, in the end those that measure against the truth. */
const quick = laws.filter(({ share }) => share === undefined).map(({ name }) => name)
const measuring = laws.filter(({ kind }) => kind === 'accuracy').map(({ name }) => name)
const LARGE = { runs: 1, only: ['large-shapes'] }
const STAGES = [
  { runs: 3, only: quick },
  { runs: 30, only: quick },
  LARGE,
  { runs: 200, only: measuring },
  { runs: 200, only: quick },
]

/** Those of a series are off by a number, mostly: where numbers are measured they die at once. */
const SYSTEMATIC = [
  { runs: 3, only: measuring.filter((name) => quick.includes(name)) },
  { runs: 3, only: quick },
  LARGE,
  ...STAGES.slice(1).filter((stage) => stage !== LARGE),
]

/** Enough for a whole exam at the last stage, on a busy machine. */
const PATIENCE = 120_000

/** The laws that a mutant falls to within so many cases. What a law asks beyond the claim condemns nobody. */
async function killersOf({ module }: Mutant, runs: number, only: readonly string[]): Promise<readonly string[]> {
  const { results } = await examine(subjectOf(module), { seed: SEED, runs, shrink: false, laws: only })
  return [...new Set(results.filter(({ verdict, claimed }) => verdict === 'fails' && claimed).map(({ law }) => law))]
}

/** Law → the mutants that it killed. */
const kills = new Map<string, string[]>(laws.map(({ name }) => [name, []]))

describe.sequential('mutants', () => {
  test('have names of their own, a reason, and come from all sections of the list of bugs', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
    expect(mutants.filter(({ why }) => why.length < 10)).toEqual([])
    expect(mutants.length).toBeGreaterThanOrEqual(45)
  })

  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    'a law kills: %s',
    async (name, mutant) => {
      let killers: readonly string[] = []
      for (const { runs, only } of mutant.bug === 'systematic' ? SYSTEMATIC : STAGES) {
        killers = await killersOf(mutant, runs, only)
        if (killers.length > 0) break
      }
      for (const law of killers) kills.get(law)?.push(name)
      expect(killers).not.toEqual([])
    },
    PATIENCE,
  )

  test(
    'every law kills a mutant',
    async () => {
      // A law that needs more cases than a mutant's quickest killer gets them now.
      for (const [law, killed] of kills) {
        for (const mutant of mutants) {
          if (killed.length > 0) break
          if (!speaksAbout(law, mutant)) continue
          if ((await killersOf(mutant, 30, [law])).length > 0) killed.push(mutant.name)
        }
      }
      const lines = [...kills].map(([law, killed]) => `  ${law.padEnd(38)}${killed.length}`)
      console.log(`mutants killed by each law, of ${mutants.length}, mostly within 3 cases:\n${lines.join('\n')}`)
      expect([...kills].filter(([, killed]) => killed.length === 0).map(([law]) => law)).toEqual([])
    },
    PATIENCE,
  )
})

function speaksAbout(name: string, { module }: Mutant): boolean {
  const law = laws.find((one) => one.name === name)
  return scopesOf(subjectOf(module)).some((scope) => law?.applies(scope) === true)
}

/** A few of them, and a few cases of each law: wolf.test.ts has them all. */
describe('right implementations', () => {
  test.each(rightOnes.slice(0, 3).map((module) => [module.name, module] as const))(
    'pass: %s',
    async (_name, module) => {
      const { results } = await examine(subjectOf(module), { seed: SEED, runs: 5, shrink: false })
      const bad = results.filter(({ verdict, claimed }) => claimed && verdict !== 'holds')
      expect(bad.map(({ law, loss, why, failure }) => ({ law, loss, why, ...failure }))).toEqual([])
    },
    PATIENCE,
  )
})
