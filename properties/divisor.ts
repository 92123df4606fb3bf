/**
 * What the mean of a case divides by, counted anew from the case: sums of drawn weights are exact.
 */

import { type Divisor, isMean } from '../reference/index.ts'
import { type Case, isIgnored, shapesOf, specOf } from './case.ts'
import { massOf } from './mass.ts'

/** D, and that of the z-loss part; 1 where nothing is divided. */
export function divisorsOf(c: Case): { readonly main: number; readonly z: number } {
  const spec = specOf(c)
  const reducer = spec.reductions[c.reduction] ?? 'none'
  if (!isMean(reducer)) return { main: 1, z: 1 }
  const main = divisorOf(c, reducer)
  return { main, z: spec.zDivisor === undefined ? main : divisorOf(c, spec.zDivisor) }
}

function divisorOf(c: Case, divisor: Divisor): number {
  const spec = specOf(c)
  const units = Array.from({ length: c.rows }, (_, n) => n)
  const kept = units.filter((n) => !isIgnored(c, n))
  const weight = (n: number) => (spec.weighs === 'row' ? (c.planes['weight']?.values[n] ?? 1) : 1)
  switch (divisor) {
    case 'target weights':
      return kept.reduce((sum, n) => sum + massOf(c, n).weight, 0)
    case 'rows':
      return c.rows
    case 'kept':
      return kept.length
    case 'elements':
      return spec.elementwise && !spec.averagesLast ? c.rows : c.rows * c.classes
    case 'leading':
      return shapesOf(c).input[0] ?? 1
    case 'weights':
      return units.reduce((sum, n) => sum + weight(n), 0)
    case 'nonzero weights':
      return units.filter((n) => weight(n) !== 0).length
    case 'given':
      return c.planes['divisor']?.values[0] ?? spec.defaults.divisor ?? 1
  }
}
