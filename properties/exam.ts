/**
 * The exam: every law that speaks about a subject, put to it case by case.
 *
 *   for each loss × dtype × law:   corners, then drawn cases → calls → answers → verdicts
 *
 * One seed, one report: each law draws from a stream of its own, seeded by the exam's seed and the names of law, loss and
 * dtype, so that a filter changes no case. A failing case is shrunk and can be tried again by its path. Laws that ask for
 * digits are tried also where only `stable` is claimed, for half of the digits; what they say then is told, but not held
 * against the subject (`claimed` is false).
 */

import * as fc from 'fast-check'
import { type Accuracy, type FloatType, type Subject, formats, losses } from '../reference/index.ts'
import { type Audit, TruthInDoubt, addAudits, beginAudit, takeAudit } from './audit.ts'
import type { Case } from './case.ts'
import { NO_NUMBER, worse } from './check.ts'
import { type Coverage, addUp, tallyOf } from './coverage.ts'
import { diagnose } from './diagnosis.ts'
import type { Sample } from './grade.ts'
import { laws } from './laws.ts'
import { type Picture, addPictures, sketchOf } from './picture.ts'
import { messageOf } from './shown.ts'
import { type Tried, tryCase } from './trial.ts'
import type { Witness } from './hunt.ts'
import { type ScopeOptions, scopesOf } from './scopes.ts'
import { type Finding, type Kind, type Law, type Measured, type Scope, type Verdict, claimsDigits } from './law.ts'

export interface ExamOptions extends ScopeOptions {
  /** Names the stream of cases. */
  readonly seed: number
  /** Cases drawn for each law and loss, beside the hand-kept corners. */
  readonly runs: number
  /** Laws, losses and dtypes to keep; all when absent. */
  readonly laws?: readonly string[]
  readonly losses?: readonly string[]
  readonly dtypes?: readonly string[]
  /** What to hold the subject to instead of what it declares. */
  readonly claim?: Accuracy
  /** Cases of laws that are tried before any other: the worst that were known. */
  readonly witnesses?: readonly Pick<Witness, 'law' | 'case'>[]
  /** Where in the stream to begin: the path of a failure that is to be tried again. */
  readonly path?: string
  /** One of several parts that together are the exam: every `of`-th law from number `index` on; see `merge`. */
  readonly part?: { readonly index: number; readonly of: number }
  /** Whether a failing case is made smaller; it is, unless one only wants to know that there is one. */
  readonly shrink?: boolean
  readonly onProgress?: (progress: Progress) => void
  /** Asked before every case: whether to end here. What was not tried by then is undecided. */
  readonly isStopped?: () => boolean
}

export interface Progress {
  readonly law: string
  readonly loss: string
  readonly done: number
  readonly of: number
  readonly cases: number
}

export interface Failure {
  readonly finding: Finding
  /** The case after shrinking. */
  readonly case: Case
  readonly path: string
  readonly shrinks: number
  /** What kind of mistake it looks like, where the answers say so. */
  readonly looksLike?: string
}

/** What came of one law on one loss in one dtype. */
export interface Result {
  readonly law: string
  readonly statement: string
  readonly kind: Kind
  readonly loss: string
  readonly dtype: FloatType
  readonly claim: Accuracy
  /** Whether the subject claims what the law asks for. */
  readonly claimed: boolean
  readonly verdict: Verdict['kind']
  /** Cases tried, and how many of them ended unsupported or undecided. */
  readonly cases: number
  readonly unsupported: number
  readonly undecided: number
  readonly worst: Measured
  /** Why it is undecided or unsupported. */
  readonly why?: string
  readonly failure?: Failure
}

export interface Report {
  readonly subject: { readonly name: string; readonly version: string }
  readonly seed: number
  readonly runs: number
  readonly results: readonly Result[]
  readonly coverage: readonly Coverage[]
  readonly pictures: readonly Picture[]
  readonly audit: Audit
  /** Whether it was ended before all cases were tried. */
  readonly stopped: boolean
}

interface Session {
  readonly law: Law
  readonly scope: Scope
  readonly claimed: boolean
}

/** The law as it is tried in a scope: where digits are not claimed, a law about digits asks for half of them. */
function sessionOf(law: Law, scope: Scope): Session {
  const claimed = law.relative !== true || claimsDigits(scope.accuracy)
  const half = 2 ** Math.ceil(formats[scope.dtype].precision / 2)
  return { law, claimed, scope: claimed ? scope : { ...scope, accuracy: { loss: half, gradient: half } } }
}

/** Whether the law speaks about the scope: all laws about our own losses, some about every profile. */
function speaksAbout(law: Law, scope: Scope): boolean {
  return (law.profiles === true || losses.has(scope.spec.name)) && law.applies(scope)
}

/**
 * Examines a subject.
 *
 * @throws RangeError when nothing is left to examine; TruthInDoubt when the reference contradicts itself.
 */
export async function examine(subject: Subject, options: ExamOptions): Promise<Report> {
  const kept = laws.filter(({ name }) => options.laws?.includes(name) ?? true)
  const scopes = scopesOf(subject, options)
  const sessions = scopes.map((scope) => ({
    tally: tallyOf(scope),
    sketch: sketchOf(scope.spec.name, scope.dtype),
    list: kept.filter((law) => speaksAbout(law, scope)).map((law) => sessionOf(law, scope)),
  }))
  const of = sessions.reduce((count, { list }) => count + list.length, 0)
  if (of === 0) throw new RangeError('exam: expected a law that speaks about a loss of the subject, got none')
  const { part = { index: 0, of: 1 }, isStopped = () => false } = options
  let position = 0
  const results: Result[] = []
  let cases = 0
  takeAudit()
  for (const { tally, sketch, list } of sessions) {
    for (const session of list) {
      if (position++ % part.of !== part.index) continue
      const at = { law: session.law.name, loss: session.scope.spec.name, done: results.length, of }
      options.onProgress?.({ ...at, cases })
      const take = (c: Case, samples: readonly Sample[]): void => {
        cases++
        tally.take(c, samples)
        sketch.take(c, samples)
        options.onProgress?.({ ...at, cases })
      }
      results.push(await sit(subject, session, options, take))
    }
  }
  const { name, version } = subject
  const { seed, runs } = options
  const coverage = sessions.map(({ tally }) => tally.coverage())
  const pictures = sessions.flatMap(({ sketch }) => sketch.pictures())
  const stopped = isStopped()
  return { subject: { name, version }, seed, runs, results, coverage, pictures, audit: takeAudit(), stopped }
}

/** The report of the whole exam from the reports of its parts, in the order of their indices. */
export function merge(parts: readonly Report[]): Report {
  const [first] = parts
  if (first === undefined) throw new RangeError('parts: expected at least one, got none')
  const count = parts.reduce((sum, { results }) => sum + results.length, 0)
  // Part i holds the laws i, i + n, i + 2n, … of the exam.
  const results = Array.from(
    { length: count },
    (_, k) => parts[k % parts.length]?.results[Math.floor(k / parts.length)] as Result,
  )
  const coverage = addUp(parts.map((part) => part.coverage))
  const pictures = addPictures(parts.map((part) => part.pictures))
  const audit = addAudits(parts.map((part) => part.audit))
  return { ...first, results, coverage, pictures, audit, stopped: parts.some(({ stopped }) => stopped) }
}

/** FNV-1a over the names, so that a law has the same cases whatever else is examined. */
function streamSeed(seed: number, names: readonly string[]): number {
  const text = [seed, ...names].join('\n')
  return [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193), 0x811c9dc5)
}

/** The known cases of a law in a scope, held to its claim. */
function witnessed(
  witnesses: NonNullable<ExamOptions['witnesses']>,
  law: Law,
  { spec, dtype, accuracy }: Scope,
): Case[] {
  return witnesses
    .filter(({ law: name, case: c }) => name === law.name && c.loss === spec.name && c.dtype === dtype)
    .map(({ case: c }) => ({ ...c, accuracy, regime: { kind: 'witness' } }))
}

/** Attempts at a smaller case before the smallest found so far is told. */
const SHRINK_ATTEMPTS = 1000

/** One law on one loss in one dtype, from the first case to the shrunken failure. */
async function sit(
  subject: Subject,
  { law, scope, claimed }: Session,
  { seed, runs, path = '', shrink = true, isStopped = () => false, witnesses = [] }: ExamOptions,
  onCase: (c: Case, samples: readonly Sample[]) => void,
): Promise<Result> {
  const count = { cases: 0, unsupported: 0, undecided: 0 }
  let worst: Measured = { ulps: 0, share: 0 }
  let why: string | undefined
  let failed:
    | (Tried & { readonly case: Case; readonly finding: Finding; readonly first: Tried['exchanges'] })
    | undefined
  let attempts = 0
  let doubt: TruthInDoubt | undefined
  // After the end no case is drawn: laws have many, and whoever interrupts is waiting.
  let stopped = isStopped()

  // Shrinking tries other reductions: only those that the subject has.
  const cases = law.cases(scope).filter(({ reduction }) => scope.declared.reductions.includes(reduction))
  const property = fc.asyncProperty(cases, async (c) => {
    // From the first failure on fast-check looks for a smaller one; a subject that answered nothing is left in peace.
    if (failed !== undefined && (failed.silent || ++attempts > SHRINK_ATTEMPTS)) return true
    stopped ||= isStopped()
    if (doubt !== undefined || stopped) return true
    const tried = await tryCase(subject, law, c)
    if (tried instanceof TruthInDoubt) {
      doubt = tried
      return true
    }
    const { verdict } = tried
    if (failed === undefined) {
      count.cases++
      onCase(c, claimed && 'samples' in verdict ? (verdict.samples ?? []) : [])
      if (verdict.kind === 'unsupported' || verdict.kind === 'undecided') {
        count[verdict.kind]++
        why ??= verdict.why
      }
      if (verdict.kind === 'holds') worst = worse(worst, verdict.worst)
    }
    if (verdict.kind !== 'fails') return true
    // A smaller case must fail in the same way.
    if (failed !== undefined && kindOf(failed.finding) !== kindOf(verdict.finding)) return true
    failed = { ...tried, case: c, finding: verdict.finding, first: failed?.first ?? tried.exchanges }
    return false
  })

  const corners = stopped ? [] : [...witnessed(witnesses, law, scope), ...(law.corners?.(scope) ?? [])]
  const stream = streamSeed(seed, [law.name, scope.spec.name, scope.dtype])
  beginAudit(stream)
  const outcome = await fc
    .check(property, {
      seed: stream,
      path,
      // A path that goes into smaller cases ends in one that was small enough.
      endOnFailure: !shrink || path.includes(':'),
      examples: corners.map((c) => [c]),
      numRuns: stopped ? 0 : corners.length + Math.ceil(runs * (law.share ?? 1)),
    })
    .catch((error: unknown) => ({ mistake: messageOf(error) }))
  if (doubt !== undefined) throw doubt as TruthInDoubt

  const { name, statement, kind } = law
  const { spec, dtype, accuracy } = scope
  const head = {
    law: name,
    statement,
    kind,
    loss: spec.name,
    dtype,
    claim: accuracy as Accuracy,
    claimed,
    ...count,
    worst,
  }
  if ('mistake' in outcome) return { ...head, verdict: 'undecided', why: `the law itself: ${outcome.mistake}` }
  if (failed !== undefined) {
    const { case: smallest, finding, exchanges, first } = failed as NonNullable<typeof failed>
    const looksLike = claimed && shrink ? diagnose(formats[dtype], exchanges, first) : undefined
    const found = { case: smallest, finding, path: outcome.counterexamplePath ?? '', shrinks: outcome.numShrinks }
    const failure = looksLike === undefined ? found : { ...found, looksLike }
    return { ...head, worst: worse(worst, finding), verdict: 'fails', failure }
  }
  if (stopped) return { ...head, verdict: 'undecided', why: `ended after ${count.cases} cases` }
  // An error that is nobody's answer is a mistake of ours: it must not pass for a law that holds.
  if (outcome.failed)
    return { ...head, verdict: 'undecided', why: `the law itself: ${messageOf(outcome.errorInstance)}` }
  if (count.cases === 0) return { ...head, verdict: 'undecided', why: 'no case was tried' }
  if (count.undecided > 0) return { ...head, verdict: 'undecided', why: why as string }
  if (count.unsupported === count.cases) return { ...head, verdict: 'unsupported', why: why as string }
  return { ...head, verdict: 'holds' }
}

/** No answer at all, another kind of answer (NaN, ∞), or a number that is off. */
function kindOf({ where, share }: Finding): string {
  return where === NO_NUMBER ? where : share === Infinity ? 'another kind' : 'off'
}
