/**
 * The truth as a subject: the certified reference rounded once, and then distorted.
 *
 *   call → (the distorted call) → enclosure → nearest float → (the distorted number)
 *
 * It claims `faithful`: for defects of the last digits, which `stable` rightly forgives. A number that no precision
 * decides is answered by the nearer end of its enclosure, which is within one unit; what is not promised by 0.
 */

import {
  type Ball,
  type Call,
  type Format,
  type Profile,
  type Tensor,
  certify,
  formats,
  gradientsOf,
  isFree,
  isUndecided,
  nearest,
  roundBall,
  truth,
} from '../../reference/index.ts'
import type { Module, ModuleAnswer, ModuleCall } from '../subject.ts'
import { type Declaring, moduleOf } from './textbook.ts'

export interface Distortion {
  /** What is asked instead of the call. */
  readonly call?: (call: ModuleCall, spec: Profile) => ModuleCall
  readonly loss?: (x: number, call: ModuleCall) => number
  /** A slope of the argument named. */
  readonly gradient?: (x: number, argument: string, call: ModuleCall) => number
}

/** The truth, distorted. */
export function exactly(name: string, distortion: Distortion = {}, declaring: Declaring = {}): Module {
  return moduleOf(name, { claim: 'faithful', ...declaring }, (spec, call) => answerOf(distortion, spec, call))
}

function answerOf({ call: distort, loss, gradient }: Distortion, spec: Profile, given: ModuleCall): ModuleAnswer {
  const call: Call = { ...(distort?.(given, spec) ?? given), loss: spec.name }
  const known = truth(call)
  if (known.kind === 'unsupported') return { unsupported: known.why }
  if (known.kind === 'error') throw new RangeError(known.message)
  const { problem, at } = known
  const f = formats[problem.dtype]
  const values = at(FIRST).loss.map((_, i) => rounded(f, (digits) => at(digits).loss[i] as Ball))
  const slopes = call.want.includes('gradient')
    ? gradientsOf(spec).filter((argument) => isFloat(call.arguments[argument]))
    : []
  const gradients = slopes.map((argument) => {
    const slope = at(FIRST).gradient(argument)
    const numbers = slope.map((_, i) => rounded(f, (digits) => at(digits).gradient(argument)[i] as Ball))
    return [argument, gradient === undefined ? numbers : numbers.map((g) => gradient(g, argument, call))] as const
  })
  return {
    loss: loss === undefined ? values : values.map((x) => loss(x, call)),
    gradient: Object.fromEntries(gradients),
  }
}

/** Digits at which the enclosures are first looked at; certify starts there too. */
const FIRST = 34

/** A class index has no slope. */
function isFloat(argument: Tensor | number | string | undefined): boolean {
  return typeof argument === 'object' && argument.dtype !== 'i64' && argument.dtype !== 'i32'
}

function rounded(f: Format, evaluate: (digits: number) => Ball): number {
  const number = certify(evaluate, (ball) => (isFree(ball) ? 0 : roundBall(f, ball)))
  return isUndecided(number) ? nearest(f, number.ball.lo) : number
}
