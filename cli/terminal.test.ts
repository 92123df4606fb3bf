/**
 * The terminal report: no wider than the screen but for what is copied, no colour off a terminal, whatever a subject is called.
 */

import { describe, expect, test } from 'vitest'
import { PATIENCE, lossproof } from '../adapters/testing/command.ts'
import { type Module, examine, subjectOf } from '../properties/index.ts'
import { widthOf } from './fold.ts'
import { judge } from './outcome.ts'
import { type ReportDocument, documentOf } from './report.ts'
import { terminalReport } from './terminal.ts'

const NASTY = 'el\u001B[31m\u0000\u202E\uD800 損失 '.repeat(4)

const module: Module = {
  name: NASTY,
  version: '1',
  losses: {
    cross_entropy: {
      dtypes: ['f64', 'f32'],
      evaluate: () => {
        throw new Error(`no\u001B[2J ${NASTY}`)
      },
    },
    entropy: { evaluate: () => 0 },
  },
}

async function documentFor(whole: boolean): Promise<ReportDocument> {
  const report = await examine(subjectOf(module), { seed: 1, runs: 3, laws: ['loss-accuracy', 'entropy-bounds'] })
  const known = [{ law: 'entropy-bounds', loss: 'entropy', dtype: 'f64', reason: `because ${NASTY}` }]
  const about = { command: 'lossproof check', examined: 'x.mjs', whole, exit: 1, idle: [] } as const
  return documentOf(report, judge(report, known), about, () => ({ replay: 'lossproof replay 1.abc' }), 1)
}

/** Lines that are copied stay whole. */
const isCopied = (line: string): boolean => line.startsWith('  replay ') || line.startsWith('  show ')

describe.each([30, 40, 60, 80, 120])('on %i columns', (width) => {
  test.each([true, false])('every line fits (whole: %s)', async (whole) => {
    const text = terminalReport(await documentFor(whole), 2, width)
    const wide = text.split('\n').filter((line) => widthOf(line) > width && !isCopied(line))
    // A word that is longer than the screen stays whole.
    expect(wide.filter((line) => line.trim().includes(' '))).toEqual([])
  })
})

test('controls of a name or a message never reach the screen', async () => {
  const text = terminalReport(await documentFor(true), 2)
  // oxlint-disable-next-line no-control-regex -- looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F]/)
  expect(text).toContain('␛[31m␀')
})

test('every law stands in the section of its kind, and every failure has its block', async () => {
  const text = terminalReport(await documentFor(true), 2)
  expect(text).toMatch(/^accuracy: against the truth\n✗ loss-accuracy +3 losses/m)
  expect(text.match(/^✗ loss-accuracy: /gm)).toHaveLength(3)
  expect(text).toMatch(/^! entropy-bounds · entropy f64: known to fail, but holds: because /m)
  expect(text).toMatch(/^0 holds, 3 fails, 1 known to fail, but holds$/m)
})

test('no colour off a terminal, not even in continuous integration', { timeout: PATIENCE }, async () => {
  const { out } = await lossproof(['check', 'tile-tail.mjs', '--law', 'gradient-accuracy', '--runs', '1'], undefined, {
    CI: 'true',
    NO_COLOR: '',
  })
  expect(out).toContain('✗ gradient-accuracy')
  expect(out).not.toContain('\u001B')
})
