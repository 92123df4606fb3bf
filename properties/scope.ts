/**
 * Where a law applies: small predicates over a scope, named as one says them.
 */

import { type LossName, type Role, nameOf } from '../reference/index.ts'
import type { Scope } from './law.ts'

export type Condition = (scope: Scope) => boolean

export function all(...conditions: readonly Condition[]): Condition {
  return (scope) => conditions.every((condition) => condition(scope))
}

export function on(...names: readonly LossName[]): Condition {
  return ({ spec }) => names.includes(spec.name as LossName)
}

/** The losses over classes: logits, probabilities or log-probabilities with a class target. */
export const overClasses: Condition = ({ spec }) => spec.targets === 'class'

export const perRow: Condition = ({ declared, spec }) =>
  declared.reductions.some((name) => spec.reductions[name] === 'none')

export const indexTargets: Condition = ({ declared }) => declared.targets.includes('index')

export const distributionTargets: Condition = ({ declared }) => declared.targets.includes('distribution')

/** The gradient with respect to the input. */
export const gradient: Condition = ({ declared, spec }) => declared.gradients.includes(spec.input)

/** The options that the loss has and the subject declares. */
export function offeredOptions({ declared, spec }: Scope): readonly Role[] {
  return spec.options.filter((role) => declared.options.includes(nameOf(spec, role)))
}

export function takes(option: Role): Condition {
  return (scope) => offeredOptions(scope).includes(option)
}

/** The subject has these losses too, under the same claim, so that one law can ask all of them. */
export function together(...names: readonly LossName[]): Condition {
  return ({ also }) => names.every((name) => also.has(name))
}
