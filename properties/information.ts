/**
 * Information theory: entropy, divergence, odds and bounds. Nothing here needs an oracle but entropies of exact targets.
 *
 *   L(z, y) = H(y) + KL(y, p) · L ≥ H(y) · L_i − L_j = z_j − z_i · Σ_t e^(−L_t) = 1 · L(c·1, y) = S·ln K
 *   max(0, max z − z_t) ≤ L_t ≤ max z − z_t + ln K · L_t falls as z_t rises
 *
 * e^(−L) and ln are taken to 80 digits, far below any budget; what an answer's error e does to e^(−L) is p·e.
 */

import type { Decimal } from 'decimal.js'
import { type Ball, DECIMAL_DIGITS, DYADIC_DIGITS, isUnknown, roundTo, truth } from '../reference/index.ts'
import { Exact, type Outcome, formatOf, isInfinite, minus, num, plus, times } from './answer.ts'
import { allowanceOf, joint } from './budget.ts'
import { type Case, callOf, denseTarget, rowOf, scalar, values, withPlane, withValues, reducing } from './case.ts'
import { atMost, equal, lawOf } from './check.ts'
import { everyTarget, indices, moveInput } from './derived.ts'
import { cases } from './dice.ts'
import { expOf, expm1Of, lnOf, lnOfCount } from './elementary.ts'
import { type BatchLimits, PLAIN, drawBatch } from './draw/batch.ts'
import type { Law, Scope } from './law.ts'
import { all, distributionTargets, indexTargets, on } from './scope.ts'

/** One row, index target, nothing else: what the laws over all targets start from. */
export const oneRow: BatchLimits = {
  targets: ['index'],
  rows: [1, 1],
  classes: [2, 9],
  ...PLAIN,
}

const bareRow = (scope: Scope, limits: BatchLimits = {}) =>
  cases((dice) => drawBatch(dice, scope, { ...oneRow, ...limits }))

const overRow = all(on('cross_entropy'), indexTargets)

const logOdds = lawOf({
  name: 'log-odds',
  statement: 'L_i − L_j = z_j − z_i',
  kind: 'identity',
  applies: overRow,
  cases: (scope) => bareRow(scope, { masks: false }),
  asks: (c) => everyTarget(c).map((each) => callOf(each, 'loss')),
  *checks(c, answers) {
    const { loss, e } = joint(everyTarget(c), answers)
    const z = rowOf(c, 'input', 0)
    for (const j of indices(c.classes).slice(1)) {
      const [l0, lj] = [loss[0] as Decimal, loss[j] as Decimal]
      // Beyond the largest number both are infinite, and so is their difference.
      if (isInfinite(l0) && isInfinite(lj)) continue
      const odds = minus(num(z[j] as number), num(z[0] as number))
      yield equal(`L_0 − L_${j}`, minus(l0, lj), odds, (e.loss[0] as number) + (e.loss[j] as number))
    }
  },
})

const sumsToOne = lawOf({
  name: 'probabilities-sum-to-one',
  statement: 'Σ_t e^(−L_t) = 1',
  kind: 'identity',
  applies: overRow,
  cases: (scope) => bareRow(scope),
  asks: (c) => everyTarget(c).map((each) => callOf(each, 'loss')),
  *checks(c, answers) {
    const { loss, e } = joint(everyTarget(c), answers)
    const p = loss.map((l) => expOf(l.neg()))
    // p·(e^e − 1) ≤ 2·p·e for e ≤ 1; a class that is impossible has no share in the error.
    const allowed = p.reduce(
      (s, pt, t) => s + (pt.isZero() ? 0 : pt.toNumber() * Math.expm1(Math.min(700, e.loss[t] as number))),
      0,
    )
    // The largest p may be 1 − 1e−300: what it lacks is compared with the others.
    const top = loss.reduce((best, l, t) => (l.lt(loss[best] as Decimal) ? t : best), 0)
    const others = p.filter((_, t) => t !== top)
    yield equal('Σ e^−L − 1', plus(expm1Of((loss[top] as Decimal).neg(), p[top]), ...others), num(0), allowed)
  },
})

const constantLogits = lawOf({
  name: 'constant-logits',
  statement: 'L(c·1, y) = (Σ y)·ln K, in nats, for every c',
  kind: 'identity',
  applies: on('cross_entropy'),
  cases: (scope) =>
    cases((dice) => {
      const f = formatOf(scope)
      const c = drawBatch(dice, scope, {
        options: 'none',
        masks: false,
        huge: false,
        targets: ['index', 'one-hot', 'normalised', 'signed'],
      })
      const level = dice.chance(0.5)
        ? roundTo(f, dice.uniform(-8, 8))
        : (dice.chance(0.5) ? 1 : -1) * 2 ** dice.integer(3, f.emax - 2)
      return withPlane(c, 'level', { axes: '', values: [level] })
    }),
  asks: (c) => [callOf(level(c), 'loss')],
  *checks(c, [a]) {
    const { loss } = a as Outcome
    const e = allowanceOf(level(c), a as Outcome).loss
    const y = denseTarget(c)
    const lnK = lnOfCount(c.classes)
    const rows = indices(c.rows).map((n) => times(plus(...y.slice(n * c.classes, (n + 1) * c.classes).map(num)), lnK))
    const total = plus(...rows)
    const expected = reducing(c) === 'none' ? rows : [reducing(c) === 'sum' ? total : Exact.div(total, c.rows)]
    for (const [i, l] of loss.entries()) yield equal(`loss[${i}]`, l, expected[i] as Decimal, e[i] as number)
  },
})

const level = (c: Case): Case => moveInput(c, () => scalar(c, 'level'))

const bounds = lawOf({
  name: 'loss-bounds',
  statement: 'max(0, max z − z_t) ≤ L_t ≤ max z − z_t + ln K',
  kind: 'identity',
  applies: overRow,
  cases: (scope) => bareRow(scope),
  asks: (c) => [callOf(c, 'loss')],
  *checks(c, [a]) {
    const l = (a as Outcome).loss[0] as Decimal
    const z = rowOf(c, 'input', 0)
    const gap = minus(num(Math.max(...z)), num(z[values(c, 'target')[0] as number] as number))
    const e = allowanceOf(c, a as Outcome).loss[0] as number
    if (gap.gt(num(formatOf(c).max))) return
    yield atMost('−L_t', l.neg(), gap.neg(), e)
    yield atMost('L_t', l, plus(gap, lnOfCount(c.classes)), e)
  },
})

const raised = (c: Case): Case => {
  const t = values(c, 'target')[0]
  return moveInput(c, (z, i) => (i === t ? roundTo(formatOf(c), z + scalar(c, 'by')) : z))
}

const monotone = lawOf({
  name: 'monotone-in-the-target',
  statement: 'raising z_t never raises L_t; raising another logit never lowers it',
  kind: 'identity',
  applies: overRow,
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, { ...oneRow, huge: false })
      return withPlane(c, 'by', { axes: '', values: [dice.pick([0.25, 1, 8, 64, 512])] })
    }),
  asks: (c) => [callOf(c, 'loss'), callOf(raised(c), 'loss')],
  *checks(c, [a, b]) {
    const up = scalar(c, 'by') > 0
    const [low, high] = up ? [b, a] : [a, b]
    const e =
      (allowanceOf(c, a as Outcome).loss[0] as number) + (allowanceOf(raised(c), b as Outcome).loss[0] as number)
    yield atMost('L after raising z_t', (low as Outcome).loss[0] as Decimal, (high as Outcome).loss[0] as Decimal, e)
  },
})

/** H(y) and KL(y, softmax z) from the truth, for a row of a normalised target. */
function trueEntropy(c: Case, n: number): Decimal {
  const y = rowOf(c, 'target', n)
  const p: Case = {
    ...c,
    loss: 'entropy',
    rows: 1,
    reduction: 'none',
    indexed: false,
    planes: { input: { axes: 'nk', values: y } },
  }
  return middle(truth(callOf(p, 'loss')))
}

/** The middle of a certified loss; its enclosure is narrower than any budget, that of 60 digits by five of them. */
export function middle(known: ReturnType<typeof truth>): Decimal {
  if (known.kind !== 'value') throw new RangeError(`truth: expected a value, got ${known.kind}`)
  const quick = known.at(DYADIC_DIGITS).loss[0] as Ball
  const ball = isUnknown(quick) ? (known.at(2 * DECIMAL_DIGITS).loss[0] as Ball) : quick
  return Exact.div(plus(ball.lo, ball.hi), 2)
}

const normalisedRow: BatchLimits = {
  targets: ['normalised'],
  ...PLAIN,
  classes: [1, 9],
  rows: [1, 1],
}

const isNormalised = (c: Case): boolean =>
  indices(c.rows).every(
    (n) => rowOf(c, 'target', n).reduce((s, y) => s + y, 0) === 1 && rowOf(c, 'target', n).every((y) => y >= 0),
  )

const overDistributions = all(on('cross_entropy'), distributionTargets)

const gibbs = lawOf({
  name: 'gibbs',
  statement: 'L(z, y) ≥ H(y) for normalised y',
  kind: 'identity',
  applies: overDistributions,
  cases: (scope) => cases((dice) => drawNearOptimum(dice, scope), isNormalised),
  asks: (c) => [callOf(c, 'loss')],
  *checks(c, [a]) {
    const { loss } = a as Outcome
    const e = allowanceOf(c, a as Outcome).loss
    for (const [n, l] of loss.entries()) yield atMost(`−loss[${n}]`, l.neg(), trueEntropy(c, n).neg(), e[n] as number)
  },
})

/** Half of the cases at z ≈ ln y, where the bound is met and an error has nowhere to hide. */
function drawNearOptimum(dice: Parameters<typeof drawBatch>[0], scope: Scope): Case {
  const c = drawBatch(dice, scope, normalisedRow)
  if (dice.chance(0.5)) return c
  const f = formatOf(scope)
  return withValues(
    c,
    'input',
    values(c, 'target').map((y) => roundTo(f, Math.log(y))),
  )
}

const entropyPlusDivergence = lawOf({
  name: 'ce-is-entropy-plus-kl-of-logits',
  statement: 'L(z, y) = H(y) + KL(y, softmax z) for normalised y',
  kind: 'identity',
  applies: all(overDistributions, indexTargets),
  cases: (scope) =>
    cases(
      (dice) => drawBatch(dice, scope, { ...normalisedRow, rows: [1, 1], masks: false, huge: false }),
      isNormalised,
    ),
  asks: (c) => [c, ...everyTarget(c)].map((each) => callOf(each, 'loss')),
  *checks(c, [a, ...each]) {
    const y = rowOf(c, 'target', 0)
    const { loss: losses, e } = joint(everyTarget(c), each)
    // KL(y, p) = Σ y·(ln y − ln p), with −ln p_c = L_c from the subject's own index losses.
    const divergence = y.map((yk, k) => (yk === 0 ? num(0) : times(plus(lnOf(num(yk)), losses[k] as Decimal), yk)))
    const allowed =
      (allowanceOf(c, a as Outcome).loss[0] as number) + y.reduce((s, yk, k) => s + yk * (e.loss[k] as number), 0)
    yield equal('loss[0]', (a as Outcome).loss[0] as Decimal, plus(trueEntropy(c, 0), ...divergence), allowed)
  },
})

export const information: readonly Law[] = [
  logOdds,
  sumsToOne,
  constantLogits,
  bounds,
  monotone,
  gibbs,
  entropyPlusDivergence,
]
