/**
 * Tensors as the caller gives them, read into a shape and flat float64 data, row by row.
 *
 *   number            shape []
 *   [1, 2]            shape [2]; any typed array too
 *   [[1, 2], [3, 4]]  shape [2, 2], to any depth; rows may be typed arrays
 *   { data, shape }   flat data, row-major
 *   Uint16Array       numbers, or under `dtype: 'bf16'` and 'f16' the bits of such
 *
 * Inputs are never written to. A Float64Array is read in place (a view as the view it is), everything else is copied.
 */

import { expectDomain, expectShape, sameShape, show, showShape, wrongKind, wrongShape, wrongValue } from './guard.ts'

export type TypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array

/** Flat numbers and their shape, row-major. */
export interface ShapedData {
  readonly data: readonly number[] | TypedArray
  readonly shape: readonly number[]
}

export type Nested = readonly number[] | TypedArray | readonly Nested[]

/** Numbers of any shape. */
export type TensorLike = Nested | ShapedData

export type Indices = readonly number[] | readonly bigint[] | TypedArray | BigInt64Array | BigUint64Array

/** Class indices: a number for a single row, or one for each row. */
export type IndexLike = number | bigint | Indices | { readonly data: Indices; readonly shape: readonly number[] }

export interface Tensor {
  readonly shape: readonly number[]
  /** As doubles; of singles made when they are first asked for. */
  readonly data: Float64Array
  /** The numbers as they were given, where those are singles, or integers of 32 bits. */
  readonly singles: Float32Array | undefined
  readonly integers: Int32Array | undefined
}

/** A tensor of doubles. */
export const tensorOf = (shape: readonly number[], data: Float64Array): Tensor => ({
  shape,
  data,
  singles: undefined,
  integers: undefined,
})

/** A tensor of what is no double yet. */
function rawOf(shape: readonly number[], raw: Float32Array | Int32Array): Tensor {
  let data: Float64Array | undefined
  return {
    shape,
    get data() {
      return (data ??= new Float64Array(raw))
    },
    singles: raw instanceof Float32Array ? raw : undefined,
    integers: raw instanceof Int32Array ? raw : undefined,
  }
}

const isRaw = (list: List): list is Float32Array | Int32Array =>
  list instanceof Float32Array || list instanceof Int32Array

export interface Reading {
  /** Whether bigints are let in, as indices may be. */
  readonly integers?: boolean
  /** What 16 bits stand for, where they are no numbers themselves (format.ts). */
  readonly decode?: ((bits: number) => number) | undefined
}

export function readTensor(name: string, value: unknown, reading: Reading = {}): Tensor {
  if (typeof value === 'number' || (reading.integers === true && typeof value === 'bigint')) {
    return tensorOf([], Float64Array.of(Number(value)))
  }
  if (isList(value)) return readNested(name, value, reading)
  if (value === null || typeof value !== 'object' || !('data' in value) || !('shape' in value)) {
    throw wrongKind(name, 'numbers in an array, a typed array or { data, shape }', value)
  }
  const { data, shape } = value
  if (!isList(data)) throw wrongKind(`${name}.data`, 'an array of numbers', data)
  const axes = readShape(`${name}.shape`, shape)
  const size = sizeOf(axes)
  if (data.length !== size) {
    throw wrongValue(`${name}.data`, `${size} numbers for shape ${showShape(axes)}`, data.length)
  }
  if (isRaw(data)) return rawOf(axes, data)
  return tensorOf(axes, readFlat(name, data, reading))
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}

function readShape(name: string, shape: unknown): readonly number[] {
  if (!Array.isArray(shape)) throw wrongKind(name, 'an array of lengths', shape)
  return shape.map((n: unknown, i) => {
    if (typeof n !== 'number') throw wrongKind(`${name}[${i}]`, 'a length', n)
    if (!Number.isSafeInteger(n) || n < 0) throw wrongValue(`${name}[${i}]`, 'a length', n)
    return n
  })
}

type List = ArrayLike<unknown>

function isList(value: unknown): value is List {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

/** Typed arrays of numbers: all but those of bigints. */
function isNumeric(list: List): list is TypedArray {
  return ArrayBuffer.isView(list) && !(list instanceof BigInt64Array) && !(list instanceof BigUint64Array)
}

function readFlat(name: string, list: List, { integers = false, decode }: Reading): Float64Array {
  if (list instanceof Float64Array) return list
  if (list instanceof Uint16Array && decode !== undefined) return Float64Array.from(list, decode)
  if (isNumeric(list)) return new Float64Array(list)
  const data = new Float64Array(list.length)
  for (let i = 0; i < list.length; i++) {
    const x = list[i]
    if (typeof x === 'number') data[i] = x
    else if (integers && typeof x === 'bigint') data[i] = Number(x)
    else throw wrongKind(`${name}[${i}]`, 'a number', x)
  }
  return data
}

function readNested(name: string, list: List, reading: Reading): Tensor {
  const first = list[0]
  if (!isList(first))
    return isRaw(list) ? rawOf([list.length], list) : tensorOf([list.length], readFlat(name, list, reading))
  const rows: Tensor[] = []
  for (let i = 0; i < list.length; i++) {
    const row = list[i]
    if (!isList(row)) throw wrongKind(`${name}[${i}]`, `a row of ${first.length} numbers`, row)
    const tensor = readNested(`${name}[${i}]`, row, reading)
    const expected = rows[0]?.shape ?? tensor.shape
    if (!sameShape(tensor.shape, expected)) throw raggedRow(`${name}[${i}]`, expected, tensor.shape)
    rows.push(tensor)
  }
  const shape = rows[0]?.shape ?? []
  const size = sizeOf(shape)
  const data = new Float64Array(rows.length * size)
  rows.forEach((row, i) => data.set(row.data, i * size))
  return tensorOf([rows.length, ...shape], data)
}

function raggedRow(where: string, expected: readonly number[], got: readonly number[]): RangeError {
  if (expected.length > 1 || got.length > 1) return wrongShape(where, `rows of shape ${showShape(expected)}`, got)
  return new RangeError(`${where}: expected a row of ${show(expected[0])} numbers, got one of ${show(got[0])}`)
}

/** A tensor spread to a shape by NumPy's rules: axes aligned at the end, length 1 stretches. */
export function broadcast(name: string, from: Tensor, shape: readonly number[]): Float64Array {
  const lead = shape.length - from.shape.length
  if (lead < 0 || from.shape.some((n, i) => n !== 1 && n !== shape[lead + i])) {
    throw wrongShape(name, `a shape that broadcasts to ${showShape(shape)}`, from.shape)
  }
  if (sameShape(from.shape, shape)) return from.data
  const spread = new Float64Array(sizeOf(shape))
  for (let flat = 0; flat < spread.length; flat++) {
    let rest = flat
    let index = 0
    let stride = 1
    // Invariant: the axes right of `axis` are counted into index; stride is their size in the source.
    for (let axis = shape.length - 1; axis >= lead; axis--) {
      const length = shape[axis] as number
      const own = from.shape[axis - lead] as number
      if (own !== 1) index += (rest % length) * stride
      stride *= own
      rest = Math.floor(rest / length)
    }
    spread[flat] = from.data[index] as number
  }
  return spread
}

/** Weights of elements, every one finite, spread to a shape. */
export function readWeight(
  name: string,
  value: TensorLike,
  shape: readonly number[],
  reading: Reading = {},
): Float64Array {
  const weight = readTensor(name, value, reading)
  expectDomain(name, weight.data, 'finite')
  return broadcast(name, weight, shape)
}

/** Weights of classes, every one finite: one for each class, nothing stretches. */
export function readClassWeight(value: TensorLike, classes: number, reading: Reading = {}): Float64Array {
  const { data, shape } = readTensor('weight', value, reading)
  expectShape('weight', shape, [classes])
  expectDomain('weight', data, 'finite')
  return data
}
