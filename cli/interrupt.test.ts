/**
 * The interrupt key: the exam ends, what was done so far is reported, and the exit status is 2.
 */

import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { MAIN, PATIENCE } from '../adapters/testing/command.ts'
import { fromJson } from './report.ts'

test('a run that is interrupted ends with its report and status 2', { timeout: PATIENCE }, async () => {
  const child = spawn(process.execPath, [MAIN, 'check', '--runs', '2000', '--dtype', 'f64', '--json'], {
    env: { ...process.env, NO_COLOR: '1' },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  // Long enough to begin; the whole would take minutes.
  setTimeout(() => child.kill('SIGINT'), 2500)
  const status = await new Promise((resolve) => child.on('close', resolve))
  expect(status).toBe(2)
  expect(err).toContain('ending: what is done so far is reported; once more leaves at once')
  const document = fromJson('out', out)
  expect([document.stopped, document.exit]).toEqual([true, 2])
  const untried = document.results.filter(({ cases }) => cases === 0)
  expect(untried.length).toBeGreaterThan(0)
  expect(untried.length).toBeLessThan(document.results.length)
  expect(untried.filter(({ why }) => why !== 'ended after 0 cases')).toEqual([])
})
