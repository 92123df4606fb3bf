/**
 * The target: how much each class weighs, q_c = w_c·y'_c.
 *
 *   index t        y = onehot(t)
 *   distribution   y as given: any finite numbers, normalised or not
 *   smoothing a    y' = (1 − a)·y + a/K, over all K classes (Szegedy et al. 2016, section 7); in units of 1/K
 *
 * An index without smoothing is one class and its mass; every other target is K masses. Masses carry two terms and an
 * exponent: a product of weight and target neither rounds, overflows nor underflows here.
 */

import { type Rows, classesLast } from './axis.ts'
import { expectDomain, expectIndices, sameShape, showShape, wrongShape } from './guard.ts'
import { type IndexLike, type Reading, type TensorLike, readTensor } from './input.ts'
import { ONE, type Scaled, ZERO, add, difference, fromNumber, multiply } from './scaled.ts'

export interface Target {
  readonly kind: 'index' | 'distribution'
  /** Whether only one class of each row can have mass. */
  readonly single: boolean
  readonly isIgnored: (row: number) => boolean
  /** The classes of an index target, and what stands for a row that does not count. */
  readonly indices: Float64Array | Int32Array
  /** The distributions as given, classes last. */
  readonly shares: Float64Array | undefined
  readonly ignored: number
  /** The class of an index target. */
  readonly hit: (row: number) => number
  /** What masses and rates are multiplied by: K where smoothing divides by it, so that they are sums of products. */
  readonly unit: Scaled
  /** (1 − a) and a/K, each times the unit: y' = keep·y + spread. */
  readonly keep: Scaled
  readonly spread: Scaled
  /** Fills `mass` with q of the row, times the unit. */
  readonly masses: (row: number, mass: Scaled[]) => void
  readonly weight: Float64Array | undefined
  readonly weightOf: (c: number) => Scaled
  /** ∂q_c/∂y_c = (1 − a)·w_c, times the unit */
  readonly rate: (c: number) => Scaled
  /** D of the mean: Σ w_t over the rows kept for indices, the number of rows for distributions. */
  readonly divisor: () => Scaled
}

export interface TargetOptions extends Pick<Reading, 'decode'> {
  readonly weight: Float64Array | undefined
  readonly ignoreIndex: number | undefined
  readonly labelSmoothing: number
}

/** torch's default, kept so that code moves over unchanged. */
const IGNORED_BY_DEFAULT = -100

/** Reads the target of `input`: of the same shape a distribution, one for each row an index. */
export function readTarget(input: Rows, value: TensorLike | IndexLike, options: TargetOptions): Target {
  // Indices of 16 bits are numbers; only a distribution has a format.
  const target = readTensor('target', value, { integers: true })
  const { rowShape, classes } = input
  if (sameShape(target.shape, input.shape)) {
    const { data } = options.decode === undefined ? target : readTensor('target', value, options)
    expectDomain('target', data, 'finite')
    return distribution(classesLast(data, input.shape, input.axis), classes, options)
  }
  if (!sameShape(target.shape, rowShape)) {
    const indices = rowShape.length === 0 ? 'a class index' : `class indices of shape ${showShape(rowShape)}`
    throw wrongShape('target', `${indices} or a distribution of shape ${showShape(input.shape)}`, target.shape)
  }
  return index(target.integers ?? target.data, classes, options)
}

/** y' = keep·y + spread, and the weights. */
function parts({ weight, labelSmoothing }: TargetOptions, classes: number) {
  const unit = labelSmoothing === 0 ? ONE : fromNumber(classes)
  const keep = multiply(difference(1, labelSmoothing), unit)
  const spread = fromNumber(labelSmoothing)
  const weightOf = (c: number): Scaled => (weight === undefined ? ONE : fromNumber(weight[c] as number))
  const rate = (c: number): Scaled => multiply(keep, weightOf(c))
  return { unit, keep, spread, weightOf, rate }
}

function index(indices: Float64Array | Int32Array, classes: number, options: TargetOptions): Target {
  const ignored = options.ignoreIndex ?? IGNORED_BY_DEFAULT
  const kept = expectIndices('target', indices, classes, ignored)
  const { unit, keep, spread, weightOf, rate } = parts(options, classes)
  return {
    kind: 'index',
    single: options.labelSmoothing === 0,
    isIgnored: (row) => indices[row] === ignored,
    indices,
    shares: undefined,
    keep,
    spread,
    ignored,
    hit: (row) => indices[row] as number,
    unit,
    masses(row, mass) {
      for (let c = 0; c < classes; c++) {
        mass[c] = multiply(weightOf(c), c === indices[row] ? add(keep, spread) : spread)
      }
    },
    weight: options.weight,
    weightOf,
    rate,
    divisor() {
      if (options.weight === undefined) return fromNumber(kept)
      let sum = ZERO
      for (const t of indices) if (t !== ignored) sum = add(sum, weightOf(t))
      return sum
    },
  }
}

function distribution(data: Float64Array, classes: number, options: TargetOptions): Target {
  if (options.ignoreIndex !== undefined) {
    throw new RangeError(
      `ignoreIndex: expected class indices as the target, got ${options.ignoreIndex} beside a distribution`,
    )
  }
  const { unit, keep, spread, weightOf, rate } = parts(options, classes)
  return {
    kind: 'distribution',
    single: false,
    isIgnored: () => false,
    indices: new Float64Array(0),
    shares: data,
    keep,
    spread,
    ignored: NaN,
    hit: () => 0,
    unit,
    masses(row, mass) {
      for (let c = 0; c < classes; c++) {
        const y = fromNumber(data[row * classes + c] as number)
        mass[c] = multiply(weightOf(c), add(multiply(keep, y), spread))
      }
    },
    weight: options.weight,
    weightOf,
    rate,
    divisor: () => fromNumber(data.length / classes),
  }
}
