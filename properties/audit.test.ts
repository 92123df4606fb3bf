/**
 * The audit: a quick rung that is wrong is found out, whether an answer holds by it or fails by it.
 */

import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Ball, type Truth, DECIMAL_DIGITS, DYADIC_DIGITS, SHORT_DIGITS } from '../reference/index.ts'
import { Dyadic } from '../reference/dyadic.ts'
import { exact } from '../reference/exact.ts'
import { Pair, wide } from '../reference/pair.ts'

/** What the first rung says, spoiled by so much of itself; the others are as they are. */
let spoiled = 0

vi.mock('../reference/index.ts', async (load) => {
  const actual = await load<typeof import('../reference/index.ts')>()
  const moved = (ball: Ball): Ball => {
    const near = actual.doublesIn(ball)
    return near === undefined ? ball : new Pair(near.head, near.tail + near.head * spoiled, near.radius)
  }
  const truth = (call: Parameters<typeof actual.truth>[0]): Truth => {
    const known = actual.truth(call)
    if (known.kind !== 'value') return known
    return {
      ...known,
      at(digits) {
        const at = known.at(digits)
        if (digits !== SHORT_DIGITS) return at
        return { ...at, loss: at.loss.map(moved), slopes: (argument, n) => at.slopes(argument, n).map(moved) }
      },
    }
  }
  return { ...actual, truth }
})

const { TruthInDoubt, audit, takeAudit } = await import('./audit.ts')
const { examine } = await import('./exam.ts')
const { default: own } = await import('../adapters/own.ts')
const { subjectOf } = await import('./subject.ts')

beforeEach(() => {
  spoiled = 0
  takeAudit()
})

const EXAM = { seed: 1, runs: 60, laws: ['loss-accuracy', 'gradient-accuracy'], losses: ['cross_entropy'] }

describe('an exam', () => {
  test('audits about one number in a thousand', async () => {
    const { numbers, audited } = (await examine(subjectOf(own), { ...EXAM, runs: 1000 })).audit
    expect(numbers).toBeGreaterThan(10_000)
    expect(audited).toBeGreaterThan(numbers / 4000)
    expect(audited).toBeLessThan(numbers / 250)
  })

  test('ends in doubt where answers hold by an enclosure that is wrong', async () => {
    spoiled = 2 ** -60
    await expect(examine(subjectOf(own), { ...EXAM, runs: 1000 })).rejects.toThrow(TruthInDoubt)
  })

  test('ends in doubt where a failure rests on one', async () => {
    spoiled = 2 ** -40
    await expect(examine(subjectOf(own), EXAM)).rejects.toThrow(
      /^the truth is in doubt: .* was enclosed by \[.*\] and by \[/,
    )
  })
})

test('a number on which a failure rests is derived twice, whenever it comes', () => {
  const asked: number[] = []
  const ball = (digits: number): Ball => (asked.push(digits), new Pair(1, 0, 2 ** -90))
  audit('loss[0]', ball, true)
  expect(asked).toEqual([SHORT_DIGITS, DECIMAL_DIGITS])
  audit('loss[0]', ball, false)
  expect(asked).toHaveLength(2)
})

test('where pairs know nothing, it is dyadics that are', () => {
  const asked: number[] = []
  const third = (digits: number): Ball => {
    asked.push(digits)
    if (digits === SHORT_DIGITS) return wide
    return digits === DYADIC_DIGITS ? new Dyadic(1n, 2n, 0) : { lo: exact(3), hi: exact(4) }
  }
  expect(() => audit('loss[0]', third, true)).toThrow(TruthInDoubt)
  expect(asked).toEqual([SHORT_DIGITS, DYADIC_DIGITS, DECIMAL_DIGITS])
})
