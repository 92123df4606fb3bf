/** Tensors by their numbers: of doubles, of indices in any shape, and of indices along one axis. */

import type { Tensor } from '../call.ts'
import { tensorOf } from '../format.ts'

export function f64(shape: readonly number[], ...values: readonly number[]): Tensor {
  return tensorOf('f64', shape, values)
}

export function i64(shape: readonly number[], ...values: readonly number[]): Tensor {
  return tensorOf('i64', shape, values)
}

export function indices(...values: readonly number[]): Tensor {
  return i64([values.length], ...values)
}
