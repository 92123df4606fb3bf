/**
 * `lossproof check`: a subject, the laws, a verdict, and the reports asked for.
 */

import { appendFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { knownFileOf } from '../adapters/bundled.ts'
import { type ExamOptions, type Result, laws } from '../properties/index.ts'
import { type Accuracy, losses, profiles } from '../reference/index.ts'
import { checkCommand, replayCommand } from './command.ts'
import { html } from './html.ts'
import { junit } from './junit.ts'
import { draftKnown, idle, readKnown } from './known.ts'
import { annotations, markdown } from './markdown.ts'
import { exitStatus, judge } from './outcome.ts'
import { progressLine } from './progress.ts'
import { type Extras, type ReportDocument, documentOf, toJson } from './report.ts'
import { sit } from './sit.ts'
import { snippetOf } from './snippet.ts'
import { huntInto, readWitnesses } from './witnesses.ts'
import { terminalReport } from './terminal.ts'
import { WrongQuestion } from './wrong-question.ts'

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
  readonly junit?: string
  readonly markdown?: string
  readonly html?: string
  readonly timeout?: number
  /** The file of the worst cases known, and how long to hunt for worse ones, in milliseconds. */
  readonly witnesses?: string
  readonly hunt?: number
}

/** A name or a file, or the words of a command. */
export type SubjectName = string | readonly string[]

/** Runs the exam, writes its reports and returns the exit status. */
export async function check(subject: SubjectName, options: CheckOptions): Promise<number> {
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
  const witnesses = options.witnesses === undefined ? [] : readWitnesses(options.witnesses)
  const task = { subject, timeout: options.timeout, options: { ...examOptions(options), witnesses } }
  const report = await sit(task, jobs, progress.show).finally(progress.end)
  const judged = judge(report, known)
  const whole = options.law === undefined && options.path === undefined
  const unfiltered = whole && options.loss === undefined && options.dtype === undefined && !report.stopped
  const unused = unfiltered ? idle(known, report.results) : []
  const exit = unused.length > 0 ? 1 : exitStatus(judged, report, whole)
  const extras = (result: Result): Extras => {
    const snippet = snippetOf(subject, result)
    return {
      again: checkCommand(subject, options, result),
      replay: replayCommand(subject, options, result),
      ...(snippet === undefined ? {} : { snippet }),
    }
  }
  const { timeout } = options
  const command = checkCommand(subject, options)
  const about = { command, examined: subject, ...(timeout === undefined ? {} : { timeout }), whole, exit, idle: unused }
  const document = documentOf(report, judged, about, extras, (performance.now() - started) / 1000)
  write(document, options, jobs)
  if (options.hunt !== undefined && !report.stopped) await goHunting(subject, options, options.hunt)
  if (options.writeKnown !== undefined) {
    const failing = judged.filter(({ status }) => status === 'fails').map(({ result }) => result)
    writeFileSync(options.writeKnown, draftKnown(`${report.subject.name} ${report.subject.version}`, failing))
  }
  for (const { law, loss, dtype } of unused) {
    process.stderr.write(`${knownFile}: ${law} ${loss} ${dtype}: expected something that is examined\n`)
  }
  return exit
}

/** The file of a hunt that was given none. */
const WITNESSES = 'lossproof.witnesses'

async function goHunting(subject: SubjectName, options: CheckOptions, milliseconds: number): Promise<void> {
  const { timeout, witnesses = WITNESSES } = options
  const { runs: _runs, path: _path, ...kept } = examOptions(options)
  const patience = timeout === undefined ? {} : { timeout }
  const said = await huntInto(witnesses, subject, { ...kept, ...patience, seconds: milliseconds / 1000 })
  process.stderr.write(`${said}\n`)
}

/** Writes the document in every form that is asked for; on GitHub to the summary of the job too, by itself. */
function write(document: ReportDocument, options: CheckOptions, jobs: number): void {
  const { json } = options
  if (json === true) process.stdout.write(toJson(document))
  else {
    if (json !== undefined) writeFileSync(json, toJson(document))
    const width = process.stdout.isTTY ? process.stdout.columns : undefined
    process.stdout.write(terminalReport(document, jobs, width))
  }
  if (options.junit !== undefined) writeFileSync(options.junit, junit(document))
  if (options.html !== undefined) writeFileSync(options.html, html(document))
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: onGitHub } = process.env
  const isOnGitHub = summary !== undefined && summary !== ''
  const text = options.markdown !== undefined || isOnGitHub ? markdown(document) : ''
  if (options.markdown !== undefined) writeFileSync(options.markdown, text)
  if (isOnGitHub) appendFileSync(summary, text)
  // The runner reads its commands on standard error too, where they spoil no report.
  if (onGitHub === 'true')
    process.stderr.write(
      annotations(document)
        .map((line) => `${line}\n`)
        .join(''),
    )
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
  const isUlps = (n = NaN): boolean => n >= 0.5 && n < Infinity
  if (!isUlps(loss) || !isUlps(gradient) || more.length > 0) {
    throw new WrongQuestion(`--claim: expected faithful, stable or ulps such as 4 or 2,4, got '${claim}'`)
  }
  return { loss: loss as number, gradient: gradient as number }
}
