/**
 * The lattice of options: which of them are drawn together.
 *
 *   A covering array of strength t has, for every t options, a row in which all of them are set. Real defects live in
 *   pairs and triples (smoothing × weight × ignored rows), hardly ever in more (Kuhn, Wallace & Gallo 2004).
 *
 * Rows are built greedily: the next row is the one of a few that sets most of the sets not yet covered. What a case has
 * set is read from the case: an option that its generator had to leave out does not count.
 */

import type { Case } from './case.ts'
import { specOf } from './case.ts'
import type { Scope } from './law.ts'
import { offeredOptions } from './scope.ts'
import type { Role } from '../reference/index.ts'

/** The strength that is asked for: every pair and every triple. */
export const STRENGTH = 3

/** Share of the options that a row sets: a triple is in a third of the rows, so that a dozen rows set them all. */
const DENSITY = 0.7

/** The options of a scope that a case can set; the upstream gradient is one of them. */
export function factorsOf(scope: Scope): readonly string[] {
  return [...offeredOptions(scope), 'upstream']
}

/** The options that a case sets; an ignored row must be there for ignore_index to say anything. */
export function setBy(c: Case): readonly string[] {
  return [...specOf(c).options, 'upstream' as Role].filter((role) => c.planes[role] !== undefined)
}

/** All sets of `size` of the items, each as one key. */
export function subsets(items: readonly string[], size: number): string[] {
  if (size === 0) return ['']
  return items.flatMap((item, i) =>
    subsets(items.slice(i + 1), size - 1).map((rest) => (rest === '' ? item : `${item} × ${rest}`)),
  )
}

/** Sets that no case can have: ignored rows need index targets, and a mask leaves no −∞ to mask. */
export function strengthSets(scope: Scope): readonly string[] {
  const factors = factorsOf(scope)
  if (factors.length < 2) return []
  return [2, STRENGTH].flatMap((size) => subsets(factors, size))
}

/** Rows of options that together set every pair and triple, in an order of their own. */
export function coveringRows(factors: readonly string[]): readonly (readonly string[])[] {
  const size = Math.min(STRENGTH, factors.length)
  const open = new Set(subsets(factors, size))
  const rows: (readonly string[])[] = []
  let state = 1
  // The constants of Knuth's MMIX generator, cut to 32 bits: any order would do, as long as it is the same one.
  const chance = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  const CANDIDATES = 8
  // Invariant: `open` holds the sets that no row so far sets; each round covers at least one.
  while (open.size > 0) {
    const [first = ''] = open
    const needed = first.split(' × ')
    const candidates = Array.from({ length: CANDIDATES }, () =>
      factors.filter((factor) => needed.includes(factor) || chance() < DENSITY),
    )
    const gain = (row: readonly string[]) => subsets(row, size).filter((set) => open.has(set)).length
    const best = candidates.reduce((a, b) => (gain(b) > gain(a) ? b : a))
    for (const set of subsets(best, size)) open.delete(set)
    rows.push(best)
  }
  return rows
}
