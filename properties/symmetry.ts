/**
 * Symmetries of softmax cross-entropy: both sides are the same real number.
 *
 *   L(z + c·1, y) = L(z, y) · L(Pz, Py) = P-invariant · a class at −∞ is no class · index t = onehot(t)
 *
 * Premises hold exactly (z + c is exact on a dyadic grid), so what is left is the subject's own error, on each side once.
 */

import { roundTo } from '../reference/index.ts'
import { sameAnswer, sameRows } from './agreement.ts'
import { type Outcome, formatOf, isInfinite, num, times } from './answer.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, scalar, specOf, values, withPlane, reducing } from './case.ts'
import { equal, equalEach, lawOf } from './check.ts'
import { appendClass, asDistribution, exactSum, moveInput, permuteClasses, permuteRows } from './derived.ts'
import { type Dice, cases } from './dice.ts'
import { drawBatch } from './draw/batch.ts'
import { type Law, type Scope } from './law.ts'
import { all, distributionTargets, indexTargets, on, overClasses } from './scope.ts'

/** z snapped to a grid of 2^−g that leaves room above: g small in narrow formats. */
function onGrid(scope: Scope, c: Case): Case {
  const f = formatOf(scope)
  const step = 2 ** -Math.min(4, Math.floor(f.precision / 4))
  return moveInput(c, (z) => (Number.isFinite(z) ? roundTo(f, Math.round(z / step) * step) + 0 : z))
}

const shiftHolds = (c: Case): boolean => {
  const f = formatOf(c)
  const by = scalar(c, 'shift')
  return values(c, 'input').every((z) => exactSum(z, by, (s) => roundTo(f, s) === s))
}

/** The largest of the drawn shifts that is exact on every logit; 1e4 and 2^48 are among them in float64. */
function drawShift(dice: Dice, c: Case): Case {
  const f = formatOf(c)
  const largest = dice.integer(2, Math.min(f.precision - 5, f.emax - 1))
  const sign = dice.chance(0.5) ? 1 : -1
  for (let k = largest; k > 0; k--) {
    const tried = withPlane(c, 'shift', { axes: '', values: [sign * 2 ** k] })
    if (shiftHolds(tried)) return tried
  }
  return withPlane(c, 'shift', { axes: '', values: [0] })
}

const shifted = (c: Case): Case => moveInput(c, (z) => z + scalar(c, 'shift'))

const shiftInvariance = lawOf({
  name: 'shift-invariance',
  statement: 'L(z + c, y) = L(z, y), and the gradient likewise',
  kind: 'identity',
  applies: on('cross_entropy'),
  cases: (scope) =>
    cases((dice) => drawShift(dice, onGrid(scope, drawBatch(dice, scope, { offset: false, huge: false }))), shiftHolds),
  asks: (c) => [callOf(c), callOf(shifted(c))],
  *checks(c, [a, b]) {
    yield* sameAnswer([shifted(c), b as Outcome], [c, a as Outcome])
  },
})

const classPermutation = lawOf({
  name: 'permutation-equivariance',
  statement: 'L(Pz, Py; Pw) = L(z, y; w), and the gradient is permuted alike',
  kind: 'identity',
  applies: ({ spec }) => spec.targets !== 'binary',
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope)
      return withPlane(c, 'key', { axes: 'k', values: dice.times(c.classes, () => dice.integer(0, 99)) })
    }),
  asks: (c) => [callOf(c), callOf(permuteClasses(c).next)],
  *checks(c, [a, b]) {
    const { next, order } = permuteClasses(c)
    const K = c.classes
    const slope = (i: number) => Math.floor(i / K) * K + (order[i % K] as number)
    yield* sameAnswer([next, b as Outcome], [c, a as Outcome], { slope })
  },
})

const rowPermutation = lawOf({
  name: 'row-permutation',
  statement: 'the order of the rows does not matter',
  kind: 'identity',
  applies: () => true,
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, { rows: [2, 4], classes: [1, 9] })
      return withPlane(c, 'rowkey', { axes: 'n', values: dice.times(c.rows, () => dice.integer(0, 99)) })
    }),
  asks: (c) => [callOf(c), callOf(permuteRows(c).next)],
  *checks(c, [a, b]) {
    yield* sameRows([c, a as Outcome], permuteRows(c).order, b as Outcome)
  },
})

const maskedClass = lawOf({
  name: 'masked-class',
  statement: 'a further class with logit −∞ and no target changes nothing, and its gradient is 0',
  kind: 'identity',
  applies: on('cross_entropy'),
  cases: (scope) =>
    cases(
      (dice) => drawBatch(dice, scope, { huge: false, options: { only: ['weight', 'ignore_index'] } }),
      // A mark that names the new class would be a class.
      (c) => !(c.planes['ignore_index']?.values[0] === c.classes),
    ),
  asks: (c) => [callOf(c), callOf(appendClass(c, -Infinity))],
  *checks(c, [a, b]) {
    const K = c.classes
    const grown = appendClass(c, -Infinity)
    yield* sameAnswer([c, a as Outcome], [grown, b as Outcome], { slope: (i) => Math.floor(i / K) * (K + 1) + (i % K) })
    const g = (b as Outcome).gradient[specOf(c).input] ?? []
    for (let n = 0; n < c.rows; n++) {
      const own = g[n * (K + 1) + K]
      if (own !== undefined) yield equal(`gradient of the masked class, row ${n}`, own, num(0), 0)
    }
  },
})

/** A mean over indices divides by their weights, one over distributions by the rows. */
const divideAlike = (c: Case): boolean => reducing(c) !== 'mean' || c.planes['weight'] === undefined

const indexEqualsOneHot = lawOf({
  name: 'index-equals-one-hot',
  statement: 'L(z, t) = L(z, onehot(t)) row by row, with weights and smoothing',
  kind: 'identity',
  applies: all(overClasses, indexTargets, distributionTargets),
  cases: (scope) =>
    cases((dice) => {
      const options = { only: ['weight', 'label_smoothing'] } as const
      const c = drawBatch(dice, scope, { targets: ['index'], reduction: 'none', options })
      return divideAlike(c) ? c : withPlane(c, 'weight', undefined)
    }, divideAlike),
  asks: (c) => [callOf(c), callOf(asDistribution(c))],
  *checks(c, [a, b]) {
    yield* sameAnswer([c, a as Outcome], [asDistribution(c), b as Outcome])
  },
})

const oneClass = lawOf({
  name: 'one-class-costs-nothing',
  statement: 'K = 1: L = 0 and g = 0',
  kind: 'identity',
  applies: on('cross_entropy'),
  cases: (scope) =>
    cases((dice) => drawBatch(dice, scope, { classes: [1, 1], masks: false, options: { only: ['weight'] } })),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    const { loss, gradient } = a as Outcome
    const e = allowanceOf(c, a as Outcome)
    yield* equalEach(
      'loss',
      loss,
      loss.map(() => num(0)),
      e.loss,
    )
    const input = specOf(c).input
    const g = gradient[input] ?? []
    yield* equalEach(
      `gradient.${input}`,
      g,
      g.map(() => num(0)),
      e.gradient[input] ?? [],
    )
  },
})

const withoutUpstream = (c: Case): Case => withPlane(c, 'upstream', undefined)

const upstreamLinearity = lawOf({
  name: 'upstream-linearity',
  statement: 'the gradient under upstream v is v times the gradient, row by row',
  kind: 'identity',
  applies: ({ spec, declared }) => declared.gradients.includes(spec.input),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { upstream: false, classes: [1, 9] })
        const count = reducing(c) === 'none' ? c.rows : 1
        // Powers of two scale exactly; 0 and a negative one are among them, and not all rows get the same.
        const v = dice.times(count, () => dice.pick([2, 0.5, -4, 0, 1, -1, 8]))
        return withPlane(c, 'upstream', { axes: reducing(c) === 'none' ? 'n' : '', values: v })
      },
      (c) => c.planes['upstream'] !== undefined,
    ),
  asks: (c) => [callOf(withoutUpstream(c), 'gradient'), callOf(c, 'gradient')],
  *checks(c, [a, b]) {
    const v = values(c, 'upstream')
    const [ea, eb] = [allowanceOf(withoutUpstream(c), a as Outcome), allowanceOf(c, b as Outcome)]
    for (const [name, g] of Object.entries((b as Outcome).gradient)) {
      const plain = (a as Outcome).gradient[name]
      if (plain === undefined) continue
      const factor = (i: number) => v[reducing(c) === 'none' ? Math.floor(i / c.classes) : 0] as number
      for (const [i, gi] of g.entries()) {
        const one = plain[i] as typeof gi
        // 0·∞: an infinite slope under upstream 0 is promised to nobody.
        if (isInfinite(one)) continue
        const allowed = (eb.gradient[name]?.[i] as number) + Math.abs(factor(i)) * (ea.gradient[name]?.[i] as number)
        yield equal(`gradient.${name}[${i}]`, gi, times(one, factor(i)), allowed)
      }
    }
  },
})

export const symmetry: readonly Law[] = [
  shiftInvariance,
  classPermutation,
  rowPermutation,
  maskedClass,
  indexEqualsOneHot,
  oneClass,
  upstreamLinearity,
]
