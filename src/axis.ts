/**
 * Rows of classes along any axis.
 *
 *   shape [A, K, B], class axis 1   →   A·B rows of K classes, the rows in row-major order of [A, B]
 *
 * The axis counts from the front, or negative from the back as NumPy's do; the last unless given.
 */

import { type Domain, expectDomain, wrongKind, wrongShape, wrongValue } from './guard.ts'
import { type Reading, type Tensor, type TensorLike, readTensor, sizeOf } from './input.ts'

/** A tensor with its classes last; `shape` is what the caller gave. */
export interface Rows extends Omit<Tensor, 'integers'> {
  readonly axis: number
  readonly rowShape: readonly number[]
  readonly rows: number
  readonly classes: number
}

export function readRows(name: string, value: TensorLike, domain: Domain, axis?: number, reading: Reading = {}): Rows {
  const tensor = readTensor(name, value, reading)
  const { shape } = tensor
  if (domain !== 'real') expectDomain(name, tensor.data, domain)
  if (shape.length === 0) throw wrongShape(name, 'an axis of classes', shape)
  const at = expectAxis(axis, shape.length)
  const classes = shape[at] as number
  if (classes === 0) throw wrongShape(name, 'at least one class', shape)
  const rowShape = shape.filter((_, i) => i !== at)
  const isLast = sizeOf(shape.slice(at + 1)) === 1
  let data: Float64Array | undefined
  return {
    shape,
    rowShape,
    axis: at,
    classes,
    rows: sizeOf(rowShape),
    get data() {
      return (data ??= classesLast(tensor.data, shape, at))
    },
    singles: isLast ? tensor.singles : undefined,
  }
}

function expectAxis(axis: unknown = -1, rank: number): number {
  if (typeof axis !== 'number') throw wrongKind('axis', 'an integer', axis)
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw wrongValue('axis', `an integer ${-rank}…${rank - 1}`, axis)
  }
  return axis < 0 ? axis + rank : axis
}

/** Row-major data of a shape with the class axis moved to the end. */
export function classesLast(data: Float64Array, shape: readonly number[], axis: number): Float64Array {
  return reorder(data, shape, axis, (out, last, given) => {
    out[last] = data[given] as number
  })
}

/** The inverse: data with its classes last, in the order of the shape. */
export function classesBack(data: Float64Array, shape: readonly number[], axis: number): Float64Array {
  return reorder(data, shape, axis, (out, last, given) => {
    out[given] = data[last] as number
  })
}

function reorder(
  data: Float64Array,
  shape: readonly number[],
  axis: number,
  move: (out: Float64Array, last: number, given: number) => void,
): Float64Array {
  const classes = shape[axis] as number
  const inner = sizeOf(shape.slice(axis + 1))
  if (inner === 1) return data
  const out = new Float64Array(data.length)
  for (let given = 0; given < data.length; given++) {
    const i = given % inner
    const rest = Math.floor(given / inner)
    const c = rest % classes
    const row = Math.floor(rest / classes) * inner + i
    move(out, row * classes + c, given)
  }
  return out
}
