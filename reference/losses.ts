/**
 * The losses under our own names, as data: which score, which target, which arguments.
 *
 *   loss = reduce over rows of  Σ_c q_c·(−ln p_c)   [ + Σ_c y_c·ln y_c ]
 *
 * A row of this table is all there is to a loss; the four parts (score, target, row, reduction) do the rest.
 */

import type { LossName } from './call.ts'
import type { ScoreKind } from './score.ts'

export interface LossSpec {
  readonly name: LossName
  /** The formula of one row, for people. */
  readonly formula: string
  /** What the mean divides by, for people. */
  readonly divisor: string
  readonly score: ScoreKind
  /** The argument that is scored, and the one that is the target; the same for entropy. */
  readonly input: string
  readonly target: string
  /** `class`: an index or a distribution over classes; `dense`: a distribution; `binary`: a number for each input. */
  readonly targets: 'class' | 'dense' | 'binary'
  /** Adds Σ y·ln y, which makes a cross-entropy a divergence. */
  readonly divergence: boolean
  /** Values allowed for the input and for the target. */
  readonly inputDomain: Domain
  readonly targetDomain: Domain
  readonly options: readonly string[]
}

export type Domain = 'real' | 'unit' | 'nonnegative'

const classOptions = ['weight', 'ignore_index', 'label_smoothing']

const rows: readonly LossSpec[] = [
  {
    name: 'cross_entropy',
    formula: 'Σ_c w_c y′_c (lse z − z_c)',
    divisor: 'Σ w_t of the rows kept (index), rows (distribution)',
    score: 'logits',
    input: 'logits',
    target: 'target',
    targets: 'class',
    divergence: false,
    inputDomain: 'real',
    targetDomain: 'real',
    options: classOptions,
  },
  {
    name: 'log_loss',
    formula: '−Σ_c w_c y′_c ln p_c',
    divisor: 'Σ w_t of the rows kept (index), rows (distribution)',
    score: 'prob',
    input: 'probabilities',
    target: 'target',
    targets: 'class',
    divergence: false,
    inputDomain: 'unit',
    targetDomain: 'real',
    options: classOptions,
  },
  {
    name: 'nll_loss',
    formula: '−Σ_c w_c y′_c ln p_c, from ln p',
    divisor: 'Σ w_t of the rows kept (index), rows (distribution)',
    score: 'log',
    input: 'log_probabilities',
    target: 'target',
    targets: 'class',
    divergence: false,
    inputDomain: 'real',
    targetDomain: 'real',
    options: classOptions,
  },
  {
    name: 'binary_cross_entropy_with_logits',
    formula: 'w (v y softplus(−z) + (1 − y) softplus(z))',
    divisor: 'elements',
    score: 'bit',
    input: 'logits',
    target: 'target',
    targets: 'binary',
    divergence: false,
    inputDomain: 'real',
    targetDomain: 'real',
    options: ['weight', 'pos_weight'],
  },
  {
    name: 'binary_cross_entropy',
    formula: '−w (y ln p + (1 − y) ln(1 − p))',
    divisor: 'elements',
    score: 'pbit',
    input: 'probabilities',
    target: 'target',
    targets: 'binary',
    divergence: false,
    inputDomain: 'unit',
    targetDomain: 'unit',
    options: ['weight'],
  },
  {
    name: 'kl_divergence',
    formula: 'Σ_c p_c ln(p_c / q_c)',
    divisor: 'rows',
    score: 'prob',
    input: 'q',
    target: 'p',
    targets: 'dense',
    divergence: true,
    inputDomain: 'nonnegative',
    targetDomain: 'nonnegative',
    options: [],
  },
  {
    name: 'entropy',
    formula: '−Σ_c p_c ln p_c',
    divisor: 'rows',
    score: 'prob',
    input: 'p',
    target: 'p',
    targets: 'dense',
    divergence: false,
    inputDomain: 'nonnegative',
    targetDomain: 'nonnegative',
    options: [],
  },
]

/** Every loss of the family under our own name. */
export const losses: ReadonlyMap<string, LossSpec> = new Map(rows.map((row) => [row.name, row]))

/** The arguments whose gradient a loss has, the input first. */
export function gradientsOf(spec: LossSpec): readonly string[] {
  return spec.input === spec.target ? [spec.input] : [spec.input, spec.target]
}
