/**
 * What a mean divides by.
 *
 *   target weights    Σ w_t of the rows kept (index), the rows (distribution)
 *   rows, kept        all rows, those not ignored        elements   the numbers of the input       leading   its first axis
 *   weights           Σ of the rows' weights, or the rows kept      nonzero weights   those that are not 0
 *   given             the option `divisor`
 */

import { type Scaled, ZERO, fromNumber } from '../scaled.ts'
import type { Divisor, NumberOf } from './family.ts'
import { sum } from './steps.ts'

/** What a row, or a mean over its group, brings; nothing where it is ignored. */
export interface Counted {
  readonly counts: Scaled
  readonly weight: Scaled
}

export function divisorOf(
  divisor: Divisor,
  rows: readonly (Counted | undefined)[],
  shape: readonly number[],
  option: NumberOf,
): Scaled {
  const kept = rows.filter((row) => row !== undefined)
  switch (divisor) {
    case 'target weights':
      return sum(kept.map(({ counts }) => counts))
    case 'rows':
      return fromNumber(rows.length)
    case 'kept':
      return fromNumber(kept.length)
    case 'elements':
      return fromNumber(shape.reduce((size, n) => size * n, 1))
    case 'leading':
      return fromNumber(shape[0] ?? 1)
    case 'weights':
      return kept.reduce((total, { weight }) => sum([total, weight]), ZERO)
    case 'nonzero weights':
      return fromNumber(kept.filter(({ weight }) => weight.hi !== 0).length)
    case 'given':
      return fromNumber(option('divisor', 1))
  }
}
