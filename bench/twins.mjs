/**
 * The loops that are compared with: softmax cross-entropy and its gradient as nearly everybody writes them.
 *
 *   plain   e^(z − m) by Math.exp, their sum, log(sum) + m − z_t, and p − 1 at the target
 *   table   the same with a table of 2^(j/512) and a short polynomial in place of Math.exp: as fast as a loop can be
 *
 * Both return 0 for the loss of a confident row, and lose the digits of its gradient.
 */

export function plain(z, target, rows, classes, out) {
  let total = 0
  for (let n = 0; n < rows; n++) {
    const at = n * classes
    let largest = z[at]
    for (let c = 1; c < classes; c++) if (z[at + c] > largest) largest = z[at + c]
    let sum = 0
    for (let c = 0; c < classes; c++) {
      const e = Math.exp(z[at + c] - largest)
      out[at + c] = e
      sum += e
    }
    const scale = 1 / (sum * rows)
    for (let c = 0; c < classes; c++) out[at + c] *= scale
    out[at + target[n]] -= 1 / rows
    total += Math.log(sum) + largest - z[at + target[n]]
  }
  return total / rows
}

const BITS = 9
const STEPS = 1 << BITS
const ROOTS = Float64Array.from({ length: STEPS }, (_, j) => 2 ** (j / STEPS))
const HALVES = Float64Array.from({ length: 1100 }, (_, n) => 2 ** -n)
const STEPS_PER_UNIT = STEPS / Math.LN2
const STEP = Math.LN2 / STEPS
const ROUNDER = 1.5 * 2 ** 52

export function table(z, target, rows, classes, out) {
  let total = 0
  for (let n = 0; n < rows; n++) {
    const at = n * classes
    let largest = z[at]
    for (let c = 1; c < classes; c++) if (z[at + c] > largest) largest = z[at + c]
    let sum = 0
    for (let c = 0; c < classes; c++) {
      const d = Math.max(z[at + c] - largest, -745)
      const k = d * STEPS_PER_UNIT + ROUNDER - ROUNDER
      const i = k | 0
      const r = d - k * STEP
      const e = ROOTS[i & (STEPS - 1)] * HALVES[-(i >> BITS)] * (1 + r * (1 + r * (0.5 + r * (1 / 6 + r / 24))))
      out[at + c] = e
      sum += e
    }
    const scale = 1 / (sum * rows)
    for (let c = 0; c < classes; c++) out[at + c] *= scale
    out[at + target[n]] -= 1 / rows
    total += Math.log(sum) + largest - z[at + target[n]]
  }
  return total / rows
}
