/**
 * The worker that examines every n-th mutant, once for each seed.
 *
 *   ← { deaths } of a mutant, one for each seed, when it is done        ← { refused } with the reason
 */

import { parentPort, workerData } from 'node:worker_threads'
import { type Death, deathOf, mutants } from '../properties/index.ts'

export interface MutantsTask {
  readonly only: readonly string[] | undefined
  readonly seeds: readonly number[]
  readonly runs: number
  readonly part: { readonly index: number; readonly of: number }
}

export type MutantsMessage = { readonly deaths: readonly Death[] } | { readonly refused: string }

if (parentPort === null) throw new Error('mutants-worker: expected to run in a worker thread')
const port = parentPort
const { only, seeds, runs, part } = workerData as MutantsTask

try {
  const kept = mutants.filter(({ name }) => only?.includes(name) ?? true)
  for (const mutant of kept.filter((_, i) => i % part.of === part.index)) {
    const deaths: Death[] = []
    for (const seed of seeds) deaths.push(await deathOf(mutant, { seed, runs }))
    port.postMessage({ deaths } satisfies MutantsMessage)
  }
} catch (error) {
  port.postMessage({ refused: (error as Error).message } satisfies MutantsMessage)
}
