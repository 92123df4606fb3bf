/**
 * Wide rows: what is computed flat holds what decimal arithmetic says, to the last of its 34 digits, whatever is asked.
 */

import { describe, expect, test } from 'vitest'
import { type Ball, isPoint } from './ball.ts'
import type { Call, Tensor } from './call.ts'
import { PAIR_DIGITS, SHORT_DIGITS } from './certify.ts'
import { tensorOf } from './format.ts'
import { type Random, random } from './testing/questions.ts'
import { type Enclosures, truth } from './truth.ts'
import { ballsOf } from './wide-row.ts'
import { tries } from './testing/effort.ts'

const f64 = (shape: readonly number[], values: readonly number[]): Tensor => tensorOf('f64', shape, values)

const list = (count: number, one: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => one(i))

/** Rows that are plain, confident, hopeless, offset, tied, masked, or so far apart that exponentials vanish. */
function logits(r: Random, rows: number, classes: number, masks: boolean): number[] {
  return Array.from({ length: rows }, () => {
    const [spread, offset] = [r.pick([1, 4, 40, 800, 1e-9]), r.pick([0, 0, 1e6, -1e15])]
    const hit = r.integer(0, classes - 1)
    const lead = r.pick([0, 0, 60, 700])
    const isMasked = masks ? (c: number): boolean => c > 3 && r.unit() < 0.3 : (): boolean => false
    const logit = (c: number): number => (r.pick([1, 1, 0]) * r.unit() - 0.5) * spread + offset + (c === hit ? lead : 0)
    return list(classes, (c) => (isMasked(c) ? -Infinity : logit(c)))
  }).flat()
}

function question(r: Random): Call {
  const [rows, classes] = [r.integer(1, 3), r.pick([16, 17, 40])]
  const indexed = r.unit() < 0.5
  const reduction = r.pick(['none', 'sum', 'mean'])
  const y = r.pick([() => Number(r.unit() < 0.1), () => r.unit(), () => r.pick([0, 0, r.unit() - 0.5])])
  const [weighs, smooths] = [r.unit() < 0.4, r.unit() < 0.4]
  const masks = indexed && !smooths && r.unit() < 0.5
  return {
    loss: 'cross_entropy',
    arguments: {
      logits: f64([rows, classes], logits(r, rows, classes, masks)),
      target: indexed
        ? tensorOf(
            'i64',
            [rows],
            list(rows, () => (masks ? r.integer(0, 3) : r.pick([r.integer(0, classes - 1), 3]))),
          )
        : f64([rows, classes], list(rows * classes, y)),
      reduction,
      ...(weighs && {
        weight: f64(
          [classes],
          list(classes, () => r.pick([0, 1, 2.5, r.unit()])),
        ),
      }),
      ...(smooths && { label_smoothing: r.pick([0.1, 0.5, 1]) }),
      ...(indexed && !masks && r.unit() < 0.4 && { ignore_index: 3 }),
    },
    upstream:
      reduction === 'none'
        ? f64(
            [rows],
            list(rows, () => r.pick([1, -3, 0, r.unit()])),
          )
        : f64([], [0.75]),
    want: ['loss', 'gradient'],
  }
}

/** Whether the wider ball holds all of the narrower. */
function holds(wider: Ball, narrower: Ball): boolean {
  if (narrower.lo.isNaN()) return wider.lo.isNaN() || !wider.lo.isFinite()
  if (isPoint(wider)) return isPoint(narrower) && wider.lo.eq(narrower.lo)
  return wider.lo.lte(narrower.lo) && narrower.hi.lte(wider.hi)
}

describe.each([
  ['short', SHORT_DIGITS],
  ['long', PAIR_DIGITS],
] as const)('the flat enclosure of a wide row, by %s exponentials', (_name, digits) => {
  test('holds the decimal one', () => {
    const r = random(11)
    let [numbers, sharp] = [0, 0]
    for (let i = 0; i < tries(120); i++) {
      const call = question(r)
      const known = truth(call)
      if (known.kind !== 'value') throw new Error(JSON.stringify(known))
      const [first, second] = [known.at(digits), known.at(34)] as const
      expect(first.flat, 'computed flat').toBeDefined()
      const slopes = (at: Enclosures) => at.gradient('logits')
      for (const of of [(at: Enclosures) => at.loss, slopes]) {
        of(first).forEach((ball, k) => {
          numbers++
          const exact = of(second)[k] as Ball
          if (ball.hi.minus(ball.lo).lte(exact.lo.abs().times(1e-20))) sharp++
          expect(holds(ball, exact), `question ${i}, number ${k}: [${ball.lo}, ${ball.hi}] and ${exact.lo}`).toBe(true)
        })
      }
    }
    console.log(`wide rows: ${numbers} numbers, ${sharp} to 20 digits`)
    expect(sharp).toBeGreaterThan(numbers * 0.6)
  })

  test('is the same flat and as balls', () => {
    const known = truth(question(random(12)))
    if (known.kind !== 'value') throw new Error('expected a value')
    const { flat, gradient } = known.at(digits)
    const rows = Array.from({ length: known.problem.rows }, (_, n) => ballsOf(flat!(n)))
    expect(rows.flat()).toEqual(gradient('logits'))
  })

  test('leaves to the general way what it does not know', () => {
    const call = question(random(13))
    const asked = (more: Record<string, Tensor | number>): Enclosures => {
      const known = truth({ ...call, arguments: { ...call.arguments, ...more } })
      if (known.kind !== 'value') throw new Error(JSON.stringify(known))
      return known.at(digits)
    }
    const { shape } = call.arguments['logits'] as Tensor
    const holding = (x: number) =>
      f64(
        shape,
        list(
          shape.reduce((a, b) => a * b, 1),
          (i) => (i === 1 ? x : i % 7),
        ),
      )
    for (const x of [NaN, Infinity]) expect(asked({ logits: holding(x) }).flat).toBeUndefined()
    // The class of a target that is smoothed or a distribution is never masked.
    expect(asked({ logits: holding(-Infinity), label_smoothing: 0.1 }).flat).toBeUndefined()
    for (const more of [{ temperature: 2 }, { softcap: 30 }, { focal: 2 }, { z_loss: 0.5 }]) {
      expect(asked(more).flat, JSON.stringify(more)).toBeUndefined()
    }
  })

  test('leaves to it what is not promised of an ignored row, and a target that is no number', () => {
    const K = 16
    const asked = (target: Tensor, more: Record<string, Tensor>, z = 1): Enclosures => {
      const input = f64(
        [2, K],
        list(2 * K, (i) => (i === 3 ? z : i % 7)),
      )
      const known = truth({
        loss: 'torch.cross_entropy',
        arguments: { input, target, reduction: 'none', ...more },
        want: ['loss'],
      })
      if (known.kind !== 'value') throw new Error(JSON.stringify(known))
      return known.at(digits)
    }
    expect(asked(tensorOf('i64', [2], [1, 1]), {}, -Infinity).flat).toBeDefined()
    expect(asked(tensorOf('i64', [2], [-100, 1]), {}, -Infinity).flat).toBeUndefined()
    const dense = (x: number): Tensor =>
      f64(
        [2, K],
        list(2 * K, (i) => (i === 3 ? x : 0.5)),
      )
    const nothing = { weight: f64([K], Array(K).fill(0)) }
    expect(asked(dense(0.5), nothing).flat).toBeDefined()
    expect(asked(dense(NaN), nothing).flat).toBeUndefined()
    expect(asked(dense(NaN), nothing).loss[0]!.lo.isNaN()).toBe(true)
  })
})
