/**
 * `lossproof check`: a subject, the laws, a verdict.
 */

import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { knownFileOf } from '../adapters/bundled.ts'
import { type ExamOptions, type Report, type Result, laws } from '../properties/index.ts'
import { type Accuracy, losses, profiles } from '../reference/index.ts'
import { jsonReport } from './json.ts'
import { draftKnown, idle, readKnown } from './known.ts'
import { exitStatus, judge } from './outcome.ts'
import { progressLine } from './progress.ts'
import { WrongQuestion, sit } from './sit.ts'
import { terminalReport } from './table.ts'

export interface CheckOptions {
  readonly loss?: readonly string[]
  readonly law?: readonly string[]
  readonly dtype?: readonly string[]
  readonly claim?: string
  readonly runs: number
  readonly seed: number
  readonly path?: string
  readonly jobs?: number
  readonly known?: string
  readonly writeKnown?: string
  readonly json?: string | true
  readonly timeout?: number
}

/** Runs the exam, prints the report and returns the exit status. */
export async function check(subject: string | readonly string[], options: CheckOptions): Promise<number> {
  expectNames(
    'law',
    options.law,
    laws.map(({ name }) => name),
  )
  expectNames(
    'loss',
    options.loss,
    [...profiles.values()].flatMap(({ name, loss }) => [name, loss]),
    `one of ${[...losses.keys()].join(', ')} or of a profile`,
  )
  expectNames('dtype', options.dtype, ['f64', 'f32', 'f16', 'bf16'])
  const knownFile = options.known ?? (typeof subject === 'string' ? knownFileOf(subject) : undefined)
  const known = knownFile === undefined ? [] : readKnown(knownFile)
  const progress = progressLine()
  const started = performance.now()
  // A replay is one case: a second worker would have nothing to do.
  const jobs = options.path === undefined ? (options.jobs ?? Math.min(2, availableParallelism())) : 1
  const task = { subject, timeout: options.timeout, options: examOptions(options) }
  const report = await sit(task, jobs, progress.show).finally(progress.end)
  const judged = judge(report, known)
  const whole = options.law === undefined && options.path === undefined
  const seconds = (performance.now() - started) / 1000
  const again = (result: Result): string => againCommand(subject, options, result)
  if (options.json !== undefined) {
    const text = jsonReport(report, judged, again, seconds)
    if (options.json === true) process.stdout.write(text)
    else writeFileSync(options.json, text)
  }
  if (options.json !== true) {
    process.stdout.write(terminalReport(report, judged, again, whole))
    process.stdout.write(
      `${total(judged.map(({ result }) => result))} cases in ${seconds.toFixed(1)} s${spent(report, seconds * jobs)}\n`,
    )
  }
  if (options.writeKnown !== undefined) {
    const failing = judged.filter(({ status }) => status === 'fails').map(({ result }) => result)
    writeFileSync(options.writeKnown, draftKnown(`${report.subject.name} ${report.subject.version}`, failing))
  }
  const unfiltered = whole && options.loss === undefined && options.dtype === undefined
  const unused = unfiltered ? idle(known, report.results) : []
  for (const { law, loss, dtype } of unused) {
    process.stderr.write(`${knownFile}: ${law} ${loss} ${dtype}: expected something that is examined\n`)
  }
  return unused.length > 0 ? 1 : exitStatus(judged, report, whole)
}

/** What of the workers' time went into the truth, and how much of it was derived twice. */
function spent({ audit: { numbers, audited, seconds } }: Report, of: number): string {
  if (numbers === 0) return ''
  return `, ${Math.round((100 * seconds) / of)} % of it in the truth: ${numbers} numbers, ${audited} audited`
}

function total(results: readonly Result[]): number {
  return results.reduce((sum, { cases }) => sum + cases, 0)
}

function expectNames(
  option: string,
  given: readonly string[] | undefined,
  known: readonly string[],
  says = `one of ${known.join(', ')}`,
): void {
  for (const name of given ?? []) {
    if (!known.includes(name)) throw new WrongQuestion(`--${option}: expected ${says}, got '${name}'`)
  }
}

function examOptions(options: CheckOptions): Task {
  const { seed, runs, law, loss, dtype, claim, path } = options
  return {
    seed,
    runs,
    ...(law === undefined ? {} : { laws: law }),
    ...(loss === undefined ? {} : { losses: loss }),
    ...(dtype === undefined ? {} : { dtypes: dtype }),
    ...(claim === undefined ? {} : { claim: readClaim(claim) }),
    ...(path === undefined ? {} : { path }),
  }
}

type Task = Omit<ExamOptions, 'onProgress'>

/** `faithful`, `stable`, or ulps: `4` for loss and gradient, `2,4` for each. */
function readClaim(claim: string): Accuracy {
  if (claim === 'faithful' || claim === 'stable') return claim
  const [loss, gradient = loss, ...more] = claim.split(',').map(Number)
  if (!(Number(loss) >= 0.5 && Number(gradient) >= 0.5) || more.length > 0) {
    throw new WrongQuestion(`--claim: expected faithful, stable or ulps such as 4 or 2,4, got '${claim}'`)
  }
  return { loss: loss as number, gradient: gradient as number }
}

/** The command that tries a failure again. */
function againCommand(
  subject: string | readonly string[],
  { seed, runs, claim, timeout }: CheckOptions,
  result: Result,
): string {
  const claimed = claim === undefined ? '' : ` --claim ${claim}`
  const patience = timeout === undefined ? '' : ` --timeout ${timeout / 1000}`
  const where = `--law ${result.law} --loss ${result.loss} --dtype ${result.dtype}`
  const path = result.failure?.path ?? ''
  const options = `${where}${claimed}${patience} --seed ${seed} --runs ${runs} --path ${path}`
  if (typeof subject === 'string') return `lossproof check ${word(subject)} ${options}`
  return `lossproof check ${options} -- ${subject.map(word).join(' ')}`
}

/** A text as one word of a shell's line. */
function word(text: string): string {
  return /^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
