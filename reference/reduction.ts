/**
 * The reduction of rows to a loss, and of its upstream gradient to the rows.
 *
 *   none   L_n;                 slope g of row n:  v_n·g
 *   sum    Σ L_n;                                  v·g
 *   mean   Σ L_n / D;                              v·g/D,  divided last: (1/3)·3 would no longer be the point 1
 *
 * D is the sum of what each row counts for: w_t for an index target, 0 for an ignored row, otherwise 1.
 * D = 0, of an empty batch too, gives NaN, as 0/0 does; an ignored row's gradient is 0 all the same.
 */

import type { Reduction } from './call.ts'
import { type Ball, ballOf, div, mul, sum } from './ball.ts'

export interface Reduced {
  readonly loss: readonly Ball[]
  /** What becomes of a slope of row n. */
  readonly scale: (g: Ball, n: number) => Ball
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
      return { loss: losses, scale: (g, n) => mul(v(n), g) }
    case 'sum':
      return { loss: [sum(losses)], scale: (g) => mul(v(0), g) }
    case 'mean': {
      const divisor = sum(weights)
      const mean = (total: Ball): Ball => div(total, divisor, digits)
      return { loss: [mean(sum(losses))], scale: (g) => mean(mul(v(0), g)) }
    }
  }
}
