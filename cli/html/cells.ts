/**
 * Cells of a grid as paths: runs of cells, one after the other, by relative commands.
 *
 *   m1-4v3     one column on, four rows down, three cells up           m-6 1h5     one row up, five cells along
 *
 * The pen is as wide as a cell. Shades are laid over each other: where there is more, more of them lie; as the counts of a
 * column rise and fall once, each has one run in it. A shade is drawn by columns or by rows, whichever is shorter.
 */

import type { Column } from '../../properties/index.ts'

/** Counts from which on one shade more is laid: equal steps of their logarithm. */
export const SHADES: readonly number[] = [1, 4, 16, 64, 256]

/** A part of a lane, which is a column or a row. */
interface Run {
  readonly lane: number
  readonly from: number
  readonly to: number
}

/** Runs in columns; a column has its middle at its number, a row its bottom. */
export function columnsPath(runs: readonly Run[]): string {
  let [x, y] = [0, 0]
  return runs
    .map(({ lane, from, to }) => {
      const text = `m${short(lane - x)}${next(from - y)}v${short(to - from)}`
      ;[x, y] = [lane, to]
      return text
    })
    .join('')
}

/** Runs in rows: from the left edge of a column, in the middle of a row. */
function rowsPath(runs: readonly Run[]): string {
  let [x, y] = [0.5, -0.5]
  return runs
    .map(({ lane, from, to }) => {
      const text = `m${short(from - x)}${next(lane - y)}h${short(to - from)}`
      ;[x, y] = [to, lane]
      return text
    })
    .join('')
}

/** Heights have one decimal. */
function short(n: number): string {
  return String(Math.round(10 * n) / 10).replace(/^(-?)0\./, '$1.')
}

/** A sign separates as well as a space. */
function next(n: number): string {
  const text = short(n)
  return text.startsWith('-') ? text : ` ${text}`
}

/** The cells of each shade; `first` is the column that stands at 0. */
export function shadesOf(columns: readonly Column[], first: number): readonly string[] {
  const width = Math.max(...columns.map(({ column }) => column - first + 1))
  const height = Math.max(...columns.map(({ counts }) => counts.length))
  const at = new Map(columns.map(({ column, counts }) => [column - first, counts]))
  const upright = Array.from({ length: width }, (_, x) => at.get(x) ?? [])
  const level = Array.from({ length: height }, (_, row) => upright.map((counts) => counts[row] ?? 0))
  return SHADES.map((least) => {
    const byColumns = columnsPath(runsOf(upright, least))
    const byRows = rowsPath(runsOf(level, least))
    return byRows.length < byColumns.length ? byRows : byColumns
  })
}

/** The runs of what is at least so many, lane by lane. */
function runsOf(lanes: readonly (readonly number[])[], least: number): readonly Run[] {
  return lanes.flatMap((counts, lane) => {
    const has = (at: number): boolean => (counts[at] ?? 0) >= least
    const starts = [...counts.keys()].filter((at) => has(at) && !has(at - 1))
    return starts.map((from) => {
      const end = counts.findIndex((_, at) => at > from && !has(at))
      return { lane, from, to: end === -1 ? counts.length : end }
    })
  })
}
