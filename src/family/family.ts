/**
 * A family: which of the losses a row is, by its four parts.
 *
 *   R = reduce over rows of   s·( Σ_c w_c·y′_c·ψ(l_c)  [+ Σ y′ ln y′]  [+ Σ (p − y′)]  [+ λ·Λ²] )
 *
 * The score makes l (and Λ), the target y′, the row ψ and what is added to it. What is not said is `PLAIN`.
 */

export type Constant = number | 'ε' | '1 − ε'

/** What is done to probabilities before their logarithm. ε is 2^−52. */
export type Step = 'norm' | { readonly clip: readonly [Constant, Constant] }

export type TargetStep = Step | 'exp' | 'softmax' | 'sign' | 'floor'

/** What a mean divides by; see `divisor.ts`. */
export type Divisor =
  | 'target weights'
  | 'rows'
  | 'kept'
  | 'elements'
  | 'leading'
  | 'weights'
  | 'nonzero weights'
  | 'given'

export interface Family {
  /** Names of the two arguments, for errors and for the gradient. */
  readonly input: string
  readonly target: string
  /** Softmax of logits, of the pair (0, z), ln p as given, probabilities, the pair (1 − p, p). */
  readonly score: 'logits' | 'bit' | 'log' | 'prob' | 'pbit'
  readonly steps: readonly Step[]
  /** Added inside the logarithm, which is then at least `floor`. */
  readonly addend: Constant
  readonly floor: number
  /** A class of logit 0 stands before those given. */
  readonly baseline: boolean
  readonly targets: 'class' | 'index' | 'dense' | 'binary'
  readonly targetSteps: readonly TargetStep[]
  /** Which classes share the mass of smoothing; under K − 2 class 0 is padding. */
  readonly convention: 'K' | 'K − 1' | 'K − 2'
  readonly psi: 'nll' | 'focal' | 'poly1' | 'gce'
  /** α·(1 − π)^γ times the binary cross-entropy, π = Σ y·p, of p before it is clipped or after. */
  readonly modulated: false | 'clipped' | 'unclipped'
  /** Adds Σ y·ln y; with a guard as ln(y + add), the hit class aside, or ln max(y, atLeast). */
  readonly divergence: boolean
  readonly entropy?: { readonly add?: number; readonly atLeast?: number }
  /** Adds Σ (p − y). */
  readonly generalised: boolean
  /** Of two log-probabilities, with weight β. */
  readonly jensenShannon: boolean
  readonly squaredTemperature: boolean
  readonly sign: 1 | -1
  /** Every number is a row; a row is the mean over the last axis. */
  readonly elementwise: boolean
  readonly averagesLast: boolean
  /** What `weight` weighs. */
  readonly weighs: 'class' | 'row'
  readonly classAxis: 1 | -1
  readonly reduction: { readonly default: string }
  readonly reductions: Readonly<Record<string, 'none' | 'sum' | Divisor>>
  /** The divisor of the λ·Λ² part, where it has its own. */
  readonly zDivisor?: Divisor
  /** `formula`: (p − t)/max(p·(1 − p), 10⁻¹²) and ln((1 − p)/p), which torch returns for probabilities. */
  readonly gradient: { readonly input: string; readonly target: string }
  /** What options are when they are not given, under their snake_case names. */
  readonly defaults: Readonly<Record<string, number | undefined>>
  readonly policy: {
    /** 0·∞: nothing; NaN; or nothing for a class that the index does not name, NaN for a weight of 0. */
    readonly zeroTimesInfinity: 'zero' | 'nan' | 'gathered'
    /** A mean that divides by 0. */
    readonly zeroDivisor: 'nan' | 'zero' | 'throw'
  }
}

/** Cross-entropy of logits over the last axis, row by row. */
export const PLAIN: Family = {
  input: 'input',
  target: 'target',
  score: 'logits',
  steps: [],
  addend: 0,
  floor: -Infinity,
  baseline: false,
  targets: 'class',
  targetSteps: [],
  convention: 'K',
  psi: 'nll',
  modulated: false,
  divergence: false,
  generalised: false,
  jensenShannon: false,
  squaredTemperature: false,
  sign: 1,
  elementwise: false,
  averagesLast: false,
  weighs: 'class',
  classAxis: -1,
  reduction: { default: 'mean' },
  reductions: { none: 'none', sum: 'sum', mean: 'target weights' },
  gradient: { input: 'exact', target: 'exact' },
  // torch's index of rows that do not count
  defaults: { ignore_index: -100 },
  policy: { zeroTimesInfinity: 'zero', zeroDivisor: 'nan' },
}

/** Options as numbers: as given, by the family's default, or as if there were none. */
export type NumberOf = (name: string, neutral: number) => number
