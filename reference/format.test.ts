/**
 * The formats: all 65 536 patterns of the small ones, random values of the large ones, and roundings beside midpoints.
 */

import type { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import type { FloatType } from './call.ts'
import { exact, powerOfTwo } from './exact.ts'
import {
  type Format,
  formats,
  fromBits,
  fromOrdinal,
  nearest,
  nextDown,
  nextUp,
  ordinal,
  roundTo,
  tensorOf,
  toBits,
  toHex,
  ulp,
  ulpAt,
  valuesOf,
} from './format.ts'
import { of, roundInterval, scope } from './testing/mpfr.ts'
import { random } from './testing/questions.ts'

const { f64, f32, f16, bf16 } = formats
const named = (chosen: readonly Format[]): (readonly [FloatType, Format])[] => chosen.map((f) => [f.name, f] as const)
const all = named([f64, f32, f16, bf16])
const small = named([f16, bf16])

const PATTERNS = 2 ** 16
/** All bit patterns of a small format of which something is not so; a list, for 65 536 expectations take seconds. */
const patternsBut = (holds: (pattern: number) => boolean): number[] =>
  Array.from({ length: PATTERNS }, (_, pattern) => pattern).filter((pattern) => !holds(pattern))

/** Values of a format: the ends of its ranges, and random positions in its order. */
function values(f: Format, seed: number, count = 300): number[] {
  const { unit } = random(seed)
  const last = ordinal(f, f.max)
  const draw = (): number => fromOrdinal(f, (last * BigInt(Math.floor(unit() * 2 ** 53))) >> 53n)
  const edges = [0, f.tiny, f.minNormal - f.tiny, f.minNormal, 1 - f.unit, 1, 2 - 2 * f.unit, f.max]
  return [...edges, ...Array.from({ length: count }, draw)].flatMap((x) => [x, 0 - x])
}

describe('the four formats', () => {
  test('have the parameters of IEEE 754-2019, table 3.5, and of bfloat16', () => {
    expect(f64).toMatchObject({ precision: 53, emin: -1022, emax: 1023, max: Number.MAX_VALUE, tiny: 5e-324 })
    expect(f32).toMatchObject({ precision: 24, emin: -126, emax: 127, max: 3.4028234663852886e38, tiny: 2 ** -149 })
    expect(f16).toMatchObject({ precision: 11, emin: -14, emax: 15, max: 65504, tiny: 2 ** -24 })
    expect(bf16).toMatchObject({ precision: 8, emin: -126, emax: 127, max: 3.3895313892515355e38, tiny: 2 ** -133 })
    expect(all.map(([, f]) => f.unit)).toEqual([2 ** -53, 2 ** -24, 2 ** -11, 2 ** -8])
    expect(all.map(([, f]) => f.minNormal)).toEqual([2 ** -1022, 2 ** -126, 2 ** -14, 2 ** -126])
  })
})

describe('bits', () => {
  test.each(small)('of %s are kept by all 65 536 patterns, NaN alone in one form', (_, f) => {
    const quiet = f === f16 ? 0x7e00 : 0x7fc0
    const back = (pattern: number): number => toBits(f, fromBits(f, pattern))
    const kept = (pattern: number): number => (Number.isNaN(fromBits(f, pattern)) ? quiet : pattern)
    expect(patternsBut((pattern) => back(pattern) === kept(pattern))).toEqual([])
  })

  test('of f16 mean (1 + fraction/1024)·2^(exponent − 15), and below that fraction·2^−24', () => {
    const meant = (pattern: number): number => {
      const sign = pattern < PATTERNS / 2 ? 1 : -1
      const exponent = Math.floor(pattern / 1024) % 32
      const fraction = pattern % 1024
      if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
      return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
    }
    expect(patternsBut((pattern) => Object.is(fromBits(f16, pattern), meant(pattern)))).toEqual([])
  })

  test('of bf16 are the upper half of those of f32', () => {
    const words = new Uint32Array(PATTERNS).map((_, pattern) => pattern << 16)
    const floats = new Float32Array(words.buffer)
    expect(patternsBut((pattern) => Object.is(fromBits(bf16, pattern), floats[pattern]))).toEqual([])
  })

  test('are shown in hexadecimal, with all their digits', () => {
    expect(toHex(f64, 0.1)).toBe('0x3fb999999999999a')
    expect(toHex(f64, 5e-324)).toBe('0x0000000000000001')
    expect(toHex(f32, 1)).toBe('0x3f800000')
    expect(toHex(f32, 2 ** -149)).toBe('0x00000001')
    expect(toHex(f16, -2)).toBe('0xc000')
    expect(toHex(bf16, 2 ** -133)).toBe('0x0001')
  })
})

describe('the order', () => {
  test.each(small)('of %s counts its values one by one, from −∞ to +∞', (_, f) => {
    const found: number[] = [-Infinity]
    for (let x = -Infinity; x !== Infinity; found.push(x)) x = nextUp(f, x)
    const held = Array.from({ length: PATTERNS }, (_, pattern) => fromBits(f, pattern))
    const values = new Set(held.filter((x) => !Number.isNaN(x)).map((x) => x + 0))
    expect(found).toEqual(Array.from(values).toSorted((a, b) => a - b))
    const places = found.map((x) => ordinal(f, x))
    expect(places.filter((k, i) => i > 0 && k !== (places[i - 1] as bigint) + 1n)).toEqual([])
    expect(found.filter((x, i) => i > 0 && nextDown(f, x) + 0 !== found[i - 1])).toEqual([])
  })

  test.each(all)('of %s goes there and back', (_, f) => {
    for (const x of values(f, 1)) {
      expect(fromOrdinal(f, ordinal(f, x)) + 0).toBe(x + 0)
      expect(ordinal(f, -x)).toBe(-ordinal(f, x))
      if (x < f.max) expect(ordinal(f, nextUp(f, x)) - ordinal(f, x)).toBe(1n)
    }
    expect(fromOrdinal(f, ordinal(f, Infinity))).toBe(Infinity)
    expect(nextUp(f, f.max)).toBe(Infinity)
    expect(nextUp(f, 0)).toBe(f.tiny)
    expect(nextDown(f, 0)).toBe(-f.tiny)
    expect(ordinal(f, -0)).toBe(0n)
  })

  test('of f64 and f32 is that of their bits', () => {
    const bits = new DataView(new ArrayBuffer(8))
    for (const x of values(f64, 2)) {
      bits.setFloat64(0, Math.abs(x))
      expect(ordinal(f64, Math.abs(x))).toBe(bits.getBigUint64(0))
    }
    for (const x of values(f32, 3)) {
      bits.setFloat32(0, Math.abs(x))
      expect(ordinal(f32, Math.abs(x))).toBe(BigInt(bits.getUint32(0)))
    }
  })

  test('has no place for NaN', () => {
    expect(() => ordinal(f64, NaN)).toThrow('x: expected a number, got NaN')
  })
})

describe('ulp', () => {
  test.each(all)('of %s is the step from a value to the next one away from zero', (_, f) => {
    for (const x of values(f, 4).map(Math.abs)) {
      if (x < f.max) expect(ulp(f, x)).toBe(nextUp(f, x) - x)
      expect(ulp(f, -x)).toBe(ulp(f, x))
    }
    // Beyond the largest value the step stays what it was.
    expect(ulp(f, f.max)).toBe(f.max - nextDown(f, f.max))
    expect(ulp(f, Infinity)).toBeNaN()
    expect(ulp(f, NaN)).toBeNaN()
  })

  test.each(all)('of %s at an exact value is that of the binade below, just below a power of two', (_, f) => {
    const speck = exact(1e-300).times(exact(1e-300))
    for (const x of values(f, 5, 100).map(Math.abs)) {
      expect(ulpAt(f, exact(x)).eq(exact(ulp(f, x)))).toBe(true)
      expect(ulpAt(f, exact(x).neg()).eq(exact(ulp(f, x)))).toBe(true)
    }
    for (let e = f.emin + 1; e <= f.emax; e += 7) {
      const power = powerOfTwo(e)
      expect(ulpAt(f, power.minus(power.times(speck))).eq(exact(ulp(f, 2 ** e)).times(0.5))).toBe(true)
      expect(ulpAt(f, power.plus(power.times(speck))).eq(exact(ulp(f, 2 ** e)))).toBe(true)
    }
  })

  test.each(all)('of %s at an exact value out of range is that of the nearest binade in range', (_, f) => {
    expect(ulpAt(f, powerOfTwo(5000)).eq(powerOfTwo(f.emax - f.precision + 1))).toBe(true)
    expect(ulpAt(f, powerOfTwo(-5000)).eq(exact(f.tiny))).toBe(true)
    expect(ulpAt(f, exact(0)).eq(exact(f.tiny))).toBe(true)
  })
})

describe('rounding a double', () => {
  test('to f32 is Math.fround', () => {
    const { unit } = random(6)
    for (let i = 0; i < 20_000; i++) {
      const x = (unit() - 0.5) * 2 ** Math.floor(300 * unit() - 160)
      expect(roundTo(f32, x)).toBe(Math.fround(x))
    }
    const overflow = f32.max + ulp(f32, f32.max) / 2
    for (const x of [overflow, nextDown(f64, overflow), -overflow, 2 ** -150, nextUp(f64, 2 ** -150), -0, NaN]) {
      expect(roundTo(f32, x)).toBe(Math.fround(x))
    }
  })

  test.each(small)('to %s is what MPFR makes of it', (_, f) => {
    const { unit } = random(7)
    scope(64, () => {
      for (let i = 0; i < 2000; i++) {
        const x = (unit() - 0.5) * 2 ** Math.floor((f.emax - f.emin + 40) * unit() + f.emin - 20)
        scope(64, () => expect(roundTo(f, x) + 0).toBe(roundInterval(f.name, of(x))))
      }
    })
  })

  test.each(small)('to %s keeps its values and breaks every tie to the even one', (_, f) => {
    const wrong: number[] = []
    const check = (x: number, rounded: number): void => void (roundTo(f, x) === rounded || wrong.push(x))
    for (let k = 0n; k <= ordinal(f, f.max); k++) {
      const x = fromOrdinal(f, k)
      // Beyond the largest value the next one would be 2^(emax + 1); its midpoint is where infinity starts.
      const middle = x + ulp(f, x) / 2
      const up = nextUp(f, x)
      check(x, x)
      check(middle, k % 2n === 0n ? x : up)
      check(nextDown(f64, middle), x)
      check(nextUp(f64, middle), up)
    }
    expect(wrong).toEqual([])
  })
})

describe('rounding an exact value', () => {
  const speck = exact(1e-300).times(exact(1e-300)).times(exact(1e-300)).times(exact(1e-200))

  test('is tried with specks of 10^−1100', () => {
    expect(speck.e).toBe(-1100)
  })

  /** Both sides of a midpoint and the midpoint itself. */
  function around(f: Format, x: number): readonly [Decimal, number, number] {
    // Beyond the largest value the next one would be 2^(emax + 1): its midpoint is where infinity starts.
    const up = exact(x).plus(exact(ulp(f, x)))
    return [exact(x).plus(up).times(0.5), x, x === f.max ? Infinity : nextUp(f, x)]
  }

  test.each(all)('to %s goes to the nearer neighbour, however little it is nearer', (_, f) => {
    for (const v of values(f, 8).filter((x) => x >= 0)) {
      const [middle, low, high] = around(f, v)
      const even = ordinal(f, v) % 2n === 0n ? low : high
      expect(nearest(f, middle)).toBe(even)
      expect(nearest(f, middle.minus(speck))).toBe(low)
      expect(nearest(f, middle.plus(speck))).toBe(high)
      expect(nearest(f, middle.neg()) + 0).toBe(0 - even)
      expect(nearest(f, middle.neg().plus(speck)) + 0).toBe(0 - low)
      expect(nearest(f, middle.neg().minus(speck))).toBe(-high)
      expect(nearest(f, exact(v))).toBe(v)
      expect(nearest(f, exact(v).plus(speck))).toBe(v)
    }
  })

  test('once, not twice: a value just above the midpoint of f16 that a double cannot tell from it', () => {
    const middle = exact(1).plus(exact(f16.unit))
    const above = middle.plus(exact(2 ** -80))
    expect(above.toNumber()).toBe(middle.toNumber())
    expect(nearest(f16, above)).toBe(1 + 2 * f16.unit)
    expect(nearest(f16, middle)).toBe(1)
  })

  test.each(all)('to %s overflows and underflows as it must', (_, f) => {
    expect(nearest(f, powerOfTwo(f.emax + 1))).toBe(Infinity)
    expect(nearest(f, powerOfTwo(99_999).neg())).toBe(-Infinity)
    expect(nearest(f, powerOfTwo(-99_999))).toBe(0)
    expect(nearest(f, exact(Infinity))).toBe(Infinity)
    expect(nearest(f, exact(NaN))).toBeNaN()
  })
})

describe('tensors', () => {
  test.each(Object.keys(formats) as FloatType[])('of %s hold the values of their format', (dtype) => {
    const numbers = values(formats[dtype], 9, 50)
    const tensor = tensorOf(dtype, [numbers.length], numbers)
    expect(valuesOf(tensor)).toEqual(numbers)
    expect(tensor.shape).toEqual([numbers.length])
  })

  test.each(Object.keys(formats) as FloatType[])('of %s round each number once', (dtype) => {
    const numbers = [0.1, -1 / 3, 1e6, 1e300, NaN, -Infinity]
    expect(valuesOf(tensorOf(dtype, [6], numbers))).toEqual(numbers.map((x) => roundTo(formats[dtype], x)))
  })

  test('of indices hold integers', () => {
    expect(tensorOf('i64', [2], [3, -100]).data).toEqual(BigInt64Array.of(3n, -100n))
    expect(tensorOf('i32', [2], [3, -100]).data).toEqual(Int32Array.of(3, -100))
    expect(valuesOf(tensorOf('i64', [2], [3, -100]))).toEqual([3, -100])
  })
})
