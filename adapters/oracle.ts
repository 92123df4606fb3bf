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

/** The answer to a request whose tensors have been read. */
export function consult(call: Call, { id, want, digits }: Request, form: 'bits' | 'values'): WireAnswer {
  const known = truth(call)
  if (known.kind === 'error') return { id, error: known.message }
  if (known.kind === 'unsupported') return { id, unsupported: known.why }
  const { profile, dtype, indexed, layout, shape, rows, group } = known.problem
  const reduced = known.problem.reducer !== 'none'
  const lossShape = reduced ? [] : group === 1 ? layout.shape : shape.slice(0, -1)
  const names = gradientsOf(profile).filter((name) => name === profile.input || !indexed)
  const count = reduced ? 1 : rows / group

  /** Something of every number of the loss and of the gradients that are wanted. */
  function both<T>(of: (shapes: readonly number[], list: readonly Evaluate[]) => T): Both<T> {
    const losses = Array.from(
      { length: count },
      (_, i): Evaluate =>
        (d) =>
          reach(d).loss[i] as Ball,
    )
    const slopes = (name: string) =>
      shape.reduce((size, n) => size * n, 1) === 0
        ? []
        : reach(FIRST)
            .gradient(name)
            .map(
              (_, i): Evaluate =>
                (d) =>
                  reach(d).gradient(name)[i] as Ball,
            )
    return {
      ...(want.includes('loss') ? { loss: of(lossShape, losses) } : {}),
      ...(want.includes('gradient')
        ? { gradient: Object.fromEntries(names.map((name) => [name, of(shape, slopes(name))])) }
        : {}),
    }
  }
  const reach = known.at
  const tensor = (axes: readonly number[], values: readonly number[]): WireTensor =>
    encode(tensorOf(dtype, axes, values), form)
  const enclosed = (axes: readonly number[], list: readonly Evaluate[]): Ends => {
    const pairs = list.map((at) => ends(dtype, at(FIRST)))
    return {
      lo: tensor(
        axes,
        pairs.map(([lo]) => lo),
      ),
      hi: tensor(
        axes,
        pairs.map(([, hi]) => hi),
      ),
    }
  }
  return {
    id,
    ...both((axes, list) =>
      tensor(
        axes,
        list.map((at) => rounded(dtype, at)),
      ),
    ),
    ...(want.includes('enclosure') ? { enclosure: both(enclosed) } : {}),
    ...(digits === undefined ? {} : { digits: both((_, list) => list.map((at) => text(at, digits))) }),
  }
}
