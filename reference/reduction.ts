/**
 * The reduction of rows to a loss, and of its upstream gradient to the rows.
 *
 *   none   L_n;                 factor of row n:  v_n
 *   sum    Σ L_n;                                 v
 *   mean   Σ L_n / D;                             v/D
 *
 * D is the sum of what each row counts for: w_t for an index target, 0 for an ignored row, otherwise 1.
 * D = 0 gives NaN, as 0/0 does; an ignored row's gradient is 0 all the same.
 */

import type { Reduction } from './call.ts'
import { type Ball, ballOf, div, nan, sum } from './ball.ts'

export interface Reduced {
  readonly loss: readonly Ball[]
  /** What row n's gradient is multiplied by. */
  readonly factor: readonly Ball[]
}

export function reduce(
  reduction: Reduction,
  losses: readonly Ball[],
  weights: readonly Ball[],
  upstream: readonly number[] | undefined,
  digits: number,
): Reduced {
  const v = (n: number): Ball => ballOf(upstream === undefined ? 1 : (upstream[n] as number))
  switch (reduction) {
    case 'none':
      return { loss: losses, factor: losses.map((_, n) => v(n)) }
    case 'sum':
      return { loss: [sum(losses)], factor: losses.map(() => v(0)) }
    case 'mean': {
      const divisor = sum(weights)
      const empty = losses.length === 0
      const factor = empty ? nan : div(v(0), divisor, digits)
      return { loss: [empty ? nan : div(sum(losses), divisor, digits)], factor: losses.map(() => factor) }
    }
  }
}
