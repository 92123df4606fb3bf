/**
 * The report: an exam as one document, which every writer reads and `--json` writes.
 *
 *   exam → document → JSON · terminal · JUnit · Markdown · HTML           JSON → document → replay · compare
 *
 * The same seed gives the same bytes but for `time`. What JSON cannot say (NaN, ±∞, −0) is a string. The schema is published
 * as `schema/report.json`; members that are not known are ignored.
 */

import * as v from 'valibot'
import { version } from '../adapters/version.ts'
import { issueText } from '../adapters/wire.ts'
import {
  type Case,
  type Grade,
  type Report,
  type Result,
  LAST,
  ROWS,
  fastCheckVersion,
  missable,
  planted,
  rates,
} from '../properties/index.ts'
import { profiles } from '../reference/index.ts'
import type { Known } from './known.ts'
import { type Judged, type Status, STATUSES, countOf } from './outcome.ts'

/** A result with what it counts for. */
export interface Line extends Result {
  readonly status: Status
  /** Why it is known to fail. */
  readonly reason?: string
  /** The command that draws the failing case from its stream once more, and the one that puts it again as it stands. */
  readonly again?: string
  readonly replay?: string
  /** A few lines that show the failure, in the subject's language. */
  readonly snippet?: Snippet
}

export interface Snippet {
  readonly language: string
  readonly code: string
}

export interface ReportDocument extends Pick<
  Report,
  'subject' | 'seed' | 'runs' | 'coverage' | 'pictures' | 'stopped'
> {
  readonly format: typeof FORMAT
  readonly lossproof: string
  readonly fastCheck: string
  /** The command that gives this report, and who was examined: a name or a file, or the words of a command. */
  readonly command: string
  readonly examined: string | readonly string[]
  /** How long one call may take, in milliseconds, if that was said. */
  readonly timeout?: number
  /** Whether nothing was filtered out, so that every regime should have been met. */
  readonly whole: boolean
  /** The exit status. */
  readonly exit: 0 | 1 | 2
  /** Lines of known failures that are about nothing which was examined: the file is wrong, and the exit status 1. */
  readonly idle: readonly Known[]
  readonly summary: Readonly<Record<Status, number>>
  readonly results: readonly Line[]
  readonly audit: { readonly numbers: number; readonly audited: number }
  /** Of so many planted mistakes, those that an exam of so many cases sees with less than 99 %. */
  readonly power: { readonly planted: number; readonly missable: readonly string[] }
  readonly time: { readonly seconds: number; readonly truth: number }
}

/** Raised when a reader would have to change. */
const FORMAT = 1

const UNSAYABLE = ['NaN', 'Infinity', '-Infinity', '-0'] as const

const number = v.pipe(
  v.union([v.number(), v.picklist(UNSAYABLE)]),
  v.transform((x) => Number(x)),
)
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** What was allowed, or spent. */
const size = v.pipe(number, v.minValue(0))
const text = v.string()
const dtype = v.picklist(['f64', 'f32', 'f16', 'bf16'])
const counts = v.array(count)
const measured = { ulps: size, share: size }
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))
const ulps = v.object({ loss: positive, gradient: positive })

/** Milliseconds; a timer counts them in 32 bits with a sign. */
export const timeoutSchema: v.GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(2 ** 31 - 1),
)

const plane = v.object({ axes: v.picklist(['nk', 'n', 'k', '']), values: v.array(number) })

export const caseSchema: v.GenericSchema<unknown, Case> = v.object({
  loss: text,
  dtype,
  accuracy: v.union([v.picklist(['faithful', 'stable', 'digits']), ulps]),
  rows: count,
  classes: count,
  indexed: v.boolean(),
  reduction: text,
  lead: v.exactOptional(counts),
  planes: v.record(text, plane),
  regime: v.record(text, text),
})

/** Whether a case has an input, and every plane as many numbers as its axes say. */
export function isWhole({ planes, rows, classes, lead }: Case): boolean {
  const sizes = { nk: rows * classes, n: rows, k: classes, '': 1 }
  const isFull = Object.values(planes).every(({ axes, values }) => values.length === sizes[axes])
  return isFull && planes['input']?.axes === 'nk' && (lead ?? [rows]).reduce((a, b) => a * b, 1) === rows
}

/** A case that this version can tell, and put again. */
const known = v.pipe(
  caseSchema,
  v.check(({ loss }) => profiles.has(loss), 'a loss of this version'),
  v.check(isWhole, 'as many numbers as its shape has'),
)

const finding = v.object({
  ...measured,
  where: text,
  answer: text,
  truth: text,
  allowed: number,
  because: text,
  error: number,
  budget: number,
})

const line = v.object({
  law: text,
  statement: text,
  kind: v.picklist(['accuracy', 'identity', 'edge', 'behaviour']),
  loss: text,
  dtype,
  claim: v.union([v.picklist(['faithful', 'stable']), ulps]),
  claimed: v.boolean(),
  verdict: v.picklist(['holds', 'fails', 'unsupported', 'undecided']),
  cases: count,
  unsupported: count,
  undecided: count,
  worst: v.object(measured),
  why: v.exactOptional(text),
  failure: v.exactOptional(
    v.object({ finding, case: known, path: text, shrinks: count, looksLike: v.exactOptional(text) }),
  ),
  status: v.picklist(STATUSES),
  reason: v.exactOptional(text),
  again: v.exactOptional(text),
  replay: v.exactOptional(text),
  snippet: v.exactOptional(v.object({ language: text, code: text })),
})

const graded = v.object({
  'correctly rounded': count,
  faithful: count,
  stable: count,
  broken: count,
} satisfies Record<Grade, unknown>)

const coverage = v.object({
  loss: text,
  dtype: text,
  dimensions: v.record(text, v.record(text, count)),
  grades: v.record(text, v.record(text, graded)),
})

/** Numbers in each row of a picture. */
const inRows = v.pipe(counts, v.maxLength(ROWS))

const columns = (last: number) =>
  v.array(
    v.object({
      column: v.pipe(v.number(), v.integer(), v.minValue(-last), v.maxValue(last)),
      counts: inRows,
      failed: inRows,
      least: size,
      most: size,
    }),
  )

const picture = v.object({
  loss: text,
  dtype,
  part: v.picklist(['loss', 'input', 'target']),
  histogram: inRows,
  columns: v.object({ gap: columns(LAST.gap), input: columns(LAST.input) }),
})

export const reportSchema: v.GenericSchema<unknown, ReportDocument> = v.object({
  format: v.literal(FORMAT),
  lossproof: text,
  fastCheck: text,
  subject: v.object({ name: text, version: text }),
  command: text,
  examined: v.union([text, v.array(text)]),
  timeout: v.exactOptional(timeoutSchema),
  seed: count,
  runs: count,
  whole: v.boolean(),
  stopped: v.boolean(),
  exit: v.picklist([0, 1, 2]),
  idle: v.array(v.object({ law: text, loss: text, dtype: text, reason: text })),
  summary: v.object(Object.fromEntries(STATUSES.map((status) => [status, count])) as Record<Status, typeof count>),
  results: v.array(line),
  coverage: v.array(coverage),
  pictures: v.array(picture),
  audit: v.object({ numbers: count, audited: count }),
  power: v.object({ planted: count, missable: v.array(text) }),
  time: v.object({ seconds: v.pipe(v.number(), v.minValue(0)), truth: v.pipe(v.number(), v.minValue(0)) }),
})

/** What of a failure no exam says: how it is put again, and the lines that show it. */
export type Extras = Pick<Line, 'again' | 'replay' | 'snippet'>

/** The document of an exam; `extras` of each of its failures. */
export function documentOf(
  report: Report,
  judged: readonly Judged[],
  about: Pick<ReportDocument, 'command' | 'examined' | 'timeout' | 'whole' | 'exit' | 'idle'>,
  extras: (result: Result) => Extras,
  seconds: number,
): ReportDocument {
  const { subject, seed, runs, coverage, pictures, audit, stopped } = report
  const { seconds: truth, ...counts } = audit
  const results = judged.map(({ result, status, reason }): Line => ({
    ...result,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(result.failure === undefined ? {} : extras(result)),
  }))
  return {
    format: FORMAT,
    lossproof: version,
    fastCheck: fastCheckVersion,
    subject,
    ...about,
    seed,
    runs,
    stopped,
    summary: countOf(judged),
    results,
    coverage,
    pictures: pictures.filter(({ histogram }) => histogram.length > 0),
    audit: counts,
    power: { planted, missable: missable(rates, runs) },
    time: { seconds, truth },
  }
}

/** What JSON cannot say, as a string. */
export function sayable(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Lists of numbers stand on one line: a picture has hundreds of them. */
const LIST = /\[\n\s+(-?[\d"][^[\]{}:]*?)\n\s+\]/g

/** The document as JSON. */
export function toJson(document: ReportDocument): string {
  const spread = JSON.stringify(document, sayable, 2)
  return `${spread.replace(LIST, (_, items: string) => `[${items.replaceAll(/\n\s+/g, ' ')}]`)}\n`
}

/**
 * The document in a JSON text; `where` names its source in the complaint.
 *
 * @throws RangeError for what is no JSON, or no report of this format: what was expected where.
 */
export function fromJson(where: string, json: string): ReportDocument {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new RangeError(
      `${where}: expected a report in JSON, got ${json.trim() === '' ? 'nothing' : 'something else'}`,
    )
  }
  const read = v.safeParse(reportSchema, value)
  if (read.success) return read.output
  throw new RangeError(`${where}: ${issueText(read.issues[0], 'report')}`)
}
