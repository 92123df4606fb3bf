/**
 * Guards: every known-bad subject is seen, and an exam that sees nothing is found out.
 */

import { describe, expect, test } from 'vitest'
import { guards, unseen } from './guards.ts'
import { laws } from './laws.ts'
import { rightOnes } from './mutants/index.ts'

test('every known-bad subject is seen, one for each way of not looking and each kind of law', async () => {
  expect(await unseen()).toEqual([])
  const kinds = new Set(guards.map(({ law }) => laws.find(({ name }) => name === law)!.kind))
  expect(kinds).toEqual(new Set(['accuracy', 'identity', 'edge', 'behaviour']))
  expect(guards.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['zeros', 'a constant', 'the answer before', 'its input']),
  )
})

describe('a subject in which nothing is to be seen', () => {
  test.each(guards.slice(-4).map(({ law }) => law))('passes %s, and is told', async (law) => {
    const right = { what: 'a right one', law, module: rightOnes[0]! }
    expect(await unseen([...guards.slice(0, 2), right])).toEqual(['a right one'])
  })
})
