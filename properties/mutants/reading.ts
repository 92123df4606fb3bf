/**
 * Reading, right: numbers as they are, options with their defaults, and the values that a loss takes.
 *
 * ignore_index −100, temperature 1, no softcap, all others 0. Domains: `unit` is [0, 1], `nonnegative` [0, ∞]; NaN is in all of them, for its
 * row is answered by NaN.
 */

import { valuesOf } from '../../reference/index.ts'
import type { Reading } from './parts.ts'
import { sizeOf } from './question.ts'

const DEFAULTS = { ignore_index: -100, label_smoothing: 0, temperature: 1, softcap: Infinity, z_loss: 0, focal: 0 }

export const rightReading: Reading = {
  numbers: valuesOf,
  option: (name, given) => given ?? DEFAULTS[name],
  broadcast: (weights, from, to) =>
    Array.from({ length: sizeOf(to) }, (_, i) => weights[sourceOf(i, from, to)] as number),
  takesSmoothing: (a) => a >= 0 && a <= 1,
  takesIndex: (t, classes) => t >= 0 && t < classes,
  takesValue: (x, domain) => domain === 'real' || !(x < 0 || (domain === 'unit' && x > 1)),
  answer: (answer) => answer,
}

/** NumPy's rule: axes are aligned at the end, and an axis of 1 stretches. */
function sourceOf(i: number, from: readonly number[], to: readonly number[]): number {
  let rest = i
  let source = 0
  let stride = 1
  for (const [back, own] of from.toReversed().entries()) {
    const length = to[to.length - 1 - back] as number
    if (own !== 1) source += (rest % length) * stride
    rest = Math.floor(rest / length)
    stride *= own
  }
  return source
}
