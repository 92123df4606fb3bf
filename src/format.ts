/**
 * The formats of inputs and results: doubles, singles, and two kinds of 16 bits.
 *
 *   f64, f32    typed arrays of their own
 *   bf16, f16   bits in a Uint16Array: 8 and 11 bits of precision, exponents down to −126 and −14
 *
 * Everything is computed from the numbers as they are, and rounded to nearest, ties to even: from the exact value to a
 * double, and from that to a shorter format, which differs from one rounding in less than 2^−29 of all cases and by less
 * than 2^−29 of its last place. What is too large becomes ∞.
 */

import { show, wrongKind, wrongValue } from './guard.ts'
import { exponentOf, powerOfTwo } from './twofold.ts'

export type Dtype = 'f64' | 'f32' | 'bf16' | 'f16'

export type Floats = Float64Array | Float32Array | Uint16Array

/** The arrays of a format. */
export type ArrayOf<D extends Dtype> = D extends 'f64' ? Float64Array : D extends 'f32' ? Float32Array : Uint16Array

export interface Format {
  readonly array: (length: number) => Floats
  readonly kind: string
  readonly holds: (value: unknown) => value is Floats
  /** The nearest number of the format. */
  readonly round: (x: number) => number
  /** What an array of the format holds for a double. */
  readonly encode: (x: number) => number
  /** The number that bits stand for, of the formats of 16. */
  readonly decode?: (bits: number) => number
}

const doubles: Format = {
  array: (length) => new Float64Array(length),
  kind: 'Float64Array',
  holds: (value) => value instanceof Float64Array,
  round: (x) => x,
  encode: (x) => x,
}

const singles: Format = {
  array: (length) => new Float32Array(length),
  kind: 'Float32Array',
  holds: (value) => value instanceof Float32Array,
  round: Math.fround,
  encode: (x) => x,
}

const SIGN = 0x8000
/** What is added to a number below 2^52 and taken away again rounds it to an integer. */
const INTEGERS = powerOfTwo(52)

function sixteenBits(precision: number, least: number): Format {
  const step = powerOfTwo(precision - 1)
  const infinite = 0x7fff - (0x7fff % step)
  const spacings = Float64Array.from({ length: 2 - 2 * least }, (_, i) => powerOfTwo(least + 1 - precision + i))
  function encode(x: number): number {
    const sign = x < 0 || Object.is(x, -0) ? SIGN : 0
    if (x !== x) return infinite | (step >> 1)
    const size = Math.abs(x)
    // Binade 0 is that of the subnormals, whose spacing the smallest normal numbers share.
    const binade = Math.min(Math.max(exponentOf(size) - least, 0), spacings.length - 1)
    const units = size / (spacings[binade] as number)
    // Full units of a binade carry into its exponent, and beyond the last into ∞.
    const bits = binade * step + (units < 2 * step ? units + INTEGERS - INTEGERS : 2 * step)
    return sign | Math.min(bits, infinite)
  }
  function decode(bits: number): number {
    const size = bits & ~SIGN
    const sign = (bits & SIGN) === 0 ? 1 : -1
    if (size >= infinite) return size === infinite ? sign * Infinity : NaN
    const binade = Math.max(Math.floor(size / step) - 1, 0)
    return sign * (size - binade * step) * (spacings[binade] as number)
  }
  return {
    array: (length) => new Uint16Array(length),
    kind: 'Uint16Array',
    holds: (value) => value instanceof Uint16Array,
    round: (x) => decode(encode(x)),
    encode,
    decode,
  }
}

export const formats: Readonly<Record<Dtype, Format>> = {
  f64: doubles,
  f32: singles,
  bf16: sixteenBits(8, -126),
  f16: sixteenBits(11, -14),
}

export function expectFormat(dtype: unknown = 'f64'): Format {
  const known = typeof dtype === 'string' && Object.hasOwn(formats, dtype)
  if (!known) throw wrongValue('dtype', Object.keys(formats).map(show).join(', '), dtype)
  return formats[dtype as Dtype]
}

/** Arrays that the caller wants results in, by the names of the results. */
export type Into<Name extends string> = { readonly [N in Name]?: Floats }

/** The array of the caller for a result, or a new one; every name that is given must be one of the results'. */
export function expectInto(
  into: unknown,
  format: Format,
  lengths: Readonly<Record<string, number>>,
): (name: string) => Floats {
  if (into === undefined) return (name) => format.array(lengths[name] as number)
  if (into === null || typeof into !== 'object' || Array.isArray(into))
    throw wrongKind('into', 'an object of arrays', into)
  for (const [name, array] of Object.entries(into)) {
    const length = lengths[name]
    if (length === undefined) throw wrongKind('into', `only ${Object.keys(lengths).join(', ')}`, name)
    if (!format.holds(array)) throw wrongKind(`into.${name}`, `a ${format.kind}`, array)
    if (array.length !== length) throw wrongValue(`into.${name}`, `${length} numbers`, array.length)
  }
  return (name) => (into as Record<string, Floats>)[name] ?? format.array(lengths[name] as number)
}

/** Where the numbers of an answer go. */
export interface Results {
  /** Losses that are not reduced. */
  readonly losses: Floats | undefined
  readonly gradient: Readonly<Record<string, Floats>>
}

/** Arrays for gradients of these names, of so many numbers each, and for so many losses where they are not reduced. */
export function expectResults(
  into: unknown,
  format: Format,
  names: readonly string[],
  size: number,
  losses: number | undefined,
): Results {
  const lengths = Object.fromEntries(names.map((name) => [name, size]))
  const resultOf = expectInto(into, format, losses === undefined ? lengths : { ...lengths, loss: losses })
  return {
    losses: losses === undefined ? undefined : resultOf('loss'),
    gradient: Object.fromEntries(names.map((name) => [name, resultOf(name)])),
  }
}
