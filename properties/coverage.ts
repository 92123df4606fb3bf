/**
 * Coverage: which regimes of the input space the cases of an exam fell into, and which they missed.
 *
 *   regime = a value of each dimension: gap × spread × offset × ties × saturation × K × kind of target
 *   options: every pair and triple of them, set in one case
 *
 * An exam that missed a regime has not looked everywhere: it is undecided, not green.
 */

import type { Case } from './case.ts'
import { binaryKinds, fewestClasses, isMeasured, takesMasks, targetKinds } from './draw/batch.ts'
import { STRENGTH, setBy, strengthSets, subsets } from './lattice.ts'
import type { Scope } from './law.ts'

type Regimes = Readonly<Record<string, readonly string[]>>

export interface Coverage {
  readonly loss: string
  readonly dtype: string
  /** Cases by dimension and regime; a regime that was missed stands there with 0. */
  readonly dimensions: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const CLASSES = ['1', '2', '3…9', '10…33']

/** The regimes that the cases of a loss are to fall into, and the options that are to be set together. */
export function regimesOf(scope: Scope): Regimes {
  const options = strengthSets(scope)
  return options.length === 0 ? inputRegimes(scope) : { ...inputRegimes(scope), options }
}

function inputRegimes(scope: Scope): Regimes {
  const target = [...new Set(targetKinds(scope))]
  const classes = scope.spec.elementwise ? ['1'] : fewestClasses(scope.spec) > 1 ? CLASSES.slice(2) : CLASSES
  switch (scope.spec.score) {
    case 'logits':
      return {
        gap: ['close', 'confident', 'hopeless'],
        spread: ['narrow', 'plain', 'huge'],
        offset: ['none', 'large'],
        ties: ['none', 'ties'],
        saturation: takesMasks(scope.spec) ? ['open', 'masked'] : ['open'],
        classes,
        target,
      }
    case 'log':
      return { spread: ['narrow', 'plain'], classes, target }
    case 'bit':
      return { logit: ['close', 'saturated', 'tiny', 'huge'], target: binaryKinds(scope.spec) }
    case 'pbit':
      return { probability: ['plain', 'near one', 'tiny', 'certain'], target: ['hard', 'soft'] }
    case 'prob': {
      if (!isMeasured(scope)) return { probability: ['plain', 'near one', 'tiny', 'zeros'], classes, target }
      const dense = { classes, target: ['normalised', 'unnormalised'] }
      return scope.spec.divergence ? { ...dense, distance: ['far', 'near', 'equal'] } : dense
    }
  }
}

export interface Tally {
  readonly take: (c: Case) => void
  readonly coverage: () => Coverage
}

/** Counts the cases of one loss in one dtype. */
export function tallyOf(scope: Scope): Tally {
  const expected = Object.entries(regimesOf(scope))
  const counts = new Map(expected.map(([name, regimes]) => [name, new Map(regimes.map((regime) => [regime, 0]))]))
  return {
    take(c) {
      const { regime } = c
      const set = counts.get('options')
      if (set !== undefined) {
        const factors = setBy(c)
        for (const key of [2, STRENGTH].flatMap((size) => subsets(factors, size))) {
          const known = set.get(key)
          if (known !== undefined) set.set(key, known + 1)
        }
      }
      for (const [name, found] of counts) {
        const value = regime[name]
        if (value !== undefined) found.set(value, (found.get(value) ?? 0) + 1)
      }
    },
    coverage: () => ({
      loss: scope.spec.name,
      dtype: scope.dtype,
      dimensions: Object.fromEntries([...counts].map(([name, found]) => [name, Object.fromEntries(found)])),
    }),
  }
}

/** The regimes that no case fell into: `gap: hopeless`. */
export function missed({ dimensions }: Coverage): readonly string[] {
  return Object.entries(dimensions).flatMap(([name, found]) =>
    Object.entries(found).flatMap(([regime, count]) => (count === 0 ? [`${name}: ${regime}`] : [])),
  )
}

/** The coverage of an exam from that of its parts, which all name the same regimes. */
export function addUp(parts: readonly (readonly Coverage[])[]): readonly Coverage[] {
  const [first = [], ...others] = parts
  const total = (at: number, name: string, regime: string) =>
    parts.reduce((sum, part) => sum + (part[at]?.dimensions[name]?.[regime] ?? 0), 0)
  if (others.length === 0) return first
  return first.map(({ loss, dtype, dimensions }, at) => {
    const summed = Object.entries(dimensions).map(([name, found]) => {
      const regimes = Object.keys(found).map((regime) => [regime, total(at, name, regime)] as const)
      return [name, Object.fromEntries(regimes)] as const
    })
    return { loss, dtype, dimensions: Object.fromEntries(summed) }
  })
}
