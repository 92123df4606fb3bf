/** Our own losses as a subject, in process: each passes every law, in double and in a format that is rounded to. */

import { describe, expect, test } from 'vitest'
import { examine, subjectOf } from '../properties/index.ts'
import own from './own.ts'

/** Cases of a law, beside the corners; the command line asks many more. */
const RUNS = Number(process.env['RUNS'] ?? 4)

describe.each(Object.keys(own.losses))('%s', (loss) => {
  test('passes', async () => {
    const { results } = await examine(subjectOf(own), {
      seed: 1,
      runs: RUNS,
      shrink: false,
      losses: [loss],
      dtypes: ['f64', 'bf16'],
    })
    const bad = results.filter(({ verdict }) => verdict !== 'holds')
    expect(bad.map(({ law, dtype, why, failure }) => ({ law, dtype, why, ...failure }))).toEqual([])
  })
})
