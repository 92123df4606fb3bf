/**
 * Near ties: questions whose values lie as near to a midpoint of a format as doubles allow.
 *
 *   of one function   among 2^16 neighbouring doubles the one whose value lies nearest: 2^−16 ulp off, or less
 *   of a sum          Σ c_k·a_k, each c_k the double that takes what those before it left: 2^−53m ulp off after m terms
 */

import type { FloatType } from '../call.ts'
import { formats } from '../format.ts'
import { type Question, define } from './definitions.ts'
import { type Interval, div, mul, of, scope, sub, toDouble } from './mpfr.ts'
import { type Random, list, random } from './questions.ts'

/** One row of doubles, by itself. */
export const row = { dtype: 'f64', rows: 1, indexed: false, reduction: 'none' } as const

/** Each has midpoints of its own. */
export const FORMATS: readonly FloatType[] = ['f64', 'f32', 'f16', 'bf16']

/** Bits in which the constructions are done: above what their deepest near tie needs. */
const WORKING_BITS = 1400

/** The midpoint of the format above |x|, as the sum of a value and half an ulp, both doubles. */
function midpoint(name: FloatType, x: number): readonly [number, number] {
  const { precision, emin } = formats[name]
  const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), emin) - precision + 1)
  return [Math.floor(x / unit) * unit, unit / 2]
}

/** x − the midpoint, in ulps. */
function offMidpoint(name: FloatType, x: Interval): number {
  const [value, half] = midpoint(name, toDouble(x))
  return toDouble(div(sub(sub(x, of(value)), of(half)), of(2 * half)))
}

/** Steps over which a function is taken as straight: it bends by about 2^−21 ulp, and 2^16 steps come to 2^−16. */
const STEPS = 2 ** 16

/** The double among the STEPS above x whose value lies nearest to a midpoint of f64, were f straight there. */
function nearestTie(f: (x: number) => Interval, x: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52)
  return scope(256, () => {
    const start = offMidpoint('f64', f(x))
    const [, half] = midpoint('f64', toDouble(f(x)))
    const slope = toDouble(div(sub(f(x + STEPS * unit), f(x)), of(2 * half))) / STEPS
    let best = 0
    let least = Infinity
    for (let k = 0; k < STEPS; k++) {
      const off = start + k * slope
      const distance = Math.abs(off - Math.round(off))
      if (distance < least) [best, least] = [k, distance]
    }
    return x + best * unit
  })
}

/** Doubles c_k that bring Σ c_k·a_k as near to a midpoint above `start` as their number allows. */
function expand(name: FloatType, start: Interval, a: readonly Interval[]): number[] {
  const [value, half] = midpoint(name, toDouble(start))
  let left = sub(of(value), sub(start, of(half)))
  return a.map((ak) => {
    const c = toDouble(div(left, ak))
    left = sub(left, mul(of(c), ak))
    return c
  })
}

/** −ln p, ln(1 + e^z), 1/(1 + e^z) and −p·ln p beside midpoints of f64. */
export function functions(): Question[] {
  const r = random(1)
  const at = (o: Omit<Question, 'input' | 'target' | 'classes'>, part: 'loss' | 'input', y: number[], x: number) => {
    const ask = (z: number): Question => ({
      ...o,
      classes: o.loss === 'log_loss' || o.loss === 'entropy' ? y.length : 1,
      input: [z, ...y.slice(1).map(() => 0.5)],
      target: y,
    })
    return ask(nearestTie((z) => define(ask(z))[part]()[0] as Interval, x))
  }
  const bce = { ...row, loss: 'binary_cross_entropy_with_logits' }
  // On the side where the value is small: on the other it moves with z, ulp by ulp, and comes no nearer to a midpoint.
  const easy = (y: number): number => (2 * y - 1) * (22 * r.unit() - 2)
  const bit = (part: 'loss' | 'input') => (): Question => {
    const y = r.integer(0, 1)
    return at(bce, part, [y], easy(y))
  }
  return [
    ...list(50, () => at({ ...row, loss: 'log_loss' }, 'loss', [1, 0], 2 ** (-20 * r.unit()))),
    ...list(50, bit('loss')),
    ...list(50, bit('input')),
    ...list(20, () => at({ ...row, loss: 'binary_cross_entropy' }, 'loss', [0], r.unit())),
  ].concat(
    list(20, () => {
      const o = at({ ...row, loss: 'entropy' }, 'loss', [1], r.unit() ** 4)
      return { ...o, target: o.input }
    }),
  )
}

/** A loss Σ y_c·(−ln p_c) moved beside a midpoint by its targets, after 1, 2, 3 … of them. */
function losses(r: Random, loss: 'cross_entropy' | 'log_loss', name: FloatType, terms: number): Question {
  const classes = terms + 1
  const input = list(classes, () => (loss === 'log_loss' ? 0.01 + 0.98 * r.unit() : 3 * r.normal()))
  const ask = (target: readonly number[]): Question => ({ ...row, loss, classes, input, target })
  return scope(WORKING_BITS, () => {
    const surprisals = define(ask(list(classes, (c) => (c === 0 ? 1 : 0)))).target() as Interval[]
    return ask([1, ...expand(name, surprisals[0] as Interval, surprisals.slice(1))])
  })
}

/** A slope p_0·Σ y_j − y_0 moved beside a midpoint by the other targets. */
function slopes(r: Random, name: FloatType, terms: number): Question {
  const classes = terms + 1
  const input = list(classes, () => 3 * r.normal())
  const ask = (target: readonly number[]): Question => ({ ...row, loss: 'cross_entropy', classes, input, target })
  const only = (c: number): number[] => list(classes, (j) => (j === c ? -1 : 0))
  return scope(WORKING_BITS, () => {
    const [hit] = define(ask(only(0))).input() as Interval[]
    // The slope of class 0 is the same for every other class that is hit.
    const [miss] = define(ask(only(1))).input() as Interval[]
    const rate = sub(of(0), miss as Interval)
    const given = r.chance(0.5) ? -1 : -r.unit()
    const start = mul(of(-given), hit as Interval)
    return ask([
      given,
      ...expand(
        name,
        start,
        list(terms, () => rate),
      ),
    ])
  })
}

export function sums(): Question[] {
  const r = random(2)
  return [1, 2, 3, 5, 8].flatMap((m) =>
    FORMATS.flatMap((name) => [
      losses(r, 'cross_entropy', name, m),
      losses(r, 'log_loss', name, m),
      slopes(r, name, m),
    ]),
  )
}

/** Sixteen terms reach 2^−850 of an ulp, which takes the last rung of the ladder. */
export function deepest(): Question[] {
  const r = random(11)
  return [losses(r, 'cross_entropy', 'f64', 16), slopes(r, 'f64', 16)]
}

/** Weighted elements, whose losses add up beside a midpoint. */
export function weighted(): Question[] {
  const r = random(3)
  return FORMATS.flatMap((name) =>
    [1, 2, 4, 7].map((m) => {
      const rows = m + 1
      const o = {
        ...row,
        loss: 'binary_cross_entropy_with_logits',
        rows,
        classes: 1,
        input: list(rows, () => 5 * r.normal()),
        target: list(rows, () => r.pick([0, 1, 0.5, r.unit()])),
      }
      return scope(WORKING_BITS, () => {
        const parts = define(o).loss() as Interval[]
        const weight = [1, ...expand(name, parts[0] as Interval, parts.slice(1))]
        return { ...o, weight, reduction: 'sum' as const }
      })
    }),
  )
}
