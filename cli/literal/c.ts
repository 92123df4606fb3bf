/**
 * C: the arguments of a call as initialised arrays. Sixteen-bit floats are written as the floats that they are.
 */

import { type Call, type Tensor, isIndices } from '../../reference/index.ts'
import { nested, withPoint } from './nested.ts'

const TYPES = { f64: 'double', f32: 'float', f16: 'float', bf16: 'float', i64: 'int64_t', i32: 'int32_t' } as const

function float(x: number): string {
  if (Number.isFinite(x)) return withPoint(x)
  return Number.isNaN(x) ? 'NAN' : x > 0 ? 'INFINITY' : '-INFINITY'
}

function declaration(name: string, tensor: Tensor): string {
  const { dtype, shape } = tensor
  const sizes = shape.map((size) => `[${size}]`).join('')
  return `${TYPES[dtype]} ${name}${sizes} = ${nested(tensor, isIndices(tensor) ? String : float, ['{', '}'])};`
}

/** The arguments of a call, and the call as a comment. */
export function cLines({ loss, arguments: given, upstream }: Call): string[] {
  const tensors = Object.entries(given).filter((pair): pair is [string, Tensor] => typeof pair[1] === 'object')
  const words = Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [`${name} ${value}`],
  )
  return [
    ...tensors.map(([name, tensor]) => declaration(name, tensor)),
    ...(upstream === undefined ? [] : [declaration('upstream', upstream)]),
    `// ${[loss, ...words].join(', ')}`,
  ]
}
