/** What a call has that is expected to have a value, and what it threw that is expected to be refused. */

import type { Truth } from '../truth.ts'

/** The truth of a call that has a value; of another a test says what came. */
export function valued(answer: Truth): Extract<Truth, { readonly kind: 'value' }> {
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer))
  return answer
}

/** What it throws, or gives where it throws nothing. */
export function refusal(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
