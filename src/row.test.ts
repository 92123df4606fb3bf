/** Masses that are 0 to all appearance: what is not sure of it is weighed, so that its doubt reaches the loss. */

import { describe, expect, test } from 'vitest'
import { readRows } from './axis.ts'
import { logitScore } from './logits.ts'
import { rowLoss, weigh } from './row.ts'
import { ONE, type Scaled, ZERO, fromNumber, fromTerms } from './scaled.ts'
import { readTarget } from './target.ts'

const UNSURE = fromTerms(0, 0, 2 ** -80)

describe('a mass', () => {
  test('of 0 adds nothing, whatever it weighs', () => {
    expect(weigh(ZERO, fromNumber(Infinity))).toBe(ZERO)
  })

  test('that is not sure to be 0 has its share of what it weighs', () => {
    expect(weigh(UNSURE, fromNumber(3)).err).toBeGreaterThanOrEqual(3 * UNSURE.err)
  })
})

describe('a row', () => {
  const input = readRows('logits', [1, 2], 'real')
  const lossOf = (masses: readonly Scaled[]): Scaled => {
    const plain = readTarget(input, [0, 1], { weight: undefined, ignoreIndex: undefined, labelSmoothing: 0 })
    const target = { ...plain, masses: (_row: number, out: Scaled[]) => masses.forEach((m, c) => (out[c] = m)) }
    const row = rowLoss(logitScore(2), target, 2, { psi: undefined, zLoss: undefined })
    return row(input.data, 0, ONE, { input: undefined, target: undefined })
  }

  test('leaves out a class without mass, and no other', () => {
    const surprisal = Math.log1p(Math.exp(1))
    // That of the logarithm is 2^−85.
    expect(lossOf([ZERO, ONE]).err).toBeLessThan(2 ** -84)
    const { hi, err } = lossOf([UNSURE, ONE])
    expect(hi).toBe(lossOf([ZERO, ONE]).hi)
    expect(err).toBeGreaterThanOrEqual(surprisal * UNSURE.err)
  })
})
