/**
 * Where rows come from and where their slopes go: a row of doubles to read or to write, and what is done for it.
 *
 * Doubles whose classes are last are read and written where they are. Others go by way of one row, to which singles are
 * copied, and which is encoded and spread over the axis of the classes: nothing is allocated for a row.
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

export interface Source {
  readonly row: Float64Array
  /** Row n begins at n·stride of it. */
  readonly stride: number
  /** Puts row n there, where something is to be done for it. */
  readonly load?: (n: number) => void
}

// Loops of their own: in a closure every number that they use would be looked up in each round.

function widen(singles: Float32Array, first: number, row: Float64Array): void {
  for (let c = 0; c < row.length; c++) row[c] = singles[first + c] as number
}

function shorten(row: Float64Array, singles: Float32Array, first: number): void {
  for (let c = 0; c < row.length; c++) singles[first + c] = row[c] as number
}

export function sourceOf(rows: Rows): Source {
  const { singles, classes } = rows
  if (singles === undefined) return { row: rows.data, stride: classes }
  const row = new Float64Array(classes)
  return {
    row,
    stride: 0,
    load: (n) => widen(singles, n * classes, row),
  }
}

export function sinkOf(out: Floats, { encode }: Format, { shape, axis, classes }: Rows): Sink {
  const inner = sizeOf(shape.slice(axis + 1))
  if (out instanceof Float64Array && inner === 1) return { row: out, stride: classes }
  const row = new Float64Array(classes)
  if (out instanceof Float32Array && inner === 1) {
    return {
      row,
      stride: 0,
      done: (n) => shorten(row, out, n * classes),
    }
  }
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
