/**
 * Parts of `familyLoss` at the edges that an exam seldom meets: both ends of β, targets far apart, constants of a clip, means
 * over the last of three axes.
 */

import { describe, expect, test } from 'vitest'
import { familyLoss, familyLossWithGradient } from './index.ts'
import { slopesOf } from './testing/slopes.ts'

const near = (x: number): number => expect.closeTo(x, 13) as number

describe('the Jensen–Shannon divergence', () => {
  const family = { score: 'log', targets: 'dense', jensenShannon: true, reduction: { default: 'sum' } } as const
  const [q, p] = [
    [0.5, 0.25, 0.25],
    [0.125, 0.25, 0.625],
  ] as const
  const logs = (x: readonly number[]) => x.map(Math.log)
  const sum = (x: readonly number[]) => x.reduce((a, b) => a + b)
  const ask = (beta: number) => familyLossWithGradient(family, [logs(q)], [logs(p)], { beta, wrt: ['target'] })
  const each = (f: (pc: number, qc: number) => number) => p.map((pc, c) => f(pc, q[c] as number))

  test('is KL(P‖Q) at β = 0, with its slopes', () => {
    const got = ask(0)
    expect(got.loss).toEqual(near(sum(each((pc, qc) => pc * Math.log(pc / qc)))))
    expect(slopesOf(got)).toEqual(each((pc) => near(-pc)))
    expect(slopesOf(got, 'target')).toEqual(each((pc, qc) => near(pc * (Math.log(pc / qc) + 1))))
  })

  test('is KL(Q‖P) at β = 1, with its slopes', () => {
    const got = ask(1)
    expect(got.loss).toEqual(near(sum(each((pc, qc) => qc * Math.log(qc / pc)))))
    expect(slopesOf(got)).toEqual(each((pc, qc) => near(qc * (Math.log(qc / pc) + 1))))
    expect(slopesOf(got, 'target')).toEqual(each((_, qc) => near(-qc)))
  })

  test('is between them elsewhere, and a class without probability costs its share', () => {
    const beta = 0.25
    const got = ask(beta)
    const own = (x: number, w: number, m: number) => near(w * x * Math.log(x / m))
    const middle = (pc: number, qc: number) => beta * pc + (1 - beta) * qc
    expect(slopesOf(got)).toEqual(each((pc, qc) => own(qc, 1 - beta, middle(pc, qc))))
    expect(slopesOf(got, 'target')).toEqual(each((pc, qc) => own(pc, beta, middle(pc, qc))))
    expect(familyLoss(family, [logs([0.5, 0.5])], [logs([1, 0])], { beta: 0.5 })).toEqual(
      near(0.5 * Math.log(4 / 3) + 0.25 * Math.log(2 / 3) + 0.25 * Math.log(2)),
    )
  })
})

describe('steps', () => {
  test.each([
    [0, 30_000],
    [30_000, 0],
  ])('the softmax of targets %d and %d has no overflow', (...t) => {
    const family = { targets: 'dense', targetSteps: ['softmax'] } as const
    expect(familyLoss(family, [t.map((x) => Math.min(x, 1))], [t])).toEqual(near(Math.log1p(Math.exp(-1))))
  })

  test('a clip may end at 1 − ε of the working format', () => {
    const family = { score: 'prob', steps: [{ clip: ['ε', '1 − ε'] }] } as const
    const lossOf = (...p: number[]) => familyLoss(family, [p], [0])
    expect([lossOf(1, 0), lossOf(0, 1)]).toEqual([2 ** -52 + 2 ** -104, near(52 * Math.LN2)])
  })

  test('a sign in place of a bit has half the slope', () => {
    const family = { score: 'bit', targets: 'binary', elementwise: true, targetSteps: ['sign'] } as const
    const options = { wrt: ['target'], reduction: 'sum' } as const
    const got = familyLossWithGradient(family, [2], [-1], options)
    expect([got.loss, slopesOf(got, 'target')]).toEqual([near(Math.log1p(Math.exp(2))), [near(-1)]])
  })

  test('a probability of 0 that is divided by the sum has an infinite slope', () => {
    const got = familyLossWithGradient({ score: 'prob', steps: ['norm'] }, [[0, 1]], [0])
    expect(slopesOf(got)[0]).toBe(-Infinity)
  })
})

describe('what does not take part has no say', () => {
  test('a masked class, be it NaN, and no slope', () => {
    const got = familyLossWithGradient({}, [[0, NaN, 0]], [0], { where: [[1, 0, 1]], softcap: 5 })
    expect([got.loss, slopesOf(got)]).toEqual([Math.LN2, [-0.5, 0, 0.5]])
  })

  test('a probability whose logarithm is floored', () => {
    const family = { score: 'prob', floor: -2 } as const
    const got = familyLossWithGradient(family, [[0.0625, 0.5]], [[0.5, 0.5]])
    expect([got.loss, slopesOf(got)]).toEqual([near(1 + Math.LN2 / 2), [0, -1]])
  })
})

describe('shapes', () => {
  test('a row is the mean over the last of three axes, and its weight is one of the first two', () => {
    const family = {
      score: 'bit',
      targets: 'binary',
      averagesLast: true,
      weighs: 'row',
      reduction: { default: 'none' },
    } as const
    const z = { data: [0, 0, 2, 2, 0, 2, 2, 0, 0, 0, 0, 0], shape: [2, 3, 2] }
    const t = { data: Array<number>(12).fill(1), shape: [2, 3, 2] }
    const weight = { data: [1, 2, 3, 4, 5, 6], shape: [2, 3] }
    const [none, some] = [Math.LN2, Math.log1p(Math.exp(-2))]
    const rows = [none, some, (none + some) / 2, (none + some) / 2, none, none]
    const losses = [...(familyLoss(family, z, t, { weight }) as Float64Array)]
    expect(losses).toEqual(rows.map((x, i) => near(x * (i + 1))))
  })

  test('one axis is that of classes wherever the family has them', () => {
    expect(familyLoss({ classAxis: 1 }, [0, 0], 0)).toBe(Math.LN2)
  })

  test('a distribution is no index, whatever its shape', () => {
    expect(() => familyLoss({ targets: 'dense' }, [[0, 0]], [0])).toThrow(
      new RangeError('target: expected shape [1, 2], got [1]'),
    )
  })
})
