/**
 * A row of plain logits with a mass on every class, by the short way.
 *
 *   loss     Σ_c m_c·(z_m − z_c) + M·(−ln p_m),   M = Σ m_c          all terms at least 0
 *   slopes   f·(M·p_k − m_k), by f·(M/T·e^(z_k) − m_k)
 *
 * Every product and sum of the loss has two terms, so it is off by 2^−58 as −ln p_m is. M·p_k is off by 2^−60 of itself:
 * a slope that keeps 2^−5 of it is within 2^−55, a quarter of an ulp, before it is rounded. For the others T is summed
 * again, every exponential to 2^−75, and their own is taken from exp.ts; a row with a slope of which that leaves too
 * little, as where the target is the softmax itself, is left to row.ts. So is one with a negative mass.
 */

import { exp } from './exp.ts'
import * as heads from './heads.ts'
import { attempt } from './precision.ts'
import { divideByTotal, lead, leadSurprisal, lowest, readByLargest, row, share, sum, total } from './quick.ts'
import { factor, pair } from './registers.ts'
import {
  type Scaled,
  add,
  divide,
  fromNumber,
  fromShifted,
  fromTerms,
  multiply,
  subtract,
  toNumber,
  widened,
} from './scaled.ts'
import { headOf, powerOfTwo, productError, sumError } from './twofold.ts'

// Constants of this module are constants of its machine code, those of another one are loads.
const { HEADS, MIDDLE, POWERS, ROUNDER, STEPS_PER_UNIT, STEP_BITS, STEP_HEAD, STEP_TAIL, TWICE_MASK } = heads

const LEFT = powerOfTwo(-5)
/** Masses between which no product overflows and no error of one underflows to matter. */
export const LEAST_MASS: number = powerOfTwo(-400)
export const LARGEST_MASS: number = powerOfTwo(400)
const LEAST_TOTAL = powerOfTwo(-100)
const LARGEST_GAP = powerOfTwo(60)

/** The masses of the row, each in two terms: heads[at + c] + tails[c]. The same object serves row after row. */
export interface Masses {
  readonly heads: Float64Array
  at: number
  readonly tails: Float64Array | undefined
}

/** The classes whose slopes are open. */
let open = new Int32Array(0)
/** Σ m_c and Σ m_c·(z_m − z_c), each in two terms. */
const mass = new Float64Array(4)

/** Sums masses and their costs; false where one does not fit. */
function sumMasses(z: Float64Array, at: number, classes: number, masses: Masses): boolean {
  const largest = lead[2] as number
  let m1 = 0
  let m2 = 0
  let cost = 0
  let rest = 0
  for (let c = 0; c < classes; c++) {
    const m = masses.heads[masses.at + c] as number
    if (m === 0) continue
    const ml = masses.tails === undefined ? 0 : (masses.tails[c] as number)
    const x = z[at + c] as number
    const d = largest - x
    if (!(m >= LEAST_MASS && m <= LARGEST_MASS && d <= LARGEST_GAP)) return false
    const back = d - largest
    const lost = largest - (d - back) - (x + back)
    const p = m * d
    const s = cost + p
    rest += sumError(cost, p, s) + (productError(m, d, p) + (m * lost + ml * d))
    cost = s
    const n = m1 + m
    m2 += sumError(m1, m, n) + ml
    m1 = n
  }
  mass[0] = m1 + m2
  mass[1] = m2 - ((mass[0] as number) - m1)
  mass[2] = cost
  mass[3] = rest
  return m1 >= LEAST_TOTAL
}

/** The row at `at` with these masses: its loss to `pair`, and where `writes` its slopes times `factor` to `out`. */
export function quickSoftRow(
  z: Float64Array,
  at: number,
  classes: number,
  masses: Masses,
  writes: boolean,
  out: Float64Array,
  outAt: number,
): boolean {
  if (!readByLargest(z, at, classes, out, outAt) || !sumMasses(z, at, classes, masses)) return false
  if (writes && !writeSlopes(z, at, classes, masses, out, outAt)) return false
  leadSurprisal()
  const mh = mass[0] as number
  const surprisal = pair[0] as number
  const p = mh * surprisal
  const pl = productError(mh, surprisal, p) + (mh * (pair[1] as number) + (mass[1] as number) * surprisal)
  const cost = mass[2] as number
  const s = cost + p
  const rest = sumError(cost, p, s) + (pl + (mass[3] as number))
  pair[0] = s + rest
  pair[1] = rest - ((pair[0] as number) - s)
  return true
}

function writeSlopes(
  z: Float64Array,
  at: number,
  classes: number,
  masses: Masses,
  out: Float64Array,
  outAt: number,
): boolean {
  if (open.length < classes) open = new Int32Array(classes)
  const low = row.tails
  const least = sum[2] === 1 ? lowest() : -Infinity
  const fh = factor[0] as number
  const fl = factor[1] as number
  // M/T in place of f/T
  factor[0] = mass[0] as number
  factor[1] = mass[1] as number
  divideByTotal()
  factor[0] = fh
  factor[1] = fl
  const uh = share[0] as number
  const ul = share[1] as number
  const f1 = headOf(fh)
  const f2 = fh - f1
  let count = 0
  for (let c = 0; c < classes; c++) {
    const x = z[at + c] as number
    const v = x === -Infinity ? 0 : (out[outAt + c] as number)
    const w = x === -Infinity ? 0 : (low[c] as number)
    const m = masses.heads[masses.at + c] as number
    const p = v * uh
    const left = p - m
    const back = left - p
    const rest =
      p -
      (left - back) -
      (m + back) +
      (w * uh + (v + w) * ul - (masses.tails === undefined ? 0 : (masses.tails[c] as number)))
    const s = left + rest
    if (!(Math.abs(s) >= p * LEFT) || (x < least && v > 0)) open[count++] = c
    const tail = rest - (s - left)
    const s1 = headOf(s)
    const main = s1 * f1
    out[outAt + c] = main + (s1 * f2 + ((s - s1) * fh + (tail * fh + s * fl)))
  }
  return count === 0 || settleOpen(z, at, classes, masses, count, out, outAt)
}

/** Writes the open slopes, each with what exp.ts knows of it; false where that is not enough. */
function settleOpen(
  z: Float64Array,
  at: number,
  classes: number,
  masses: Masses,
  count: number,
  out: Float64Array,
  outAt: number,
): boolean {
  const whole = fineTotal(z, at, classes)
  const all = fromTerms(mass[0] as number, mass[1] as number, 0)
  const f = fromTerms(factor[0] as number, factor[1] as number, 0)
  const [, isSure] = attempt(() => {
    for (let i = 0; i < count; i++) {
      const c = open[i] as number
      const m = fromTerms(masses.heads[masses.at + c] as number, masses.tails?.[c] ?? 0, 0)
      const p = divide(exp(fromNumber(z[at + c] as number)), whole)
      out[outAt + c] = toNumber(multiply(subtract(multiply(p, all), m), f))
    }
  })
  return isSure
}

/** A grid on which the remainder r < 2^−11 of the exponential has 26 bits. */
const GRID = 3 * powerOfTwo(51 - 37)
/** Of each exponential; what sums of so many terms lose is far below it. */
const FINE = powerOfTwo(-74)

/**
 * T again: e^x = v·(1 + r₁ + (r₂ + t)), r = r₁ + r₂ in two terms, r₁ of 26 bits, t = r²/2 + …, with the first two products
 * exact; the third, 2^−24 of the first, is rounded, 2^−77 of them. What the three sums lose is kept.
 */
function fineTotal(z: Float64Array, at: number, classes: number): Scaled {
  const base = total[2] as number
  const shift = MIDDLE - base
  const largest = lead[2] as number
  const least = lowest()
  let head = 0
  let middle = 0
  let tail = 0
  let lost = 0
  let isFirst = true
  for (let c = 0; c < classes; c++) {
    const y = z[at + c] as number
    // The largest is added at the end, from exp.ts.
    if (y === largest && isFirst) {
      isFirst = false
      continue
    }
    const x = Math.max(y, least)
    const k = x * STEPS_PER_UNIT + ROUNDER - ROUNDER
    const n = k | 0
    const j = (n << 1) & TWICE_MASK
    const a = x - k * STEP_HEAD
    const b = (HEADS[j + 1] as number) - k * STEP_TAIL
    const r = a + b
    const r1 = r + GRID - GRID
    const t = sumError(a, b, r) + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))))
    const v = (HEADS[j] as number) * (POWERS[(n >> STEP_BITS) + shift] as number)
    const main = v * r1
    const s = head + v
    const m = middle + main
    const little = sumError(head, v, s) + sumError(middle, main, m) + v * (r - r1 + t)
    const l = tail + little
    lost += sumError(tail, little, l)
    tail = l
    head = s
    middle = m
  }
  const [one, two, three] = [head, middle, tail + lost].map((x) => fromShifted(x, 0, base, 0)) as [
    Scaled,
    Scaled,
    Scaled,
  ]
  const others = widened(add(add(one, two), three), FINE)
  return add(others, exp(fromNumber(largest)))
}
