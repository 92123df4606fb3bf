/**
 * The words of a report, the same for every writer: statuses with their marks, kinds of laws, claims, what was answered.
 */

import { type Kind, failureLines } from '../properties/index.ts'
import type { Status } from './outcome.ts'
import type { Line, ReportDocument } from './report.ts'

export const MARKS: Readonly<Record<Status, string>> = {
  holds: '✓',
  fails: '✗',
  fixed: '!',
  known: 'k',
  beyond: '·',
  unsupported: '–',
  undecided: '?',
}

export const WORDS: Readonly<Record<Status, string>> = {
  holds: 'holds',
  fails: 'fails',
  fixed: 'known to fail, but holds',
  known: 'fails as known',
  beyond: 'fails, but is not claimed',
  unsupported: 'unsupported',
  undecided: 'undecided',
}

/** What a law comes to when its losses differ: the gravest first. */
export const GRAVEST: readonly Status[] = ['fails', 'fixed', 'undecided', 'known', 'beyond', 'holds', 'unsupported']

/** The gravest status of some results; there is at least one. */
export function gravest(lines: readonly Line[]): Status {
  return GRAVEST.find((status) => lines.some((line) => line.status === status)) as Status
}

export const TITLES: Readonly<Record<Kind, string>> = {
  accuracy: 'accuracy: against the truth',
  identity: 'identities: the answers against each other',
  edge: 'edges: what no arithmetic says',
  behaviour: 'behaviour: what a call does besides',
}

/** Worst error in ulps: under a claim in ulps those of the largest term, as claimed; else of the exact value. */
export function ulpsOff({ claim, law, worst }: Line): number {
  if (typeof claim === 'string') return worst.ulps
  return worst.share * (law.includes('gradient') ? claim.gradient : claim.loss)
}

/** The claim in words. */
export function claimText(claim: Line['claim']): string {
  if (typeof claim === 'string') return claim
  const { loss, gradient } = claim
  return loss === gradient ? `${loss} ulp` : `${loss} ulp (loss), ${gradient} ulp (gradient)`
}

/** `cross_entropy f64 f32, entropy f64` */
export function whereOf(lines: readonly Line[]): string {
  const losses = [...new Set(lines.map(({ loss }) => loss))]
  return losses
    .map((name) => [name, ...lines.filter(({ loss }) => loss === name).map(({ dtype }) => dtype)].join(' '))
    .join(', ')
}

/** What was answered and what was wanted, in one line. */
export function gist({ failure, statement }: Line): string {
  if (failure === undefined) return statement
  const { where, answer, truth } = failure.finding
  return `${where}: ${answer}, wanted ${truth}`
}

/** All that is said of a failure, and how it is put again. */
export function failureText(line: Line, subject: ReportDocument['subject']): string {
  const command = line.replay ?? line.again
  return [...failureLines(line, subject), ...(command === undefined ? [] : [`  replay   ${command}`])].join('\n')
}

const BLANKS = ['\t', '\n', '\r']

/** U+2400 and its followers show the control characters. */
const PICTURES = 0x2400
const PICTURE_OF_DELETE = '\u2421'
const DELETE = 0x7f

/** A text with a stand-in for every character that XML forbids or a terminal obeys; blanks and line ends stay. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, (c) => {
    const code = c.codePointAt(0) as number
    if (BLANKS.includes(c)) return c
    if (code < 0x20) return String.fromCodePoint(PICTURES + code)
    return code === DELETE ? PICTURE_OF_DELETE : '\ufffd'
  })
}
