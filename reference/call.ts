/**
 * A call: one loss, its arguments, and what is wanted of it.
 *
 * The words shared by everyone who asks or answers: the laws that put the question, the truth, and the subjects.
 * Types only. A tensor is row-major and flat; its `data` is the typed array of its dtype, with `f16` and `bf16` as bits.
 */

export type FloatType = 'f64' | 'f32' | 'f16' | 'bf16'
export type IndexType = 'i64' | 'i32'
export type TensorData = Float64Array | Float32Array | Uint16Array | BigInt64Array | Int32Array

export interface Tensor {
  readonly dtype: FloatType | IndexType
  readonly shape: readonly number[]
  readonly data: TensorData
}

/** The losses under our own names. */
export type LossName =
  | 'cross_entropy'
  | 'log_loss'
  | 'nll_loss'
  | 'binary_cross_entropy_with_logits'
  | 'binary_cross_entropy'
  | 'kl_divergence'
  | 'entropy'

export type Reduction = 'none' | 'sum' | 'mean'

export interface Call {
  readonly loss: string
  /** Tensors, numeric options and `reduction`, under the names of the loss. */
  readonly arguments: Readonly<Record<string, Tensor | number | string>>
  /** ∂(what follows)/∂loss, of the loss's shape; ones when absent. */
  readonly upstream?: Tensor
  readonly want: readonly ('loss' | 'gradient')[]
}

/** A number of an argument that is not what it was: `logits[3]`, from 1.5 to 2. */
export interface Modified {
  readonly where: string
  readonly was: string
  readonly is: string
}

export type Answer =
  | {
      readonly kind: 'value'
      readonly loss: Tensor
      readonly gradient: Readonly<Record<string, Tensor>>
      /** Set when the subject changed what it was given. */
      readonly modified?: Modified
    }
  /** The subject does not do this. */
  | { readonly kind: 'unsupported'; readonly why: string }
  /** The subject refused the input, as it should an out-of-range target. */
  | { readonly kind: 'error'; readonly message: string }
  /** There is no usable answer: a malformed result, or, when `silent`, none at all (a crash, a deadline missed). */
  | { readonly kind: 'broken'; readonly why: string; readonly silent?: boolean }

/** `faithful`: within 1 ulp. `stable`: within the bound of the shifted algorithm. Numbers: ulps of the largest term. */
export type Accuracy = 'faithful' | 'stable' | { readonly loss: number; readonly gradient: number }

export interface LossDeclaration {
  readonly dtypes: readonly FloatType[]
  readonly targets: readonly ('index' | 'distribution')[]
  /** By the names of the profile. */
  readonly reductions: readonly string[]
  readonly options: readonly string[]
  readonly gradients: readonly string[]
  readonly accuracy: Accuracy
}

/** Something that computes losses and is under examination. */
export interface Subject {
  readonly name: string
  readonly version: string
  readonly losses: Readonly<Record<string, LossDeclaration>>
  readonly ask: (call: Call) => Promise<Answer>
  /** How many calls may be under way at once; one, unless it says so. */
  readonly window?: number
  readonly close: () => Promise<void>
}
