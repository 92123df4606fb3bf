/**
 * e^x, e^x − 1, ln x and ln(1 + x) of pairs.
 *
 *   exp     pair-exp.ts, within EXP of itself
 *   expm1   its own series for |x| < 2^−13.5, within EXPM1 of itself; else e^x − 1
 *   ln      y + w − w²/2,  y a guess of the engine's, w = x·e^−y − 1; beside 1 log1p(x − 1)
 *   log1p   the same, w = x·e^−y + (e^−y − 1), so that small x keep their digits; from ½ on ln(1 + x)
 *
 * The guess is not trusted, its error is w, which is measured: |w| ≤ 2^−40, and ln(1 + w) = w − w²/2 within |w|³/2. The
 * radius of an argument is passed on by the derivative, at the worst end.
 */

import { ln2, pairOf } from './fixed.ts'
import { Pair, UNDERFLOW, UP, addPairs, ball, isZeroPair, mulPairs, pairPoint, wide } from './pair.ts'
import { EXP, EXPM1, FLAT, REACH, expOf, expm1OfSmall, low } from './pair-exp.ts'

const ONE = pairPoint(1)
const MINUS_ONE = pairPoint(-1)

/** The number in the middle of a ball. */
function centre(a: Pair): Pair {
  return a.radius === 0 ? a : new Pair(a.head, a.tail, 0)
}

function withRadius(a: Pair, radius: number): Pair {
  return ball(a.head, a.tail, radius * UP)
}

/** e^x. */
export function expPair(x: Pair): Pair {
  if (isZeroPair(x)) return ONE
  if (!(Math.abs(x.head) < REACH && x.radius < 0.5)) return x.head < 0 && x.radius < 0.5 ? tiny : wide
  const head = expOf(x.head, x.tail)
  return ball(head, low[0] as number, head * (EXP + x.radius * (1 + x.radius)) * UP)
}

/** Between 0 and 2^−936: e^−649.5 is less. */
const tiny = new Pair(2 ** -937, 0, 2 ** -937)

/** e^x − 1. */
export function expm1Pair(x: Pair): Pair {
  if (isZeroPair(x)) return x
  if (Math.abs(x.head) < FLAT && x.radius < FLAT) {
    const head = expm1OfSmall(x.head, x.tail)
    return ball(head, low[0] as number, (Math.abs(head) * EXPM1 + x.radius * (1 + 4 * FLAT)) * UP + UNDERFLOW)
  }
  return addPairs(expPair(x), MINUS_ONE)
}

const NEWTON = 2 ** -40

/** y + ln(1 + w). */
function corrected(y: number, w: Pair): Pair {
  const size = Math.abs(w.head) + w.radius
  if (!(size <= NEWTON)) return wide
  const value = addPairs(pairPoint(y), addPairs(w, mulPairs(pairPoint(-0.5), mulPairs(w, w))))
  return withRadius(value, value.radius + size ** 3)
}

/** e^±y of numbers between 2^−FAR and 2^FAR are within reach, and so are those that FAR away from them. */
const FAR = 600

const [ln2Head, ln2Tail] = pairOf(ln2(240n), 240n)
/** Within 2^−107, which its product with FAR, MUL of it, has room for. */
const LN2 = new Pair(ln2Head, ln2Tail, 2 ** -106)

/** x·2^k, in two steps, for 2^k alone may be no double. */
function scaled(x: number, k: number): number {
  const half = k / 2
  return x * 2 ** half * 2 ** half
}

/** ln x of x > 0. */
export function lnPair(x: Pair): Pair {
  const least = x.head * (1 - 2 ** -50) - x.radius
  if (!(least > 0)) return wide
  // Beside 1 nothing is lost of what is left of it.
  if (Math.abs(x.head - 1) < 0.4 && x.radius < 0.25) return log1pPair(addPairs(x, MINUS_ONE))
  // Of numbers near the ends of the range the power of two is taken out: ln x = k·ln 2 + ln(x/2^k).
  if (x.head < 2 ** -FAR || x.head > 2 ** FAR) {
    const k = x.head < 1 ? -FAR : FAR
    const near = new Pair(scaled(x.head, -k), scaled(x.tail, -k), scaled(x.radius, -k))
    return addPairs(lnPair(near), mulPairs(pairPoint(k), LN2))
  }
  const y = Math.log(x.head)
  const value = corrected(y, addPairs(mulPairs(centre(x), expPair(pairPoint(-y))), MINUS_ONE))
  return x.radius === 0 ? value : withRadius(value, value.radius + x.radius / least)
}

/** ln(1 + x) of x > −1. */
export function log1pPair(x: Pair): Pair {
  if (isZeroPair(x)) return x
  if (!(Math.abs(x.head) < 0.5 && x.radius < 0.25)) return lnPair(addPairs(ONE, x))
  const y = Math.log1p(x.head)
  const at = pairPoint(-y)
  const value = corrected(y, addPairs(mulPairs(centre(x), expPair(at)), expm1Pair(at)))
  // 1 + x − radius ≥ ¼
  return withRadius(value, value.radius + (x.radius === 0 ? 0 : x.radius / (1 + x.head - x.radius - 2 ** -50)))
}
