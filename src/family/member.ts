/**
 * One row of a batch: its target, its loss and slopes, and what they are multiplied by.
 *
 *   s·α·T²/ln(base)·w_n
 *
 * with the sign s, a factor α of all classes, T² and the base where the family and its options say so.
 */

import { ln } from '../ln.ts'
import { type Scaled, difference, divide, fromNumber, multiply, subtract } from '../scaled.ts'
import type { Batch } from './batch.ts'
import { modulatedRow } from './binary-focal.ts'
import type { Counted } from './divisor.ts'
import type { Family, NumberOf } from './family.ts'
import { jensenShannonRow } from './jensen-shannon.ts'
import { type FamilyRow, missing, rowOf } from './row.ts'
import { scoreOf } from './score.ts'
import { type RowTarget, targetOf } from './target.ts'

export interface Member extends Counted {
  readonly row: FamilyRow
  /** What the row and its slopes are multiplied by. */
  readonly factor: Scaled
}

/** Row n, or undefined where it is ignored. */
export function memberOf(batch: Batch, n: number): Member | undefined {
  const { family, option, classes, group } = batch
  const slice = (values: Float64Array): readonly number[] => [...values.subarray(n * classes, (n + 1) * classes)]
  const hit = batch.indexed ? (batch.target[n] as number) : undefined
  const where = batch.where && slice(batch.where).map((x) => x !== 0)
  if (hit === option('ignore_index', NaN) || where?.includes(true) === false) return undefined
  const target = targetOf(family, hit === undefined ? slice(batch.target) : { hit, classes: widthOf(batch) }, {
    smoothing: option('label_smoothing', 0),
    temperature: option('temperature', 1),
    weight:
      family.targets === 'binary' ? sidesOf(batch, n) : family.weighs === 'class' ? list(batch.weight) : undefined,
    where,
  })
  const own = batch.weight !== undefined && family.weighs === 'row' ? batch.weight[Math.floor(n / group)] : 1
  const weight = fromNumber(own as number)
  const row = valued(batch, slice(batch.input), target, n, where)
  return { row, counts: target.counts, weight, factor: multiply(weight, constantFactor(family, option)) }
}

const list = (values: Float64Array | undefined): readonly number[] | undefined => values && [...values]
const widthOf = ({ classes, family }: Batch): number => classes + (family.baseline ? 1 : 0)

/** The weights of the two sides: (1 − α, α), or (1, v). */
function sidesOf({ option, posWeight }: Batch, n: number): readonly number[] {
  const alpha = option('alpha', -1)
  return alpha >= 0 ? [1 - alpha, alpha] : [1, posWeight?.[n] ?? 1]
}

/** The sign, T², a factor α of all classes, 1/ln(base). */
function constantFactor({ sign, squaredTemperature, targets }: Family, option: NumberOf): Scaled {
  const T = fromNumber(squaredTemperature ? option('temperature', 1) : 1)
  const alpha = fromNumber(targets === 'binary' ? 1 : option('alpha', 1))
  const factor = multiply(multiply(fromNumber(sign), alpha), multiply(T, T))
  const base = option('base', NaN)
  return Number.isNaN(base) ? factor : divide(factor, ln(fromNumber(base)))
}

function valued(
  { family, option, classes, target: targets }: Batch,
  input: readonly number[],
  target: RowTarget,
  n: number,
  where: readonly boolean[] | undefined,
): FamilyRow {
  if (family.jensenShannon) {
    return jensenShannonRow(input, [...targets.subarray(n * classes, (n + 1) * classes)], option('beta', 0.5))
  }
  const score = scoreOf(family, input, option, where)
  if (score === undefined) return missing(classes)
  if (family.modulated !== false) {
    const bare = family.modulated === 'clipped' ? score : scoreOf({ ...family, steps: [] }, input, option, where)
    return modulatedRow(family, score, bare ?? score, target, option('focal', 0))
  }
  const row = rowOf(family, score, target, option, where)
  return family.gradient.input === 'formula' ? clamped(row, input[0] as number, targets[n] as number) : row
}

/** torch's gradient of probabilities: 10⁻¹², as a float32, is the least p·(1 − p). */
const LEAST_VARIANCE = Math.fround(1e-12)

function clamped(row: FamilyRow, p: number, t: number): FamilyRow {
  const rest = difference(1, p)
  const variance = multiply(fromNumber(p), rest)
  const least = fromNumber(LEAST_VARIANCE)
  return {
    ...row,
    slope: () => [divide(difference(p, t), subtract(variance, least).hi < 0 ? least : variance)],
    targetSlope: () => [subtract(ln(rest), ln(fromNumber(p)))],
  }
}
