/**
 * Nested lists of numbers, as the languages write them: `[[1, 2], [3, 4]]`, `{{1.0, 2.0}, {3.0, 4.0}}`.
 */

import { type Tensor, valuesOf } from '../../reference/index.ts'

export type Brackets = readonly [open: string, close: string]

/** The numbers of a tensor, nested by its shape. */
export function nested(tensor: Tensor, number: (x: number) => string, brackets: Brackets = ['[', ']']): string {
  return nest(valuesOf(tensor).map(number), tensor.shape, brackets)
}

function nest(items: readonly string[], shape: readonly number[], brackets: Brackets): string {
  const [size, ...rest] = shape
  if (size === undefined) return items[0] as string
  const each = items.length / size
  const parts = Array.from({ length: size }, (_, i) => nest(items.slice(i * each, (i + 1) * each), rest, brackets))
  return `${brackets[0]}${parts.join(', ')}${brackets[1]}`
}

/** A float with its point: `40.0`, `1e-7`. */
export function withPoint(x: number): string {
  const text = Object.is(x, -0) ? '-0' : String(x)
  return /[.e]/.test(text) ? text : `${text}.0`
}
