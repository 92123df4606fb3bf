/**
 * The bundled frameworks, examined by the command line as anybody would: each fails what its `.known` file says, and
 * nothing else.
 *
 * A framework that is not installed is skipped, except where CI is set: there nothing may go unexamined.
 */

import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Bundled, bundled, programOf, pythonOf } from './bundled.ts'

interface Line {
  readonly law: string
  readonly loss: string
  readonly dtype: string
  readonly status: string
}

const HERE = fileURLToPath(new URL('.', import.meta.url))
const MAIN = join(HERE, '../dist/cli/main.js')
const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const names = Object.keys(bundled)

/** One that has known failures, and answers quickly. */
const ASKED_AGAIN = 'sklearn'

function isInstalled(name: string): boolean {
  switch ((bundled[name] as Bundled).runs) {
    case 'python':
      return spawnSync(pythonOf(name), ['-c', `import ${name}`]).status === 0
    case 'crate':
      return existsSync(programOf(name))
    case 'module': {
      const manifest = readFileSync(join(HERE, name, 'package.json'), 'utf8')
      const { dependencies } = JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> }
      return Object.keys(dependencies).every((needed) => existsSync(join(HERE, name, 'node_modules', needed)))
    }
  }
}

interface Exam {
  readonly status: number
  readonly said: string
  readonly lines: readonly Line[]
}

function check(name: string, ...options: readonly string[]): Promise<Exam> {
  const report = join(scratch, `${name}.json`)
  rmSync(report, { force: true })
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [MAIN, 'check', name, '--json', report, ...options],
      (_error, out, err) => {
        const lines = existsSync(report)
          ? (JSON.parse(readFileSync(report, 'utf8')) as { results: Line[] }).results
          : []
        resolve({ status: child.exitCode ?? -1, said: out + err, lines })
      },
    )
  })
}

/** The words that examine this and nothing else. */
function only({ law, loss, dtype }: Line): readonly string[] {
  return ['--law', law, '--loss', loss, '--dtype', dtype]
}

/** A file of known failures of which only this one is known. */
function knownFile(name: string, { law, loss, dtype }: Line): string {
  const file = join(scratch, `${name}.known`)
  writeFileSync(file, `${law} ${loss} ${dtype} planted by this test\n`)
  return file
}

test('there are frameworks to examine', () => {
  expect(names).not.toEqual([])
})

describe.each(names)('%s', (name) => {
  const installed = isInstalled(name)
  let exam: Exam

  beforeAll(async () => {
    if (installed) exam = await check(name)
  })

  beforeEach(({ skip }) => {
    if (installed) return
    if (process.env['CI'] === undefined) skip('skipped: not installed')
    throw new Error(`${name} is not installed`)
  })

  /** The first law that came out so. */
  const one = (status: string): Line => exam.lines.find((line) => line.status === status)!

  test('fails as known, and only so', () => {
    expect(exam.status, exam.said).toBe(0)
  })

  test('every line of its file of known failures is a failure seen', () => {
    const file = join(HERE, name, `${name}.known`)
    const written = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    const known = written.filter((line) => /^\w/.test(line)).map((line) => line.split(/\s+/, 3).join(' '))
    const seen = exam.lines.filter(({ status }) => status === 'known')
    expect(known.toSorted()).toEqual(seen.map(({ law, loss, dtype }) => `${law} ${loss} ${dtype}`).toSorted())
  })

  // What is asked here of the command is the same for all.
  if (name !== ASKED_AGAIN) return

  test('a known failure that holds is a failure', async () => {
    const again = await check(name, ...only(one('holds')), '--known', knownFile(name, one('holds')))
    expect(again.status, again.said).toBe(1)
    expect(again.lines.map(({ status }) => status)).toContain('fixed')
  })

  test('a failure that is not known is a failure', async () => {
    const again = await check(name, ...only(one('known')), '--known', knownFile(name, one('holds')))
    expect(again.status, again.said).toBe(1)
    expect(again.lines.map(({ status }) => status)).toContain('fails')
  })
})
