/**
 * Laws of the gradient, none of which needs an oracle.
 *
 *   g = p − y for a class target, Q·p − q for any · Σ_c g_c = 0, whatever y sums to · −q ≤ g ≤ Q − q
 *   L(z′) ≥ L(z) + ⟨g, z′ − z⟩ and L((z + z′)/2) ≤ (L(z) + L(z′))/2 · ⟨g − g′, z − z′⟩ ≥ 0 · L_t = −ln(1 + g_t)
 *
 * The subject's own losses give the probabilities, p_c = e^(−L_c): a gradient that is not the derivative of this loss
 * disagrees with it here.
 */

import type { Decimal } from 'decimal.js'
import { roundTo } from '../reference/index.ts'
import { Exact, type Outcome, formatOf, minus, num, plus, times } from './answer.ts'
import { type Joint, allowanceOf, joint } from './budget.ts'
import { type Case, callOf, denseTarget, specOf, values, withPlane, withValues } from './case.ts'
import { atMost, equal, lawOf } from './check.ts'
import { everyTarget, indices, moveInput } from './derived.ts'
import { type Dice, cases } from './dice.ts'
import { type BatchLimits, PLAIN, drawBatch } from './draw/batch.ts'
import { expOf, expm1Of, log1pOf } from './elementary.ts'
import { oneRow } from './information.ts'
import type { Law, Scope } from './law.ts'
import { all, distributionTargets, gradient, indexTargets, on } from './scope.ts'

const logits = all(on('cross_entropy'), gradient)

interface Slopes {
  readonly g: readonly Decimal[]
  readonly e: readonly number[]
}

function slopesOf(c: Case, a: Outcome): Slopes {
  const { input } = specOf(c)
  return { g: a.gradient[input] ?? [], e: allowanceOf(c, a).gradient[input] ?? [] }
}

interface Shares {
  readonly p: readonly Decimal[]
  /** 1 − p_c, with its digits where p_c is nearly 1. */
  readonly rest: readonly Decimal[]
  readonly e: readonly number[]
}

/** p_c = e^(−L_c) from the losses of one row for every class, and what their errors make of it. */
function sharesOf(c: Case, { loss, e }: Joint): Shares {
  const p = loss.map((l) => expOf(l.neg()))
  return {
    p,
    rest: loss.map((l, k) => expm1Of(l.neg(), p[k]).neg()),
    e: p.map((pc, k) =>
      pc.isZero() ? formatOf(c).minNormal : pc.toNumber() * Math.expm1(Math.min(700, e.loss[k] as number)),
    ),
  }
}

const minusTarget = lawOf({
  name: 'gradient-is-p-minus-y',
  statement: 'softmax-CE gradient = p − y, row by row, with p_c = e^(−L_c)',
  kind: 'identity',
  applies: all(logits, indexTargets),
  cases: (scope) => cases((dice) => drawBatch(dice, scope, oneRow)),
  asks: (c) => everyTarget(c).map((each) => callOf(each)),
  *checks(c, answers) {
    const each = joint(everyTarget(c), answers)
    const { slopes: g, e } = each
    const shares = sharesOf(c, each)
    const K = c.classes
    for (const [i, gi] of g.entries()) {
      const [t, k] = [Math.floor(i / K), i % K]
      const expected = t === k ? (shares.rest[k] as Decimal).neg() : (shares.p[k] as Decimal)
      yield equal(`gradient[${t}, ${k}]`, gi, expected, (e.slopes[i] as number) + (shares.e[k] as number))
    }
  },
})

const masses = lawOf({
  name: 'gradient-is-qp-minus-q',
  statement: 'gradient = (Σ y)·p − y for any target, normalised or not, with p_c = e^(−L_c)',
  kind: 'identity',
  applies: all(logits, indexTargets, distributionTargets),
  cases: (scope) =>
    cases((dice) =>
      drawBatch(dice, scope, {
        ...oneRow,
        targets: ['one-hot', 'unnormalised', 'signed', 'normalised', 'zero'],
        masks: false,
        huge: false,
      }),
    ),
  asks: (c) => [callOf(c, 'gradient'), ...everyTarget(c).map((each) => callOf(each, 'loss'))],
  *checks(c, [a, ...each]) {
    const y = values(c, 'target')
    const { g, e } = slopesOf(c, a as Outcome)
    const { p, rest, e: ep } = sharesOf(c, joint(everyTarget(c), each))
    for (const [k, gk] of g.entries()) {
      const own = y[k] as number
      const others = plus(...y.filter((_, j) => j !== k).map(num))
      // Q·p − q, written so that nothing cancels where p is nearly 1.
      const expected = minus(times(others, p[k] as Decimal), times(own, rest[k] as Decimal))
      const size = Math.abs(others.toNumber()) + Math.abs(own)
      yield equal(`gradient[${k}]`, gk, expected, (e[k] as number) + size * (ep[k] as number))
    }
  },
})

const anyTarget: BatchLimits = { huge: false, classes: [1, 17] }

const sumsToZero = lawOf({
  name: 'gradient-sums-to-zero',
  statement: 'Σ_c g_c = 0 in every row, for any target and any options',
  kind: 'identity',
  applies: logits,
  cases: (scope) => cases((dice) => drawBatch(dice, scope, anyTarget)),
  asks: (c) => [callOf(c, 'gradient')],
  *checks(c, [a]) {
    const { g, e } = slopesOf(c, a as Outcome)
    for (const n of indices(c.rows)) {
      const at = indices(c.classes).map((k) => n * c.classes + k)
      yield equal(
        `Σ gradient, row ${n}`,
        plus(...at.map((i) => g[i] as Decimal)),
        num(0),
        at.reduce((s, i) => s + (e[i] as number), 0),
      )
    }
  },
})

const bounded = lawOf({
  name: 'gradient-bounds',
  statement: '−y_c ≤ g_c ≤ Σ y − y_c for nonnegative y: the target pulls up, every other class down',
  kind: 'identity',
  applies: logits,
  cases: (scope) =>
    cases((dice) =>
      drawBatch(dice, scope, {
        targets: ['index', 'one-hot', 'normalised', 'unnormalised'],
        ...PLAIN,
        huge: false,
      }),
    ),
  asks: (c) => [callOf(c, 'gradient')],
  *checks(c, [a]) {
    const { g, e } = slopesOf(c, a as Outcome)
    const y = denseTarget(c)
    for (const [i, gi] of g.entries()) {
      const row = Math.floor(i / c.classes) * c.classes
      const Q = plus(...y.slice(row, row + c.classes).map(num))
      yield atMost(`gradient[${i}]`, gi, minus(Q, num(y[i] as number)), e[i] as number)
      yield atMost(`−gradient[${i}]`, gi.neg(), num(y[i] as number), e[i] as number)
    }
  },
})

const lossFromGradient = lawOf({
  name: 'loss-from-gradient',
  statement: 'L_t = −ln(1 + g_t): value and gradient tell the same probability',
  kind: 'identity',
  applies: all(logits, indexTargets),
  cases: (scope) => cases((dice) => drawBatch(dice, scope, { ...oneRow, huge: false })),
  asks: (c) => [callOf(c)],
  *checks(c, [a]) {
    const l = (a as Outcome).loss[0] as Decimal
    const { g, e } = slopesOf(c, a as Outcome)
    const t = values(c, 'target')[0] as number
    const p = plus(num(1), g[t] as Decimal)
    const el = allowanceOf(c, a as Outcome).loss[0] as number
    const eg = e[t] as number
    // ln is only as good as p: where p is itself within its error of 0 there is nothing to compare.
    if (p.toNumber() <= 4 * eg) return
    yield equal('loss[0]', l, log1pOf(g[t] as Decimal).neg(), el + (2 * eg) / p.toNumber())
  },
})

/** A second row of logits, on a grid of even steps so that the midpoint is exact. */
function drawPair(dice: Dice, scope: Scope, limits: BatchLimits = {}): Case {
  const f = formatOf(scope)
  const c = drawBatch(dice, scope, {
    targets: ['index', 'one-hot', 'normalised', 'unnormalised'],
    ...PLAIN,
    rows: [1, 1],
    classes: [1, 9],
    masks: false,
    huge: false,
    offset: false,
    ...limits,
  })
  const even = (z: number) => roundTo(f, Math.round(z / 2) * 2) + 0
  const grid = moveInput(c, even)
  // Far enough for e^z to overflow, where the format's integers reach that far.
  const far = dice.pick([2, 8, 64, Math.min(1024, 2 ** (f.precision - 2))])
  return withPlane(grid, 'input2', {
    axes: 'nk',
    values: values(grid, 'input').map((z) => even(z + dice.uniform(-far, far))),
  })
}

const pairExact = (c: Case): boolean =>
  [...values(c, 'input'), ...values(c, 'input2')].every(
    (z) => Number.isInteger(z / 2) && Math.abs(z) < 2 ** formatOf(c).precision,
  )

const other = (c: Case): Case => withValues(c, 'input', values(c, 'input2'))

const midpoint = (c: Case): Case =>
  withValues(
    c,
    'input',
    values(c, 'input').map((z, i) => (z + (values(c, 'input2')[i] as number)) / 2),
  )

const convexity = lawOf({
  name: 'convexity',
  statement: 'L((z + z′)/2, y) ≤ (L(z, y) + L(z′, y))/2 for nonnegative y',
  kind: 'identity',
  applies: on('cross_entropy'),
  cases: (scope) => cases((dice) => drawPair(dice, scope), pairExact),
  asks: (c) => [callOf(c, 'loss'), callOf(other(c), 'loss'), callOf(midpoint(c), 'loss')],
  *checks(c, [a, b, mid]) {
    const at = (o: Outcome | undefined) => (o as Outcome).loss[0] as Decimal
    const e = (d: Case, o: Outcome | undefined) => allowanceOf(d, o as Outcome).loss[0] as number
    const mean = Exact.div(plus(at(a), at(b)), 2)
    yield atMost('L of the midpoint', at(mid), mean, e(midpoint(c), mid) + e(c, a) + e(other(c), b))
  },
})

const firstOrder = lawOf({
  name: 'first-order',
  statement: 'L(z′) ≥ L(z) + ⟨g, z′ − z⟩ for nonnegative y: the gradient is the slope of this very loss',
  kind: 'identity',
  applies: logits,
  cases: (scope) => cases((dice) => drawPair(dice, scope), pairExact),
  asks: (c) => [callOf(c), callOf(other(c), 'loss')],
  *checks(c, [a, b]) {
    const { g, e } = slopesOf(c, a as Outcome)
    const step = values(c, 'input2').map((z, i) => z - (values(c, 'input')[i] as number))
    const rise = plus(...g.map((gi, i) => times(gi, step[i] as number)))
    const allowed =
      (allowanceOf(c, a as Outcome).loss[0] as number) +
      (allowanceOf(other(c), b as Outcome).loss[0] as number) +
      e.reduce((s, ei, i) => s + ei * Math.abs(step[i] as number), 0)
    yield atMost(
      'L(z) + ⟨g, z′ − z⟩',
      plus((a as Outcome).loss[0] as Decimal, rise),
      (b as Outcome).loss[0] as Decimal,
      allowed,
    )
  },
})

const monotoneGradient = lawOf({
  name: 'monotone-gradient',
  statement: '⟨g(z) − g(z′), z − z′⟩ ≥ 0 for nonnegative y',
  kind: 'identity',
  applies: logits,
  cases: (scope) => cases((dice) => drawPair(dice, scope), pairExact),
  asks: (c) => [callOf(c, 'gradient'), callOf(other(c), 'gradient')],
  *checks(c, [a, b]) {
    const [x, y] = [slopesOf(c, a as Outcome), slopesOf(other(c), b as Outcome)]
    const step = values(c, 'input').map((z, i) => z - (values(c, 'input2')[i] as number))
    const product = plus(...step.map((s, i) => times(minus(x.g[i] as Decimal, y.g[i] as Decimal), s)))
    const allowed = step.reduce((s, d, i) => s + Math.abs(d) * ((x.e[i] as number) + (y.e[i] as number)), 0)
    yield atMost('−⟨g − g′, z − z′⟩', product.neg(), num(0), allowed)
  },
})

export const gradients: readonly Law[] = [
  minusTarget,
  masses,
  sumsToZero,
  bounded,
  lossFromGradient,
  convexity,
  firstOrder,
  monotoneGradient,
]
