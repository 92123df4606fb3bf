/**
 * One question, both ways: certified rounding against MPFR, and the 34-digit enclosure against the MPFR interval.
 *
 *   rounding    the reference's must be the one that both ends of the MPFR interval round to
 *   inclusion   the MPFR interval must lie within the ball; apart from it proves the ball wrong
 *
 * MPFR's precision rises until both ends round alike, so no rounding of it is a guess. Where they never do, the value is
 * a tie or lies beside one by less than MPFR's exponents reach, and the reference must say which; the tally counts those.
 */

import { type Ball, isFree, isNaNBall, isPoint } from '../ball.ts'
import type { Call } from '../call.ts'
import { LADDER, certify, isUndecided, roundBall } from '../certify.ts'
import { type FloatType, type Truth, formats, truth } from '../index.ts'
import { type Question, define } from './definitions.ts'
import { type Interval, between, disjoint, inside, roundEnds, roundInterval, scope } from './mpfr.ts'
import { callOf, namesOf } from './questions.ts'

/** Bits: plain values; subnormal results; the difference of any two doubles and then some. */
export const PRECISIONS: readonly number[] = [256, 1400, 6000]

/** Gaps up to 10 000 too: e^−10⁴ = 2^−14 427. */
export const DEEP: readonly number[] = [...PRECISIONS, 24000]

export interface Comparison {
  /** Numbers compared: losses and components of gradients. */
  numbers: number
  /** Numbers times the formats that each was rounded to. */
  roundings: number
  /** Roundings that MPFR cannot tell, for its interval holds a tie: the reference's must be that of one of its ends. */
  ties: number
  /** Roundings that the reference leaves open at its last digit: ties of what no decimal says exactly, such as 0.1/3. */
  open: number
  /** Balls neither shown to hold the value nor not to: e^(−gap) lies below MPFR's last bit, or below its exponents. */
  beyond: number
  /** Highest precision of the ladder that a rounding took. */
  digits: number
  readonly faults: string[]
}

export function tally(): Comparison {
  return { numbers: 0, roundings: 0, ties: 0, open: 0, beyond: 0, digits: 0, faults: [] }
}

type Part = 'loss' | 'input' | 'target'

/** What MPFR says of one number and of its ball. */
interface Opinion {
  promised: boolean
  held: 'yes' | 'no' | 'unclear'
  /** Both ends in each format; decided ones are kept when the precision rises. */
  ends: (readonly [number, number])[]
}

/** Compares every number of the answer, in every format asked for, and adds to the tally. */
export function compare(
  o: Question,
  into: Comparison,
  names: readonly FloatType[] = ['f64'],
  precisions: readonly number[] = PRECISIONS,
  reference: (call: Call) => Truth = truth,
): void {
  const answer = reference(callOf(o))
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer))
  const [input, target] = namesOf(o.loss)
  const parts: Part[] = ['loss', 'input', ...(o.indexed || input === target ? [] : (['target'] as const))]
  for (const part of parts) {
    const balls = (digits: number): readonly Ball[] => {
      const at = answer.at(digits)
      return part === 'loss' ? at.loss : at.gradient(part === 'input' ? input : target)
    }
    comparePart(o, part, balls, into, names, precisions)
  }
}

function comparePart(
  o: Question,
  part: Part,
  enclose: (digits: number) => readonly Ball[],
  into: Comparison,
  names: readonly FloatType[],
  precisions: readonly number[],
): void {
  const known = new Map<number, readonly Ball[]>()
  const balls = (digits: number): readonly Ball[] => {
    if (!known.has(digits)) known.set(digits, enclose(digits))
    return known.get(digits) as readonly Ball[]
  }
  const first = balls(LADDER[0] as number)
  const opinions = opinionsOf(o, part, first, names, precisions)
  if (opinions.length !== first.length) {
    into.faults.push(`${part}: ${first.length} numbers, ${opinions.length} by MPFR: ${show(o)}`)
    return
  }
  opinions.forEach(({ promised, held, ends }, i) => {
    const ball = first[i] as Ball
    const fault = (text: string): void => void into.faults.push(`${part}[${i}]: ${text}: ${show(o)}`)
    if (isFree(ball) === promised) fault(`promised ${promised} by MPFR, ${!isFree(ball)} by the reference`)
    if (!promised) return
    into.numbers += 1
    if (held === 'no') fault(`[${ball.lo}, ${ball.hi}] does not hold the value`)
    if (held === 'unclear' && !isPoint(ball)) into.beyond += 1
    names.forEach((name, f) => {
      into.roundings += 1
      const [low, high] = ends[f] as readonly [number, number]
      const rounded = certify(
        (digits) => {
          into.digits = Math.max(into.digits, digits)
          return balls(digits)[i] as Ball
        },
        (b) => roundBall(formats[name], b),
      )
      if (isUndecided(rounded)) {
        if (isNarrow(rounded.ball)) into.open += 1
        else fault(`undecided in ${name}, ${low} or ${high} by MPFR`)
      } else if (Object.is(low, high)) {
        if (!Object.is(rounded + 0, low)) fault(`${rounded} in ${name}, ${low} by MPFR`)
      } else if (Object.is(rounded + 0, low) || Object.is(rounded + 0, high)) into.ties += 1
      else fault(`${rounded} in ${name}, ${low} or ${high} by MPFR`)
    })
  })
}

/** Whether a ball has narrowed as far as the ladder goes, so that only a tie can have kept it from a rounding. */
function isNarrow({ lo, hi }: Ball): boolean {
  return hi.minus(lo).lt(hi.abs().times('1e-400'))
}

function opinionsOf(
  o: Question,
  part: Part,
  balls: readonly Ball[],
  names: readonly FloatType[],
  precisions: readonly number[],
): Opinion[] {
  const opinions: Opinion[] = []
  for (const precision of precisions) {
    scope(precision, () => {
      define(o)
        [part]()
        .forEach((slope, i) => {
          const ball = balls[i]
          const before = opinions[i]
          if (slope === undefined || ball === undefined) {
            opinions[i] = { promised: slope !== undefined, held: 'yes', ends: [] }
            return
          }
          opinions[i] = {
            promised: true,
            held: before === undefined || before.held === 'unclear' ? holds(ball, slope) : before.held,
            ends: names.map((name, f) => {
              const known = before?.ends[f]
              return known !== undefined && Object.is(...known) ? known : roundEnds(name, slope)
            }),
          }
        })
    })
    const open = opinions.some(
      ({ held, ends }, i) =>
        (held === 'unclear' && !isPoint(balls[i] as Ball)) || ends.some((pair) => !Object.is(...pair)),
    )
    if (!open) break
  }
  return opinions
}

/** Whether the ball holds the value: 'no' is a proof that it does not. Of a point no interval proves more than that. */
function holds(ball: Ball, value: Interval): Opinion['held'] {
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
