/**
 * The terminal report: a line a law, the regimes with the grade they reach, a block a failure.
 *
 *   ✓ shift-invariance            1 loss     213 cases      –    24 %
 *   ✗ gradient-sums-to-zero       1 loss      17 cases           fails: cross_entropy f32
 *
 * The worst error is told in ulps where the truth is one number (laws of accuracy), and always as a share of its budget.
 */

import { type Kind, digits } from '../properties/index.ts'
import { blockOf } from './block.ts'
import { colour } from './colour.ts'
import { USUAL_WIDTH, fold } from './fold.ts'
import { type Status, STATUSES } from './outcome.ts'
import { regimeLines } from './regimes.ts'
import type { Line, ReportDocument } from './report.ts'
import { MARKS, TITLES, WORDS, claimText, gravest, ulpsOff, visible, whereOf } from './words.ts'

const TONES: Readonly<Record<Status, (text: string) => string>> = {
  holds: colour.green,
  fails: colour.red,
  fixed: colour.red,
  known: colour.yellow,
  beyond: colour.dim,
  unsupported: colour.dim,
  undecided: colour.yellow,
}

function mark(status: Status): string {
  return TONES[status](MARKS[status])
}

/** The report as text, for a screen of so many columns; `jobs` workers shared its time. */
export function terminalReport(document: ReportDocument, jobs: number, width: number = USUAL_WIDTH): string {
  const { whole, subject } = document
  // Of an exam that was ended early only what was tried is told.
  const results = document.results.filter(({ cases }) => cases > 0 || !document.stopped)
  const sections = (Object.keys(TITLES) as Kind[]).flatMap((kind) => section(kind, results, width))
  return [
    ...fold(heading(document), width, 2),
    ...sections,
    ...regimeLines(document, width),
    ...powerLines(document, width),
    ...results
      .filter(({ status }) => isShown(status, whole))
      .flatMap((line) => ['', ...blockOf(line, subject, mark(line.status), width)]),
    ...notes(results, width),
    '',
    ...fold(summary(document), width, 2),
    ...fold(spent(document, jobs), width, 2),
    '',
  ].join('\n')
}

function heading({ subject, seed, runs, results }: ReportDocument): string {
  const held = results.filter(({ claimed }) => claimed)
  const claims = [...new Set(held.map(({ claim }) => claimText(claim)))]
  return `${colour.bold(visible(`${subject.name} ${subject.version}`))} · claim ${claims.join(', ')} · seed ${seed} · ${runs} cases a law and loss`
}

function section(kind: Kind, results: readonly Line[], width: number): string[] {
  const here = results.filter((line) => line.kind === kind)
  if (here.length === 0) return []
  const names = [...new Set(results.map(({ law }) => law))]
  const columns = { law: Math.max(...names.map((name) => name.length)) + 1, losses: names.length < results.length }
  return [
    '',
    ...fold(colour.bold(TITLES[kind]), width, 2),
    ...names
      .map((name) => here.filter(({ law }) => law === name))
      .filter((lines) => lines.length > 0)
      .flatMap((lines) => fold(lawLine(lines, columns), width, 4)),
  ]
}

/** The width of the names; whether some law has several losses, so that it is told how many. */
interface Columns {
  readonly law: number
  readonly losses: boolean
}

function lawLine(here: readonly Line[], columns: Columns): string {
  const status = gravest(here)
  const cases = here.reduce((sum, line) => sum + line.cases, 0)
  const law = (here[0] as Line).law.padEnd(columns.law)
  const losses = columns.losses ? `${here.length} ${here.length === 1 ? 'loss  ' : 'losses'}`.padStart(10) : ''
  return `${mark(status)} ${law}${losses}${String(cases).padStart(7)} cases  ${verdict(status, here)}`
}

function verdict(status: Status, here: readonly Line[]): string {
  if (status === 'unsupported') return 'unsupported'
  if (status !== 'holds') {
    return `${WORDS[status]}: ${whereOf(here.filter((line) => line.status === status))}`
  }
  const held = here.filter((line) => line.status === 'holds')
  const share = Math.max(...held.map(({ worst }) => worst.share))
  const ulps = Math.max(...held.map(ulpsOff))
  const off = here[0]?.kind === 'accuracy' ? `${digits(ulps)} ulp` : ''
  return `${off.padStart(9)}${`${Math.round(100 * share)} %`.padStart(6)}`
}

/** What an exam of so many cases can miss, as far as mistakes were planted. */
function powerLines({ power: { planted, missable }, runs, whole }: ReportDocument, width: number): string[] {
  if (!whole || planted === 0) return []
  const many = `${missable.length} of ${planted} planted mistakes`
  const told = missable.length === 0 ? 'none' : `${many}: ${missable.join(' · ')}`
  return ['', ...fold(`${colour.bold('may miss')} what ${runs} cases see with less than 99 %: ${told}`, width, 2)]
}

/** Failures are shown in full; what is known or not claimed, when one asked for the law. */
function isShown(status: Status, whole: boolean): boolean {
  return status === 'fails' || (!whole && (status === 'known' || status === 'beyond'))
}

function notes(results: readonly Line[], width: number): string[] {
  const told: readonly Status[] = ['known', 'fixed', 'undecided']
  const lines = results
    .filter(({ status }) => told.includes(status))
    .flatMap(({ law, loss, dtype, status, reason, why }) => {
      const text = status === 'undecided' ? why : reason
      return fold(`${mark(status)} ${law} · ${loss} ${dtype}: ${WORDS[status]}: ${visible(text ?? '')}`, width, 4)
    })
  return lines.length === 0 ? [] : ['', ...lines]
}

function summary({ summary: count, stopped, results }: ReportDocument): string {
  const parts = STATUSES.filter((status) => count[status] > 0 || status === 'holds' || status === 'fails').map(
    (status) => `${count[status]} ${WORDS[status]}`,
  )
  const untried = results.filter(({ cases }) => cases === 0).length
  const line = stopped
    ? `ended early, ${untried} of ${results.length} not tried: ${parts.join(', ')}`
    : parts.join(', ')
  if (count.fails + count.fixed > 0) return colour.red(line)
  return count.undecided > 0 || stopped ? colour.yellow(line) : colour.green(line)
}

/** The time, what of the workers' time went into the truth, and how much of it was derived twice. */
function spent(
  { results, audit: { numbers, audited }, time: { seconds, truth } }: ReportDocument,
  jobs: number,
): string {
  const cases = results.reduce((sum, line) => sum + line.cases, 0)
  const took = `${cases} cases in ${seconds.toFixed(1)} s`
  if (numbers === 0) return took
  const share = Math.round((100 * truth) / (seconds * jobs))
  return `${took}, ${share} % of it in the truth: ${numbers} numbers, ${audited} audited`
}
