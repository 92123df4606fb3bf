/**
 * Laws of entropy, divergence and surprisals of given probabilities.
 *
 *   CE(y, q) = H(y) + KL(y‖q) · 0 ≤ H ≤ ln K · KL(p‖q) ≥ ½·‖p − q‖₁² ≥ 0 · KL(p‖p) = 0 · merging never adds to KL
 *   ⟨p, ∂H/∂p⟩ = H − Σp · ⟨q, ∂KL/∂q⟩ = −Σp · ⟨p, ∂KL/∂p⟩ = KL + Σp · L(2^−k·p, y) = L(p, y) + k·(Σ q)·ln 2
 *
 * Distributions drawn as normalised sum to exactly 1, and stay in the format when classes are merged. Where p = 0 the
 * slope of p·ln p is not promised; such a class drops out of the sums over p·slope.
 */

import type { Decimal } from 'decimal.js'
import { roundTo } from '../reference/index.ts'
import { type Outcome, formatOf, isInfinite, minus, num, plus, times } from './answer.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, rowOf, scalar, values, withPlane } from './case.ts'
import { atMost, equal, equalEach, lawOf } from './check.ts'
import { indices, moveInput } from './derived.ts'
import { cases } from './dice.ts'
import { type BatchLimits, PLAIN, drawBatch } from './draw/batch.ts'
import { lnOfCount } from './elementary.ts'
import type { Law } from './law.ts'
import { massOf } from './mass.ts'
import { all, distributionTargets, gradient, on, together } from './scope.ts'

const normalised: BatchLimits = { ...PLAIN, targets: ['normalised'] }

const sumsToOne = (plane: string) => (c: Case) =>
  indices(c.rows).every((n) => rowOf(c, plane, n).reduce((s, p) => s + p, 0) === 1)

const total = (xs: readonly number[]): Decimal => plus(...xs.map(num))

/** H(y) and KL(y‖q) of a log-loss case, as questions of their own. */
const entropyOf = (c: Case): Case => ({
  ...c,
  loss: 'entropy',
  planes: { input: { axes: 'nk', values: values(c, 'target') } },
})

const divergenceOf = (c: Case): Case => ({ ...c, loss: 'kl_divergence' })

const decomposition = lawOf({
  name: 'ce-is-entropy-plus-kl',
  statement: 'CE = H(p) + KL: Σ y·(−ln q) = H(y) + KL(y‖q), by the three losses of the subject',
  kind: 'identity',
  applies: all(on('log_loss'), distributionTargets, together('entropy', 'kl_divergence')),
  cases: (scope) =>
    cases((dice) => drawBatch(dice, scope, { ...PLAIN, targets: ['normalised', 'one-hot', 'unnormalised'] })),
  asks: (c) => [c, entropyOf(c), divergenceOf(c)].map((d) => callOf(d, 'loss')),
  *checks(c, [ce, h, kl]) {
    const parts = [
      [c, ce as Outcome],
      [entropyOf(c), h as Outcome],
      [divergenceOf(c), kl as Outcome],
    ] as const
    const allowed = parts.map(([d, o]) => allowanceOf(d, o).loss)
    for (const n of indices(c.rows)) {
      const [l, hn, kn] = parts.map(([, o]) => o.loss[n] as Decimal) as [Decimal, Decimal, Decimal]
      yield equal(
        `loss[${n}]`,
        l,
        plus(hn, kn),
        allowed.reduce((s, e) => s + (e[n] as number), 0),
      )
    }
  },
})

const entropyBounds = lawOf({
  name: 'entropy-bounds',
  statement: '0 ≤ H(p) ≤ ln K for normalised p',
  kind: 'identity',
  applies: on('entropy'),
  cases: (scope) => cases((dice) => drawBatch(dice, scope, normalised), sumsToOne('input')),
  asks: (c) => [callOf(c, 'loss')],
  *checks(c, [a]) {
    const e = allowanceOf(c, a as Outcome).loss
    for (const [n, h] of (a as Outcome).loss.entries()) {
      yield atMost(`−loss[${n}]`, h.neg(), num(0), e[n] as number)
      yield atMost(`loss[${n}]`, h, lnOfCount(c.classes), e[n] as number)
    }
  },
})

/** K = 2^j classes of probability 2^−j each. */
const uniformOf = (c: Case): Case => moveInput(c, () => 1 / c.classes)

const uniformEntropy = lawOf({
  name: 'uniform-entropy',
  statement: 'H(1/K, …, 1/K) = ln K, in nats',
  kind: 'identity',
  applies: on('entropy'),
  cases: (scope) =>
    cases(
      (dice) => {
        const classes = dice.pick([1, 2, 4, 8, 16])
        return drawBatch(dice, scope, { ...normalised, classes: [classes, classes] })
      },
      (c) => Number.isInteger(Math.log2(c.classes)),
    ),
  asks: (c) => [callOf(uniformOf(c), 'loss')],
  *checks(c, [a]) {
    const { loss } = a as Outcome
    const e = allowanceOf(uniformOf(c), a as Outcome).loss
    yield* equalEach(
      'loss',
      loss,
      loss.map(() => lnOfCount(c.classes)),
      e,
    )
  },
})

const pinsker = lawOf({
  name: 'pinsker',
  statement: 'KL(p‖q) ≥ ½·(Σ |p − q|)² ≥ 0 for normalised p and q',
  kind: 'identity',
  applies: on('kl_divergence'),
  cases: (scope) =>
    cases(
      (dice) => drawBatch(dice, scope, normalised),
      (c) => sumsToOne('input')(c) && sumsToOne('target')(c),
    ),
  asks: (c) => [callOf(c, 'loss')],
  *checks(c, [a]) {
    const e = allowanceOf(c, a as Outcome).loss
    for (const [n, kl] of (a as Outcome).loss.entries()) {
      const [p, q] = [rowOf(c, 'target', n), rowOf(c, 'input', n)]
      const distance = plus(...p.map((pk, k) => minus(num(pk), num(q[k] as number)).abs()))
      yield atMost(`−loss[${n}]`, kl.neg(), times(times(distance, distance), -0.5), e[n] as number)
    }
  },
})

const selfDivergence = lawOf({
  name: 'no-divergence-from-itself',
  statement: 'KL(p‖p) = 0, zeros included',
  kind: 'identity',
  applies: on('kl_divergence'),
  cases: (scope) => cases((dice) => drawBatch(dice, scope, PLAIN)),
  asks: (c) => [callOf(fromItself(c), 'loss')],
  *checks(c, [a]) {
    const { loss } = a as Outcome
    yield* equalEach(
      'loss',
      loss,
      loss.map(() => num(0)),
      allowanceOf(fromItself(c), a as Outcome).loss,
    )
  },
})

const fromItself = (c: Case): Case => withPlane(c, 'input', { axes: 'nk', values: values(c, 'target') })

/** The last two classes merged into one. */
const merged = (c: Case): Case => {
  const K = c.classes
  const merge = (plane: string) =>
    indices(c.rows).flatMap((n) => {
      const row = rowOf(c, plane, n)
      return [...row.slice(0, K - 2), (row[K - 2] as number) + (row[K - 1] as number)]
    })
  const planes = {
    input: { axes: 'nk', values: merge('input') },
    target: { axes: 'nk', values: merge('target') },
  } as const
  return { ...c, classes: K - 1, planes }
}

const dataProcessing = lawOf({
  name: 'merging-classes-loses-divergence',
  statement: 'KL of merged classes ≤ KL of the classes',
  kind: 'identity',
  applies: on('kl_divergence'),
  cases: (scope) =>
    cases(
      (dice) => drawBatch(dice, scope, { ...normalised, classes: [2, 9] }),
      (c) => c.classes > 1 && sumsToOne('input')(c) && sumsToOne('target')(c),
    ),
  asks: (c) => [callOf(c, 'loss'), callOf(merged(c), 'loss')],
  *checks(c, [a, b]) {
    const [ea, eb] = [allowanceOf(c, a as Outcome).loss, allowanceOf(merged(c), b as Outcome).loss]
    for (const [n, kl] of (b as Outcome).loss.entries()) {
      yield atMost(`loss[${n}] merged`, kl, (a as Outcome).loss[n] as Decimal, (ea[n] as number) + (eb[n] as number))
    }
  },
})

/** What a list of all rows holds of one. */
function sliceOf<T>(c: Case, n: number, list: readonly T[]): readonly T[] {
  return list.slice(n * c.classes, (n + 1) * c.classes)
}

/** Σ x_k·g_k over the classes where the slope is promised, and what the errors of g add up to. */
function pairing(x: readonly number[], g: readonly Decimal[], e: readonly number[]) {
  const live = indices(x.length).filter((k) => x[k] !== 0)
  return {
    sum: plus(...live.map((k) => times(g[k] as Decimal, x[k] as number))),
    allowed: live.reduce((s, k) => s + (x[k] as number) * (e[k] as number), 0),
  }
}

const entropySlope = lawOf({
  name: 'entropy-slope',
  statement: '⟨p, ∂H/∂p⟩ = H − Σ p',
  kind: 'identity',
  applies: all(on('entropy'), gradient),
  cases: (scope) => cases((dice) => drawBatch(dice, scope, PLAIN)),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    const e = allowanceOf(c, a as Outcome)
    const { loss, gradient: slopes } = a as Outcome
    for (const n of indices(c.rows)) {
      const p = rowOf(c, 'input', n)
      const row = <T>(list: readonly T[] | undefined) => sliceOf(c, n, list ?? [])
      const { sum, allowed } = pairing(p, row(slopes['p']), row(e.gradient['p']))
      yield equal(`⟨p, g⟩, row ${n}`, sum, minus(loss[n] as Decimal, total(p)), allowed + (e.loss[n] as number))
    }
  },
})

const divergenceSlopes = lawOf({
  name: 'divergence-slopes',
  statement: '⟨q, ∂KL/∂q⟩ = −Σ p and ⟨p, ∂KL/∂p⟩ = KL + Σ p',
  kind: 'identity',
  applies: all(on('kl_divergence'), ({ declared }) => declared.gradients.length > 0),
  cases: (scope) =>
    cases(
      (dice) => drawBatch(dice, scope, PLAIN),
      // q = 0 under p > 0 costs +∞.
      (c) => values(c, 'input').every((q, i) => q > 0 || values(c, 'target')[i] === 0),
    ),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    const e = allowanceOf(c, a as Outcome)
    const { loss, gradient: slopes } = a as Outcome
    for (const n of indices(c.rows)) {
      const row = <T>(list: readonly T[] | undefined) => sliceOf(c, n, list ?? [])
      const mass = total(rowOf(c, 'target', n))
      if (slopes['q'] !== undefined) {
        const { sum, allowed } = pairing(rowOf(c, 'input', n), row(slopes['q']), row(e.gradient['q']))
        // p/q overflows where q is subnormal.
        if (!isInfinite(sum)) yield equal(`⟨q, ∂/∂q⟩, row ${n}`, sum, mass.neg(), allowed)
      }
      if (slopes['p'] !== undefined) {
        const { sum, allowed } = pairing(rowOf(c, 'target', n), row(slopes['p']), row(e.gradient['p']))
        yield equal(`⟨p, ∂/∂p⟩, row ${n}`, sum, plus(loss[n] as Decimal, mass), allowed + (e.loss[n] as number))
      }
    }
  },
})

/** p·2^−k, exactly: what is taken as it is has no other scale. */
const scaledDown = (c: Case): Case => moveInput(c, (p) => p * 2 ** -scalar(c, 'halvings'))

const isExactlyScaled = (c: Case): boolean => {
  const by = 2 ** -scalar(c, 'halvings')
  return values(c, 'input').every((p) => roundTo(formatOf(c), p * by) / by === p)
}

const asItIs = lawOf({
  name: 'probabilities-as-they-are',
  statement: 'L(2^−k·p, y) = L(p, y) + k·(Σ q)·ln 2: no clamp and no renormalisation',
  kind: 'identity',
  applies: on('log_loss'),
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, { ...PLAIN, targets: ['index', 'one-hot', 'normalised', 'unnormalised'] })
      const halvings = (k: number) => withPlane(c, 'halvings', { axes: '', values: [k] })
      // The most halvings of those drawn that leave every probability exact; none always do.
      let k = dice.integer(1, 40)
      while (!isExactlyScaled(halvings(k))) k--
      return halvings(k)
    }, isExactlyScaled),
  asks: (c) => [callOf(c, 'loss'), callOf(scaledDown(c), 'loss')],
  *checks(c, [a, b]) {
    const [ea, eb] = [allowanceOf(c, a as Outcome).loss, allowanceOf(scaledDown(c), b as Outcome).loss]
    for (const [n, l] of (b as Outcome).loss.entries()) {
      const mass = total(massOf(c, n).mass)
      const added = times(times(mass, scalar(c, 'halvings')), lnOfCount(2))
      yield equal(
        `loss[${n}]`,
        l,
        plus((a as Outcome).loss[n] as Decimal, added),
        (ea[n] as number) + (eb[n] as number),
      )
    }
  },
})

export const entropy: readonly Law[] = [
  decomposition,
  entropyBounds,
  uniformEntropy,
  pinsker,
  selfDivergence,
  dataProcessing,
  entropySlope,
  divergenceSlopes,
  asItIs,
]
