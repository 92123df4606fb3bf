/**
 * Laws of behaviour: what an implementation does besides computing.
 *
 *   inputs stay as they were · the same question has the same answer, asked again and again, whatever was asked in between
 *   a view at an offset in a larger buffer is read as the view it is
 *
 * Equal means equal bits, NaN with NaN; the sign of zero is nobody's promise.
 */

import type { Call, Tensor, TensorData } from '../reference/index.ts'
import { areEqual } from './agreement.ts'
import type { Outcome } from './answer.ts'
import { type Case, callOf } from './case.ts'
import { type Check, equal, failure, lawOf, refusalIn } from './check.ts'
import { moveInput } from './derived.ts'
import { cases } from './dice.ts'
import { drawBatch } from './draw/batch.ts'
import type { Law } from './law.ts'

const anything: Law['cases'] = (scope) => cases((dice) => drawBatch(dice, scope, { classes: [1, 9] }))

const inputsUntouched: Law = {
  name: 'inputs-untouched',
  statement: 'no input and no option is changed by the call',
  kind: 'behaviour',
  profiles: true,
  applies: () => true,
  cases: anything,
  asks: (c) => [callOf(c)],
  judges(_c, answers) {
    const { modified } = answers[0] as Outcome
    const changed = modified && failure(modified.where, modified.is, modified.was, 'inputs belong to the caller')
    return refusalIn(answers) ?? changed ?? { kind: 'holds', worst: { ulps: 0, share: 0 } }
  },
}

/** The same bits, number by number. */
function* identical(a: Outcome, b: Outcome): Generator<Check> {
  if (areEqual(a.doubles, b.doubles)) return
  for (const [i, l] of b.loss.entries()) yield equal(`loss[${i}]`, l, a.loss[i] as typeof l, 0)
  for (const [name, slopes] of Object.entries(b.gradient)) {
    for (const [i, g] of slopes.entries()) {
      yield equal(`gradient.${name}[${i}]`, g, a.gradient[name]?.[i] as typeof g, 0)
    }
  }
}

/** Another question between the two, so that what is kept from it would show. */
const inBetween = (c: Case): Case => moveInput(c, (x) => x / 2)

const sameAnswerTwice = lawOf({
  name: 'same-answer-twice',
  statement: 'the same question has the same answer, bit for bit, whatever was asked in between',
  kind: 'behaviour',
  profiles: true,
  applies: () => true,
  cases: anything,
  // Asked again twice: what takes turns with every second call is right after one question in between.
  asks: (c) => [callOf(c), callOf(inBetween(c)), callOf(c), callOf(c)],
  *checks(_c, [first, , again, oncemore]) {
    yield* identical(first as Outcome, again as Outcome)
    yield* identical(first as Outcome, oncemore as Outcome)
  },
})

/** Numbers on both sides of the view that must not be read. */
const MARGIN = 3
const POISON = 77

function viewOf(tensor: Tensor): Tensor {
  const { data } = tensor
  const Typed = data.constructor as new (length: number) => TensorData
  const wide = new Typed(data.length + 2 * MARGIN)
  if (wide instanceof BigInt64Array) wide.fill(BigInt(POISON))
  else wide.fill(POISON)
  wide.set(data as never, MARGIN)
  return { ...tensor, data: wide.subarray(MARGIN, MARGIN + data.length) }
}

/** The call with every tensor a view into a larger buffer. */
function viewed(call: Call): Call {
  const args = Object.entries(call.arguments).map(
    ([name, value]) => [name, typeof value === 'object' ? viewOf(value) : value] as const,
  )
  const views = { ...call, arguments: Object.fromEntries(args) }
  return call.upstream === undefined ? views : { ...views, upstream: viewOf(call.upstream) }
}

const views = lawOf({
  name: 'views-are-views',
  statement: 'a view at an offset in its buffer has the same answer as a packed copy',
  kind: 'behaviour',
  profiles: true,
  applies: () => true,
  cases: anything,
  asks: (c) => [callOf(c), viewed(callOf(c))],
  *checks(_c, [packed, view]) {
    yield* identical(packed as Outcome, view as Outcome)
  },
})

export const behaviour: readonly Law[] = [inputsUntouched, sameAnswerTwice, views]
