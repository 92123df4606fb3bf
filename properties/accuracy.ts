/**
 * Accuracy: the answer against the truth.
 *
 *   |answer − exact| ≤ the claim's budget on this input
 *
 * The truth is certified: its enclosure is narrowed until the verdict is decided, and if it cannot be, that is what is said.
 * Where nothing is promised (the slope of p·ln p at 0) nothing is judged.
 */

import type { Decimal } from 'decimal.js'
import {
  type Ball,
  DECIMAL_DIGITS,
  type Format,
  LADDER,
  SHORT_DIGITS,
  certify,
  doublesIn,
  gradientsOf,
  isFree,
  isNaNBall,
  isPoint,
  isUndecided,
  isUnknown,
  truth,
  ulp,
  ulpAt,
} from '../reference/index.ts'
import { Exact, type Outcome, formatOf, minus } from './answer.ts'
import { audit, deriveAgain, isDrawn, timed } from './audit.ts'
import { allowanceOf } from './budget.ts'
import { type Case, callOf, specOf } from './case.ts'
import { findingOf, measure, refusalIn, show, worse } from './check.ts'
import { corners } from './corners.ts'
import { cases } from './dice.ts'
import { drawBatch } from './draw/batch.ts'
import { type Part, type Sample, gradeOf } from './grade.ts'
import type { Finding, Law, Measured, Verdict } from './law.ts'
import { gradient } from './scope.ts'

type Near = NonNullable<ReturnType<typeof doublesIn>>

interface Judged {
  readonly where: string
  readonly part: Part
  readonly index: number
  /** Whether it is the first of what is derived together: the losses, the slopes of a row. */
  readonly first: boolean
  /** As a double, where it is one, and exactly. */
  readonly near: number | undefined
  readonly answer: () => Decimal
  readonly allowed: number
  readonly ball: (digits: number) => Ball
}

type Decision = Measured & {
  readonly holds: boolean
  readonly truth: Decimal
  readonly allowed: number
  readonly unit: number
}

/** Compares every number asked about with its enclosure; the worst failure is the finding. */
export function judgeByTruth(c: Case, outcome: Outcome, parts: readonly Part[]): Verdict {
  const known = timed(() => truth(callOf(c)))
  if (known.kind !== 'value')
    return { kind: 'undecided', why: `no truth: ${known.kind === 'error' ? known.message : known.why}` }
  const allowance = allowanceOf(c, outcome)
  const judged: Judged[] = []
  if (parts.includes('loss')) {
    allowance.loss.forEach((allowed, i) =>
      judged.push({
        where: `loss[${i}]`,
        part: 'loss',
        index: i,
        first: i === 0,
        near: outcome.doubles?.loss[i],
        answer: () => outcome.loss[i] as Decimal,
        allowed,
        ball: (d) => timed(() => known.at(d).loss[i] as Ball),
      }),
    )
  }
  const { profile: spec, classes } = known.problem
  for (const name of gradientsOf(spec)) {
    const part = name === spec.input ? 'input' : 'target'
    if (!parts.includes(part)) continue
    allowance.gradient[name]?.forEach((allowed, i) =>
      judged.push({
        where: `gradient.${name}[${i}]`,
        part,
        index: i,
        first: i % classes === 0,
        near: outcome.doubles?.gradient[name]?.[i],
        answer: () => outcome.gradient[name]?.[i] as Decimal,
        allowed,
        ball: (d) => timed(() => known.at(d).slopes(name, Math.floor(i / classes))[i % classes] as Ball),
      }),
    )
  }
  let stable: ReturnType<typeof stableOf> | undefined
  return worstOf(c, judged, (part, index) => (stable ??= stableOf(c, outcome))(part, index))
}

/** What the bound of the shifted algorithm allows on each number, whatever the claim is. */
function stableOf(c: Case, outcome: Outcome): (part: Part, index: number) => number {
  const { loss, gradient } = allowanceOf({ ...c, accuracy: 'stable' }, outcome)
  const { input, target } = specOf(c)
  const of = { loss, input: gradient[input], target: gradient[target] }
  return (part, index) => of[part]?.[index] ?? Infinity
}

function worstOf(c: Case, judged: readonly Judged[], stable: (part: Part, index: number) => number): Verdict {
  const samples: Sample[] = []
  // A bound that is not that of the claim is only looked at for a number that is neither clearly right nor judged by it.
  const sample = (
    { part, index }: Judged,
    { ulps, share, unit }: Measured & { readonly unit: number },
    allowed: number,
  ): void => {
    const bound = (): number => (c.accuracy === 'stable' ? allowed : stable(part, index)) / unit
    const grade = share === Infinity && allowed === Infinity ? undefined : gradeOf(ulps, bound)
    samples.push({ part, index, ulps, budget: allowed / unit, holds: share <= 1, grade })
  }
  let worst: Measured = { ulps: 0, share: 0 }
  let failed: { readonly one: Judged; readonly decision: Decision } | undefined
  let isDrawnOne = false
  for (const one of judged) {
    const { where, first, near, answer, allowed, ball } = one
    if (first) isDrawnOne = isDrawn()
    const clear = near === undefined ? undefined : holdsClearly(c, near, allowed, ball(SHORT_DIGITS))
    if (clear !== undefined) {
      audit(where, ball, isDrawnOne)
      worst = worse(worst, clear)
      sample(one, clear, clear.granted)
      continue
    }
    const decided = certify(ball, (b) => decide(c, answer(), allowed, b), LADDER)
    if (isUndecided(decided)) {
      const { lo, hi } = decided.ball
      return { kind: 'undecided', why: `${where}: ${show(answer())} against [${show(lo)}, ${show(hi)}]` }
    }
    audit(where, ball, isDrawnOne)
    if (!decided.holds && !(failed !== undefined && failed.decision.share >= decided.share)) {
      failed = { one, decision: decided }
    }
    worst = worse(worst, decided)
    sample(one, decided, decided.allowed)
  }
  return failed === undefined
    ? { kind: 'holds', worst, samples }
    : { kind: 'fails', finding: foundIn(c, failed.one, failed.decision), samples }
}

/**
 * What a failure rests on is derived again, in decimal. Of a number below the range of doubles the quick rungs may know no
 * more than that it is: decimal tells its digits.
 */
function foundIn(c: Case, { where, answer, allowed, ball }: Judged, decided: Decision): Finding {
  deriveAgain(where, ball)
  const decision = decide(c, answer(), allowed, ball(DECIMAL_DIGITS)) ?? decided
  return findingOf(c, { where, answer: answer(), ...decision }, decision)
}

/** Far above what underflow can take from an error: the smallest numbers are judged exactly. */
const SOUND = 2 ** -1000

/** How many times more than was computed in double an error may be: a few roundings, and far from the budget. */
const CLOSE = 1 + 2 ** -40

type Clear = Measured & { readonly unit: number; readonly granted: number }

/**
 * In double: that an answer holds, where it does by more than doubles can err. The quick way of nearly all; who it says
 * nothing of is judged exactly.
 */
function holdsClearly(c: Case, answer: number, allowed: number, ball: Ball): Clear | undefined {
  const truth = doublesIn(ball)
  if (truth === undefined) return undefined
  const f = formatOf(c)
  const error = Math.abs(answer - truth.head - truth.tail)
  const unit = c.accuracy === 'faithful' ? unitAt(f, truth) : ulp(f, truth.head)
  if (unit === undefined) return undefined
  const granted = c.accuracy === 'faithful' ? unit : allowed
  if (error === 0 && truth.radius === 0) return { ulps: 0, share: 0, unit, granted }
  const most = (error + truth.radius) * CLOSE
  if (!(most <= granted && granted > SOUND)) return undefined
  return { ulps: error / unit, share: most === 0 || granted === Infinity ? 0 : error / granted, unit, granted }
}

/** The ulp at an exact value, as `ulpAt`: below a power of two that it rounds to it is half of what it is from there on. */
function unitAt(f: Format, { head, tail, radius }: Near): number | undefined {
  const unit = ulp(f, head)
  const isPowerOfTwo = Math.abs(head) === 2 ** Math.round(Math.log2(Math.abs(head)))
  if (!isPowerOfTwo || (tail === 0 && radius === 0)) return unit
  if (Math.abs(tail) <= radius) return undefined
  return tail > 0 === head > 0 || unit <= f.tiny ? unit : unit / 2
}

function decide(c: Case, answer: Decimal, allowed: number, ball: Ball): Decision | undefined {
  if (isUnknown(ball)) return undefined
  const f = formatOf(c)
  if (isFree(ball)) return { holds: true, ulps: 0, share: 0, truth: answer, allowed: Infinity, unit: f.tiny }
  if (isNaNBall(ball) || isPoint(ball)) return against(c, f, answer, allowed, ball.lo)
  const low = against(c, f, answer, allowed, ball.lo)
  const high = against(c, f, answer, allowed, ball.hi)
  if (low.holds !== high.holds) return undefined
  // Both ends fail with the answer between them: the ball is wider than the budget, so nothing is decided.
  if (!low.holds && answer.gte(ball.lo) && answer.lte(ball.hi)) return undefined
  // Digits are only reported once the ball is narrow beside them.
  if (!low.holds && minus(ball.hi, ball.lo).gt(Exact.mul(ulpAt(f, ball.hi), 0.001))) return undefined
  return low.share > high.share ? low : high
}

/** Under `faithful` the ulp is that of the exact value, not of the answer. */
function against(c: Case, f: Format, answer: Decimal, allowed: number, value: Decimal): Decision {
  const unit = value.isFinite() ? ulpAt(f, value).toNumber() : f.tiny
  const granted = c.accuracy === 'faithful' && value.isFinite() ? unit : allowed
  const measured = measure(f, { where: '', answer, truth: value, allowed: granted })
  return { ...measured, holds: measured.share <= 1, truth: value, allowed: granted, unit }
}

/** A law that holds the answer to one call against the truth. */
export function accuracyLaw(
  name: string,
  statement: string,
  parts: readonly Part[],
  rest: Pick<Law, 'applies' | 'cases'> & Partial<Law>,
): Law {
  return {
    name,
    statement,
    kind: 'accuracy',
    profiles: rest.relative !== true,
    ...rest,
    asks: (c) => [callOf(c, parts.includes('loss') ? 'loss' : 'gradient')],
    judges: (c, answers) => refusalIn(answers) ?? judgeByTruth(c, answers[0] as Outcome, parts),
  }
}

const lossAccuracy = accuracyLaw('loss-accuracy', 'the loss is the exact one, within the claim', ['loss'], {
  applies: () => true,
  cases: (scope) => cases((dice) => drawBatch(dice, scope)),
  corners,
})

const gradientAccuracy = accuracyLaw(
  'gradient-accuracy',
  'the gradient is the exact one: Q·p − q for logits',
  ['input'],
  {
    applies: gradient,
    cases: (scope) => cases((dice) => drawBatch(dice, scope)),
    corners,
  },
)

const targetGradientAccuracy = accuracyLaw(
  'target-gradient-accuracy',
  'the gradient with respect to the target is −w·ln p, whatever the target',
  ['target'],
  {
    applies: (scope) =>
      scope.spec.target !== scope.spec.input &&
      scope.declared.gradients.includes(scope.spec.target) &&
      scope.spec.targets !== 'index' &&
      (scope.spec.targets !== 'class' || scope.declared.targets.includes('distribution')),
    cases: (scope) =>
      cases((dice) =>
        drawBatch(dice, scope, {
          targets: ['one-hot', 'normalised', 'unnormalised', 'signed'],
          masks: false,
          options: { family: true },
        }),
      ),
  },
)

export const accuracy: readonly Law[] = [lossAccuracy, gradientAccuracy, targetGradientAccuracy]
