/**
 * A token: one failing case in a word, to be put again as it stands.
 *
 *   1.<base64url of the deflated JSON of [case, law, subject, timeout]>
 *
 * It holds the case itself, not its place in a stream: it means the same whatever the generators of later versions draw, and
 * whoever it is sent to.
 */

import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as v from 'valibot'
import { shortened } from '../adapters/wire.ts'
import { type Case, type Result, laws } from '../properties/index.ts'
import { profiles } from '../reference/index.ts'
import type { SubjectName } from './check.ts'
import { caseSchema, isWhole, sayable, timeoutSchema } from './report.ts'

/** Raised when a token would be read otherwise. */
const VERSION = '1.'

/**
 * What most tokens say, for the compressor to point into: it makes them a third as long. A token is read with the dictionary
 * that it was written with, so this one stays as it is for as long as VERSION does.
 */
const DICTIONARY: Buffer = Buffer.from(
  [
    '"label_smoothing":{"axes":"","values":[0.1]},"weight":{"axes":"k","values":[1,2]},"upstream":{"axes":"","values":[-1]}',
    '"reduction":"mean","sum","faithful","f32","bf16","f16",false,"probabilities","log_probabilities","Infinity","-Infinity","NaN"',
    '"binary_cross_entropy_with_logits","binary_cross_entropy","log_loss","nll_loss","kl_divergence","entropy","torch.cross_entropy',
    '[{"loss":"cross_entropy","dtype":"f64","accuracy":"stable","rows":1,"classes":2,"indexed":true,"reduction":"none",' +
      '"planes":{"input":{"axes":"nk","values":[0,0,0,0]},"target":{"axes":"n","values":[0]}},"regime":{}},"loss-accuracy",' +
      '"gradient-accuracy","./subject.mjs",null]',
  ].join('\n'),
)

/** A command line is some hundred kilobytes at the most; a token beyond this would only be in the way. */
const LONGEST = 4000

/** No case is of more numbers than a subject is ever asked: a token from elsewhere may not fill the memory. */
const MOST_BYTES = 2 ** 24

export interface Token {
  readonly subject: SubjectName
  readonly law: string
  readonly case: Case
  readonly timeout?: number
}

const schema: v.GenericSchema<unknown, readonly [Case, string, SubjectName, number | null]> = v.strictTuple([
  caseSchema,
  v.string(),
  v.union([v.string(), v.array(v.string())]),
  v.nullable(timeoutSchema),
])

/** A case of a law, as a word. */
export function pack({ subject, law, case: c, timeout }: Token): string {
  const text = JSON.stringify([inOrder(c), law, subject, timeout ?? null], sayable)
  return VERSION + deflateRawSync(text, { level: 9, dictionary: DICTIONARY }).toString('base64url')
}

/** The token of a failure; nothing for a case that is too large to be typed. */
export function tokenOf(subject: SubjectName, { law, failure }: Result, timeout?: number): string | undefined {
  if (failure === undefined) return undefined
  const token = pack({ subject, law, case: failure.case, ...(timeout === undefined ? {} : { timeout }) })
  return token.length > LONGEST ? undefined : token
}

/** A case in the order of the dictionary; where in the input space it lies is told by the case. */
function inOrder({ loss, dtype, accuracy, rows, classes, indexed, reduction, lead, planes }: Case): Case {
  const { input, target, ...options } = planes
  const ordered = { ...(input && { input }), ...(target && { target }), ...options }
  const head = { loss, dtype, accuracy, rows, classes, indexed, reduction }
  return { ...head, ...(lead === undefined ? {} : { lead }), planes: ordered, regime: {} }
}

/** Whether a word looks like one, and not like a file. */
export function isToken(word: string): boolean {
  return word.startsWith(VERSION) && /^[\w.-]+$/.test(word) && !word.endsWith('.json')
}

/**
 * What a token says.
 *
 * @throws RangeError for a word that is none, or was cut.
 */
export function readToken(token: string): Token {
  const wrong = (why: string): never => {
    throw new RangeError(`token: expected one that a report told, got ${why}`)
  }
  let value: unknown
  try {
    const packed = Buffer.from(token.slice(VERSION.length), 'base64url')
    value = JSON.parse(inflateRawSync(packed, { dictionary: DICTIONARY, maxOutputLength: MOST_BYTES }).toString('utf8'))
  } catch {
    return wrong(`a word of ${token.length} letters that was changed or cut`)
  }
  const read = v.safeParse(schema, value)
  if (!read.success)
    return wrong(`one with ${shortened(v.getDotPath(read.issues[0]) ?? 'another shape')} not as expected`)
  const [c, law, subject, timeout] = read.output
  if (!laws.some(({ name }) => name === law))
    return wrong(`one of the law '${shortened(law)}', which this version does not have`)
  if (!profiles.has(c.loss)) return wrong(`one of the loss '${shortened(c.loss)}', which this version does not have`)
  if (!isWhole(c)) return wrong('one whose numbers do not fit its shape')
  return { subject, law, case: c, ...(timeout === null ? {} : { timeout }) }
}
