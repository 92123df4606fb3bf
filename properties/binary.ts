/**
 * Laws of the binary losses, and what ties them to two classes.
 *
 *   L([z₀, z₁], t) = ℓ(z₁ − z₀, t) · ℓ(z, 0) − ℓ(z, 1) = z · ℓ(z, t) = ℓ(−z, 1 − t) · ℓ(p, 1) = ℓ(1 − p, 0)
 *   ℓ(z, t) = t·ℓ(z, 1) + (1 − t)·ℓ(z, 0), for every t · ℓ_v(z, 1) = v·ℓ(z, 1) · g(z, 0) − g(z, 1) = 1
 *
 * 1 − t and 1 − p are exact in the cases drawn; an element is one row.
 */

import type { Decimal } from 'decimal.js'
import { roundTo } from '../reference/index.ts'
import { multipleOf, sameAnswer, withOnly } from './agreement.ts'
import { type Outcome, formatOf, minus, num, plus, times } from './answer.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, rowOf, specOf, values, withPlane, withValues } from './case.ts'
import { equal, lawOf } from './check.ts'
import { exactSum, indices, moveInput } from './derived.ts'
import { cases } from './dice.ts'
import { PLAIN, drawBatch } from './draw/batch.ts'
import type { Law } from './law.ts'
import { all, gradient, on, takes, together } from './scope.ts'

const LOGITS = 'binary_cross_entropy_with_logits'
const PROBABILITIES = 'binary_cross_entropy'

/** Two classes as one bit: the logit z₁ − z₀ and the target of class 1. */
const bitOf = (c: Case): Case => {
  const rows = indices(c.rows)
  const target = rows.map((n) => (c.indexed ? values(c, 'target')[n] : rowOf(c, 'target', n)[1]) as number)
  const z = rows.map((n) => {
    const [z0, z1] = rowOf(c, 'input', n) as [number, number]
    return z1 - z0
  })
  const bit = withValues(withPlane({ ...c, indexed: false }, 'target', { axes: 'nk', values: target }), 'input', z)
  return { ...bit, loss: LOGITS, classes: 1 }
}

const differencesHold = (c: Case): boolean =>
  c.classes === 2 &&
  (c.indexed || indices(c.rows).every((n) => rowOf(c, 'target', n).reduce((s, y) => s + y, 0) === 1)) &&
  indices(c.rows).every((n) => {
    const [z0, z1] = rowOf(c, 'input', n) as [number, number]
    return exactSum(z1, -z0, (d) => roundTo(formatOf(c), d) === d)
  })

const twoClasses = lawOf({
  name: 'k2-equals-binary',
  statement: 'K = 2 equals binary: L([z₀, z₁], t) = ℓ(z₁ − z₀, t), and the gradient likewise',
  kind: 'identity',
  applies: all(on('cross_entropy'), together(LOGITS)),
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, {
        targets: ['index', 'one-hot'],
        classes: [2, 2],
        options: 'none',
        masks: false,
        huge: false,
      })
      // From z₀ = 0 every difference is exact.
      return differencesHold(c) ? c : moveInput(c, (z, i) => (i % 2 === 0 ? 0 : z))
    }, differencesHold),
  asks: (c) => [callOf(c), callOf(bitOf(c))],
  *checks(c, [a, b]) {
    // A slope in the target is another thing: one number for a bit, two for two classes.
    const slope = (i: number) => 2 * i + 1
    yield* sameAnswer([bitOf(c), withOnly('logits', b as Outcome)], [c, a as Outcome], { slope })
  },
})

/** The case with every target the same. */
const allTargets = (c: Case, t: number): Case =>
  withValues(
    c,
    'target',
    values(c, 'target').map(() => t),
  )

const lossesOf = (a: Outcome | undefined): readonly Decimal[] => (a as Outcome).loss

const difference = lawOf({
  name: 'logit-is-the-difference',
  statement: 'ℓ(z, 0) − ℓ(z, 1) = z',
  kind: 'identity',
  applies: on(LOGITS),
  cases: (scope) => cases((dice) => drawBatch(dice, scope, PLAIN)),
  asks: (c) => [callOf(allTargets(c, 0), 'loss'), callOf(allTargets(c, 1), 'loss')],
  *checks(c, [a, b]) {
    const e0 = allowanceOf(allTargets(c, 0), a as Outcome).loss
    const e1 = allowanceOf(allTargets(c, 1), b as Outcome).loss
    for (const [i, z] of values(c, 'input').entries()) {
      const off = minus(lossesOf(a)[i] as Decimal, lossesOf(b)[i] as Decimal)
      yield equal(`ℓ(z, 0) − ℓ(z, 1), element ${i}`, off, num(z), (e0[i] as number) + (e1[i] as number))
    }
  },
})

const complement = (c: Case): Case =>
  moveInput(
    withValues(
      c,
      'target',
      values(c, 'target').map((t) => 1 - t),
    ),
    (x) => (specOf(c).score === 'bit' ? 0 - x : 1 - x),
  )

/** 1 − t is exact, and so is 1 − p. */
const complementHolds = (c: Case): boolean =>
  [...values(c, 'target'), ...(specOf(c).score === 'bit' ? [] : values(c, 'input'))].every((x) =>
    exactSum(1, -x, (rest) => roundTo(formatOf(c), rest) === rest),
  )

const complements = lawOf({
  name: 'binary-complement',
  statement: 'ℓ(z, t) = ℓ(−z, 1 − t), ℓ(p, t) = ℓ(1 − p, 1 − t): the sides are alike, and the gradient changes sign',
  kind: 'identity',
  applies: on(LOGITS, PROBABILITIES),
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, { options: { only: ['weight'] } })
      if (complementHolds(c)) return c
      // With steps of 2^−8 both p and 1 − p hold in every format.
      const steps = 2 ** 8
      return moveInput(c, (x) => Math.round(x * steps) / steps)
    }, complementHolds),
  asks: (c) => [callOf(c), callOf(complement(c))],
  *checks(c, [a, b]) {
    const other = withOnly(specOf(c).input, b as Outcome)
    const mirrored = Object.entries(other.gradient).map(([name, g]) => [name, g.map((x) => x.neg())] as const)
    yield* sameAnswer([complement(c), { ...other, gradient: Object.fromEntries(mirrored) }], [c, a as Outcome])
  },
})

/** At p = 0 or 1 one of the two sides is +∞: an edge. */
const bothSidesFinite = (c: Case): boolean =>
  specOf(c).score === 'bit' || values(c, 'input').every((p) => p > 0 && p < 1)

const affine = lawOf({
  name: 'binary-target-affine',
  statement: 'ℓ(x, t) = t·ℓ(x, 1) + (1 − t)·ℓ(x, 0), weights included, for every t',
  kind: 'identity',
  applies: on(LOGITS, PROBABILITIES),
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, { upstream: false, reduction: 'none' })
      return bothSidesFinite(c) ? c : moveInput(c, () => roundTo(formatOf(c), dice.uniform(0.25, 0.75)))
    }, bothSidesFinite),
  asks: (c) => [c, allTargets(c, 1), allTargets(c, 0)].map((d) => callOf(d, 'loss')),
  *checks(c, [a, one, zero]) {
    const e = allowanceOf(c, a as Outcome).loss
    const e1 = allowanceOf(allTargets(c, 1), one as Outcome).loss
    const e0 = allowanceOf(allTargets(c, 0), zero as Outcome).loss
    for (const [i, t] of values(c, 'target').entries()) {
      const rest = minus(num(1), num(t))
      const mixed = plus(times(lossesOf(one)[i] as Decimal, t), times(lossesOf(zero)[i] as Decimal, rest))
      const also = Math.abs(t) * (e1[i] as number) + Math.abs(1 - t) * (e0[i] as number)
      yield equal(`loss[${i}]`, lossesOf(a)[i] as Decimal, mixed, (e[i] as number) + also)
    }
  },
})

const without = (c: Case, option: string): Case => withPlane(c, option, undefined)

const positiveSide = lawOf({
  name: 'pos-weight-scales-the-positive-side',
  statement: 'ℓ_v(z, 1) = v·ℓ(z, 1) and ℓ_v(z, 0) = ℓ(z, 0), and the gradients likewise',
  kind: 'identity',
  applies: all(on(LOGITS), takes('pos_weight')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, PLAIN)
        const hard = withValues(
          c,
          'target',
          dice.times(c.rows, () => dice.integer(0, 1)),
        )
        return withPlane(hard, 'pos_weight', {
          axes: 'n',
          values: dice.times(c.rows, () => dice.pick([2.5, 0, 3, 0.5])),
        })
      },
      (c) => c.planes['pos_weight'] !== undefined && values(c, 'target').every((t) => t === 0 || t === 1),
    ),
  asks: (c) => [callOf(c), callOf(without(c, 'pos_weight'))],
  *checks(c, [a, b]) {
    const factor = (i: number) => (values(c, 'target')[i] === 1 ? (values(c, 'pos_weight')[i] as number) : 1)
    yield* multipleOf([c, a as Outcome], [without(c, 'pos_weight'), b as Outcome], { loss: factor, slope: factor })
  },
})

const elementWeight = lawOf({
  name: 'element-weight',
  statement: 'ℓ_w = w·ℓ, element by element, and the gradient likewise',
  kind: 'identity',
  applies: all(on(LOGITS, PROBABILITIES), takes('weight')),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { ...PLAIN, options: { only: ['pos_weight'] } })
        // None below 1: a loss that overflows would come back into range.
        return withPlane(c, 'weight', { axes: 'n', values: dice.times(c.rows, () => dice.pick([2.5, 0, 3, 1.25])) })
      },
      (c) => c.planes['weight'] !== undefined,
    ),
  asks: (c) => [callOf(c), callOf(without(c, 'weight'))],
  *checks(c, [a, b]) {
    const weight = (i: number) => values(c, 'weight')[i] as number
    yield* multipleOf([c, a as Outcome], [without(c, 'weight'), b as Outcome], { loss: weight, slope: weight })
  },
})

const unitSlope = lawOf({
  name: 'binary-slopes-differ-by-one',
  statement: 'g(z, 0) − g(z, 1) = 1, at z = 0 too',
  kind: 'identity',
  applies: all(on(LOGITS), gradient),
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, PLAIN)
      return dice.chance(0.1) ? moveInput(c, () => 0) : c
    }),
  asks: (c) => [callOf(allTargets(c, 0), 'gradient'), callOf(allTargets(c, 1), 'gradient')],
  *checks(c, [a, b]) {
    const slopes = (d: Case, o: Outcome | undefined) => ({
      g: (o as Outcome).gradient['logits'] ?? [],
      e: allowanceOf(d, o as Outcome).gradient['logits'] ?? [],
    })
    const [zero, one] = [slopes(allTargets(c, 0), a), slopes(allTargets(c, 1), b)]
    for (const [i, g] of zero.g.entries()) {
      const allowed = (zero.e[i] as number) + (one.e[i] as number)
      yield equal(`g(z, 0) − g(z, 1), element ${i}`, minus(g, one.g[i] as Decimal), num(1), allowed)
    }
  },
})

export const binary: readonly Law[] = [
  twoClasses,
  difference,
  complements,
  affine,
  positiveSide,
  elementWeight,
  unitSlope,
]
