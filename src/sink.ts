/**
 * Where the slopes of rows go: a row of doubles to write, and what becomes of it.
 *
 * Doubles whose classes are last are written where they stay. Others go by way of one row, which is then encoded and
 * spread over the axis of the classes: nothing is allocated for a row.
 */

import type { Rows } from './axis.ts'
import type { Floats, Format } from './format.ts'
import { sizeOf } from './input.ts'

export interface Sink {
  readonly row: Float64Array
  /** Row n begins at n·stride of it. */
  readonly stride: number
  /** Says that row n is written, where something is to be done then. */
  readonly done?: (n: number) => void
}

export function sinkOf(out: Floats, { encode }: Format, { shape, axis, classes }: Rows): Sink {
  const inner = sizeOf(shape.slice(axis + 1))
  if (out instanceof Float64Array && inner === 1) return { row: out, stride: classes }
  const row = new Float64Array(classes)
  return {
    row,
    stride: 0,
    done(n) {
      const i = n % inner
      const first = ((n - i) / inner) * classes * inner + i
      for (let c = 0; c < classes; c++) out[first + c * inner] = encode(row[c] as number)
    },
  }
}
