/**
 * Subjects that only reduce: every law finds cases for them that meet its premise.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LossDeclaration, gradientsOf, losses } from '../reference/index.ts'
import type { Scope } from './law.ts'
import { laws } from './laws.ts'

describe.each(['mean', 'sum', 'none'] as const)('a subject that has no reduction but %s', (reduction) => {
  test.each([...losses.values()].map((spec) => [spec.name, spec] as const))('is asked about %s', (_name, spec) => {
    const declared: LossDeclaration = {
      dtypes: ['f64'],
      targets: ['index', 'distribution'],
      reductions: [reduction],
      options: spec.options,
      gradients: gradientsOf(spec),
      accuracy: 'stable',
    }
    const scope: Scope = { spec, dtype: 'f64', accuracy: 'stable', declared, also: new Set(losses.keys()) }
    for (const law of laws.filter((one) => one.applies(scope))) {
      const cases = fc.sample(law.cases(scope), { seed: 5, numRuns: 40 })
      expect(new Set(cases.map((c) => c.reduction)), law.name).toEqual(new Set([reduction]))
    }
  })
})
