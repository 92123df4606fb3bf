/**
 * `lossproof compare`: what changed from one report to another, law by law, loss by loss, dtype by dtype.
 *
 *   holds, fixed  <  known, beyond  <  unsupported  <  undecided  <  fails
 *
 * Worse, and exit status 1: a status that is graver; a law that is no longer examined, unless the command filtered it out; a
 * regime whose worst number fell in grade, or that no case met any more. A failure that has become known is told, not held
 * against it: somebody said so in a file. Of laws that hold in both, the worst error counts too, where both had the same
 * cases and claim: when it doubled, and is above 1 % of its budget. Less is noise. The error of a law that fails is that of
 * its smallest case, and says nothing. What fails and was not examined before is a new failure, unless it was filtered out.
 */

import { readFileSync } from 'node:fs'
import { type Coverage, GRADES, digits, reached } from '../properties/index.ts'
import { profiles } from '../reference/index.ts'
import { colour } from './colour.ts'
import { USUAL_WIDTH, fold, widthOf } from './fold.ts'
import { claimText, visible } from './words.ts'
import type { Status } from './outcome.ts'
import { type Line, type ReportDocument, fromJson } from './report.ts'

export interface Comparison {
  readonly text: string
  readonly exit: 0 | 1
}

const GRAVITY: Readonly<Record<Status, number>> = {
  holds: 0,
  fixed: 0,
  known: 1,
  beyond: 1,
  unsupported: 2,
  undecided: 3,
  fails: 4,
}

const SECTIONS = [
  'new failures',
  'worse',
  'no longer examined',
  'mended',
  'better',
  'newly examined',
  'changed',
] as const

type Section = (typeof SECTIONS)[number]

const MARKS: Readonly<Record<Section, string>> = {
  'new failures': colour.red('✗'),
  worse: colour.red('↓'),
  'no longer examined': colour.yellow('–'),
  mended: colour.green('✓'),
  better: colour.green('↑'),
  'newly examined': '+',
  changed: colour.dim('·'),
}

interface Change {
  readonly section: Section
  readonly what: string
  readonly how: string
  readonly isWorse: boolean
}

/** The reports in two files, compared. */
export function compareFiles(a: string, b: string): Comparison {
  const [before, after] = [a, b].map((file) => fromJson(file, readFileSync(file, 'utf8')))
  return compare(before as ReportDocument, after as ReportDocument)
}

export function compare(before: ReportDocument, after: ReportDocument): Comparison {
  const changes = [...lineChanges(before, after), ...regimeChanges(before, after)]
  const sections = SECTIONS.map((section) => told(section, changes)).filter((lines) => lines.length > 0)
  const parts = [notes(before, after), ...(sections.length === 0 ? [['nothing changed']] : sections)]
  const text = parts.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`)
  return { text: text.join('\n'), exit: changes.some(({ isWorse }) => isWorse) ? 1 : 0 }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** A text as part of one line. */
const inline = (text: string): string => visible(text.replaceAll(/\s+/g, ' '))

/** What makes the reports hard to compare. */
function notes(before: ReportDocument, after: ReportDocument): string[] {
  const subject = ({ subject: { name, version } }: ReportDocument): string => inline(`${name} ${version}`)
  const pairs: readonly (readonly [what: string, of: (document: ReportDocument) => string | number, so: string])[] = [
    ['other subject', subject, ''],
    ['other claim', claimsOf, ''],
    ['other seed', ({ seed }) => seed, ': other cases, so a change may be chance'],
    ['other number of cases', ({ runs }) => runs, ': a change may be chance'],
    ['other lossproof', ({ lossproof }) => inline(lossproof), ': other laws or cases'],
  ]
  const differ = pairs.filter(([, of]) => of(before) !== of(after))
  const stopped = [before, after].flatMap((one, i) =>
    one.stopped ? [`the ${['first', 'second'][i]} exam was ended early`] : [],
  )
  const lines = differ.map(([what, of, so]) => `${what}: ${of(before)} → ${of(after)}${so}`)
  return [...lines, ...stopped].flatMap((line) => fold(line, USUAL_WIDTH, 2))
}

function claimsOf({ results }: ReportDocument): string {
  const claims = results.filter(({ claimed }) => claimed).map(({ claim }) => claimText(claim))
  return claims.length === 0 ? 'none' : [...new Set(claims)].join(', ')
}

const placeOf = ({ law, loss, dtype }: Line): string => `${law} · ${loss} ${dtype}`

function lineChanges(before: ReportDocument, after: ReportDocument): readonly Change[] {
  const [old, now] = [before, after].map(({ results }) => new Map(results.map((line) => [placeOf(line), line])))
  const sameCases = before.seed === after.seed && before.runs === after.runs
  const gone = before.results.filter((line) => !now?.has(placeOf(line))).map((line) => goneChange(line, after))
  const others = after.results.flatMap((line) => {
    const earlier = old?.get(placeOf(line))
    if (earlier === undefined) return [newChange(line, before)]
    if (earlier.status !== line.status) return [statusChange(earlier, line)]
    return sameCases ? errorChange(earlier, line) : []
  })
  return [...gone, ...others]
}

function goneChange(line: Line, after: ReportDocument): Change {
  const isFiltered = !isAsked(line, after.command)
  const how = `${line.status} before${isFiltered ? '; not asked for now' : ''}`
  return { section: 'no longer examined', what: placeOf(line), how, isWorse: !isFiltered }
}

/** A failure of what was not examined before is new, unless that was not asked for. */
function newChange(line: Line, before: ReportDocument): Change {
  const isWorse = line.status === 'fails' && isAsked(line, before.command)
  const section = isWorse ? 'new failures' : 'newly examined'
  return { section, what: placeOf(line), how: isWorse ? 'fails, not examined before' : line.status, isWorse }
}

function statusChange(before: Line, after: Line): Change {
  const isWorse = after.status !== 'known' && GRAVITY[after.status] > GRAVITY[before.status]
  const section = statusSection(before.status, after.status, isWorse)
  return { section, what: placeOf(after), how: `${before.status} → ${after.status}`, isWorse }
}

function statusSection(before: Status, after: Status, isWorse: boolean): Section {
  if (isWorse) return after === 'fails' ? 'new failures' : 'worse'
  if (GRAVITY[after] > 0 || GRAVITY[before] === 0) return 'changed'
  return before === 'unsupported' || before === 'undecided' ? 'better' : 'mended'
}

/** Below this share of its budget an error may do as it likes. */
const NOTABLE = 0.01

function errorChange(before: Line, after: Line): readonly Change[] {
  const [old, now] = [before.worst, after.worst]
  if (after.verdict !== 'holds' || !isSame(before.claim, after.claim) || isSame(old, now)) return []
  const isWorse = now.share >= 2 * old.share && now.share > NOTABLE
  const ulps =
    after.kind === 'accuracy' && old.ulps !== now.ulps ? `, ${digits(old.ulps)} → ${digits(now.ulps)} ulp` : ''
  const how = `worst error ${digits(100 * old.share)} → ${digits(100 * now.share)} % of its budget${ulps}`
  return [{ section: isWorse ? 'worse' : 'changed', what: placeOf(after), how, isWorse }]
}

/** Whether the filters of a command keep a line: `--law a,b`, `--loss …`, `--dtype …`, before the words of a subject. */
function isAsked({ law, loss, dtype }: Line, command: string): boolean {
  const words: readonly string[] = command.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? []
  const end = words.indexOf('--')
  const own = end < 0 ? words : words.slice(0, end)
  const keeps = (option: string, ...names: readonly (string | undefined)[]): boolean => {
    const kept = own[own.indexOf(option) + 1]?.split(',')
    return !own.includes(option) || names.some((name) => name !== undefined && kept?.includes(name))
  }
  return keeps('--law', law) && keeps('--loss', loss, profiles.get(loss)?.loss) && keeps('--dtype', dtype)
}

interface Regime {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly fell: boolean
}

/** One change for all regimes of a loss that went the same way: a number belongs to one in every dimension. */
function regimeChanges(before: ReportDocument, after: ReportDocument): readonly Change[] {
  return after.coverage.flatMap((now) => {
    const old = before.coverage.find(({ loss, dtype }) => loss === now.loss && dtype === now.dtype)
    if (old === undefined) return []
    const changed = [...gradesChanged(old, now), ...metChanged(old, now, before.whole, after.whole)]
    const ways = [...new Set(changed.map(({ from, to }) => `${from} → ${to}`))]
    return ways.map((way): Change => {
      const same = changed.filter(({ from, to }) => way === `${from} → ${to}`)
      const isWorse = same.some(({ fell }) => fell)
      const how = `${way}: ${same.map(({ name }) => name).join(', ')}`
      return { section: isWorse ? 'worse' : 'better', what: `${now.loss} ${now.dtype}`, how, isWorse }
    })
  })
}

function gradesChanged(old: Coverage, now: Coverage): readonly Regime[] {
  return Object.entries(now.grades).flatMap(([dimension, regimes]) =>
    Object.entries(regimes).flatMap(([regime, counts]) => {
      const earlier = old.grades[dimension]?.[regime]
      const [from, to] = [earlier && reached(earlier), reached(counts)]
      if (from === undefined || to === undefined || from === to) return []
      return [{ name: `${dimension} ${regime}`, from, to, fell: GRADES.indexOf(to) > GRADES.indexOf(from) }]
    }),
  )
}

/** What a filtered exam misses says nothing. */
function metChanged(old: Coverage, now: Coverage, oldIsWhole: boolean, nowIsWhole: boolean): readonly Regime[] {
  return Object.entries(now.dimensions).flatMap(([dimension, regimes]) =>
    Object.entries(regimes).flatMap(([regime, count]) => {
      const earlier = old.dimensions[dimension]?.[regime]
      if (earlier === undefined || count > 0 === earlier > 0) return []
      const fell = count === 0
      if (!(fell ? nowIsWhole : oldIsWhole)) return []
      const [from, to] = fell ? ['met', 'missed'] : ['missed', 'met']
      return [{ name: `${dimension} ${regime}`, from, to, fell } as Regime]
    }),
  )
}

/** What merely changed may be everything: so many are enough. */
const MOST_TOLD = 10

function told(section: Section, changes: readonly Change[]): string[] {
  const here = changes.filter((change) => change.section === section)
  if (here.length === 0) return []
  const shown = here.filter(({ isWorse }, i) => isWorse || i < MOST_TOLD)
  const left = here.length - shown.length
  return [
    colour.bold(`${section}: ${here.length}`),
    ...shown.flatMap(({ what, how }) => entry(MARKS[section], inline(what), inline(how))),
    ...(left === 0 ? [] : [`  … and ${left} more`]),
  ]
}

/** On one line where it fits, else what changed below where. */
function entry(mark: string, what: string, how: string): string[] {
  const line = `${mark} ${what}: ${how}`
  if (widthOf(line) <= USUAL_WIDTH) return [line]
  return [...fold(`${mark} ${what}`, USUAL_WIDTH, 2), ...fold(`    ${how}`, USUAL_WIDTH, 4)]
}
