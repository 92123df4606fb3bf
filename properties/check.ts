/**
 * A check: one number against what it must be, with what it may be off by.
 *
 *   |answer − truth| ≤ allowed          for an equation
 *   answer ≤ truth + allowed            for an inequality (`atMost`)
 *
 * NaN answers NaN and ∞ answers ∞. A finite truth beyond the format's largest number may be answered by ∞.
 */

import type { Decimal } from 'decimal.js'
import { type Format, context, exact, ulpAt } from '../reference/index.ts'
import { Exact, type Outcome, type Response, formatOf, minus } from './answer.ts'
import { reasonOf } from './budget.ts'
import type { Case } from './case.ts'
import type { Finding, Law, Measured, Verdict } from './law.ts'

export interface Check {
  readonly where: string
  readonly answer: Decimal
  readonly truth: Decimal
  readonly allowed: number
  /** Only an answer above the truth is wrong. */
  readonly oneSided?: boolean
}

export function equal(where: string, answer: Decimal, truth: Decimal, allowed: number): Check {
  return { where, answer, truth, allowed }
}

export function atMost(where: string, answer: Decimal, limit: Decimal, allowed: number): Check {
  return { where, answer, truth: limit, allowed, oneSided: true }
}

/** Each of a list against its counterpart; both carry an error of their own. */
export function* equalEach(
  where: string,
  answers: readonly Decimal[],
  truths: readonly Decimal[],
  allowed: readonly number[],
  also: readonly number[] = [],
): Generator<Check> {
  if (answers.length !== truths.length) {
    throw new RangeError(`${where}: expected ${truths.length} numbers, got ${answers.length}`)
  }
  for (const [i, answer] of answers.entries()) {
    yield equal(`${where}[${i}]`, answer, truths[i] as Decimal, (allowed[i] as number) + (also[i] ?? 0))
  }
}

/** The error of a check: 0 when it is exactly met, ∞ when answer and truth are of different kinds. */
function errorOf(f: Format, { answer, truth, oneSided, allowed }: Check): Decimal {
  const none = exact(0)
  if (answer.isNaN() || truth.isNaN()) return answer.isNaN() && truth.isNaN() ? none : exact(Infinity)
  if (answer.eq(truth)) return none
  if (oneSided === true && answer.lte(truth)) return none
  if (!answer.isFinite() && truth.isFinite()) {
    const reach = Exact.add(truth.abs(), exact(Number.isFinite(allowed) ? allowed : f.max))
    const sameSide = answer.isNeg() === truth.isNeg()
    return sameSide && reach.gt(exact(f.max)) ? none : exact(Infinity)
  }
  return minus(answer, truth).abs()
}

/** How far off an answer is, in ulps of the truth and as a share of what is allowed. */
export function measure(f: Format, check: Check): Measured {
  const error = errorOf(f, check)
  if (error.isZero()) return { ulps: 0, share: 0 }
  const ulps = error.isFinite() && check.truth.isFinite() ? quotient(error, ulpAt(f, check.truth).toNumber()) : Infinity
  return { ulps, share: shareOf(error, check.allowed) }
}

export function worse(a: Measured, b: Measured): Measured {
  return { ulps: Math.max(a.ulps, b.ulps), share: Math.max(a.share, b.share) }
}

/** Nearer to 1 than this a quotient of doubles, off by 2^−51, would not tell on which side of it a share lies. */
const TOO_CLOSE = 2 ** -40

function shareOf(error: Decimal, allowed: number): number {
  // What is not judged may be anything, NaN too.
  if (allowed === Infinity) return 0
  if (!error.isFinite() || allowed === 0) return Infinity
  const share = quotient(error, allowed)
  if (Math.abs(share - 1) > TOO_CLOSE) return share
  return error.gt(exact(allowed)) ? 1 + TOO_CLOSE : Math.min(share, 1)
}

/** An exact number over a double, as a double. */
function quotient(x: Decimal, divisor: number): number {
  const near = x.toNumber()
  // Errors and budgets of the very smallest numbers are divided exactly: as doubles they have few digits.
  return near > TINY && divisor > TINY ? near / divisor : Rough.div(x, exact(divisor)).toNumber()
}

/** A quotient that becomes a double needs no more digits. */
const Rough: typeof Decimal = context(25, 4)

/** Far above the subnormals, where a double has all its digits. */
const TINY = 2 ** -900

/** The verdict of a list of checks: the worst of those that hold, or the one that is furthest beyond what it is allowed. */
function verdictOf(c: Case, checks: Iterable<Check>): Verdict {
  const f = formatOf(c)
  let worst: Measured = { ulps: 0, share: 0 }
  let failed: { check: Check; measured: Measured } | undefined
  for (const check of checks) {
    const measured = measure(f, check)
    if (!(measured.share <= 1) && !(failed !== undefined && failed.measured.share >= measured.share)) {
      failed = { check, measured }
    }
    worst = worse(worst, measured)
  }
  return failed === undefined
    ? { kind: 'holds', worst }
    : { kind: 'fails', finding: findingOf(c, failed.check, failed.measured) }
}

export function findingOf(c: Case, check: Check, measured: Measured): Finding {
  const f = formatOf(c)
  const unit = check.truth.isFinite() ? ulpAt(f, check.truth) : exact(f.tiny)
  return {
    ulps: measured.ulps,
    share: measured.share,
    where: check.where,
    answer: show(check.answer),
    truth: (check.oneSided === true ? 'at most ' : '') + show(check.truth),
    allowed: Number.isFinite(check.allowed) ? Exact.div(exact(check.allowed), unit).toNumber() : Infinity,
    because: reasonOf(c, check.where, check.allowed),
    error: errorOf(f, check).toNumber(),
    budget: check.allowed,
  }
}

/** Seventeen digits tell any two doubles apart. */
export function show(x: Decimal): string {
  if (!x.isFinite()) return x.isNaN() ? 'NaN' : x.isNeg() ? '−∞' : '∞'
  return x.toSignificantDigits(17).toString()
}

/** Where a failure lies that is about no number of the answer. */
export const NO_NUMBER = 'the call'

const NOTHING_LIKE_IT = { ulps: Infinity, share: Infinity, allowed: 0, error: Infinity, budget: 0 }

/** A failure that no number measures: a refusal, a changed input, no answer at all. */
export function failure(where: string, answer: string, truth: string, because: string): Verdict {
  return { kind: 'fails', finding: { where, answer, truth, because, ...NOTHING_LIKE_IT } }
}

/** A refusal among the answers to right questions is a failure. */
export function refusalIn(answers: readonly Response[]): Verdict | undefined {
  const refused = answers.find((answer) => answer.kind === 'error')
  return refused && failure(NO_NUMBER, `refused: ${refused.message}`, 'an answer', 'a right question')
}

/** A law whose answers must all be numbers, judged by checks. */
export function lawOf(
  law: Omit<Law, 'judges'> & { readonly checks: (c: Case, answers: readonly Outcome[]) => Iterable<Check> },
): Law {
  const { checks, ...rest } = law
  return {
    ...rest,
    judges: (c, answers) => refusalIn(answers) ?? verdictOf(c, checks(c, answers as readonly Outcome[])),
  }
}
