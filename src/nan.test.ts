/** A NaN stays in its row: there every number of the answer is NaN, elsewhere nothing changes. */

import { describe, expect, test } from 'vitest'
import {
  type Floats,
  binaryCrossEntropyWithGradient,
  binaryCrossEntropyWithLogitsWithGradient,
  crossEntropyWithGradient,
  klDivergenceWithGradient,
  logLossWithGradient,
  nllLossWithGradient,
} from './index.ts'

interface Answer {
  readonly loss: unknown
  readonly gradient: Readonly<Record<string, Floats>>
}
type Rows = readonly (readonly number[])[]

const y = [
  [0.5, 0.5, 0],
  [0.25, 0.25, 0.5],
  [0, 0, 1],
]
const indices = [2, 0, 1]
const none = { reduction: 'none' } as const
const both = { reduction: 'none', wrt: ['target'] } as const

/** With probabilities, which are logits as well, for some rows. */
const calls: readonly (readonly [string, (rows: Rows) => Answer])[] = [
  ['crossEntropy of indices', (x) => crossEntropyWithGradient(x, indices, none)],
  ['crossEntropy of indices, smoothed', (x) => crossEntropyWithGradient(x, indices, { ...none, labelSmoothing: 0.25 })],
  ['crossEntropy of indices, focal', (x) => crossEntropyWithGradient(x, indices, { ...none, focal: 2 })],
  ['crossEntropy of distributions', (x) => crossEntropyWithGradient(x, y, both)],
  ['logLoss of indices', (x) => logLossWithGradient(x, indices, none)],
  ['logLoss of distributions', (x) => logLossWithGradient(x, y, both)],
  ['nllLoss of indices', (x) => nllLossWithGradient(x, indices, none)],
  ['nllLoss of distributions', (x) => nllLossWithGradient(x, y, both)],
  ['klDivergence', (x) => klDivergenceWithGradient(y, x, none)],
  ['binary logits', (x) => binaryCrossEntropyWithLogitsWithGradient(x, y, both)],
  ['binary probabilities', (x) => binaryCrossEntropyWithGradient(x, y, both)],
]

const sound = [
  [0.25, 0.5, 0.25],
  [0.125, 0.125, 0.75],
  [0.5, 0.25, 0.25],
]

/** Where a binary loss has an element, the others have a row. */
const isElementwise = (answer: Answer): boolean => (answer.loss as Floats).length === 9

describe.each(calls)('%s', (_, evaluate) => {
  const whole = evaluate(sound)

  // First and last in their row: the numbers next to them are of other rows.
  test.each([0, 1, 2].flatMap((bad) => [0, 2].map((at) => [bad, at] as const)))('in row %i, class %i', (bad, first) => {
    const answer = evaluate(sound.map((row, n) => (n === bad ? row.map((x, c) => (c === first ? NaN : x)) : row)))
    const isBad = isElementwise(answer)
      ? (at: number) => at === 3 * bad + first
      : (at: number, size: number) => Math.floor(at / size) === bad
    const expected = (from: Floats) => from.map((x, at) => (isBad(at, from.length / 3) ? NaN : x))
    expect(answer.loss).toEqual(expected(whole.loss as Floats))
    for (const [name, slopes] of Object.entries(whole.gradient)) expect(answer.gradient[name]).toEqual(expected(slopes))
  })
})
