/**
 * The report as Markdown, for the summary of a job on GitHub, and as annotations of its run.
 *
 *   verdict · counts · laws by kind · failures, folded · digits by regime, folded · what is known to fail, folded
 *
 * A summary of more than 1 MiB is not shown at all: every text, block and section is cut, and says so. Texts become HTML
 * entities, which no table, list or tag takes for its own; blocks stand in fences longer than any of theirs.
 */

import { type Coverage, type Graded, type Kind, digits, missed, reached } from '../properties/index.ts'
import { type Status, STATUSES } from './outcome.ts'
import type { Line, ReportDocument } from './report.ts'
import { MARKS, TITLES, WORDS, claimText, failureText, gist, gravest, ulpsOff, visible, whereOf } from './words.ts'

/** What GitHub takes of a step, in bytes. */
const LIMIT = 2 ** 20

/** The room of each section, in bytes: of four kinds and three notes together 15/16; the head and the titles have the rest. */
const ROOM = { failures: LIMIT / 2, kind: LIMIT / 16, grades: LIMIT / 16, notes: LIMIT / 32, missed: LIMIT / 32 }

/** Characters of a text within a line, and of a block. */
const LONGEST_TEXT = 200
const LONGEST_BLOCK = 2 ** 14

const cut = (text: string, most: number, note: string): string =>
  text.length > most ? `${text.slice(0, most)}${note}` : text

/** A text in a line of Markdown or HTML. */
function inline(text: string): string {
  return visible(cut(text, LONGEST_TEXT, '…'))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[&<>"'`|*\\[\]#~@$!]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (c) => `&#${c.codePointAt(0)};`)
}

function fenced(language: string, code: string): string {
  const text = visible(cut(code, LONGEST_BLOCK, '…\n(cut: the JSON report has all of it)'))
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${/^[\w+-]*$/.test(language) ? language : ''}\n${text}\n${fence}\n`
}

const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n</details>\n`

/** As many items as there is room for, in bytes, and a word about the others; what has no room is not written at all. */
function fit<T>(items: readonly T[], write: (item: T) => string, room: number): string {
  const kept: string[] = []
  let left = room
  // Invariant: `kept` are the first items, and leave so many bytes.
  for (const item of items) {
    const text = write(item)
    left -= Buffer.byteLength(text)
    if (left < 0) break
    kept.push(text)
  }
  const others = items.length - kept.length
  return `${kept.join('')}${others === 0 ? '' : `\n${others} more are left out; the JSON report has them.\n`}`
}

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`

const place = ({ law, loss, dtype }: Pick<Line, 'law' | 'loss' | 'dtype'>): string =>
  `${inline(law)} · ${inline(`${loss} ${dtype}`)}`

const several = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** What a filtered exam missed, or one that was ended early, says nothing. */
function holesOf({ whole, stopped, coverage }: ReportDocument): readonly Coverage[] {
  return whole && !stopped ? coverage.filter((one) => missed(one).length > 0) : []
}

function verdict(document: ReportDocument): string {
  const { exit, summary, stopped, results } = document
  if (stopped) return 'ended early, nothing is decided'
  if (exit === 0) return `every law holds${summary.known > 0 ? ', or fails as known' : ''}`
  if (exit === 2) {
    const holes = holesOf(document).reduce((sum, one) => sum + missed(one).length, 0)
    return `undecided: ${several(summary.undecided, 'law')}, ${several(holes, 'regime')} missed`
  }
  if (summary.fails > 0)
    return `${summary.fails} of ${several(results.length, 'law')} ${summary.fails === 1 ? 'fails' : 'fail'}`
  return summary.fixed > 0 ? 'what is known to fail holds' : 'what is known to fail was not examined'
}

/** By exit status. */
const VERDICT_MARKS = ['✓', '✗', '?'] as const

function head(document: ReportDocument): string {
  const { subject, exit, seed, runs, results, summary, lossproof, command } = document
  const claims = [...new Set(results.filter(({ claimed }) => claimed).map(({ claim }) => claimText(claim)))]
  const counts = STATUSES.filter((status) => summary[status] > 0).map((status) => `${summary[status]} ${WORDS[status]}`)
  return [
    `## ${VERDICT_MARKS[exit]} ${inline(`${subject.name} ${subject.version}`)}: ${verdict(document)}\n`,
    `claim ${inline(claims.join(', '))} · seed ${seed} · ${runs} cases a law and loss · lossproof ${inline(lossproof)}\n`,
    `${counts.join(' · ')}\n`,
    fenced('sh', command),
  ].join('\n')
}

const LAW_HEAD = '| | law | losses | cases | worst, ulp | of its budget | |\n|-|-|-:|-:|-:|-:|-|\n'

function lawTable(kind: Kind, lines: readonly Line[]): string {
  const here = lines.filter((line) => line.kind === kind)
  if (here.length === 0) return ''
  const laws = [...new Set(here.map(({ law }) => law))]
  const write = (law: string): string =>
    lawRow(
      law,
      here.filter((line) => line.law === law),
    )
  return `### ${TITLES[kind]}\n\n${LAW_HEAD}${fit(laws, write, ROOM.kind)}`
}

function lawRow(law: string, here: readonly Line[]): string {
  const status = gravest(here)
  const cases = here.reduce((sum, line) => sum + line.cases, 0)
  const judged = here.filter((line) => line.claimed && (line.verdict === 'holds' || line.verdict === 'fails'))
  const worst = (of: (line: Line) => number): string =>
    judged.length === 0 ? '' : digits(Math.max(...judged.map((line) => of(line))))
  const isNumber = here[0]?.kind === 'accuracy'
  const share = worst(({ worst: { share } }) => Math.round(100 * share))
  const where = whereOf(here.filter((line) => line.status === status))
  return row(
    MARKS[status],
    inline(law),
    here.length,
    cases,
    isNumber ? worst(ulpsOff) : '',
    share === '' ? '' : `${share} %`,
    status === 'holds' ? '' : inline(`${WORDS[status]}: ${where}`),
  )
}

function failureBlock(line: Line, subject: ReportDocument['subject']): string {
  const { code = '', language = '' } = line.snippet ?? {}
  const parts = [fenced('text', failureText(line, subject)), ...(code === '' ? [] : [fenced(language, code)])]
  return folded(`✗ ${place(line)}: ${inline(gist(line))}`, parts.join('\n'))
}

function failures({ results, subject }: ReportDocument): string {
  const failing = results.filter(({ status }) => status === 'fails')
  if (failing.length === 0) return ''
  const write = (line: Line): string => failureBlock(line, subject)
  return `### Failures\n\n${fit(failing, write, ROOM.failures)}`
}

/** The lines of one status with the reason of each. */
function notes({ results }: ReportDocument, status: Status): string {
  const lines = results.filter((line) => line.status === status)
  if (lines.length === 0) return ''
  const write = (line: Line): string =>
    `- ${place(line)}: ${inline((status === 'undecided' ? line.why : line.reason) ?? '')}\n`
  return folded(`${MARKS[status]} ${lines.length} ${WORDS[status]}`, fit(lines, write, ROOM.notes))
}

function holes(document: ReportDocument): string {
  const coverage = holesOf(document)
  const write = (one: Coverage): string =>
    `- ${inline(`${one.loss} ${one.dtype}`)}: ${inline(missed(one).join(', '))}\n`
  return coverage.length === 0 ? '' : `### Regimes missed\n\n${fit(coverage, write, ROOM.missed)}`
}

/** A table of loss × dimension: of each regime the share that is within one ulp; ✗ where a number is broken. */
function grades({ coverage }: ReportDocument): string {
  const graded = coverage.filter((one) => Object.keys(one.grades).length > 0)
  const dimensions = [...new Set(graded.flatMap((one) => Object.keys(one.grades)))]
  if (dimensions.length === 0) return ''
  const cell = (regimes: Readonly<Record<string, Graded>> = {}): string =>
    Object.entries(regimes)
      .map(([regime, counts]) => `${inline(regime)}: ${percent(counts)}`)
      .join(' · ')
  const write = (one: Coverage): string =>
    row(inline(`${one.loss} ${one.dtype}`), ...dimensions.map((name) => cell(one.grades[name])))
  const top = row('', ...dimensions.map(inline)) + row('-', ...dimensions.map(() => '-'))
  const title =
    'Digits by regime: % of the numbers that are within 1 ulp; ✗ where one is beyond the bound of ordinary code'
  return folded(title, `${top}${fit(graded, write, ROOM.grades)}`)
}

/** Rounded down: 100 are all. */
function percent(counts: Graded): string {
  const within = counts['correctly rounded'] + counts.faithful
  const all = within + counts.stable + counts.broken
  return all === 0 ? '–' : `${Math.floor((100 * within) / all)}${reached(counts) === 'broken' ? ' ✗' : ''}`
}

/** The document as Markdown of less than 1 MiB. */
export function markdown(document: ReportDocument): string {
  const sections = [
    head(document),
    ...(Object.keys(TITLES) as Kind[]).map((kind) => lawTable(kind, document.results)),
    notes(document, 'fixed'),
    notes(document, 'undecided'),
    holes(document),
    failures(document),
    grades(document),
    notes(document, 'known'),
  ]
  return sections
    .filter((section) => section !== '')
    .map((section) => `${section}\n`)
    .join('')
}

/** GitHub shows ten annotations of a kind and step. */
const MOST = 10

interface Note {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly text: string
}

/** At most ten workflow commands: what fails, then what is undecided. */
export function annotations(document: ReportDocument): readonly string[] {
  const { results, subject } = document
  const of = (status: Status): readonly Line[] => results.filter((line) => line.status === status)
  const title = ({ law, loss, dtype }: Line): string => `${law} · ${loss} ${dtype}`
  const all: readonly Note[] = [
    ...of('fails').map((line): Note => ({
      level: 'error',
      title: title(line),
      text: failureText(line, subject),
    })),
    ...of('fixed').map((line): Note => ({
      level: 'error',
      title: title(line),
      text: `known to fail, but holds: ${line.reason ?? ''}`,
    })),
    ...of('undecided').map((line): Note => ({
      level: 'warning',
      title: title(line),
      text: `undecided: ${line.why ?? ''}`,
    })),
    ...holesOf(document).map((one): Note => ({
      level: 'warning',
      title: `coverage · ${one.loss} ${one.dtype}`,
      text: `regimes missed: ${missed(one).join(', ')}`,
    })),
  ]
  if (all.length <= MOST) return all.map(command)
  const rest = all.slice(MOST - 1)
  const more = { title: 'lossproof', text: `${rest.length} more: the summary of the job and the reports have them` }
  return [...all.slice(0, MOST - 1), { level: rest[0]?.level ?? 'error', ...more }].map(command)
}

/** As the runner reads it: no line ends, and in a property none of its own signs. */
function command({ level, title, text }: Note): string {
  const data = (raw: string, most: number): string =>
    cut(raw, most, '…')
      .replaceAll(/(?![\r\n])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
      .replaceAll('%', '%25')
      .replaceAll('\r', '%0D')
      .replaceAll('\n', '%0A')
  const property = data(title, LONGEST_TEXT).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return `::${level} title=${property}::${data(text, LONGEST_BLOCK)}`
}
