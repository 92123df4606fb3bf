/**
 * `lossproof init`, as a newcomer uses it: what is written passes its exam, and fails it once a mistake is made in it.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PATIENCE } from '../adapters/testing/command.ts'

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossproof-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function lossproof(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], { cwd: folder, encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

/** Takes the shift by the largest logit out of a file. */
function spoil(file: string): void {
  const text = readFileSync(join(folder, file), 'utf8')
  const spoiled = text
    .replace(/(Math\.|math\.)?exp\((z\[c\]|z) - largest\)/, (call) => call.replace(' - largest', ''))
    .replace('return largest - ', 'return -')
  expect(spoiled).not.toBe(text)
  writeFileSync(join(folder, file), spoiled)
}

const python = process.env['PYTHON'] ?? 'python3'
const languages = [
  { language: 'python', needs: python, file: 'subject.py', build: [], subject: ['./subject.py'] },
  { language: 'node', needs: process.execPath, file: 'subject.mjs', build: [], subject: ['./subject.mjs'] },
  {
    language: 'c',
    needs: 'cc',
    file: 'subject.c',
    build: ['-O2', '-o', 'subject', 'subject.c', '-lm'],
    subject: ['--', './subject'],
  },
] as const

describe.each(languages)('$language', ({ language, needs, file, build, subject }) => {
  test('passes as it is written, and fails once it is spoiled', { timeout: PATIENCE }, ({ skip }) => {
    if (spawnSync(needs, ['--version']).status !== 0) {
      if (process.env['CI'] === undefined) skip(`skipped: ${needs} is not installed`)
      throw new Error(`${needs} is not installed`)
    }
    const { status, said } = lossproof('init', language)
    expect([status, said.includes(`npx lossproof check ${subject.join(' ')}\n`)]).toEqual([0, true])
    for (const [spoiled, expected] of [
      [false, 0],
      [true, 1],
    ] as const) {
      if (spoiled) spoil(file)
      if (build.length > 0) execFileSync(needs, build, { cwd: folder })
      const exam = lossproof('check', '--runs', '20', ...subject)
      expect(exam.status, exam.said).toBe(spoiled ? expected : 0)
    }
  })
})

test('what is there already is not written over', () => {
  writeFileSync(join(folder, 'subject.py'), 'mine')
  expect(lossproof('init', 'python')).toEqual({
    status: 3,
    said: 'lossproof: init: expected no subject.py here, got one; move it away first\n',
  })
  expect(readFileSync(join(folder, 'subject.py'), 'utf8')).toBe('mine')
})
