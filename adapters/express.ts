/**
 * Where our own `familyLoss` departs from a profile: at edges where the profile has a policy of its own.
 *
 * `familyLoss` makes a row with a logit of +∞ NaN and refuses an index that is no class. What a
 * profile promises of finite numbers it can do, for every profile; the rest it leaves out, case by case.
 */

import { type Call, type Profile, isIndices, nameOf, valuesOf } from '../reference/index.ts'

/** What a call asks, as far as it bears on a departure. */
interface Asked {
  readonly input: readonly number[]
  /** Whether an index is no class, and not the mark of ignored rows. */
  readonly hasStranger: () => boolean
}

interface Departure {
  readonly says: string
  readonly differs: (profile: Profile) => boolean
  /** Whether a call touches it. */
  readonly touches: (asked: Asked) => boolean
}

const departures: readonly Departure[] = [
  {
    says: 'a logit of +∞',
    differs: ({ score, policy }) => score === 'logits' && policy.infiniteLogit !== 'nan',
    touches: ({ input }) => input.includes(Infinity),
  },
  {
    says: 'a logit of ±∞',
    differs: ({ score }) => score === 'bit',
    touches: ({ input }) => input.some((x) => x === Infinity || x === -Infinity),
  },
  {
    says: 'log-probabilities of ±∞',
    differs: ({ jensenShannon }) => jensenShannon,
    touches: ({ input }) => input.some((x) => !Number.isFinite(x)),
  },
  {
    says: 'NaN',
    // An index into log-probabilities looks at no other class.
    differs: ({ policy, score }) =>
      policy.nan === 'throw' || (score === 'log' && policy.zeroTimesInfinity === 'gathered'),
    touches: ({ input }) => input.some((x) => Number.isNaN(x)),
  },
  {
    says: 'an index that is no class',
    differs: ({ targets, policy }) => (targets === 'class' || targets === 'index') && policy.outOfRange !== 'throw',
    touches: ({ hasStranger }) => hasStranger(),
  },
  {
    says: 'no rows',
    differs: ({ policy }) => policy.emptyBatch === 'throw',
    touches: ({ input }) => input.length === 0,
  },
]

/** What of a profile `familyLoss` does not express; empty when it expresses all of it. */
export function unexpressed(profile: Profile): readonly string[] {
  return departures.filter(({ differs }) => differs(profile)).map(({ says }) => says)
}

/** The departure that a call touches, if any. */
export function departureOf(profile: Profile, call: Pick<Call, 'arguments'>): string | undefined {
  const input = call.arguments[profile.input]
  const target = call.arguments[profile.target]
  if (typeof input !== 'object' || typeof target !== 'object') return undefined
  const mark = call.arguments[nameOf(profile, 'ignore_index')] ?? profile.defaults.ignore_index
  const classes = input.shape.at(input.shape.length === 1 ? 0 : profile.classAxis) ?? 1
  const asked: Asked = {
    input: valuesOf(input),
    hasStranger: () => isIndices(target) && valuesOf(target).some((t) => t !== mark && !(t >= 0 && t < classes)),
  }
  return departures.find(({ differs, touches }) => differs(profile) && touches(asked))?.says
}
