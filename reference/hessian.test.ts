/** The product of a Hessian with a vector, row by row: of its own rows alone, on every rung, and 0 where a row is ignored. */

import { describe, expect, test } from 'vitest'
import { type Ball, isPoint, isZero } from './ball.ts'
import { LADDER } from './certify.ts'
import { tensorOf } from './format.ts'
import { truth } from './truth.ts'
import { valued } from './testing/outcome.ts'

const rows = [
  [0.5, -1, 2],
  [3, 0.25, -0.5],
]
const indices = [2, 0]
const v = [
  [1, -0.5, 0.25],
  [-2, 0.75, 1],
]

function hessian(which: readonly number[], options: Readonly<Record<string, number | string>>) {
  const known = valued(
    truth({
      loss: 'cross_entropy',
      arguments: {
        logits: tensorOf(
          'f64',
          [which.length, 3],
          which.flatMap((n) => rows[n]!),
        ),
        target: tensorOf(
          'i64',
          [which.length],
          which.map((n) => indices[n]!),
        ),
        reduction: 'none',
        ...options,
      },
      want: ['gradient'],
    }),
  )
  return (digits: number, along: readonly number[] = which.flatMap((n) => v[n]!)): readonly Ball[] =>
    known.at(digits).hessian(along)
}

const numbers = (balls: readonly Ball[]): readonly number[] => balls.map(({ lo }) => lo.toNumber())

describe.each([{}, { z_loss: 0.5 }, { softcap: 2, temperature: 0.5 }])('with %o', (options) => {
  test('of two rows is that of each', () => {
    const both = numbers(hessian([0, 1], options)(34))
    expect(both).toEqual([...numbers(hessian([0], options)(34)), ...numbers(hessian([1], options)(34))])
    expect(both.length).toBe(6)
  })

  test('is the same number on every rung', () => {
    const exact = hessian([0, 1], options)(544)
    for (const digits of LADDER) {
      hessian(
        [0, 1],
        options,
      )(digits).forEach(({ lo, hi }, i) => {
        const middle = exact[i]!.lo
        expect(lo.lte(middle) && hi.gte(middle), `${i} at ${digits}`).toBe(true)
        expect(hi.minus(lo).lt(10 ** (3 - Math.min(digits, 26)))).toBe(true)
      })
    }
  })
})

test('p·(v − ⟨p, v⟩) is what it is of a plain row', () => {
  const e = rows[0]!.map(Math.exp)
  const p = e.map((x) => x / e.reduce((a, b) => a + b))
  const mean = p.reduce((sum, pc, c) => sum + pc * v[0]![c]!, 0)
  expect(numbers(hessian([0], {})(34))).toEqual(p.map((pc, c) => expect.closeTo(pc * (v[0]![c]! - mean), 14) as number))
})

test('of an ignored row is 0', () => {
  const balls = hessian([0, 1], { ignore_index: 0 })(34)
  expect(balls.slice(0, 3).some(isZero)).toBe(false)
  expect(balls.slice(3).every((ball) => isPoint(ball) && isZero(ball))).toBe(true)
})

test('takes a number for each logit', () => {
  for (const along of [
    [1, 2, 3],
    [1, 2, 3, 4, 5, 6, 7],
  ]) {
    expect(() => hessian([0, 1], {})(34, along)).toThrow(`v: expected 6 numbers, got ${along.length}`)
  }
})
