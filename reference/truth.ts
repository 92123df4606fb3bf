/**
 * The truth of a call: an enclosure of every number of its answer, at the digits asked for.
 *
 *   score → target → row → reduction, each written from its definition; nothing here knows the kernels of `src`.
 *
 * Lazy: a gradient costs nothing until it is asked for. What no promise covers is `free`.
 */

import { type Ball, add, free, zero } from './ball.ts'
import { Refusal, type Problem, Unsupported, readCall } from './arguments.ts'
import type { Call } from './call.ts'
import { losses } from './losses.ts'
import { reduce } from './reduction.ts'
import { type Row, rowOf } from './row.ts'
import { type Score, scoreOf } from './score.ts'
import { type Target, binaryTarget, classTarget } from './target.ts'

export interface Enclosures {
  readonly loss: readonly Ball[]
  readonly gradient: (argument: string) => readonly Ball[]
}

export type Truth =
  | { readonly kind: 'value'; readonly problem: Problem; readonly at: (digits: number) => Enclosures }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unsupported'; readonly why: string }

/**
 * The truth of a call under one of our own names.
 *
 * @example
 * truth(call).at(34).loss[0] // 4.24835425529158898630497784363…e-18, for logits [40, 0] and class 0
 */
export function truth(call: Call): Truth {
  const spec = losses.get(call.loss)
  if (spec === undefined) {
    return { kind: 'unsupported', why: `loss: expected one of ${[...losses.keys()].join(', ')}, got ${call.loss}` }
  }
  try {
    const problem = readCall(spec, call)
    const known = new Map<number, Enclosures>()
    return {
      kind: 'value',
      problem,
      at(digits) {
        let found = known.get(digits)
        if (found === undefined) known.set(digits, (found = enclose(problem, digits)))
        return found
      },
    }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'error', message: error.message }
    if (error instanceof Unsupported) return { kind: 'unsupported', why: error.message }
    throw error
  }
}

interface Site {
  readonly row: Row
  readonly weight: Ball
  readonly kept: boolean
}

function enclose(problem: Problem, digits: number): Enclosures {
  const { spec, rows, classes, indexed } = problem
  const sites = Array.from({ length: rows }, (_, n) => siteOf(problem, n, digits))
  const { loss, scale } = reduce(
    problem.reduction,
    sites.map(({ row }) => row.loss),
    sites.map(({ weight }) => weight),
    problem.upstream,
    digits,
  )
  const own = spec.input === spec.target
  return {
    loss,
    gradient(argument) {
      if (argument !== spec.input && (argument !== spec.target || indexed)) {
        throw new RangeError(`gradient: expected ${spec.input}${indexed ? '' : ` or ${spec.target}`}, got ${argument}`)
      }
      return sites.flatMap(({ row, kept }, n) => {
        if (!kept) return Array.from({ length: classes }, () => zero)
        const slopes = slopesOf(row, own, argument === spec.input)
        return slopes.map((g) => scale(g, n))
      })
    },
  }
}

function slopesOf(row: Row, own: boolean, input: boolean): Ball[] {
  if (!own) return input ? row.slope() : row.targetSlope()
  // One tensor is both input and target: its slope is the sum of both.
  const target = row.targetSlope()
  return row.slope().map((g, c) => add(g, target[c] as Ball))
}

function siteOf(problem: Problem, n: number, digits: number): Site {
  const { spec, classes } = problem
  const from = n * classes
  const hit = problem.indexed ? (problem.target[n] as number) : undefined
  if (hit !== undefined && hit === problem.ignoreIndex) return { row: nothing, weight: zero, kept: false }
  const input = problem.input.slice(from, from + classes)
  const score = scoreOf(spec.score, input, digits)
  const target = targetOf(problem, n, hit, digits)
  const y = spec.divergence ? problem.target.slice(from, from + classes) : undefined
  const row = rowOf(
    score && masked(score, spec.score === 'prob' && spec.input === spec.target, input),
    target,
    { input: classes, target: classes, binary: spec.targets === 'binary' },
    y,
  )
  return { row, weight: target.weight, kept: true }
}

/** Entropy alone has a slope that is infinite at p = 0 from both of its halves: −ln 0 − 0/0. It is not promised. */
function masked(score: Score, self: boolean, p: readonly number[]): Score {
  return self ? { ...score, pullback: (q) => score.pullback(q).map((g, c) => (p[c] === 0 ? free : g)) } : score
}

function targetOf(problem: Problem, n: number, hit: number | undefined, digits: number): Target {
  const { spec, classes, weight, posWeight } = problem
  if (spec.targets === 'binary') {
    return binaryTarget(problem.target[n] as number, weight?.[n] ?? 1, posWeight?.[n] ?? 1)
  }
  const y =
    hit === undefined
      ? problem.target.slice(n * classes, (n + 1) * classes)
      : Array.from({ length: classes }, (_, c) => (c === hit ? 1 : 0))
  return classTarget(y, { weight, labelSmoothing: problem.labelSmoothing }, digits, hit)
}

const nothing: Row = { loss: zero, slope: () => [], targetSlope: () => [] }
