/** One row under a profile: which class an index means, and what each option by its name does to the row. */

import { describe, expect, test } from 'vitest'
import type { Call } from './call.ts'
import type { Row } from './profile.ts'
import { numbers } from './testing/made-up.ts'
import { f64, indices } from './testing/tensors.ts'

const z = [0.5, -1, 2]
const x = f64([1, 3], ...z)

const lossOf = (row: Partial<Row>, given: Call['arguments']): unknown => numbers(row, given).loss[0]

const crossEntropy = (row: readonly number[], t: number): number =>
  Math.log(row.reduce((sum, zc) => sum + Math.exp(zc), 0)) - row[t]!
const near = (value: number): number => expect.closeTo(value, 14) as number

describe('an index', () => {
  test('counts from the end where a profile says so, as far as there are classes', () => {
    const of = (t: number) => lossOf({ policy: { outOfRange: 'wrap' } }, { x, t: indices(t) })
    expect([-3, -2, -1, 0, 1, 2].map(of)).toEqual([0, 1, 2, 0, 1, 2].map((t) => near(crossEntropy(z, t))))
    expect([of(-4), of(3)]).toEqual([NaN, NaN])
  })

  test('that is none costs nothing, or has no value', () => {
    expect(lossOf({ policy: { outOfRange: 'zero' } }, { x, t: indices(3) })).toBe(0)
    expect(lossOf({ policy: { outOfRange: 'nan' } }, { x, t: indices(3) })).toBeNaN()
    // Of its own, as if no class were hit, it is no class that is smoothed towards either.
    const smoothed = { options: ['label_smoothing'], policy: { outOfRange: 'zero' } } as const
    const even = z.reduce((sum, _, t) => sum + crossEntropy(z, t), 0) / 3
    expect(lossOf(smoothed, { x, t: indices(-1), label_smoothing: 0.25 })).toEqual(near(0.25 * even))
  })
})

describe('an option', () => {
  const plain = crossEntropy(z, 1)

  test.each<{ name: string; row: Partial<Row>; given: Call['arguments']; loss: number }>([
    { name: 'alpha, of all classes', row: { options: ['alpha'] }, given: { alpha: 0.25 }, loss: plain / 4 },
    { name: 'base', row: { options: ['base'] }, given: { base: 2 }, loss: plain / Math.LN2 },
    {
      name: 'scale',
      row: { options: ['scale'] },
      given: { scale: 2 },
      loss: crossEntropy(
        z.map((zc) => 2 * zc),
        1,
      ),
    },
    {
      name: 'temperature',
      row: { options: ['temperature'], squaredTemperature: true },
      given: { temperature: 2 },
      loss:
        4 *
        crossEntropy(
          z.map((zc) => zc / 2),
          1,
        ),
    },
    { name: 'sign', row: { sign: -1 }, given: {}, loss: -plain },
  ])('$name', ({ row, given, loss }) => {
    expect(lossOf(row, { x, t: indices(1), ...given })).toEqual(near(loss))
    expect(lossOf(row, { x, t: indices(1) })).toEqual(near(row.sign === -1 ? -plain : plain))
  })

  test('beta, of a divergence', () => {
    const row = { score: 'log', targets: 'dense', jensenShannon: true, options: ['beta'] } as const
    const [q, p] = [z.map((zc) => -crossEntropy(z, z.indexOf(zc))), [-1, -1.5, -2]]
    const given = { x: f64([1, 3], ...q), t: f64([1, 3], ...p) }
    const kl = p.reduce((sum, l, c) => sum + Math.exp(l) * (l - q[c]!), 0)
    expect(lossOf(row, { ...given, beta: 0 })).toEqual(near(kl))
    expect(lossOf(row, given)).toBe(lossOf(row, { ...given, beta: 0.5 }))
  })
})

describe('a bit', () => {
  const bits = { targets: 'binary', score: 'bit' } as const
  const asked = (value: number, t: number, more: Partial<Row> = {}, given: Call['arguments'] = {}) =>
    numbers({ ...bits, ...more }, { x: f64([1], value), t: f64([1], t), ...given })

  test('weighs its two sides by alpha, unless that is negative', () => {
    const of = (t: number, alpha: number) => asked(0, t, { options: ['alpha'] }, { alpha }).loss[0]
    expect([of(1, 0), of(0, 0), of(1, 0.25), of(0, 0.25), of(1, -1)]).toEqual(
      [0, 1, 0.25, 0.75, 1].map((w) => near(w * Math.LN2)),
    )
  })

  test('that is infinite has what its profile states', () => {
    const policy = { infiniteBit: ['∞', 'NaN', 'NaN', '∞'] } as const
    const of = (value: number, t: number) => asked(value, t, { policy }).loss[0]
    expect([of(Infinity, 0), of(Infinity, 1), of(-Infinity, 0), of(-Infinity, 1)]).toEqual([
      Infinity,
      NaN,
      NaN,
      Infinity,
    ])
    expect([of(Infinity, 0.5), of(Infinity, 3), of(-Infinity, 2)]).toEqual(['free', 'free', 'free'])
    expect(asked(Infinity, 0, { policy }).gradient('t')).toEqual(['free'])
    expect(of(0, 1)).toEqual(near(Math.LN2))
    expect(asked(-Infinity, 0).loss[0]).toBe(0)
  })

  test('is modulated by its own probability where that is clipped, and by the bare one elsewhere', () => {
    const row = { targets: 'binary', score: 'pbit', steps: [{ clip: [0.25, 0.75] }], options: ['focal'] } as const
    const of = (modulated: 'clipped' | 'unclipped') =>
      numbers({ ...row, modulated }, { x: f64([1], 0.1), t: f64([1], 1), focal: 1 })
    expect(of('clipped').loss[0]).toEqual(near(0.75 * Math.log(4)))
    expect(of('unclipped').loss[0]).toEqual(near(0.9 * Math.log(4)))
    expect(of('clipped').gradient('x').length).toBe(1)
  })
})
