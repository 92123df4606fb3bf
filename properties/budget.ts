/**
 * Budgets: the error that a claim allows on every number of this very answer.
 *
 *   faithful        1 ulp of the number
 *   { loss, gradient } in ulps of the largest term the number is a sum of; of the number itself where nothing cancels
 *   stable          the first-order bound of the shifted algorithm (model.ts), plus the roundings of the reduction:
 *                     loss      Σ_n Σ_c |q_c|·δs_c + u·(K + 6)·Σ|q_c|·s_c,  then u·(N + 4)·Σ_n over the rows, all ÷ D
 *                     gradient  |v/D|·(δslope + u·(N + 6)·terms)
 *                   plus what is lost when a subnormal is flushed to zero (the smallest normal, per class)
 *   digits          1e−52 of the largest term, and 1e−300: the truth itself, examined at 60 digits
 *
 * |q_c| = |w_c|·((1 − a)·|y_c| + a/K): forming the mass may cancel, so its parts count, not their sum.
 * A row whose terms overflow the format is not judged under `stable`: the bound is infinite there.
 */

import type { Decimal } from 'decimal.js'
import { type Format, gradientsOf, ulp } from '../reference/index.ts'
import { type Outcome, formatOf } from './answer.ts'
import { type Case, denseTarget, isIgnored, rowOf, specOf, values } from './case.ts'
import { smoothing } from './draw/options.ts'
import { type RowModel, massTimes, modelOf } from './model.ts'

export interface Allowance {
  readonly loss: readonly number[]
  readonly gradient: Readonly<Record<string, readonly number[]>>
}

/** One number's size (the terms it is a sum of) and its stable bound, both absolute. */
interface Bound {
  readonly terms: number
  readonly error: number
}

/** What the case's claim allows on each number of an answer to it. */
export function allowanceOf(c: Case, outcome: Outcome): Allowance {
  const f = formatOf(c)
  const bounds = boundsOf(c)
  const allow = (numbers: Outcome['loss'], list: readonly Bound[], kind: 'loss' | 'gradient') =>
    numbers.map((x, i) => allowed(c, f, x.toNumber(), list[i] as Bound, kind))
  const gradient = Object.fromEntries(
    Object.entries(outcome.gradient).map(([name, g]) => [name, allow(g, bounds.gradient(name), 'gradient')]),
  )
  return { loss: allow(outcome.loss, bounds.loss, 'loss'), gradient }
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

function allowed(c: Case, f: Format, x: number, bound: Bound, kind: 'loss' | 'gradient'): number {
  if (c.accuracy === 'digits') return DIGITS * Math.max(Math.abs(x), bound.terms) + LEAST
  if (c.accuracy === 'faithful') return ulp(f, Math.min(f.max, Math.abs(x)))
  if (c.accuracy === 'stable') {
    // The answer itself is rounded once more on its way, whatever it is.
    return bound.terms < f.max / 4 ? bound.error + 2 * f.unit * Math.abs(x) : Infinity
  }
  return c.accuracy[kind] * ulp(f, Math.min(f.max, Math.max(Math.abs(x), bound.terms)))
}

/** Why a number is allowed what it is allowed, for the report. */
export function reasonOf(c: Case): string {
  if (c.accuracy === 'faithful') return 'faithful: 1 ulp of the exact value'
  if (c.accuracy === 'stable') return 'stable: the bound of the shifted algorithm on this input'
  if (c.accuracy === 'digits') return '60 digits: 1e-52 of the largest term'
  return `claimed: ${c.accuracy.loss} ulp (loss), ${c.accuracy.gradient} ulp (gradient) of the largest term`
}

interface Bounds {
  readonly loss: readonly Bound[]
  readonly gradient: (argument: string) => readonly Bound[]
}

interface RowBounds {
  readonly loss: Bound
  readonly input: readonly Bound[]
  readonly target: readonly Bound[]
  readonly weight: number
}

const nothing: Bound = { terms: 0, error: 0 }

export function boundsOf(c: Case): Bounds {
  const f = formatOf(c)
  const spec = specOf(c)
  const rows = Array.from({ length: c.rows }, (_, n) => rowBounds(c, f, n))
  const upstream = c.planes['upstream']?.values
  const divisor = c.reduction === 'mean' ? rows.reduce((sum, row) => sum + row.weight, 0) : 1
  const roundings = c.reduction === 'none' ? 4 : c.rows + 6
  const sizeOf = (n: number) => Math.abs((upstream?.[c.reduction === 'none' ? n : 0] ?? 1) / divisor)
  const scaled = (bound: Bound, by: number): Bound => ({
    terms: bound.terms * by,
    error: bound.error * by + f.unit * roundings * bound.terms * by + f.tiny,
  })
  const losses = rows.map((row) => scaled(row.loss, 1 / divisor))
  const all: Bound = {
    terms: losses.reduce((sum, b) => sum + b.terms, 0),
    error: losses.reduce((sum, b) => sum + b.error, 0),
  }
  return {
    loss: c.reduction === 'none' ? losses : [all],
    gradient(argument) {
      if (!gradientsOf(spec).includes(argument))
        throw new RangeError(`gradient: expected one of ${gradientsOf(spec).join(', ')}, got ${argument}`)
      return rows.flatMap((row, n) => {
        const own = argument === spec.input ? row.input : row.target
        const both = spec.input === spec.target ? own.map((b, k) => joined(b, row.target[k] as Bound)) : own
        return both.map((bound) => scaled(bound, sizeOf(n)))
      })
    },
  }
}

function joined(a: Bound, b: Bound): Bound {
  return { terms: a.terms + b.terms, error: a.error + b.error }
}

function rowBounds(c: Case, f: Format, n: number): RowBounds {
  const spec = specOf(c)
  const empty = Array.from({ length: c.classes }, () => nothing)
  if (isIgnored(c, n)) return { loss: nothing, input: empty, target: empty, weight: 0 }
  const model = modelOf(spec.score, rowOf(c, 'input', n))
  const { mass, rate, weight } = massOf(c, n)
  const K = Math.max(c.classes, 2)
  // A flushed subnormal costs at most the smallest normal, once for each class that the row sums over.
  const flushed = K * f.minNormal
  const bound = (terms: number, error: number, scale: number): Bound => ({
    terms,
    error: f.unit * error + flushed * Math.max(1, scale),
  })
  const size = mass.map((q, k) => massTimes(q, Math.abs(model.surprisal[k] as number)))
  const off = mass.map((q, k) => massTimes(q, model.error[k] as number))
  const logs = spec.divergence ? mass.map((q) => massTimes(q, Math.abs(Math.log(q)))) : []
  const terms = sum(size) + sum(logs)
  // −x ln x and x ln(1/x) err alike; the divergence adds a quotient and a second logarithm for each class.
  const loss = bound(
    terms,
    sum(off) + 6 * sum(logs) + 2 * sum(spec.divergence ? mass : []) + (K + 6) * terms,
    sum(mass),
  )
  const slots = Array.from({ length: c.classes }, (_, k) => k)
  return {
    loss,
    input: slots.map((k) => {
      const [a, b] = model.terms(mass, k)
      return bound(Math.max(a, b), model.slopeError(mass, k), sum(mass))
    }),
    target: slots.map((k) => targetBound(c, model, rate, mass, k, bound)),
    weight,
  }
}

function sum(xs: readonly number[]): number {
  return xs.reduce((a, b) => a + b, 0)
}

function targetBound(
  c: Case,
  model: RowModel,
  rate: readonly number[],
  mass: readonly number[],
  k: number,
  bound: (terms: number, error: number, scale: number) => Bound,
): Bound {
  const spec = specOf(c)
  const sites = spec.targets === 'binary' ? [0, 1] : [k]
  const own = spec.divergence ? Math.abs(Math.log(mass[k] as number)) + 1 : 0
  const terms = sum(sites.map((j) => massTimes(rate[j] as number, Math.abs(model.surprisal[j] as number)))) + own
  const error = sum(sites.map((j) => massTimes(rate[j] as number, model.error[j] as number)))
  return bound(terms, error + 6 * terms, sum(sites.map((j) => rate[j] as number)))
}

interface Mass {
  /** |q_c| by its parts, ∂q_c/∂y_c, and what the row adds to a mean's divisor. */
  readonly mass: readonly number[]
  readonly rate: readonly number[]
  readonly weight: number
}

export function massOf(c: Case, n: number): Mass {
  const spec = specOf(c)
  const weightAt = (plane: string, i: number) => Math.abs(c.planes[plane]?.values[i] ?? 1)
  if (spec.input === spec.target) {
    const p = rowOf(c, 'input', n)
    return { mass: p, rate: p.map(() => 1), weight: 1 }
  }
  if (spec.targets === 'binary') {
    const t = values(c, 'target')[n] as number
    const w = weightAt('weight', n)
    const v = weightAt('pos_weight', n)
    return { mass: [w * Math.abs(1 - t), w * v * Math.abs(t)], rate: [w, w * v], weight: 1 }
  }
  const a = smoothing(c)
  const y = denseTarget(c).slice(n * c.classes, (n + 1) * c.classes)
  const hit = c.indexed ? (values(c, 'target')[n] as number) : undefined
  return {
    mass: y.map((yk, k) => weightAt('weight', k) * ((1 - a) * Math.abs(yk) + a / c.classes)),
    rate: y.map((_, k) => weightAt('weight', k) * (1 - a)),
    weight: hit === undefined ? 1 : weightAt('weight', hit),
  }
}
