/**
 * The target: how much each class weighs, q_c = w_c·y′_c.
 *
 *   index t        y = onehot(t)
 *   distribution   y as given, any real numbers, normalised or not; or through the profile's steps
 *                  (exp of a log-target, softmax of logits/T, sum to one, clip, ±1 to 1 and 0)
 *   binary t       y = (1 − t, t), weighed by (1, v) and by (1 − α, α)
 *   smoothing a    y′ = α·y + β
 *     K            α = 1 − a,            β = a/K        over all K classes (Szegedy et al. 2016, section 7)
 *     K − 1        α = 1 − aK/(K − 1),   β = a/(K − 1)  over the others: the hit keeps 1 − a
 *     K − 2        as K − 1 over the classes that are not padding; the padding class 0 has nothing
 *
 * Parameters are the doubles they are. An ignored row weighs nothing, in the numerator and in the mean's divisor.
 */

import { type Ball, add, ballOf, div, dot, mul, one, sub, sum, weigh, zero } from './ball.ts'
import { exp } from './elementary.ts'
import type { Format } from './format.ts'
import { type Through, through } from './probabilities.ts'
import type { Convention, TargetStep } from './profile.ts'

export interface Target {
  /** y′_c */
  readonly y: readonly Ball[]
  /** w_c, and q_c = w_c·y′_c */
  readonly weight: readonly Ball[]
  readonly mass: readonly Ball[]
  /** α of y′ = α·y + β: what smoothing keeps. */
  readonly keep: Ball
  /** The class of an index target. */
  readonly hit: number | undefined
  /** What the row adds to a divisor of target weights: w_t of an index, otherwise 1. */
  readonly counts: Ball
  /** Slopes in y′ as slopes in the target that was given. */
  readonly pullback: (slopes: readonly Ball[]) => Ball[]
}

export interface TargetOptions {
  readonly steps: readonly TargetStep[]
  readonly convention: Convention
  readonly labelSmoothing: number
  readonly temperature: number
  readonly format: Format
  /** w_c; ones when absent. */
  readonly weight: readonly number[] | undefined
  /** Classes that take part; all when absent. */
  readonly where: readonly boolean[] | undefined
  /** Whether 0·∞ = 0, in slopes too. */
  readonly absorbs: boolean
}

/** A row of class targets from dense y; `hit` is the index when the target was one. */
export function classTarget(y: readonly number[], options: TargetOptions, digits: number, hit?: number): Target {
  const { weight: weights, where } = options
  const given = stepped(y.map(ballOf), options, digits)
  const { keep, mix } = smoothed(options, y.length, digits)
  const inside = (c: number): boolean => where?.[c] ?? true
  const mixed = given.values.map((yc, c) => (inside(c) ? mix(yc, c) : zero))
  const weight = y.map((_, c) => (weights === undefined ? one : ballOf(weights[c] as number)))
  return {
    y: mixed,
    weight,
    mass: mixed.map((yc, c) => mul(weight[c] as Ball, yc)),
    keep,
    hit,
    counts: hit === undefined ? one : (weight[hit] as Ball),
    pullback: (slopes) => given.pullback(slopes.map((g, c) => (inside(c) ? times(options, keep, g) : zero))),
  }
}

/** One binary element t; `weight` of its two sides. */
export function binaryTarget(t: number, options: TargetOptions, digits: number): Target {
  const given = stepped([ballOf(t)], options, digits)
  const { keep, mix } = smoothed(options, 2, digits)
  const positive = given.values[0] as Ball
  const y = [sub(one, positive), positive].map(mix)
  const weight = y.map((_, c) => (options.weight === undefined ? one : ballOf(options.weight[c] as number)))
  return {
    y,
    weight,
    mass: y.map((yc, c) => mul(weight[c] as Ball, yc)),
    keep,
    hit: undefined,
    counts: one,
    // t moves (1 − t, t) by (−1, 1).
    pullback: ([g0, g1]) => given.pullback([times(options, keep, sub(g1 as Ball, g0 as Ball))]),
  }
}

function times({ absorbs }: TargetOptions, keep: Ball, slope: Ball): Ball {
  return absorbs ? weigh(keep, slope) : mul(keep, slope)
}

interface Smoothed {
  /** α */
  readonly keep: Ball
  /** y′ of class c. */
  readonly mix: (y: Ball, c: number) => Ball
}

function smoothed({ convention, labelSmoothing, where }: TargetOptions, length: number, digits: number): Smoothed {
  if (labelSmoothing === 0) return { keep: one, mix: (y) => y }
  const a = ballOf(labelSmoothing)
  const classes = where?.filter(Boolean).length ?? length
  if (convention === 'K') {
    const even = div(a, ballOf(classes), digits)
    const keep = sub(one, a)
    return { keep, mix: (y) => add(mul(keep, y), even) }
  }
  const shared = ballOf(convention === 'K − 1' ? classes - 1 : classes - 2)
  const each = div(a, shared, digits)
  const keep = sub(sub(one, a), each)
  // (1 − a)·y + (1 − y)·a/(K − 1), so that a hit is 1 − a exactly, which may be 0.
  const among = (y: Ball): Ball => add(mul(sub(one, a), y), mul(each, sub(one, y)))
  return { keep, mix: (y, c) => (convention === 'K − 2' && c === 0 ? mul(keep, y) : among(y)) }
}

function stepped(y: readonly Ball[], { steps, format, temperature }: TargetOptions, digits: number): Through {
  const start: Through = { values: y, pullback: (h) => [...h] }
  return steps.reduce<Through>((before, step) => {
    const next = applied(before.values, step, format, temperature, digits)
    return { values: next.values, pullback: (h) => before.pullback(next.pullback(h)) }
  }, start)
}

function applied(y: readonly Ball[], step: TargetStep, format: Format, temperature: number, digits: number): Through {
  switch (step) {
    case 'exp': {
      const values = y.map((x) => exp(x, digits))
      return { values, pullback: (h) => h.map((g, c) => mul(g, values[c] as Ball)) }
    }
    case 'sign':
      return {
        values: y.map((x) => mul(add(x, one), ballOf(0.5))),
        pullback: (h) => h.map((g) => mul(g, ballOf(0.5))),
      }
    case 'softmax':
      return softmax(y, temperature, digits)
    // Index targets alone have fractions to lose, and those are read as integers.
    case 'floor':
      return { values: y, pullback: (h) => [...h] }
    default:
      return through(y, [step], format, digits)
  }
}

function softmax(x: readonly Ball[], temperature: number, digits: number): Through {
  const T = ballOf(temperature)
  const max = x.reduce((a, b) => (b.lo.gt(a.lo) ? b : a))
  const odds = x.map((xc) => exp(div(sub(xc, max), T, digits), digits))
  const total = sum(odds)
  const values = odds.map((e) => div(e, total, digits))
  return {
    values,
    pullback(h) {
      const mean = dot(values, h)
      return h.map((g, c) => div(mul(values[c] as Ball, sub(g, mean)), T, digits))
    },
  }
}
