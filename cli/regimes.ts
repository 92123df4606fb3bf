/**
 * The regimes on a screen: a line a dimension, with the cases of each regime and the grade that its numbers reach.
 *
 *   gap         close 1283 stable 97 % · confident 334 stable 31 % · hopeless 384 faithful
 *
 * The share is that of the numbers which are faithful or better.
 * The losses of a dtype are added up; the other writers tell them apart. A regime that a loss missed is told by name.
 */

import { type Coverage, type Graded, STRENGTH, addUpGrades, missed, reached } from '../properties/index.ts'
import { colour } from './colour.ts'
import { FIXED, fold } from './fold.ts'
import type { ReportDocument } from './report.ts'

const INDENT = 16

/** What the regimes of an exam come to; what was missed matters when nothing was filtered out. */
export function regimeLines({ coverage, whole, stopped }: ReportDocument, width: number): string[] {
  if (stopped) return []
  const holes = whole
    ? coverage.flatMap((one) => missed(one).map((regime) => `${one.loss} ${one.dtype}: ${regime}`))
    : []
  const dtypes = [...new Set(coverage.map(({ dtype }) => dtype))]
  const lines = dtypes.flatMap((dtype) =>
    dtypeLines(
      dtype,
      coverage.filter((one) => one.dtype === dtype),
    ),
  )
  const title = `coverage: cases by regime${holes.length === 0 ? '' : `, ${holes.length} missed`}`
  const key = 'cases, the grade that all numbers there reach, and the share of them that is faithful'
  return [
    '',
    ...fold(colour.bold(title), width, 2),
    ...fold(`  ${colour.dim(key)}`, width, 2),
    ...lines.flatMap((line) => fold(line, width, INDENT)),
    ...told(holes).flatMap((line) => fold(colour.yellow(`  missed  ${line}`), width, INDENT)),
  ]
}

/** Of many that were missed the first are told. */
const MOST_TOLD = 10

function told(holes: readonly string[]): readonly string[] {
  if (holes.length <= MOST_TOLD) return holes
  return [...holes.slice(0, MOST_TOLD), `and ${holes.length - MOST_TOLD} more`]
}

function dtypeLines(dtype: string, coverage: readonly Coverage[]): string[] {
  const names = [...new Set(coverage.flatMap(({ dimensions }) => Object.keys(dimensions)))]
  return [`  ${dtype}`, ...names.map((name) => `    ${name.padEnd(INDENT - 4)}${dimension(name, coverage)}`)]
}

function dimension(name: string, coverage: readonly Coverage[]): string {
  if (name === 'options') return together(coverage)
  const regimes = [...new Set(coverage.flatMap(({ dimensions }) => Object.keys(dimensions[name] ?? {})))]
  const told = regimes.map((regime) => {
    const cases = coverage.reduce((sum, { dimensions }) => sum + (dimensions[name]?.[regime] ?? 0), 0)
    const graded = coverage.flatMap(({ grades }) => grades[name]?.[regime] ?? []).reduce(addUpGrades, undefined)
    return { text: `${regime}${FIXED}${cases}`, grade: graded === undefined ? '' : gradeText(graded) }
  })
  // What all of them reach is said once.
  const [first = ''] = told.map(({ grade }) => grade)
  if (told.length > 1 && told.every(({ grade }) => grade === first))
    return `${told.map(({ text }) => text).join(' · ')}${first === '' ? '' : `, all${first}`}`
  return told.map(({ text, grade }) => text + grade).join(' · ')
}

/** The grade that all numbers reach, and how many reach a better one. */
function gradeText(graded: Graded): string {
  const grade = reached(graded)
  if (grade === undefined) return ''
  const all = Object.values(graded).reduce((a, b) => a + b, 0)
  const faithful = Math.floor((100 * (graded['correctly rounded'] + graded.faithful)) / all)
  if (grade === 'broken') return `${FIXED}${colour.red(`broken${FIXED}(${graded.broken}${FIXED}of${FIXED}${all})`)}`
  if (grade === 'stable') return `${FIXED}stable${FIXED}${faithful}${FIXED}%`
  return `${FIXED}${colour.green(grade.replace(' ', FIXED))}`
}

/** The strength of the options that were set together: each set is named by its options. */
function together(coverage: readonly Coverage[]): string {
  const found = coverage.flatMap(({ dimensions }) => Object.entries(dimensions['options'] ?? {}))
  const sizes = [2, STRENGTH].map((size) => {
    const sets = found.filter(([set]) => set.split(' × ').length === size)
    return { size, of: sets.length, set: sets.filter(([, n]) => n > 0).length }
  })
  const strength = sizes.findLast(({ of, set }) => of > 0 && set === of)?.size ?? 1
  const counts = sizes.map(({ size, of, set }) => `${set} of ${of} ${size === 2 ? 'pairs' : 'triples'}`).join(' · ')
  return `strength ${strength} · ${counts}`
}
