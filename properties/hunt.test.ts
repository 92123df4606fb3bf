/**
 * The hunt: it climbs, stays within what the loss takes, and what it finds is what an exam finds.
 */

import { describe, expect, test } from 'vitest'
import { examine } from './exam.ts'
import { hunt } from './hunt.ts'
import { mutants, rightOnes } from './mutants/index.ts'
import { subjectOf } from './subject.ts'

/** So many steps, however long they take. */
function steps(count: number): () => boolean {
  let left = count
  return () => left-- > 0
}

const textbook = subjectOf(rightOnes[0]!)

describe('a hunt', () => {
  test('finds worse cases than as many draws', async () => {
    const options = { losses: ['entropy'], laws: ['gradient-accuracy'] }
    const [found] = await hunt(textbook, { ...options, seed: 1, goesOn: steps(600) })
    const { results } = await examine(textbook, { ...options, seed: 1, runs: 600 })
    expect(found!.share).toBeGreaterThan(results[0]!.worst.share)
    expect(found!.share).toBeLessThan(1)
  })

  test.each(['log_loss', 'binary_cross_entropy', 'kl_divergence', 'entropy'])(
    'asks %s nothing that it refuses',
    async (loss) => {
      const found = await hunt(textbook, { losses: [loss], seed: 2, goesOn: steps(150) })
      expect(found).not.toEqual([])
      // A refusal of a right subject would be a failure: a share beyond its budget.
      expect(found.filter(({ share }) => !(share <= 1))).toEqual([])
    },
  )

  test('finds a mistake that few cases see, and an exam that is given it begins with it', async () => {
    const subject = subjectOf(mutants.find(({ name }) => name === 'ties off by 1e−9')!.module)
    const options = { losses: ['cross_entropy'], laws: ['gradient-accuracy'] }
    const witnesses = await hunt(subject, { ...options, seed: 3, goesOn: steps(300) })
    expect(witnesses[0]!.share).toBeGreaterThan(1)
    const { results } = await examine(subject, { ...options, seed: 1, runs: 1, witnesses, shrink: false })
    expect(results[0]).toMatchObject({ verdict: 'fails', cases: 1 })
  })

  test('is the same for the same seed and as many steps', async () => {
    const once = () => hunt(textbook, { losses: ['entropy'], seed: 4, goesOn: steps(200) })
    expect(await once()).toEqual(await once())
  })
})
