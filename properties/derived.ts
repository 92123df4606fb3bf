/**
 * Cases made from a case: shifted, permuted, one row for every class, with another target.
 *
 * A law states a relation between a case and one of these; the planes that only a law knows are named there.
 */

import {
  type Case,
  denseTarget,
  pickClasses,
  pickRows,
  rowOf,
  specOf,
  values,
  withPlane,
  withTarget,
  withValues,
  reducing,
} from './case.ts'

export function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

/** The order that sorts the keys of a plane; equal keys keep their order, so keys may shrink to zeros. */
function orderBy(keys: readonly number[]): number[] {
  return indices(keys.length).sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b)
}

/** Classes in the order of the plane `key`. */
export function permuteClasses(c: Case): { readonly next: Case; readonly order: readonly number[] } {
  const order = orderBy(values(c, 'key'))
  return { next: pickClasses(c, order), order }
}

export function permuteRows(c: Case): { readonly next: Case; readonly order: readonly number[] } {
  const order = orderBy(values(c, 'rowkey'))
  return { next: pickRows(c, order), order }
}

/**
 * The first row, asked once for every class as the target: as one batch where the rows of a batch have losses of their own,
 * otherwise row by row, for the mean and the sum of one row are its loss.
 */
export function everyTarget(c: Case): readonly Case[] {
  const row = rowOf(c, 'input', 0)
  const batch = (hits: readonly number[]): Case => {
    const planes = { input: { axes: 'nk', values: hits.flatMap(() => row) } } as const
    return withTarget({ ...c, rows: hits.length, planes }, hits, true)
  }
  const hits = indices(c.classes)
  return reducing(c) === 'none' ? [batch(hits)] : hits.map((t) => batch([t]))
}

/** The same case with its target written densely. */
export function asDistribution(c: Case): Case {
  return withPlane(withTarget(c, denseTarget(c), false), 'ignore_index', undefined)
}

/** The case with one class more at the end, of the input given and no target mass. */
export function appendClass(c: Case, input: number): Case {
  const K = c.classes
  const grown = Object.entries(c.planes).map(([name, plane]) => {
    const fill = name === 'input' ? input : name === 'weight' ? 1 : 0
    if (plane.axes === 'k') return [name, { axes: 'k', values: [...plane.values, fill] }] as const
    if (plane.axes !== 'nk') return [name, plane] as const
    const rows = indices(c.rows).map((n) => [...plane.values.slice(n * K, (n + 1) * K), fill])
    return [name, { axes: 'nk', values: rows.flat() }] as const
  })
  return { ...c, classes: K + 1, planes: Object.fromEntries(grown) }
}

/** The case with its input moved: z_i + by for all, or by a plane of its own. */
export function moveInput(c: Case, by: (z: number, i: number) => number): Case {
  return withValues(c, 'input', values(c, 'input').map(by))
}

/** Whether a + b is exact in double and holds in the format. */
export function exactSum(a: number, b: number, holds: (x: number) => boolean): boolean {
  if (!Number.isFinite(a)) return true
  const s = a + b
  const bb = s - a
  // TwoSum (Knuth): the rounding error of a + b, exactly.
  return a - (s - bb) + (b - bb) === 0 && holds(s)
}

/** The case with some numbers of its input replaced. */
export function withInputs(c: Case, at: (i: number) => number | undefined): Case {
  return moveInput(c, (x, i) => at(i) ?? x)
}

/** Whether the losses give row n no score at all. */
export function isScoreless(c: Case, n: number): boolean {
  const row = rowOf(c, 'input', n)
  if (row.some(Number.isNaN)) return true
  return specOf(c).score === 'logits' && (row.includes(Infinity) || row.every((z) => z === -Infinity))
}
