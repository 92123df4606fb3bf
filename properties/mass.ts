/**
 * What the classes of a row weigh: sizes of the masses q_c, and how they move with the target.
 *
 *   |q_c| = |w_c|·(α·|y_c| + β_c): forming the mass may cancel, so its parts count, not their sum
 *   rate  = ∂q_c/∂y_c = α·|w_c|
 *
 * α and β are those of the profile's smoothing; binary targets are the pair (1 − t, t). Sizes, in double.
 */

import { type Case, denseTarget, rowOf, specOf, values } from './case.ts'
import { given } from './running.ts'
import { throughSteps } from './model.ts'
import { formatOf } from './answer.ts'

export interface Mass {
  readonly mass: readonly number[]
  readonly rate: readonly number[]
  /** |y′_c|, without weights. */
  readonly y: readonly number[]
  /** What the row as a whole is multiplied by. */
  readonly factor: number
  /** What the row adds to a divisor of target weights. */
  readonly weight: number
}

function scalarOf(c: Case, role: string, neutral: number): number {
  const spec = specOf(c)
  return c.planes[role]?.values[0] ?? spec.defaults[role as keyof typeof spec.defaults] ?? neutral
}

/** α and β of the smoothing, for K classes that take part. */
function affine(c: Case, K: number): { readonly keep: number; readonly spread: number } {
  const a = scalarOf(c, 'label_smoothing', 0)
  const { convention } = specOf(c)
  if (a === 0) return { keep: 1, spread: 0 }
  if (convention === 'K') return { keep: 1 - a, spread: a / K }
  const each = a / (convention === 'K − 1' ? K - 1 : K - 2)
  return { keep: Math.abs(1 - a - each), spread: each }
}

export function massOf(c: Case, n: number): Mass {
  const spec = specOf(c)
  const at = (plane: string, i: number) => Math.abs(c.planes[plane]?.values[i] ?? 1)
  // A row of several bits weighs as one.
  const row = spec.averagesLast ? Math.floor(n / c.classes) : n
  const factor = spec.weighs === 'row' ? at('weight', row) * constant(c) : constant(c)
  if (spec.input === spec.target) {
    const p = rowOf(c, 'input', n)
    return { mass: p, rate: p.map(() => 1), y: p, factor, weight: 1 }
  }
  if (spec.targets === 'binary') {
    const t = spec.targetSteps.includes('sign')
      ? ((values(c, 'target')[n] as number) + 1) / 2
      : (values(c, 'target')[n] as number)
    const alpha = scalarOf(c, 'alpha', -1)
    const sides = alpha >= 0 && spec.options.includes('alpha') ? [1 - alpha, alpha] : [1, at('pos_weight', n)]
    const { keep, spread } = affine(c, 2)
    const y = [keep * Math.abs(1 - t) + spread, keep * Math.abs(t) + spread]
    return {
      mass: y.map((yc, k) => yc * (sides[k] as number)),
      rate: sides.map((w) => w * keep),
      y,
      factor,
      weight: 1,
    }
  }
  const classes = c.classes + (spec.baseline ? 1 : 0)
  const where = c.planes['where'] && rowOf(c, 'where', n)
  const inside = (k: number) => where === undefined || where[k] !== 0
  const given = c.indexed ? (values(c, 'target')[n] as number) : undefined
  // An index from the end, where the profile has such.
  const hit = given !== undefined && given < 0 ? given + classes : given
  const raw = hit === undefined ? targetRow(c, n) : Array.from({ length: classes }, (_, k) => (k === hit ? 1 : 0))
  const { keep, spread } = affine(c, where === undefined ? classes : where.filter((x) => x !== 0).length)
  const w = (k: number) => (spec.weighs === 'class' ? at('weight', k) : 1)
  const y = raw.map((yk, k) => {
    if (!inside(k)) return 0
    return keep * Math.abs(yk) + (spec.convention === 'K − 2' && k === 0 ? 0 : spread)
  })
  return {
    mass: y.map((yk, k) => w(k) * yk),
    rate: y.map((_, k) => (inside(k) ? w(k) * keep : 0)),
    y,
    factor,
    weight: hit === undefined ? 1 : w(hit),
  }
}

/** The dense target of a row, through the profile's steps. */
function targetRow(c: Case, n: number): readonly number[] {
  const raw = denseTarget(c).slice(n * c.classes, (n + 1) * c.classes)
  return specOf(c).targetSteps.reduce<readonly number[]>((y, step) => {
    if (step === 'exp') return y.map(Math.exp)
    if (step === 'sign' || step === 'floor') return y
    if (step !== 'softmax') return throughSteps(y.map(given), [step], formatOf(c)).values.map(({ x }) => x)
    const T = scalarOf(c, 'temperature', 1)
    const max = Math.max(...y)
    const odds = y.map((x) => Math.exp((x - max) / T))
    const sum = odds.reduce((a, b) => a + b, 0)
    return odds.map((o) => o / sum)
  }, raw)
}

function constant(c: Case): number {
  const spec = specOf(c)
  const T = scalarOf(c, 'temperature', 1)
  const alpha = spec.targets === 'binary' || !spec.options.includes('alpha') ? 1 : scalarOf(c, 'alpha', 1)
  const base = c.planes['base'] === undefined ? 1 : 1 / Math.abs(Math.log(scalarOf(c, 'base', Math.E)))
  return (spec.squaredTemperature ? T * T : 1) * alpha * base
}
