/**
 * The terminal report: a line a law, a line a regime, a block a failure.
 *
 *   ✓ shift-invariance            1 loss     213 cases      –    24 %
 *   ✗ gradient-sums-to-zero       1 loss      17 cases           fails: cross_entropy f32
 *
 * The worst error is told in ulps where the truth is one number (laws of accuracy), and always as a share of its budget.
 */

import pc from 'picocolors'
import { type Coverage, type Kind, type Report, type Result, failureLines, missed } from '../properties/index.ts'
import { digits } from '../properties/explain.ts'
import { STRENGTH } from '../properties/lattice.ts'
import { type Judged, type Status, countOf } from './outcome.ts'

const TITLES: Readonly<Record<Kind, string>> = {
  accuracy: 'accuracy: against the truth',
  identity: 'identities: the answers against each other',
  edge: 'edges: what no arithmetic says',
  behaviour: 'behaviour: what a call does besides',
}

const MARKS: Readonly<Record<Status, string>> = {
  holds: pc.green('✓'),
  fails: pc.red('✗'),
  fixed: pc.red('!'),
  known: pc.yellow('k'),
  beyond: pc.dim('·'),
  unsupported: pc.dim('–'),
  undecided: pc.yellow('?'),
}

/** What a law comes to when its losses differ: the gravest first. */
const GRAVEST: readonly Status[] = ['fails', 'fixed', 'undecided', 'known', 'beyond', 'holds', 'unsupported']

const WORDS: Readonly<Record<Status, string>> = {
  holds: 'holds',
  fails: 'fails',
  fixed: 'known to fail, but holds',
  known: 'fails as known',
  beyond: 'fails, but is not claimed',
  unsupported: 'unsupported',
  undecided: 'undecided',
}

export function terminalReport(
  report: Report,
  judged: readonly Judged[],
  again: (result: Result) => string,
  whole: boolean,
): string {
  const sections = (Object.keys(TITLES) as Kind[]).flatMap((kind) => section(kind, judged))
  return [
    heading(report),
    ...sections,
    ...coverageLines(report.coverage, whole),
    ...judged.filter(({ status }) => isShown(status, whole)).flatMap((one) => block(report, one, again)),
    ...notes(judged),
    '',
    summary(judged),
    '',
  ].join('\n')
}

function heading({ subject, seed, runs, results }: Report): string {
  const held = results.filter(({ claimed }) => claimed)
  const claims = [...new Set(held.map(({ claim }) => (typeof claim === 'string' ? claim : `${claim.loss} ulp`)))]
  return `${pc.bold(`${subject.name} ${subject.version}`)} · claim ${claims.join(', ')} · seed ${seed} · ${runs} cases a law and loss`
}

function section(kind: Kind, judged: readonly Judged[]): string[] {
  const here = judged.filter(({ result }) => result.kind === kind)
  if (here.length === 0) return []
  const names = [...new Set(here.map(({ result }) => result.law))]
  return [
    '',
    pc.bold(TITLES[kind]),
    ...names.map((law) =>
      lawLine(
        law,
        here.filter(({ result }) => result.law === law),
      ),
    ),
  ]
}

function lawLine(law: string, here: readonly Judged[]): string {
  const status = GRAVEST.find((s) => here.some((one) => one.status === s)) as Status
  const cases = here.reduce((sum, { result }) => sum + result.cases, 0)
  const losses = `${here.length} ${here.length === 1 ? 'loss  ' : 'losses'}`
  return `${MARKS[status]} ${law.padEnd(36)}${losses.padStart(9)}${String(cases).padStart(7)} cases  ${verdict(status, here)}`
}

function verdict(status: Status, here: readonly Judged[]): string {
  if (status === 'unsupported') return 'unsupported'
  if (status !== 'holds') {
    const where = here.filter((one) => one.status === status).map(({ result }) => `${result.loss} ${result.dtype}`)
    return `${WORDS[status]}: ${where.join(', ')}`
  }
  const held = here.filter((one) => one.status === 'holds').map(({ result }) => result)
  const share = Math.max(...held.map(({ worst }) => worst.share))
  const ulps = Math.max(...held.map(ulpsOff))
  const off = here[0]?.result.kind === 'accuracy' ? `${digits(ulps)} ulp` : ''
  return `${off.padStart(9)}${`${Math.round(100 * share)} %`.padStart(6)}`
}

/** Worst error in ulps: under a claim in ulps those of the largest term, as claimed; else of the exact value. */
function ulpsOff({ claim, law, worst }: Result): number {
  if (typeof claim === 'string') return worst.ulps
  return worst.share * (law.includes('gradient') ? claim.gradient : claim.loss)
}

/** A line a regime's dimension; what was missed matters when nothing was filtered out. */
function coverageLines(coverage: readonly Coverage[], whole: boolean): string[] {
  const lines = coverage.flatMap(({ loss, dtype, dimensions }) => [
    `  ${loss} ${dtype}`,
    ...Object.entries(dimensions).map(([name, found]) => {
      if (name === 'options') return `    ${name.padEnd(12)}${together(found, whole)}`
      const counts = Object.entries(found).map(([regime, n]) =>
        n === 0 && whole ? pc.yellow(`${regime} none`) : `${regime} ${n}`,
      )
      return `    ${name.padEnd(12)}${counts.join(' · ')}`
    }),
  ])
  const holes = whole ? coverage.flatMap((one) => missed(one)).length : 0
  return ['', pc.bold(`coverage: cases by regime${holes === 0 ? '' : `, ${holes} missed`}`), ...lines]
}

/** The strength of the options that were set together: each set is named by its options. */
function together(found: Readonly<Record<string, number>>, whole: boolean): string {
  const sizes = [2, STRENGTH].map((size) => {
    const sets = Object.entries(found).filter(([set]) => set.split(' × ').length === size)
    return { size, of: sets.length, set: sets.filter(([, n]) => n > 0).length }
  })
  const strength = sizes.findLast(({ of, set }) => of > 0 && set === of)?.size ?? 1
  const counts = sizes.map(({ size, of, set }) => `${set} of ${of} ${size === 2 ? 'pairs' : 'triples'}`).join(' · ')
  const text = `strength ${strength} · ${counts}`
  return whole && sizes.some(({ of, set }) => set < of) ? pc.yellow(text) : text
}

/** Failures are shown in full; what is known or not claimed, when one asked for the law. */
function isShown(status: Status, whole: boolean): boolean {
  return status === 'fails' || (!whole && (status === 'known' || status === 'beyond'))
}

function block(report: Report, { result, status }: Judged, again: (result: Result) => string): string[] {
  const [title = '', ...rest] = failureLines(result, report.subject)
  return ['', `${MARKS[status]} ${pc.bold(title)}`, ...rest, `  again   ${again(result)}`]
}

function notes(judged: readonly Judged[]): string[] {
  const told: readonly Status[] = ['known', 'fixed', 'undecided']
  return judged
    .filter(({ status }) => told.includes(status))
    .map(({ result, status, reason }) => {
      const why = status === 'undecided' ? result.why : reason
      return `${MARKS[status]} ${result.law} · ${result.loss} ${result.dtype}: ${WORDS[status]}: ${why}`
    })
    .reduce<string[]>((lines, line) => (lines.length === 0 ? ['', line] : [...lines, line]), [])
}

function summary(judged: readonly Judged[]): string {
  const count = countOf(judged)
  const parts = (Object.keys(WORDS) as Status[])
    .filter((status) => count[status] > 0 || status === 'holds' || status === 'fails')
    .map((status) => `${count[status]} ${WORDS[status]}`)
  const line = parts.join(', ')
  return count.fails + count.fixed > 0 ? pc.red(line) : count.undecided > 0 ? pc.yellow(line) : pc.green(line)
}
