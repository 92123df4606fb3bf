/**
 * The failures: each with its case, its numbers and the line that puts it again; then what could not be decided.
 *
 *   fails, fixed   in sight        known, beyond   folded
 */

import { failureFacts, missed } from '../../properties/index.ts'
import type { Status } from '../outcome.ts'
import type { Line, ReportDocument } from '../report.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { counted } from './numbers.ts'
import { LOOKS, anchorOf, markOf, scopeName } from './status.ts'
import { remark } from './verdict.ts'

export function failures(document: ReportDocument): Markup {
  const parts = [
    remark(document),
    ...ofStatus(document, 'fails', 'fixed'),
    folded(document, 'known'),
    folded(document, 'beyond'),
    undecided(document),
    missedRegimes(document),
  ].filter((part) => part !== NOTHING)
  if (parts.length === 0) return NOTHING
  const { fails, fixed, known, beyond } = document.summary
  const title = fails + fixed + known + beyond > 0 ? 'Failures' : 'Undecided'
  return markup`<section><h2>${title}</h2>${parts}</section>`
}

function ofStatus(document: ReportDocument, ...statuses: readonly Status[]): readonly Markup[] {
  return document.results.filter(({ status }) => statuses.includes(status)).map((line) => block(document, line))
}

function folded(document: ReportDocument, status: Status): Markup {
  const blocks = ofStatus(document, status)
  if (blocks.length === 0) return NOTHING
  const { word, words, means } = LOOKS[status]
  return markup`<details><summary>${markOf(status)} ${counted(blocks.length, word, words)} <span class="soft">${means}</span></summary>${blocks}</details>`
}

/** The subject stands in the title. */
const ELSEWHERE = ['subject']

function block(document: ReportDocument, line: Line): Markup {
  const { law, statement, status, reason, snippet } = line
  const again = line.replay ?? line.again
  const rows = [
    ...(reason === undefined ? [] : [['known', reason] as const]),
    ...failureFacts(line, document.subject).filter(([word]) => !ELSEWHERE.includes(word)),
  ]
  return markup`<article id="${anchorOf(document.results, line)}" class="failure ${LOOKS[status].tone}">
<h3>${markOf(status)} ${law} <span class="soft">${scopeName(line)}</span></h3>
<p>${statement}${status === 'fixed' ? markup`: <b>${LOOKS.fixed.word}</b>` : NOTHING}</p>
<dl>${rows.map(([word, text]) => markup`<dt>${word}</dt><dd>${text}</dd>`)}</dl>
${snippet === undefined ? NOTHING : markup`<details><summary>show it without lossproof</summary><pre><code>${snippet.code}</code></pre></details>`}
${again === undefined ? NOTHING : markup`<p class="command"><code>${again}</code></p>`}
</article>`
}

function undecided({ results, exit }: ReportDocument): Markup {
  const lines = results.filter(({ status }) => status === 'undecided')
  if (lines.length === 0) return NOTHING
  const items = lines.map(
    (line) => markup`<li><b>${line.law}</b> <span class="soft">${scopeName(line)}</span> ${line.why ?? ''}</li>`,
  )
  const open = exit === 2 ? markup` open` : NOTHING
  return markup`<details${open}><summary>${markOf('undecided')} ${counted(lines.length, 'undecided', 'undecided')}</summary><ul>${items}</ul></details>`
}

/** Regimes that were missed matter when nothing was filtered out. */
function missedRegimes({ coverage, whole, exit }: ReportDocument): Markup {
  const scopes = whole ? coverage.filter((one) => missed(one).length > 0) : []
  if (scopes.length === 0) return NOTHING
  const count = scopes.reduce((sum, one) => sum + missed(one).length, 0)
  const items = scopes.map((one) => markup`<li><b>${scopeName(one)}</b> ${missed(one).join(' · ')}</li>`)
  const open = exit === 2 ? markup` open` : NOTHING
  return markup`<details${open}><summary>${markOf('undecided')} ${counted(count, 'regime')} of the input space missed</summary><ul>${items}</ul></details>`
}
