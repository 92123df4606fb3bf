/**
 * Arbitraries: numbers of their format, in their domain, in every law's premise; the same ones for the same seed.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type FloatType,
  type Tensor,
  formats,
  gradientsOf,
  losses,
  roundTo,
  truth,
  valuesOf,
  type LossName,
} from '../reference/index.ts'
import { num, plus } from './answer.ts'
import { calls, distributions, logits, probabilities } from './arbitraries.ts'
import { callOf } from './case.ts'
import { scopesOf } from './scopes.ts'
import { laws } from './laws.ts'
import { subjectOf } from './subject.ts'

const dtypes: readonly FloatType[] = ['f64', 'f32', 'f16', 'bf16']

function sample<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, seed = 1): T[] {
  return fc.sample(arbitrary, { numRuns, seed })
}

/** Those finite numbers that the format does not hold. */
function misfits(dtype: FloatType, xs: readonly number[]): number[] {
  return xs.filter((x) => Number.isFinite(x) && roundTo(formats[dtype], x) !== x)
}

describe.each(dtypes)('in %s', (dtype) => {
  test('logits are numbers or −∞, and some class is possible', () => {
    const rows = sample(logits({ dtype }), 300)
    expect(rows.filter((row) => row.some((z) => Number.isNaN(z) || z === Infinity))).toEqual([])
    expect(rows.filter((row) => row.every((z) => z === -Infinity))).toEqual([])
    expect(misfits(dtype, rows.flat())).toEqual([])
    expect(rows.some((row) => row.includes(-Infinity))).toBe(true)
  })

  test('probabilities are in [0, 1], both ends kept', () => {
    const rows = sample(probabilities({ dtype }), 300)
    expect(rows.flat().filter((p) => !(p >= 0 && p <= 1))).toEqual([])
    expect(misfits(dtype, rows.flat())).toEqual([])
    expect(rows.flat()).toContain(0)
  })

  test('a distribution is nonnegative and its exact sum is 1', () => {
    const rows = sample(distributions({ dtype }), 300)
    expect(rows.flat().filter((p) => !(p >= 0))).toEqual([])
    expect(rows.filter((row) => !plus(...row.map(num)).eq(1))).toEqual([])
    expect(misfits(dtype, rows.flat())).toEqual([])
  })

  test.each([...losses.keys()] as LossName[])('calls of %s have a true value', (name) => {
    const sampled = sample(calls(name, dtype), 20)
    const known = sampled.map((call) => truth(call))
    expect(known.filter(({ kind }) => kind === 'error')).toEqual([])
    expect(known.some(({ kind }) => kind === 'value')).toBe(true)
    const tensors = sampled.flatMap((call) =>
      Object.values(call.arguments).filter((v): v is Tensor => typeof v === 'object'),
    )
    expect(new Set(tensors.map((tensor) => tensor.dtype))).not.toContain(dtype === 'f64' ? 'f32' : 'f64')
    expect(misfits(dtype, tensors.flatMap(valuesOf))).toEqual([])
  })
})

describe('rows', () => {
  test.each([
    ['logits', logits, [2, 5]],
    ['probabilities', probabilities, [3, 3]],
    ['distributions', distributions, [1, 9]],
  ] as const)('of %s have the classes asked for, all of them', (_what, rows, [lo, hi]) => {
    const lengths = new Set(sample(rows({ classes: [lo, hi] }), 200).map(({ length }) => length))
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([lo, hi])
  })

  test('are the same for the same seed, and others for another', () => {
    for (const rows of [
      logits(),
      probabilities(),
      distributions(),
      calls('cross_entropy'),
    ] as fc.Arbitrary<unknown>[]) {
      expect(sample(rows, 20, 3)).toEqual(sample(rows, 20, 3))
      expect(sample(rows, 20, 3)).not.toEqual(sample(rows, 20, 4))
    }
  })

  test('shrink towards few classes and round numbers', () => {
    const found = fc.check(
      fc.property(logits(), (z) => z.length < 3 || Math.max(...z) < 10),
      { seed: 5 },
    )
    const [z] = found.counterexample!
    expect(z).toHaveLength(3)
    expect(z.filter((x) => x !== 0)).toEqual([10])
  })

  test('keep the sum of 1 as they shrink', () => {
    const found = fc.check(
      fc.property(distributions(), (p) => p.length < 3 || p.at(-1) !== 0),
      { seed: 5 },
    )
    const [p] = found.counterexample!
    expect(found.numShrinks).toBeGreaterThan(0)
    expect(plus(...p.map(num)).eq(1)).toBe(true)
  })
})

/** Planes that are no numbers of the format: indices and marks, and the seeds of permutations. */
const CODES = new Set(['ignore_index', 'key', 'rowkey', 'seed'])

describe.each(dtypes)('the cases of every law in %s', (dtype) => {
  const everything = [...losses.values()].map((spec) => {
    const declared = {
      dtypes: [dtype],
      targets: ['index', 'distribution'] as const,
      reductions: ['none', 'sum', 'mean'] as const,
      options: spec.options,
      gradients: gradientsOf(spec),
    }
    return [spec.name, { ...declared, evaluate: () => 0 }] as const
  })
  const scopes = scopesOf(subjectOf({ name: 'x', losses: Object.fromEntries(everything) }))

  test.each(scopes)('about $spec.name meet its premise and fit the format', (scope) => {
    const applying = laws.filter((law) => law.applies(scope))
    expect(applying.length).toBeGreaterThan(10)
    for (const law of applying) {
      // A case that breaks its law's premise is thrown by the generator itself.
      const drawn = [...sample(law.cases(scope), 20), ...(law.corners?.(scope) ?? [])]
      for (const c of drawn) {
        const planes = Object.entries(c.planes).filter(
          ([name]) => !CODES.has(name) && !(name === 'target' && c.indexed),
        )
        const numbers = planes.flatMap(([, { values }]) => values)
        expect(misfits(dtype, numbers), `${law.name}: ${JSON.stringify(c.planes)}`).toEqual([])
        expect(c.dtype).toBe(dtype)
        expect(law.asks(c).length, law.name).toBeGreaterThan(0)
        expect(callOf(c).loss).toBe(scope.spec.name)
      }
    }
  })
})
