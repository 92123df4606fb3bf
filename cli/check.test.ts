/**
 * `lossproof check` from outside: the exit status, what it prints where, and what it asks for instead of a wrong word.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { PATIENCE, lossproof } from '../adapters/testing/command.ts'
import { laws } from '../properties/index.ts'
import { losses } from '../reference/index.ts'

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function knownFile(name: string, text: string): string {
  const file = join(scratch, name)
  writeFileSync(file, text)
  return file
}

const FAILING = ['check', 'tile-tail.mjs', '--law', 'gradient-accuracy,convexity', '--runs', '1']
const FAILS = 'gradient-accuracy cross_entropy f64'

describe.concurrent('the exit status', { timeout: PATIENCE }, () => {
  test('is 0 when every law holds, and the report says how many', async () => {
    const { status, out, err } = await lossproof(['check', '--law', 'entropy-bounds,gibbs', '--runs', '3'])
    expect([status, err]).toEqual([0, ''])
    expect(out).toMatch(/^lossproof \S+ · claim faithful · seed 1 · 3 cases a law and loss\n/)
    expect(out).toMatch(/^✓ entropy-bounds +4 losses +12 cases/m)
    expect(out).toMatch(/^\d+ holds, 0 fails\n\d+ cases in [\d.]+ s\n$/m)
  })

  test('is 1 when a law fails, and the report has the case, the answer, the truth and the command', async () => {
    const { status, out, err } = await lossproof(FAILING)
    expect([status, err]).toEqual([1, ''])
    const block = out.slice(out.indexOf('✗ gradient-accuracy:'))
    expect(block.split('\n').slice(0, 13)).toEqual([
      expect.stringMatching(/^✗ gradient-accuracy: \S/),
      '  subject  fixture 1 · cross_entropy · f64 · claim stable',
      `  case     logits [[${Array(17).fill(0).join(', ')}]]`,
      '           target [0]',
      '           reduction none',
      '  bits     logits 17 × 0x0000000000000000',
      '  at       gradient.logits[16]',
      '  answer   0',
      '  truth    0.058823529411764706',
      expect.stringMatching(/^ {2}off by {3}\S+ ulp, \S+ allowed$/),
      expect.stringMatching(/^ {2}budget {3}stable: /),
      expect.stringMatching(/^ {11}by \S+ of their roundings \(2\^-53\)$/),
      '  likely   gradient.logits: class 16 takes no part in the sum',
    ])
    expect(block).toMatch(/^ {2}show {5}const \{ default: subject \} = await import\('\.\/tile-tail\.mjs'\)$/m)
    expect(block).toMatch(/^ {2}replay {3}lossproof replay 1\.[\w-]+$/m)
    expect(out).toMatch(/^1 holds, 1 fails$/m)
  })

  test('is 0 when the laws that fail are known to, and the reason is told', async () => {
    const { status, out } = await lossproof([...FAILING, '--known', knownFile('known', `${FAILS} drops a class\n`)])
    expect(status).toBe(0)
    expect(out).toMatch(/^k gradient-accuracy · cross_entropy f64: fails as known: drops a class$/m)
    expect(out).not.toContain('✗')
  })

  test('is 1 when a law that is known to fail holds', async () => {
    const file = knownFile('fixed', `${FAILS} drops a class\nconvexity cross_entropy f64 long ago\n`)
    const { status, out } = await lossproof([...FAILING, '--known', file])
    expect(status).toBe(1)
    expect(out).toMatch(/^! convexity · cross_entropy f64: known to fail, but holds: long ago$/m)
  })

  test('is 2 when a regime was missed', async () => {
    const { status, out } = await lossproof(['check', '--loss', 'entropy', '--runs', '1'])
    expect(status).toBe(2)
    expect(out).toMatch(/^coverage: cases by regime, \d+ missed$/m)
    expect(out).toMatch(/\d+ holds, 0 fails\n/)
  })

  test('is 2 when no case was tried', async () => {
    const { status, out } = await lossproof(['check', '--law', 'entropy-bounds', '--path', '0:99999'])
    expect(status).toBe(2)
    expect(out).toMatch(/^\? entropy-bounds · entropy f64: undecided: no case was tried$/m)
  })
})

const wrong: readonly (readonly [string, readonly string[], string])[] = [
  [
    'a law',
    ['--law', 'gibs'],
    `lossproof: --law: expected one of ${laws.map(({ name }) => name).join(', ')}, got 'gibs'`,
  ],
  [
    'a loss',
    ['--loss', 'entropy,hinge'],
    `lossproof: --loss: expected one of ${[...losses.keys()].join(', ')} or of a profile, got 'hinge'`,
  ],
  ['a dtype', ['--dtype', 'f8'], "lossproof: --dtype: expected one of f64, f32, f16, bf16, got 'f8'"],
  [
    'a claim',
    ['--claim', 'best'],
    "lossproof: --claim: expected faithful, stable or ulps such as 4 or 2,4, got 'best'",
  ],
  [
    'too many ulps',
    ['--claim', '1,2,3'],
    "lossproof: --claim: expected faithful, stable or ulps such as 4 or 2,4, got '1,2,3'",
  ],
  [
    'too few ulps',
    ['--claim', '0.4'],
    "lossproof: --claim: expected faithful, stable or ulps such as 4 or 2,4, got '0.4'",
  ],
  [
    'nothing to examine',
    ['--law', 'gibbs', '--loss', 'nll_loss'],
    'lossproof: exam: expected a law that speaks about a loss of the subject, got none',
  ],
  ['an option', ['--frobnicate'], "error: unknown option '--frobnicate'"],
  ['a second subject', ['own', 'tfjs'], "lossproof: check: expected one subject, got 'tfjs' too"],
  ['a seed', ['--seed', '-1'], "error: option '--seed <n>' argument '-1' is invalid. Expected a whole number from 0."],
  [
    'a number of runs',
    ['--runs', '0'],
    "error: option '--runs <n>' argument '0' is invalid. Expected a whole number from 1.",
  ],
  [
    'no number of jobs',
    ['--jobs', ''],
    "error: option '--jobs <n>' argument '' is invalid. Expected a whole number from 1 to 256.",
  ],
  [
    'a path',
    ['--path', '3:x'],
    "error: option '--path <path>' argument '3:x' is invalid. Expected numbers of at most six digits with colons between, such as 17:0:3.",
  ],
  [
    'a timeout',
    ['--timeout', '1e9'],
    "error: option '--timeout <seconds>' argument '1e9' is invalid. Expected seconds above 0, 2147483 at the most.",
  ],
  ['a file', ['--known', 'no-such.known'], "lossproof: ENOENT: no such file or directory, open 'no-such.known'"],
]

describe.concurrent('a wrong question ends with status 3 and one line', { timeout: PATIENCE }, () => {
  test.each(wrong)('about %s: %o', async (_what, words, line) => {
    const { status, out, err } = await lossproof(['check', ...words])
    expect({ status, out, err: err.trimEnd() }).toEqual({ status: 3, out: '', err: line })
  })

  test('about a line of known failures, with its file and number', async () => {
    const file = knownFile('malformed', `# two lines\n${FAILS}\n`)
    const { status, err } = await lossproof([...FAILING, '--known', file])
    expect([status, err]).toEqual([3, `lossproof: ${file}:2: expected a reason, got none\n`])
  })
})
