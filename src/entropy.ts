/**
 * Entropy and Kullback–Leibler divergence of rows of probabilities.
 *
 *   H(p)     = −Σ p·ln p         ∂/∂p = −ln p − 1
 *   KL(p‖q)  = Σ p·ln(p/q)       ∂/∂p = ln(p/q) + 1,  ∂/∂q = −p/q
 *
 * 0·ln 0 = 0, also 0·ln(0/0); q = 0 under p > 0 costs +∞. Neither need be normalised. The slope in p at p = 0 is the
 * limit, +∞ for the entropy and −∞ for the divergence. mean divides by the rows.
 * Terms of p·ln(p/q) have both signs: what cancels is computed again with more digits (precision.ts).
 */

import { type Rows, readRows } from './axis.ts'
import { type ArrayOf, type Dtype, type Floats, type Into, expectFormat, expectResults } from './format.ts'
import { type Reduction, expectOptions, expectReduction, expectShape } from './guard.ts'
import type { TensorLike } from './input.ts'
import { ln, lnRatio } from './ln.ts'
import { type GradientOptions, type Reduced, reduceRows, reducer } from './reduction.ts'
import {
  INFINITE,
  NOT_A_NUMBER,
  ONE,
  type Scaled,
  ZERO,
  add,
  divide,
  fromNumber,
  multiply,
  negate,
  subtract,
  toNumber,
} from './scaled.ts'
import { hasNaN } from './score.ts'

export interface EntropyOptions<R extends Reduction = Reduction, D extends Dtype = Dtype> {
  readonly reduction?: R
  /** The format of the results, f64 unless given; under bf16 and f16 a Uint16Array among the arguments holds bits. */
  readonly dtype?: D
}

export interface EntropyGradientOptions<R extends Reduction, Name extends string = string, D extends Dtype = Dtype>
  extends EntropyOptions<R, D>, Pick<GradientOptions<never>, 'upstream'> {
  /** Arrays of the format to write to instead of new ones: gradients by their names, and unreduced losses as `loss`. */
  readonly into?: Into<Name | 'loss'>
}

/** The limit of ln(p/q) at p = 0, for the slope; the term itself is 0 there. */
const MINUS_INFINITE = negate(INFINITE)

const OPTIONS = ['reduction', 'dtype']
const GRADIENT_OPTIONS = [...OPTIONS, 'upstream', 'into']

interface Answer {
  readonly loss: number | Floats
  readonly gradient: Readonly<Record<string, Floats>>
}

/** The loss of the row that begins at `start`, and its gradients times `factor`, given to `put` where they are wanted. */
type Visit = (start: number, factor: Scaled, put: Put | undefined) => Scaled
type Put = (name: string, i: number, slope: Scaled) => void

/** Reduces the losses of rows that have a score, and fills the gradients of the others with NaN. */
function overRows(
  { rows, classes, data }: Rows,
  options: EntropyGradientOptions<Reduction>,
  names: readonly string[],
  visit: Visit,
  isScored: (start: number) => boolean,
): Answer {
  const format = expectFormat(options.dtype)
  const reduction = expectReduction(options.reduction)
  const unreduced = reduction === 'none' ? rows : undefined
  const { losses, gradient } = expectResults(options.into, format, names, data.length, unreduced)
  const put: Put = (name, i, slope) => {
    const out = gradient[name] as Floats
    out[i] = format.encode(toNumber(slope))
  }
  const loss = reduceRows(rows, format, losses, () => {
    const own = reducer(reduction, rows, fromNumber(rows), options.upstream, format)
    return {
      reducer: own,
      row(n, writes) {
        const start = n * classes
        if (isScored(start)) return visit(start, own.factor(n), writes && names.length > 0 ? put : undefined)
        for (const slopes of Object.values(gradient)) slopes.fill(format.encode(NaN), start, start + classes)
        return NOT_A_NUMBER
      },
    }
  })
  return { loss, gradient }
}

function divergence(
  pValue: TensorLike,
  qValue: TensorLike,
  options: EntropyGradientOptions<Reduction>,
  withGradient: boolean,
): Answer {
  expectOptions(options, withGradient ? GRADIENT_OPTIONS : OPTIONS)
  const format = expectFormat(options.dtype)
  const p = readRows('p', pValue, 'finite nonnegative', undefined, format)
  const q = readRows('q', qValue, 'nonnegative', undefined, format)
  expectShape('q', q.shape, p.shape)
  const visit: Visit = (start, factor, put) => {
    let loss = ZERO
    for (let i = start; i < start + p.classes; i++) {
      const pc = p.data[i] as number
      const qc = q.data[i] as number
      const log = pc === 0 ? MINUS_INFINITE : lnRatio(pc, qc)
      if (pc !== 0) loss = add(loss, multiply(fromNumber(pc), log))
      put?.('p', i, multiply(add(log, ONE), factor))
      put?.('q', i, pc === 0 ? ZERO : multiply(negate(divide(fromNumber(pc), fromNumber(qc))), factor))
    }
    return loss
  }
  return overRows(p, options, withGradient ? ['p', 'q'] : [], visit, (start) => !hasNaN(q.data, start, p.classes))
}

function selfInformation(value: TensorLike, options: EntropyGradientOptions<Reduction>, withGradient: boolean): Answer {
  expectOptions(options, withGradient ? GRADIENT_OPTIONS : OPTIONS)
  const p = readRows('p', value, 'finite nonnegative', undefined, expectFormat(options.dtype))
  const visit: Visit = (start, factor, put) => {
    let loss = ZERO
    for (let i = start; i < start + p.classes; i++) {
      const x = fromNumber(p.data[i] as number)
      const surprisal = negate(ln(x))
      if (x.hi !== 0) loss = add(loss, multiply(x, surprisal))
      put?.('p', i, multiply(subtract(surprisal, ONE), factor))
    }
    return loss
  }
  return overRows(p, options, withGradient ? ['p'] : [], visit, () => true)
}

interface WithGradients<R extends Reduction, D extends Dtype, Name extends string> {
  readonly loss: Reduced<R, D>
  readonly gradient: { readonly [N in Name]: ArrayOf<D> }
}

/**
 * Kullback–Leibler divergence Σ p·ln(p/q) of p and q of one shape, over its last axis, in nats.
 *
 * Neither need be normalised, so the divergence may be negative. Returns a number, or with `reduction: 'none'` a row
 * each. NaN in q makes its row NaN.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for shapes that do not fit, a negative
 * number, a p that is not finite.
 *
 * @example
 * klDivergence([0.5, 0.5], [0.25, 0.75]) // 0.14384103622589045
 * klDivergence([1, 0], [0, 1]) // Infinity
 */
export function klDivergence<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  p: TensorLike,
  q: TensorLike,
  options: EntropyOptions<R, D> = {},
): Reduced<R, D> {
  return divergence(p, q, options, false).loss as Reduced<R, D>
}

/**
 * `klDivergence` and both gradients in one pass: ln(p/q) + 1 in p, −p/q in q.
 *
 * Arguments, edges and errors as for `klDivergence`; `upstream` is a factor of the gradients.
 *
 * @example
 * klDivergenceWithGradient([0.5, 0.5], [0.5, 0.5]).gradient // { p: [1, 1], q: [-1, -1] }
 */
export function klDivergenceWithGradient<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  p: TensorLike,
  q: TensorLike,
  options: EntropyGradientOptions<R, 'p' | 'q', D> = {},
): WithGradients<R, D, 'p' | 'q'> {
  return divergence(p, q, options, true) as unknown as WithGradients<R, D, 'p' | 'q'>
}

/**
 * Entropy −Σ p·ln p over the last axis of p, in nats.
 *
 * p need not be normalised. Returns a number, or with `reduction: 'none'` a row each.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for a negative or infinite number or NaN.
 *
 * @example
 * entropy([0.5, 0.5]) // 0.6931471805599453
 * entropy([[1, 0], [0.25, 0.75]], { reduction: 'none' }) // [0, 0.5623351446188084]
 */
export function entropy<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  p: TensorLike,
  options: EntropyOptions<R, D> = {},
): Reduced<R, D> {
  return selfInformation(p, options, false).loss as Reduced<R, D>
}

/**
 * `entropy` and its gradient in one pass: −ln p − 1, +∞ at p = 0.
 *
 * Arguments, edges and errors as for `entropy`; `upstream` is a factor of the gradient.
 *
 * @example
 * entropyWithGradient([1, 0]).gradient.p // [-1, Infinity]
 */
export function entropyWithGradient<R extends Reduction = 'mean', D extends Dtype = 'f64'>(
  p: TensorLike,
  options: EntropyGradientOptions<R, 'p', D> = {},
): WithGradients<R, D, 'p'> {
  return selfInformation(p, options, true) as unknown as WithGradients<R, D, 'p'>
}
