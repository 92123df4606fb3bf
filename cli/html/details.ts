/**
 * Each loss in each dtype: where in the input space its digits go, and which regimes were met.
 */

import { AXES, type Part, type Picture, ulpsOfRow } from '../../properties/index.ts'
import type { ReportDocument } from '../report.ts'
import { rangeOf } from './axes.ts'
import { SHADES } from './cells.ts'
import { type Markup, NOTHING, breakable, markup } from './markup.ts'
import { counted, grouped, percent } from './numbers.ts'
import { histogram, plot } from './plot.ts'
import { regimes } from './regimes.ts'
import { type ReportScope, scopesOf } from './scopes.ts'
import { LOOKS, markOf } from './status.ts'
import { STATUSES } from '../outcome.ts'

/** Scopes that are open at first: enough to see what is there. */
const OPEN = 3

export function details(document: ReportDocument): Markup {
  const scopes = scopesOf(document)
  const failing = scopes.filter(({ lines }) => lines.some(({ status }) => LOOKS[status].tone === 'bad'))
  const open = failing.length === 0 ? scopes.slice(0, 1) : failing.slice(0, OPEN)
  return markup`<section><h2>Where the digits go</h2>
${key}
${scopes.map((scope) => scopeOf(scope, document.whole, open.includes(scope)))}</section>`
}

interface Sign {
  /** Width and height of its drawing. */
  readonly box: readonly [number, number]
  readonly paths: readonly Markup[]
  readonly means: string
}

const SIGNS: readonly Sign[] = [
  ...SHADES.map((least, i) => ({
    box: [1, 1] as const,
    paths: SHADES.slice(0, i + 1).map(() => markup`<path class="cell" d="M.5 0v1"/>`),
    means: i === SHADES.length - 1 ? `${least} or more` : String(least),
  })),
  {
    box: [20, 10],
    paths: [markup`<path class="budget" d="M0 8h20"/>`],
    means: 'the least error allowed in the column',
  },
  { box: [2, 1], paths: [markup`<path class="band" d="M0 .5h2"/>`], means: 'up to the most' },
  { box: [20, 10], paths: [markup`<path class="ulp" d="M0 5h20"/>`], means: '½ and 1 ulp' },
  { box: [10, 10], paths: [markup`<path class="cross" d="M2 2l6 6m0-6l-6 6"/>`], means: 'beyond what is allowed' },
]

const key: Markup = markup`<p class="key">Numbers in a cell: ${SIGNS.map(({ box: [width, height], paths, means }) => {
  const swatch = width > height ? 'swatch long' : 'swatch'
  return markup`<span><svg viewBox="0 0 ${width} ${height}" class="${swatch}" aria-hidden="true">${paths}</svg>${means}</span> `
})}</p>`

function scopeOf(scope: ReportScope, whole: boolean, isOpen: boolean): Markup {
  const { loss, dtype, anchor, coverage, pictures, claim } = scope
  const drawn = pictures.filter(({ histogram }) => histogram.some((n) => n > 0))
  const parts = drawn.map((picture) => partOf(picture, drawn))
  const met = coverage === undefined ? NOTHING : markup`<h4>Regimes met</h4>${regimes(coverage, whole)}`
  return markup`<details id="${anchor}" class="scope"${isOpen ? markup` open` : NOTHING}><summary><b>${breakable(loss)}</b> ${dtype} <span class="soft">${claim ?? ''} ${countsOf(scope)}</span></summary>
${parts}${met}</details>
`
}

function countsOf({ lines }: ReportScope): readonly Markup[] {
  return STATUSES.map((status) => ({ status, n: lines.filter((line) => line.status === status).length }))
    .filter(({ n }) => n > 0)
    .map(({ status, n }) => markup`<span title="${LOOKS[status].words}">${markOf(status)}${grouped(n)}</span> `)
}

const PARTS: Readonly<Record<Part, string>> = {
  loss: 'The loss',
  input: 'The gradient with respect to the input',
  target: 'The gradient with respect to the target',
}

function partOf(picture: Picture, all: readonly Picture[]): Markup {
  const { part, columns, histogram: counts } = picture
  const total = counts.reduce((sum, n) => sum + n, 0)
  const within = (ulps: number): string => {
    const some = counts.reduce((sum, n, row) => (ulpsOfRow(row) <= ulps ? sum + n : sum), 0)
    return percent(some, total)
  }
  const plots = AXES.filter((axis) => columns[axis].length > 0).map((axis) => plot(picture, axis, rangeOf(all, axis)))
  return markup`<h4>${PARTS[part]} <span class="soft">${counted(total, 'number')}, ${within(0.5)} within ½ ulp, ${within(1)} within 1 ulp</span></h4>
<div class="plots">${plots}${histogram(picture)}</div>`
}
