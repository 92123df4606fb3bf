/**
 * The evaluation behind the categorical losses: what is read, what each kind of input makes of a row, where results go.
 *
 *   logits              softmax of the transformed row, with Λ for a z-loss (logits.ts); plain rows by quick.ts
 *   probabilities       as given, in [0, 1] (probabilities.ts)
 *   log-probabilities   as given
 */

import { readRows } from './axis.ts'
import { type Dtype, type Floats, expectFormat, expectResults } from './format.ts'
import {
  type Domain,
  type Reduction,
  expectInteger,
  expectNumber,
  expectOptions,
  expectReduction,
  expectWrt,
} from './guard.ts'
import { type IndexLike, type TensorLike, readClassWeight } from './input.ts'
import { logitScore } from './logits.ts'
import { logProbabilityScore, probabilityScore } from './probabilities.ts'
import { focal } from './psi.ts'
import { type GradientOptions, type LossWithGradient, type Reduced, reduceRows, reducer } from './reduction.ts'
import { bitsNow } from './precision.ts'
import { type Factors, type QuickRows, quickRows } from './quick-rows.ts'
import { quickTargets } from './quick-targets.ts'
import { type RowLoss, type RowOptions, type Slopes, rowLoss } from './row.ts'
import type { Score } from './score.ts'
import { type Sink, sinkOf, sourceOf } from './sink.ts'
import { type Target, readTarget } from './target.ts'
import { transformOf } from './transform.ts'

export interface CategoricalOptions<R extends Reduction = Reduction, D extends Dtype = Dtype> {
  /** One finite factor for each class. */
  readonly weight?: TensorLike
  /** The class index of rows that do not count; −100 unless given. Index targets only. */
  readonly ignoreIndex?: number
  /** The share a in [0, 1] of the target that is spread evenly over all classes. */
  readonly labelSmoothing?: number
  /** γ ≥ 0: each class costs (1 − p_c)^γ·(−ln p_c). */
  readonly focal?: number
  /** The axis of the classes, the last unless given. (That of torch is 1.) */
  readonly axis?: number
  readonly reduction?: R
  /** The format of the results, f64 unless given; under bf16 and f16 a Uint16Array among the arguments holds bits. */
  readonly dtype?: D
}

export interface CrossEntropyOptions<
  R extends Reduction = Reduction,
  D extends Dtype = Dtype,
> extends CategoricalOptions<R, D> {
  /** T > 0: logits are divided by it. */
  readonly temperature?: number
  /** C > 0: logits, divided by T, become C·tanh(z/C). */
  readonly softcap?: number
  /** λ: adds λ·(ln Σ e^z)² to each row that counts, of logits as they are after T and C; no weight scales it. */
  readonly zLoss?: number
}

export type CategoricalGradientOptions<
  R extends Reduction,
  Input extends string,
  D extends Dtype = Dtype,
> = CategoricalOptions<R, D> & GradientOptions<Input | 'target'>

export type CrossEntropyGradientOptions<R extends Reduction, D extends Dtype = Dtype> = CrossEntropyOptions<R, D> &
  GradientOptions<'logits'>

type Options<Input extends string> = CrossEntropyOptions & GradientOptions<Input | 'target'>

export interface Kind<Input extends string> {
  readonly input: Input
  readonly domain: Domain
  readonly options: readonly string[]
  readonly row: (target: Target, classes: number, options: CrossEntropyOptions) => RowLoss
  /** Whether the options leave logits and their costs as they are. */
  readonly isPlain: (options: CrossEntropyOptions) => boolean
}

const SHARED = ['weight', 'ignoreIndex', 'labelSmoothing', 'focal', 'axis', 'reduction', 'dtype']

const psiOf = ({ focal: gamma }: CategoricalOptions): RowOptions['psi'] =>
  focal(expectNumber('focal', gamma, 'finite nonnegative', 0))

export const fromLogits: Kind<'logits'> = {
  input: 'logits',
  domain: 'real',
  options: [...SHARED, 'temperature', 'softcap', 'zLoss'],
  row(target, classes, options) {
    const transform = transformOf(options)
    const factor = expectNumber('zLoss', options.zLoss, 'finite', 0)
    const score = logitScore(classes, { transform })
    const zLoss = factor === 0 ? undefined : { factor, score }
    return rowLoss(score, target, classes, { psi: psiOf(options), zLoss })
  },
  isPlain: ({ focal: gamma = 0, zLoss = 0, temperature = 1, softcap }) =>
    gamma === 0 && zLoss === 0 && temperature === 1 && softcap === undefined,
}

/** A kind without a normaliser: its classes know nothing of each other. */
const separate = <Input extends string>(
  input: Input,
  domain: Domain,
  score: (classes: number) => Score,
): Kind<Input> => ({
  input,
  domain,
  options: SHARED,
  row: (target, classes, options) =>
    rowLoss(score(classes), target, classes, { psi: psiOf(options), zLoss: undefined }),
  isPlain: () => false,
})

export const fromProbabilities: Kind<'probabilities'> = separate('probabilities', 'unit', probabilityScore)
export const fromLogProbabilities: Kind<'logProbabilities'> = separate('logProbabilities', 'real', logProbabilityScore)

/** The one evaluation behind all six functions: the loss, and the gradients when they are wanted. */
function evaluate<Input extends string>(
  kind: Kind<Input>,
  value: TensorLike,
  targetValue: TensorLike | IndexLike,
  options: Options<Input>,
  withGradient: boolean,
): { readonly loss: number | Floats; readonly gradient: Readonly<Record<string, Floats>> } {
  expectOptions(options, withGradient ? [...kind.options, 'upstream', 'wrt', 'into'] : kind.options)
  const format = expectFormat(options.dtype)
  const input = readRows(kind.input, value, kind.domain, options.axis, format)
  const { rows, classes } = input
  const size = rows * classes
  const readIt = (): Target =>
    readTarget(input, targetValue, {
      weight: options.weight === undefined ? undefined : readClassWeight(options.weight, classes, format),
      ignoreIndex: options.ignoreIndex === undefined ? undefined : expectInteger('ignoreIndex', options.ignoreIndex),
      labelSmoothing: expectNumber('labelSmoothing', options.labelSmoothing, 'finite unit', 0),
      decode: format.decode,
    })
  const given = readIt()
  const wantsTarget = expectWrt(options.wrt, kind.input, given.kind === 'distribution' ? 'target' : undefined)
  const reduction = expectReduction(options.reduction)
  const wanted = [...(withGradient ? [kind.input] : []), ...(wantsTarget ? ['target'] : [])]
  const unreduced = reduction === 'none' ? rows : undefined
  const { losses, gradient } = expectResults(options.into, format, wanted, size, unreduced)
  const sink = (name: string): Sink | undefined => gradient[name] && sinkOf(gradient[name], format, input)
  const slopes: Slopes = { input: sink(kind.input), target: sink('target') }
  const quick = (target: Target, factors: Factors): QuickRows | undefined => {
    const row = {
      source: sourceOf(input),
      rows,
      classes,
      factor: factors.factor,
      shared: factors.shared,
      slopes: slopes.input,
    }
    if (target.single) return quickRows({ ...row, ...target }, losses, format)
    return slopes.target === undefined ? quickTargets({ ...row, target }, losses, format) : undefined
  }
  const loss = reduceRows(rows, format, losses, () => {
    const target = bitsNow() === 0 ? given : readIt()
    const own = reducer(reduction, rows, target.divisor(), options.upstream, format)
    const isPlain = kind.isPlain(options)
    const row = kind.row(target, classes, options)
    return {
      reducer: own,
      row(n, writes) {
        const exact = row(input.data, n, own.factor(n), writes ? slopes : UNWANTED)
        if (writes) for (const each of [slopes.input, slopes.target]) each?.done?.(n)
        return exact
      },
      quick: isPlain ? quick(target, own) : undefined,
    }
  })
  return { loss, gradient }
}

const UNWANTED: Slopes = { input: undefined, target: undefined }

export function lossOnly<R extends Reduction, Input extends string, D extends Dtype>(
  kind: Kind<Input>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: CrossEntropyOptions<R, D>,
): Reduced<R, D> {
  return evaluate(kind, input, target, options, false).loss as Reduced<R, D>
}

export function lossWithGradient<R extends Reduction, Input extends string, D extends Dtype>(
  kind: Kind<Input>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: CrossEntropyOptions<R, D> & GradientOptions<Input | 'target'>,
): LossWithGradient<R, Input, D> {
  return evaluate(kind, input, target, options, true) as unknown as LossWithGradient<R, Input, D>
}
