/**
 * Failures tried again: the command that a failure is told with finds the same case, the same finding and the same path.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { type Line, PATIENCE, fixtures, lossproof, reportIn, shell } from '../adapters/testing/command.ts'

const scratch = mkdtempSync(join(tmpdir(), "lossproof's "))
afterAll(() => rmSync(scratch, { recursive: true }))

async function failures(subject: string, words: readonly string[], cwd?: string): Promise<readonly Line[]> {
  const { results } = reportIn(await lossproof(['check', subject, ...words, '--json'], cwd))
  return results.filter(({ verdict }) => verdict === 'fails')
}

async function expectSameAgain(line: Line, cwd?: string): Promise<void> {
  const ran = await shell(`${line.again} --json`, cwd)
  expect(ran.err).toBe('')
  expect(ran.status).toBe(line.status === 'beyond' ? 0 : 1)
  const [again, ...others] = reportIn(ran).results
  expect(others).toEqual([])
  const { law, loss, dtype, status, failure } = line
  expect(again).toMatchObject({ law, loss, dtype, status })
  expect(again!.failure!.case).toEqual(failure!.case)
  expect(again!.failure!.finding).toEqual(failure!.finding)
  expect(again!.failure!.path).toBe(failure!.path)
}

const isCorner = ({ failure }: Line): boolean => failure!.case.regime['kind'] === 'corner'

describe.concurrent('a failure is the same when it is tried again', { timeout: PATIENCE }, () => {
  test('a corner as it stands', async () => {
    const [line] = await failures('exits.mjs', ['--law', 'loss-accuracy', '--runs', '1'])
    expect(isCorner(line!)).toBe(true)
    expect(line!.failure).toMatchObject({ path: '0', shrinks: 0 })
    await expectSameAgain(line!)
  })

  test('a corner that was made smaller', async () => {
    const [line] = await failures('no-max-shift.mjs', ['--law', 'loss-accuracy', '--runs', '1'])
    expect(isCorner(line!)).toBe(true)
    expect(line!.failure!.shrinks).toBeGreaterThan(0)
    await expectSameAgain(line!)
  })

  test('a drawn case as it stands', async () => {
    const [line] = await failures('exits.mjs', ['--law', 'convexity', '--runs', '3', '--seed', '7'])
    expect(isCorner(line!)).toBe(false)
    expect(line!.failure).toMatchObject({ path: '0', shrinks: 0 })
    await expectSameAgain(line!)
  })

  test('drawn cases that were made smaller', async () => {
    const laws = ['constant-logits', 'row-independence']
    const lines = await failures('tile-tail.mjs', ['--law', laws.join(), '--runs', '60'])
    expect(lines.map(({ law }) => law)).toEqual(laws)
    expect(lines.filter((line) => isCorner(line) || line.failure!.shrinks === 0)).toEqual([])
    for (const line of lines) await expectSameAgain(line)
  })

  test('a law that is about an option, which shrinking must leave in place', async () => {
    const [line] = await failures('ignores-upstream.mjs', ['--law', 'upstream-linearity', '--runs', '9'])
    expect(Object.keys(line!.failure!.case.planes)).toContain('upstream')
    await expectSameAgain(line!)
  })

  test('what fails beyond the claim, and under another claim', async () => {
    const words = ['--law', 'confident-loss', '--runs', '5']
    const [beyond] = await failures('softmax.mjs', words)
    const [claimed] = await failures('softmax.mjs', [...words, '--claim', '1,4', '--timeout', '5'])
    expect([beyond!.status, claimed!.status]).toEqual(['beyond', 'fails'])
    expect(claimed!.again).toContain(' --claim 1,4 --timeout 5 ')
    await expectSameAgain(beyond!)
    await expectSameAgain(claimed!)
  })

  test('a subject in a file whose name a shell would take apart', async () => {
    const file = "my loss's $1.mjs"
    const source = `export { default } from '${pathToFileURL(join(fixtures, 'throws.mjs')).href}'`
    writeFileSync(join(scratch, file), source)
    const [line] = await failures(file, ['--law', 'shift-invariance', '--runs', '1'], scratch)
    expect(line!.again).toContain(String.raw`check 'my loss'\''s $1.mjs' `)
    await expectSameAgain(line!, scratch)
  })
})
