/**
 * Temperature and softcap against MPFR: the function, its differences and its slope are within 2^−80 of themselves, on both
 * sides of 0 and across it, also where both are almost ±C.
 */

import { describe, expect, test } from 'vitest'
import { type Scaled, relativeError, toNumber } from './scaled.ts'
import { type Real, type Reals, calculate, exactly } from './testing/mpfr.ts'
import { type Transform, type TransformOptions, transformOf } from './transform.ts'

/** C·tanh of 700 is C less e^−1400 of it: about 2020 digits, and a hundred for what is measured. */
const BITS = 2200

/** Some factors, each within 2^−100 or so. */
const LIMIT = 2 ** -80

const POINTS = [-700, -2.5, -2.25, -(2 ** -60), 0, 5e-324, 2 ** -30, 0.75, 2.5, 3, 40]

interface Exact {
  readonly value: (z: Real) => Real
  readonly slope: (z: Real) => Real
}

/** u and u′ by their definitions. */
function definition({ scale = 1, temperature = 1, softcap }: TransformOptions, { of }: Reals): Exact {
  const linear = (z: Real): Real => z.mul(of(scale)).div(of(temperature))
  if (softcap === undefined) return { value: linear, slope: () => linear(of(1)) }
  const cap = of(softcap)
  const tanh = (z: Real): Real => {
    const e = linear(z).div(cap).mul(of(2)).exp()
    return e.sub(of(1)).div(e.add(of(1)))
  }
  return {
    value: (z) => cap.mul(tanh(z)),
    slope: (z) => {
      const t = tanh(z)
      return linear(of(1)).mul(of(1).sub(t).mul(of(1).add(t)))
    },
  }
}

function expectNear(got: Scaled, exact: Real, reals: Reals): void {
  const off = exactly(got, reals).sub(exact).abs()
  if (exact.isZero()) expect(off.toNumber()).toBe(0)
  else expect(off.div(exact.abs()).toNumber()).toBeLessThanOrEqual(Math.min(LIMIT, relativeError(got)))
}

describe.each<TransformOptions>([
  { temperature: 0.7 },
  { scale: 3, temperature: 1 },
  { softcap: 1 },
  { softcap: 30, temperature: 2.5 },
  { scale: 0.1, softcap: 0.25 },
])('of %o', (options) => {
  const made = (): Transform => transformOf(options) as Transform

  test.each(['value', 'slope'] as const)('the %s is that of the definition', (name) => {
    const transform = made()
    calculate(BITS, (reals) => {
      const exact = definition(options, reals)
      for (const z of POINTS) expectNear(transform[name](z), exact[name](reals.of(z)), reals)
    })
  })

  test('the difference is u(a) − u(b)', () => {
    const transform = made()
    calculate(BITS, (reals) => {
      const { value } = definition(options, reals)
      for (const a of POINTS) {
        for (const b of POINTS) {
          expectNear(transform.difference(a, b), value(reals.of(a)).sub(value(reals.of(b))), reals)
        }
      }
    })
  })

  test('infinity is finite under a softcap alone', () => {
    const transform = made()
    expect(transform.bounded).toBe(options.softcap !== undefined)
    const most = options.softcap ?? Infinity
    expect(toNumber(transform.value(Infinity))).toBe(most)
    expect(toNumber(transform.value(-Infinity))).toBe(-most)
    expect(toNumber(transform.difference(Infinity, -Infinity))).toBe(2 * most)
    expect(toNumber(transform.difference(0, Infinity))).toBe(-most)
  })
})

test('two infinities under a softcap are one number', () => {
  const transform = transformOf({ softcap: 2 }) as Transform
  expect(transform.difference(Infinity, Infinity)).toMatchObject({ hi: 0, err: 0 })
})

test('what is the identity is none', () => {
  expect(transformOf({})).toBeUndefined()
  expect(transformOf({ scale: 1, temperature: 1 })).toBeUndefined()
  expect(transformOf({ scale: 2 })).toBeDefined()
})

test.each([
  [{ scale: -1 }, 'scale: expected a positive number, got -1'],
  [{ temperature: 0 }, 'temperature: expected a positive number, got 0'],
  [{ softcap: -1 }, 'softcap: expected a positive number, got -1'],
])('refuses %o', (options, message) => {
  expect(() => transformOf(options)).toThrow(message)
})
