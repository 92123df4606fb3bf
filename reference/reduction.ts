/**
 * The reduction of rows to a loss, and of its upstream gradient to the rows.
 *
 *   none   L_n;                 slope g of row n:  v_n·g
 *   sum    Σ L_n;                                  v·g
 *   mean   Σ L_n / D;                              v·g/D,  divided last: (1/3)·3 would no longer be the point 1
 *
 * D is what the profile divides by (`Divisor`); the z-loss part may have one of its own. D = 0, of an empty batch too, is
 * NaN, as 0/0 is, or 0 where the profile says so. An ignored row's gradient is 0 all the same.
 */

import { type Ball, add, ballOf, div, isZero, mul, sum, zero } from './ball.ts'
import type { Problem } from './arguments.ts'
import { once } from './once.ts'
import type { Divisor, Reducer } from './profile.ts'

/** What a row brings to the reduction. */
export interface Summand {
  readonly loss: Ball
  readonly z: Ball
  readonly kept: boolean
  /** w_t of an index target, otherwise 1. */
  readonly counts: Ball
  /** Its own weight; 1 where there are none. */
  readonly weight: Ball
}

export interface Reduced {
  readonly loss: () => readonly Ball[]
  /** What becomes of a slope of unreduced loss n, and of its z-loss part. */
  readonly scale: (slope: Ball, z: Ball, n: number) => Ball
}

/** D, from what the rows bring. */
export function divisorOf(divisor: Divisor, rows: readonly Summand[], { input, shape, option }: Problem): Ball {
  const count = (n: number): Ball => ballOf(n)
  switch (divisor) {
    case 'target weights':
      return sum(rows.map(({ kept, counts }) => (kept ? counts : zero)))
    case 'rows':
      return count(rows.length)
    case 'kept':
      return count(rows.filter(({ kept }) => kept).length)
    case 'elements':
      return count(input.length)
    case 'leading':
      return count(shape[0] ?? 1)
    case 'weights':
      return sum(rows.map(({ weight }) => weight))
    case 'nonzero weights':
      return count(rows.filter(({ weight }) => !isZero(weight)).length)
    case 'given':
      return ballOf(option('divisor', 1))
  }
}

export function isMean(reducer: Reducer): reducer is Divisor {
  return reducer !== 'none' && reducer !== 'sum'
}

export function reduce(problem: Problem, rows: readonly Summand[], digits: number): Reduced {
  const { reducer, upstream, profile } = problem
  const v = (n: number): Ball => ballOf(upstream === undefined ? 1 : (upstream[n] as number))
  if (reducer === 'none') {
    return {
      loss: once(() => rows.map(({ loss, z }) => add(loss, z))),
      scale: (slope, z, n) => mul(v(n), add(slope, z)),
    }
  }
  const over = (divisor: Divisor) => {
    const D = divisorOf(divisor, rows, problem)
    return (total: Ball): Ball => (isZero(D) && profile.policy.zeroDivisor === 'zero' ? zero : div(total, D, digits))
  }
  const mean = isMean(reducer) ? over(reducer) : (total: Ball): Ball => total
  const zMean = profile.zDivisor !== undefined && isMean(reducer) ? over(profile.zDivisor) : undefined
  return {
    loss: once(() => {
      const losses = rows.map(({ loss }) => loss)
      const zs = rows.map(({ z }) => z)
      return [zMean === undefined ? mean(sum([...losses, ...zs])) : add(mean(sum(losses)), zMean(sum(zs)))]
    }),
    scale: (slope, z) =>
      zMean === undefined ? mean(mul(v(0), add(slope, z))) : add(mean(mul(v(0), slope)), zMean(mul(v(0), z))),
  }
}
