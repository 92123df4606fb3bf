/**
 * One question, both ways: certified rounding against MPFR, and the 34-digit enclosure against the MPFR interval.
 *
 * MPFR's precision rises until both ends of its interval round alike, so no rounding of it is a guess.
 */

import { type Ball, isFree, isNaNBall, isPoint } from '../ball.ts'
import { LADDER, certify, isUndecided, roundBall } from '../certify.ts'
import { type FloatType, formats, truth } from '../index.ts'
import { type Question, type Slope, define } from './definitions.ts'
import { type Interval, between, disjoint, inside, of, roundInterval, scope } from './mpfr.ts'
import { callOf, namesOf } from './questions.ts'

/** Bits: plain values; subnormal results; the difference of any two doubles and then some. */
export const PRECISIONS: readonly number[] = [256, 1400, 6000]

/** Gaps up to 10 000 too: e^−10⁴ = 2^−14 427. */
export const DEEP: readonly number[] = [...PRECISIONS, 24000]

export interface Comparison {
  /** Rounded values compared. */
  values: number
  /** Values of which MPFR alone cannot tell the rounding, but whose enclosure is the point it surrounds. */
  points: number
  /** Balls not shown to hold the value: MPFR's exponent ends before ours. */
  beyond: number
  /** Highest precision of the ladder that a rounding took. */
  digits: number
  readonly faults: string[]
}

export function tally(): Comparison {
  return { values: 0, points: 0, beyond: 0, digits: 0, faults: [] }
}

type Part = 'loss' | 'input' | 'target'

/** The enclosures of one part, computed once a precision. */
function enclosures(o: Question, part: Part): (digits: number) => readonly Ball[] {
  const answer = truth(callOf(o))
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer))
  const name = namesOf(o.loss)[part === 'target' ? 1 : 0]
  const known = new Map<number, readonly Ball[]>()
  return (digits) => {
    let balls = known.get(digits)
    if (balls === undefined) {
      const at = answer.at(digits)
      known.set(digits, (balls = part === 'loss' ? at.loss : at.gradient(name)))
    }
    return balls
  }
}

/** Whether the ball holds the value: 'no' is a proof that it does not. */
function holds(ball: Ball, value: Interval): 'yes' | 'no' | 'unclear' {
  if (isNaNBall(ball)) return Number.isNaN(roundInterval('f64', value)) ? 'yes' : 'no'
  const low = ball.lo.toString()
  const high = ball.hi.toString()
  if (isPoint(ball) && !ball.lo.isFinite()) return roundInterval('f64', value) === Number(low) ? 'yes' : 'no'
  const ends = between(low, high)
  if (inside(value, ends)) return 'yes'
  return disjoint(value, ends) ? 'no' : 'unclear'
}

function show(o: Question): string {
  return JSON.stringify(o, (_, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v))
}

/** Compares every number of the answer, in every format asked for, and adds to the tally. */
export function compare(
  o: Question,
  into: Comparison,
  names: readonly FloatType[] = ['f64'],
  precisions: readonly number[] = PRECISIONS,
): void {
  const parts: Part[] = ['loss', 'input', ...(o.indexed || o.loss === 'entropy' ? [] : (['target'] as const))]
  for (const part of parts) comparePart(o, part, into, names, precisions)
}

function comparePart(
  o: Question,
  part: Part,
  into: Comparison,
  names: readonly FloatType[],
  precisions: readonly number[],
): void {
  const balls = enclosures(o, part)
  const first = balls(LADDER[0] as number)
  const expected: (number | undefined)[][] = first.map(() => names.map(() => undefined))
  const held = first.map(() => 'unclear' as ReturnType<typeof holds>)
  const surrounds: boolean[] = []
  const promised: boolean[] = []
  for (const precision of precisions) {
    scope(precision, () => {
      const slopes: Slope[] = define(o)[part]()
      if (slopes.length !== first.length)
        into.faults.push(`${part}: ${first.length} numbers, ${slopes.length} by MPFR: ${show(o)}`)
      slopes.forEach((slope, i) => {
        promised[i] = slope !== undefined
        if (slope === undefined) return
        names.forEach((name, f) => ((expected[i] as (number | undefined)[])[f] ??= roundInterval(name, slope)))
        const ball = first[i] as Ball
        if (held[i] === 'unclear') held[i] = holds(ball, slope)
        surrounds[i] = isPoint(ball) && inside(of(0 + ball.lo.toNumber()), slope)
      })
    })
    const open = first.some((_, i) => promised[i] && (expected[i]?.includes(undefined) || held[i] === 'unclear'))
    if (!open) break
  }
  first.forEach((ball, i) => {
    if (isFree(ball) !== !promised[i]) into.faults.push(`${part}[${i}]: promised ${promised[i]} by MPFR: ${show(o)}`)
    if (!promised[i]) return
    if (held[i] === 'no')
      into.faults.push(`${part}[${i}]: [${ball.lo}, ${ball.hi}] does not hold the value: ${show(o)}`)
    if (held[i] === 'unclear' && !isPoint(ball)) into.beyond += 1
    names.forEach((name, f) => {
      const rounded = certify(
        (digits) => {
          into.digits = Math.max(into.digits, digits)
          return balls(digits)[i] as Ball
        },
        (b) => roundBall(formats[name], b),
      )
      const wanted = expected[i]?.[f]
      into.values += 1
      if (isUndecided(rounded)) into.faults.push(`${part}[${i}]: undecided in ${name}, ${wanted} by MPFR: ${show(o)}`)
      else if (wanted === undefined) {
        if (surrounds[i]) into.points += 1
        else into.faults.push(`${part}[${i}]: ${rounded} in ${name}, undecided by MPFR: ${show(o)}`)
      } else if (!Object.is(rounded + 0, wanted + 0)) {
        into.faults.push(`${part}[${i}]: ${rounded} in ${name}, ${wanted} by MPFR: ${show(o)}`)
      }
    })
  })
}
