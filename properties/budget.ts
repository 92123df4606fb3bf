/**
 * Budgets: the error that a claim allows on every number of this very answer.
 *
 *   faithful        1 ulp of the number
 *   { loss, gradient } in ulps of the largest term the number is a sum of; of the number itself where nothing cancels
 *   stable          the running error bound of the textbook algorithm (row-bound.ts), plus the roundings of the reduction:
 *                     loss      u·(N + 6)·Σ_n of the rows' terms, all ÷ D
 *                     gradient  |v/D|·(the row's own + u·(N + 6)·terms)
 *                   plus what is lost when a subnormal is flushed to zero (the smallest normal, per class)
 *   digits          1e−52 of the largest term, and 1e−300: the truth itself, examined at 60 digits
 *
 * What overflows the format before it is reduced is not judged under `stable`: the bound is infinite there. Under no claim
 * in ulps is a row whose terms are not known at all.
 */

import type { Decimal } from 'decimal.js'
import { type Format, gradientsOf, ulp } from '../reference/index.ts'
import { type Outcome, doublesOf, formatOf } from './answer.ts'
import { type Case, reducing, specOf } from './case.ts'
import { divisorsOf } from './divisor.ts'
import { type Bound, rowBounds } from './row-bound.ts'

export interface Allowance {
  readonly loss: readonly number[]
  readonly gradient: Readonly<Record<string, readonly number[]>>
}

/** What the case's claim allows on each number of an answer to it. */
export function allowanceOf(c: Case, outcome: Outcome): Allowance {
  const f = formatOf(c)
  const bounds = boundsOf(c)
  const doubles = doublesOf(outcome)
  const allow = (numbers: readonly number[], list: readonly Bound[], kind: 'loss' | 'gradient') =>
    numbers.map((x, i) => allowed(c, f, x, list[i] as Bound, kind))
  const gradient = Object.fromEntries(
    Object.entries(doubles.gradient).map(([name, g]) => [name, allow(g, bounds.gradient(name), 'gradient')]),
  )
  return { loss: allow(doubles.loss, bounds.loss, 'loss'), gradient }
}

/** Losses and slopes with respect to the input, and what each is allowed. */
export interface Joint {
  readonly loss: readonly Decimal[]
  readonly slopes: readonly Decimal[]
  readonly e: { readonly loss: readonly number[]; readonly slopes: readonly number[] }
}

/** The answers to several cases as one answer, with what each of its numbers is allowed. */
export function joint(cases: readonly Case[], outcomes: readonly Outcome[]): Joint {
  const parts = outcomes.map((outcome, i) => {
    const c = cases[i] as Case
    return { outcome, e: allowanceOf(c, outcome), input: specOf(c).input }
  })
  return {
    loss: parts.flatMap(({ outcome }) => outcome.loss),
    slopes: parts.flatMap(({ outcome, input }) => outcome.gradient[input] ?? []),
    e: {
      loss: parts.flatMap(({ e }) => e.loss),
      slopes: parts.flatMap(({ e, input }) => e.gradient[input] ?? []),
    },
  }
}

const DIGITS = 1e-52

/** Budgets are doubles: a smaller one would be 0 once it is a share of a small number. */
const LEAST = 1e-300

/** Whether terms of this size, and a few times it on the way, stay within the format. */
function fits(f: Format, terms: number): boolean {
  return terms < f.max / 4
}

function allowed(c: Case, f: Format, x: number, bound: Bound, kind: 'loss' | 'gradient'): number {
  if (c.accuracy === 'digits') return DIGITS * Math.max(Math.abs(x), bound.terms) + LEAST
  if (c.accuracy === 'faithful') return ulp(f, Math.min(f.max, Math.abs(x)))
  if (c.accuracy === 'stable') {
    // The answer itself is rounded once more on its way, whatever it is; one that is no number earns nothing by that.
    const judged = fits(f, bound.terms) && bound.error < Infinity
    return judged ? bound.error + (Number.isFinite(x) ? 2 * f.unit * Math.abs(x) : 0) : Infinity
  }
  // Terms that left the range of doubles on the way have no size that is known.
  if (Number.isNaN(bound.terms)) return Infinity
  return c.accuracy[kind] * ulp(f, Math.min(f.max, Math.max(Math.abs(x), bound.terms)))
}

/** Why so much is allowed, for the report: of `stable` how many roundings of which terms it comes to. */
export function reasonOf(c: Case, where: string, allowed: number): string {
  if (c.accuracy === 'faithful') return 'faithful: 1 ulp of the exact value'
  if (c.accuracy === 'digits') return '60 digits: 1e-52 of the largest term'
  if (c.accuracy !== 'stable')
    return `claimed: ${c.accuracy.loss} ulp (loss), ${c.accuracy.gradient} ulp (gradient) of the largest term`
  const { precision, unit } = formatOf(c)
  const terms = termsOf(c, where)
  const roundings = allowed / unit / terms
  if (!(allowed > 0 && roundings < Infinity)) return 'stable: the bound of the shifted algorithm on this input'
  const [size, times] = [terms, roundings].map((x) => Number(x.toPrecision(2)))
  return `stable: the shifted algorithm adds terms of size ${size} here and errs by ${times} of their roundings (2^-${precision})`
}

/** The size of the terms that the numbers of a part are sums of. */
function termsOf(c: Case, where: string): number {
  const bounds = boundsOf(c)
  const spec = specOf(c)
  const isSlope = /gradient|slope/i.test(where)
  const list = isSlope ? bounds.gradient(where.includes(`.${spec.target}[`) ? spec.target : spec.input) : bounds.loss
  return Math.max(...list.map(({ terms }) => terms))
}

interface Bounds {
  readonly loss: readonly Bound[]
  readonly gradient: (argument: string) => readonly Bound[]
}

export function boundsOf(c: Case): Bounds {
  const f = formatOf(c)
  const spec = specOf(c)
  const rows = Array.from({ length: rowsOf(c) }, (_, n) => rowBounds(c, n))
  const upstream = c.planes['upstream']?.values
  const reduced = reducing(c)
  const divisors = divisorsOf(c)
  const roundings = reduced === 'none' ? 4 : c.rows + 6
  const group = spec.averagesLast ? c.classes : 1
  const sizeOf = (n: number) => Math.abs(upstream?.[reduced === 'none' ? Math.floor(n / group) : 0] ?? 1) / group
  const scaled = ({ terms, error }: Bound, by: number): Bound => {
    // What overflowed before it was multiplied stays ∞, or is NaN, whatever size it should have had afterwards.
    if (!fits(f, terms)) return { terms: by === 0 ? 0 : terms * by, error: Infinity }
    return { terms: terms * by, error: error * by + f.unit * roundings * terms * by + f.tiny }
  }
  const whole = (main: Bound, z: Bound, by: number): Bound =>
    joined(scaled(main, by / divisors.main), scaled(z, by / divisors.z))
  const losses = rows.map((row) => whole(row.loss, row.z, 1 / group))
  const gathered = grouped(losses, group)
  const sum = losses.reduce(joined, nothing)
  // Rows are added before they are divided: their sum may overflow where their mean does not.
  const added = rows.reduce((size, row) => size + row.loss.terms + row.z.terms, 0)
  return {
    loss: reduced === 'none' ? gathered : [fits(f, added) ? sum : { ...sum, error: Infinity }],
    gradient(argument) {
      if (!gradientsOf(spec).includes(argument))
        throw new RangeError(`gradient: expected one of ${gradientsOf(spec).join(', ')}, got ${argument}`)
      return rows.flatMap((row, n) => {
        const scaledBy = sizeOf(n)
        if (argument !== spec.input) return row.target().map((main) => whole(main, nothing, scaledBy))
        const z = row.zInput()
        const target = spec.input === spec.target ? row.target() : []
        return row.input().map((b, k) => whole(joined(b, target[k] ?? nothing), z[k] as Bound, scaledBy))
      })
    },
  }
}

const nothing: Bound = { terms: 0, error: 0 }

/** Rows of bounds: an element each of a binary loss, whatever shape it has. */
function rowsOf(c: Case): number {
  return specOf(c).averagesLast ? c.rows * c.classes : c.rows
}

function joined(a: Bound, b: Bound): Bound {
  return { terms: a.terms + b.terms, error: a.error + b.error }
}

function grouped(bounds: readonly Bound[], size: number): readonly Bound[] {
  if (size === 1) return bounds
  return Array.from({ length: bounds.length / size }, (_, g) =>
    bounds.slice(g * size, (g + 1) * size).reduce(joined, nothing),
  )
}
