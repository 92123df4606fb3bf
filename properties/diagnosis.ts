/**
 * Diagnosis: what kind of mistake a failure looks like.
 *
 *   answers of the failing case → the truth of another question that they are (hypotheses.ts)
 *                               → or a sign in the numbers themselves (signature.ts)
 *
 * An explanation must account for the error in every number of a part that is wrong, to EXPLAINED of it; otherwise nothing
 * is said. A case that was made small has many explanations: where the case that failed first has one of them too, it is
 * that. It is a hint for whoever reads the failure, and decides nothing.
 */

import {
  type Ball,
  DECIMAL_DIGITS,
  type Format,
  SHORT_DIGITS,
  doublesIn,
  gradientsOf,
  isFree,
  isUnknown,
  profileFor,
  truthUnder,
} from '../reference/index.ts'
import { doublesOf } from './answer.ts'
import { type Question, hypotheses } from './hypotheses.ts'
import { signature, unlike } from './signature.ts'
import type { Exchange } from './trial.ts'
import { type Wrong, accountsFor } from './wrong.ts'

/** The losses, or the slopes with respect to an argument; a number that nothing is promised of is left out. */
export interface Numbers {
  /** `loss`, `gradient.logits` */
  readonly part: string
  readonly values: readonly (number | undefined)[]
}

/** What it looks like, in a few words, from the exchanges of the failing case and of the one that failed first. */
export function diagnose(f: Format, smallest: readonly Exchange[], first: readonly Exchange[]): string | undefined {
  const at = smallest.findIndex((exchange) => wrongsOf(f, exchange).length > 0)
  if (at < 0) return undefined
  const larger = first[at]
  const before = larger === undefined ? [] : wrongsOf(f, larger)
  const found = wrongsOf(f, smallest[at] as Exchange).map(({ part, ...wrong }) => {
    const also = before.find((one) => one.part === part)
    return [part, explain(f, { part, ...wrong }, also)] as const
  })
  return told(found.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** The parts of an answer that are wrong. */
function wrongsOf(f: Format, { call, answer }: Exchange): readonly Wrong[] {
  const profile = profileFor(call)
  if (answer.kind !== 'value' || typeof profile === 'string') return []
  const { loss, gradient } = doublesOf(answer)
  const said = new Map([
    ['loss', loss],
    ...Object.entries(gradient).map(([name, g]) => [`gradient.${name}`, g] as const),
  ])
  const asked = { profile, call }
  return numbersOf(asked).flatMap((numbers) => wrongIn(f, asked, said.get(numbers.part) ?? [], numbers))
}

/** A mistake that shows in the loss and in the gradient is told once. */
function told(found: readonly (readonly [string, string])[]): string | undefined {
  const texts = [...new Set(found.map(([, text]) => text))]
  if (texts.length === 0) return undefined
  return texts
    .map((text) => `${found.flatMap(([part, said]) => (said === text ? [part] : [])).join(', ')}: ${text}`)
    .join('; ')
}

/** The numbers of the truth of a question; none where it is refused. */
export function numbersOf({ profile, call }: Question): readonly Numbers[] {
  const known = truthUnder(profile, call)
  if (known.kind !== 'value') return []
  const { rows } = known.problem
  const each = (list: (digits: number) => readonly Ball[]): readonly (number | undefined)[] => {
    const short = list(SHORT_DIGITS)
    return (short.some(isUnknown) ? list(DECIMAL_DIGITS) : short).map(near)
  }
  const slopes = (name: string) =>
    Array.from({ length: rows }, (_, n) => each((digits) => known.at(digits).slopes(name, n))).flat()
  return [
    ...(call.want.includes('loss') ? [{ part: 'loss', values: each((digits) => known.at(digits).loss) }] : []),
    ...(call.want.includes('gradient')
      ? gradientsOf(profile)
          .filter((name) => name === profile.input || !known.problem.indexed)
          .map((name) => ({ part: `gradient.${name}`, values: slopes(name) }))
      : []),
  ]
}

function near(ball: Ball): number | undefined {
  if (isFree(ball)) return undefined
  return doublesIn(ball)?.head ?? ball.lo.toNumber()
}

/** A part of the answer that is further off than its own last place; of what is promised. */
function wrongIn(f: Format, asked: Question, said: readonly number[], { part, values }: Numbers): Wrong[] {
  if (said.length !== values.length) return []
  const kept = [...values.keys()].filter((i) => values[i] !== undefined)
  const answer = kept.map((i) => said[i] as number)
  const truth = kept.map((i) => values[i] as number)
  const isOff = (a: number, t: number): boolean =>
    Number.isFinite(a) && Number.isFinite(t) ? Math.abs(a - t) > 4 * f.unit * Math.abs(t) : !Object.is(a, t)
  return answer.some((a, i) => isOff(a, truth[i] as number)) ? [{ asked, part, kept, answer, truth }] : []
}

/** Of explanations that fit alike no more are told. */
const MOST_TOLD = 2

function explain(f: Format, wrong: Wrong, first: Wrong | undefined): string | undefined {
  const other = unlike(f, wrong)
  if (other !== undefined && wrong.truth.every(Number.isFinite)) return other
  const fits = [...hypotheses(wrong.asked)].flatMap(([says, question]) => (isAnswerTo(wrong, question) ? [says] : []))
  // What fits the small case by accident does not fit the larger one.
  const sure = first === undefined || fits.length === 0 ? fits : fitting(first, fits)
  const told = sure.slice(0, MOST_TOLD)
  return told.length > 0 ? told.join(', or ') : (other ?? signature(f, wrong, first))
}

/** Those of some explanations that fit another failure too; which class it is may differ from case to case. */
function fitting(wrong: Wrong, says: readonly string[]): readonly string[] {
  const kindOf = (text: string): string => text.replace(/^(class|classes from) \d+/, '$1')
  const kinds = new Set(says.map(kindOf))
  const found = new Set<string>()
  for (const [text, question] of hypotheses(wrong.asked)) {
    const kind = kindOf(text)
    if (kinds.has(kind) && !found.has(kind) && isAnswerTo(wrong, question)) found.add(kind)
  }
  return says.filter((text) => found.has(kindOf(text)))
}

function isAnswerTo(wrong: Wrong, question: Question): boolean {
  const values = numbersOf(question).find(({ part }) => part === wrong.part)?.values
  return (
    values !== undefined &&
    accountsFor(
      wrong,
      wrong.kept.map((i) => values[i]),
    )
  )
}
