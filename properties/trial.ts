/**
 * One case put to a subject: its calls asked, its answers judged.
 *
 * An answer that is none (a crash, a deadline, text) is a failure of the case; a law that cannot ask or judge has decided
 * nothing; a truth in doubt is returned, for nothing is to be decided any more.
 */

import { type Call, type Subject, profiles } from '../reference/index.ts'
import { type Response, outcomeOf } from './answer.ts'
import { TruthInDoubt } from './audit.ts'
import type { Case } from './case.ts'
import { NO_NUMBER, failure } from './check.ts'
import { messageOf } from './shown.ts'
import type { Law, Verdict } from './law.ts'

/** A call under the name that the subject has for the loss: a profile's own, or that of all rows of the loss. */
function addressed({ losses: offered }: Subject, call: Call): Call {
  if (offered[call.loss] !== undefined) return call
  return { ...call, loss: profiles.get(call.loss)?.loss ?? call.loss }
}

/** The calls of a case: one after the other, or all at once of a subject that takes several. */
function askEach(subject: Subject, calls: readonly Call[]) {
  const ask = (call: Call) => subject.ask(addressed(subject, call))
  if ((subject.window ?? 1) === 1) return calls.map((call) => ({ call, asked: () => ask(call) }))
  return calls.map((call) => ({ call, answer: ask(call) })).map(({ call, answer }) => ({ call, asked: () => answer }))
}

/** A call and what came back, as far as it was numbers or a refusal. */
export interface Exchange {
  readonly call: Call
  readonly answer: Response
}

export interface Tried {
  readonly verdict: Verdict
  /** Whether it had no answer. */
  readonly silent: boolean
  readonly exchanges: readonly Exchange[]
}

/** Puts one case to the subject. */
export async function tryCase(subject: Subject, law: Law, c: Case): Promise<Tried | TruthInDoubt> {
  const exchanges: Exchange[] = []
  const tried = (verdict: Verdict, silent = false): Tried => ({ verdict, silent, exchanges })
  try {
    for (const { call, asked } of askEach(subject, law.asks(c))) {
      const answer = await asked()
      if (answer.kind === 'unsupported') return tried(answer)
      if (answer.kind === 'broken') {
        const verdict = failure(NO_NUMBER, answer.why, 'an answer', 'a right question')
        return tried(verdict, answer.silent === true)
      }
      exchanges.push({ call, answer: answer.kind === 'value' ? outcomeOf(call, answer) : answer })
    }
    return tried(
      law.judges(
        c,
        exchanges.map(({ answer }) => answer),
      ),
    )
  } catch (error) {
    if (error instanceof TruthInDoubt) return error
    return tried({ kind: 'undecided', why: `the law itself: ${messageOf(error)}` })
  }
}
