/**
 * The rungs of the truth against each other, under every profile, at the edges too: enclosures of one number have to meet,
 * and what one says of it (not promised, NaN, infinite) decimal says as well; the rungs before it may pass.
 */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Ball,
  type Enclosures,
  type LossDeclaration,
  type Profile,
  DECIMAL_DIGITS,
  DYADIC_DIGITS,
  PAIR_DIGITS,
  gradientsOf,
  isFree,
  isNaNBall,
  nameOf,
  profiles,
  truth,
} from '../reference/index.ts'
import { meet } from './audit.ts'
import { callOf } from './case.ts'
import type { Law, Scope } from './law.ts'
import { laws } from './laws.ts'

const CASES = 30

const RUNGS = [PAIR_DIGITS, DYADIC_DIGITS, DECIMAL_DIGITS]

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
const passes = (a: Ball): boolean => a.lo.eq(-Infinity) && a.hi.eq(Infinity)

function meets(a: Ball, b: Ball): boolean {
  if (isFree(a) || isFree(b)) return isFree(a) && isFree(b)
  if (isNaNBall(a) || isNaNBall(b)) return isNaNBall(a) && isNaNBall(b)
  return a.lo.isFinite() || b.lo.isFinite() ? meet(a, b) : a.lo.eq(b.lo) && a.hi.eq(b.hi)
}

const told = (a: Ball): string => (isFree(a) ? 'not promised' : `[${a.lo}, ${a.hi}]`)

const plain = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value

const named = [...profiles.values()].map((spec) => [spec.name, spec] as const)
const counted = { numbers: 0, pairsPass: 0, dyadicsPass: 0 }

test.each(named)('%s', (_name, spec) => {
  const scope = scopeOf(spec)
  const asked = (laws as readonly Law[]).filter(({ name }) => ['loss-accuracy', 'edge-table'].includes(name))
  for (const law of asked) {
    for (const c of fc.sample(law.cases(scope), { seed: 3, numRuns: CASES })) {
      const call = callOf(c)
      const known = truth(call)
      if (known.kind !== 'value') continue
      const [onPairs, onDyadics, decimal] = RUNGS.map((digits) => known.at(digits)) as [
        Enclosures,
        Enclosures,
        Enclosures,
      ]
      const lists = [
        (at: Enclosures) => at.loss,
        ...gradientsIn(spec, c.indexed).map((name) => (at: Enclosures) => at.gradient(name)),
      ]
      for (const list of lists) {
        const [first, second] = [list(onPairs), list(onDyadics)]
        list(decimal).forEach((ball, i) => {
          const said = [first[i] as Ball, second[i] as Ball]
          const [p, d] = said.map(passes)
          counted.numbers++
          if (p) counted.pairsPass++
          if (d) counted.dyadicsPass++
          for (const other of said) {
            const isMet = passes(other) || meets(ball, other)
            expect(isMet, `number ${i}: ${told(ball)} and ${told(other)} of ${JSON.stringify(call, plain)}`).toBe(true)
          }
        })
      }
    }
  }
})

function gradientsIn(spec: Profile, indexed: boolean): readonly string[] {
  return gradientsOf(spec).filter((name) => name === spec.input || !indexed)
}

test('the rungs before decimal have something to say of nearly all', () => {
  console.log(`rungs: ${JSON.stringify(counted)}`)
  const { numbers, pairsPass, dyadicsPass } = counted
  expect(pairsPass).toBeLessThan(numbers / 100)
  expect(dyadicsPass).toBeLessThan(numbers / 500)
})
