/**
 * The matrix: every law on every loss in every dtype, one mark a cell, which leads to what it tells.
 */

import { digits } from '../../properties/explain.ts'
import type { Kind } from '../../properties/index.ts'
import type { Line, ReportDocument } from '../report.ts'
import { MARKS, TITLES } from '../words.ts'
import { type Markup, NOTHING, breakable, markup } from './markup.ts'
import { counted } from './numbers.ts'
import { type ReportScope, scopesOf } from './scopes.ts'
import { LOOKS, anchorOf, isTold } from './status.ts'

export function matrix(document: ReportDocument): Markup {
  const scopes = scopesOf(document)
  const kinds = (Object.keys(TITLES) as Kind[]).map((kind) => rowsOf(document, scopes, kind))
  return markup`<section><h2>Laws</h2><div class="wide" tabindex="0" role="region" aria-label="Laws by loss and dtype"><table class="matrix">
${headOf(scopes)}
${kinds}</table></div></section>`
}

/** Names stand upright over fewer dtypes than this, a cell being narrower than a word, unless the losses are few. */
const WIDE = 3
const FEW = 6

function headOf(scopes: readonly ReportScope[]): Markup {
  const losses = [...new Set(scopes.map(({ loss }) => loss))]
  const groups = losses.map((loss) => ({ loss, of: scopes.filter((scope) => scope.loss === loss) }))
  const upright = groups.length > FEW && groups.some(({ of }) => of.length < WIDE) ? 'upright' : 'level'
  const names = groups.map(
    ({ loss, of }) =>
      markup`<th scope="colgroup" colspan="${of.length}" class="first"><div class="${upright}">${breakable(loss)}</div></th>`,
  )
  const dtypes = groups.flatMap(({ of }) =>
    of.map(({ dtype, anchor }, i) => markup`<th scope="col"${firstOf(i === 0)}><a href="#${anchor}">${dtype}</a></th>`),
  )
  return markup`<thead><tr><td></td>${names}</tr><tr><td></td>${dtypes}</tr></thead>`
}

function rowsOf(document: ReportDocument, scopes: readonly ReportScope[], kind: Kind): Markup {
  const laws = new Map(
    document.results.filter((line) => line.kind === kind).map(({ law, statement }) => [law, statement]),
  )
  if (laws.size === 0) return NOTHING
  const rows = [...laws].map(([law, statement]) => {
    const cells = scopes.map((scope, i) => {
      const line = scope.lines.find((one) => one.law === law)
      return cellOf(document, line, scope.loss !== scopes[i - 1]?.loss)
    })
    return markup`<tr><th scope="row" title="${statement}">${law}</th>${cells}</tr>\n`
  })
  return markup`<tbody><tr class="kind"><th colspan="${scopes.length + 1}"><span>${TITLES[kind]}</span></th></tr>
${rows}</tbody>`
}

function firstOf(isFirst: boolean): Markup {
  return isFirst ? markup` class="first"` : NOTHING
}

function cellOf({ results }: ReportDocument, line: Line | undefined, isFirst: boolean): Markup {
  if (line === undefined) return markup`<td${firstOf(isFirst)}></td>`
  const { tone } = LOOKS[line.status]
  const mark = MARKS[line.status]
  const shown = isTold(line) ? markup`<a href="#${anchorOf(results, line)}">${mark}</a>` : markup`${mark}`
  return markup`<td class="${isFirst ? 'first ' : ''}${tone}" title="${tipOf(line)}">${shown}</td>`
}

/** `holds: at most 0.51 ulp, 12 % of what is allowed, 213 cases` */
function tipOf({ status, kind, why, worst, cases }: Line): string {
  const { word } = LOOKS[status]
  if (status === 'unsupported' || status === 'undecided') return [word, why].join(': ')
  const off = kind === 'accuracy' ? [`at most ${digits(worst.ulps)} ulp`] : []
  const share = `${digits(100 * worst.share)} % of what is allowed`
  return `${word}: ${[...off, share, counted(cases, 'case')].join(', ')}`
}
