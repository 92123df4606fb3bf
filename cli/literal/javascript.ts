/**
 * JavaScript: a call of the module form, and tensors as nested arrays.
 */

import type { Call, Tensor } from '../../reference/index.ts'
import { nested } from './nested.ts'

function number(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x)
}

/** A number, or a string in single quotes. */
export function literal(value: number | string): string {
  if (typeof value === 'number') return number(value)
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** `[[40, 0]]` */
export function javascriptTensor(tensor: Tensor): string {
  return nested(tensor, number)
}

/** `{ dtype: 'f64', shape: [1, 2], data: Float64Array.of(40, 0) }` */
function inModuleForm(tensor: Tensor): string {
  const { dtype, shape, data } = tensor
  // Of 16 bits the data are the bits; of i64 they are BigInts.
  const items = Array.from(data as ArrayLike<number | bigint>, (x) => (typeof x === 'bigint' ? `${x}n` : number(x)))
  return `{ dtype: '${dtype}', shape: [${shape.join(', ')}], data: ${data.constructor.name}.of(${items.join(', ')}) }`
}

/** A call of the subject `subject`. */
export function javascriptCall({ loss, arguments: given, upstream, want }: Call): string[] {
  const lines = Object.entries(given).map(
    ([name, value]) => `    ${name}: ${typeof value === 'object' ? inModuleForm(value) : literal(value)},`,
  )
  return [
    `console.log(await subject.losses[${literal(loss)}].evaluate({`,
    '  arguments: {',
    ...lines,
    '  },',
    ...(upstream === undefined ? [] : [`  upstream: ${inModuleForm(upstream)},`]),
    `  want: [${want.map(literal).join(', ')}],`,
    '}))',
  ]
}
