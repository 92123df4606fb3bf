/**
 * One row of a problem, put together from its parts: score, target and what the profile makes of them.
 */

import { type Ball, ballOf, div, free, mul, nan, one } from './ball.ts'
import type { Problem } from './arguments.ts'
import { ln } from './elementary.ts'
import { formats } from './format.ts'
import { jensenShannonRow } from './jensen-shannon.ts'
import { logisticRate, modulatedRow } from './modulated.ts'
import { once } from './once.ts'
import type { Role } from './profile.ts'
import { promised } from './promise.ts'
import type { PsiOptions } from './psi.ts'
import { type Row, rowOf } from './row.ts'
import { type Score, type ScoreOptions, scoreOf } from './score.ts'
import { type Target, type TargetOptions, binaryTarget, classTarget } from './target.ts'

/** Its row and its score are computed when they are asked for. */
export interface Site {
  readonly row: Row
  readonly score: Score | undefined
  readonly target: Target
  readonly psi: PsiOptions
  /** What the row, its slopes and its z-loss part are multiplied by. */
  readonly factor: Ball
  /** The row's own weight, for a divisor that counts it. */
  readonly weight: Ball
}

/** Row n, or undefined where it is ignored. */
export function siteOf(problem: Problem, n: number, digits: number): Site | undefined {
  const { profile, classes } = problem
  const hit = hitOf(problem, n)
  if (hit === 'ignored') return undefined
  const slice = (values: readonly number[]) => values.slice(n * classes, (n + 1) * classes)
  const where = problem.where === undefined ? lookedAt(problem, hit) : slice(problem.where).map((x) => x !== 0)
  if (where?.includes(true) === false) return undefined
  const input = slice(problem.input)
  const weight = weightOf(problem, n)
  const options = scoreOptions(problem, where)
  const score = once(() => (hit === 'nowhere' ? undefined : scoreOf(input, options, digits)))
  const target = targetOf(problem, n, typeof hit === 'number' ? hit : undefined, where, digits)
  const psi = psiOf(problem)
  const made = (): Row => {
    if (profile.jensenShannon)
      return jensenShannonRow(input, slice(problem.target), problem.option('beta', 0.5), digits)
    const own = score()
    if (profile.modulated !== false && own !== undefined) {
      return modulatedRow(own, target, modulation(problem, own, input, options, digits), digits)
    }
    const zLoss = problem.option('z_loss', 0)
    return rowOf(own, target, { profile, psi, zLoss, length: classes, where }, digits)
  }
  const row = once(() => promised(problem, n, infinitely(problem, n, made()), target, digits))
  return {
    get row() {
      return row()
    },
    get score() {
      return score()
    },
    target,
    psi,
    factor: mul(weight, constantFactor(problem, digits)),
    weight,
  }
}

/** The class of an index target; that it is ignored; or that it is none and the row has no value. */
function hitOf(problem: Problem, n: number): number | 'ignored' | 'nowhere' | undefined {
  if (!problem.indexed) return undefined
  const t = problem.target[n] as number
  if (t === problem.ignoreIndex) return 'ignored'
  const classes = problem.classes + (problem.profile.baseline ? 1 : 0)
  if (t >= 0 && t < classes) return t
  switch (problem.profile.policy.outOfRange) {
    case 'wrap':
    case 'wrap or throw':
      return t < 0 && t >= -classes ? t + classes : 'nowhere'
    case 'zero':
      return -1
    default:
      return 'nowhere'
  }
}

/** An index picked out of log-probabilities: the other classes are not looked at, NaN or not. */
function lookedAt({ profile, classes }: Problem, hit: number | 'nowhere' | undefined): readonly boolean[] | undefined {
  if (profile.score !== 'log' || profile.policy.zeroTimesInfinity !== 'gathered' || typeof hit !== 'number')
    return undefined
  return Array.from({ length: classes }, (_, c) => c === hit)
}

function weightOf({ profile, weight, group }: Problem, n: number): Ball {
  return profile.weighs === 'row' && weight !== undefined ? ballOf(weight[Math.floor(n / group)] as number) : one
}

/** The sign, T², 1/ln(base), and a factor α of all classes. */
function constantFactor({ profile, option, has }: Problem, digits: number): Ball {
  const signed = ballOf(profile.sign)
  const T = ballOf(option('temperature', 1))
  const squared = profile.squaredTemperature ? mul(signed, mul(T, T)) : signed
  const alpha = profile.targets === 'binary' ? 1 : option('alpha', 1)
  const scaled = mul(squared, ballOf(alpha))
  return has('base') ? div(scaled, ln(ballOf(option('base', Math.E)), digits), digits) : scaled
}

function scoreOptions({ profile, dtype, option }: Problem, where: readonly boolean[] | undefined): ScoreOptions {
  const cap = option('softcap', Infinity)
  return {
    profile,
    format: formats[dtype],
    scale: option('scale', 1),
    temperature: option('temperature', 1),
    softcap: cap === Infinity ? undefined : cap,
    where,
  }
}

const PARAMETER: Readonly<Record<PsiOptions['kind'], readonly [role: Role, neutral: number]>> = {
  nll: ['focal', 0],
  focal: ['focal', 0],
  poly1: ['poly', 0],
  gce: ['gce', 1],
}

function psiOf({ profile, option }: Problem): PsiOptions {
  const [role, neutral] = PARAMETER[profile.psi]
  return { kind: profile.psi, parameter: option(role, neutral) }
}

function targetOf(
  problem: Problem,
  n: number,
  hit: number | undefined,
  where: readonly boolean[] | undefined,
  digits: number,
): Target {
  const { profile, weight, posWeight, option, dtype } = problem
  const options: TargetOptions = {
    steps: profile.targetSteps,
    convention: profile.convention,
    labelSmoothing: option('label_smoothing', 0),
    temperature: option('temperature', 1),
    format: formats[dtype],
    weight: profile.weighs === 'class' ? weight : undefined,
    where,
    absorbs: profile.policy.zeroTimesInfinity === 'zero',
  }
  if (profile.targets === 'binary') {
    return binaryTarget(problem.target[n] as number, { ...options, weight: sides(problem, posWeight?.[n]) }, digits)
  }
  const classes = problem.classes + (profile.baseline ? 1 : 0)
  const y =
    hit === undefined
      ? problem.target.slice(n * classes, (n + 1) * classes)
      : Array.from({ length: classes }, (_, c) => (c === hit ? 1 : 0))
  return classTarget(y, options, digits, hit === -1 ? undefined : hit)
}

/** What the two sides of a binary target weigh: (1, v), or (1 − α, α); a negative α is none. */
function sides({ option }: Problem, v: number | undefined): readonly number[] | undefined {
  const alpha = option('alpha', -1)
  if (alpha >= 0) return [1 - alpha, alpha]
  return v === undefined ? undefined : [1, v]
}

function modulation(problem: Problem, score: Score, input: readonly number[], options: ScoreOptions, digits: number) {
  const gamma = problem.option('focal', 0)
  if (problem.profile.score === 'bit') return { gamma, by: score, rate: logisticRate(score) }
  if (problem.profile.modulated === 'clipped') return { gamma, by: score, rate: one }
  const bare = { ...options, profile: { ...options.profile, steps: [] } }
  return { gamma, by: scoreOf(input, bare, digits) as Score, rate: one }
}

/** The results that a profile states for ±∞. */
function infinitely({ profile, input, target }: Problem, n: number, row: Row): Row {
  const { infiniteBit } = profile.policy
  const [x, t] = [input[n] as number, target[n] as number]
  if (profile.score !== 'bit' || infiniteBit === 'limit' || Number.isFinite(x) || Number.isNaN(x)) return row
  const at = (x > 0 ? 0 : 2) + t
  const stated = t === 0 || t === 1 ? infiniteBit[at] : undefined
  const loss = stated === undefined ? free : stated === 'NaN' ? nan : ballOf(Infinity)
  return { ...row, loss, targetSlope: () => [free] }
}
