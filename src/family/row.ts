/**
 * The loss of a family's row, and its slopes, not yet weighed or reduced.
 *
 *   L = Σ w·y′·ψ  [+ Σ y′·ln y′]  [+ Σ (p − y′)],      Z = λ·Λ²
 *   ∂L/∂x = the score's, of the masses w·y′·a  [− p],   a = dψ/ds
 *   ∂L/∂y = w·ψ  [+ ln y′ + 1]  [− 1],                  back through the target's steps
 *
 * 0·∞ is what the family's policy says. A row without a score is NaN throughout.
 */

import { ln } from '../ln.ts'
import { type Cost, type Psi, focal, generalisedCrossEntropy, poly1 } from '../psi.ts'
import { weigh } from '../row.ts'
import { NOT_A_NUMBER, ONE, type Scaled, ZERO, add, fromNumber, multiply, subtract } from '../scaled.ts'
import type { Family, NumberOf } from './family.ts'
import type { RowScore } from './score.ts'
import { sum } from './steps.ts'
import type { RowTarget } from './target.ts'

export interface FamilyRow {
  readonly loss: Scaled
  readonly z: Scaled
  readonly slope: () => readonly Scaled[]
  readonly zSlope: () => readonly Scaled[]
  readonly targetSlope: () => readonly Scaled[]
}

/** A row of `length` inputs without a value. */
export function missing(length: number): FamilyRow {
  const filled = (): readonly Scaled[] => Array.from({ length }, () => NOT_A_NUMBER)
  return { loss: NOT_A_NUMBER, z: ZERO, slope: filled, zSlope: () => [], targetSlope: filled }
}

function psiOf({ psi }: Family, option: NumberOf): Psi | undefined {
  switch (psi) {
    case 'nll':
      return undefined
    case 'focal':
      return focal(option('focal', 0))
    case 'poly1':
      return poly1(option('poly', 0))
    case 'gce':
      return generalisedCrossEntropy(option('gce', 1))
  }
}

export function rowOf(
  family: Family,
  score: RowScore,
  target: RowTarget,
  option: NumberOf,
  where: readonly boolean[] | undefined,
): FamilyRow {
  const { y, weight, mass } = target
  const psi = psiOf(family, option)
  const known: Cost[] = []
  function costOf(c: number): Cost {
    const s = score.surprisal(c)
    const { value, rest } = score.share(c)
    return (known[c] ??= psi === undefined ? { value: s, rate: ONE } : psi(s, value, rest))
  }
  const cost = (q: Scaled, c: number): Scaled => (q.hi === 0 ? ZERO : weigh(q, costOf(c).value))
  const masses = family.generalised ? y.map((yc, c) => subtract(score.share(c).value, yc)) : []
  const lambda = fromNumber(option('z_loss', 0))
  const { normaliser } = score
  const hasZ = lambda.hi !== 0 && normaliser !== undefined
  return {
    loss: isPoisoned(family, score, target, where)
      ? NOT_A_NUMBER
      : sum([...mass.map(cost), ...negentropies(family, target), ...masses]),
    z: hasZ ? multiply(lambda, multiply(normaliser.value, normaliser.value)) : ZERO,
    slope() {
      const pull = mass.map((q, c) => (q.hi === 0 ? ZERO : weigh(q, costOf(c).rate)))
      return score.back(family.generalised ? pull.map((m, c) => subtract(m, score.share(c).value)) : pull)
    },
    zSlope: () => (hasZ ? normaliser.slope(multiply(add(lambda, lambda), normaliser.value)) : []),
    targetSlope() {
      const own = family.generalised ? ZERO : ONE
      const times = family.policy.zeroTimesInfinity === 'zero' ? weigh : multiply
      return target.back(
        y.map((yc, c) => {
          const price = times(weight[c] as Scaled, costOf(c).value)
          if (!family.divergence) return price
          return add(add(price, logOf(family, yc)), isGuarded(family, yc) ? ZERO : own)
        }),
      )
    },
  }
}

/** Whether IEEE arithmetic, where the family promises it, multiplies an infinite surprisal by 0. */
function isPoisoned(
  { policy, targetSteps }: Family,
  { surprisal }: RowScore,
  { y, mass, keep, hit }: RowTarget,
  where: readonly boolean[] | undefined,
): boolean {
  const isEndless = (c: number): boolean => where?.[c] !== false && !Number.isFinite(surprisal(c).hi)
  const isZero = ({ hi }: Scaled): boolean => hi === 0
  switch (policy.zeroTimesInfinity) {
    case 'zero':
      return false
    case 'nan':
      // e^l·l of a log-target −∞ is one of them.
      return (targetSteps.includes('exp') && y.some(isZero)) || mass.some((q, c) => isZero(q) && isEndless(c))
    case 'gathered':
      if (hit !== undefined && isZero(keep) && isEndless(hit)) return true
      return mass.some((q, c) => isZero(q) && !isZero(y[c] as Scaled) && isEndless(c))
  }
}

function isGuarded({ entropy }: Family, y: Scaled): boolean {
  return entropy?.atLeast !== undefined && subtract(y, fromNumber(entropy.atLeast)).hi < 0
}

const logOf = (family: Family, y: Scaled): Scaled =>
  ln(isGuarded(family, y) ? fromNumber(family.entropy?.atLeast as number) : y)

/** y·ln y, each with its guard. */
function negentropies(family: Family, { y, hit }: RowTarget): readonly Scaled[] {
  if (!family.divergence) return []
  const guard = fromNumber(family.entropy?.add ?? 0)
  return y.map((yc, c) => (yc.hi === 0 ? ZERO : multiply(yc, logOf(family, c === hit ? yc : add(yc, guard)))))
}
