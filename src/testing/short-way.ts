/**
 * What the tests of the short way share: rows in the middle of arrays, logits of every kind, and how far `pair` is off.
 *
 * Promised, and asked by MPFR: losses, in two terms, to 2^−58 of themselves; slopes and probabilities, rounded once, to LIMIT.
 */

import { factor, pair } from '../registers.ts'
import type { Dice } from './dice.ts'
import type { Real, Reals } from './mpfr.ts'

/** Gaps up to 300 are 433 binary digits; as many again, and those of a double. */
export const BITS = 1000
/** Cases of a test; of wide rows fewer. */
export const CASES = 300
export const ERROR: number = 2 ** -58

/** Where a row begins, and where its results do. */
export const AT = 3
export const OUT_AT = 2
export const POISON = -77

/** A row in the middle of an array. */
export const rowOf = (z: readonly number[]): Float64Array => Float64Array.of(...Array<number>(AT).fill(NaN), ...z, NaN)
export const roomFor = (classes: number): Float64Array => new Float64Array(OUT_AT + classes + 1).fill(POISON)
export const written = (out: Float64Array): number[] => Array.from(out.subarray(OUT_AT, -1))
export const beside = (out: Float64Array): number[] => [...out.subarray(0, OUT_AT), ...out.subarray(-1)]

/** Makes f the factor of the row at hand. */
export const take = (f: number): void => factor.set([f, 0])

/** How far the two terms of `pair` are from the exact value, of it. */
export const distance = (exact: Real, { of }: Reals): number =>
  of(pair[0] as number)
    .add(of(pair[1] as number))
    .sub(exact)
    .div(exact)
    .abs()
    .toNumber()

/** Plain, close, far apart and at an offset. */
export function logits(dice: Dice, classes: number): number[] {
  const size = dice.below(2) === 0 ? dice.between(0.5, 8) : 2 ** -dice.below(40)
  const offset = dice.below(3) === 0 ? dice.between(-900, 900) : 0
  const far = dice.below(4) === 0 ? dice.between(10, 220) : 0
  const z = dice.list(classes, () => offset + size * dice.between(-1, 1))
  const ahead = far > 0 ? dice.below(classes) : -1
  return z.map((x, k) => (k === ahead ? x + far : x))
}
