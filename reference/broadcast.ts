/**
 * Numbers spread to a shape by NumPy's rules: axes aligned at the end, an axis of length 1 stretches.
 */

/** The values in the wider shape, or undefined where the shapes do not fit. */
export function spread(
  values: readonly number[],
  from: readonly number[],
  to: readonly number[],
): readonly number[] | undefined {
  const lead = to.length - from.length
  if (lead < 0 || !from.every((n, i) => n === 1 || n === to[lead + i])) return undefined
  const count = to.reduce((a, b) => a * b, 1)
  return Array.from({ length: count }, (_, flat) => values[sourceIndex(flat, to, from, lead)] as number)
}

function sourceIndex(flat: number, shape: readonly number[], from: readonly number[], lead: number): number {
  let rest = flat
  let index = 0
  let stride = 1
  // Invariant: the axes right of `axis` are already counted into index; stride is their size in the source.
  for (let axis = shape.length - 1; axis >= lead; axis--) {
    const length = shape[axis] as number
    const own = from[axis - lead] as number
    if (own !== 1) index += (rest % length) * stride
    stride *= own
    rest = Math.floor(rest / length)
  }
  return index
}
