/**
 * The score: how a row of inputs becomes surprisals −ln p_c, and how slopes come back to it.
 *
 *   logits   p = softmax(z)   −ln p_c = (m − z_c) + ln(1 + O),  m = max z,  O = Σ_{c ≠ argmax} e^(z_c − m)
 *   probabilities             −ln p_c, taken as it is
 *   log-probabilities         −l_c, taken as it is
 *
 * slope(k, q_k, Q_k), the gradient of Σ_c q_c·(−ln p_c) in x_k with Q_k = Σ_{c ≠ k} q_c:
 *   logits   p_k·Q_k − q_k·(1 − p_k)   ( = Q·p_k − q_k );   probabilities  −q_k/p_k;   log-probabilities  −q_k
 *
 * Both terms of a surprisal are at least 0 and 1 − p_k is a sum over the others, so nothing cancels there. O is kept
 * as e^(m₂ − m)·S with m₂ the second largest and 1 ≤ S < K, so a confident row has its digits down to the subnormals.
 * A row with NaN (or, of logits, +∞, or nothing but −∞) has no score.
 */

import { NEGLIGIBLE, exp, exponentials, writeExp, writeFineExp } from './exp.ts'
import { ln, log1p } from './ln.ts'
import {
  INFINITE,
  ONE,
  RADIX_BITS,
  SCALE_LIMIT,
  type Scaled,
  ZERO,
  add,
  difference,
  divide,
  fromNumber,
  fromShifted,
  multiply,
  negate,
  scale,
  subtract,
  toNumber,
} from './scaled.ts'
import { productError, sumError } from './twofold.ts'

export interface Score {
  /** Reads the row of K numbers at `start`; false when it has no score. */
  readonly read: (data: Float64Array, start: number) => boolean
  readonly surprisal: (c: number) => Scaled
  readonly slope: (k: number, own: Scaled, others: Scaled) => Scaled
  /** Writes slope(k, 0, mass) for every k of the row: where an index target puts nothing. */
  readonly spread: (mass: Scaled, out: Float64Array, start: number) => void
}

export interface LogitScore extends Score {
  /** ln Σ e^z_c of the row read. */
  readonly logSumExp: () => Scaled
}

export function probabilityScore(classes: number): Score {
  let row: Float64Array = new Float64Array(0)
  let at = 0
  return {
    read(data, start) {
      row = data
      at = start
      return !hasNaN(data, start, classes)
    },
    surprisal: (c) => negate(ln(fromNumber(row[at + c] as number))),
    slope: (k, own) => (own.hi === 0 ? ZERO : negate(divide(own, fromNumber(row[at + k] as number)))),
    spread() {},
  }
}

export function logProbabilityScore(classes: number): Score {
  let row: Float64Array = new Float64Array(0)
  let at = 0
  return {
    read(data, start) {
      row = data
      at = start
      return !hasNaN(data, start, classes)
    },
    surprisal: (c) => fromNumber(-(row[at + c] as number)),
    slope: (_k, own) => negate(own),
    spread() {},
  }
}

/** A row with NaN is NaN throughout. */
export function hasNaN(data: Float64Array, start: number, classes: number): boolean {
  for (let c = 0; c < classes; c++) {
    if (Number.isNaN(data[start + c])) return true
  }
  return false
}

/** Terms below 2^−300 of a sum that is at least 1 are left out of it. */
const LEFT_OUT = -SCALE_LIMIT

/** `fine` for slopes that subtract: those of soft targets cancel where q_k nears Q·p_k. */
export function logitScore(classes: number, fine = false): LogitScore {
  const write = fine ? writeFineExp : writeExp
  // e^(z_c − m₂) of every class but the largest; of that one, 0.
  const e = exponentials(classes)
  let row: Float64Array = new Float64Array(0)
  let at = 0
  let top = 0
  /** e^(m₂ − m) */
  let gap = ZERO
  /** O = Σ e^(z_c − m) over the others, and 1 + O */
  let odds = ZERO
  let total = ONE
  /** ln(1 + O), once a row asks for it */
  let tail: Scaled | undefined

  /** Finds the largest and second largest; NaN when the row has no score. */
  function secondLargest(data: Float64Array, start: number): number {
    let largest = -Infinity
    let second = -Infinity
    top = 0
    for (let c = 0; c < classes; c++) {
      const z = data[start + c] as number
      if (z > largest) {
        second = largest
        largest = z
        top = c
      } else if (z > second) second = z
      else if (z !== z) return NaN
    }
    return largest - largest === 0 ? second : NaN
  }

  /** Σ e^(z_c − m₂) over the others, in [1, K). */
  function sumOthers(m2: number): Scaled {
    let hi = 0
    let lo = 0
    for (let c = 0; c < classes; c++) {
      const z = row[at + c] as number
      const d = c === top ? -Infinity : z - m2
      write(d, d < NEGLIGIBLE ? 0 : sumError(z, -m2, d), e, c)
      const shift = e.shift[c] as number
      if (shift < LEFT_OUT) continue
      const term = scale(e.hi[c] as number, shift)
      const sum = hi + term
      lo += sumError(hi, term, sum) + scale(e.lo[c] as number, shift)
      hi = sum
    }
    return add(fromNumber(hi), fromNumber(lo))
  }

  const own = (k: number): Scaled =>
    k === top ? ONE : multiply(fromShifted(e.hi[k] as number, e.lo[k] as number, e.shift[k] as number), gap)

  return {
    read(data, start) {
      const m2 = secondLargest(data, start)
      if (m2 !== m2) return false
      row = data
      at = start
      tail = undefined
      if (m2 === -Infinity) {
        e.hi.fill(0)
        e.lo.fill(0)
        e.shift.fill(0)
        gap = odds = ZERO
        total = ONE
        return true
      }
      const m = data[start + top] as number
      const d = m2 - m
      gap = d < NEGLIGIBLE ? ZERO : exp(d, sumError(m2, -m, d), write)
      odds = multiply(gap, sumOthers(m2))
      total = add(ONE, odds)
      return true
    },
    surprisal(c) {
      const z = row[at + c] as number
      if (z === -Infinity) return INFINITE
      tail ??= log1p(odds)
      return c === top ? tail : add(difference(row[at + top] as number, z), tail)
    },
    logSumExp() {
      tail ??= log1p(odds)
      return add(fromNumber(row[at + top] as number), tail)
    },
    slope(k, q, otherMass) {
      const share = own(k)
      const pull = multiply(share, otherMass)
      if (q.hi === 0) return divide(pull, total)
      // Σ_{j≠k} e^(z_j − m) is 1 + (the rest) for every class but the largest: at least 1, nothing cancels.
      const rest = k === top ? odds : subtract(total, share)
      return divide(subtract(pull, multiply(q, rest)), total)
    },
    spread(mass, out, start) {
      const unit = divide(mass, total)
      const { hi: fh, lo: fl, exp: digit } = multiply(unit, gap)
      const base = digit * RADIX_BITS
      for (let k = 0; k < classes; k++) {
        const h = e.hi[k] as number
        const p = h * fh
        const rest = productError(h, fh, p) + (h * fl + (e.lo[k] as number) * fh)
        const shift = (e.shift[k] as number) + base
        // p is 0 or above 2^−301, so above 2^−300·2^−301 nothing is subnormal and one rounding is all.
        out[start + k] =
          shift >= -SCALE_LIMIT && shift <= SCALE_LIMIT
            ? scale(p + rest, shift)
            : toNumber(
                multiply(fromShifted(h, e.lo[k] as number, e.shift[k] as number), { hi: fh, lo: fl, exp: digit }),
              )
      }
      out[start + top] = toNumber(unit)
    },
  }
}
