/**
 * Effort: how many of its cases a test tries. EFFORT=0.5 is half, as in continuous integration; a tenth where a suite is run
 * thousands of times (`npm run mutate`).
 */

const EFFORT = Number(process.env['EFFORT'] ?? 1)

/** So many of a test's cases as are asked for, one at the least. */
export function tries(count: number): number {
  return Math.max(1, Math.round(count * EFFORT))
}
