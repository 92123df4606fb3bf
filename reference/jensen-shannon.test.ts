/** The Jensen–Shannon divergence at the ends of its weight is a divergence of one row from the other; between them it is not. */

import { describe, expect, test } from 'vitest'
import { type Ball, isZero } from './ball.ts'
import { jensenShannonRow } from './jensen-shannon.ts'

const logQ = [-0.5, -1, -2, -3]
const logP = [-2.5, -0.25, -1, -1.5]

/** Σ e^a·(a − b), its slopes in a, and in b. */
function divergence(a: readonly number[], b: readonly number[]) {
  return {
    value: a.reduce((sum, l, c) => sum + Math.exp(l) * (l - b[c]!), 0),
    first: a.map((l, c) => Math.exp(l) * (l - b[c]! + 1)),
    second: a.map((l) => -Math.exp(l)),
  }
}

const of = (beta: number) => jensenShannonRow(logQ, logP, beta, 34)

function expectClose(got: readonly Ball[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length)
  got.forEach(({ lo, hi }, c) => {
    expect(lo.toNumber()).toBeCloseTo(expected[c]!, 14)
    expect(hi.minus(lo).toNumber()).toBeLessThan(1e-30)
  })
}

test('at 0 it is that of the target from the input', () => {
  const { value, first, second } = divergence(logP, logQ)
  expectClose([of(0).loss], [value])
  expectClose(of(0).slope(), second)
  expectClose(of(0).targetSlope(), first)
})

test('at 1 that of the input from the target', () => {
  const { value, first, second } = divergence(logQ, logP)
  expectClose([of(1).loss], [value])
  expectClose(of(1).slope(), first)
  expectClose(of(1).targetSlope(), second)
})

test('between them it is β·KL(P‖M) + (1 − β)·KL(Q‖M)', () => {
  const beta = 0.25
  const [q, p] = [logQ.map(Math.exp), logP.map(Math.exp)]
  const logM = p.map((pc, c) => Math.log(beta * pc + (1 - beta) * q[c]!))
  const { loss, slope, targetSlope } = of(beta)
  expectClose([loss], [beta * divergence(logP, logM).value + (1 - beta) * divergence(logQ, logM).value])
  expectClose(
    targetSlope(),
    p.map((pc, c) => beta * pc * (logP[c]! - logM[c]!)),
  )
  expectClose(
    slope(),
    q.map((qc, c) => (1 - beta) * qc * (logQ[c]! - logM[c]!)),
  )
})

describe.each([0, 0.25, 1])('at %d', (beta) => {
  test('there is nothing to normalise', () => {
    const { z, zSlope } = of(beta)
    expect([z, ...zSlope()].map(isZero)).toEqual([true, true, true, true, true])
  })
})
