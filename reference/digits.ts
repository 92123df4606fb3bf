/**
 * The digits of a number that is enclosed: those on which both ends agree, cut and not rounded.
 *
 *   4.248354255…e-18    proved digits, as many as were asked for
 *   0.5 exactly         a number that has no more
 *   NaN, Infinity       of what is no number
 */

import { type Ball, isNaNBall, isPoint } from './ball.ts'
import { type Undecided, certify } from './certify.ts'

/** Towards zero, in decimal.js. */
const CUT = 1

export interface Digits {
  readonly text: string
  /** The enclosure that proves them. */
  readonly ball: Ball
}

export function digitsOf(evaluate: (digits: number) => Ball, digits: number): Digits | Undecided {
  return certify(evaluate, (ball): Digits | undefined => {
    if (isNaNBall(ball) || (isPoint(ball) && !ball.lo.isFinite())) return { text: String(ball.lo.toNumber()), ball }
    if (isPoint(ball) && ball.lo.sd() <= digits) return { text: `${ball.lo.toString()} exactly`, ball }
    const [lo, hi] = [ball.lo.toPrecision(digits, CUT), ball.hi.toPrecision(digits, CUT)]
    return lo === hi ? { text: lo.replace(/(?=e)|$/, '…'), ball } : undefined
  })
}
