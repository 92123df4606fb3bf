/**
 * Numbers as a module returns them, read into a tensor: each rounded once, as many as the shape has.
 */

import { type FloatType, type Tensor, type TensorData, tensorOf } from '../reference/index.ts'
import { show } from './shown.ts'

/** Numbers as a module may return them: one, a list (nested or flat), a typed array, or a tensor. */
export type Numbers = number | TensorData | readonly Numbers[] | Tensor

/** @throws TypeError for what is no number, or not as many as the shape has. */
export function readNumbers(where: string, value: unknown, dtype: FloatType, shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1)
  const wanted = size === 1 ? 'a number' : `${size} numbers`
  const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : value
  // Sixteen-bit floats come as their bits.
  if (data instanceof Uint16Array && (dtype === 'f16' || dtype === 'bf16') && data.length === size) {
    return { dtype, shape, data: data.slice() }
  }
  const flat: number[] = []
  if (!collect(data, flat, Math.max(2 * size, MANY)))
    throw new TypeError(`${where}: expected ${wanted}, got ${show(value)}`)
  if (flat.length !== size) throw new TypeError(`${where}: expected ${wanted}, got ${flat.length}`)
  return tensorOf(dtype, shape, flat)
}

/** Of too many numbers so many are counted. */
const MANY = 1_000_000

/** Puts numbers, in lists to any depth, into one list of at most so many; whether they are numbers. */
function collect(data: unknown, into: number[], most: number): boolean {
  if (into.length >= most) return true
  if (typeof data === 'number') return into.push(data) > 0
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) {
    const numbers = (data as Float64Array).subarray(0, most)
    for (const x of numbers as Iterable<number | bigint>) into.push(Number(x))
    return true
  }
  if (!Array.isArray(data)) return false
  for (const item of data as readonly unknown[]) if (!collect(item, into, most)) return false
  return true
}
