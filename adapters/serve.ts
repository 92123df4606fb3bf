/**
 * The wire the other way round: our own losses, and the truth, as servers.
 *
 *   own         the losses under our own names, and `familyLoss` under every profile
 *   reference   the truth, rounded once; with enclosures and digits where they are asked for
 *
 * One line in, one line out. What is no request is answered with an error, under id 0 when it has none.
 */

import { subjectOf } from '../properties/subject.ts'
import {
  type Call,
  type LossDeclaration,
  type Subject,
  type Tensor,
  gradientsOf,
  profiles,
} from '../reference/index.ts'
import family from './family.ts'
import { consult } from './oracle.ts'
import own from './own.ts'
import { decode, encode } from './tensor.ts'
import { everythingOf } from './translate.ts'
import { version } from './version.ts'
import { type Hello, type Request, type WireAnswer, greeting, parse, request } from './wire.ts'

export type Served = 'own' | 'reference'

/** Answers a line. */
export type Server = (line: string) => Promise<string>

type Form = 'bits' | 'values'
type Respond = (call: Call, asked: Request, form: Form) => Promise<WireAnswer>

const everyDtype: LossDeclaration['dtypes'] = ['f64', 'f32', 'f16', 'bf16']

function truthDeclared(): Hello['losses'] {
  const rows = [...profiles.values()].map((profile) => [
    profile.name,
    {
      dtypes: everyDtype,
      ...everythingOf(profile),
      gradients: gradientsOf(profile),
      accuracy: 'faithful',
    },
  ])
  return Object.fromEntries(rows) as Hello['losses']
}

/** A subject in this process, answering in the words of the wire. */
function respondent(subject: Subject): Respond {
  return async (call, { id }, form) => {
    const said = await subject.ask(call)
    switch (said.kind) {
      case 'unsupported':
        return { id, unsupported: said.why }
      case 'error':
        return { id, error: said.message }
      case 'broken':
        return { id, error: said.why }
      case 'value': {
        const slopes = Object.entries(said.gradient).map(([name, g]) => [name, encode(g, form)] as const)
        return {
          id,
          ...(call.want.includes('loss') ? { loss: encode(said.loss, form) } : {}),
          gradient: Object.fromEntries(slopes),
        }
      }
    }
  }
}

function callOf({ loss, arguments: given, upstream, want }: Request): Call {
  const args = Object.entries(given).map(([name, value]) => [
    name,
    typeof value === 'object' ? decode(name, value) : value,
  ])
  return {
    loss,
    arguments: Object.fromEntries(args) as Record<string, Tensor | number | string>,
    ...(upstream === undefined ? {} : { upstream: decode('upstream', upstream) }),
    want: want.filter((part) => part !== 'enclosure'),
  }
}

/** The id of a line, however wrong the rest of it is: of one that is no JSON what looks like it. */
function idOf(line: string): number {
  try {
    const { id } = JSON.parse(line) as { readonly id?: unknown }
    return Number.isInteger(id) ? Number(id) : 0
  } catch {
    const [, digits = '0'] = /"id"\s*:\s*(-?\d{1,15})(?![\d.eE])/.exec(line) ?? []
    return Number(digits)
  }
}

export function serverOf(served: Served): Server {
  const losses = served === 'own' ? { ...own.losses, ...family.losses } : truthDeclared()
  const subject = served === 'own' ? subjectOf({ ...own, losses } as typeof own) : undefined
  const respond: Respond =
    subject === undefined ? async (call, asked, form) => consult(call, asked, form) : respondent(subject)
  const name = served === 'own' ? own.name : 'lossproof reference'
  let form: Form = 'bits'
  return async (line) => {
    try {
      if (/^\s*\{\s*"hello"/.test(line)) {
        form = parse(greeting, line).tensors ?? 'bits'
        const said: Hello = { hello: 1, name, version, losses: subject?.losses ?? (losses as Hello['losses']) }
        return JSON.stringify(said)
      }
      const asked = parse(request, line)
      return JSON.stringify(await respond(callOf(asked), asked, form))
    } catch (error) {
      if (error instanceof RangeError) return JSON.stringify({ id: idOf(line), error: error.message })
      throw error
    }
  }
}
