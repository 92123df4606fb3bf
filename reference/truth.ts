/**
 * The truth of a call: an enclosure of every number of its answer, at the digits asked for.
 *
 *   score → target → row → reduction, each written from its definition; nothing here knows the kernels of `src`.
 *
 * Lazy: a gradient costs nothing until it is asked for. What no promise covers is `free`.
 */

import { type Arithmetic, type Ball, add, ballOf, div, free, isNaNBall, isZero, mul, on, weigh, zero } from './ball.ts'
import { DYADIC_DIGITS, PAIR_DIGITS, SHORT_DIGITS } from './certify.ts'
import { Refusal, type Problem, Unsupported, readCall } from './arguments.ts'
import type { Call } from './call.ts'
import { hessianRow } from './hessian.ts'
import { profileFor } from './losses.ts'
import { type Profile, nameOf } from './profile.ts'
import { memo, once } from './once.ts'
import { type Summand, divisorOf, isMean, reduce } from './reduction.ts'
import { dyadics, pairs } from './rungs.ts'
import { type Site, siteOf } from './site.ts'
import { type Flat, type WideRows, ballsOf, isWide, wideRows } from './wide-row.ts'

export interface Enclosures {
  readonly loss: readonly Ball[]
  /** Of wide rows, on the first rungs: the slopes of a row with respect to the input, without an object for each. */
  readonly flat?: (row: number) => Flat
  readonly gradient: (argument: string) => readonly Ball[]
  /** The slopes of one row: nothing is computed for the others but what divides them all. */
  readonly slopes: (argument: string, row: number) => readonly Ball[]
  /** H·v of the reduced loss, v of the input's shape; of logits alone, and not of the modulated focal loss. */
  readonly hessian: (v: readonly number[]) => readonly Ball[]
}

export type Truth =
  | { readonly kind: 'value'; readonly problem: Problem; readonly at: (digits: number) => Enclosures }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unsupported'; readonly why: string }

/**
 * The truth of a call under the name of any profile.
 *
 * @example
 * truth(call).at(34).loss[0] // 4.24835425529158898630497784363…e-18, for logits [40, 0] and class 0
 */
export function truth(call: Call): Truth {
  const profile = profileFor(call)
  if (typeof profile === 'string') return { kind: 'unsupported', why: profile }
  return truthUnder(profile, call)
}

/** The truth of a call under a profile, whatever name the call gives. */
export function truthUnder(profile: Profile, call: Call): Truth {
  try {
    const problem = readCall(profile, call)
    const wide = once(() => isWide(problem))
    const rungs = memo((digits: number) => rung(problem, digits, digits <= PAIR_DIGITS && wide()))
    const at = (digits: number): Enclosures =>
      rungs(digits <= SHORT_DIGITS && wide() ? SHORT_DIGITS : Math.max(digits, PAIR_DIGITS))
    expectDivisor(problem)
    return { kind: 'value', problem, at }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'error', message: error.message }
    if (error instanceof Unsupported) return { kind: 'unsupported', why: error.message }
    throw error
  }
}

/** Divisors are sums of doubles, so few digits tell whether one is 0. */
const FEW = 20

function expectDivisor(problem: Problem): void {
  const { profile, reducer } = problem
  if (profile.policy.zeroDivisor !== 'throw' || !isMean(reducer)) return
  const rows = unreduced(problem, sitesOf(problem, FEW), FEW)
  if (!isZero(divisorOf(reducer, rows, problem))) return
  throw new Refusal(`${nameOf(profile, 'weight')}: expected a sum that is not 0, got 0`)
}

function sitesOf(problem: Problem, digits: number): readonly (Site | undefined)[] {
  return Array.from({ length: problem.rows }, (_, n) => siteOf(problem, n, digits))
}

/** What each unreduced loss brings: a row's own, times its weight, or the mean over its group. */
function unreduced(problem: Problem, sites: readonly (Site | undefined)[], digits: number): Summand[] {
  const rows = sites.map((site) => summand(problem, site))
  const { group } = problem
  if (group === 1) return rows
  return Array.from({ length: rows.length / group }, (_, g) => {
    const part = rows.slice(g * group, (g + 1) * group)
    const { z, kept, counts, weight } = part[0] as Summand
    return {
      get loss() {
        const total = part.reduce((sum, { loss }) => add(sum, loss), zero)
        return div(total, ballOf(group), digits)
      },
      z,
      kept,
      counts,
      weight,
    }
  })
}

function summand({ profile }: Problem, site: Site | undefined): Summand {
  if (site === undefined) return { loss: zero, z: zero, kept: false, counts: zero, weight: zero }
  const { target, factor, weight } = site
  const times = timesOf(profile)
  return {
    get loss() {
      return times(factor, site.row.loss)
    },
    get z() {
      return times(factor, site.row.z)
    },
    kept: true,
    counts: target.counts,
    weight,
  }
}

/** A row's weight times a number of it: 0·∞ is as the policy says, but NaN stays NaN whatever the row weighs. */
function timesOf({ policy }: Profile): (factor: Ball, x: Ball) => Ball {
  if (policy.zeroTimesInfinity !== 'zero') return mul
  return (factor, x) => (isNaNBall(x) ? x : weigh(factor, x))
}

/** The arithmetic of a rung; undefined for decimal. */
function arithmeticOf(digits: number): Arithmetic | undefined {
  if (digits <= PAIR_DIGITS) return pairs
  return digits === DYADIC_DIGITS ? dyadics(Math.ceil(digits * Math.log2(10))) : undefined
}

/** What is computed on an arithmetic is so whenever it is asked for. */
function rung(problem: Problem, digits: number, isWideRung: boolean): Enclosures {
  const arithmetic = arithmeticOf(digits)
  if (arithmetic === undefined) return enclose(problem, digits)
  const general = once(() => on(arithmetic, () => enclose(problem, digits)))
  const enclosures: Enclosures = {
    get loss() {
      return on(arithmetic, () => general().loss)
    },
    gradient: (argument) => on(arithmetic, () => general().gradient(argument)),
    slopes: (argument, n) => on(arithmetic, () => general().slopes(argument, n)),
    hessian: (v) => on(arithmetic, () => general().hessian(v)),
  }
  return isWideRung ? withFlat(problem, wideRows(problem, digits === SHORT_DIGITS), enclosures) : enclosures
}

/** Losses and slopes in the input are computed flat, all else the general way. */
function withFlat(
  { rows, layout, profile }: Problem,
  { loss, slopes: flat }: WideRows,
  general: Enclosures,
): Enclosures {
  const slopes = memo((n: number) => ballsOf(flat(n)))
  const all = once(() => layout.fromRows(Array.from({ length: rows }, (_, n) => slopes(n)).flat()))
  const isFlat = (argument: string): boolean => argument === profile.input
  return {
    loss,
    flat,
    gradient: (argument) => (isFlat(argument) ? all() : general.gradient(argument)),
    slopes: (argument, n) => (isFlat(argument) ? slopes(n) : general.slopes(argument, n)),
    hessian: general.hessian,
  }
}

function enclose(problem: Problem, digits: number): Enclosures {
  const { profile, rows, classes, indexed, layout, group } = problem
  const sites = sitesOf(problem, digits)
  const reduced = reduce(problem, unreduced(problem, sites, digits), digits)
  const own = profile.input === profile.target
  const times = timesOf(profile)
  const all = (slopes: (n: number) => readonly Ball[]): Ball[] => layout.fromRows(sites.flatMap((_, n) => slopes(n)))
  const scaled = ({ factor }: Site, n: number, slope: Ball, z: Ball): Ball => {
    const mean = (g: Ball): Ball => (group === 1 ? g : div(g, ballOf(group), digits))
    return reduced.scale(mean(times(factor, slope)), mean(times(factor, z)), Math.floor(n / group))
  }
  const slopesIn = memo((argument: string) => {
    if (argument !== profile.input && (argument !== profile.target || indexed)) {
      const expected = `${profile.input}${indexed ? '' : ` or ${profile.target}`}`
      throw new RangeError(`gradient: expected ${expected}, got ${argument}`)
    }
    const input = argument === profile.input
    return memo((n: number) => {
      const site = sites[n]
      if (site === undefined) return ignoredSlopes(problem, n)
      const z = input ? site.row.zSlope() : []
      return slopesOf(site.row, own, input).map((g, c) => scaled(site, n, g, z[c] ?? zero))
    })
  })
  return {
    get loss() {
      return reduced.loss()
    },
    gradient: memo((argument: string) => all(slopesIn(argument))),
    slopes: (argument, n) => slopesIn(argument)(n),
    hessian(v) {
      if (v.length !== rows * classes) throw new RangeError(`v: expected ${rows * classes} numbers, got ${v.length}`)
      const along = layout.toRows(v).map(ballOf)
      return all((n) => {
        const site = sites[n]
        if (site === undefined) return ignoredSlopes(problem, n)
        const row =
          profile.modulated === false
            ? hessianRow(site, problem.option('z_loss', 0), along.slice(n * classes, (n + 1) * classes), digits)
            : undefined
        return (row ?? Array.from({ length: classes }, () => free)).map((h) => scaled(site, n, h, zero))
      })
    },
  }
}

/** An ignored row has none, but where it holds what is no number, not every profile promises so. */
function ignoredSlopes({ profile, input, classes }: Problem, n: number): readonly Ball[] {
  const row = input.slice(n * classes, (n + 1) * classes)
  const isFinite = row.every((x) => Number.isFinite(x))
  return row.map(() => (profile.policy.ignoredNaN === 'zero' || isFinite ? zero : free))
}

function slopesOf(row: Site['row'], own: boolean, input: boolean): readonly Ball[] {
  if (!own) return input ? row.slope() : row.targetSlope()
  // One tensor is both input and target: its slope is the sum of both.
  const target = row.targetSlope()
  return row.slope().map((g, c) => add(g, target[c] as Ball))
}
