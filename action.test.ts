/**
 * The GitHub Action, run as the runner does: its script by bash, its inputs in the environment, `npx` by a stand-in.
 *
 * No package reads YAML here: of action.yml the few lines that count are found by their indentation.
 */

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const action = readFileSync('action.yml', 'utf8')
const guide = readFileSync('docs/ci.md', 'utf8')
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }

/** The lines below a key, without their indentation. */
function below(key: string, text: string = action): string {
  const [, indent = '', block = ''] = new RegExp(`^( *)${key}:.*\\n((?:\\1 +.*\\n|\\n)*)`, 'm').exec(text) ?? []
  return block.replaceAll(new RegExp(`^${indent} {2}`, 'gm'), '')
}

const script = below('run')

/** The default of each input. */
const defaults = new Map(
  [...below('inputs').matchAll(/^([\w-]+):\n(?: +.*\n)*? +default: (.*)$/gm)].map(([, name, value]) => [
    name as string,
    (value as string).replaceAll("'", ''),
  ]),
)

/** The input that each variable of the script stands for. */
const variables = [...below('env').matchAll(/^(\w+): \$\{\{ inputs\.([\w-]+) \}\}$/gm)].map(
  ([, name, input]) => [name, input] as [string, string],
)

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-action-'))
afterAll(() => rmSync(scratch, { recursive: true }))

interface Step {
  readonly status: number | null
  readonly words: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly err: string
}

const MAIN = fileURLToPath(new URL('dist/cli/main.js', import.meta.url))

/** What stands in for `npx … -- lossproof`: it notes its words, then runs `body`. */
const standIn = (body: string): string => `#!/bin/bash
printf '%s\\0' "$@" >"$RUNNER_TEMP/words"
until [[ $1 == lossproof ]]; do shift; done
shift
${body}
`

const BUILT = `exec '${process.execPath}' '${MAIN}' "$@"`

/** The folders of a job. */
function job(): string {
  const temp = join(mkdtempSync(join(scratch, 'job-')), 'temp of a runner')
  mkdirSync(join(temp, 'bin'), { recursive: true })
  return temp
}

/** The step with these inputs, in the folder of a job. */
function run(inputs: Readonly<Record<string, string>>, body: string, temp: string = job()): Step {
  const at = (name: string): string => join(temp, name)
  writeFileSync(at('bin/npx'), standIn(body))
  chmodSync(at('bin/npx'), 0o755)
  writeFileSync(at('script.sh'), script)
  for (const name of ['output', 'summary']) writeFileSync(at(name), '')
  const given = variables.map(([name, input]) => [name, inputs[input] ?? defaults.get(input)])
  const env = {
    PATH: `${at('bin')}:${process.env['PATH']}`,
    RUNNER_TEMP: temp,
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: at('output'),
    GITHUB_STEP_SUMMARY: at('summary'),
    ...(Object.fromEntries(given) as Record<string, string>),
  }
  const words = ['--noprofile', '--norc', '-eo', 'pipefail', at('script.sh')]
  const { status, stderr } = spawnSync('bash', words, { cwd: temp, encoding: 'utf8', env: env as NodeJS.ProcessEnv })
  const outputs = [...readFileSync(at('output'), 'utf8').matchAll(/^(\w+)=(.*)$/gm)]
  return {
    status,
    words: readFileSync(at('words'), 'utf8').split('\0').slice(0, -1),
    outputs: Object.fromEntries(outputs.map(([, name, value]) => [name, value])) as Record<string, string>,
    summary: readFileSync(at('summary'), 'utf8'),
    err: stderr,
  }
}

describe('the action', () => {
  test('gives its script every input as a variable, and none as text', () => {
    expect(variables.map(([, input]) => input)).toEqual([...defaults.keys()].filter((name) => name !== 'node-version'))
    expect(script).not.toContain('${{')
    expect(script).toContain('lossproof check')
  })

  test('hands on the outputs that its script writes', () => {
    const told = [...below('outputs').matchAll(/^(\w+):$/gm)].map(([, name]) => name)
    expect(Object.keys(run({}, '').outputs)).toEqual(told)
    for (const name of told) expect(action).toContain(`value: \${{ steps.check.outputs.${name} }}`)
  })

  test('runs the release that it is, and the guide speaks of no other', () => {
    expect(defaults.get('version')).toBe(version)
    const named = [...guide.matchAll(/lossproof@v?(\d[\w.]*)/g)].map(([, found]) => found)
    expect(new Set(named)).toEqual(new Set([version]))
  })

  test('asks for what the inputs say', () => {
    const inputs = { subject: './my loss.mjs', claim: '2,4', tier: 'smoke', arguments: '--seed 7\n' }
    const { words, outputs } = run(inputs, '')
    expect(words.slice(0, 8)).toEqual(`--yes --package lossproof@${version} -- lossproof check --tier smoke`.split(' '))
    const files = ['json', 'junit', 'html'].flatMap((name) => [`--${name}`, outputs[name === 'json' ? 'report' : name]])
    expect(words.slice(8, 14)).toEqual(files)
    expect(words.slice(14)).toEqual(['--claim', '2,4', '--seed', '7', './my loss.mjs'])
  })

  test('without inputs examines our own losses, as a pull request is', () => {
    const { words } = run({}, '')
    expect(words.slice(5, 8)).toEqual(['check', '--tier', 'pr'])
    expect(words.at(-1)).toBe('own')
    expect(words).not.toContain('--claim')
  })

  test('takes a command after --', () => {
    expect(run({ subject: '-- ./a.out --fast' }, '').words.slice(-3)).toEqual(['--', './a.out', '--fast'])
  })

  test.each([
    '$(touch stolen)',
    '`touch stolen`',
    '"; touch stolen; "',
    "'; touch stolen; '",
    '*',
    '-- a $(touch stolen)',
  ])('runs nothing of an input: %s', (text) => {
    const temp = job()
    const { status, words } = run({ subject: text, claim: text, arguments: text, tier: text }, '', temp)
    expect(status).toBe(0)
    expect(words.filter((word) => word === text).length).toBeGreaterThanOrEqual(2)
    expect(existsSync(join(temp, 'stolen'))).toBe(false)
  })

  test.each([0, 1, 2, 3])('ends with the exit status of the exam: %i', (status) => {
    expect(run({}, `exit ${status}`).status).toBe(status)
  })

  test('has a folder for each use in a job', () => {
    const temp = job()
    const [first, second] = [run({}, '', temp), run({}, '', temp)]
    expect(first.outputs['report']).not.toBe(second.outputs['report'])
  })

  test('finds what is wrong with a subject, and leaves the reports', () => {
    const subject = fileURLToPath(new URL('adapters/testing/tile-tail.mjs', import.meta.url))
    const { status, outputs, summary, err } = run({ subject, tier: 'smoke', arguments: '--law large-shapes' }, BUILT)
    expect(status, err).toBe(1)
    const report = JSON.parse(readFileSync(outputs['report']!, 'utf8')) as {
      readonly exit: number
      readonly runs: number
    }
    expect(report).toMatchObject({ exit: 1, runs: 20 })
    expect(readFileSync(outputs['junit']!, 'utf8')).toMatch(/^<\?xml .*\n<testsuites [^]* failures="1"/)
    expect(existsSync(outputs['html']!)).toBe(true)
    expect(summary).toMatch(/^## ✗ /)
    expect(err).toMatch(/^::error title=large-shapes · cross_entropy f64::/m)
  })
})
