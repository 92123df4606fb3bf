/**
 * The wire, version 1: JSON lines between lossproof and a subject, one message a line.
 *
 *   → {"hello":1}                     ← {"hello":1,"name":…,"version":…,"losses":{…}}
 *   → {"id":1,"loss":…,"arguments":{…},"want":["loss","gradient"]}
 *   ← {"id":1,"loss":T,"gradient":{…}}  or  {"id":1,"unsupported":"why"}  or  {"id":1,"error":"message"}
 *
 * Lines end in LF. Answers carry the id of their request and may come in any order. Members that are not known are
 * ignored. The schemas here are published as JSON Schema in `schema/`; see docs/wire.md.
 */

import * as v from 'valibot'
import type { LossDeclaration } from '../reference/index.ts'
import { type WireTensor, wireTensor } from './tensor.ts'

/** A line is at most 256 MiB. */
export const LONGEST_LINE: number = 2 ** 28

/** What a loss declares; what it does not say is the smallest thing. */
export type WireDeclaration = { readonly [Member in keyof LossDeclaration]?: unknown }

export interface Greeting {
  readonly hello: 1
  readonly tensors?: 'bits' | 'values' | undefined
}

export interface Hello {
  readonly hello: 1
  readonly name: string
  readonly version?: string | undefined
  readonly losses: Readonly<Record<string, WireDeclaration>>
  /** How tensors are to be sent: as bits unless it says otherwise. */
  readonly tensors?: 'bits' | 'values' | undefined
  /** Requests that may be under way at once; 64 unless it says otherwise. */
  readonly window?: number | undefined
}

export interface Request {
  readonly id: number
  readonly loss: string
  readonly arguments: Readonly<Record<string, WireTensor | number | string>>
  readonly upstream?: WireTensor | undefined
  readonly want: readonly ('loss' | 'gradient' | 'enclosure')[]
  /** Digits to print, of a server that knows them. */
  readonly digits?: number | undefined
}

export interface Ends {
  readonly lo: WireTensor
  readonly hi: WireTensor
}

/** Of the loss and of each gradient. */
export interface Both<T> {
  readonly loss?: T | undefined
  readonly gradient?: Readonly<Record<string, T>> | undefined
}

export interface Value extends Both<WireTensor> {
  readonly id: number
  readonly enclosure?: Both<Ends> | undefined
  readonly digits?: Both<readonly string[]> | undefined
}

export type WireAnswer =
  | { readonly id: number; readonly unsupported: string }
  | { readonly id: number; readonly error: string }
  | Value

const names = v.array(v.string())
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const id = v.pipe(v.number(), v.integer())
const form = v.optional(v.picklist(['bits', 'values']))
const both = <S extends v.GenericSchema>(schema: S) => ({
  loss: v.optional(schema),
  gradient: v.optional(v.record(v.string(), schema)),
})

const declaration = v.object({
  dtypes: v.optional(names),
  targets: v.optional(names),
  reductions: v.optional(names),
  options: v.optional(names),
  gradients: v.optional(names),
  accuracy: v.optional(
    v.union([v.picklist(['faithful', 'stable']), v.object({ loss: v.number(), gradient: v.number() })]),
  ),
})

export const greeting: v.GenericSchema<Greeting> = v.object({ hello: v.literal(1), tensors: form })

export const hello: v.GenericSchema<Hello> = v.object({
  hello: v.literal(1),
  name: v.string(),
  version: v.optional(v.string()),
  losses: v.record(v.string(), declaration),
  tensors: form,
  window: v.optional(count),
})

export const request: v.GenericSchema<Request> = v.object({
  id,
  loss: v.string(),
  arguments: v.record(v.string(), v.union([wireTensor, v.number(), v.string()])),
  upstream: v.optional(wireTensor),
  want: v.array(v.picklist(['loss', 'gradient', 'enclosure'])),
  digits: v.optional(v.pipe(count, v.maxValue(500))),
})

export const answer: v.GenericSchema<WireAnswer> = v.union([
  v.object({ id, unsupported: v.string() }),
  v.object({ id, error: v.string() }),
  v.object({
    id,
    ...both(wireTensor),
    enclosure: v.optional(v.object(both(v.object({ lo: wireTensor, hi: wireTensor })))),
    digits: v.optional(v.object(both(names))),
  }),
])

/** The schemas by the names of their published files. */
export const schemas: Readonly<Record<string, v.GenericSchema>> = { greeting, hello, request, answer }

/**
 * A message of a kind, from a line.
 *
 * @throws RangeError for what is no JSON, or not of that kind: what was expected where.
 */
export function parse<T>(schema: v.GenericSchema<T>, line: string): T {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new RangeError(`expected a line of JSON, got '${shortened(line)}'`)
  }
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw new RangeError(issueText(result.issues[0], 'message'))
}

/** What was expected where, in a line; `root` names the whole. */
export function issueText(issue: v.BaseIssue<unknown>, root: string): string {
  const { expected, received } = issue
  const where = v.getDotPath(issue) ?? root
  return `${shortened(where)}: expected ${expected ?? 'something else'}, got ${shortened(received)}`
}

/** The beginning of a text, as part of a line. */
export function shortened(text: string): string {
  return inLine(text.length <= 80 ? text : `${text.slice(0, 80)}…`)
}

/** A text as part of a line: no ends of lines in it, and nothing that a terminal obeys. */
export function inLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
}
