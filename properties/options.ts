/**
 * Laws of options together, and of each option's own chain rule.
 *
 *   any options, alone and at once: loss and gradients are the exact ones               (accuracy)
 *   any options: the loss asked for alone is the one beside its gradient                (forward only)
 *   L(z; T) = L(z/T) and T·g = the gradient there, for T a power of two                 (temperature)
 *   Σ_c g_c = 2λΛ·(Σ_c p_c), the z-loss alone depends on a shift: λ·(2cΛ + c²)          (z-loss)
 *   focal ≤ the plain loss, less for larger γ                                           (focal)
 */

import type { Decimal } from 'decimal.js'
import { type Outcome, plus, times } from './answer.ts'
import { judgeByTruth } from './accuracy.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, isIgnored, scalar, specOf, values, withPlane, withValues } from './case.ts'
import { atMost, equal, equalEach, lawOf, refusalIn } from './check.ts'
import { type Dice, cases, firstThat } from './dice.ts'
import { type BatchLimits, PLAIN, drawBatch, targetKinds } from './draw/batch.ts'
import { coveringRows, factorsOf, setBy } from './lattice.ts'
import type { Law, Scope } from './law.ts'
import { all, gradient, perRow, takes } from './scope.ts'
import type { Role } from '../reference/index.ts'

/** One drawing in six or so has what it is asked for. */
const REDRAWS = 48

/** Where one row sets everything, it is drawn with other numbers, and reduced in other ways. */
const LEAST = 4

/** An upstream of 0 hides whatever is above it, and an index that no row has, or that is ignored anyway, is no option. */
function hides(c: Case): boolean {
  const isZero = c.planes['upstream']?.values.includes(0) ?? false
  if (isZero || c.planes['ignore_index'] === undefined) return isZero
  const isHeard = Array.from({ length: c.rows }, (_, n) => isIgnored(c, n)).includes(true)
  return !isHeard || scalar(c, 'ignore_index') === specOf(c).defaults.ignore_index
}

/** One case for each of these sets of options, drawn by its number, with any target or one of these kinds. */
function drawnOf(
  scope: Scope,
  rows: readonly (readonly string[])[],
  kindsOf: (seed: number) => BatchLimits = () => ({}),
): readonly Case[] {
  return rows.map((row, seed) => {
    const only = row.filter((factor) => factor !== 'upstream') as Role[]
    const draw = (dice: Dice): Case =>
      drawBatch(dice, scope, {
        classes: [3, 5],
        rows: [2, 3],
        masks: false,
        huge: false,
        offset: false,
        upstream: row.includes('upstream'),
        // What a divisor leaves out is seen by a mean alone, and what one row has best without one.
        ...(seed % 2 === 0 ? { reduction: 'mean' } : {}),
        ...kindsOf(seed),
        ...(only.includes('ignore_index') ? { targets: ['index'] as const } : {}),
        options: { only, chance: 1 },
      })
    // An option that its case cannot have is left out (z-loss of huge logits): draw again.
    const tells = (c: Case) => row.every((factor) => setBy(c).includes(factor)) && !hides(c)
    return firstThat(draw, tells, { from: REDRAWS * seed, tries: REDRAWS })
  })
}

/** Each option by itself, of an index and of a distribution: the short way of the plain loss must not be taken for it. */
function singles(scope: Scope): readonly Case[] {
  const offered = targetKinds(scope)
  const [dense, hard] = [offered.filter((kind) => kind !== 'index'), offered.filter((kind) => kind === 'index')]
  const kinds = [hard, dense].filter(({ length }) => length > 0)
  const rows = factorsOf(scope).flatMap((factor) => [[factor], [factor]])
  return drawnOf(scope, rows, (seed) => (kinds.length < 2 ? {} : { targets: kinds[seed % 2] as typeof offered }))
}

/** One case for each row of the covering array. */
function lattice(scope: Scope): readonly Case[] {
  const rows = coveringRows(factorsOf(scope))
  return drawnOf(
    scope,
    Array.from({ length: Math.max(rows.length, LEAST) }, (_, i) => rows[i % rows.length] as readonly string[]),
  )
}

const optionsTogether: Law = {
  name: 'options-together',
  statement: 'every option alone, every pair and triple together: loss and gradients are the exact ones',
  kind: 'accuracy',
  profiles: true,
  applies: (scope) => scope.spec.options.length > 0 && factorsOf(scope).length > 1,
  cases: (scope) =>
    cases((dice) => drawBatch(dice, scope, { classes: [1, 9], options: { family: true, chance: 0.5 } })),
  corners: (scope) => [...singles(scope), ...lattice(scope)],
  asks: (c) => [callOf(c)],
  judges: (c, answers) => refusalIn(answers) ?? judgeByTruth(c, answers[0] as Outcome, ['loss', 'input', 'target']),
}

const lossAlone = lawOf({
  name: 'loss-alone',
  statement: 'the loss is the same whether its gradient is asked for or not, with any options',
  kind: 'identity',
  profiles: true,
  applies: gradient,
  cases: (scope) => cases((dice) => drawBatch(dice, scope, { classes: [1, 9], options: { family: true } })),
  corners: singles,
  asks: (c) => [callOf(c), callOf(c, 'loss')],
  *checks(c, [a, b]) {
    const [beside, alone] = [a as Outcome, b as Outcome]
    yield* equalEach('loss', alone.loss, beside.loss, allowanceOf(c, alone).loss, allowanceOf(c, beside).loss)
  },
})

const without = (c: Case, option: Role): Case => withPlane(c, option, undefined)

const scaledBy = (c: Case, by: number): Case =>
  withValues(
    c,
    'input',
    values(c, 'input').map((z) => z * by),
  )

const temperature = lawOf({
  name: 'temperature-divides',
  statement: 'L(z; T) = L(z/T), and its gradient is 1/T of the one there',
  kind: 'identity',
  applies: all(takes('temperature'), gradient),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { classes: [1, 9], huge: false })
        return withPlane(c, 'temperature', { axes: '', values: [dice.pick([0.5, 2, 4])] })
      },
      (c) => c.planes['temperature'] !== undefined && [0.5, 2, 4].includes(scalar(c, 'temperature')),
    ),
  asks: (c) => [callOf(c), callOf(cooled(c))],
  *checks(c, [a, b]) {
    const [x, y] = [a as Outcome, b as Outcome]
    const [ex, ey] = [allowanceOf(c, x), allowanceOf(cooled(c), y)]
    yield* equalEach('loss', x.loss, y.loss, ex.loss, ey.loss)
    const by = 1 / scalar(c, 'temperature')
    for (const [i, g] of (x.gradient['logits'] ?? []).entries()) {
      const allowed = (ex.gradient['logits']?.[i] as number) + by * (ey.gradient['logits']?.[i] as number)
      yield equal(`gradient.logits[${i}]`, g, times(by, y.gradient['logits']?.[i] as Decimal), allowed)
    }
  },
})

const cooled = (c: Case): Case => scaledBy(without(c, 'temperature'), 1 / scalar(c, 'temperature'))

const FEW_BITS = 8

const zLoss = lawOf({
  name: 'z-loss-is-added',
  statement: 'with z-loss the gradient is the plain one and 2λΛ·p: its sum over the classes is 2·√(λ·(L_z − L))·√λ',
  kind: 'identity',
  applies: all(takes('z_loss'), perRow, gradient),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, {
          ...PLAIN,
          classes: [1, 9],
          rows: [1, 3],
          masks: false,
          huge: false,
          offset: false,
        })
        const z = values(c, 'input').map((x) => Math.round(Math.max(-FEW_BITS, Math.min(FEW_BITS, x)) * 8) / 8)
        const shifted = withPlane(withValues(c, 'input', z), 'z_loss', { axes: '', values: [dice.pick([0.25, 1, 4])] })
        return withPlane(shifted, 'shift', { axes: '', values: [dice.pick([1, -2, 0.5])] })
      },
      (c) =>
        c.planes['z_loss'] !== undefined &&
        values(c, 'input').every((z) => Math.abs(z) <= FEW_BITS && Number.isInteger(8 * z)),
    ),
  asks: (c) => [callOf(c), callOf(lifted(c)), callOf(without(c, 'z_loss')), callOf(lifted(without(c, 'z_loss')))],
  // λ(Λ + s)² − λΛ² = λ(2sΛ + s²), and Σ g = 2λΛ: what a shift adds is s·Σ g + λs².
  *checks(c, answers) {
    const [a, b, plain, moved] = answers as readonly [Outcome, Outcome, Outcome, Outcome]
    const [lambda, s] = [scalar(c, 'z_loss'), scalar(c, 'shift')]
    const lists = [c, lifted(c), without(c, 'z_loss'), lifted(without(c, 'z_loss'))].map((each, i) =>
      allowanceOf(each, answers[i] as Outcome),
    )
    for (const [n, l] of a.loss.entries()) {
      const slopes = (a.gradient['logits'] ?? []).slice(n * c.classes, (n + 1) * c.classes)
      const allowed = (lists[0]?.gradient['logits'] ?? []).slice(n * c.classes, (n + 1) * c.classes)
      const rise = plus(
        b.loss[n] as Decimal,
        times(-1, l),
        plain.loss[n] as Decimal,
        times(-1, moved.loss[n] as Decimal),
      )
      const expected = plus(times(s, plus(...slopes)), times(lambda, s * s))
      const off = lists.reduce((sum, list) => sum + (list.loss[n] as number), 0)
      yield equal(`the z-loss of row ${n}`, rise, expected, off + Math.abs(s) * allowed.reduce((x, y) => x + y, 0))
    }
  },
})

const lifted = (c: Case): Case =>
  withValues(
    c,
    'input',
    values(c, 'input').map((z) => z + scalar(c, 'shift')),
  )

const focal = lawOf({
  name: 'focal-is-less',
  statement: 'the focal loss is at most the plain one, and less the larger γ is, for targets that are not negative',
  kind: 'identity',
  applies: takes('focal'),
  cases: (scope) =>
    cases(
      (dice) => {
        const c = drawBatch(dice, scope, { ...PLAIN, targets: ['index', 'one-hot', 'normalised'], classes: [1, 9] })
        const down = scope.spec.score === 'log' ? values(c, 'input').map((x) => -Math.abs(x)) : values(c, 'input')
        const hard =
          scope.spec.targets === 'binary'
            ? values(c, 'target').map((t) => Math.min(1, Math.max(0, t)))
            : values(c, 'target')
        const clean = withValues(withValues(c, 'input', down), 'target', hard)
        return withPlane(clean, 'focal', { axes: '', values: [dice.pick([0.5, 1, 2])] })
      },
      (c) =>
        c.planes['focal'] !== undefined &&
        (c.indexed || values(c, 'target').every((t) => t >= 0 && t <= 1)) &&
        (callOf(c).loss !== 'nll_loss' || values(c, 'input').every((l) => l <= 0)),
    ),
  asks: (c) => focused(c).map((each) => callOf(each, 'loss')),
  *checks(c, answers) {
    const each = focused(c)
    const allowed = answers.map((answer, i) => allowanceOf(each[i] as Case, answer).loss)
    for (const [i, answer] of answers.slice(1).entries()) {
      for (const [n, l] of answer.loss.entries()) {
        const off = (allowed[i]?.[n] as number) + (allowed[i + 1]?.[n] as number)
        yield atMost(`loss[${n}] at γ = ${i + 1}`, l, answers[i]?.loss[n] as Decimal, off)
      }
    }
  },
})

/** The plain loss, and two of growing γ. */
const focused = (c: Case): readonly Case[] => [
  without(c, 'focal'),
  c,
  withPlane(c, 'focal', { axes: '', values: [scalar(c, 'focal') + 1] }),
]

export const options: readonly Law[] = [optionsTogether, lossAlone, temperature, zLoss, focal]
