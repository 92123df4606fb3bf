/**
 * What a family is asked, as rows: arguments read, checked and laid out with their classes last.
 *
 * Weights of classes are one for each; weights of rows are spread by NumPy's rules over the losses before reduction.
 * Options are told in camelCase and known by their names in snake_case, which are those of the family's defaults.
 */

import { type Rows, classesLast, readRows } from '../axis.ts'
import { type Domain, expectIndices, expectNumber, expectShape, sameShape } from '../guard.ts'
import { type IndexLike, type TensorLike, readClassWeight, readTensor, readWeight } from '../input.ts'
import type { Family, NumberOf } from './family.ts'

export interface FamilyOptions {
  /** Of each class, or of each row (spread by NumPy's rules), as the family says. */
  readonly weight?: TensorLike
  /** Of the positive side. */
  readonly posWeight?: TensorLike
  /** 0 for the classes of a row that do not take part. */
  readonly where?: TensorLike
  readonly ignoreIndex?: number
  readonly labelSmoothing?: number
  readonly temperature?: number
  readonly scale?: number
  readonly softcap?: number
  readonly zLoss?: number
  readonly focal?: number
  readonly poly?: number
  readonly gce?: number
  readonly beta?: number
  readonly alpha?: number
  readonly base?: number
  readonly divisor?: number
  /** One of the family's reductions. */
  readonly reduction?: string
  readonly upstream?: number | TensorLike
  readonly wrt?: readonly string[]
}

/** The options that are numbers, and what they may be. */
const NUMBERS = {
  ignoreIndex: 'finite',
  labelSmoothing: 'finite unit',
  temperature: 'positive',
  scale: 'positive',
  softcap: 'positive',
  zLoss: 'finite',
  focal: 'finite nonnegative',
  poly: 'finite',
  gce: 'finite unit',
  beta: 'finite unit',
  alpha: 'finite',
  base: 'positive',
  divisor: 'finite',
} as const satisfies Readonly<Record<string, Domain>>

export const OPTIONS: readonly string[] = [...Object.keys(NUMBERS), 'weight', 'posWeight', 'where', 'reduction']

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function numbersOf({ defaults }: Family, options: FamilyOptions): NumberOf {
  const given = new Map<string, number>()
  for (const [name, domain] of Object.entries(NUMBERS)) {
    const value = expectNumber(name, options[name as keyof typeof NUMBERS], domain, undefined)
    if (value !== undefined) given.set(snakeCase(name), value)
  }
  return (name, neutral) => given.get(name) ?? defaults[name] ?? neutral
}

/** Everything that was given, as rows. */
export interface Batch {
  readonly family: Family
  readonly option: NumberOf
  readonly shape: readonly number[]
  readonly axis: number
  readonly rows: number
  readonly classes: number
  /** Rows that make one unreduced loss, their mean. */
  readonly group: number
  readonly input: Float64Array
  readonly target: Float64Array
  readonly indexed: boolean
  readonly weight: Float64Array | undefined
  readonly posWeight: Float64Array | undefined
  readonly where: Float64Array | undefined
}

export function readBatch(
  family: Family,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: FamilyOptions,
): Batch {
  const { classes, rows, shape, axis, rowShape, data } = readInput(family, input)
  const given = readTensor(family.target, target, { integers: true })
  const indexed = family.targets === 'index' || (family.targets === 'class' && !sameShape(given.shape, shape))
  expectShape(family.target, given.shape, indexed ? rowShape : shape)
  const option = numbersOf(family, options)
  if (indexed) {
    expectIndices(family.target, given.data, classes + (family.baseline ? 1 : 0), option('ignore_index', NaN))
  }
  const lossShape = family.averagesLast ? shape.slice(0, -1) : rowShape
  const weightOf = (value: TensorLike): Float64Array =>
    family.weighs === 'class' ? readClassWeight(value, classes) : readWeight('weight', value, lossShape)
  const { weight, posWeight, where } = options
  return {
    family,
    option,
    shape,
    axis,
    rows,
    classes,
    group: family.averagesLast ? (shape.at(-1) ?? 1) : 1,
    input: data,
    target: indexed ? given.data : classesLast(given.data, shape, axis),
    indexed,
    weight: weight === undefined ? undefined : weightOf(weight),
    posWeight: posWeight === undefined ? undefined : readWeight('posWeight', posWeight, shape),
    where: where === undefined ? undefined : classesLast(readWeight('where', where, shape), shape, axis),
  }
}

function readInput({ elementwise, averagesLast, classAxis, input }: Family, value: TensorLike): Rows {
  if (!elementwise && !averagesLast) {
    const { length } = readTensor(input, value).shape
    return readRows(input, value, 'real', length === 1 ? 0 : classAxis)
  }
  const { data, shape } = readTensor(input, value)
  return {
    data,
    shape,
    axis: shape.length - 1,
    rowShape: shape,
    rows: data.length,
    classes: 1,
    singles: undefined,
  }
}
