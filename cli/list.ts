/**
 * `lossproof list`: the losses, the profiles, the laws and the bundled subjects; or one of them on a screen.
 */

import { bundled } from '../adapters/bundled.ts'
import { laws } from '../properties/index.ts'
import { losses, profiles, rowsOf } from '../reference/index.ts'
import { columns } from './columns.ts'
import { mark, profileLines } from './profile.ts'
import { WrongQuestion } from './wrong-question.ts'

function everything(): string[] {
  const foreign = [...profiles.values()].filter(({ name }) => !losses.has(name))
  return [
    'losses',
    ...columns([...losses.values()].map(({ name, formula }) => [name, formula])),
    '',
    `profiles (${foreign.length})`,
    ...columns(foreign.map((profile) => [profile.name, `${profile.formula}${mark(profile)}`])),
    '',
    `laws (${laws.length})`,
    ...columns(laws.map(({ name, statement }) => [name, statement])),
    '',
    'subjects',
    ...columns([
      ['own', 'the losses of this package'],
      ['family', 'familyLoss of this package, under every profile'],
      ...Object.entries(bundled).map(([name, { what }]) => [name, what] as const),
    ]),
  ]
}

/**
 * What a name stands for: a profile, the rows of a loss or of a library, a law.
 *
 * @throws WrongQuestion for a name that is none of them.
 */
export function list(name: string | undefined): string {
  if (name === undefined) return everything().join('\n')
  const rows = rowsOf(name)
  if (rows.length > 0) return rows.map((profile) => profileLines(profile).join('\n')).join('\n\n')
  const law = laws.find((one) => one.name === name)
  if (law !== undefined) return [law.name, '', `  ${law.statement}`, `  kind: ${law.kind}`].join('\n')
  const within = [...profiles.values()].filter((profile) => profile.name.startsWith(`${name}.`))
  if (within.length > 0) {
    return columns(within.map((profile) => [profile.name, `${profile.formula}${mark(profile)}`])).join('\n')
  }
  throw new WrongQuestion(`list: expected a loss, a profile or a law, got '${name}'`)
}
