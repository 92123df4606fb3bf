/**
 * The interrupt key: the exam ends, what was done so far is reported, and the exit status is 2.
 */

import { expect, test } from 'vitest'
import { PATIENCE, lossproof } from '../adapters/testing/command.ts'
import { fromJson } from './report.ts'

test('a run that is interrupted ends with its report and status 2', { timeout: PATIENCE }, async () => {
  const ran = await lossproof(['check', 'interrupts.mjs', '--runs', '2000', '--jobs', '1', '--json'])
  expect(ran.status).toBe(2)
  expect(ran.err).toContain('ending: what is done so far is reported; once more leaves at once')
  const document = fromJson('out', ran.out)
  expect([document.stopped, document.exit]).toEqual([true, 2])
  const [first, ...others] = document.results
  expect(first?.cases).toBeGreaterThan(0)
  expect(first?.why).toBe(`ended after ${first?.cases} cases`)
  expect(others.length).toBeGreaterThan(0)
  expect(others.filter(({ why }) => why !== 'ended after 0 cases')).toEqual([])
})
