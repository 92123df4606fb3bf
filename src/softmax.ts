/**
 * Softmax, log-softmax and log-sum-exp over the last axis.
 *
 *   softmax     p_c = e^(z_c − m)/(1 + O),   m = max z,  O = Σ_{c ≠ argmax} e^(z_c − m)
 *   logSoftmax  ln p_c = −((m − z_c) + ln(1 + O))
 *   logSumExp   ln Σ e^z_c = m + ln(1 + O)
 *
 * Within 1 ulp, subnormal results too. A row with NaN or +∞ or of nothing but −∞ has softmax and log-softmax NaN; its
 * log-sum-exp is NaN, +∞ or −∞.
 */

import { type Rows, readRows } from './axis.ts'
import { type ArrayOf, type Dtype, type Floats, expectFormat, expectInto } from './format.ts'
import { expectOptions } from './guard.ts'
import type { TensorLike } from './input.ts'
import { type LogitScore, logitScore } from './logits.ts'
import { settle } from './precision.ts'
import { quickLogSoftmax, quickLogSumExp, quickSoftmax } from './quick-softmax.ts'
import { pair } from './registers.ts'
import { type Scaled, negate, toNumber } from './scaled.ts'
import { sinkOf, sourceOf } from './sink.ts'

export interface SoftmaxOptions<D extends Dtype = Dtype> {
  /** The format of the results, f64 unless given; under bf16 and f16 a Uint16Array of logits holds bits. */
  readonly dtype?: D
  /** An array of the format to write to instead of a new one, as `{ result }`. */
  readonly into?: { readonly result?: Floats }
}

function readLogits(logits: TensorLike, options: SoftmaxOptions): Rows {
  expectOptions(options, ['dtype', 'into'])
  return readRows('logits', logits, 'real', undefined, expectFormat(options.dtype))
}

type Quick = typeof quickSoftmax

/** A number for each class, of the rows by the short way or by the score; NaN for a row without one. */
function overClasses(
  logits: TensorLike,
  options: SoftmaxOptions,
  quick: Quick,
  exact: (score: LogitScore, c: number) => Scaled,
): Floats {
  const rows = readLogits(logits, options)
  const { classes } = rows
  const { row: from, stride: step, load } = sourceOf(rows)
  const format = expectFormat(options.dtype)
  const out = expectInto(options.into, format, { result: rows.rows * classes })('result')
  const { row, stride, done } = sinkOf(out, format, rows)
  const score = logitScore(classes)
  for (let n = 0; n < rows.rows; n++) {
    const at = n * stride
    load?.(n)
    if (!quick(from, n * step, classes, row, at)) {
      settle(() => {
        const scored = score.read(rows.data, n * classes)
        for (let c = 0; c < classes; c++) row[at + c] = scored ? toNumber(exact(score, c)) : NaN
      })
    }
    done?.(n)
  }
  return out
}

/**
 * Softmax over the last axis of logits of any shape, flat and row-major.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for ragged rows or no classes.
 *
 * @example
 * softmax([0, 0]) // [0.5, 0.5]
 * softmax([[1, 1], [-Infinity, 3]]) // [0.5, 0.5, 0, 1]
 */
export function softmax<D extends Dtype = 'f64'>(logits: TensorLike, options: SoftmaxOptions<D> = {}): ArrayOf<D> {
  return overClasses(logits, options, quickSoftmax, (score, c) => score.probability(c)) as ArrayOf<D>
}

/**
 * The logarithm of the softmax over the last axis, in nats, flat and row-major.
 *
 * Throws what `softmax` throws.
 *
 * @example
 * logSoftmax([40, 0]) // [-4.248354255291589e-18, -40]
 */
export function logSoftmax<D extends Dtype = 'f64'>(logits: TensorLike, options: SoftmaxOptions<D> = {}): ArrayOf<D> {
  return overClasses(logits, options, quickLogSoftmax, (score, c) => negate(score.surprisal(c))) as ArrayOf<D>
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
export function logSumExp<D extends Dtype = 'f64'>(logits: TensorLike, options: SoftmaxOptions<D> = {}): ArrayOf<D> {
  const { data, rows, classes } = readLogits(logits, options)
  const format = expectFormat(options.dtype)
  const out = expectInto(options.into, format, { result: rows })('result')
  const score = logitScore(classes)
  const scratch = new Float64Array(classes)
  for (let n = 0; n < rows; n++) {
    const start = n * classes
    out[n] = format.encode(
      quickLogSumExp(data, start, classes, scratch)
        ? (pair[0] as number)
        : settle(() => exactly(score, data, start, classes)),
    )
  }
  return out as ArrayOf<D>
}

function exactly(score: LogitScore, data: Float64Array, start: number, classes: number): number {
  if (score.read(data, start)) return toNumber(score.logSumExp())
  // NaN stays NaN; else +∞ if there is one, and −∞ when there is nothing.
  return data.subarray(start, start + classes).reduce((largest, z) => Math.max(largest, z), -Infinity)
}
