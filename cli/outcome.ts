/**
 * The outcome of an exam: what each result counts for, and the exit status.
 *
 *   0  every law holds, or fails as known          1  a law fails, or a known failure holds
 *   2  undecided: a verdict, or a regime missed    3  the question was wrong, or the subject could not be run
 */

import { type Report, type Result, missed } from '../properties/index.ts'
import type { Known } from './known.ts'

/** `fixed`: known to fail, and holds. `beyond`: fails at digits that the subject does not claim. */
export const STATUSES = ['holds', 'fails', 'known', 'fixed', 'beyond', 'unsupported', 'undecided'] as const

export type Status = (typeof STATUSES)[number]

export interface Judged {
  readonly result: Result
  readonly status: Status
  /** Why it is known to fail. */
  readonly reason?: string
}

export function judge({ results }: Pick<Report, 'results'>, known: readonly Known[]): readonly Judged[] {
  return results.map((result) => {
    const line = known.find(
      ({ law, loss, dtype }) => law === result.law && loss === result.loss && dtype === result.dtype,
    )
    if (line === undefined) return { result, status: statusOf(result) }
    if (result.verdict === 'fails') return { result, status: 'known', reason: line.reason }
    return { result, status: result.verdict === 'holds' ? 'fixed' : result.verdict, reason: line.reason }
  })
}

function statusOf({ verdict, claimed }: Result): Status {
  return verdict === 'fails' && !claimed ? 'beyond' : verdict
}

/**
 * `whole` says that nothing was filtered out, so that every regime should have been met. An exam that was ended early has
 * decided nothing.
 */
export function exitStatus(
  judged: readonly Judged[],
  { coverage, stopped }: Pick<Report, 'coverage' | 'stopped'>,
  whole: boolean,
): 0 | 1 | 2 {
  if (stopped) return 2
  if (judged.some(({ status }) => status === 'fails' || status === 'fixed')) return 1
  const undecided = judged.some(({ status }) => status === 'undecided')
  return undecided || (whole && coverage.some((c) => missed(c).length > 0)) ? 2 : 0
}

export function countOf(judged: readonly Judged[]): Readonly<Record<Status, number>> {
  const count = { holds: 0, fails: 0, known: 0, fixed: 0, beyond: 0, unsupported: 0, undecided: 0 }
  for (const { status } of judged) count[status]++
  return count
}
