/**
 * The command as it is installed, `lossproof`, run from its compiled files.
 */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const MAIN: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** The folder of the subjects here, as a path. */
export const fixtures: string = fileURLToPath(new URL('.', import.meta.url))

/** A process on a machine that does much else; no test asks how fast it was. */
export const PATIENCE = 120_000

/** A report may be of some megabytes. */
const MOST_OUTPUT = 2 ** 26

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

type Environment = Readonly<Record<string, string | undefined>>

function run(program: string, words: readonly string[], cwd: string, more: Environment = {}): Promise<Ran> {
  return new Promise((resolve) => {
    // What a job of continuous integration sets is not for the runs within its tests.
    const ours = { NO_COLOR: '1', FORCE_COLOR: undefined, GITHUB_STEP_SUMMARY: undefined, GITHUB_ACTIONS: undefined }
    const options = { cwd, maxBuffer: MOST_OUTPUT, env: { ...process.env, ...ours, ...more } }
    const child = execFile(program, words, options, (_error, out, err) => {
      resolve({ status: child.exitCode, out, err })
    })
  })
}

/** Runs `lossproof` with these words, in a folder, with more in its environment. */
export function lossproof(words: readonly string[], cwd: string = fixtures, more: Environment = {}): Promise<Ran> {
  return run(process.execPath, [MAIN, ...words], cwd, more)
}

/** Runs a line that begins with `lossproof`, as a shell reads it. */
export function shell(line: string, cwd: string = fixtures): Promise<Ran> {
  return run('sh', ['-c', `lossproof() { '${process.execPath}' '${MAIN}' "$@"; }; ${line}`], cwd)
}

/** What the tests read of a report in JSON. */
export interface Line {
  readonly law: string
  readonly loss: string
  readonly dtype: string
  readonly verdict: string
  readonly status: string
  readonly cases: number
  readonly reason?: string
  readonly why?: string
  readonly again?: string
  readonly replay?: string
  readonly failure?: {
    readonly finding: { readonly where: string; readonly answer: string; readonly truth: string }
    readonly case: {
      readonly regime: Readonly<Record<string, string>>
      readonly rows: number
      readonly classes: number
      readonly reduction: string
      readonly planes: Readonly<Record<string, { readonly values: readonly (number | string)[] }>>
    }
    readonly path: string
    readonly shrinks: number
  }
}

export interface ReadReport {
  readonly format: number
  readonly lossproof: string
  readonly subject: { readonly name: string; readonly version: string }
  readonly seed: number
  readonly runs: number
  readonly summary: Readonly<Record<string, number>>
  readonly results: readonly Line[]
  readonly coverage: readonly unknown[]
  readonly time: { readonly seconds: number }
}

/** The report on standard output, which holds nothing else. */
export function reportIn({ out }: Ran): ReadReport {
  return JSON.parse(out) as ReadReport
}
