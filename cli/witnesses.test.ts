/**
 * Witnesses from outside: a hunt writes them, a later run tries them first, and the worst of each law stays.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { PATIENCE, lossproof, reportIn } from '../adapters/testing/command.ts'
import { readWitnesses } from './witnesses.ts'

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const ASKED = ['check', 'tile-tail.mjs', '--law', 'gradient-accuracy', '--runs', '1']

test('a hunt keeps the worst case, and the next run begins with it', { timeout: PATIENCE }, async () => {
  const file = join(scratch, 'kept.witnesses')
  const hunted = await lossproof([...ASKED, '--witnesses', file, '--hunt', '1'])
  expect(hunted.err).toMatch(/^hunt: 1 s, 1 worse than known, 1 in /)
  const [witness] = readWitnesses(file)
  expect(witness).toMatchObject({ law: 'gradient-accuracy', case: { loss: 'cross_entropy', dtype: 'f64' } })
  expect(witness!.share).toBeGreaterThan(1)
  const { results } = reportIn(await lossproof([...ASKED, '--witnesses', file, '--json']))
  expect(results[0]).toMatchObject({ status: 'fails', cases: 1 })
  expect(results[0]!.again).toContain(` --witnesses ${file} `)
  // A better climb would be kept; a worse one changes nothing.
  const before = readFileSync(file, 'utf8')
  await lossproof([...ASKED, '--witnesses', file, '--hunt', '0.05'])
  expect(readWitnesses(file)[0]!.share).toBeGreaterThanOrEqual(witness!.share - 1e-4 * witness!.share)
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(before.split('\n').length)
})

test('a file that is not there yet has none, and a line that is none is told', () => {
  expect(readWitnesses(join(scratch, 'none'))).toEqual([])
  const file = join(scratch, 'wrong')
  writeFileSync(file, '# a comment\n\n0.5 gibbs entropy f64\n')
  expect(() => readWitnesses(file)).toThrow(
    new RangeError(`${file}:3: expected share, law, loss, dtype and a token, got '0.5 gibbs entropy f64'`),
  )
})
