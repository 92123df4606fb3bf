/** Wide rows in which something vanishes, is masked, ignored, or far apart: what is computed flat holds the decimal truth. */

import { describe, expect, test } from 'vitest'
import { type Ball, isPoint, isUnknown, isZero } from './ball.ts'
import type { Call, Tensor } from './call.ts'
import { PAIR_DIGITS, SHORT_DIGITS } from './certify.ts'
import { tensorOf } from './format.ts'
import { truth } from './truth.ts'
import { valued } from './testing/outcome.ts'

const K = 16
const list = (one: (c: number) => number, count: number = K): number[] =>
  Array.from({ length: count }, (_, c) => one(c))
const f64 = (shape: readonly number[], values: readonly number[]): Tensor => tensorOf('f64', shape, values)

/** The numbers at the digits of a rung, and in decimal. */
function both(given: Call['arguments'], digits: number, upstream?: Tensor) {
  const call: Call = { loss: 'cross_entropy', arguments: given, want: ['loss', 'gradient'] }
  const known = valued(truth(upstream === undefined ? call : { ...call, upstream }))
  const [flat, decimal] = [known.at(digits), known.at(68)]
  expect(flat.flat).toBeDefined()
  const names = (given['target'] as Tensor).dtype === 'f64' ? ['logits', 'target'] : ['logits']
  const numbers = (of: typeof flat): readonly Ball[] => [...of.loss, ...names.flatMap((name) => of.gradient(name))]
  return numbers(flat).map((ball, i) => [ball, numbers(decimal)[i] as Ball] as const)
}

function expectHeld(pairs: ReturnType<typeof both>, width: number): void {
  pairs.forEach(([ball, exact], i) => {
    expect(ball.lo.lte(exact.lo) && ball.hi.gte(exact.hi), `number ${i}: [${ball.lo}, ${ball.hi}], ${exact.lo}`).toBe(
      true,
    )
    expect(
      ball.hi.minus(ball.lo).lte(
        exact.lo
          .abs()
          .times(width)
          .plus(2 ** -900),
      ),
      `number ${i} is wide`,
    ).toBe(true)
  })
}

describe.each([
  ['short', SHORT_DIGITS, 2 ** -60],
  ['long', PAIR_DIGITS, 2 ** -80],
] as const)('by %s exponentials,', (_, digits, width) => {
  const two = (one: (i: number) => number): Tensor => f64([2, K], list(one, 2 * K))

  test('the second row is as near as the first, wherever its largest number is', () => {
    for (const top of [0, 3, K - 1]) {
      const x = two((i) => (i % K === top ? 9 : (i * 5) % 7))
      expectHeld(both({ logits: x, target: tensorOf('i64', [2], [top, 4]), reduction: 'none' }, digits), width)
    }
  })

  test('a confident row keeps the digits of what is left', () => {
    const x = two((i) => (i % K === 3 ? 100 : (i % 5) / 4))
    expectHeld(both({ logits: x, target: tensorOf('i64', [2], [3, 3]) }, digits), width)
  })

  test('classes far below vanish, and are not 0', () => {
    const x = two((i) => (i % K === 3 ? 0 : -700 - (i % K)))
    const pairs = both({ logits: x, target: tensorOf('i64', [2], [3, 4]), reduction: 'none' }, digits)
    for (const [ball, exact] of pairs) expect(ball.lo.lte(exact.lo) && ball.hi.gte(exact.hi)).toBe(true)
    expect(pairs.filter(([ball]) => isPoint(ball))).toEqual([])
  })

  test('numbers 1500 apart are known', () => {
    const x = two((i) => (i % K) * 100 - 750)
    const pairs = both({ logits: x, target: tensorOf('i64', [2], [3, 15]), reduction: 'none' }, digits)
    for (const [ball, exact] of pairs) {
      expect(isUnknown(ball)).toBe(false)
      expect(ball.lo.lte(exact.lo) && ball.hi.gte(exact.hi)).toBe(true)
    }
  })

  test('a masked class has the slope 0, and so have all where nothing weighs', () => {
    const x = two((i) => (i % K === 5 ? -Infinity : (i % 5) / 4))
    const masked = both({ logits: x, target: tensorOf('i64', [2], [3, 4]), reduction: 'none' }, digits)
    const slopes = masked.slice(2).map(([ball]) => isPoint(ball) && isZero(ball))
    expect(slopes).toEqual(list((i) => i % K, 2 * K).map((c) => c === 5))
    const nothing = both(
      {
        logits: two((i) => (i * 5) % 7),
        target: tensorOf('i64', [2], [3, 3]),
        weight: f64(
          [K],
          list((c) => Number(c !== 3)),
        ),
        reduction: 'none',
      },
      digits,
    )
    expect(nothing.every(([ball]) => isPoint(ball) && isZero(ball))).toBe(true)
  })

  test('ignored rows count as little as weights say', () => {
    const x = two((i) => (i * 5) % 7)
    const t = tensorOf('i64', [2], [3, -7])
    const weight = f64(
      [K],
      list((c) => c / 2 + 1),
    )
    const pairs = both({ logits: x, target: t, weight, ignore_index: -7 }, digits)
    expectHeld(pairs.slice(0, 1 + K), width)
    expect(pairs.slice(1 + K).every(([ball]) => isPoint(ball) && isZero(ball))).toBe(true)
  })

  test('distributions have slopes of their own', () => {
    const t = two((i) => [0, 0.25, 1, -0.5][i % 4] as number)
    expectHeld(
      both({ logits: two((i) => (i * 5) % 7), target: t, label_smoothing: 0.25, reduction: 'none' }, digits),
      width,
    )
  })

  test('what comes from above may be as large as it likes, or leave nothing known', () => {
    for (const v of [1e290, 1e305]) {
      const pairs = both(
        {
          logits: f64(
            [1, K],
            list((c) => c / 4),
          ),
          target: tensorOf('i64', [1], [3]),
          reduction: 'mean',
        },
        digits,
        f64([], [v]),
      )
      for (const [ball, exact] of pairs) expect(ball.lo.lte(exact.lo) && ball.hi.gte(exact.hi)).toBe(true)
    }
  })
})
