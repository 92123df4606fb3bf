/**
 * Arbitraries: the cases of the exam without its laws, for properties of one's own.
 *
 *   logits · probabilities · distributions      rows of numbers, in the regimes where losses go wrong
 *   calls(loss)                                 whole calls: input, target, options, reduction, upstream
 *
 * They shrink towards few classes and round numbers; distributions as far as their sum stays 1.
 */

import type { Arbitrary } from 'fast-check'
import {
  type Call,
  type FloatType,
  type LossDeclaration,
  type LossName,
  formats,
  gradientsOf,
  losses,
} from '../reference/index.ts'
import { type Case, callOf, values } from './case.ts'
import { cases } from './dice.ts'
import { type BatchLimits, PLAIN, drawBatch } from './draw/batch.ts'
import { drawDistribution } from './draw/probabilities.ts'
import type { Scope } from './law.ts'

export interface RowOptions {
  /** Least and greatest number of classes. */
  readonly classes?: readonly [number, number]
  readonly dtype?: FloatType
}

/** The scope of a subject that does everything a loss has. */
function fullScope(loss: LossName, dtype: FloatType): Scope {
  const spec = losses.get(loss)
  if (spec === undefined) throw new RangeError(`loss: expected one of ${[...losses.keys()].join(', ')}, got '${loss}'`)
  const declared: LossDeclaration = {
    dtypes: [dtype],
    targets: ['index', 'distribution'],
    reductions: ['none', 'sum', 'mean'],
    options: spec.options,
    gradients: gradientsOf(spec),
    accuracy: 'stable',
  }
  return { spec, dtype, accuracy: 'stable', declared, also: new Set(losses.keys()) }
}

const oneRow: BatchLimits = { ...PLAIN, rows: [1, 1] }

function rows(loss: LossName, { classes = [1, 33], dtype = 'f64' }: RowOptions, limits: BatchLimits = {}) {
  const scope = fullScope(loss, dtype)
  return cases((dice) => drawBatch(dice, scope, { ...oneRow, classes, ...limits })).map((c) => values(c, 'input'))
}

/**
 * One row of logits: close, confident and hopeless, with ties, common offsets, −∞ masks, and huge ones.
 *
 * @example
 * fc.sample(logits({ classes: [3, 3] }), 1)[0].length // 3
 */
export function logits(options: RowOptions = {}): Arbitrary<readonly number[]> {
  return rows('cross_entropy', options)
}

/** One row of numbers in [0, 1]: plain, near one, tiny, zero; of any sum. */
export function probabilities(options: RowOptions = {}): Arbitrary<readonly number[]> {
  return rows('log_loss', options)
}

/** One row of probabilities whose sum is exactly 1. */
export function distributions({ classes = [1, 17], dtype = 'f64' }: RowOptions = {}): Arbitrary<readonly number[]> {
  const sumsToOne = (c: Case) => values(c, 'input').reduce((s, p) => s + p, 0) === 1
  return cases((dice) => {
    const count = dice.integer(...classes)
    const row = drawDistribution(dice, formats[dtype], count)
    const planes = { input: { axes: 'nk', values: row } } as const
    return {
      loss: 'entropy',
      dtype,
      accuracy: 'stable',
      rows: 1,
      classes: count,
      indexed: false,
      reduction: 'none',
      planes,
      regime: {},
    }
  }, sumsToOne).map((c) => values(c, 'input'))
}

/** Whole calls of a loss. */
export function calls(loss: LossName, dtype: FloatType = 'f64'): Arbitrary<Call> {
  const scope = fullScope(loss, dtype)
  return cases((dice) => drawBatch(dice, scope)).map((c) => callOf(c))
}
