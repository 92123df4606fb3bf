/**
 * Options: weights, ignored rows, smoothing, reduction, upstream; never only at their neutral value.
 *
 * Weights are 2.5, 0 and the like: a weight applied twice is invisible at 0 and 1. Numbers are exact in every format.
 */

import type { Profile, Role } from '../../reference/index.ts'
import { type Case, isIgnored, scalar, specOf, values, withPlane, withValues, reducing } from '../case.ts'
import type { Dice } from '../dice.ts'
import type { Scope } from '../law.ts'
import { offeredOptions } from '../scope.ts'

const WEIGHTS = [2.5, 0, 0.5, 1, 3, 1.25]
const SMOOTHINGS = [0.125, 0.25, 0.5, 0.0625, 1]
const UPSTREAM = [2.5, 0, -1, 1, 0.5, -3]

/** Options under which the identities of the plain loss hold as they stand. */
const CLASSICAL: Readonly<Record<Profile['targets'], readonly Role[]>> = {
  class: ['weight', 'ignore_index', 'label_smoothing'],
  index: ['weight', 'ignore_index', 'label_smoothing'],
  dense: ['weight', 'label_smoothing'],
  binary: ['weight', 'pos_weight'],
}

export interface OptionLimits {
  /** Options that may be drawn; when absent, the ones that every law about a formula lives with. */
  readonly only?: readonly Role[]
  /** Every option that the subject declares. */
  readonly family?: boolean
  /** Chance of each option. */
  readonly chance?: number
}

/** Adds options that the loss has and the subject declares. */
export function drawOptions(
  dice: Dice,
  scope: Scope,
  c: Case,
  { only, family = false, chance = 0.35 }: OptionLimits = {},
): Case {
  const kept = only ?? (family ? scope.spec.options : CLASSICAL[scope.spec.targets])
  const offered = offeredOptions(scope).filter((role) => kept.includes(role))
  const drawn = offered.reduce((next, option) => (dice.chance(chance) ? drawOption(dice, next, option) : next), c)
  return nonzeroDivisor(drawn)
}

/** What numeric options may be, exact in every format. None is neutral but a focal of 0, where 0⁰ has a slope that is not. */
const NUMBERS: Readonly<Partial<Record<Role, readonly number[]>>> = {
  temperature: [0.5, 2, 1.5, 4, 0.75],
  scale: [0.5, 2, 1.5],
  softcap: [30, 2, 8, 0.5],
  z_loss: [0.25, 1, 2 ** -7],
  focal: [2, 0.5, 1, 3, 1.5, 0],
  poly: [2, 1, -0.5],
  gce: [0.5, 0.75, 0.25],
  beta: [0.25, 0.5, 0.875, 0, 1],
  alpha: [0.25, 0.75],
  base: [2, 10],
  divisor: [2, 8, 3],
}

/** Λ² of larger logits leaves the range of the narrow formats. */
const Z_LOSS_REACH = 64

function drawOption(dice: Dice, c: Case, option: Role): Case {
  const spec = specOf(c)
  switch (option) {
    case 'weight':
    case 'pos_weight': {
      const perClass = spec.weighs === 'class' && spec.targets !== 'binary'
      const count = perClass ? c.classes : c.rows
      return withPlane(c, option, { axes: perClass ? 'k' : 'n', values: dice.times(count, () => dice.pick(WEIGHTS)) })
    }
    case 'label_smoothing': {
      // A −∞ logit under smoothing costs +∞: that is an edge, with a law of its own.
      if (values(c, 'input').includes(-Infinity)) return c
      const least = { K: 1, 'K − 1': 2, 'K − 2': 3 }[spec.convention]
      if (c.classes < least && spec.targets !== 'binary') return c
      return withPlane(c, option, { axes: '', values: [dice.pick(SMOOTHINGS)] })
    }
    case 'ignore_index':
      return c.indexed ? ignoreSome(dice, c) : c
    case 'z_loss':
      if (values(c, 'input').some((x) => Math.abs(x) > Z_LOSS_REACH)) return c
      break
    case 'where':
      return drawMask(dice, c)
    default:
  }
  const numbers = NUMBERS[option]
  if (numbers === undefined) throw new RangeError(`option: expected one with a generator, got ${option}`)
  return withPlane(c, option, { axes: '', values: [dice.pick(numbers)] })
}

/** Leaves classes out that have neither target mass nor the only finite logit. */
function drawMask(dice: Dice, c: Case): Case {
  const target = c.indexed ? undefined : values(c, 'target')
  const mask = Array.from({ length: c.rows * c.classes }, (_, i) => {
    const [n, k] = [Math.floor(i / c.classes), i % c.classes]
    const needed = target === undefined ? values(c, 'target')[n] === k : k === 0 || target[i] !== 0
    return needed || dice.chance(0.6) ? 1 : 0
  })
  return withPlane(c, 'where', { axes: 'nk', values: mask })
}

/** Marks some rows, never all: a batch with nothing left is an edge. */
function ignoreSome(dice: Dice, c: Case): Case {
  const mark = dice.pick([-100, -1, 0, c.classes - 1, 255])
  const keep = dice.integer(0, c.rows - 1)
  const target = values(c, 'target').map((t, n) => (n !== keep && dice.chance(0.5) ? mark : t))
  const marked = withPlane(withValues(c, 'target', target), 'ignore_index', { axes: '', values: [mark] })
  if (!isIgnored(marked, keep)) return marked
  // The kept row's own class is the mark: point it elsewhere, or give the option up.
  if (c.classes === 1) return c
  return withValues(
    marked,
    'target',
    target.map((t, n) => (n === keep ? (mark === 0 ? 1 : 0) : t)),
  )
}

/** A mean over weights that sum to zero is 0/0: let the kept targets weigh something. */
function nonzeroDivisor(c: Case): Case {
  if (c.planes['weight'] === undefined) return c
  const weight = [...values(c, 'weight')]
  if (dividesByRowWeights(c)) {
    return weight.every((w) => w === 0) ? withValues(c, 'weight', [2.5, ...weight.slice(1)]) : c
  }
  if (!c.indexed || specOf(c).weighs === 'row') return c
  values(c, 'target').forEach((t, n) => {
    if (!isIgnored(c, n) && weight[t] === 0) weight[t] = 2.5
  })
  return withValues(c, 'weight', weight)
}

function dividesByRowWeights(c: Case): boolean {
  const { weighs, reductions } = specOf(c)
  return weighs === 'row' && ['weights', 'nonzero weights'].includes(reductions[c.reduction] as string)
}

export function drawReduction(dice: Dice, scope: Scope): string {
  return dice.pick(scope.declared.reductions)
}

/** An upstream gradient of the loss's shape, in two cases of three. */
export function drawUpstream(dice: Dice, c: Case, chance = 0.66): Case {
  if (!dice.chance(chance)) return c
  const count = reducing(c) === 'none' ? c.rows : 1
  return withPlane(c, 'upstream', {
    axes: reducing(c) === 'none' ? 'n' : '',
    values: dice.times(count, () => dice.pick(UPSTREAM)),
  })
}

/** Premise of every law about a mean: it divides by something. */
export function dividesBySomething(c: Case): boolean {
  if (c.rows === 0) return false
  if (dividesByRowWeights(c)) return c.planes['weight']?.values.some((w) => w !== 0) ?? true
  if (!c.indexed) return true
  const kept = values(c, 'target').filter((_, n) => !isIgnored(c, n))
  const weight = specOf(c).weighs === 'class' ? c.planes['weight'] : undefined
  return kept.length > 0 && (weight === undefined || kept.some((t) => weight.values[t] !== 0))
}

export function smoothing(c: Case): number {
  return c.planes['label_smoothing'] === undefined ? 0 : scalar(c, 'label_smoothing')
}
