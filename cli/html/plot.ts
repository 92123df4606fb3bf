/**
 * The plots of a part: its errors against the gap, against the input, and by themselves.
 *
 *   error ↑  cells shaded by how many numbers are in them · the budget of each column · ½ and 1 ulp · failures ✕
 *
 * Cells are drawn in their own coordinates, a column and a row each 1, and stretched; names and crosses are not.
 */

import type { Axis, Column, Picture } from '../../properties/index.ts'
import { type Tick, errorTicks, heightOf, placeTicks, rowsOf } from './axes.ts'
import { columnsPath, shadesOf } from './cells.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { powerOfTwo, tenth } from './numbers.ts'

/** In units of the drawing, which are pixels where it is not stretched. */
const BOX = { left: 36, right: 8, top: 20, bottom: 36, height: 280 }
const WIDTH = 380
const NARROW = 150

const FLOOR = BOX.height - BOX.bottom
const TALL = FLOOR - BOX.top

const AXIS_TITLES: Readonly<Record<Axis, string>> = {
  gap: 'gap: lead of the target over the best other',
  input: 'input, by binade',
}

export interface Range {
  readonly first: number
  readonly last: number
}

export function plot(picture: Picture, axis: Axis, { first, last }: Range): Markup {
  const { loss, dtype, part } = picture
  const rows = rowsOf(picture)
  const columns = picture.columns[axis]
  const wide = (WIDTH - BOX.left - BOX.right) / (last - first + 1)
  const high = TALL / rows
  const across = (column: number): number => BOX.left + (column - first + 0.5) * wide
  const ticks = placeTicks(axis, first, last).map(({ at, label }) => ({ at: across(at), label }))
  const cells = shadesOf(columns, first).map((d) => path('cell', d))
  const crosses = crossesOf(columns, across, (row) => FLOOR - (row + 0.5) * high)
  return markup`<svg viewBox="0 0 ${WIDTH} ${BOX.height}" role="img"><title>${loss} ${dtype}, ${part}: error in ulps against the ${axis}</title>
<g transform="translate(${tenth(across(first))} ${FLOOR}) scale(${exact(wide)} ${exact(-high)})">${cells}${path('band', bandOf(columns, first, rows))}${path('budget', budgetOf(columns, first, rows))}</g>
${frameOf(WIDTH, high, errorTicks(rows, dtype), ticks, AXIS_TITLES[axis])}
${path('cross', crosses)}</svg>`
}

function path(look: string, d: string): Markup {
  return d === '' ? NOTHING : markup`<path class="${look}" d="${d}"/>`
}

/** A stretched path is as exact as its factor times some hundred. */
function exact(factor: number): number {
  return Number(factor.toFixed(4))
}

/** From the least to the most that was allowed in each column. */
function bandOf(columns: readonly Column[], first: number, rows: number): string {
  const runs = columns.map(({ column, least, most }) => ({
    lane: column - first,
    from: tenth(heightOf(least, rows)),
    to: tenth(heightOf(most, rows)),
  }))
  return columnsPath(runs.filter(({ from, to }) => to > from))
}

/** The least that was allowed, as steps; a column that has nothing in it is left out. */
function budgetOf(columns: readonly Column[], first: number, rows: number): string {
  const steps = columns.map(({ column, least }) => ({ x: column - first, y: tenth(heightOf(least, rows)) }))
  return steps
    .map(({ x, y }, i) => {
      const before = steps[i - 1]
      if (before?.x !== x - 1) return `M${x - 0.5} ${y}h1`
      return before.y === y ? 'h1' : `V${y}h1`
    })
    .join('')
}

/** Half the size of a cross. */
const ARM = 3

function crossesOf(columns: readonly Column[], across: (x: number) => number, up: (row: number) => number): string {
  return columns
    .flatMap(({ column, failed }) =>
      failed.map((n, row) => (n === 0 ? '' : crossAt(Math.round(across(column)), Math.round(up(row))))),
    )
    .join('')
}

function crossAt(x: number, y: number): string {
  return `M${x - ARM} ${y - ARM}l${2 * ARM} ${2 * ARM}m0-${2 * ARM}l-${2 * ARM} ${2 * ARM}`
}

/** The axes with their names, and the lines at ½ and 1 ulp. */
function frameOf(width: number, high: number, errors: readonly Tick[], places: readonly Tick[], title: string): Markup {
  const length = width - BOX.left - BOX.right
  const up = (height: number): number => tenth(FLOOR - height * high)
  // The heights of ½ and 1 ulp do not depend on how many rows there are.
  const [half, one] = [0.5, 1].map((ulps) => up(heightOf(ulps, Infinity))) as [number, number]
  const notches = [
    ...errors.map(({ at }) => `M${BOX.left} ${up(at)}h-3`),
    ...places.map(({ at }) => `M${tenth(at)} ${FLOOR}v3`),
  ].join('')
  const label = (y: number, text: string): Markup => markup`<text y="${tenth(y)}">${text}</text>`
  return markup`<path class="ulp" d="M${BOX.left} ${half}h${length}M${BOX.left} ${one}h${length}"/><path class="axis" d="M${BOX.left} ${BOX.top}V${FLOOR}h${length}${notches}"/><g class="up" transform="translate(${BOX.left - 5} 3)">${label(half + 4, '½')}${label(one - 4, '1')}${errors.map(({ at, label: text }) => label(up(at), text))}</g><g class="along" transform="translate(0 ${FLOOR + 14})">${places.map(({ at, label: text }) => markup`<text x="${tenth(at)}">${text}</text>`)}<text class="name" x="${BOX.left + length / 2}" y="16">${title}</text></g><text class="name" x="2" y="11">ulps</text>`
}

const COUNTS = Array.from({ length: 7 }, (_, i) => 10 ** i)

/** How many numbers are in each row, on a logarithmic scale: one is seen beside a million. */
export function histogram(picture: Picture): Markup {
  const { loss, dtype, part, histogram: counts } = picture
  const rows = rowsOf(picture)
  const high = TALL / rows
  const most = Math.log1p(Math.max(...counts))
  const long = (n: number): number => ((NARROW - BOX.left - BOX.right) * Math.log1p(n)) / most
  const bars = counts.map((n, row) => (n === 0 ? '' : `M0 ${row + 0.5}h${tenth(long(n))}`)).join('')
  const shown = COUNTS.filter((n) => Math.log1p(n) <= most)
  // Three names have room beside each other: the first, the last and the one between.
  const named = shown.filter((_, i) => shown.length <= 3 || i % Math.ceil((shown.length - 1) / 2) === 0)
  const ticks = named.map((n) => ({ at: BOX.left + long(n), label: n < 10_000 ? String(n) : `10${powerOf(n)}` }))
  return markup`<svg class="narrow" viewBox="0 0 ${NARROW} ${BOX.height}" role="img"><title>${loss} ${dtype}, ${part}: numbers by their error in ulps</title>
<g transform="translate(${BOX.left} ${FLOOR}) scale(1 ${exact(-high)})">${path('bar', bars)}</g>
${frameOf(NARROW, high, errorTicks(rows, dtype), ticks, 'numbers')}</svg>`
}

function powerOf(n: number): string {
  return powerOfTwo(Math.round(Math.log10(n))).slice(1)
}
