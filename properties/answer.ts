/**
 * An answer as the laws see it: exact numbers, so that a check adds no error of its own.
 *
 * Sums, differences and products are taken at 150 digits: relative to the terms the check is off by 1e−150, which no
 * budget (unit roundoff times the terms) can notice, not even at the 60 digits that the truth itself is examined with.
 */

import type { Decimal } from 'decimal.js'
import {
  type Answer,
  type Call,
  type Format,
  type Modified,
  type Tensor,
  context,
  exact,
  formats,
  layoutOf,
  profileFor,
  valuesOf,
} from '../reference/index.ts'

export interface Outcome {
  readonly kind: 'value'
  readonly loss: readonly Decimal[]
  readonly gradient: Readonly<Record<string, readonly Decimal[]>>
  /** The same as doubles, which they are but for an answer of more digits than any format has. */
  readonly doubles?: Doubles
  readonly modified?: Modified | undefined
}

export interface Doubles {
  readonly loss: readonly number[]
  readonly gradient: Readonly<Record<string, readonly number[]>>
}

/** What a judge is shown: numbers, or a refusal. Anything else never reaches a judge. */
export type Response = Outcome | { readonly kind: 'error'; readonly message: string }

/** Rounding mode 4 is half up; at this precision any would do. */
export const Exact: typeof Decimal = context(150, 4)

/** The answer to a call; gradients row by row, whatever axis the classes stand on. Exact numbers are made when asked for. */
export function outcomeOf(call: Call, answer: Extract<Answer, { kind: 'value' }>): Outcome {
  const toRows = rowsOfCall(call)
  const slopes = Object.entries(answer.gradient).map(([name, tensor]) => [name, toRows(valuesOf(tensor))] as const)
  const doubles: Doubles = { loss: valuesOf(answer.loss), gradient: Object.fromEntries(slopes) }
  let loss: readonly Decimal[] | undefined
  let gradient: Outcome['gradient'] | undefined
  return {
    kind: 'value',
    doubles,
    modified: answer.modified,
    get loss() {
      return (loss ??= doubles.loss.map(exact))
    },
    get gradient() {
      return (gradient ??= Object.fromEntries(slopes.map(([name, values]) => [name, values.map(exact)])))
    },
  }
}

/** The numbers of an outcome as doubles, the nearest where they are not. */
export function doublesOf(outcome: Outcome): Doubles {
  if (outcome.doubles !== undefined) return outcome.doubles
  const slopes = Object.entries(outcome.gradient).map(([name, values]) => [name, values.map((x) => x.toNumber())])
  const gradient = Object.fromEntries(slopes) as Doubles['gradient']
  return { loss: outcome.loss.map((x) => x.toNumber()), gradient }
}

/** From the order of a call's tensors to rows of classes. */
export function rowsOfCall(call: Call): <T>(values: readonly T[]) => readonly T[] {
  const profile = profileFor(call)
  if (typeof profile === 'string' || profile.elementwise) return (values) => values
  return layoutOf((call.arguments[profile.input] as Tensor).shape, profile.classAxis).toRows
}

export function num(x: number): Decimal {
  return exact(x)
}

export function plus(...terms: readonly Decimal[]): Decimal {
  return terms.reduce((a, b) => Exact.add(a, b), exact(0))
}

export function times(a: Decimal | number, b: Decimal | number): Decimal {
  return Exact.mul(typeof a === 'number' ? exact(a) : a, typeof b === 'number' ? exact(b) : b)
}

/** ±∞, but not NaN. */
export function isInfinite(x: Decimal): boolean {
  return !x.isFinite() && !x.isNaN()
}

/** w·x with 0·∞ = 0: a weight of 0 leaves nothing. */
export function weigh(w: number, x: Decimal): Decimal {
  return w === 0 ? exact(0) : times(w, x)
}

export function minus(a: Decimal, b: Decimal): Decimal {
  return Exact.sub(a, b)
}

export function formatOf(c: { readonly dtype: Format['name'] }): Format {
  return formats[c.dtype]
}
