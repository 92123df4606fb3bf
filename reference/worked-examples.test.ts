/**
 * Worked examples: losses that textbooks, documentation and bug reports print, and their exact values.
 *
 *   S1   −(ln 0.7 + ln 0.8)/2 from p = 0.7, 0.2 and y = 1, 0       torch BCELoss; the notebook example of many courses
 *   S2   the same rows for scikit-learn's log_loss                 which clips and renormalises: ours takes p as it is
 *   S3   −ln 0.4        p = [0.4, 0.4, 0.2], class 1               math.log; torch NLLLoss of ln p
 *   S4   −ln 0.78       p = [0.1, 0.12, 0.78], class 2             math.log; torch NLLLoss of ln p
 *   S5   S3 by way of torch CrossEntropyLoss of ln p               normalises the rounded ln p again
 *   S6   S4 by way of torch CrossEntropyLoss of ln p               normalises the rounded ln p again
 *   S7   the mean of S5 and S6                                     torch CrossEntropyLoss
 *   S8   CrossEntropyLoss of the probabilities of S3               the usual mistake: not S3
 *   S9   spam and ham                                              the example in scikit-learn's documentation
 *
 * Exact values are those of the doubles given, by mpmath 1.2 at 60 digits; a double 0.7 is not seven tenths. Printed values
 * are what torch 1.13, scikit-learn 1.2 and Python print for float64 inputs, and for float32 where a number is given.
 */

import { describe, expect, test } from 'vitest'
import type { Ball } from './ball.ts'
import type { Call, FloatType } from './call.ts'
import { DECIMAL_DIGITS, LADDER, certify, isUndecided, roundBall } from './certify.ts'
import { exact } from './exact.ts'
import { formats, roundTo, tensorOf, ulp } from './format.ts'
import { truth } from './truth.ts'

interface Example {
  readonly id: string
  readonly loss: string
  /** The scored argument, its shape and its values; `ln` says that it is their logarithms, each rounded. */
  readonly input: readonly [name: string, shape: readonly number[], values: readonly number[]]
  readonly ln?: true
  readonly target: readonly number[]
  /** Twenty-four digits and more of the exact value, cut and not rounded. */
  readonly digits: string
  readonly f64: number
  /** The rounding of the exact value of float32 inputs. */
  readonly f32: number
  /** What a framework prints, where it prints anything. */
  readonly printed?: { readonly f64?: number; readonly f32?: number }
}

const examples: readonly Example[] = [
  {
    id: 'S1',
    loss: 'binary_cross_entropy',
    input: ['probabilities', [2], [0.7, 0.2]],
    target: [1, 0],
    digits: '0.28990924762647110599901865111',
    f64: 0.2899092476264711,
    f32: 0.2899092435836792,
    printed: { f64: 0.2899092476264711, f32: 0.2899092435836792 },
  },
  {
    // With clip and renormalisation the exact value is 0.28990924762647107130453…, 10^−23 away.
    id: 'S2',
    loss: 'log_loss',
    input: ['probabilities', [2, 2], [0.3, 0.7, 0.8, 0.2]],
    target: [1, 0],
    digits: '0.28990924762647107130454913157',
    f64: 0.2899092476264711,
    f32: 0.2899092435836792,
    printed: { f64: 0.2899092476264711 },
  },
  {
    id: 'S3',
    loss: 'log_loss',
    input: ['probabilities', [1, 3], [0.4, 0.4, 0.2]],
    target: [1],
    digits: '0.91629073187415500967237598051',
    f64: 0.916290731874155,
    f32: 0.9162907004356384,
    printed: { f64: 0.916290731874155, f32: 0.9162907004356384 },
  },
  {
    id: 'S4',
    loss: 'log_loss',
    input: ['probabilities', [1, 3], [0.1, 0.12, 0.78]],
    target: [2],
    digits: '0.24846135929849959700930965941',
    f64: 0.2484613592984996,
    f32: 0.24846139550209045,
    printed: { f64: 0.2484613592984996, f32: 0.24846139550209045 },
  },
  {
    id: 'S5',
    loss: 'cross_entropy',
    input: ['logits', [1, 3], [0.4, 0.4, 0.2]],
    ln: true,
    target: [1],
    digits: '0.91629073187415506982162083946',
    f64: 0.9162907318741551,
    f32: 0.9162907004356384,
    printed: { f64: 0.9162907318741551, f32: 0.9162907600402832 },
  },
  {
    id: 'S6',
    loss: 'cross_entropy',
    input: ['logits', [1, 3], [0.1, 0.12, 0.78]],
    ln: true,
    target: [2],
    digits: '0.24846135929849965499214556421',
    f64: 0.24846135929849966,
    f32: 0.24846136569976807,
    printed: { f64: 0.24846135929849972, f32: 0.24846139550209045 },
  },
  {
    id: 'S7',
    loss: 'cross_entropy',
    input: ['logits', [2, 3], [0.4, 0.4, 0.2, 0.1, 0.12, 0.78]],
    ln: true,
    target: [1, 2],
    digits: '0.58237604558632736240688320183',
    f64: 0.5823760455863274,
    f32: 0.5823760628700256,
    printed: { f64: 0.5823760455863274, f32: 0.5823760628700256 },
  },
  {
    id: 'S8',
    loss: 'cross_entropy',
    input: ['logits', [1, 3], [0.4, 0.4, 0.2]],
    target: [1],
    digits: '1.03628669606921359451571613791',
    f64: 1.0362866960692136,
    f32: 1.03628671169281,
    printed: { f64: 1.0362866960692136, f32: 1.03628671169281 },
  },
  {
    // Classes in the order of their names, ham and spam; the rows are spam, ham, ham, spam.
    id: 'S9',
    loss: 'log_loss',
    input: ['probabilities', [4, 2], [0.1, 0.9, 0.9, 0.1, 0.8, 0.2, 0.35, 0.65]],
    target: [1, 0, 0, 1],
    digits: '0.21616187468057911914698199160',
    f64: 0.21616187468057912,
    f32: 0.21616189181804657,
    printed: { f64: 0.21616187468057912 },
  },
]

function callOf({ loss, input: [name, shape, given], ln, target }: Example, dtype: FloatType): Call {
  const binary = loss.startsWith('binary')
  const values = ln ? given.map((p) => Math.log(roundTo(formats[dtype], p))) : given
  return {
    loss,
    arguments: {
      [name]: tensorOf(dtype, shape, values),
      target: tensorOf(binary ? dtype : 'i64', [target.length], target),
    },
    want: ['loss'],
  }
}

function enclosureOf(example: Example, dtype: FloatType): (digits: number) => Ball {
  const answer = truth(callOf(example, dtype))
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer))
  return (digits) => answer.at(digits).loss[0] as Ball
}

function rounded(example: Example, dtype: FloatType): number {
  const value = certify(enclosureOf(example, dtype), (ball) => roundBall(formats[dtype], ball))
  if (isUndecided(value)) throw new Error(`${example.id} is undecided in ${dtype}`)
  return value
}

const named = examples.map((example) => [example.id, example] as const)

describe('the reference', () => {
  test.each(named)('gives the exact digits of %s', (_, example) => {
    const { lo, hi } = enclosureOf(example, 'f64')(DECIMAL_DIGITS)
    for (const end of [lo, hi]) expect(end.toString().slice(0, example.digits.length)).toBe(example.digits)
  })

  test.each(named)('rounds %s to float64 and float32', (_, example) => {
    expect(rounded(example, 'f64')).toBe(example.f64)
    expect(rounded(example, 'f32')).toBe(example.f32)
  })
})

describe('a framework', () => {
  /** Printed values that are not the exact value rounded, and how many ulps they are from it. */
  const off: Readonly<Record<string, number>> = { 'S5 f32': 1, 'S6 f64': 2, 'S6 f32': 2 }

  test('prints the exact value rounded, but for three values of torch that are an ulp or two away', () => {
    const seen: Record<string, number> = {}
    for (const example of examples) {
      for (const dtype of ['f64', 'f32'] as const) {
        const printed = example.printed?.[dtype]
        if (printed === undefined || printed === example[dtype]) continue
        seen[`${example.id} ${dtype}`] = Math.abs(printed - example[dtype]) / ulp(formats[dtype], example[dtype])
      }
    }
    expect(Object.fromEntries(Object.entries(seen).map(([where, ulps]) => [where, Math.round(ulps)]))).toEqual(off)
  })
})

describe('S1', () => {
  const [s1] = examples as readonly [Example]

  test('lies 0.49965 ulp from its double, and the reference says so', () => {
    const { lo, hi } = enclosureOf(s1, 'f64')(34)
    for (const end of [lo, hi]) {
      const ulps = end.minus(exact(s1.f64)).div(exact(ulp(formats.f64, s1.f64)))
      expect(ulps.toNumber()).toBeCloseTo(0.499648, 6)
    }
  })

  test('is rounded at the first rung of the ladder, and told apart from its neighbour', () => {
    const asked: number[] = []
    const enclose = enclosureOf(s1, 'f64')
    certify(
      (digits) => (asked.push(digits), enclose(digits)),
      (ball) => roundBall(formats.f64, ball),
    )
    expect(asked).toEqual(LADDER.slice(0, 1))
  })

  test('is not the value of seven and two tenths, which lies elsewhere from the same double', () => {
    // −(ln 7/10 + ln 8/10)/2 by mpmath.
    const decimals = '0.28990924762647106733946690077550'
    expect(enclosureOf(s1, 'f64')(34).lo.gt(decimals)).toBe(true)
    expect(Number(decimals)).toBe(s1.f64)
  })
})

describe('S8', () => {
  test('is not S3: probabilities are no logits', () => {
    const value = (id: string): number => rounded(examples.find((example) => example.id === id) as Example, 'f64')
    expect(value('S8') - value('S3')).toBeGreaterThan(0.1)
  })
})
