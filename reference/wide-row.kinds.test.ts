/** Which rows are computed flat: every thing that a profile or a call may ask beside it, one at a time. */

import { describe, expect, test } from 'vitest'
import { readCall } from './arguments.ts'
import type { Call, Tensor } from './call.ts'
import { tensorOf } from './format.ts'
import { type Role, type Row, profileOf } from './profile.ts'
import { madeUp } from './testing/made-up.ts'
import { isWide } from './wide-row.ts'

const K = 16
const list = (one: (c: number) => number, count: number = K): number[] =>
  Array.from({ length: count }, (_, c) => one(c))
const f64 = (shape: readonly number[], values: readonly number[]): Tensor => tensorOf('f64', shape, values)

const ROLES: readonly Role[] = [
  'weight',
  'pos_weight',
  'alpha',
  'ignore_index',
  'label_smoothing',
  'temperature',
  'scale',
  'softcap',
  'z_loss',
  'focal',
  'poly',
  'base',
  'where',
]

const base = {
  ...madeUp,
  options: ROLES,
  reductions: { none: 'none', mean: 'target weights', kept: 'kept' },
} as const satisfies Row

const row = f64(
  [1, K],
  list((c) => c / 4),
)
const index = tensorOf('i64', [1], [3])
const dense = f64(
  [1, K],
  list(() => 1 / K),
)

/** What is asked, and of which profile, by name. */
const told = (cases: readonly (readonly [name: string, asked: Partial<Row>, given?: Call['arguments']])[]) =>
  cases.map(([name, asked, given = {}]) => ({ name, asked, given }))

const isFlat = (asked: Partial<Row>, given: Call['arguments'] = {}): boolean => {
  const call = { loss: 'made.up', arguments: { x: row, t: index, ...given }, want: ['loss'] as const }
  return isWide(readCall(profileOf({ ...base, ...asked }), call))
}

describe('flat', () => {
  const weight = f64(
    [K],
    list((c) => c),
  )
  const smoothing = { label_smoothing: 0.1 }
  const masked = f64(
    [1, K],
    list((c) => (c === 5 ? -Infinity : c)),
  )

  test.each(
    told([
      ['an index', {}],
      ['a distribution', {}, { t: dense }],
      ['weights of classes', {}, { weight }],
      ['smoothing', {}, smoothing],
      ['options that are neutral', {}, { alpha: 1, temperature: 1, scale: 1, z_loss: 0, focal: 0, label_smoothing: 0 }],
      ['a focal loss with the exponent 0', { psi: 'focal' }, { focal: 0 }],
      ['a gradient of normalised targets, for an index', { gradient: { input: 'normalised' } }],
      ['another convention, without smoothing', { convention: 'K − 1' }],
      ['weights of rows, where none are given', { weighs: 'row' }],
      ['an index that is ignored', {}, { t: tensorOf('i64', [1], [-7]), ignore_index: -7 }],
      [
        'the first class and the last',
        {},
        {
          x: f64(
            [2, K],
            list((c) => c, 2 * K),
          ),
          t: tensorOf('i64', [2], [0, K - 1]),
        },
      ],
      ['a class that is masked', {}, { x: masked }],
    ]),
  )('are rows with $name', ({ asked, given }) => {
    expect(isFlat(asked, given)).toBe(true)
  })

  const free = { policy: { outOfRange: 'nan' } } as const
  test.each(
    told([
      [
        'few classes',
        {},
        {
          x: f64(
            [1, K - 1],
            list((c) => c, K - 1),
          ),
        },
      ],
      ['log-probabilities', { score: 'log' }],
      ['another ψ', { psi: 'poly1' }],
      ['a focal loss', { psi: 'focal' }, { focal: 2 }],
      ['a modulation', { modulated: 'clipped' }],
      ['steps of the target', { targetSteps: ['norm'] }, { t: dense }],
      ['a divergence', { divergence: true }],
      ['a baseline', { baseline: true }],
      ['the square of the temperature', { squaredTemperature: true }],
      ['a base', {}, { base: 2 }],
      ['another sign', { sign: -1 }],
      ['a gradient of normalised targets, of a distribution', { gradient: { input: 'normalised' } }, { t: dense }],
      ['a gradient of normalised targets, smoothed', { gradient: { input: 'normalised' } }, smoothing],
      ['no gradient that is promised', { gradient: { input: 'none' } }],
      ['another convention of smoothing', { convention: 'K − 1' }, smoothing],
      ['weights of rows', { weighs: 'row' }, { weight: f64([1], [2]) }],
      [
        'a pos_weight',
        {},
        {
          t: dense,
          pos_weight: f64(
            [K],
            list(() => 2),
          ),
        },
      ],
      [
        'a mask of classes',
        {},
        {
          where: tensorOf(
            'i32',
            [1, K],
            list(() => 1),
          ),
        },
      ],
      ['means over the last axis', { averagesLast: true }],
      ['a softcap', {}, { softcap: 30 }],
      ['a temperature', {}, { temperature: 2 }],
      ['a scale', {}, { scale: 2 }],
      ['an alpha', {}, { alpha: 0.25 }],
      ['a z-loss', {}, { z_loss: 0.1 }],
      ['an index below', free, { t: tensorOf('i64', [1], [-1]) }],
      ['an index above', free, { t: tensorOf('i64', [1], [K]) }],
      [
        'one that is right and one that is not',
        free,
        {
          x: f64(
            [2, K],
            list((c) => c, 2 * K),
          ),
          t: tensorOf('i64', [2], [0, K]),
        },
      ],
      [
        '+∞',
        {},
        {
          x: f64(
            [1, K],
            list((c) => (c === 5 ? Infinity : c)),
          ),
        },
      ],
      [
        'NaN',
        {},
        {
          x: f64(
            [1, K],
            list((c) => (c === 5 ? NaN : c)),
          ),
        },
      ],
      ['a masked class beside a distribution', {}, { x: masked, t: dense }],
      ['a masked class beside smoothing', {}, { x: masked, ...smoothing }],
      ['a masked class where 0·∞ is NaN', { policy: { zeroTimesInfinity: 'nan' } }, { x: masked }],
      ['a target that is masked', {}, { x: masked, t: tensorOf('i64', [1], [5]) }],
      ['a masked class in an ignored row', {}, { x: masked, t: tensorOf('i64', [1], [-7]), ignore_index: -7 }],
      [
        'a target that is no number',
        {},
        {
          t: f64(
            [1, K],
            list(() => NaN),
          ),
        },
      ],
    ]),
  )('is no row with $name', ({ asked, given }) => {
    expect(isFlat(asked, given)).toBe(false)
  })

  test('is none of two where the target of the second is masked', () => {
    const x = f64(
      [2, K],
      list((i) => (i === K + 5 ? -Infinity : i % 7), 2 * K),
    )
    const of = (second: number): boolean => isFlat({}, { x, t: tensorOf('i64', [2], [5, second]) })
    expect([of(4), of(5)]).toEqual([true, false])
  })
})
