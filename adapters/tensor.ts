/**
 * Tensors on the wire: their bits in base64, or their values as JSON numbers.
 *
 *   {"dtype":"f32","shape":[2],"bits":"AACAPwAAgL8="}
 *   {"dtype":"f32","shape":[2],"values":[1,-1]}            "NaN", "Infinity", "-Infinity" and "-0" where JSON has no number
 *
 * Bits are little-endian, row-major; f16 and bf16 are two bytes each. Integers of i64 are exact in either form up to 2^53.
 */

import * as v from 'valibot'
import type { Tensor, TensorData } from '../reference/index.ts'
import { tensorOf, valuesOf } from '../reference/index.ts'

const DTYPES = ['f64', 'f32', 'f16', 'bf16', 'i64', 'i32'] as const

/** What a value may be that JSON has no number for. */
const SPECIAL = ['NaN', 'Infinity', '-Infinity', '-0'] as const

type Dtype = Tensor['dtype']

export type WireTensor =
  | { readonly dtype: Dtype; readonly shape: readonly number[]; readonly bits: string }
  | { readonly dtype: Dtype; readonly shape: readonly number[]; readonly values: readonly (number | string)[] }

const axes = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))
const head = { dtype: v.picklist(DTYPES), shape: axes }

export const wireTensor: v.GenericSchema<WireTensor> = v.union([
  v.object({ ...head, bits: v.string() }),
  v.object({ ...head, values: v.array(v.union([v.number(), v.picklist(SPECIAL)])) }),
])

const ARRAYS = {
  f64: Float64Array,
  f32: Float32Array,
  f16: Uint16Array,
  bf16: Uint16Array,
  i64: BigInt64Array,
  i32: Int32Array,
} as const

const special = (x: number): number | (typeof SPECIAL)[number] =>
  Object.is(x, -0) ? '-0' : Number.isFinite(x) ? x : (String(x) as 'NaN')

export function encode(tensor: Tensor, form: 'bits' | 'values'): WireTensor {
  const { dtype, shape, data } = tensor
  if (form === 'values') return { dtype, shape: [...shape], values: valuesOf(tensor).map(special) }
  const bits = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
  return { dtype, shape: [...shape], bits }
}

/** The largest integers: those of i64 that a JSON number tells apart. */
const LARGEST = { i64: 2 ** 53, i32: 2 ** 31 - 1 } as const

/** A typed array would round what is no integer, and cut what is too large. */
function expectIntegers(where: string, dtype: keyof typeof LARGEST, numbers: readonly number[]): void {
  const most = LARGEST[dtype]
  const bad = numbers.findIndex((x) => !(Number.isInteger(x) && x >= -most - 1 && x <= most))
  if (bad >= 0) throw new RangeError(`${where}[${bad}]: expected an integer of ${dtype}, got ${numbers[bad]}`)
}

/** @throws RangeError when there are not as many numbers as the shape has, or not such as the dtype has. */
export function decode(where: string, tensor: WireTensor): Tensor {
  const { dtype, shape } = tensor
  const size = shape.reduce((product, n) => product * n, 1)
  if ('values' in tensor) {
    if (tensor.values.length !== size)
      throw new RangeError(`${where}: expected ${size} values, got ${tensor.values.length}`)
    const numbers = tensor.values.map(Number)
    if (dtype === 'i64' || dtype === 'i32') expectIntegers(where, dtype, numbers)
    return tensorOf(dtype, shape, numbers)
  }
  const bytes = Buffer.from(tensor.bits, 'base64')
  const width = ARRAYS[dtype].BYTES_PER_ELEMENT
  if (bytes.length !== size * width) {
    throw new RangeError(`${where}: expected ${size * width} bytes of ${dtype}, got ${bytes.length}`)
  }
  // A slice of its own, so that it begins where the elements may.
  const { buffer } = Uint8Array.from(bytes)
  return { dtype, shape, data: new ARRAYS[dtype](buffer) as TensorData }
}
