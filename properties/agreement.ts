/**
 * Agreement of answers: two answers as the same numbers, some rows of one as another, one as a multiple of another.
 *
 *   x_i = y_at(i)     for the losses and every slope that both have
 *   x_i = f_i·y_i     for the losses and the slopes in the input; 0·∞ = 0
 *
 * Both sides are the subject's own: each may be off by what it is allowed.
 */

import type { Decimal } from 'decimal.js'
import { type Doubles, type Outcome, formatOf, num, weigh } from './answer.ts'
import { allowanceOf } from './budget.ts'
import { type Case, pickRows, specOf, reducing } from './case.ts'
import { type Check, equal, equalEach } from './check.ts'
import { indices } from './derived.ts'

type Asked = readonly [Case, Outcome]

/** Two answers that are the same numbers, the second read through maps of positions. */
export function* sameAnswer(
  [a, x]: Asked,
  [b, y]: Asked,
  { loss = (i: number) => i, slope = (i: number) => i }: Partial<Record<'loss' | 'slope', (i: number) => number>> = {},
): Generator<Check> {
  if (areEqual(x.doubles, y.doubles, loss, slope)) return
  const [ea, eb] = [allowanceOf(a, x), allowanceOf(b, y)]
  const read = <T>(list: readonly T[], at: (i: number) => number, count: number) =>
    indices(count).map((i) => list[at(i)] as T)
  const count = x.loss.length
  yield* equalEach('loss', x.loss, read(y.loss, loss, count), ea.loss, read(eb.loss, loss, count))
  for (const [name, g] of Object.entries(x.gradient)) {
    const other = y.gradient[name]
    if (other === undefined) continue
    const also = read(eb.gradient[name] as readonly number[], slope, g.length)
    yield* equalEach(`gradient.${name}`, g, read(other, slope, g.length), ea.gradient[name] as readonly number[], also)
  }
}

/** Whether there is nothing to measure: the same doubles throughout, as right answers mostly are. */
export function areEqual(
  x: Doubles | undefined,
  y: Doubles | undefined,
  loss: (i: number) => number = (i) => i,
  slope: (i: number) => number = (i) => i,
): boolean {
  if (x === undefined || y === undefined) return false
  const equal = (a: readonly number[], b: readonly number[], at: (i: number) => number) =>
    a.every((value, i) => value === b[at(i)] || (Number.isNaN(value) && Number.isNaN(b[at(i)])))
  const slopes = Object.entries(x.gradient).filter(([name]) => y.gradient[name] !== undefined)
  return (
    equal(x.loss, y.loss, loss) && slopes.every(([name, g]) => equal(g, y.gradient[name] as readonly number[], slope))
  )
}

/** The answer to some rows of a case is what the answer to the whole says of them; a sum or mean stays what it is. */
export function sameRows([c, whole]: Asked, rows: readonly number[], part: Outcome): Generator<Check> {
  const K = c.classes
  const row = (n: number) => rows[n] as number
  return sameAnswer([pickRows(c, rows), part], [c, whole], {
    loss: reducing(c) === 'none' ? row : (i) => i,
    slope: (i) => row(Math.floor(i / K)) * K + (i % K),
  })
}

/** The losses of some rows, where rows have losses, and their slopes in the input are exactly one value. */
export function* rowsAre([c, outcome]: Asked, rows: readonly number[], value: number): Generator<Check> {
  const { input } = specOf(c)
  const K = c.classes
  for (const n of rows) {
    if (reducing(c) === 'none') yield equal(`loss[${n}]`, outcome.loss[n] as Decimal, num(value), 0)
    const slopes = outcome.gradient[input]?.slice(n * K, (n + 1) * K) ?? []
    for (const [k, g] of slopes.entries()) yield equal(`gradient.${input}[${n * K + k}]`, g, num(value), 0)
  }
}

/** Answer x is answer y with its losses and its slopes in the input multiplied by what is not negative. */
export function* multipleOf(
  [a, x]: Asked,
  [b, y]: Asked,
  { loss, slope }: Record<'loss' | 'slope', (i: number) => number>,
): Generator<Check> {
  const [ea, eb] = [allowanceOf(a, x), allowanceOf(b, y)]
  const { input } = specOf(a)
  const { max } = formatOf(a)
  for (const [i, l] of x.loss.entries()) {
    const by = loss(i)
    const other = y.loss[i] as Decimal
    if (hasOverflowed(other, l, by * max)) continue
    yield equal(`loss[${i}]`, l, weigh(by, other), (ea.loss[i] as number) + by * (eb.loss[i] as number))
  }
  for (const [i, g] of (x.gradient[input] ?? []).entries()) {
    const by = slope(i)
    const other = y.gradient[input]?.[i] as Decimal
    if (hasOverflowed(other, g, by * max)) continue
    const allowed = (ea.gradient[input]?.[i] as number) + by * (eb.gradient[input]?.[i] as number)
    yield equal(`gradient.${input}[${i}]`, g, weigh(by, other), allowed)
  }
}

/** Whether y is infinite only because f·y = x, a finite number that fits, stands for a y that does not. */
function hasOverflowed(y: Decimal, x: Decimal, largest: number): boolean {
  return !y.isNaN() && !y.isFinite() && x.isFinite() && x.s === y.s && x.abs().gte(largest * (1 - 2 ** -8))
}

/** The answer with the slopes in one argument alone: those in the others have another meaning, or none. */
export function withOnly(name: string, outcome: Outcome): Outcome {
  const { doubles, ...rest } = outcome
  const only = <T>(slopes: Readonly<Record<string, T>>) => {
    const own = slopes[name]
    return own === undefined ? {} : { [name]: own }
  }
  return {
    ...rest,
    gradient: only(outcome.gradient),
    ...(doubles && { doubles: { loss: doubles.loss, gradient: only(doubles.gradient) } }),
  }
}
