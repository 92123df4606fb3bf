/**
 * The picture of an exam: where in the input space a loss loses its digits.
 *
 *   error in ulps, by octave   against   gap    the lead of the target over the best other class, z_t − max z_c
 *                                        input  the number given there, by binade: its ordinal among the floats
 *
 * A picture is counts in a grid, so that the pictures of parts of an exam add up to that of the whole. A number of several
 * rows (a sum, a mean) has no one place in it and is left out; so is one that nothing is promised of.
 */

import { type Case, isIgnored, reducing, rowOf, specOf, values } from './case.ts'
import type { Part, Sample } from './grade.ts'

/** Columns of the gap: half octaves of 1 + |gap| on both sides of 0, up to 2^14, where everything is decided. */
const GAP_STEPS = 2
const GAP_LAST = 14 * GAP_STEPS

/** Columns of the input: a binade each from 2^−32 to 2^32 on both sides of 0; what is smaller or larger is in the last. */
const BINADES = 32

/** Rows: exact, below 2^−4 ulp, octaves up to 2^64, beyond. */
const LOWEST = -4
const HIGHEST = 64

/** Rows are numbered: 0 is exact, 1 the smallest errors, `ROWS` − 1 what is beyond, infinite or of another kind. */
export const ROWS: number = HIGHEST - LOWEST + 3

export const AXES = ['gap', 'input'] as const

export type Axis = (typeof AXES)[number]

/** The columns of an axis run from −last to last. */
export const LAST: Readonly<Record<Axis, number>> = { gap: GAP_LAST, input: 2 * BINADES + 1 }

export interface Column {
  readonly column: number
  /** Numbers in each row, from row 0 on. */
  readonly counts: readonly number[]
  /** Those beyond what they were allowed. */
  readonly failed: readonly number[]
  /** The least and the most that was allowed in ulps. */
  readonly least: number
  readonly most: number
}

export interface Picture {
  readonly loss: string
  readonly dtype: string
  readonly part: Part
  /** All numbers of the part, in each row. */
  readonly histogram: readonly number[]
  readonly columns: Readonly<Record<Axis, readonly Column[]>>
}

/** The row of an error. */
export function rowOfUlps(ulps: number): number {
  if (ulps === 0) return 0
  if (!(ulps <= 2 ** HIGHEST)) return ROWS - 1
  return Math.max(0, Math.ceil(Math.log2(ulps)) - LOWEST) + 1
}

/** The largest error of a row, in ulps. */
export function ulpsOfRow(row: number): number {
  if (row === 0) return 0
  return row === ROWS - 1 ? Infinity : 2 ** (row - 1 + LOWEST)
}

function columnOf(axis: Axis, x: number): number {
  const last = LAST[axis]
  if (x === 0) return 0
  const size = Math.abs(x)
  const at =
    axis === 'gap'
      ? Math.round(GAP_STEPS * Math.log2(1 + size))
      : Math.max(1, Math.floor(Math.log2(size)) + BINADES + 1)
  return Math.sign(x) * Math.min(last, at)
}

/** The size of what is in a column, at its middle or its lower end: 0 in the middle of the axis. */
export function valueOf(axis: Axis, column: number): number {
  if (column === 0) return 0
  const at = Math.abs(column)
  return Math.sign(column) * (axis === 'gap' ? 2 ** (at / GAP_STEPS) - 1 : 2 ** (at - BINADES - 1))
}

/** The class that a row is about: that of its target, or the one with the most of it; of an entropy the likeliest. */
function hitOf(c: Case, n: number): number {
  if (c.indexed) return values(c, 'target')[n] as number
  return largest(rowOf(c, c.planes['target'] === undefined ? 'input' : 'target', n))
}

function largest(xs: readonly number[]): number {
  return xs.reduce((best, x, i) => (x > (xs[best] as number) ? i : best), 0)
}

/** The lead of a row's class: of a binary element that of its side. */
function leadOf(c: Case, n: number): number | undefined {
  const { score } = specOf(c)
  const row = rowOf(c, 'input', n)
  if (score === 'bit') return (c.planes['target']?.values[n] ?? 1) >= 0.5 ? (row[0] as number) : -(row[0] as number)
  if (score !== 'logits' || row.length < 2) return undefined
  const hit = hitOf(c, n)
  const others = row.filter((_, k) => k !== hit)
  return (row[hit] ?? NaN) - Math.max(...others)
}

/** The row of the case that a number belongs to, and the class, where it belongs to one alone. */
export function placeOf(
  c: Case,
  { part, index }: Pick<Sample, 'part' | 'index'>,
): { n: number; k: number } | undefined {
  if (part !== 'loss') return { n: Math.floor(index / c.classes), k: index % c.classes }
  if (specOf(c).averagesLast || (reducing(c) !== 'none' && c.rows > 1)) return undefined
  return isIgnored(c, index) ? undefined : { n: index, k: c.classes === 1 ? 0 : hitOf(c, index) }
}

export interface Sketch {
  readonly take: (c: Case, samples: readonly Sample[]) => void
  readonly pictures: () => readonly Picture[]
}

interface Mutable {
  readonly counts: number[]
  readonly failed: number[]
  least: number
  most: number
}

interface Grid {
  readonly histogram: number[]
  readonly columns: Readonly<Record<Axis, Map<number, Mutable>>>
}

const PARTS: readonly Part[] = ['loss', 'input', 'target']

/** Collects the numbers of one loss in one dtype. */
export function sketchOf(loss: string, dtype: string): Sketch {
  const empty = (): Grid => ({ histogram: [], columns: { gap: new Map(), input: new Map() } })
  const grids: Readonly<Record<Part, Grid>> = { loss: empty(), input: empty(), target: empty() }
  return {
    take(c, samples) {
      const leads = new Map<number, number | undefined>()
      for (const sample of samples.filter(({ budget }) => budget !== Infinity)) {
        const { histogram, columns } = grids[sample.part]
        count(histogram, rowOfUlps(sample.ulps))
        const place = placeOf(c, sample)
        if (place === undefined) continue
        const { n, k } = place
        if (!leads.has(n)) leads.set(n, leadOf(c, n))
        put(columns, 'gap', leads.get(n), sample)
        put(columns, 'input', values(c, 'input')[n * c.classes + k], sample)
      }
    },
    pictures: () =>
      PARTS.map((part) => {
        const { histogram, columns } = grids[part]
        const each = { gap: inOrder(columns.gap), input: inOrder(columns.input) }
        return { loss, dtype, part, histogram: filled(histogram), columns: each }
      }),
  }
}

function put(columns: Grid['columns'], axis: Axis, x: number | undefined, { ulps, budget, holds }: Sample): void {
  if (x === undefined || Number.isNaN(x)) return
  const column = columnOf(axis, x)
  const found = columns[axis].get(column) ?? { counts: [], failed: [], least: Infinity, most: 0 }
  columns[axis].set(column, found)
  count(found.counts, rowOfUlps(ulps))
  if (!holds) count(found.failed, rowOfUlps(ulps))
  found.least = Math.min(found.least, budget)
  found.most = Math.max(found.most, budget)
}

function count(list: number[], at: number): void {
  list[at] = (list[at] ?? 0) + 1
}

/** Without holes, from the first place to the last that counts. */
function filled(list: readonly number[]): readonly number[] {
  return Array.from(list, (n: number | undefined) => n ?? 0)
}

function inOrder(columns: ReadonlyMap<number, Mutable>): readonly Column[] {
  return [...columns]
    .toSorted(([a], [b]) => a - b)
    .map(([column, { counts, failed, least, most }]) => ({
      column,
      counts: filled(counts),
      failed: filled(failed),
      least,
      most,
    }))
}

/** The pictures of an exam from those of its parts, which all have them in the same order. */
export function addPictures(parts: readonly (readonly Picture[])[]): readonly Picture[] {
  const [first = []] = parts
  return first.map((picture, i) => {
    const same = parts.map((part) => part[i] as Picture)
    const columns = { gap: addColumns(same, 'gap'), input: addColumns(same, 'input') }
    return { ...picture, histogram: addLists(same.map(({ histogram }) => histogram)), columns }
  })
}

function addLists(lists: readonly (readonly number[])[]): readonly number[] {
  const length = Math.max(...lists.map((list) => list.length))
  return Array.from({ length }, (_, i) => lists.reduce((sum, list) => sum + (list[i] ?? 0), 0))
}

function addColumns(pictures: readonly Picture[], axis: Axis): readonly Column[] {
  const together = new Map<number, Column>()
  for (const next of pictures.flatMap(({ columns }) => columns[axis])) {
    const known = together.get(next.column)
    together.set(next.column, known === undefined ? next : addColumn(known, next))
  }
  return [...together.values()].toSorted((a, b) => a.column - b.column)
}

function addColumn(a: Column, b: Column): Column {
  return {
    column: a.column,
    counts: addLists([a.counts, b.counts]),
    failed: addLists([a.failed, b.failed]),
    least: Math.min(a.least, b.least),
    most: Math.max(a.most, b.most),
  }
}
