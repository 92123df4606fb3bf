/**
 * A profile: one loss as somebody promises it, as a row of data.
 *
 *   R = reduce over rows of   s·( Σ_c w_c·y′_c·ψ(l_c)  [+ Σ y′ ln y′]  [+ Σ (e^l − y′)]  [+ λ·Λ²] )
 *
 * Score (l and Λ), target (y′), row (ψ and what is added) and reduction are the four parts; the policy says what happens
 * at the edges. A row states what deviates from `DEFAULTS`, and that is all there is to a loss: adding one is adding a row.
 * Constants are rounded to the working dtype, as a framework that computes in it sees them.
 */

export type ScoreKind = 'logits' | 'bit' | 'log' | 'prob' | 'pbit'

/** A number as the working dtype holds it; `ε` is that dtype's 2^(1 − precision). */
export type Constant = number | 'ε' | '1 − ε'

export type Clip = { readonly clip: readonly [Constant, Constant] }

/** What is done to probabilities before their logarithm: divide by their sum, or clip. */
export type Step = 'norm' | Clip

/** What is done to a target: `exp` of a log-target, `softmax` of logits (at the temperature), `sign` of ±1 to 1 and 0. */
export type TargetStep = Step | 'exp' | 'softmax' | 'sign' | 'floor'

/** Which classes share the mass a of smoothing: all K, the K − 1 others, or those but a padding class 0. */
export type Convention = 'K' | 'K − 1' | 'K − 2'

/** ψ(l): −l, −(1 − e^l)^γ·l, −l + e·(1 − e^l), (1 − e^(q·l))/q. */
export type Psi = 'nll' | 'focal' | 'poly1' | 'gce'

/** What a mean divides by. */
export type Divisor =
  /** Σ w_t over the rows kept; for distributions the rows. */
  | 'target weights'
  /** All rows, masked ones included. */
  | 'rows'
  /** The rows that are not ignored. */
  | 'kept'
  /** Every number of the input. */
  | 'elements'
  /** The first axis. */
  | 'leading'
  /** Σ of the weights as they are spread over the rows; the rows where there are none. */
  | 'weights'
  /** How many of those are not 0. */
  | 'nonzero weights'
  /** The option `divisor`. */
  | 'given'

export type Reducer = 'none' | 'sum' | Divisor

/** What an option does, whatever a framework calls it. */
export type Role =
  | 'weight'
  | 'sample_weight'
  | 'pos_weight'
  | 'alpha'
  | 'ignore_index'
  | 'label_smoothing'
  | 'temperature'
  | 'scale'
  | 'softcap'
  | 'z_loss'
  | 'focal'
  | 'poly'
  | 'gce'
  | 'beta'
  | 'base'
  | 'where'
  | 'divisor'

export type Domain = 'real' | 'unit' | 'nonnegative'

export type Evidence = 'observed' | 'source' | 'documentation' | 'derived'

/** What happens at the edges. */
export interface Policy {
  /** 0·∞: nothing; NaN as in IEEE arithmetic; or nothing for a class that the index does not name, NaN for a weight of 0. */
  readonly zeroTimesInfinity: 'zero' | 'nan' | 'gathered'
  /** A logit +∞: NaN; the limit; or ∞ unless it is the target's own, which is NaN. */
  readonly infiniteLogit: 'nan' | 'limit' | 'others'
  /** A single logit ±∞: its limit, or the results at (+∞, 0), (+∞, 1), (−∞, 0), (−∞, 1). */
  readonly infiniteBit: 'limit' | readonly ('∞' | 'NaN')[]
  /** Whether the gradient at an infinite bit is the limit, or not promised. */
  readonly infiniteBitGradient: 'limit' | 'free'
  readonly nan: 'propagate' | 'throw'
  /** The gradient of a row that NaN makes NaN: NaN too, or not promised. */
  readonly nanGradient: 'nan' | 'free'
  /** A target that is NaN or infinite. */
  readonly badTarget: 'throw' | 'propagate'
  /** `wrap`: −1 … −K count from the end; others are NaN, or refused. */
  readonly outOfRange: 'throw' | 'nan' | 'zero' | 'wrap' | 'wrap or throw' | 'free'
  /** No rows: the sum and the mean of nothing, a refusal, or not promised. */
  readonly emptyBatch: 'reduce' | 'throw' | 'free'
  /** A mean that divides by 0. */
  readonly zeroDivisor: 'nan' | 'zero' | 'throw'
  /** The gradient of an ignored row that holds NaN. */
  readonly ignoredNaN: 'zero' | 'free'
  /** Whether a temperature, smoothing or other number outside its range is refused. */
  readonly badOption: 'throw' | 'free'
}

export interface Profile {
  /** `torch.cross_entropy.index`: the row. */
  readonly name: string
  /** `torch.cross_entropy`: what a call says; its rows differ in kind of target or in version, and in nothing else. */
  readonly loss: string
  /** `>=1.5`, `1.3 - 1.4`: the releases that promise it, where they differ. */
  readonly versions?: string
  readonly formula: string
  /** What the mean divides by, for people. */
  readonly divides: string
  readonly evidence: readonly Evidence[]
  /** Where it was seen, for people, and the page that says so. */
  readonly seen: string
  readonly link: string
  readonly notes: readonly string[]

  readonly score: ScoreKind
  readonly steps: readonly Step[]
  /** Added inside the logarithm. */
  readonly addend: Constant
  /** Logarithms are not below it. */
  readonly floor: number
  /** A class of logit 0 stands before those given. */
  readonly baseline: boolean

  /** The argument that is scored, and the one that is the target; the same for entropy. */
  readonly input: string
  readonly target: string
  /** `class`: an index or a distribution over classes; `index` or `dense` alone; `binary`: a number for each input. */
  readonly targets: 'class' | 'index' | 'dense' | 'binary'
  readonly targetSteps: readonly TargetStep[]
  readonly convention: Convention
  readonly inputDomain: Domain
  readonly targetDomain: Domain

  readonly psi: Psi
  /** The row is alpha·(1 − π)^γ times the cross-entropy, π = Σ y_c·p_c; `unclipped` takes π from p as it came. */
  readonly modulated: false | 'clipped' | 'unclipped'
  /** Adds Σ y·ln y, which makes a cross-entropy a divergence. */
  readonly divergence: boolean
  /** … as Σ y·ln(y + add), the hit class aside, or Σ y·ln max(y, atLeast). */
  readonly entropy?: { readonly add?: number; readonly atLeast?: number }
  /** Adds Σ (p − y), which makes it the generalised divergence. */
  readonly generalised: boolean
  readonly jensenShannon: boolean
  /** Multiplies the row by the square of the temperature. */
  readonly squaredTemperature: boolean
  readonly sign: 1 | -1
  /** Every number is a row of its own. */
  readonly elementwise: boolean
  /** A row is the mean over the last axis. */
  readonly averagesLast: boolean

  /** Roles in the order they are told; `names` where the wire calls them otherwise, `defaults` where they have one. */
  readonly options: readonly Role[]
  readonly names: Readonly<Partial<Record<Role, string>>>
  readonly defaults: Readonly<Partial<Record<Role, number>>>
  /** What `weight` weighs: classes, or rows (spread by NumPy's rules). */
  readonly weighs: 'class' | 'row'
  readonly classAxis: 1 | -1
  /** [rows, classes] alone, or any number of axes. */
  readonly ranks: 'matrix' | 'any'

  readonly reduction: { readonly argument: string; readonly default: string }
  readonly reductions: Readonly<Record<string, Reducer>>
  /** The divisor of the λ·Λ² part, where it has its own. */
  readonly zDivisor?: Divisor
  /** `exact`; `normalised`: exact for targets of sum 1 and not promised otherwise; `formula`: torch's own for probabilities. */
  readonly gradient: {
    readonly input: 'exact' | 'normalised' | 'formula' | 'none'
    readonly target: 'exact' | 'formula' | 'none'
  }
  readonly policy: Policy
}

/** A row as it is written: what it must say, and what deviates. */
export type Row = Pick<
  Profile,
  'name' | 'formula' | 'divides' | 'evidence' | 'seen' | 'link' | 'score' | 'input' | 'target' | 'targets'
> &
  Partial<Omit<Profile, 'policy' | 'gradient'>> & {
    readonly policy?: Partial<Policy>
    readonly gradient?: Partial<Profile['gradient']>
  }

const POLICY: Policy = {
  zeroTimesInfinity: 'zero',
  infiniteLogit: 'nan',
  infiniteBit: 'limit',
  infiniteBitGradient: 'limit',
  nan: 'propagate',
  nanGradient: 'nan',
  badTarget: 'propagate',
  outOfRange: 'throw',
  emptyBatch: 'reduce',
  zeroDivisor: 'nan',
  ignoredNaN: 'zero',
  badOption: 'free',
}

const DEFAULTS = {
  notes: [],
  steps: [],
  addend: 0,
  floor: -Infinity,
  baseline: false,
  targetSteps: [],
  convention: 'K',
  inputDomain: 'real',
  targetDomain: 'real',
  psi: 'nll',
  modulated: false,
  divergence: false,
  generalised: false,
  jensenShannon: false,
  squaredTemperature: false,
  sign: 1,
  averagesLast: false,
  options: [],
  names: {},
  defaults: {},
  classAxis: -1,
  ranks: 'any',
  reduction: { argument: 'reduction', default: 'none' },
  reductions: { none: 'none' },
} as const satisfies Partial<Profile>

/**
 * The profile of a row.
 *
 * @throws RangeError for a row that contradicts itself.
 *
 * @example
 * profileOf({ ...row, name: 'acme.loss' }).policy.zeroTimesInfinity // 'zero'
 */
export function profileOf(row: Row): Profile {
  const profile: Profile = {
    ...DEFAULTS,
    loss: row.name,
    elementwise: row.targets === 'binary',
    weighs: row.targets === 'class' || row.targets === 'index' || row.score === 'logits' ? 'class' : 'row',
    ...row,
    policy: { ...POLICY, ...row.policy },
    gradient: { input: 'exact', target: 'exact', ...row.gradient },
  }
  const wrong = contradiction(profile)
  if (wrong !== undefined) throw new RangeError(`${row.name}.${wrong}`)
  return profile
}

/** The name of an option on the wire. */
export function nameOf(profile: Profile, role: Role): string {
  return profile.names[role] ?? role
}

/** What a row says that cannot be: `field: expected …, got …`. */
function contradiction(p: Profile): string | undefined {
  const binary = p.targets === 'binary'
  if (binary !== (p.score === 'bit' || p.score === 'pbit')) {
    return `score: expected ${binary ? 'bit or pbit' : 'logits, log or prob'} for ${p.targets} targets, got ${p.score}`
  }
  if (!Object.hasOwn(p.reductions, p.reduction.default)) {
    return `reduction.default: expected one of ${Object.keys(p.reductions).join(', ')}, got ${p.reduction.default}`
  }
  const stranger = [...Object.keys(p.names), ...Object.keys(p.defaults)].find(
    (role) => !p.options.includes(role as Role),
  )
  if (stranger !== undefined) return `options: expected ${stranger}, which has a name or a default, got none`
  if (p.evidence.length === 0) return 'evidence: expected at least one kind, got none'
  if (!p.link.startsWith('https://')) return `link: expected an https address, got '${p.link}'`
  const probabilities = p.score === 'prob' || p.score === 'pbit'
  if (!probabilities && (p.steps.length > 0 || p.addend !== 0 || p.floor !== -Infinity)) {
    return `steps: expected probabilities to do them to, got ${p.score}`
  }
  if (p.generalised && !(p.divergence && p.entropy === undefined)) {
    return 'generalised: expected a divergence without a guard, got none'
  }
  if (p.psi === 'focal' && !p.options.includes('focal')) return 'options: expected focal for ψ = focal, got none'
  return undefined
}
