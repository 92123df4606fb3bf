/**
 * Running error bounds: numbers of a textbook algorithm, each with how far rounding may have moved it.
 *
 *   x the value, e the bound of its error in units u of roundoff: |computed − x| ≤ e·u, to first order
 *   a ± b    e_a + e_b + |x|             a·b    e_a·|b| + e_b·|a| + |x|          a/b    (e_a + |x|·e_b)/|b| + |x|
 *   e^a      x·e_a + E·x                 ln a   e_a/a + E·|x|                    tanh a (1 − x²)·e_a + E·|x|
 *   a^γ      the spread of the power over [a − e·u, a + e·u], and E·x: near 0 the first order says nothing
 *
 * (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.3.) 4 ulps are granted to elementary functions:
 * the loosest vendor bound for the plain, not the fast-math ones of common GPUs. An ulp is two units of a number just above
 * a power of two, so that E = 8. A product with an exact 0 is 0, whatever the other factor is. Everything is computed in double, to a percent, which is all that a bound needs.
 */

export interface Approx {
  readonly x: number
  readonly e: number
}

export const ELEMENTARY = 8

/** A number that is given, and one that was computed with one rounding. */
export function given(x: number): Approx {
  return { x, e: 0 }
}

export function rounded(x: number): Approx {
  return { x, e: Math.abs(x) }
}

export function plus(a: Approx, b: Approx): Approx {
  const x = a.x + b.x
  return { x, e: a.e + b.e + Math.abs(x) }
}

export function minus(a: Approx, b: Approx): Approx {
  return plus(a, { x: -b.x, e: b.e })
}

/**
 * a·b with 0·∞ = 0 for an exact 0: what no mass falls on costs nothing and errs by nothing. With a unit, the product of the
 * errors counts as well, for factors that may both err by as much as they are: 1 − p beside 1, 1 − tanh² of a large angle.
 */
export function times(a: Approx, b: Approx, unit = 0): Approx {
  if ((a.x === 0 && a.e === 0) || (b.x === 0 && b.e === 0)) return given(0)
  const x = a.x * b.x
  const both = product(a.e * unit, b.e)
  return { x, e: product(a.e, Math.abs(b.x)) + product(b.e, Math.abs(a.x)) + both + Math.abs(x) }
}

function product(e: number, x: number): number {
  return e === 0 || x === 0 ? 0 : e * x
}

export function over(a: Approx, b: Approx): Approx {
  if (a.x === 0 && a.e === 0) return given(0)
  const x = a.x / b.x
  return { x, e: (a.e + product(b.e, Math.abs(x))) / Math.abs(b.x) + Math.abs(x) }
}

export function expOf(a: Approx): Approx {
  const x = Math.exp(a.x)
  return { x, e: x === 0 ? 0 : x * a.e + ELEMENTARY * x }
}

export function lnOf(a: Approx): Approx {
  const x = Math.log(a.x)
  return { x, e: (a.e === 0 ? 0 : a.e / a.x) + ELEMENTARY * Math.abs(x) }
}

export function tanhOf(a: Approx): Approx {
  const x = Math.tanh(a.x)
  return { x, e: product(a.e, 1 - x * x) + ELEMENTARY * Math.abs(x) }
}

export function powerOf(a: Approx, exponent: number, unit: number): Approx {
  if (exponent === 0) return given(1)
  const x = a.x ** exponent
  // Of a negative a (1 − p where p > 1 is let through) the size counts: the power spreads as much as that of |a|.
  const size = Math.abs(a.x)
  const ends = [Math.max(0, size - a.e * unit) ** exponent, (size + a.e * unit) ** exponent]
  const spread = Math.abs((ends[0] as number) - (ends[1] as number)) / unit
  return { x, e: spread + 2 * ELEMENTARY * Math.abs(x) }
}

/** Σ, left to right: every partial sum is rounded. */
export function total(terms: readonly Approx[]): Approx {
  const x = terms.reduce((sum, term) => sum + term.x, 0)
  const size = terms.reduce((sum, term) => sum + Math.abs(term.x), 0)
  return { x, e: terms.reduce((sum, term) => sum + term.e, 0) + terms.length * size }
}
