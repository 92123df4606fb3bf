/**
 * The audit: what was judged by a quick rung of the truth is derived again in decimal.
 *
 *   the slopes of one row in EVERY, the losses of one answer in EVERY, and the number on which a failure rests
 *
 * Which rows is a matter of the law and its cases, not of who else is examined: the same on any number of workers.
 * Those of a row are derived together: to draw rows, and not numbers, costs the same share however wide they are. Of all
 * numbers it is one in EVERY too.
 *
 * The two enclosures must meet. If they do not, it is the truth that is in doubt: the exam ends there, and says so.
 */

import { type Ball, DECIMAL_DIGITS, DYADIC_DIGITS, SHORT_DIGITS, isOwn, isPoint } from '../reference/index.ts'

/** The exam cannot go on: the reference contradicts itself. */
export class TruthInDoubt extends Error {}

const EVERY = 1000

/** What of an exam was spent on the truth, and audited. */
export interface Audit {
  /** Numbers judged against the truth, and how many of them were derived twice. */
  readonly numbers: number
  readonly audited: number
  readonly seconds: number
}

let drawn = 0
let numbers = 0
let audited = 0
let milliseconds = 0

/** The audit since the last one was taken. */
export function takeAudit(): Audit {
  const taken = { numbers, audited, seconds: milliseconds / 1000 }
  numbers = audited = milliseconds = 0
  return taken
}

/** Begins a law: which of the next rows are drawn depends on this number alone. */
export function beginAudit(start: number): void {
  drawn = Math.abs(start) % EVERY
}

/** Computes something of the truth, and counts the time that it takes. */
export function timed<T>(compute: () => T): T {
  const started = performance.now()
  const value = compute()
  milliseconds += performance.now() - started
  return value
}

/** Whether it is the turn of the next row, or of the next losses. */
export function isDrawn(): boolean {
  return ++drawn % EVERY === 0
}

/**
 * Counts a number that was judged; derives it again when it was drawn.
 *
 * @throws TruthInDoubt when the two enclosures have nothing in common.
 */
export function audit(where: string, ball: (digits: number) => Ball, isDrawnOne: boolean): void {
  numbers++
  if (isDrawnOne) deriveAgain(where, ball)
}

/**
 * Derives a number again, in decimal, where a quick rung has judged it.
 *
 * @throws TruthInDoubt when the two enclosures have nothing in common.
 */
export function deriveAgain(where: string, ball: (digits: number) => Ball): void {
  const first = ball(SHORT_DIGITS)
  const quick = isOwn(first) ? first : ball(DYADIC_DIGITS)
  if (!isOwn(quick)) return
  audited++
  const judge = ball(DECIMAL_DIGITS)
  if (meet(quick, judge)) return
  const both = [quick, judge].map(({ lo, hi }) => `[${lo}, ${hi}]`)
  throw new TruthInDoubt(`the truth is in doubt: ${where} was enclosed by ${both.join(' and by ')}`)
}

/** Whether two enclosures have a number in common; neither is NaN. */
export function meet(a: Ball, b: Ball): boolean {
  if (isPoint(a) && isPoint(b)) return a.lo.eq(b.lo)
  return a.lo.lt(b.hi) && b.lo.lt(a.hi)
}

export function addAudits(parts: readonly Audit[]): Audit {
  return parts.reduce((a, b) => ({
    numbers: a.numbers + b.numbers,
    audited: a.audited + b.audited,
    seconds: a.seconds + b.seconds,
  }))
}
