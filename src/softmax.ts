/**
 * Softmax, log-softmax and log-sum-exp over the last axis.
 *
 *   softmax     p_c = e^(z_c − m)/(1 + O),   m = max z,  O = Σ_{c ≠ argmax} e^(z_c − m)
 *   logSoftmax  ln p_c = −((m − z_c) + ln(1 + O))
 *   logSumExp   ln Σ e^z_c = m + ln(1 + O)
 *
 * Within 1 ulp, subnormal results too. A row with NaN or +∞ or of
 * nothing but −∞ has softmax and log-softmax NaN; its log-sum-exp is NaN, +∞ or −∞.
 */

import { wrongShape } from './guard.ts'
import { type TensorLike, readTensor } from './input.ts'
import { logitScore } from './logits.ts'
import { settle } from './precision.ts'
import { negate, toNumber } from './scaled.ts'

interface Rows {
  readonly data: Float64Array
  readonly rows: number
  readonly classes: number
}

function readLastAxis(logits: TensorLike): Rows {
  const { data, shape } = readTensor('logits', logits)
  const classes = shape[shape.length - 1]
  if (classes === undefined || classes === 0) throw wrongShape('logits', 'a last axis of at least one class', shape)
  return { data, rows: data.length / classes, classes }
}

/**
 * Softmax over the last axis of logits of any shape, flat and row-major.
 *
 * Throws TypeError for what is not numbers, RangeError for ragged rows or no classes.
 *
 * @example
 * softmax([0, 0]) // [0.5, 0.5]
 * softmax([[1, 1], [-Infinity, 3]]) // [0.5, 0.5, 0, 1]
 */
export function softmax(logits: TensorLike): Float64Array {
  const { data, rows, classes } = readLastAxis(logits)
  const score = logitScore(classes)
  const out = new Float64Array(data.length)
  for (let start = 0; start < rows * classes; start += classes) {
    settle(() => {
      const scored = score.read(data, start)
      for (let c = 0; c < classes; c++) out[start + c] = scored ? toNumber(score.probability(c)) : NaN
    })
  }
  return out
}

/**
 * The logarithm of the softmax over the last axis, in nats, flat and row-major.
 *
 * Throws what `softmax` throws.
 *
 * @example
 * logSoftmax([40, 0]) // [-4.248354255291589e-18, -40]
 */
export function logSoftmax(logits: TensorLike): Float64Array {
  const { data, rows, classes } = readLastAxis(logits)
  const score = logitScore(classes)
  const out = new Float64Array(data.length)
  for (let start = 0; start < rows * classes; start += classes) {
    settle(() => {
      const scored = score.read(data, start)
      for (let c = 0; c < classes; c++) out[start + c] = scored ? toNumber(negate(score.surprisal(c))) : NaN
    })
  }
  return out
}

/**
 * ln Σ e^z over the last axis of logits of any shape, in nats: one number for each row.
 *
 * Throws what `softmax` throws.
 *
 * @example
 * logSumExp([0, 0]) // [0.6931471805599453]
 * logSumExp([[1000, 1000], [-Infinity, 3]]) // [1000.6931471805599, 3]
 */
export function logSumExp(logits: TensorLike): Float64Array {
  const { data, rows, classes } = readLastAxis(logits)
  const score = logitScore(classes)
  return Float64Array.from({ length: rows }, (_, row) => {
    const start = row * classes
    return settle(() => {
      if (score.read(data, start)) return toNumber(score.logSumExp())
      // NaN stays NaN; else +∞ if there is one, and −∞ when there is nothing.
      return data.subarray(start, start + classes).reduce((largest, z) => Math.max(largest, z), -Infinity)
    })
  })
}
