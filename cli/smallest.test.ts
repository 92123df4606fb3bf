/**
 * The failure that a person is shown: few classes, round numbers, and no option that does not matter.
 */

import { describe, expect, test } from 'vitest'
import own from '../adapters/own.ts'
import type { Case } from '../properties/case.ts'
import { type Failure, examine } from '../properties/exam.ts'
import { caseText } from '../properties/explain.ts'
import { smaller } from '../properties/shrink.ts'
import { type Module, type ModuleCall, subjectOf } from '../properties/subject.ts'
import type { Tensor } from '../reference/index.ts'

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

  test('a class left out of a row of thousands: a few hundred, told in short', async () => {
    const far = rowwise((z, t) => {
      const max = Math.max(...z)
      return Math.log(total(z.filter((_, c) => c !== 300).map((x) => Math.exp(x - max)))) + (max - z[t]!)
    })
    const { case: c } = await failureOf(far, 'large-shapes', 1)
    expect([c.rows, c.reduction]).toEqual([1, 'none'])
    expect(c.classes).toBeGreaterThan(300)
    expect(c.classes).toBeLessThan(700)
    expect(caseText(c).length).toBeLessThan(400)
    expect(caseText(c)).toMatch(/^logits \[\[.* × .*\]\] {2}target/)
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

describe('a failure that is still large when patience ends', () => {
  /** Wrong where fifteen logits are apart: most smaller cases are right, and many are tried in vain. */
  const manyApart = rowwise((z, t) => {
    const max = Math.max(...z)
    const loss = Math.log(total(z.map((x) => Math.exp(x - max)))) + (max - z[t]!)
    return new Set(z).size < 15 ? loss : loss + 1
  })

  test('is the same when it is tried again by its path, not smaller still', async () => {
    const seed = 1
    const { case: c, path } = await failureOf(manyApart, 'loss-accuracy', seed)
    const options = { seed, runs: 200, laws: ['loss-accuracy'], losses: ['cross_entropy'], path }
    const { results } = await examine(subjectOf(manyApart), options)
    expect(results[0]!.failure!.case).toEqual(c)
    expect(results[0]!.failure!.path).toBe(path)
  })
})

test('a row of logits keeps a class that is possible: a row of nothing but −∞ is another question', () => {
  const c: Case = {
    loss: 'cross_entropy',
    dtype: 'f64',
    accuracy: 'stable',
    rows: 1,
    classes: 3,
    indexed: false,
    reduction: 'none',
    planes: { input: { axes: 'nk', values: [-Infinity, 2, -Infinity] }, target: { axes: 'nk', values: [0, 1, 0] } },
    regime: {},
  }
  const rows = [...smaller(c)].map(({ planes }) => planes['input']!.values)
  expect(rows).toContainEqual([2, -Infinity])
  expect(rows.filter((row) => row.every((z) => z === -Infinity))).toEqual([])
})
