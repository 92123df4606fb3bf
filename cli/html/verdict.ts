/**
 * The head of the page: the verdict in one line, what was examined, and the command that says the same again.
 */

import { STATUSES } from '../outcome.ts'
import type { ReportDocument } from '../report.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { counted, grouped } from './numbers.ts'
import { scopesOf } from './scopes.ts'
import { LOOKS, markOf } from './status.ts'

interface Verdict {
  readonly word: string
  readonly mark: string
  readonly tone: 'good' | 'bad' | 'warn'
}

const VERDICTS: Readonly<Record<ReportDocument['exit'], Verdict>> = {
  0: { word: 'holds', mark: '✓', tone: 'good' },
  1: { word: 'fails', mark: '✗', tone: 'bad' },
  2: { word: 'undecided', mark: '?', tone: 'warn' },
}

const ENDED: Verdict = { word: 'ended early', mark: '?', tone: 'warn' }

function verdictOf({ exit, stopped }: ReportDocument): Verdict {
  return stopped ? ENDED : VERDICTS[exit]
}

/** `torch 2.1: holds`, also the title of the window. */
export function headline(document: ReportDocument): string {
  return `${nameOf(document)}: ${verdictOf(document).word}`
}

function nameOf({ subject }: ReportDocument): string {
  return [subject.name, subject.version].filter((word) => word !== '').join(' ')
}

export function verdict(document: ReportDocument): Markup {
  const { word, mark, tone } = verdictOf(document)
  return markup`<header>
<p class="kicker">lossproof <span class="soft">an exam for cross-entropy</span></p>
<h1><span class="mark ${tone}" aria-hidden="true">${mark}</span> ${nameOf(document)} <span class="${tone}">${word}</span></h1>
<p class="counts">${countsOf(document)}</p>
${factsOf(document)}
<p class="command"><code>${document.command}</code></p>
</header>`
}

function countsOf({ summary }: ReportDocument): readonly Markup[] {
  return STATUSES.filter((status) => summary[status] > 0).map((status) => {
    const { word, words } = LOOKS[status]
    return markup`<span>${markOf(status)} ${counted(summary[status], word, words)}</span> `
  })
}

function factsOf(document: ReportDocument): Markup {
  const { seed, runs, results, audit } = document
  const cases = results.reduce((sum, line) => sum + line.cases, 0)
  const facts: readonly (readonly [string, string])[] = [
    ['Claim', claimsOf(document)],
    ['Seed', String(seed)],
    ['Runs', `${grouped(runs)} a law and loss`],
    ['Examined', counted(scopesOf(document).length, 'loss × dtype', 'losses × dtypes')],
    ['Cases', grouped(cases)],
    ['Truths', `${grouped(audit.numbers)} (${grouped(audit.audited)} audited)`],
  ]
  return markup`<dl class="facts">${facts.map(([name, text]) => markup`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`
}

/** What it is held to, most of it first; of how many losses and dtypes, where that differs. */
function claimsOf(document: ReportDocument): string {
  const claims = scopesOf(document).flatMap(({ claim }) => (claim === undefined ? [] : [claim]))
  const counts = [...new Set(claims)].map((claim) => ({ claim, n: claims.filter((one) => one === claim).length }))
  if (counts.length < 2) return counts[0]?.claim ?? 'none'
  return counts
    .toSorted((a, b) => b.n - a.n)
    .map(({ claim, n }) => `${claim} (${n})`)
    .join(', ')
}

/** Why it fails where no law does. */
export function remark({ exit, stopped, summary }: ReportDocument): Markup {
  if (stopped) return markup`<p>The exam was ended before all cases were tried: it has decided nothing.</p>`
  if (exit !== 1 || summary.fails + summary.fixed > 0) return NOTHING
  return markup`<p>The list of known failures names something that is not examined.</p>`
}
