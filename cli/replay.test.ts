/**
 * Failures put again from outside: by their token, and out of a report.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { PATIENCE, fixtures, lossproof, reportIn, shell } from '../adapters/testing/command.ts'

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const ASKED = ['check', 'tile-tail.mjs', '--law', 'gradient-accuracy,convexity', '--runs', '2']

describe.concurrent('lossproof replay', { timeout: PATIENCE }, () => {
  test('puts a failure again by the line that the report tells: the same block', async () => {
    const { out } = await lossproof(ASKED)
    const [line] = /lossproof replay .*/.exec(out)!
    const again = await shell(line)
    expect([again.status, again.err]).toEqual([1, ''])
    expect(out).toContain(again.out)
    expect(again.out).toMatch(/^ {2}at {7}gradient\.logits\[16\]$/m)
  })

  test('puts the failures of a report again', async () => {
    const report = join(scratch, 'report.json')
    await lossproof([...ASKED, '--json', report])
    const again = await lossproof(['replay', report])
    expect([again.status, again.err]).toEqual([1, ''])
    expect(again.out.match(/^✗ /gm)).toHaveLength(1)
  })

  test('says so when it holds now', async () => {
    const file = join(scratch, 'mended.mjs')
    const beside = pathToFileURL(join(fixtures, 'softmax.mjs')).href
    writeFileSync(file, readFileSync(join(fixtures, 'tile-tail.mjs'), 'utf8').replace('./softmax.mjs', beside))
    const { results } = reportIn(
      await lossproof(['check', file, '--law', 'gradient-accuracy', '--runs', '2', '--json']),
    )
    const token = results[0]!.replay!.split(' ')[2]!
    expect((await lossproof(['replay', token])).status).toBe(1)
    const source = readFileSync(file, 'utf8')
    writeFileSync(file, source.replace('classes <= LEFT_OUT || hit', 'true'))
    expect(readFileSync(file, 'utf8')).not.toBe(source)
    const { status, out } = await lossproof(['replay', token])
    expect({ status, out }).toEqual({
      status: 0,
      out: '✓ gradient-accuracy · cross_entropy f64: holds on this case now\n',
    })
  })

  test.each([
    [['replay', 'no-such.json'], "lossproof: ENOENT: no such file or directory, open 'no-such.json'"],
    [
      ['replay', '1.abc'],
      'lossproof: token: expected one that a report told, got a word of 5 letters that was changed or cut',
    ],
    [['replay', 'tile-tail.mjs'], 'lossproof: tile-tail.mjs: expected a report in JSON, got something else'],
  ])('%o: %s', async (words, line) => {
    const { status, out, err } = await lossproof(words)
    expect({ status, out, err: err.trimEnd() }).toEqual({ status: 3, out: '', err: line })
  })

  test('a token of a subject that is gone is a wrong question', async () => {
    const file = join(scratch, 'gone.mjs')
    writeFileSync(file, 'export default { name: "x", losses: { entropy: { evaluate: () => 7 } } }')
    const { results } = reportIn(await lossproof(['check', file, '--law', 'entropy-bounds', '--runs', '1', '--json']))
    rmSync(file)
    const { status, err } = await lossproof(['replay', results[0]!.replay!.split(' ')[2]!])
    expect([status, err]).toEqual([3, `lossproof: subject: expected a file, got '${file}', which does not exist\n`])
  })

  test('a report without a failure is a wrong question', async () => {
    const report = join(scratch, 'green.json')
    await lossproof(['check', '--law', 'gibbs', '--runs', '2', '--json', report])
    const { status, err } = await lossproof(['replay', report])
    expect([status, err]).toEqual([3, `lossproof: ${report}: expected a report with a failure, got one without\n`])
  })
})
