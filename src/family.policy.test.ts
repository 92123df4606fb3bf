/** What a family says of 0·∞, of rows and classes that do not count, and of guards. */

import { describe, expect, test } from 'vitest'
import type { FamilyOptions } from './family.ts'
import { type Family, familyLoss, familyLossWithGradient } from './index.ts'
import { slopesOf } from './testing/slopes.ts'

const near = (x: number): number => expect.closeTo(x, 14) as number

describe('a class that costs ∞ and has no mass', () => {
  const of = (zeroTimesInfinity: Family['policy']['zeroTimesInfinity'], more: Partial<Family> = {}) => ({
    score: 'log' as const,
    targets: 'dense' as const,
    ...more,
    policy: { zeroTimesInfinity, zeroDivisor: 'nan' as const },
  })

  test('adds nothing, or NaN', () => {
    const at = (policy: 'zero' | 'nan') => familyLoss(of(policy), [[-1, -Infinity]], [[1, 0]])
    expect([at('zero'), at('nan')]).toEqual([1, NaN])
  })

  test('adds nothing where it is masked', () => {
    const at = (...where: number[]) => familyLoss(of('nan'), [[-1, -Infinity]], [[1, 0]], { where: [where] })
    expect([at(1, 0), at(1, 1)]).toEqual([1, NaN])
  })

  test('whose mass is e^−∞ is NaN to a divergence, be it the only one', () => {
    const family = { divergence: true, targetSteps: ['exp'] } as const
    const at = (policy: 'zero' | 'nan') => familyLoss(of(policy, family), [[-1, -2]], [[0, -Infinity]])
    expect([at('zero'), at('nan')]).toEqual([1, NaN])
  })

  const targetSlopes = (family: Partial<Family>, t: readonly number[], options: FamilyOptions) =>
    slopesOf(familyLossWithGradient(family, [[-1, -Infinity]], [t], { ...options, wrt: ['target'] }), 'target').map(
      (x) => x + 0,
    )

  test('has a slope in its target of 0, or NaN, where it weighs nothing', () => {
    const at = (policy: 'zero' | 'nan') => targetSlopes(of(policy), [1, 0.5], { weight: [1, 0] })
    expect([at('zero'), at('nan')]).toEqual([
      [1, 0],
      [1, NaN],
    ])
  })

  test('has a slope in its target of 0, or NaN, where smoothing keeps nothing of it', () => {
    const at = (policy: 'zero' | 'nan') => targetSlopes(of(policy), [1, 0], { labelSmoothing: 1 })
    expect([at('zero'), at('nan')]).toEqual([
      [0, 0],
      [0, NaN],
    ])
  })

  test('is not looked at where an index picks, unless it is the one, or weighs nothing', () => {
    const lossOf = (t: number, options: FamilyOptions = {}) =>
      familyLoss(of('gathered', { targets: 'index', reduction: { default: 'sum' } }), [[-1, -Infinity]], [t], options)
    expect([lossOf(0), lossOf(1), lossOf(1, { weight: [1, 0] })]).toEqual([1, Infinity, NaN])
    expect([lossOf(0, { labelSmoothing: 1 }), lossOf(1, { labelSmoothing: 1 })]).toEqual([Infinity, NaN])
    expect(familyLoss(of('gathered'), [[-1, -2]], [[1, 0]], { labelSmoothing: 1 })).toBe(1.5)
  })
})

describe('what does not count', () => {
  test('is a row without classes', () => {
    const where = [
      [1, 1],
      [0, 0],
    ]
    const z = [
      [0, 0],
      [1, 2],
    ]
    expect(familyLoss({}, z, [0, 1], { where, reduction: 'none' })).toEqual(Float64Array.of(Math.LN2, 0))
  })

  test('is a row, but to a mean over all rows', () => {
    const family = { reductions: { mean: 'rows' } } as const
    const z = [
      [0, 0],
      [0, 0],
    ]
    expect([familyLoss({}, z, [0, -100]), familyLoss(family, z, [0, -100])]).toEqual([Math.LN2, Math.LN2 / 2])
  })

  test('is a masked class, to smoothing', () => {
    expect(familyLoss({}, [[0, 0, 0]], [0], { where: [[1, 1, 0]], labelSmoothing: 0.5 })).toEqual(near(Math.LN2))
  })

  test('is a z-loss of what has no normaliser', () => {
    expect(familyLoss({ score: 'log' }, [[-1, -2]], [0], { zLoss: 0.5 })).toBe(1)
  })
})

describe('a guard', () => {
  const [p, t] = [
    [0.5, 0.5],
    [0.125, 0.875],
  ] as const
  const family = { score: 'prob', targets: 'dense', divergence: true } as const
  const ask = (entropy: Family['entropy']) =>
    familyLossWithGradient({ ...family, ...(entropy && { entropy }) }, [p], [t], { wrt: ['target'] })

  test('is below what a target counts for, which has no slope of its own there', () => {
    const got = ask({ atLeast: 0.25 })
    expect(got.loss).toEqual(near(Math.LN2 + 0.125 * Math.log(0.25) + 0.875 * Math.log(0.875)))
    expect(slopesOf(got, 'target')).toEqual([near(Math.LN2 + Math.log(0.25)), near(Math.LN2 + Math.log(0.875) + 1)])
  })

  test('is added to every target but an index', () => {
    expect(ask({ add: 0.25 }).loss).toEqual(near(Math.LN2 + 0.125 * Math.log(0.375) + 0.875 * Math.log(1.125)))
    expect(familyLoss({ ...family, targets: 'index', entropy: { add: 0.25 } }, [p], [0])).toEqual(near(Math.LN2))
  })
})

describe('a binary focal loss', () => {
  const bits = { score: 'pbit', targets: 'binary', elementwise: true, reductions: { mean: 'rows' } } as const

  test('is modulated by its own probability where that is clipped, and by the bare one elsewhere', () => {
    const at = (modulated: 'clipped' | 'unclipped') =>
      familyLoss({ ...bits, modulated, steps: [{ clip: [0.25, 0.75] }] }, [0.1], [1], { focal: 1 })
    expect([at('clipped'), at('unclipped')]).toEqual([near(0.75 * Math.log(4)), near(0.9 * Math.log(4))])
  })

  test('has the slope of the plain one where γ is 0, be it infinite', () => {
    const { gradient } = familyLossWithGradient({ ...bits, modulated: 'unclipped' }, [0], [1], { focal: 0 })
    expect(gradient['input']).toEqual(Float64Array.of(-Infinity))
  })

  test('may weigh one side by 0', () => {
    const at = (t: number) => familyLoss({ ...bits, modulated: 'unclipped' }, [0.5], [t], { alpha: 0, focal: 0 })
    expect([at(0), at(1)]).toEqual([Math.LN2, 0])
  })
})
