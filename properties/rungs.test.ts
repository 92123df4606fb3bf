/**
 * The rungs of the truth against each other, under every profile, at the edges too: enclosures of one number have to meet,
 * and what one says of it (not promised, NaN, infinite) the others say as well, unless it is the first, which may pass.
 */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Ball,
  type Enclosures,
  type LossDeclaration,
  type Profile,
  LADDER,
  doublesIn,
  gradientsOf,
  isFree,
  isNaNBall,
  isPoint,
  nameOf,
  profiles,
  truth,
} from '../reference/index.ts'
import { meet } from './audit.ts'
import { callOf } from './case.ts'
import type { Law, Scope } from './law.ts'
import { laws } from './laws.ts'

const CASES = 60

function scopeOf(spec: Profile): Scope {
  const declared: LossDeclaration = {
    dtypes: ['f64'],
    targets: ['index', 'distribution'],
    reductions: Object.keys(spec.reductions),
    options: spec.options.map((role) => nameOf(spec, role)),
    gradients: gradientsOf(spec),
    accuracy: 'stable',
  }
  return { spec, dtype: 'f64', accuracy: 'stable', declared, also: new Set(profiles.keys()) }
}

/** A ball that says nothing: from −∞ to ∞. */
const passes = (a: Ball): boolean => !isFree(a) && !isNaNBall(a) && !isPoint(a) && !a.lo.isFinite() && !a.hi.isFinite()

function meets(a: Ball, b: Ball): boolean {
  if (isFree(a) || isFree(b)) return isFree(a) && isFree(b)
  if (isNaNBall(a) || isNaNBall(b)) return isNaNBall(a) && isNaNBall(b)
  return meet(a, b)
}

const told = (a: Ball): string => (isFree(a) ? 'not promised' : `[${a.lo}, ${a.hi}]`)

const plain = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value

const named = [...profiles.values()].map((spec) => [spec.name, spec] as const)
const counted = { numbers: 0, passed: 0, pairs: 0 }

test.each(named)('%s', (_name, spec) => {
  const scope = scopeOf(spec)
  const asked = (laws as readonly Law[]).filter(({ name }) => ['loss-accuracy', 'edge-table'].includes(name))
  for (const law of asked) {
    for (const c of fc.sample(law.cases(scope), { seed: 3, numRuns: CASES })) {
      const call = callOf(c)
      const known = truth(call)
      if (known.kind !== 'value') continue
      const [first, ...others] = LADDER.slice(0, 3).map((digits) => known.at(digits)) as [Enclosures, ...Enclosures[]]
      const lists = [
        (at: Enclosures) => at.loss,
        ...gradientsIn(spec, c.indexed).map((name) => (at: Enclosures) => at.gradient(name)),
      ]
      for (const list of lists) {
        list(first).forEach((ball, i) => {
          counted.numbers++
          if (doublesIn(ball) !== undefined) counted.pairs++
          if (passes(ball)) counted.passed++
          else
            for (const other of others)
              expect(
                meets(ball, list(other)[i] as Ball),
                `number ${i}: ${told(ball)} and ${told(list(other)[i] as Ball)} of ${JSON.stringify(call, plain)}`,
              ).toBe(true)
        })
      }
    }
  }
})

function gradientsIn(spec: Profile, indexed: boolean): readonly string[] {
  return gradientsOf(spec).filter((name) => name === spec.input || !indexed)
}

test('the first rung has something to say of nearly all', () => {
  console.log(`rungs: ${JSON.stringify(counted)}`)
  expect(counted.passed).toBeLessThan(counted.numbers / 20)
  expect(counted.pairs).toBeGreaterThan(counted.numbers / 2)
})
