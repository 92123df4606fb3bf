/**
 * Our own `familyLoss` as a subject: under every profile, for what it expresses of it.
 *
 * A profile is a family with its names on it; options go by their roles. Claim: within 1 ulp of the largest term.
 */

import type { Module, ModuleAnswer, ModuleCall, ModuleLoss } from '../properties/subject.ts'
import { type Profile, type Role, type Tensor, gradientsOf, losses, nameOf, profiles } from '../reference/index.ts'
import { type FamilyOptions, familyLossWithGradient } from '../src/index.ts'
import { departureOf } from './express.ts'
import { version } from './version.ts'

const camelCase = (role: Role): string => role.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

function optionsOf(profile: Profile, { arguments: given, upstream }: ModuleCall): FamilyOptions {
  const roles = profile.options.filter((role) => given[nameOf(profile, role)] !== undefined)
  const options = Object.fromEntries(roles.map((role) => [camelCase(role), given[nameOf(profile, role)]]))
  const reduction = given[profile.reduction.argument]
  return {
    ...options,
    ...(reduction === undefined ? {} : { reduction: reduction as string }),
    ...(upstream === undefined
      ? {}
      : { upstream: (upstream.shape.length === 0 ? upstream.data[0] : upstream) as number }),
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
    targets: ['index', 'distribution'],
    reductions: Object.keys(profile.reductions),
    options: profile.options.map((role) => nameOf(profile, role)),
    gradients: promised,
    accuracy: { loss: 1, gradient: 1 },
    evaluate(call): ModuleAnswer {
      const departure = departureOf(profile, call)
      if (departure !== undefined) return { unsupported: departure }
      const [input, target] = [profile.input, profile.target].map((name) => call.arguments[name]) as [Float, Float]
      const wrt = target.dtype === 'f64' && promised.includes(profile.target) ? [profile.target] : []
      return familyLossWithGradient(profile, input, target, { ...optionsOf(profile, call), wrt })
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
