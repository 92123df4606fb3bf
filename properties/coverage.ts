/**
 * Coverage: which regimes of the input space the cases of an exam fell into, and which they missed.
 *
 *   regime = a value of each dimension: gap × spread × offset × ties × saturation × K × kind of target
 *   options: every pair and triple of them, set in one case
 *
 * An exam that missed a regime has not looked everywhere: it is undecided, not green. Of the numbers that were judged
 * against the truth those of the first row, whose regime it is, are counted by their grade.
 */

import type { Case } from './case.ts'
import { binaryKinds, fewestClasses, isMeasured, takesMasks, targetKinds } from './draw/batch.ts'
import { STRENGTH, setBy, strengthSets, subsets } from './lattice.ts'
import { type Grade, type Graded, type Sample, NONE_GRADED, addGrades } from './grade.ts'
import type { Scope } from './law.ts'
import { placeOf } from './picture.ts'

type Regimes = Readonly<Record<string, readonly string[]>>

export interface Coverage {
  readonly loss: string
  readonly dtype: string
  /** Cases by dimension and regime; a regime that was missed stands there with 0. */
  readonly dimensions: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The numbers of each regime by their grade; of regimes that have any. */
  readonly grades: Readonly<Record<string, Readonly<Record<string, Graded>>>>
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
  readonly take: (c: Case, samples: readonly Sample[]) => void
  readonly coverage: () => Coverage
}

/** Counts the cases of one loss in one dtype. */
export function tallyOf(scope: Scope): Tally {
  const expected = Object.entries(regimesOf(scope))
  const counts = new Map(expected.map(([name, regimes]) => [name, new Map(regimes.map((regime) => [regime, 0]))]))
  const graded = new Map<string, Map<string, Record<Grade, number>>>()
  const grade = (name: string, regime: string, samples: readonly Sample[]): void => {
    const regimes = graded.get(name) ?? new Map<string, Record<Grade, number>>()
    const found = regimes.get(regime) ?? { ...NONE_GRADED }
    for (const sample of samples) if (sample.grade !== undefined) found[sample.grade]++
    graded.set(name, regimes.set(regime, found))
  }
  return {
    take(c, samples) {
      const { regime } = c
      const first = samples.filter((sample) => placeOf(c, sample)?.n === 0)
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
        const before = value === undefined ? undefined : found.get(value)
        if (value === undefined || before === undefined) continue
        found.set(value, before + 1)
        if (first.length > 0) grade(name, value, first)
      }
    },
    coverage: () => ({
      loss: scope.spec.name,
      dtype: scope.dtype,
      dimensions: recordOf(counts),
      grades: inOrder(recordOf(graded), recordOf(counts)),
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
  const [first = []] = parts
  return first.map(({ loss, dtype }, at) => {
    const same = parts.map((part) => part[at] as Coverage)
    const counts = addRecords(
      same.map((one) => one.dimensions),
      (a, b) => a + b,
    )
    const grades = addRecords(
      same.map((one) => one.grades),
      addGrades,
    )
    return { loss, dtype, dimensions: counts, grades: inOrder(grades, counts) }
  })
}

type Records<T> = Readonly<Record<string, Readonly<Record<string, T>>>>

function recordOf<T>(maps: ReadonlyMap<string, ReadonlyMap<string, T>>): Records<T> {
  return Object.fromEntries([...maps].map(([name, found]) => [name, Object.fromEntries(found)]))
}

function addRecords<T>(parts: readonly Records<T>[], add: (a: T, b: T) => T): Records<T> {
  const sum = new Map<string, Map<string, T>>()
  for (const [name, found] of parts.flatMap((part) => Object.entries(part))) {
    const known = sum.get(name) ?? new Map<string, T>()
    for (const [regime, value] of Object.entries(found)) {
      const before = known.get(regime)
      known.set(regime, before === undefined ? value : add(before, value))
    }
    sum.set(name, known)
  }
  return recordOf(sum)
}

/** The same in the order of another that names at least as much, so that it tells nothing of who came first. */
function inOrder<T>(records: Records<T>, like: Records<unknown>): Records<T> {
  const ordered = <V>(given: Readonly<Record<string, V>>, names: Readonly<Record<string, unknown>> = {}) =>
    Object.keys(names).flatMap((name) => (name in given ? [[name, given[name] as V] as const] : []))
  return Object.fromEntries(
    ordered(records, like).map(([name, found]) => [name, Object.fromEntries(ordered(found, like[name]))]),
  )
}
