/**
 * The axes of a plot: where a value stands, and which values are named.
 *
 *   error    rows, from the bottom      row r reaches from height r to r + 1
 *   place    columns, from the left     column c reaches from c − ½ to c + ½
 */

import { type Axis, LAST, ROWS, type Picture, ulpsOfRow, valueOf } from '../../properties/index.ts'
import { type FloatType, formats } from '../../reference/index.ts'
import { powerOfTwo } from './numbers.ts'

export interface Tick {
  readonly at: number
  readonly label: string
}

/** The height above the bottom up to which errors of `ulps` reach. */
export function heightOf(ulps: number, rows: number): number {
  const inRow = Math.log2(ulps / ulpsOfRow(1)) + 1
  return Math.min(rows, Math.max(1, inRow + 1))
}

/** Fewer rows would be bars. */
const FEWEST_ROWS = 16

/** Rows above the largest error, in which a budget is seen that leaves it room. */
const ABOVE = 3

/** The rows that the plots of a part show. */
export function rowsOf({ histogram }: Picture): number {
  return Math.min(ROWS, Math.max(FEWEST_ROWS, histogram.length + ABOVE))
}

/** Rows between the powers of two that are named: as many as keep their names apart. */
const CLOSE = 4
const APART = 10

/** Between the names of two rows there is room for this many more. */
const BESIDE = 4

/** 0, powers of two and the number of ulps at which every digit is lost; ½ and 1 ulp are lines of their own. */
export function errorTicks(rows: number, dtype: string): readonly Tick[] {
  const { precision } = formats[dtype as FloatType]
  const step = rows > CLOSE * APART ? APART : CLOSE
  const exponents = Array.from({ length: Math.floor(ROWS / step) }, (_, i) => (i + 1) * step)
    .filter((exponent) => Math.abs(exponent - precision) > BESIDE)
    .concat(precision)
  const powers = exponents
    .map((exponent) => ({ at: heightOf(2 ** exponent, ROWS), label: powerOfTwo(exponent) }))
    .filter(({ at }) => at <= rows - (rows === ROWS ? BESIDE : 0))
  const beyond = rows === ROWS ? [{ at: ROWS - 0.5, label: '∞' }] : []
  return [{ at: 0.5, label: '0' }, ...powers, ...beyond]
}

/** Fewer columns would be bars. */
const FEWEST_COLUMNS = 12

/** The first and the last column that the plots of a scope show. */
export function rangeOf(pictures: readonly Picture[], axis: Axis): { readonly first: number; readonly last: number } {
  const used = pictures.flatMap(({ columns }) => columns[axis].map(({ column }) => column))
  const [first, last] = [Math.min(...used), Math.max(...used)]
  const more = Math.max(0, Math.ceil((FEWEST_COLUMNS - (last - first + 1)) / 2))
  return { first: first - more, last: last + more }
}

export function placeTicks(axis: Axis, first: number, last: number): readonly Tick[] {
  const ticks = axis === 'gap' ? gapTicks() : inputTicks(last - first)
  return ticks.filter(({ at }) => at >= first - 0.5 && at <= last + 0.5)
}

/** ±1 would stand too near to 0. */
const GAPS: readonly (readonly [number, string])[] = [
  [10, '10'],
  [100, '100'],
  [1000, '1000'],
  [10_000, '10⁴'],
]

function gapTicks(): readonly Tick[] {
  // Columns are equal steps of log(1 + gap).
  const step = Math.log1p(valueOf('gap', 1))
  return bothSides(GAPS.map(([gap, label]) => ({ at: Math.log1p(gap) / step, label })))
}

/** Binades between those that are named, by how many are shown: as many as keep their names apart. */
const BINADES: readonly { readonly upTo: number; readonly step: number }[] = [
  { upTo: 35, step: 4 },
  { upTo: 70, step: 8 },
  { upTo: Infinity, step: 16 },
]

function inputTicks(columns: number): readonly Tick[] {
  const { step } = BINADES.find(({ upTo }) => columns <= upTo) as (typeof BINADES)[number]
  const smallest = Math.log2(valueOf('input', 1))
  const count = Math.floor((LAST.input - 1) / step)
  const exponents = Array.from({ length: count + 1 }, (_, i) => smallest + i * step)
  // A binade begins at the edge of its column that is nearer to 0.
  return bothSides(exponents.map((e) => ({ at: e - smallest + 0.5, label: e === 0 ? '1' : powerOfTwo(e) })).slice(1))
}

function bothSides(ticks: readonly Tick[]): readonly Tick[] {
  const negative = ticks.map(({ at, label }) => ({ at: -at, label: `−${label}` }))
  return [...negative, { at: 0, label: '0' }, ...ticks]
}
