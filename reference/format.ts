/**
 * Floating-point formats: bits ↔ values, ulp, neighbours, ordinals, and one correct rounding.
 *
 *   value = ±m·2^(e − p + 1),  2^(p−1) ≤ m < 2^p,  emin ≤ e ≤ emax;  subnormal: e = emin, m < 2^(p−1)
 *   ulp(x) = 2^(max(⌊log₂|x|⌋, emin) − p + 1)
 *   ordinal: the integers in the order of the values, +0 and −0 both 0
 *
 * Values of all four formats are doubles. Rounding is to nearest, ties to even, overflow to ∞ (IEEE 754-2019, 4.3.1).
 */

import { Decimal } from 'decimal.js'
import type { FloatType, Tensor } from './call.ts'
import { exact, powerOfTwo } from './exact.ts'

export interface Format {
  readonly name: FloatType
  /** Bits of the significand, the hidden one included. */
  readonly precision: number
  readonly emin: number
  readonly emax: number
  /** Unit roundoff, 2^−precision. */
  readonly unit: number
  /** Smallest positive subnormal and normal, and largest finite value. */
  readonly tiny: number
  readonly minNormal: number
  readonly max: number
}

function format(name: FloatType, precision: number, exponentBits: number): Format {
  const emax = 2 ** (exponentBits - 1) - 1
  const emin = 1 - emax
  return {
    name,
    precision,
    emin,
    emax,
    unit: 2 ** -precision,
    tiny: 2 ** (emin - precision + 1),
    minNormal: 2 ** emin,
    max: (2 - 2 ** (1 - precision)) * 2 ** emax,
  }
}

/** IEEE 754 binary64, binary32, binary16, and bfloat16 (the upper half of binary32). */
export const formats: Readonly<Record<FloatType, Format>> = {
  f64: format('f64', 53, 11),
  f32: format('f32', 24, 8),
  f16: format('f16', 11, 5),
  bf16: format('bf16', 8, 8),
}

const double = new DataView(new ArrayBuffer(8))

/** ⌊log₂|x|⌋ of a finite, nonzero double. */
function exponentOf(x: number): number {
  double.setFloat64(0, x)
  const biased = (double.getUint16(0) >> 4) & 0x7ff
  // A subnormal number times 2^52 is none.
  return biased === 0 ? exponentOf(x * 2 ** 52) - 52 : biased - 1023
}

/** The unit in the last place of the binade that holds x, as a double. */
export function ulp(f: Format, x: number): number {
  if (!Number.isFinite(x)) return NaN
  const e = x === 0 ? f.emin : Math.min(f.emax, Math.max(exponentOf(x), f.emin))
  return 2 ** (e - f.precision + 1)
}

/** The unit in the last place at an exact value, which may lie outside the range of the format. */
export function ulpAt(f: Format, x: Decimal): Decimal {
  const near = x.abs().toNumber()
  if (near === 0) return powerOfTwo(f.emin - f.precision + 1)
  if (!Number.isFinite(near)) return powerOfTwo(f.emax - f.precision + 1)
  // A value that rounds up to a power of two lies one binade lower.
  let e = exponentOf(near)
  if (near === 2 ** e && x.abs().lt(exact(near))) e -= 1
  return powerOfTwo(Math.min(f.emax, Math.max(e, f.emin)) - f.precision + 1)
}

/** A double rounded once to the format, and whether it was a tie between two neighbours. */
function roundDouble(f: Format, x: number): { readonly value: number; readonly tie: boolean } {
  if (f.name === 'f64' || x === 0 || !Number.isFinite(x)) return { value: x, tie: false }
  const unit = ulp(f, x)
  // x/unit is exact (a power of two) and below 2^53; its fraction decides.
  const scaled = Math.abs(x) / unit
  const floor = Math.floor(scaled)
  const rest = scaled - floor
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 === 1)
  const magnitude = (up ? floor + 1 : floor) * unit
  return { value: (x < 0 ? -1 : 1) * (magnitude > f.max ? Infinity : magnitude), tie: rest === 0.5 }
}

/** A double rounded to the nearest value of the format, ties to even. */
export function roundTo(f: Format, x: number): number {
  return roundDouble(f, x).value
}

/** What whatever rounds to this double rounds to in the format; undefined where the double is a midpoint of it. */
export function roundUnlessTie(f: Format, x: number): number | undefined {
  const { value, tie } = roundDouble(f, x)
  return tie ? undefined : value
}

/** An exact value rounded once to the format: to nearest, ties to even. */
export function nearest(f: Format, x: Decimal): number {
  const double = x.toNumber()
  const { value, tie } = roundDouble(f, double)
  if (!tie) return value
  // The double is a midpoint of the format; x itself decides on which side of it the truth lies.
  const side = x.cmp(exact(double))
  if (side === 0) return value
  const unit = ulp(f, double)
  const toward = double + (side * unit) / 2
  return Math.abs(toward) > f.max ? Math.sign(toward) * Infinity : toward
}

/** The next value of the format above x. */
export function nextUp(f: Format, x: number): number {
  return fromOrdinal(f, ordinal(f, x) + 1n)
}

/** The next value of the format below x. */
export function nextDown(f: Format, x: number): number {
  return fromOrdinal(f, ordinal(f, x) - 1n)
}

/** Position of a value of the format in the order of its values; 0 for ±0. */
export function ordinal(f: Format, x: number): bigint {
  if (x === 0) return 0n
  if (Number.isNaN(x)) throw new RangeError('x: expected a number, got NaN')
  const sign = x < 0 ? -1n : 1n
  if (!Number.isFinite(x)) return sign * (ordinal(f, f.max) + 1n)
  const e = Math.max(exponentOf(x), f.emin)
  const m = BigInt(Math.abs(x) / 2 ** (e - f.precision + 1))
  return sign * (BigInt(e - f.emin) * (1n << BigInt(f.precision - 1)) + m)
}

/** The value at a position; the inverse of `ordinal`. */
export function fromOrdinal(f: Format, position: bigint): number {
  const sign = position < 0n ? -1 : 1
  const k = position < 0n ? -position : position
  const hidden = 1n << BigInt(f.precision - 1)
  // In the subnormals and the first binade the ordinal is the mantissa itself.
  const binade = k < 2n * hidden ? 0 : Number(k / hidden) - 1
  const m = k - BigInt(binade) * hidden
  const e = f.emin + binade
  return e > f.emax ? sign * Infinity : sign * Number(m) * 2 ** (e - f.precision + 1)
}

const word = new DataView(new ArrayBuffer(4))

/** The value of a bfloat16 or binary16 bit pattern. */
export function fromBits(f: Format, pattern: number): number {
  if (f.name === 'bf16') {
    word.setUint32(0, pattern << 16)
    return word.getFloat32(0)
  }
  const sign = pattern & 0x8000 ? -1 : 1
  const biased = (pattern >> 10) & 0x1f
  const fraction = pattern & 0x3ff
  if (biased === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (biased === 0 ? fraction : fraction + 0x400) * 2 ** (Math.max(biased, 1) - 25)
}

/** The bit pattern of a value of bfloat16 or binary16 (rounded to it if need be). */
export function toBits(f: Format, x: number): number {
  const value = roundTo(f, x)
  if (f.name === 'bf16') {
    word.setFloat32(0, value)
    // The payload of a NaN may lie in the lower half alone: set the quiet bit.
    return Number.isNaN(value) ? 0x7fc0 : word.getUint32(0) >>> 16
  }
  if (Number.isNaN(value)) return 0x7e00
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  return sign | Number(ordinal(f, Math.abs(value)))
}

/** The bits of a value of the format, in hexadecimal: `0x3c539792499b1a24`. */
export function toHex(f: Format, x: number): string {
  switch (f.name) {
    case 'f64':
      double.setFloat64(0, x)
      return `0x${double.getBigUint64(0).toString(16).padStart(16, '0')}`
    case 'f32':
      double.setFloat32(0, x)
      return `0x${double.getUint32(0).toString(16).padStart(8, '0')}`
    case 'f16':
    case 'bf16':
      return `0x${toBits(f, x).toString(16).padStart(4, '0')}`
  }
}

/** A loop over one kind of array: rows are wide, and `Array.from` takes twenty times as long. */
function copied(data: Float64Array): number[] {
  const values = Array<number>(data.length)
  for (let i = 0; i < data.length; i++) values[i] = data[i] as number
  return values
}

/** The values of a tensor as numbers. Indices above 2^53 do not occur: the class axis is shorter. */
export function valuesOf(tensor: Tensor): number[] {
  const { dtype, data } = tensor
  if (dtype === 'f16' || dtype === 'bf16') return Array.from(data as Uint16Array, (b) => fromBits(formats[dtype], b))
  return data instanceof Float64Array ? copied(data) : Array.from(data as ArrayLike<number | bigint>, Number)
}

/** A tensor of the dtype from numbers, each rounded once. */
export function tensorOf(dtype: Tensor['dtype'], shape: readonly number[], values: readonly number[]): Tensor {
  return { dtype, shape, data: pack(dtype, values) }
}

function pack(dtype: Tensor['dtype'], values: readonly number[]): Tensor['data'] {
  switch (dtype) {
    case 'f64':
      return new Float64Array(values)
    case 'f32':
      return new Float32Array(values)
    case 'i32':
      return Int32Array.from(values)
    case 'i64':
      return BigInt64Array.from(values, (v) => BigInt(v))
    case 'f16':
    case 'bf16':
      return Uint16Array.from(values, (v) => toBits(formats[dtype], v))
  }
}
