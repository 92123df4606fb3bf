/**
 * Tiers: how many cases are tried for each law and loss.
 *
 *   smoke 20    before a commit      pr 200    on a pull request, the usual      nightly 2000
 */

import type { SubjectName } from './check.ts'

export const TIERS = { smoke: 20, pr: 200, nightly: 2000 } as const

export type Tier = keyof typeof TIERS

/** A tenth of a second a case makes half an hour of 200: of such a subject a fifth is tried. */
const SLOW = 5

/** The cases of a tier for a subject. */
export async function runsOf(tier: Tier, subject: SubjectName): Promise<number> {
  const { bundled } = await import('../adapters/bundled.ts')
  const isSlow = typeof subject === 'string' && Object.hasOwn(bundled, subject) && bundled[subject]?.isSlow === true
  return isSlow ? TIERS[tier] / SLOW : TIERS[tier]
}
