/**
 * A part of an answer that is wrong, beside its truth: the losses, or the slopes with respect to an argument.
 */

import type { Question } from './hypotheses.ts'

/** One part of an answer beside its truth. */
export interface Wrong {
  readonly asked: Question
  readonly part: string
  /** The places of the numbers that are promised. */
  readonly kept: readonly number[]
  readonly answer: readonly number[]
  readonly truth: readonly number[]
}

/** What an explanation leaves of the error, at the most. */
const EXPLAINED = 2 ** -10

/** Whether the answer is these numbers, all but for a little of its error. */
export function accountsFor({ answer, truth }: Wrong, values: readonly (number | undefined)[]): boolean {
  const errors = answer.map((a, i) => Math.abs(a - (truth[i] as number)))
  const most = Math.max(...errors.filter(Number.isFinite), 0)
  return answer.every((a, i) => {
    const value = values[i]
    return value === undefined || Object.is(a, value) || Math.abs(a - value) <= EXPLAINED * most
  })
}
