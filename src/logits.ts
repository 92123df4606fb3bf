/**
 * The score of logits: softmax, after a transform u of each.
 *
 *   −ln p_c = (u_m − u_c) + ln(1 + O),   m the largest,  O = Σ_{c ≠ m} e^(u_c − u_m)
 *   Λ       = ln Σ e^u_c = u_m + ln(1 + O)
 *   slope   u'(z_k)·(p_k·(M_k + pull) − m_k·(1 − p_k)),   M_k = Σ_{c ≠ k} m_c    ( = M·p_k − m_k without a pull )
 *
 * Both terms of a surprisal are at least 0 and 1 − p_k is a sum over the others, so nothing cancels there. O is kept
 * as e^(u₂ − u_m)·S with u₂ the second largest and 1 ≤ S < K, so a confident row has its digits down to the subnormals.
 * A logit −∞ is a masked class, unless the transform makes it finite. A row with NaN, of nothing but masked classes, or
 * with +∞ that stays it, has no score.
 */

import { NEGLIGIBLE, exponentials, writeExp, writeFineExp } from './exp.ts'
import { log1p } from './ln.ts'
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
  scale,
  subtract,
  toNumber,
} from './scaled.ts'
import type { Score } from './score.ts'
import type { Transform } from './transform.ts'
import { productError, sumError } from './twofold.ts'

export interface LogitScore extends Score {
  /** Λ of the row read. */
  readonly logSumExp: () => Scaled
  /** Writes p_k·mass for every k of the row, of logits that are not transformed. */
  readonly spread: (mass: Scaled, out: Float64Array, start: number) => void
}

export interface LogitOptions {
  /** For slopes that subtract: those of soft targets cancel where m_k nears M·p_k. */
  readonly fine?: boolean
  readonly transform?: Transform | undefined
  /** Which numbers of the data are masked besides those that are −∞. */
  readonly isMasked?: ((i: number) => boolean) | undefined
}

/** Terms below 2^−300 of a sum that is at least 1 are left out of it. */
const LEFT_OUT = -SCALE_LIMIT

export function logitScore(classes: number, { fine = false, transform, isMasked }: LogitOptions = {}): LogitScore {
  const write = fine ? writeFineExp : writeExp
  const endless = transform?.bounded === true ? NaN : Infinity
  // e^(u_c − u₂) of every class but the largest; of that one, 0.
  const e = exponentials(classes)
  const suffix: Scaled[] = Array.from({ length: classes }, () => ZERO)
  let row: Float64Array = new Float64Array(0)
  let at = 0
  let top = 0
  /** e^(u₂ − u_m) */
  let gap = ZERO
  /** O, and 1 + O */
  let odds = ZERO
  let total = ONE
  /** ln(1 + O), once a row asks for it */
  let tail: Scaled | undefined

  const isOut = (c: number): boolean => row[at + c] === -endless || (isMasked !== undefined && isMasked(at + c))

  /** Nothing stands between the logits and their differences: the loops are written out for speed. */
  const isPlain = transform === undefined && isMasked === undefined

  /** Finds the largest and returns the second largest, −1 when there is none; NaN when the row has no score. */
  function findLargest(): number {
    return isPlain ? plainLargest() : anyLargest()
  }

  function plainLargest(): number {
    let largest = -Infinity
    let next = -Infinity
    let second = -1
    top = -1
    for (let c = 0; c < classes; c++) {
      const z = row[at + c] as number
      if (z > largest) {
        second = top
        next = largest
        top = c
        largest = z
      } else if (z > next) {
        second = c
        next = z
      } else if (z !== z) return NaN
    }
    return top < 0 || largest === Infinity ? NaN : second
  }

  function anyLargest(): number {
    let second = -1
    top = -1
    for (let c = 0; c < classes; c++) {
      if (isOut(c)) continue
      const z = row[at + c] as number
      if (z !== z) return NaN
      if (top < 0 || z > (row[at + top] as number)) {
        second = top
        top = c
      } else if (second < 0 || z > (row[at + second] as number)) second = c
    }
    return top < 0 || row[at + top] === endless ? NaN : second
  }

  /** Writes e^(u(z) − u(base)) at c, for z ≤ base. */
  function writeRatio(z: number, base: number, c: number): void {
    if (transform === undefined) {
      const d = z - base
      write(d, d < NEGLIGIBLE ? 0 : sumError(z, -base, d), e, c)
      return
    }
    const { hi, lo, exp: digit } = transform.difference(z, base)
    // Below 2^−300 the ratio is 1, above 2^300 it is 0.
    if (digit === 0) write(hi, lo, e, c)
    else write(digit < 0 ? 0 : -Infinity, 0, e, c)
  }

  const ratio = (c: number): Scaled => fromShifted(e.hi[c] as number, e.lo[c] as number, e.shift[c] as number)

  /** Σ e^(u_c − u₂) over the others, in [1, K). */
  function sumOthers(base: number): Scaled {
    let hi = 0
    let lo = 0
    for (let c = 0; c < classes; c++) {
      if (isPlain) {
        const z = row[at + c] as number
        const d = c === top ? -Infinity : z - base
        write(d, d < NEGLIGIBLE ? 0 : sumError(z, -base, d), e, c)
      } else if (c === top || isOut(c)) write(-Infinity, 0, e, c)
      else writeRatio(row[at + c] as number, base, c)
      const shift = e.shift[c] as number
      if (shift < LEFT_OUT) continue
      const term = scale(e.hi[c] as number, shift)
      const sum = hi + term
      lo += sumError(hi, term, sum) + scale(e.lo[c] as number, shift)
      hi = sum
    }
    return add(fromNumber(hi), fromNumber(lo))
  }

  const own = (k: number): Scaled => (k === top ? ONE : multiply(ratio(k), gap))

  /** Σ_{j≠k} e^(u_j − u_m): 1 + (the rest) for every class but the largest, at least 1, so nothing cancels. */
  const others = (k: number, share: Scaled): Scaled => (k === top ? odds : subtract(total, share))

  function slope(k: number, mass: Scaled, otherMass: Scaled): Scaled {
    const share = own(k)
    const pull = multiply(share, otherMass)
    const flat = mass.hi === 0 ? pull : subtract(pull, multiply(mass, others(k, share)))
    const slopeInU = divide(flat, total)
    return transform === undefined ? slopeInU : multiply(slopeInU, transform.slope(row[at + k] as number))
  }

  function logTotal(): Scaled {
    tail ??= log1p(odds)
    return tail
  }

  function spread(mass: Scaled, out: Float64Array, start: number): void {
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
          : toNumber(multiply(ratio(k), { hi: fh, lo: fl, exp: digit }))
    }
    out[start + top] = toNumber(unit)
  }

  return {
    read(data, start) {
      row = data
      at = start
      tail = undefined
      const second = findLargest()
      if (second !== second) return false
      if (second < 0) {
        for (let c = 0; c < classes; c++) write(-Infinity, 0, e, c)
        gap = odds = ZERO
        total = ONE
        return true
      }
      const u2 = data[start + second] as number
      writeRatio(u2, data[start + top] as number, 0)
      gap = ratio(0)
      odds = multiply(gap, sumOthers(u2))
      total = add(ONE, odds)
      return true
    },
    surprisal(c) {
      if (isOut(c)) return INFINITE
      if (c === top) return logTotal()
      const largest = row[at + top] as number
      const z = row[at + c] as number
      return add(transform === undefined ? difference(largest, z) : transform.difference(largest, z), logTotal())
    },
    probability: (c) => divide(own(c), total),
    complement: (c) => divide(others(c, own(c)), total),
    logSumExp() {
      const largest = row[at + top] as number
      return add(transform === undefined ? fromNumber(largest) : transform.value(largest), logTotal())
    },
    spread,
    pullback(mass, pull, put) {
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
      if (transform === undefined) {
        spread(mass, out, start)
        out[start + t] = toNumber(slope(t, mass, ZERO))
        return
      }
      for (let k = 0; k < classes; k++) {
        out[start + k] = toNumber(k === t ? slope(k, mass, ZERO) : slope(k, ZERO, mass))
      }
    },
  }
}
