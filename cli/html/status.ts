/**
 * What a result counts for, as it looks: a mark, a tone and a word, so that nothing is told by colour alone.
 */

import type { Status } from '../outcome.ts'
import type { Line } from '../report.ts'
import { MARKS } from '../words.ts'
import { type Markup, markup } from './markup.ts'

interface Look {
  /** A class of the style sheet. */
  readonly tone: 'good' | 'bad' | 'warn' | 'soft'
  /** Of one result, and of several. */
  readonly word: string
  readonly words: string
  readonly means: string
}

export const LOOKS: Readonly<Record<Status, Look>> = {
  holds: { tone: 'good', word: 'holds', words: 'hold', means: 'every case is within the claim' },
  fails: { tone: 'bad', word: 'fails', words: 'fail', means: 'a case is beyond the claim' },
  fixed: {
    tone: 'bad',
    word: 'known to fail, but holds',
    words: 'known to fail, but hold',
    means: 'the list of known failures is out of date',
  },
  known: {
    tone: 'warn',
    word: 'fails as known',
    words: 'fail as known',
    means: 'on the list of known failures, with a reason',
  },
  beyond: {
    tone: 'soft',
    word: 'fails beyond the claim',
    words: 'fail beyond the claim',
    means: 'at digits that the subject does not claim; not held against it',
  },
  unsupported: {
    tone: 'soft',
    word: 'unsupported',
    words: 'unsupported',
    means: 'the subject does not take what the law asks',
  },
  undecided: {
    tone: 'warn',
    word: 'undecided',
    words: 'undecided',
    means: 'the exam ended, or the law could not be tried',
  },
}

export function markOf(status: Status): Markup {
  return markup`<span class="mark ${LOOKS[status].tone}" aria-hidden="true">${MARKS[status]}</span>`
}

/** One loss in one dtype, with all that is known of it. */
export function scopeName({ loss, dtype }: { readonly loss: string; readonly dtype: string }): string {
  return `${loss} · ${dtype}`
}

/** Where a result is told in full; its place among the results is the same for the same seed. */
export function anchorOf(results: readonly Line[], line: Line): string {
  return `r${results.indexOf(line)}`
}

export function isTold({ status }: Line): boolean {
  return status === 'fails' || status === 'fixed' || status === 'known' || status === 'beyond'
}
