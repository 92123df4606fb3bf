/**
 * The target of a family's row: y′ = α·y + β, its weights, and how slopes come back to the target as given.
 *
 *   K        α = 1 − a,            β = a/K
 *   K − 1    α = 1 − aK/(K − 1),   β = a/(K − 1): the hit keeps 1 − a
 *   K − 2    as K − 1 without the padding class 0
 *
 * A binary target t is the pair (1 − t, t), weighed by (1, v) or by (1 − α, α).
 */

import { weigh } from '../row.ts'
import { ONE, type Scaled, ZERO, add, difference, divide, fromNumber, multiply, subtract } from '../scaled.ts'
import type { Family } from './family.ts'
import { type Share, given, through } from './steps.ts'

export interface RowTarget {
  readonly y: readonly Scaled[]
  readonly weight: readonly Scaled[]
  readonly mass: readonly Scaled[]
  /** α */
  readonly keep: Scaled
  readonly hit: number | undefined
  /** What the row adds to a divisor of target weights. */
  readonly counts: Scaled
  readonly back: (slopes: readonly Scaled[]) => readonly Scaled[]
}

export interface RowTargetOptions {
  readonly smoothing: number
  readonly temperature: number
  /** Of the classes, or of the two sides. */
  readonly weight: readonly number[] | undefined
  readonly where: readonly boolean[] | undefined
}

/** From class t of so many, from a distribution, or from the number of a binary element. */
export function targetOf(
  family: Family,
  target: { readonly hit: number; readonly classes: number } | readonly number[],
  { smoothing, temperature, weight, where }: RowTargetOptions,
): RowTarget {
  const isIndex = 'hit' in target
  const hit = isIndex ? target.hit : undefined
  const raw = isIndex ? Array.from({ length: target.classes }, (_, c) => (c === hit ? 1 : 0)) : target
  const done = through(raw.map(given), family.targetSteps, temperature)
  const isBinary = family.targets === 'binary'
  const [only] = done.values
  const parts = isBinary ? [(only as Share).rest, (only as Share).value] : done.values.map(({ value }) => value)
  const inside = (c: number): boolean => where?.[c] !== false
  const { keep, mix } = smoothed(family, smoothing, isBinary ? 2 : parts.filter((_, c) => inside(c)).length)
  const y = parts.map((part, c) => (inside(c) ? mix(part, c) : ZERO))
  const weights = y.map((_, c) => (weight === undefined ? ONE : fromNumber(weight[c] as number)))
  return {
    y,
    weight: weights,
    mass: y.map((yc, c) => multiply(weights[c] as Scaled, yc)),
    keep,
    hit,
    counts: hit === undefined ? ONE : (weights[hit] as Scaled),
    back(slopes) {
      const times = family.policy.zeroTimesInfinity === 'zero' ? weigh : multiply
      const kept = slopes.map((g, c) => (inside(c) ? times(keep, g) : ZERO))
      return done.back(isBinary ? [subtract(kept[1] as Scaled, kept[0] as Scaled)] : kept)
    },
  }
}

interface Smoothed {
  /** α */
  readonly keep: Scaled
  /** y′ of class c. */
  readonly mix: (y: Scaled, c: number) => Scaled
}

function smoothed({ convention }: Family, a: number, classes: number): Smoothed {
  if (a === 0) return { keep: ONE, mix: (y) => y }
  const share = (among: number): Scaled => divide(fromNumber(a), fromNumber(among))
  if (convention === 'K') {
    const each = share(classes)
    const keep = difference(1, a)
    return { keep, mix: (y) => add(multiply(keep, y), each) }
  }
  const each = share(convention === 'K − 1' ? classes - 1 : classes - 2)
  const keep = subtract(difference(1, a), each)
  // (1 − a)·y + (1 − y)·a/(K − 1): a hit is 1 − a exactly, which may be 0.
  const among = (y: Scaled): Scaled => add(multiply(difference(1, a), y), multiply(each, subtract(ONE, y)))
  return { keep, mix: (y, c) => (convention === 'K − 2' && c === 0 ? multiply(keep, y) : among(y)) }
}
