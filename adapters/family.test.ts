/** Our own `familyLoss` under every profile: it passes where it speaks, and it speaks about all that is finite. */

import { describe, expect, test } from 'vitest'
import { examine, laws, subjectOf } from '../properties/index.ts'
import family from './family.ts'

const RUNS = Number(process.env['RUNS'] ?? 4)

/** Row after row by the same formulas, a thousand rows tell no more than three; `check family` asks for them too. */
const asked = laws.map(({ name }) => name).filter((name) => name !== 'large-shapes')

describe.each(Object.keys(family.losses))('familyLoss as %s', (loss) => {
  test('passes', async () => {
    const { results } = await examine(subjectOf(family), {
      seed: 1,
      runs: RUNS,
      shrink: false,
      losses: [loss],
      laws: asked,
    })
    const bad = results.filter(({ verdict, law }) => verdict !== 'holds' && law !== 'edge-table')
    expect(bad.map(({ law, why, failure }) => ({ law, why, ...failure }))).toEqual([])
    expect(results.filter(({ law, verdict }) => law === 'edge-table' && verdict === 'fails')).toEqual([])
    const silent = results.filter(({ law, unsupported }) => law !== 'edge-table' && unsupported > 0)
    expect(silent.map(({ law, why }) => ({ law, why }))).toEqual([])
  })
})
