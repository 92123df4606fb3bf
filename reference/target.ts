/**
 * The target: how much each class weighs, q_c = w_c·y'_c.
 *
 *   index t        y = onehot(t)
 *   distribution   y as given: any real numbers, normalised or not
 *   binary t       y = (1 − t, t), weighed by w·(1, v)
 *   smoothing a    y' = (1 − a)·y + a/K, over all K classes (Szegedy et al. 2016, section 7; torch's convention)
 *
 * Parameters are the doubles they are. An ignored row weighs nothing, in the numerator and in the mean's divisor.
 */

import { type Ball, add, ballOf, div, mul, one, sub, zero } from './ball.ts'

export interface Target {
  /** q_c */
  readonly mass: readonly Ball[]
  /** ∂q_c/∂y_c = (1 − a)·w_c */
  readonly rate: readonly Ball[]
  /** What the row adds to the divisor of a weighted mean: w_t of an index. */
  readonly weight: Ball
}

export interface Smoothing {
  readonly weight?: readonly number[] | undefined
  readonly labelSmoothing?: number | undefined
}

/** A row of class targets, from dense y; `hit` is the index when the target was one. */
export function classTarget(
  y: readonly number[],
  { weight, labelSmoothing = 0 }: Smoothing,
  digits: number,
  hit?: number,
): Target {
  const keep = sub(one, ballOf(labelSmoothing))
  const spread = labelSmoothing === 0 ? zero : div(ballOf(labelSmoothing), ballOf(y.length), digits)
  const w = y.map((_, c) => (weight === undefined ? one : ballOf(weight[c] as number)))
  return {
    mass: y.map((yc, c) => mul(w[c] as Ball, add(mul(keep, ballOf(yc)), spread))),
    rate: w.map((wc) => mul(keep, wc)),
    weight: hit === undefined ? one : (w[hit] as Ball),
  }
}

/** One binary element: t the target, w its weight, v the weight of its positive side. */
export function binaryTarget(t: number, w: number, v: number): Target {
  const negative = ballOf(w)
  const positive = mul(negative, ballOf(v))
  return {
    mass: [mul(negative, sub(one, ballOf(t))), mul(positive, ballOf(t))],
    rate: [negative, positive],
    weight: one,
  }
}
