/**
 * Whole cases: a batch of rows of one loss, with target, options, reduction and upstream.
 *
 * What a law cannot use it leaves out by its limits; everything else is drawn, so that options meet regimes and each other.
 */

import { type Format, type Profile, roundTo } from '../../reference/index.ts'
import { formatOf } from '../answer.ts'
import { type Case, reductionNamed } from '../case.ts'
import type { Dice } from '../dice.ts'
import type { Scope } from '../law.ts'
import { drawBit, drawLogits, type LogitLimits } from './logits.ts'
import { drawOptions, drawReduction, drawUpstream, type OptionLimits } from './options.ts'
import { drawDistribution, drawProbability, drawTarget, type TargetKind } from './probabilities.ts'

export interface BatchLimits extends LogitLimits {
  /** Number of rows, and of classes, from–to. */
  readonly rows?: readonly [number, number]
  readonly classes?: readonly [number, number]
  readonly targets?: readonly ('index' | TargetKind)[]
  readonly options?: OptionLimits | 'none'
  readonly reduction?: 'none' | 'sum' | 'mean'
  readonly upstream?: boolean
}

/** Row by row and nothing else: what most laws about a formula start from. */
export const PLAIN: BatchLimits = { options: 'none', upstream: false, reduction: 'none' }

const DENSE: readonly TargetKind[] = ['one-hot', 'normalised', 'unnormalised', 'signed', 'zero']

/** What a divergence, or a target that is normalised or clipped, can be of. */
const MEASURES: readonly TargetKind[] = ['one-hot', 'normalised', 'unnormalised']

/** The kinds of target that a subject takes for a loss over classes. */
export function targetKinds({ spec, declared }: Scope): ('index' | TargetKind)[] {
  const kinds: ('index' | TargetKind)[] = []
  // Index targets are what most callers use: as many cases as all the others but one.
  if (spec.targets === 'index' || (spec.targets === 'class' && declared.targets.includes('index'))) {
    kinds.push('index', 'index', 'index')
  }
  if (spec.targets === 'dense' || (spec.targets === 'class' && declared.targets.includes('distribution'))) {
    const measure = spec.divergence || spec.jensenShannon || spec.targetSteps.length > 0
    kinds.push(...(measure ? MEASURES : DENSE))
  }
  return kinds
}

export function drawBatch(dice: Dice, scope: Scope, asked: BatchLimits = {}): Case {
  const limits = rowwise(scope, asked)
  const bare = spreadRows(dice, scope, bareBatch(dice, scope, limits))
  const named = limits.reduction && reductionNamed(scope.spec, limits.reduction, scope.declared.reductions)
  const reduced: Case = { ...bare, reduction: named ?? drawReduction(dice, scope) }
  const optional = limits.options === 'none' ? reduced : drawOptions(dice, scope, reduced, limits.options ?? {})
  return limits.upstream === false ? optional : drawUpstream(dice, optional)
}

/** Where a subject only reduces, rows come one at a time: the mean and the sum of one row are its loss. */
function rowwise({ spec, declared: { reductions } }: Scope, limits: BatchLimits): BatchLimits {
  if (limits.reduction !== 'none' || reductionNamed(spec, 'none', reductions) !== undefined) return limits
  return { ...limits, rows: [1, 1], reduction: reductionNamed(spec, 'sum', reductions) === undefined ? 'mean' : 'sum' }
}

function bareBatch(dice: Dice, scope: Scope, limits: BatchLimits): Case {
  const format = formatOf(scope)
  switch (scope.spec.targets) {
    case 'binary':
      return binaryBatch(dice, scope, format, limits)
    case 'dense':
      if (isMeasured(scope)) return denseBatch(dice, scope, format, limits)
      return classBatch(dice, scope, format, limits)
    case 'class':
    case 'index':
      return classBatch(dice, scope, format, limits)
  }
}

/** Divergence and entropy, of measures that are drawn together. */
export const isMeasured = ({ spec }: Scope): boolean =>
  spec.score === 'prob' &&
  spec.inputDomain === 'nonnegative' &&
  !spec.elementwise &&
  (spec.divergence || spec.input === spec.target)

function start(scope: Scope, rows: number, classes: number): Omit<Case, 'planes' | 'regime' | 'indexed'> {
  const { spec, dtype, accuracy } = scope
  return { loss: spec.name, dtype, accuracy, rows, classes, reduction: 'none' }
}

/** Rows over several axes, where the profile has them: [4] as [2, 2], [3, 1]. */
function spreadRows(dice: Dice, { spec }: Scope, c: Case): Case {
  if (spec.ranks === 'matrix' || spec.averagesLast || !dice.chance(0.4)) return c
  const first = dice.pick(indicesDividing(c.rows))
  return { ...c, lead: dice.chance(0.5) ? [first, c.rows / first] : [first, 1, c.rows / first] }
}

function indicesDividing(rows: number): number[] {
  return Array.from({ length: rows }, (_, i) => i + 1).filter((d) => rows % d === 0)
}

/**
 * K = 1 and 2 often; of the sizes around the blocks of 16 and 32 that kernels are written in, one case in six. One class more
 * than a warp of 32 is where one lane is left over.
 */
const FEW = [1, 2, 2, 3, 3, 4, 5, 7, 8, 9]
const MANY = [15, 16, 17, 31, 33, 33, 33]

function drawClasses(dice: Dice, [lo, hi]: readonly [number, number]): number {
  const within = (sizes: readonly number[]) => sizes.filter((k) => k >= lo && k <= hi)
  const [few, many] = [within(FEW), within(MANY)]
  if (few.length === 0 && many.length === 0) return dice.integer(lo, hi)
  return dice.pick(few.length === 0 || (many.length > 0 && dice.chance(1 / 6)) ? many : few)
}

function classBatch(dice: Dice, scope: Scope, format: Format, limits: BatchLimits): Case {
  const { spec } = scope
  const classes = spec.elementwise ? 1 : drawClasses(dice, limits.classes ?? [fewestClasses(spec), 33])
  // Wide rows come alone, so that a case costs about the same whatever its shape.
  const [lo, hi] = limits.rows ?? [1, classes > 9 ? 1 : 4]
  const rows = dice.integer(lo, Math.max(lo, hi))
  const kinds = targetKinds(scope).filter((kind) => limits.targets?.includes(kind) ?? true)
  const kind = dice.pick(kinds)
  const masks = limits.masks !== false && takesMasks(spec)
  const drawn = dice.times(rows, () => drawRow(dice, scope, format, classes, { ...limits, masks }))
  const target = drawn.map(({ values, focus }) =>
    givenTarget(spec, format, targetRow(dice, scope, format, classes, kind, focus, values), kind),
  )
  return {
    ...start(scope, rows, classes),
    indexed: kind === 'index',
    planes: {
      input: { axes: 'nk', values: drawn.flatMap((row) => row.values) },
      target: { axes: kind === 'index' ? 'n' : 'nk', values: target.flat() },
    },
    regime: { ...(drawn[0] as Row).regime, classes: sizeOf(classes), target: kind },
  }
}

function sizeOf(classes: number): string {
  return classes <= 2 ? String(classes) : classes < 10 ? '3…9' : '10…33'
}

interface Row {
  readonly values: readonly number[]
  readonly focus: number
  readonly regime: Readonly<Record<string, string>>
}

function drawRow(dice: Dice, scope: Scope, format: Format, classes: number, limits: BatchLimits): Row {
  if (scope.spec.score === 'logits') return drawLogits(dice, format, classes, limits)
  if (scope.spec.score === 'log') {
    const { values, focus, regime } = drawLogits(dice, format, classes, { ...limits, offset: false, huge: false })
    // Any real is a log-probability to this loss; mostly they are negative.
    return {
      values: values.map((z) => (dice.chance(0.9) ? -Math.abs(z) : z)),
      focus,
      regime: { spread: regime['spread'] as string },
    }
  }
  const focus = dice.integer(0, classes - 1)
  if (limits.tame === true) {
    return { values: drawDistribution(dice, format, classes, true), focus, regime: { probability: 'plain' } }
  }
  const zeros = limits.masks !== false && dice.chance(0.2)
  const drawn = dice.times(classes, () => drawProbability(dice, format))
  const values = dice.chance(0.3)
    ? drawDistribution(dice, format, classes, true)
    : drawn.map(({ value }, k) => (zeros && k !== focus && dice.chance(0.5) ? 0 : value))
  return { values, focus, regime: { probability: zeros ? 'zeros' : (drawn[focus] as { regime: string }).regime } }
}

/** A target as the profile takes it: the logarithm of a distribution, of which 0 has none that is finite. */
function givenTarget(
  spec: Profile,
  format: Format,
  y: readonly number[],
  kind: 'index' | TargetKind,
): readonly number[] {
  if (kind === 'index' || !(spec.targetSteps.includes('exp') || spec.jensenShannon)) return y
  return y.map((yc) => (yc === 0 ? LOG_OF_LITTLE : roundTo(format, Math.log(yc))))
}

/** e^−12 is a probability that every format has. */
const LOG_OF_LITTLE = -12

/** Impossible classes (−∞, probability 0) get no target mass: what they cost is an edge. */
function targetRow(
  dice: Dice,
  scope: Scope,
  format: Format,
  classes: number,
  kind: 'index' | TargetKind,
  focus: number,
  input: readonly number[],
): readonly number[] {
  const impossible = (k: number) => input[k] === (scope.spec.score === 'prob' ? 0 : -Infinity)
  if (kind === 'index') {
    const other = dice.integer(0, classes - 1)
    return [dice.chance(0.2) && !impossible(other) ? other : focus]
  }
  const y = drawTarget(dice, format, classes, kind, focus)
  if (kind !== 'normalised') return y.map((yk, k) => (impossible(k) ? 0 : yk))
  // The mass of impossible classes goes to the focus, so that the sum stays exactly 1.
  const moved = y.reduce((mass, yk, k) => mass + (impossible(k) && k !== focus ? yk : 0), 0)
  return y.map((yk, k) => (k === focus ? yk + moved : impossible(k) ? 0 : yk))
}

/** The kinds of binary target that a profile takes. */
export function binaryKinds({ score, targetSteps, modulated, targetDomain }: Profile): readonly string[] {
  if (targetSteps.includes('sign')) return ['hard']
  return score === 'bit' && modulated === false && targetDomain !== 'unit'
    ? ['hard', 'soft', 'signed']
    : ['hard', 'soft']
}

/** The fewest classes of a profile: smoothing over the others has to have some, a baseline is one more. */
export function fewestClasses({ baseline, convention }: Profile): number {
  return baseline || convention !== 'K' ? 3 : 1
}

/** Whether logits may be −∞: a target that is a softmax or a logarithm has mass on every class. */
export function takesMasks({ targetSteps, jensenShannon }: Profile): boolean {
  return !targetSteps.includes('softmax') && !jensenShannon
}

function binaryBatch(dice: Dice, scope: Scope, format: Format, limits: BatchLimits): Case {
  const { spec } = scope
  const [lo, hi] = limits.rows ?? [1, 6]
  const classes = spec.averagesLast ? dice.integer(1, 3) : 1
  const groups = dice.integer(lo, hi)
  const rows = groups * classes
  const fromLogit = spec.score === 'bit'
  const sides = spec.targetSteps.includes('sign')
  const kind = dice.pick(binaryKinds(spec))
  const drawn = dice.times(rows, () =>
    fromLogit ? drawBit(dice, format, limits) : drawBinaryProbability(dice, format, limits),
  )
  const target = drawn.map(({ value }) => {
    if (kind === 'signed') return dice.pick([-1, 2, -0.5, 1.5])
    const t = kind === 'hard' ? dice.integer(0, 1) : Math.round(dice.uniform(0, 1) * 64) / 64
    // A probability of exactly 0 or 1 meets the target it is right about; being wrong costs +∞, an edge.
    return !fromLogit && (value === 0 || value === 1) ? value : sides ? 2 * t - 1 : t
  })
  return {
    ...start(scope, groups, classes),
    indexed: false,
    planes: {
      input: { axes: 'nk', values: drawn.map(({ value }) => roundTo(format, value)) },
      target: { axes: 'nk', values: target },
    },
    regime: { [fromLogit ? 'logit' : 'probability']: (drawn[0] as { regime: string }).regime, target: kind },
  }
}

function drawBinaryProbability(
  dice: Dice,
  format: Format,
  { tame }: BatchLimits,
): { readonly value: number; readonly regime: string } {
  if (tame === true) return { value: dice.integer(1, 63) / 64, regime: 'plain' }
  return dice.chance(0.15) ? { value: dice.integer(0, 1), regime: 'certain' } : drawProbability(dice, format)
}

/** p, and for a divergence q: normalised or not, with zeros in p, nearly equal, or far apart. */
function denseBatch(dice: Dice, scope: Scope, format: Format, limits: BatchLimits): Case {
  const classes = drawClasses(dice, limits.classes ?? [1, 17])
  const [lo, hi] = limits.rows ?? [1, classes > 9 ? 1 : 4]
  const rows = dice.integer(lo, Math.max(lo, hi))
  const kinds = (['normalised', 'unnormalised'] as const).filter((kind) => limits.targets?.includes(kind) ?? true)
  const kind = dice.pick(kinds)
  const near = dice.pick(['far', 'near', 'equal'] as const)
  const draw = (positive: boolean) =>
    kind === 'normalised'
      ? drawDistribution(dice, format, classes, positive)
      : dice.times(classes, () => (!positive && dice.chance(0.2) ? 0 : drawProbability(dice, format).value))
  const divergence = scope.spec.divergence
  const q = dice.times(rows, () => draw(divergence)).flat()
  const planes: Record<string, Case['planes'][string]> = { input: { axes: 'nk', values: q } }
  if (divergence) {
    const p =
      near === 'far'
        ? dice.times(rows, () => draw(false)).flat()
        : near === 'equal'
          ? q
          : perturbed(dice, format, q, kind)
    planes['target'] = { axes: 'nk', values: p }
  }
  const regime = { target: kind, classes: sizeOf(classes), ...(divergence ? { distance: near } : {}) }
  return { ...start(scope, rows, classes), indexed: false, planes, regime }
}

/** Moves a little mass, exactly where the distribution is to stay normalised. */
function perturbed(dice: Dice, format: Format, q: readonly number[], kind: string): number[] {
  if (kind === 'normalised') return [...q]
  return q.map((x) => Math.min(1, roundTo(format, x * (1 + dice.integer(-8, 8) * format.unit * 2))))
}
