/**
 * Reductions, layouts, masks and edges of made-up profiles: what each divisor divides by, where a class axis may stand,
 * and what the policies say.
 */

import { describe, expect, test } from 'vitest'
import type { Call } from './call.ts'
import { tensorOf } from './format.ts'
import type { Divisor, Policy, Row } from './profile.ts'
import { isMean } from './reduction.ts'
import { ask, numbers } from './testing/made-up.ts'
import { f64, i64 } from './testing/tensors.ts'
import { valued } from './testing/outcome.ts'

const ln2 = Math.LN2

describe('a mean divides by', () => {
  const args = { x: f64([3, 2], 0, 0, 0, 0, 0, 0), t: i64([3], 0, 1, -100) }
  const divisors: readonly (readonly [Divisor, number])[] = [
    ['target weights', 2.5],
    ['rows', 3],
    ['kept', 2],
    ['elements', 6],
    ['leading', 3],
  ]
  const options = { options: ['weight', 'ignore_index'], defaults: { ignore_index: -100 } } as const

  test.each(divisors)('%s', (divisor, D) => {
    const row = { ...options, reductions: { mean: divisor }, reduction: { argument: 'reduction', default: 'mean' } }
    const { loss, gradient } = numbers(row, { ...args, weight: f64([2], 2, 0.5) })
    expect(loss[0]).toBeCloseTo((2.5 * ln2) / D, 14)
    expect(gradient('x')).toEqual([-1, 1, 0.25, -0.25, 0, 0].map((g) => expect.closeTo(g / D, 14) as number))
  })

  test.each([
    ['weights', 2.5 * ln2, 2.5],
    ['nonzero weights', 2.5 * ln2, 2],
    ['given', 2.5 * ln2, 8],
  ] as const)('%s of rows', (divisor, total, D) => {
    const row = {
      options: ['weight', 'divisor'],
      weighs: 'row',
      reductions: { mean: divisor },
      reduction: { argument: 'reduction', default: 'mean' },
    } as const
    const { loss } = numbers(row, { ...args, t: i64([3], 0, 1, 1), weight: f64([3], 2, 0.5, 0), divisor: 8 })
    expect(loss[0]).toBeCloseTo(total / D, 14)
  })

  test('another number for the z-loss', () => {
    const row = {
      options: ['weight', 'z_loss'],
      reductions: { mean: 'target weights' },
      reduction: { argument: 'reduction', default: 'mean' },
      zDivisor: 'kept',
    } as const
    const { loss, gradient } = numbers(row, { x: f64([1, 2], 0, 0), t: i64([1], 0), weight: f64([2], 4, 1), z_loss: 2 })
    expect(loss[0]).toBeCloseTo(ln2 + 2 * ln2 ** 2, 14)
    expect(gradient('x')[0]).toBeCloseTo(-0.5 + 2 * 2 * ln2 * 0.5, 14)
  })
})

describe('a divisor of 0', () => {
  const row = {
    options: ['ignore_index'],
    defaults: { ignore_index: 0 },
    reductions: { mean: 'kept' },
    reduction: { argument: 'reduction', default: 'mean' },
  } as const
  const args = { x: f64([1, 2], 0, 0), t: i64([1], 0) }
  test.each([
    ['nan', [NaN]],
    ['zero', [0]],
  ] as const)('%s', (zeroDivisor, loss) => {
    const answer = numbers({ ...row, policy: { zeroDivisor } }, args)
    expect(answer.loss).toEqual(loss)
    expect(answer.gradient('x')).toEqual([0, 0])
  })

  test('throw', () => {
    expect(ask({ ...row, policy: { zeroDivisor: 'throw' } }, args)).toMatchObject({ kind: 'error' })
  })
})

describe('the class axis', () => {
  test('second of four: the same rows as with the class last', () => {
    // [N, C, d1, d2] = [2, 3, 2, 1]; number n·100 + c·10 + d.
    const x = [0, 1].flatMap((n) => [0, 1, 2].flatMap((c) => [0, 1].map((d) => n + c * c * 0.5 - d * c)))
    const moved = [0, 1].flatMap((n) => [0, 1].flatMap((d) => [0, 1, 2].map((c) => n + c * c * 0.5 - d * c)))
    const t = [0, 2, 1, 1]
    const second = numbers({ classAxis: 1 }, { x: f64([2, 3, 2, 1], ...x), t: i64([2, 2, 1], ...t) })
    const last = numbers({}, { x: f64([2, 2, 3], ...moved), t: i64([2, 2], ...t) })
    expect(second.loss).toEqual(last.loss)
    const [a, b] = [second.gradient('x'), last.gradient('x')]
    // Class 2 of place (0, 1).
    expect(a[5]).toBe(b[5])
    expect(new Set(a)).toEqual(new Set(b))
  })

  test('alone: one row, a target without axes', () => {
    expect(numbers({ classAxis: 1 }, { x: f64([2], 0, 0), t: i64([], 1) }).loss[0]).toBeCloseTo(ln2, 15)
  })
})

describe('a mask', () => {
  test('of classes that do not take part is not heard, NaN neither', () => {
    const where = tensorOf('i32', [1, 3], [1, 0, 1])
    const of = (x: number) =>
      numbers({ options: ['where'] }, { x: f64([1, 3], 0, x, 0), t: i64([1], 2), where }).loss[0]
    expect(of(NaN)).toBeCloseTo(ln2, 14)
    expect(of(9)).toBe(of(NaN))
  })

  test('leaves classes out: of the softmax, of smoothing, of the gradient', () => {
    const row = { options: ['where', 'label_smoothing'] } as const
    const where = tensorOf('i32', [1, 3], [1, 0, 1])
    const { loss, gradient } = numbers(row, { x: f64([1, 3], 0, 9, 0), t: i64([1], 2), where, label_smoothing: 0.5 })
    expect(loss[0]).toBeCloseTo(ln2, 15)
    expect(gradient('x')).toEqual([0.25, 0, -0.25].map((g) => expect.closeTo(g, 15) as number))
  })

  test('of nothing leaves a row that costs nothing', () => {
    const where = tensorOf('i32', [1, 2], [0, 0])
    expect(numbers({ options: ['where'] }, { x: f64([1, 2], 1, 2), t: i64([1], 0), where }).loss).toEqual([0])
  })
})

describe('the policy', () => {
  const at = (policy: Partial<Policy>, row: Partial<Row>, args: Call['arguments']) =>
    numbers({ policy, ...row }, args).loss[0]
  const dense = { targets: 'dense' } as const
  const masked = { x: f64([1, 2], 1, -Infinity), t: f64([1, 2], 1, 0) }

  test('of 0·∞', () => {
    expect(at({}, dense, masked)).toBe(0)
    expect(at({ zeroTimesInfinity: 'nan' }, dense, masked)).toBeNaN()
    const weighed = { x: f64([1, 2], 1, -Infinity), t: i64([1], 1), weight: f64([2], 1, 0) }
    const row = { options: ['weight'] } as const
    expect(at({}, row, weighed)).toBe(0)
    expect(at({ zeroTimesInfinity: 'gathered' }, row, weighed)).toBeNaN()
    expect(at({ zeroTimesInfinity: 'gathered' }, row, { ...weighed, t: i64([1], 0) })).toBe(0)
  })

  test('of a logit +∞', () => {
    const args = (t: number) => ({ x: f64([1, 3], Infinity, Infinity, 0), t: i64([1], t) })
    expect(at({}, {}, args(0))).toBeNaN()
    expect(at({ infiniteLogit: 'limit' }, {}, args(0))).toBeCloseTo(ln2, 15)
    expect(at({ infiniteLogit: 'limit' }, {}, args(2))).toBe(Infinity)
    expect(at({ infiniteLogit: 'others' }, {}, args(2))).toBe(Infinity)
    expect(at({ infiniteLogit: 'others' }, {}, args(0))).toBeNaN()
  })

  test('of an infinite bit', () => {
    const bit = { targets: 'binary', score: 'bit' } as const
    const args = { x: f64([4], Infinity, Infinity, -Infinity, -Infinity), t: f64([4], 0, 1, 0, 1) }
    expect(numbers(bit, args).loss).toEqual([Infinity, 0, 0, Infinity])
    const infiniteBit = ['∞', 'NaN', 'NaN', 'NaN'] as const
    const stated = numbers({ ...bit, policy: { infiniteBit, infiniteBitGradient: 'free' } }, args)
    expect(stated.loss).toEqual([Infinity, NaN, NaN, NaN])
    expect(stated.gradient('x')).toEqual(['free', 'free', 'free', 'free'])
    expect(numbers({ ...bit, policy: { infiniteBit } }, args).gradient('x')).toEqual([1, 0, 0, -1])
  })

  test('of an index that is no class', () => {
    const args = (t: number) => ({ x: f64([1, 2], 0, 0), t: i64([1], t) })
    expect(ask({}, args(2))).toMatchObject({ kind: 'error', message: 't[0]: expected a class index 0…1, got 2' })
    expect(ask({ policy: { outOfRange: 'free' } }, args(2))).toMatchObject({ kind: 'unsupported' })
    expect(at({ outOfRange: 'nan' }, {}, args(2))).toBeNaN()
    expect(at({ outOfRange: 'zero' }, {}, args(2))).toBe(0)
    expect(at({ outOfRange: 'wrap' }, {}, args(-1))).toBeCloseTo(ln2, 15)
    expect(at({ outOfRange: 'wrap' }, {}, args(-3))).toBeNaN()
  })

  test('of NaN and of empty batches', () => {
    const args = { x: f64([1, 2], NaN, 0), t: i64([1], 0) }
    expect(at({}, {}, args)).toBeNaN()
    expect(ask({ policy: { nan: 'throw' } }, args)).toMatchObject({ kind: 'error' })
    const empty = { x: f64([0, 2]), t: i64([0]) }
    expect(numbers({}, empty).loss).toEqual([])
    expect(ask({ policy: { emptyBatch: 'throw' } }, empty)).toMatchObject({ kind: 'error' })
    expect(ask({ policy: { emptyBatch: 'free' } }, empty)).toMatchObject({ kind: 'unsupported' })
  })
})

describe('the gradient that is promised', () => {
  test('normalised: nothing where the target does not sum to 1', () => {
    const row = { targets: 'dense', gradient: { input: 'normalised', target: 'none' } } as const
    expect(numbers(row, { x: f64([1, 2], 0, 0), t: f64([1, 2], 1, 0) }).gradient('x')).toEqual([-0.5, 0.5])
    const two = numbers(row, { x: f64([1, 2], 0, 0), t: f64([1, 2], 1, 1) })
    expect([...two.gradient('x'), ...two.gradient('t')]).toEqual(['free', 'free', 'free', 'free'])
  })

  test('formula: torch.binary_cross_entropy at p = 0', () => {
    const row = {
      targets: 'binary',
      score: 'pbit',
      floor: -100,
      gradient: { input: 'formula', target: 'formula' },
    } as const
    const { loss, gradient } = numbers(row, { x: f64([1], 0), t: f64([1], 1) })
    expect(loss).toEqual([100])
    // −1/9.999999960041972e−13, as torch 1.13 prints it.
    expect(gradient('x')[0]).toBeCloseTo(-1000000003995.8029, 3)
    expect(gradient('t')).toEqual([Infinity])
  })
})

test('rows that are means over the last axis', () => {
  const row = {
    targets: 'binary',
    score: 'bit',
    averagesLast: true,
    options: ['weight'],
    reductions: { none: 'none', mean: 'kept' },
  } as const
  const args = { x: f64([2, 2], 0, 0, 0, 0), t: f64([2, 2], 0, 1, 1, 1), weight: f64([2], 2, 0.5) }
  const { loss, gradient } = numbers(row, args)
  expect(loss).toEqual([expect.closeTo(2 * ln2, 14), expect.closeTo(0.5 * ln2, 14)])
  expect(gradient('x')).toEqual([0.5, -0.5, -0.125, -0.125])
  expect(numbers(row, { ...args, reduction: 'mean' }).loss[0]).toBeCloseTo(1.25 * ln2, 14)
  expect(numbers(row, args, f64([2], 1, 4)).gradient('x')).toEqual([0.5, -0.5, -0.5, -0.5])
})

test('ignored rows that are wide are not kept either', () => {
  const row = {
    options: ['ignore_index'],
    reductions: { mean: 'kept' },
    reduction: { argument: 'reduction', default: 'mean' },
  } as const
  const wide = f64([2, 16], ...Array.from({ length: 32 }, () => 0))
  const [loss] = valued(ask(row, { x: wide, t: i64([2], 3, -7), ignore_index: -7 })).at(28).loss
  expect(loss!.lo.toNumber()).toBeCloseTo(Math.log(16), 14)
})

test('a mean is what divides', () => {
  expect((['none', 'sum', 'rows', 'given'] as const).map(isMean)).toEqual([false, false, true, true])
})
