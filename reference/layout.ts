/**
 * The layout of a tensor over classes: which of its numbers belong to which row, wherever the class axis stands.
 *
 *   shape [a, K, b], axis 1   →   row (i, j) of a·b rows, class k at (i·K + k)·b + j
 *
 * Rows come in the order of the shape without its class axis, which is the shape of the unreduced loss.
 */

export interface Layout {
  readonly rows: number
  readonly classes: number
  /** The shape of the unreduced loss. */
  readonly shape: readonly number[]
  /** From the tensor's order to rows of classes, and back. */
  readonly toRows: <T>(values: readonly T[]) => readonly T[]
  readonly fromRows: <T>(values: readonly T[]) => T[]
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1)
}

/** The layout of a shape whose class axis is `axis`; −1 is the last, and a single axis is the class axis. */
export function layoutOf(shape: readonly number[], axis: 1 | -1): Layout {
  const at = axis === -1 || shape.length === 1 ? shape.length - 1 : axis
  const classes = shape[at] as number
  const inner = product(shape.slice(at + 1))
  const outer = product(shape.slice(0, at))
  const rest = [...shape.slice(0, at), ...shape.slice(at + 1)]
  if (inner === 1) {
    return { rows: outer, classes, shape: rest, toRows: (values) => values, fromRows: (values) => [...values] }
  }
  const rows = outer * inner
  const place = (n: number, k: number) => (Math.floor(n / inner) * classes + k) * inner + (n % inner)
  const order = Array.from({ length: rows * classes }, (_, i) => place(Math.floor(i / classes), i % classes))
  return {
    rows,
    classes,
    shape: rest,
    toRows: (values) => order.map((from) => values[from] as (typeof values)[number]),
    fromRows(values) {
      const back = [...values]
      order.forEach((to, i) => (back[to] = values[i] as (typeof values)[number]))
      return back
    },
  }
}

/** Every number a row of its own. */
export function elements(shape: readonly number[]): Layout {
  return {
    rows: product(shape),
    classes: 1,
    shape,
    toRows: (values) => values,
    fromRows: (values) => [...values],
  }
}
