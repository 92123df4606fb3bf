/**
 * A profile that nobody states, for what a test does not care about; and what the truth says of a call under it, in doubles.
 */

import { isFree } from '../ball.ts'
import type { Call, Tensor } from '../call.ts'
import { type Row, profileOf } from '../profile.ts'
import { type Truth, truthUnder } from '../truth.ts'
import { valued } from './outcome.ts'

/** Of logits and classes, unless a test says otherwise. */
export const madeUp: Row = {
  name: 'made.up',
  formula: 'made up',
  divides: 'by what is tried',
  evidence: ['documentation'],
  seen: 'nowhere',
  link: 'https://example.org/',
  input: 'x',
  target: 't',
  targets: 'class',
  score: 'logits',
}

export function ask(row: Partial<Row>, given: Call['arguments'], upstream?: Tensor): Truth {
  const call: Call = { loss: madeUp.name, arguments: given, want: ['loss', 'gradient'] }
  return truthUnder(profileOf({ ...madeUp, ...row }), upstream === undefined ? call : { ...call, upstream })
}

/** The lower ends of the enclosures at 34 digits; `free` where nothing is promised. */
export interface Numbers {
  readonly loss: readonly (number | 'free')[]
  readonly gradient: (name: string) => readonly (number | 'free')[]
}

export function numbers(row: Partial<Row>, given: Call['arguments'], upstream?: Tensor): Numbers {
  const { loss, gradient } = valued(ask(row, given, upstream)).at(34)
  const read = (balls: typeof loss) => balls.map((b) => (isFree(b) ? 'free' : b.lo.toNumber() + 0))
  return { loss: read(loss), gradient: (name) => read(gradient(name)) }
}
