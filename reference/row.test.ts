/** One row under a profile: what 0·∞ is in it, what the masked classes are to it, and the slopes of a row without a value. */

import { describe, expect, test } from 'vitest'
import type { Row } from './profile.ts'
import { numbers } from './testing/made-up.ts'
import { f64, indices } from './testing/tensors.ts'

const near = (value: number): number => expect.closeTo(value, 14) as number

describe('a row without a value', () => {
  test.each([
    ['nan', NaN],
    ['free', 'free'],
  ] as const)('has slopes that are %s, as its profile says', (nanGradient, slope) => {
    const row = { policy: { outOfRange: 'nan', nanGradient } } as const
    const got = numbers(row, { x: f64([1, 2], 0, 0), t: indices(2) })
    expect([got.loss, got.gradient('x')]).toEqual([[NaN], [slope, slope]])
  })
})

describe('a class that costs ∞ and has no mass', () => {
  const logs = { score: 'log', targets: 'dense' } as const
  const lossOf = (row: Partial<Row>, x: readonly number[], t: readonly number[], more = {}) =>
    numbers({ ...logs, ...row }, { x: f64([1, x.length], ...x), t: f64([1, t.length], ...t), ...more }).loss[0]

  test('adds nothing, or NaN', () => {
    const at = (zeroTimesInfinity: 'zero' | 'nan') => lossOf({ policy: { zeroTimesInfinity } }, [-1, -Infinity], [1, 0])
    expect([at('zero'), at('nan')]).toEqual([1, NaN])
  })

  test('adds nothing where it is masked', () => {
    const row = { options: ['where'], policy: { zeroTimesInfinity: 'nan' } } as const
    const at = (...where: number[]) => lossOf(row, [-1, -Infinity], [1, 0], { where: f64([1, 2], ...where) })
    expect([at(1, 0), at(1, 1)]).toEqual([1, NaN])
  })

  test('whose mass is e^−∞ is NaN to a divergence, be it the only one', () => {
    const row = { divergence: true, targetSteps: ['exp'] } as const
    const at = (zeroTimesInfinity: 'zero' | 'nan') =>
      lossOf({ ...row, policy: { zeroTimesInfinity } }, [-1, -2], [0, -Infinity])
    expect([at('zero'), at('nan')]).toEqual([1, NaN])
  })

  test('has a slope in its target of 0, or NaN, where it weighs nothing', () => {
    const at = (zeroTimesInfinity: 'zero' | 'nan') =>
      numbers(
        { ...logs, options: ['weight'], weighs: 'class', policy: { zeroTimesInfinity } },
        { x: f64([1, 2], -1, -Infinity), t: f64([1, 2], 1, 0.5), weight: f64([2], 1, 0) },
      ).gradient('t')
    expect(at('zero')).toEqual([1, 0])
    expect(at('nan')).toEqual([1, NaN])
  })

  test('has a slope in its target of 0, or NaN, where smoothing keeps nothing of it', () => {
    const at = (zeroTimesInfinity: 'zero' | 'nan') =>
      numbers(
        { ...logs, options: ['label_smoothing'], policy: { zeroTimesInfinity } },
        { x: f64([1, 2], -1, -Infinity), t: f64([1, 2], 1, 0), label_smoothing: 1 },
      ).gradient('t')
    expect(at('zero')).toEqual([0, 0])
    expect(at('nan')).toEqual([0, NaN])
  })
})

describe('log-probabilities out of which an index is picked', () => {
  const gathered = { score: 'log', policy: { zeroTimesInfinity: 'gathered' } } as const

  test('are not looked at where they stand for other classes', () => {
    expect(numbers(gathered, { x: f64([1, 2], -1, NaN), t: indices(0) }).loss).toEqual([1])
  })

  test('are all looked at where no index picks', () => {
    const given = { x: f64([1, 2], -1, -2), t: f64([1, 2], 0.5, 0.25) }
    expect(numbers(gathered, given).loss).toEqual([near(1)])
  })
})

test('an index that is none counts as a row in a mean over the weights of the targets', () => {
  const row = {
    options: ['weight'],
    weighs: 'class',
    policy: { outOfRange: 'zero' },
    reduction: { argument: 'reduction', default: 'mean' },
    reductions: { mean: 'target weights' },
  } as const
  const given = { x: f64([2, 2], 0, 0, 0, 0), t: indices(0, 2), weight: f64([2], 3, 1) }
  expect(numbers(row, given).loss).toEqual([near((3 * Math.LN2) / 4)])
})
