/**
 * From the words of the wire to those of `src`, and back to what a profile can be asked.
 *
 *   pos_weight → posWeight · an upstream gradient without axes → a number · a profile → all that it declares
 */

import type { ModuleCall } from '../properties/subject.ts'
import { type LossDeclaration, type Profile, nameOf, valuesOf } from '../reference/index.ts'

const known = new Map<string, string>()

/** `pos_weight` is `posWeight` in `src`. */
export function camelCase(name: string): string {
  let camel = known.get(name)
  if (camel === undefined) {
    camel = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    known.set(name, camel)
  }
  return camel
}

/** The option `upstream` of a call: a number for a loss that is one. */
export function upstreamOption({ upstream }: ModuleCall): { readonly upstream?: unknown } {
  if (upstream === undefined) return {}
  return { upstream: upstream.shape.length === 0 ? valuesOf(upstream)[0] : upstream }
}

/** Everything that a profile can be asked but for gradients, which are promised or not. */
export function everythingOf(profile: Profile): Pick<LossDeclaration, 'targets' | 'reductions' | 'options'> {
  return {
    targets: ['index', 'distribution'],
    reductions: Object.keys(profile.reductions),
    options: profile.options.map((role) => nameOf(profile, role)),
  }
}
