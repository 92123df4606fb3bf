/**
 * The README, executed: every fence is code that runs, a command that is run, or what such a command printed. Likewise the
 * conversation of docs/wire.md and the session of docs/ten-minutes.md.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundled, knownFileOf } from './adapters/bundled.ts'
import { serverOf } from './adapters/serve.ts'

interface Fence {
  readonly language: string
  readonly code: string
}

function fencesOf(file: string): readonly Fence[] {
  return [...readFileSync(file, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({
    language: language as string,
    code: code as string,
  }))
}

const fences = fencesOf('README.md')

/** Inside the package, so that `lossproof` is the package itself. */
const folder = fileURLToPath(new URL('coverage/readme/', import.meta.url))

beforeAll(() => mkdirSync(folder, { recursive: true }))
afterAll(() => rmSync(folder, { recursive: true }))

function write(file: string, code: string): string {
  writeFileSync(`${folder}${file}`, code)
  return `${folder}${file}`
}

/** The fence that contains some words; the README must have just one. */
function fence(words: string): string {
  const [found, ...others] = fences.filter(({ code }) => code.includes(words))
  if (found === undefined || others.length > 0)
    throw new Error(`${words}: expected one fence, got ${others.length + (found ? 1 : 0)}`)
  return found.code
}

/** Runs `npx lossproof …` as the built command; `more` words are typed after it. */
function run(command: string, ...more: readonly string[]): string {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
  const main = fileURLToPath(new URL('dist/cli/main.js', import.meta.url))
  return spawnSync(process.execPath, [main, ...(words.slice(2) as string[]), ...more], {
    cwd: folder,
    encoding: 'utf8',
  }).stdout
}

test('every fence is of a kind that is executed here', () => {
  const kinds = fences.map(({ language, code }) =>
    `${language} ${/lossproof eval|lossproof list|lossproof init|lossproof check|npm ci/.exec(code)?.[0] ?? ''}`.trim(),
  )
  expect(kinds).toEqual([
    'sh npm ci',
    'sh npm ci',
    'js',
    'js',
    'js',
    'sh lossproof eval',
    'text',
    'sh lossproof list',
    'text',
    'js',
    'sh lossproof check',
    'text',
    'sh lossproof init',
    'ts',
    'python',
    'sh lossproof check',
  ])
})

test('the two commands are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Record<string, string> }
  expect(
    fences.filter(({ code }) => code.startsWith('npm ci && npm ')).map(({ code }) => code.trim().slice(14)),
  ).toEqual(['start', 'test'])
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']))
})

test.each([
  ['the losses', 'klDivergence(', 6],
  ['the family', 'familyLoss(', 4],
])('%s answer as shown', (_title, words, count) => {
  const code = fence(words)
  const checked = code.replace(
    /^(\w.*?) \/\/ (.+)$/gm,
    (_, expression: string, value: string) => `check(${expression}, ${value})`,
  )
  expect(checked.match(/^check\(/gm)).toHaveLength(count)
  const prelude =
    "import { deepStrictEqual } from 'node:assert'\nconst plain = (x) => (typeof x === 'number' ? x : [...x])\n"
  const check = 'function check(got, shown) { deepStrictEqual(plain(got), shown) }\n'
  execFileSync(process.execPath, [
    write('losses.mjs', prelude + code.split('\n')[0] + '\n' + check + checked.split('\n').slice(1).join('\n')),
  ])
})

/** Every line shown is in the output, in this order; … stands for what was left out. */
function expectShown(shown: string, output: string): void {
  let rest = output.split('\n')
  for (const line of shown.split('\n').filter((text) => text !== '' && text !== '…')) {
    const at = rest.indexOf(line)
    expect(at, `${line}\nin\n${output}`).toBeGreaterThanOrEqual(0)
    rest = rest.slice(at + 1)
  }
}

test('eval prints what is shown', () => {
  expectShown(fence('digits '), run(fence('lossproof eval')))
})

test('the conversation of docs/wire.md is what is said', async () => {
  const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(readFileSync('docs/wire.md', 'utf8')) ?? []
  const lines = shown.trim().split('\n')
  const server = serverOf('reference')
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith('→ ')) continue
    const answer = `← ${await server(line.slice(2))}`
    // … stands for the losses, which are many.
    expect(answer.replace(/"losses":\{.*\}\}$/, '"losses":{…}}')).toBe(lines[i + 1])
  }
  expect(lines).toHaveLength(6)
})

test('a known failure names findings that there are', () => {
  const numbers = new Set([...readFileSync('docs/findings.md', 'utf8').matchAll(/^### (\d+)\./gm)].map(([, n]) => n))
  expect(numbers.size).toBeGreaterThan(0)
  const known = Object.keys(bundled).flatMap((name) => knownFileOf(name) ?? [])
  for (const file of known) {
    for (const [said] of readFileSync(file, 'utf8').matchAll(/(?<=\bfindings? )\d+(, \d+)*( (and|to) \d+)?/g)) {
      for (const [n] of said.matchAll(/\d+/g)) expect(numbers, `${file}: finding ${n}`).toContain(n)
    }
  }
})

test('list prints what is shown', () => {
  expectShown(fence('torch.nll_loss\n\n'), run(fence('lossproof list')))
})

test('init writes what the README says', () => {
  rmSync(`${folder}subject.py`, { force: true })
  expect(run(fence('lossproof init').split('\n')[0] as string)).toContain('npx lossproof check ./subject.py')
})

/** Enough cases to come upon every failure that is shown, in half of the time. */
const FEWER = '80'

/** Puts a function of that name into the subject, in the place of the one that is there. */
function edit(code: string): void {
  const before = readFileSync(`${folder}subject.py`, 'utf8')
  const after = before.replace(/^def cross_entropy[\s\S]*?(?=\n\n\n)/m, code.trim())
  expect(after).not.toBe(before)
  write('subject.py', after.replace('import json\nimport math\n', 'import json\nimport math\nimport numpy as np\n'))
}

test('a new user sees what docs/ten-minutes.md shows', ({ skip }) => {
  const python = process.env['PYTHON'] ?? 'python3'
  const hasNumpy = spawnSync(python, ['-c', 'import numpy']).status === 0
  if (!hasNumpy && process.env['CI'] === undefined) skip('skipped: no NumPy')
  rmSync(`${folder}subject.py`, { force: true })
  const session = fencesOf('docs/ten-minutes.md')
  expect(session.map(({ language }) => language).filter((language) => language === 'python')).toHaveLength(3)
  let screen = ''
  for (const { language, code } of session) {
    if (language === 'python') edit(code)
    else if (language === 'text') expectShown(code, screen)
    else if (code.includes('lossproof check')) {
      screen = run(code, '--runs', FEWER).replaceAll(`--runs ${FEWER}`, '--runs 200')
    } else screen = run(code)
  }
}, 120_000)

test('the client of Python prints what is shown', ({ skip }) => {
  const python = process.env['PYTHON'] ?? 'python3'
  if (spawnSync(python, ['--version']).status !== 0 && process.env['CI'] === undefined) skip('skipped: no Python')
  const main = fileURLToPath(new URL('dist/cli/main.js', import.meta.url))
  const code = fence('from oracle import').replace(
    'Oracle()',
    `Oracle(${JSON.stringify([process.execPath, main, 'serve', 'reference'])})`,
  )
  const shown = [...code.matchAll(/print\(.*# (.*)$/gm)].map(([, text]) => text)
  const { stdout, stderr } = spawnSync(python, ['-c', code], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: fileURLToPath(new URL('adapters/python', import.meta.url)) },
  })
  expect(stdout.trim().split('\n'), stderr).toEqual(shown)
})

test('the module is examined as shown', () => {
  write('my-loss.mjs', fence('evaluate({ arguments'))
  expectShown(fence('✗ gradient-sums-to-zero'), run(fence('lossproof check ./my-loss.mjs --law')))
})

test('the reports are written, put again and compared as shown', () => {
  write('my-loss.mjs', fence('evaluate({ arguments'))
  const [check = '', replay = '', compare = ''] = fence('lossproof compare').trim().split('\n')
  run(check, '--law', 'gradient-sums-to-zero')
  for (const file of ['report.json', 'report.html', 'report.xml', 'report.md']) {
    expect(readFileSync(`${folder}${file}`, 'utf8')).toContain('gradient-sums-to-zero')
  }
  expect(run(replay)).toContain('✗ gradient-sums-to-zero')
  for (const name of ['before.json', 'after.json']) write(name, readFileSync(`${folder}report.json`, 'utf8'))
  expect(run(compare)).toContain('nothing changed')
})

const RIGHT = `
  const rows = target.data.length, classes = logits.data.length / rows
  let loss = 0
  for (let n = 0; n < rows; n++) {
    const t = Number(target.data[n])
    if (!(t >= 0 && t < classes)) throw new RangeError('target')
    const z = logits.data.subarray(n * classes, (n + 1) * classes)
    const max = Math.max(...z)
    if (!Number.isFinite(max)) return NaN
    loss += (max - z[t] + Math.log(z.reduce((s, x) => s + Math.exp(x - max), 0))) / rows
  }
  return rows === 0 ? NaN : loss`

test.each([
  ['a right loss passes', RIGHT, 0],
  ['a wrong loss fails', RIGHT.replace('Math.exp(x - max)', 'Math.exp(x)'), 1],
])(
  'the test file runs: %s',
  (_title, body, status) => {
    write('my-cross-entropy.js', `export function crossEntropy(logits, target) {${body}\n}\n`)
    write('my.test.ts', fence("from './my-cross-entropy.js'"))
    const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', import.meta.url))
    const { status: exit, stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
      encoding: 'utf8',
    })
    expect(exit, stdout).toBe(status)
  },
  60_000,
)
