/**
 * The reference against MPFR on random questions: every rounding the same, no ball shown to miss its value.
 *
 * The comparison is compared too: a reference spoiled in one of eight ways is found out.
 */

import { describe, expect, test } from 'vitest'
import { type Ball, add, ballOf, free, mul, nan, neg, point, sub } from './ball.ts'
import type { Call } from './call.ts'
import { type Comparison, compare, tally } from './testing/compare.ts'
import { almostTied } from './testing/hard.ts'
import { randomQuestion } from './testing/questions.ts'
import { type Truth, truth } from './truth.ts'
import { tries } from './testing/effort.ts'

/** About ten numbers a question: losses, and slopes in input and target. `npm run soak` asks a million. */
const QUESTIONS = Number(process.env['QUESTIONS'] ?? tries(2100))

/** Long enough for a machine ten times slower than the one this was written on, where a hundred take a second. */
const PATIENCE = 100 * QUESTIONS + 600_000

describe('the reference and MPFR', () => {
  test(
    'round every random loss and slope alike, and no ball misses its value',
    () => {
      const all = tally()
      for (let seed = 1; seed <= QUESTIONS; seed++) {
        const question = randomQuestion(seed)
        compare(question, all, question.dtype === 'f64' ? ['f64'] : ['f64', question.dtype])
      }
      const { faults, ...counts } = all
      console.log(`random questions: ${JSON.stringify(counts)}, ${faults.length} faults`)
      expect(faults).toEqual([])
      expect(counts.numbers).toBeGreaterThanOrEqual(9 * QUESTIONS)
      // What MPFR leaves open is rare, and is so for want of exponents.
      expect(counts.ties).toBeLessThan(counts.roundings / 1000)
      expect(counts.open).toBeLessThan(counts.roundings / 10_000)
      expect(counts.beyond).toBeLessThan(counts.numbers / 20)
    },
    PATIENCE,
  )
})

/** The truth with every ball of its answer replaced. */
function spoiled(spoil: (ball: Ball) => Ball): (call: Call) => Truth {
  return (call) => {
    const answer = truth(call)
    if (answer.kind !== 'value') return answer
    return {
      ...answer,
      at(digits) {
        const known = answer.at(digits)
        const each = (balls: readonly Ball[]): Ball[] => balls.map((ball) => spoil(ball))
        return { ...known, loss: each(known.loss), gradient: (argument) => each(known.gradient(argument)) }
      },
    }
  }
}

function verdictOn(spoil: (ball: Ball) => Ball): Comparison {
  const into = tally()
  compare(almostTied, into, ['f64'], undefined, spoiled(spoil))
  return into
}

/** The loss and four slopes. */
const NUMBERS = 5

describe('the comparison', () => {
  test('passes the truth itself, number by number', () => {
    const { numbers, faults } = verdictOn((ball) => ball)
    expect(numbers).toBe(NUMBERS)
    expect(faults).toEqual([])
  })

  test.each([
    ['balls shifted by one unit roundoff', (ball: Ball) => mul(ball, ballOf(1 + 2 ** -52)), /does not hold the value/],
    ['values replaced by a neighbour', (ball: Ball) => point(mul(ball, ballOf(1 + 2 ** -51)).lo), /in f64, .* by MPFR/],
    [
      'balls that never narrow',
      (ball: Ball) => ({ lo: sub(ball, ballOf(0.01)).lo, hi: add(ball, ballOf(0.01)).hi }),
      /undecided in f64/,
    ],
    ['signs turned', neg, /does not hold the value/],
    ['NaN in place of numbers', () => nan, /does not hold the value/],
    ['a promise withdrawn', () => free, /promised true by MPFR, false by the reference/],
  ] as const)('finds %s', (_, spoil, fault) => {
    const { faults } = verdictOn(spoil)
    expect(faults.length).toBeGreaterThanOrEqual(NUMBERS)
    expect(faults.join('\n')).toMatch(fault)
  })

  test('finds an answer that is too short', () => {
    const into = tally()
    compare(almostTied, into, ['f64'], undefined, (call) => {
      const answer = truth(call)
      if (answer.kind !== 'value') return answer
      return { ...answer, at: (digits) => ({ ...answer.at(digits), loss: [] }) }
    })
    expect(into.faults.join('\n')).toMatch(/loss: 0 numbers, 1 by MPFR/)
  })

  test('finds a value on the wrong side of a near tie, 2^−11 ulp from where it should be', () => {
    // The loss lies 0.49965 ulp above its double, and ulp is 2^−54.
    const { faults } = verdictOn((ball) => add(ball, ballOf(2 ** -65)))
    expect(faults.join('\n')).toMatch(/loss\[0\]: 0.28990924762647113 in f64, 0.2899092476264711 by MPFR/)
  })
})
