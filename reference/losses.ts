/**
 * The losses by name: our own, and every profile.
 *
 *   a call says    the name of a row                    torch.cross_entropy.index
 *                  or of a loss, and the row follows    torch.cross_entropy: by the kind of its target
 *
 * Where the rows of a loss differ by release, the name alone is the newest; `sklearn.log_loss@1.2` is another.
 */

import type { Call } from './call.ts'
import type { Profile } from './profile.ts'
import { profiles as rows } from './profiles/index.ts'
import { own } from './profiles/own.ts'
import { satisfies } from './versions.ts'

/** Every profile under its name, our own first. */
export const profiles: ReadonlyMap<string, Profile> = new Map(rows.map((row) => [row.name, row]))

/** The losses under our own names. */
export const losses: ReadonlyMap<string, Profile> = new Map(
  own.map(({ name }) => [name, profiles.get(name) as Profile]),
)

/** The rows that a loss's name stands for; those of one release, when it is given. */
export function rowsOf(loss: string, version?: string): readonly Profile[] {
  const exact = profiles.get(loss)
  if (exact !== undefined && exact.loss !== loss) return [exact]
  return rows.filter(
    (row) =>
      row.loss === loss && (version === undefined || row.versions === undefined || satisfies(version, row.versions)),
  )
}

/** The profile that a call means, or what is wrong with its name. */
export function profileFor(call: Call): Profile | string {
  const found = rowsOf(call.loss)
  const indexed = Object.entries(call.arguments).some(
    ([name, value]) =>
      typeof value === 'object' && value.dtype.startsWith('i') && found.some((row) => row.target === name),
  )
  const fitting = found.filter(({ targets }) => targets !== (indexed ? 'dense' : 'index'))
  const among = fitting.length > 0 ? fitting : found
  const profile = among.findLast((row) => row.versions !== undefined) ?? among[0]
  return profile ?? `loss: expected one of ${[...losses.keys()].join(', ')} or a profile, got ${call.loss}`
}

/** The arguments whose gradient a loss has, the input first. */
export function gradientsOf(profile: Profile): readonly string[] {
  return profile.input === profile.target ? [profile.input] : [profile.input, profile.target]
}
