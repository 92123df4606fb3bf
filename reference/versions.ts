/**
 * Ranges of versions: comparisons separated by spaces, all of which hold.
 *
 *   >=1.2 <1.3     numbers between dots, compared one by one; what is missing is 0
 */

function numbers(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0)
}

/** −1, 0 or 1 as a is before, the same as, or after b. */
function compare(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = Math.sign((x[i] ?? 0) - (y[i] ?? 0))
    if (order !== 0) return order
  }
  return 0
}

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
  '=': (order) => order === 0,
}

/**
 * Whether a version lies in a range.
 *
 * @throws RangeError for a range that is none.
 *
 * @example
 * satisfies('1.2.1', '>=1.2 <1.3') // true
 */
export function satisfies(version: string, range: string): boolean {
  return range.split(' ').every((comparison) => {
    const [, sign = '', bound = ''] = /^(>=|<=|>|<|=)(\d+(?:\.\d+)*)$/.exec(comparison) ?? []
    const holds = HOLDS[sign]
    if (holds === undefined) throw new RangeError(`versions: expected comparisons such as >=1.2, got '${comparison}'`)
    return holds(compare(version, bound))
  })
}
