/**
 * The rungs that are asked before decimal: what each computes with.
 *
 *   pairs     two doubles and a radius, about 100 bits           pair.ts, pair-elementary.ts
 *   dyadics   integers on a power of two, so many bits           dyadic.ts, dyadic-elementary.ts
 */

import type { Decimal } from 'decimal.js'
import { type Arithmetic, isPoint, point } from './ball.ts'
import { Dyadic, addDyadics, divDyadics, dyadicBetween, dyadicOfPair, mulDyadics } from './dyadic.ts'
import { expDyadic, expm1Dyadic, lnDyadic, log1pDyadic } from './dyadic-elementary.ts'
import { Pair, addPairs, divPairs, mulPairs, pairBetween, wide } from './pair.ts'
import { expPair, expm1Pair, lnPair, log1pPair } from './pair-elementary.ts'

export const pairs: Arithmetic = {
  from: (a) => (a instanceof Pair ? a : pairBetween(a.lo, a.hi)),
  add: addPairs,
  mul: mulPairs,
  div: divPairs,
  exp: expPair,
  expm1: expm1Pair,
  ln: lnPair,
  log1p: log1pPair,
}

/** Dyadics of so many bits. */
export function dyadics(bits: number): Arithmetic {
  return {
    from(a) {
      if (a instanceof Dyadic) return a
      if (a instanceof Pair) return a === wide ? wide : dyadicOfPair(a, bits)
      return a.lo.isFinite() && a.hi.isFinite() ? dyadicBetween(a.lo, a.hi, bits) : undefined
    },
    add: (a: Dyadic, b: Dyadic) => addDyadics(a, b, bits),
    mul: (a: Dyadic, b: Dyadic) => mulDyadics(a, b, bits),
    div: (a: Dyadic, b: Dyadic) => divDyadics(a, b, bits),
    exp: (a: Dyadic) => expDyadic(a, bits),
    expm1: (a: Dyadic) => expm1Dyadic(a, bits),
    ln: (a: Dyadic) => lnDyadic(a, bits),
    log1p: (a: Dyadic) => log1pDyadic(a, bits),
  }
}

/** e^x or ln x of one number, off by less than 2^(2 − bits) of it; undefined where dyadics do not hold it. */
export function valueOf(name: 'exp' | 'ln', x: Decimal, bits: number): Decimal | undefined {
  const arithmetic = dyadics(bits)
  const at = arithmetic.from(point(x))
  const value = at instanceof Dyadic ? arithmetic[name](at) : undefined
  if (!(value instanceof Dyadic)) return undefined
  return isPoint(value) || !value.lo.isZero() ? value.lo : undefined
}
