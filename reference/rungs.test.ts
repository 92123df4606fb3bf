/** The rungs before decimal take what they can hold, answer in their own numbers, and leave the rest to the next. */

import { describe, expect, test } from 'vitest'
import { type Arithmetic, type Ball, ballOf, infinity, isPoint, nan, point, unknown } from './ball.ts'
import { Dyadic } from './dyadic.ts'
import { exact, powerOfTwo } from './exact.ts'
import { Pair, wide } from './pair.ts'
import { dyadics, pairs, valueOf } from './rungs.ts'

const rungs = [
  ['pairs', () => pairs, Pair],
  ['dyadics', () => dyadics(190), Dyadic],
] as const

describe.each(rungs)('%s', (_, made, Own) => {
  const from = (arithmetic: Arithmetic, x: Ball): Ball => arithmetic.from(x) as Ball

  test('take points and balls of any kind, and keep their own', () => {
    const arithmetic = made()
    for (const x of [
      ballOf(0.75),
      point(exact(0.75)),
      new Pair(0.75, 0, 0),
      new Dyadic(3n, 3n, -2),
      { lo: exact(0.5), hi: exact(1) },
      new Pair(0.75, 0, 0.25),
      new Dyadic(1n, 2n, -1),
    ]) {
      const own = from(arithmetic, x)
      expect(own).toBeInstanceOf(Own)
      expect(own.lo.lte(x.lo) && own.hi.gte(x.hi)).toBe(true)
      expect(isPoint(own)).toBe(isPoint(x))
      expect(from(arithmetic, own)).toBe(own)
    }
  })

  test('do not take what is infinite or NaN, and know nothing of what is unknown', () => {
    const arithmetic = made()
    for (const x of [infinity, nan, { lo: exact(0), hi: exact(Infinity) }, { lo: exact(-Infinity), hi: exact(0) }]) {
      expect(arithmetic.from(x)).toBeUndefined()
    }
    expect(arithmetic.from(unknown)).toBe(wide)
  })

  test('compute in their own numbers', () => {
    const arithmetic = made()
    const [a, b] = [from(arithmetic, ballOf(3)), from(arithmetic, ballOf(0.5))]
    const values = {
      add: [arithmetic.add(a, b), 3.5],
      mul: [arithmetic.mul(a, b), 1.5],
      div: [arithmetic.div(a, b), 6],
      exp: [arithmetic.exp(b), Math.exp(0.5)],
      expm1: [arithmetic.expm1(b), Math.expm1(0.5)],
      ln: [arithmetic.ln(a), Math.log(3)],
      log1p: [arithmetic.log1p(b), Math.log1p(0.5)],
    } as const
    for (const [name, [value, expected]] of Object.entries(values)) {
      expect(value, name).toBeInstanceOf(Own)
      expect(value.lo.toNumber(), name).toBeCloseTo(expected, 14)
    }
  })
})

describe('one value', () => {
  test('has so many bits', () => {
    expect(valueOf('exp', exact(1), 100)?.toString().slice(0, 26)).toBe('2.718281828459045235360287')
    expect(valueOf('ln', exact(2), 100)?.toString().slice(0, 26)).toBe('0.693147180559945309417232')
    expect(valueOf('exp', exact(0), 100)?.toNumber()).toBe(1)
    expect(valueOf('ln', exact(1), 100)?.isZero()).toBe(true)
  })

  test('is none where dyadics do not hold it', () => {
    for (const x of [exact(Infinity), exact(NaN), exact(1e300), exact(-1e300)]) {
      expect(valueOf('exp', x, 100)).toBeUndefined()
    }
    for (const x of [exact(0), exact(-1), powerOfTwo(5000)]) expect(valueOf('ln', x, 100)).toBeUndefined()
  })
})
