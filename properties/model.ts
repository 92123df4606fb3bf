/**
 * The error model of one row: how large its terms are, and how much an ordinary right implementation may lose.
 *
 * u is the unit roundoff; an elementary function may be off by ELEMENTARY units. First order in u throughout; the second
 * order is below u·K of the first and is paid by the slack (right code was seen to use a quarter of these bounds).
 *
 *   logits   d_c = max z − z_c, S = Σ e^−d_c, p = e^−d/S, A = Σ p_c·d_c
 *            the differences are rounded (d_c·u each, amplified by exp), the exps are off, the sum takes K roundings:
 *              |δ ln S| ≤ u·(A + K + E);      |δ s_c| ≤ u·(K + 2E + A + E·ln S + d_c + 2·s_c)       for s_c = d_c + ln S
 *            a probability formed as e^−s_c or as e^−d_c/S:  |δp_c| ≤ u·p_c·(δs_c/u + E + K)
 *   prob     |δ s_c| ≤ u·(E + 1)·s_c;  1 − p (binary) is rounded first: 2u more for −ln(1 − p)
 *
 * Everything is computed in double, to a percent, which is all that a bound needs.
 */

import type { ScoreKind } from '../reference/score.ts'

/** Ulps granted to exp and log: the loosest vendor bound for the plain (not fast-math) functions of common GPUs is 4. */
const ELEMENTARY = 4

export interface RowModel {
  /** s_c = −ln p_c. */
  readonly surprisal: readonly number[]
  /** |δ s_c| in units of u. */
  readonly error: readonly number[]
  /** The two nonnegative terms whose difference is slope k, from masses |q_c|. */
  readonly terms: (mass: readonly number[], k: number) => readonly [number, number]
  /** |δ slope k| in units of u. */
  readonly slopeError: (mass: readonly number[], k: number) => number
}

export function modelOf(kind: ScoreKind, row: readonly number[]): RowModel {
  switch (kind) {
    case 'logits':
      return logitModel(row)
    case 'bit':
      return bitModel(row[0] as number)
    case 'log':
      return {
        surprisal: row.map((x) => Math.abs(x)),
        error: row.map((x) => Math.abs(x)),
        terms: (mass, k) => [mass[k] as number, 0],
        slopeError: (mass, k) => 4 * (mass[k] as number),
      }
    case 'prob':
      return probabilityModel(row)
    case 'pbit': {
      const p = row[0] as number
      const { surprisal, error, terms, slopeError } = probabilityModel([1 - p, p])
      return {
        surprisal: [-Math.log1p(-p), surprisal[1] as number],
        error: [(error[0] as number) + 2, error[1] as number],
        terms: (mass) => [terms(mass, 0)[0], terms(mass, 1)[0]],
        slopeError: (mass) => 2 * (slopeError(mass, 0) + slopeError(mass, 1)),
      }
    }
  }
}

/** a·b with 0·∞ = 0: what no mass falls on costs nothing and errs by nothing. */
export function massTimes(mass: number, x: number): number {
  return mass === 0 ? 0 : mass * x
}

function total(xs: readonly number[]): number {
  return xs.reduce((a, b) => a + b, 0)
}

function probabilityModel(p: readonly number[]): RowModel {
  const surprisal = p.map((x) => -Math.log(x))
  return {
    surprisal,
    error: surprisal.map((s) => (ELEMENTARY + 1) * Math.abs(s)),
    terms: (mass, k) => [massTimes(mass[k] as number, 1 / (p[k] as number)), 0],
    slopeError: (mass, k) => 4 * massTimes(mass[k] as number, 1 / (p[k] as number)),
  }
}

function logitModel(z: readonly number[]): RowModel {
  const K = z.length
  const max = z.reduce((a, b) => Math.max(a, b), -Infinity)
  const d = z.map((x) => max - x)
  const odds = d.map((x) => Math.exp(-x))
  const sum = total(odds)
  const p = odds.map((e) => e / sum)
  const average = total(p.map((pc, c) => massTimes(pc, d[c] as number)))
  const logSum = Math.log(sum)
  const surprisal = d.map((x) => x + logSum)
  const error = surprisal.map((s, c) => K + 2 * ELEMENTARY + average + ELEMENTARY * logSum + (d[c] as number) + 2 * s)
  const others = (k: number) => total(odds.filter((_, c) => c !== k)) / sum
  return {
    surprisal,
    error,
    terms: (mass, k) => [
      (p[k] as number) * total(mass.filter((_, c) => c !== k)),
      massTimes(mass[k] as number, others(k)),
    ],
    slopeError: (mass, k) =>
      massTimes(total(mass) * (p[k] as number), (error[k] as number) + ELEMENTARY + K) + 4 * (mass[k] as number),
  }
}

/** A bit is the pair of logits (0, z); its one slope is the second of the pair's. */
function bitModel(z: number): RowModel {
  const pair = logitModel([0, z])
  return {
    surprisal: pair.surprisal,
    error: pair.error,
    terms: (mass) => pair.terms(mass, 1),
    slopeError: (mass) => pair.slopeError(mass, 1),
  }
}
