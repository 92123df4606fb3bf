/**
 * The score of logits: softmax, after a transform u of each.
 *
 *   −ln p_c = (u_m − u_c) + ln(1 + O),   m the largest,  O = Σ_{c ≠ m} e^(u_c − u_m)
 *   Λ       = ln Σ e^u_c = u_m + ln(1 + O)
 *   slope   u'(z_k)·(p_k·(M_k + pull) − m_k·(1 − p_k)),   M_k = Σ_{c ≠ k} m_c    ( = M·p_k − m_k without a pull )
 *
 * Both terms of a surprisal are at least 0 and 1 − p_k is a sum over the others, so nothing cancels there. A logit −∞ is
 * a masked class, unless the transform makes it finite. A row with NaN, of nothing but masked classes, or with +∞ that
 * stays it, has no score.
 */

import { exp } from './exp.ts'
import { log1p } from './ln.ts'
import {
  INFINITE,
  ONE,
  type Scaled,
  ZERO,
  add,
  difference,
  divide,
  fromNumber,
  fromShifted,
  multiply,
  subtract,
  toNumber,
} from './scaled.ts'
import type { Score } from './score.ts'
import type { Transform } from './transform.ts'

export interface LogitScore extends Score {
  /** Λ of the row read. */
  readonly logSumExp: () => Scaled
}

export interface LogitOptions {
  readonly transform?: Transform | undefined
  /** Which numbers of the data are masked besides those that are −∞. */
  readonly isMasked?: ((i: number) => boolean) | undefined
}

/** What exp.ts takes for 0 is more than that, which decides how a surprisal is rounded that is nearly a tie: 2^−14427 ± all. */
const TINY = fromShifted(1, 0, -14427, 1)

export function logitScore(classes: number, { transform, isMasked }: LogitOptions = {}): LogitScore {
  const endless = transform?.bounded === true ? NaN : Infinity
  /** e^(u_c − u_m) of every class, 0 of those that are masked. */
  const odds: Scaled[] = []
  let suffix: Scaled[] = []
  let row: Float64Array = new Float64Array(0)
  let at = 0
  let top = 0
  /** O, and 1 + O */
  let rest = ZERO
  let total = ONE
  /** Whether a class besides the largest is not masked, so that O is above 0. */
  let isAccompanied = false
  /** ln(1 + O), once a row asks for it */
  let tail: Scaled | undefined

  const isOut = (c: number): boolean => row[at + c] === -endless || (isMasked !== undefined && isMasked(at + c))
  const apart = (a: number, b: number): Scaled =>
    transform === undefined ? difference(a, b) : transform.difference(a, b)

  /** Finds the largest; false when the row has no score. */
  function findLargest(): boolean {
    top = -1
    for (let c = 0; c < classes; c++) {
      if (isOut(c)) continue
      const z = row[at + c] as number
      if (z !== z) return false
      if (top < 0 || z > (row[at + top] as number)) top = c
    }
    return top >= 0 && row[at + top] !== endless
  }

  /** Σ_{j≠k} e^(u_j − u_m): 1 + (the rest) for every class but the largest, at least 1, so nothing cancels. */
  const others = (k: number): Scaled => (k === top ? rest : subtract(total, odds[k] as Scaled))

  function slope(k: number, mass: Scaled, otherMass: Scaled): Scaled {
    const pull = multiply(odds[k] as Scaled, otherMass)
    const flat = mass.hi === 0 && mass.err === 0 ? pull : subtract(pull, multiply(mass, others(k)))
    const slopeInU = divide(flat, total)
    return transform === undefined ? slopeInU : multiply(slopeInU, transform.slope(row[at + k] as number))
  }

  function logTotal(): Scaled {
    tail ??= log1p(rest.hi === 0 && isAccompanied ? TINY : rest)
    return tail
  }

  return {
    read(data, start) {
      row = data
      at = start
      tail = undefined
      if (!findLargest()) return false
      const largest = data[start + top] as number
      rest = ZERO
      isAccompanied = false
      for (let c = 0; c < classes; c++) {
        odds[c] = c === top ? ONE : isOut(c) ? ZERO : exp(apart(data[start + c] as number, largest))
        if (c === top) continue
        rest = add(rest, odds[c] as Scaled)
        isAccompanied ||= !isOut(c)
      }
      total = add(ONE, rest)
      return true
    },
    surprisal(c) {
      if (isOut(c)) return INFINITE
      if (c === top) return logTotal()
      return add(apart(row[at + top] as number, row[at + c] as number), logTotal())
    },
    probability: (c) => divide(odds[c] as Scaled, total),
    complement: (c) => divide(others(c), total),
    logSumExp() {
      const largest = row[at + top] as number
      return add(transform === undefined ? fromNumber(largest) : transform.value(largest), logTotal())
    },
    pullback(mass, pull, put) {
      if (suffix.length === 0) suffix = Array.from({ length: classes }, () => ZERO)
      for (let c = classes - 1, after = ZERO; c >= 0; c--) {
        suffix[c] = after
        after = add(after, mass[c] as Scaled)
      }
      let before = pull
      // Invariant: before = pull + Σ_{j < c} m_j, so that the mass of the others is a sum and not the difference M − m_c.
      for (let c = 0; c < classes; c++) {
        put(c, slope(c, mass[c] as Scaled, add(before, suffix[c] as Scaled)))
        before = add(before, mass[c] as Scaled)
      }
    },
    pullbackOne(t, mass, out, start) {
      for (let k = 0; k < classes; k++) {
        out[start + k] = toNumber(k === t ? slope(k, mass, ZERO) : slope(k, ZERO, mass))
      }
    },
  }
}
