/**
 * Our own `familyLoss` as a subject: under every profile, for what it expresses of it.
 *
 * A profile is a family with its names on it; options go by their roles. Claim: within 1 ulp of the largest term.
 */

import type { Module, ModuleAnswer, ModuleCall, ModuleLoss } from '../properties/subject.ts'
import { type Profile, type Tensor, gradientsOf, losses, nameOf, profiles } from '../reference/index.ts'
import { type FamilyOptions, familyLoss, familyLossWithGradient } from '../src/index.ts'
import { departureOf } from './express.ts'
import { camelCase, everythingOf, upstreamOption } from './translate.ts'
import { version } from './version.ts'

function optionsOf(profile: Profile, call: ModuleCall): Omit<FamilyOptions, 'upstream' | 'wrt'> {
  const { arguments: given } = call
  const roles = profile.options.filter((role) => given[nameOf(profile, role)] !== undefined)
  const options = Object.fromEntries(roles.map((role) => [camelCase(role), given[nameOf(profile, role)]]))
  const reduction = given[profile.reduction.argument]
  return {
    ...options,
    ...(reduction === undefined ? {} : { reduction: reduction as string }),
  }
}

/** Tensors as `src` takes them. */
type Float = Tensor & { readonly data: Float64Array }

function lossOf(profile: Profile): ModuleLoss {
  const promised = gradientsOf(profile).filter(
    (name) => profile.gradient[name === profile.input ? 'input' : 'target'] !== 'none',
  )
  return {
    dtypes: ['f64'],
    ...everythingOf(profile),
    gradients: promised,
    accuracy: { loss: 1, gradient: 1 },
    evaluate(call): ModuleAnswer {
      const departure = departureOf(profile, call)
      if (departure !== undefined) return { unsupported: departure }
      const [input, target] = [profile.input, profile.target].map((name) => call.arguments[name]) as [Float, Float]
      const options = optionsOf(profile, call)
      if (!call.want.includes('gradient')) return { loss: familyLoss(profile, input, target, options) }
      const above = { ...options, ...(upstreamOption(call) as Pick<FamilyOptions, 'upstream'>) }
      const usual = familyLossWithGradient(profile, input, target, above)
      if (target.dtype !== 'f64' || !promised.includes(profile.target)) return usual
      // As those call it who train: a gradient that is not asked for is a shorter way, which is to be examined too.
      const all = familyLossWithGradient(profile, input, target, { ...above, wrt: [profile.target] })
      return { loss: usual.loss, gradient: { ...all.gradient, ...usual.gradient } }
    },
  }
}

const foreign = [...profiles.values()].filter(({ name }) => !losses.has(name))

const family: Module = {
  name: 'lossproof familyLoss',
  version,
  losses: Object.fromEntries(foreign.map((profile) => [profile.name, lossOf(profile)])),
}

export default family
