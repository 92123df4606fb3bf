/**
 * The oracle: the truth as a server of the wire, rounded once to the format of the request.
 *
 *   "want": [… "enclosure"]    also two numbers of the format that the exact value lies between
 *   "digits": 40               also 40 proved digits of each number, as text
 *
 * A number that no promise covers is NaN, its digits `not promised`. An exact tie is rounded to even.
 */

import {
  type Ball,
  type Call,
  type FloatType,
  LADDER,
  certify,
  digitsOf,
  exact,
  formats,
  gradientsOf,
  isFree,
  isNaNBall,
  isUndecided,
  nearest,
  nextDown,
  nextUp,
  roundBall,
  tensorOf,
  truth,
} from '../reference/index.ts'
import { type WireTensor, encode } from './tensor.ts'
import type { Both, Ends, Request, WireAnswer } from './wire.ts'

const FIRST = LADDER[0] as number

type Evaluate = (digits: number) => Ball

function rounded(dtype: FloatType, at: Evaluate): number {
  if (isFree(at(FIRST))) return NaN
  const f = formats[dtype]
  const value = certify(at, (ball) => roundBall(f, ball))
  // Two floats are equally near as far as any digits show: the tie itself, which lies between the ends.
  return isUndecided(value) ? nearest(f, value.ball.lo.plus(value.ball.hi).div(2)) : value
}

/** The neighbours of an enclosure in the format, outward. */
function ends(dtype: FloatType, ball: Ball): readonly [number, number] {
  if (isNaNBall(ball)) return [NaN, NaN]
  const f = formats[dtype]
  const [lo, hi] = [nearest(f, ball.lo), nearest(f, ball.hi)]
  return [
    Number.isFinite(lo) && exact(lo).gt(ball.lo) ? nextDown(f, lo) : lo,
    Number.isFinite(hi) && exact(hi).lt(ball.hi) ? nextUp(f, hi) : hi,
  ]
}

function text(at: Evaluate, digits: number): string {
  if (isFree(at(FIRST))) return 'not promised'
  const found = digitsOf(at, digits)
  return isUndecided(found) ? `between ${found.ball.lo.toString()} and ${found.ball.hi.toString()}` : found.text
}

/** Numbers of the answer: their axes, and their enclosures at any number of digits. */
interface Numbers {
  readonly axes: readonly number[]
  readonly list: (digits: number) => readonly Ball[]
}

function each<T>({ list }: Numbers, of: (at: Evaluate) => T): readonly T[] {
  return list(FIRST).map((_, i) => of((digits) => list(digits)[i] as Ball))
}

/** The answer to a request whose tensors have been read. */
export function consult(call: Call, { id, want, digits }: Request, form: 'bits' | 'values'): WireAnswer {
  const known = truth(call)
  if (known.kind === 'error') return { id, error: known.message }
  if (known.kind === 'unsupported') return { id, unsupported: known.why }
  const { profile, dtype, indexed, layout, shape, reducer, group } = known.problem
  const unreduced = group === 1 ? layout.shape : shape.slice(0, -1)
  const loss: Numbers = { axes: reducer === 'none' ? unreduced : [], list: (d) => known.at(d).loss }
  const slopes = gradientsOf(profile)
    .filter((name) => name === profile.input || !indexed)
    .map((name) => [name, { axes: shape, list: (d: number) => known.at(d).gradient(name) }] as const)

  /** Something of the loss and of each gradient that is wanted. */
  const both = <T>(of: (numbers: Numbers) => T): Both<T> => ({
    ...(want.includes('loss') ? { loss: of(loss) } : {}),
    ...(want.includes('gradient')
      ? { gradient: Object.fromEntries(slopes.map(([name, numbers]) => [name, of(numbers)])) }
      : {}),
  })
  const tensor = (numbers: Numbers, of: (at: Evaluate) => number): WireTensor =>
    encode(tensorOf(dtype, numbers.axes, each(numbers, of)), form)
  const enclosed = (numbers: Numbers): Ends => ({
    lo: tensor(numbers, (at) => ends(dtype, at(FIRST))[0]),
    hi: tensor(numbers, (at) => ends(dtype, at(FIRST))[1]),
  })
  return {
    id,
    ...both((numbers) => tensor(numbers, (at) => rounded(dtype, at))),
    ...(want.includes('enclosure') ? { enclosure: both(enclosed) } : {}),
    ...(digits === undefined ? {} : { digits: both((numbers) => each(numbers, (at) => text(at, digits))) }),
  }
}
