/**
 * Shrinking: it ends in what a person can read, it ends at all, and it stays within the premise of the law.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import own from '../adapters/own.ts'
import { type FloatType, type Tensor, gradientsOf, losses } from '../reference/index.ts'
import { type Response, outcomeOf } from './answer.ts'
import type { Case } from './case.ts'
import { type Failure, examine, scopesOf } from './exam.ts'
import type { Law, Scope } from './law.ts'
import { laws } from './laws.ts'
import { smaller } from './shrink.ts'
import { type Module, type ModuleCall, subjectOf } from './subject.ts'

/** The smallest failure of a loss under one law. */
async function failureOf(module: Module, law: string, seed: number): Promise<Failure> {
  const { results } = await examine(subjectOf(module), { seed, runs: 200, laws: [law], losses: ['cross_entropy'] })
  return results[0]!.failure!
}

/** A subject whose loss of a row is this; it has no gradient. */
function rowwise(f: (z: readonly number[], t: number) => number): Module {
  return {
    name: 'rowwise',
    version: '1',
    losses: {
      cross_entropy: {
        reductions: ['none', 'sum', 'mean'],
        evaluate({ arguments: { logits, target, reduction } }) {
          const { data, shape } = logits as Tensor
          const [rows, classes] = shape as [number, number]
          const hits = Array.from((target as Tensor).data as BigInt64Array, Number)
          const all = Array.from(data as Float64Array)
          const each = hits.map((t, n) => f(all.slice(n * classes, (n + 1) * classes), t))
          const sum = each.reduce((a, b) => a + b, 0)
          return reduction === 'none' ? each : reduction === 'sum' ? sum : sum / rows
        },
      },
    },
  }
}

const total = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0)

/** e^z overflows from 710 on. */
const noMaxShift = rowwise((z, t) => -Math.log(Math.exp(z[t]!) / total(z.map(Math.exp))))

/** The sum leaves out class 16, the first of a second tile. */
const tileTail = rowwise((z, t) => {
  const max = Math.max(...z)
  return Math.log(total(z.filter((_, c) => c !== 16).map((x) => Math.exp(x - max)))) + (max - z[t]!)
})

/** Our own losses, asked something else than what was asked. */
function asked(change: (call: ModuleCall['arguments']) => ModuleCall['arguments']): Module {
  const { evaluate, ...loss } = own.losses['cross_entropy']!
  const changed = { ...loss, evaluate: (call: ModuleCall) => evaluate({ ...call, arguments: change(call.arguments) }) }
  return { name: 'changed', version: '1', losses: { cross_entropy: changed } }
}

const without = (option: string): Module =>
  asked((given) => Object.fromEntries(Object.entries(given).filter(([name]) => name !== option)))

const isRound = (x: number): boolean => !Number.isFinite(x) || Number(x.toPrecision(1)) === x

describe('a failure becomes one that a person can read', () => {
  test.each(
    ['loss-accuracy', 'shift-invariance', 'probabilities-sum-to-one', 'constant-logits', 'loss-bounds'].flatMap((law) =>
      [1, 2, 3].map((seed) => [law, seed] as const),
    ),
  )('an overflow of e^z: few classes and round numbers (%s, seed %i)', async (law, seed) => {
    const { case: c, finding } = await failureOf(noMaxShift, law, seed)
    expect([c.rows, c.reduction]).toEqual([1, 'none'])
    expect(c.classes).toBeLessThanOrEqual(3)
    const numbers = Object.values(c.planes).flatMap(({ values }) => values)
    expect(numbers.filter((x) => !isRound(x))).toEqual([])
    expect(numbers.some((x) => Math.abs(x) > 709)).toBe(true)
    expect([finding.answer, finding.truth]).toContain('NaN')
  })

  test.each([1, 2, 3])('a class left out: as many classes as it takes, all of them 0 (seed %i)', async (seed) => {
    const { case: c } = await failureOf(tileTail, 'loss-accuracy', seed)
    expect([c.rows, c.classes, c.reduction]).toEqual([1, 17, 'none'])
    expect(Object.keys(c.planes).toSorted()).toEqual(['input', 'target'])
    expect(c.planes['input']!.values).toEqual(Array(17).fill(0))
  })

  test.each(['weight', 'label_smoothing'])('a forgotten %s: that option and no other', async (option) => {
    const { case: c } = await failureOf(without(option), 'loss-accuracy', 1)
    expect(Object.keys(c.planes).toSorted()).toEqual(['input', 'target', option].toSorted())
    expect(c.rows * c.classes).toBeLessThanOrEqual(2)
    expect(
      Object.values(c.planes)
        .flatMap(({ values }) => values)
        .filter((x) => Math.abs(x) > 10),
    ).toEqual([])
  })

  test('a forgotten upstream: that and no option', async () => {
    const { evaluate, ...loss } = own.losses['cross_entropy']!
    const forgetful = (call: ModuleCall) => evaluate({ arguments: call.arguments, want: call.want })
    const module = { name: 'forgetful', version: '1', losses: { cross_entropy: { ...loss, evaluate: forgetful } } }
    const { case: c } = await failureOf(module, 'gradient-accuracy', 1)
    expect(Object.keys(c.planes).toSorted()).toEqual(['input', 'target', 'upstream'])
    expect(c.planes['upstream']!.values.filter((x) => !isRound(x))).toEqual([])
  })
})

/** A subject that has everything in one format. */
function everythingIn(dtype: FloatType): Scope[] {
  const declared = [...losses.values()].map((spec) => {
    const { name, options } = spec
    const lists = { targets: ['index', 'distribution'], reductions: ['none', 'sum', 'mean'] } as const
    return [name, { ...lists, dtypes: [dtype], options, gradients: gradientsOf(spec), evaluate: () => 0 }] as const
  })
  return scopesOf(subjectOf({ name: 'x', losses: Object.fromEntries(declared) }))
}

/** Every law about a loss, with some of its cases. */
function drawn(scope: Scope, numRuns: number): [Law, Case][] {
  return laws
    .filter((law) => law.applies(scope))
    .flatMap((law) => fc.sample(law.cases(scope), { numRuns, seed: 9 }).map((c): [Law, Case] => [law, c]))
}

/** Digits of a number, then its size, then its sign: what makes it hard to read. */
function effort(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return 0
  const digits = x.toExponential().replace(/e.*|\D/g, '').length
  return 1000 * digits + 2 * Math.abs(Math.log10(Math.abs(x))) + (Number.isInteger(x) ? 0 : 1) + (x < 0 ? 0.5 : 0)
}

/** How hard a case is to read: how many numbers and classes, whether they are reduced, and the numbers themselves. */
function difficulty(c: Case): readonly [number, number, number, number] {
  const numbers = Object.values(c.planes).flatMap(({ values }) => values)
  return [numbers.length, c.classes, c.reduction === 'none' ? 0 : 1, total(numbers.map(effort))]
}

function isSimpler(a: Case, b: Case): boolean {
  const [x, y] = [difficulty(a), difficulty(b)]
  const i = x.findIndex((part, k) => part !== y[k])
  return i >= 0 && x[i]! < y[i]!
}

/** Of the hundreds of cases next to a case those that are looked at. */
const MANY = 40

describe.each(['f64', 'f32'] as const)('every case next to one in %s', (dtype) => {
  test.each(everythingIn(dtype))('is simpler: $spec.name', (scope) => {
    for (const [law, c] of drawn(scope, 2)) {
      const harder = [...fc.stream(smaller(c)).take(MANY)].filter((next) => !isSimpler(next, c))
      expect(harder, `${law.name}: ${JSON.stringify(c)}`).toEqual([])
    }
  })
})

/** Steps that no walk to the simplest case takes: numbers in a case, times the roundings that each may go through. */
const mostSteps = (c: Case): number => 12 * difficulty(c)[0] + 12

/** The cases on a way to a simplest one: at each step the neighbour of this rank, or the last of fewer. */
function* walk(cases: fc.Arbitrary<Case>, from: Case, rank: number): Generator<Case> {
  for (let c: Case | undefined = from; c !== undefined;) {
    yield c
    c = [...cases.shrink(c, undefined).take(rank + 1)].at(-1)?.value
  }
}

describe('a walk from neighbour to neighbour', () => {
  test.each(everythingIn('f64'))('ends: $spec.name', (scope) => {
    for (const [law, c] of drawn(scope, 1)) {
      for (const rank of [0, 7]) {
        const steps = [...fc.stream(walk(law.cases(scope), c, rank)).take(mostSteps(c) + 1)]
        expect(steps.length, law.name).toBeLessThanOrEqual(mostSteps(c))
      }
    }
  })

  test.each(scopesOf(subjectOf(own)))(
    'meets the premises: our losses obey the laws all the way: $spec.name',
    async (scope) => {
      const subject = subjectOf(own)
      for (const [law, from] of drawn(scope, 1)) {
        for (const c of fc.stream(walk(law.cases(scope), from, 5)).take(12)) {
          expect(c.classes, law.name).toBeGreaterThan(0)
          const answers = await Promise.all(law.asks(c).map((call) => subject.ask(call)))
          // What is not offered, such as an ignore_index beside a distribution, is not judged.
          if (answers.some(({ kind }) => kind === 'unsupported')) continue
          const responses = answers.map((answer) => (answer.kind === 'value' ? outcomeOf(answer) : answer) as Response)
          const verdict = law.judges(c, responses)
          expect(verdict.kind, `${law.name}: ${JSON.stringify([c, verdict])}`).toBe('holds')
        }
      }
    },
  )
})
