/** The score of logits where a digit beyond two doubles decides: masses that may be 0, surprisals that are nearly a tie. */

import { describe, expect, test } from 'vitest'
import { crossEntropy } from './index.ts'
import { logitScore } from './logits.ts'
import { attempt } from './precision.ts'
import { ONE, type Scaled, ZERO, fromTerms, toNumber } from './scaled.ts'

test('a slope is in doubt where its own mass is', () => {
  const isSure = (mass: Scaled): boolean => {
    const score = logitScore(2)
    score.read(Float64Array.of(1, 2), 0)
    const slopes: Scaled[] = []
    score.pullback([mass, ONE], ZERO, (_, slope) => slopes.push(slope))
    return attempt(() => toNumber(slopes[0] as Scaled))[1]
  }
  expect([isSure(ZERO), isSure(fromTerms(0, 0, 2 ** -30))]).toEqual([true, false])
})

describe('a surprisal that is nearly a tie', () => {
  test('is more than the difference of two logits, however far the others are', () => {
    // 2^15 + 2^−38 lies in the middle of two doubles, and ln(1 + e^−32768) above it.
    const z = [32_768, -(2 ** -38)]
    expect(crossEntropy(z, 1)).toBe(32_768 + 2 ** -37)
    expect(crossEntropy([...z, -Infinity], 1)).toBe(32_768 + 2 ** -37)
  })

  test('is no more than it where there are no others', () => {
    // (3/2 + 2^−26)² = 9/4 + 3·2^−26 + 2^−52, the middle of two doubles.
    const z = 1.5 + 2 ** -26
    expect(crossEntropy([z, -Infinity], 0, { zLoss: 1 })).toBe(2.25 + 3 * 2 ** -26)
  })
})
