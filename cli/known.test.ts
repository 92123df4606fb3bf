/**
 * Files of known failures: what is read from them, and what is wrong with a line.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { idle, readKnown } from './known.ts'

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const file = join(scratch, 'mine.known')

function read(text: string): ReturnType<typeof readKnown> {
  writeFileSync(file, text)
  return readKnown(file)
}

test('a line is a law, a loss, a dtype and a reason; comments and blank lines are not read', () => {
  const text = '# mine\n\n  entropy-bounds  entropy\tf32   too large by 1 ulp, see #7  \r\n'
  const reason = 'too large by 1 ulp, see #7'
  expect(read(text)).toEqual([{ law: 'entropy-bounds', loss: 'entropy', dtype: 'f32', reason }])
  expect(read('')).toEqual([])
})

test.each([
  ['entropy-bonds entropy f64 typo', "expected a law, got 'entropy-bonds'"],
  ['entropy-bounds entrpy f64 typo', "expected a loss or a profile, got 'entrpy'"],
  ['entropy-bounds entropy f8 typo', "expected a dtype, got 'f8'"],
  ['entropy-bounds entropy', "expected a dtype, got ''"],
  ['entropy-bounds entropy f64', 'expected a reason, got none'],
  ['\u001B[2J\u0000 entropy f64 no', "expected a law, got '\uFFFD[2J\uFFFD'"],
  ['entropy-bounds entropy f64  # no reason but a comment', 'expected a reason, got none'],
])('%s: %s', (line, message) => {
  expect(() => read(`# mine\n${line}\n`)).toThrow(new RangeError(`${file}:2: ${message}`))
})

test('a comment after the reason is no part of it', () => {
  expect(read('entropy-bounds entropy f64 planted  # to be mended')[0]!.reason).toBe('planted')
})

test('a line that names nothing examined is idle', () => {
  const known = read('entropy-bounds entropy f64 a\nentropy-bounds entropy f32 b\n')
  const examined = [{ law: 'entropy-bounds', loss: 'entropy', dtype: 'f64' }]
  expect(idle(known, examined).map(({ dtype }) => dtype)).toEqual(['f32'])
  expect(idle(known, [...examined, { law: 'entropy-bounds', loss: 'entropy', dtype: 'f32' }])).toEqual([])
})
