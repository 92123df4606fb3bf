/**
 * e^x of a pair in flat arithmetic, long and short: no objects, for it is what a wide row consists of.
 *
 *   x = k·ln 2/4096 + r,  |r| ≤ 2^−13.5;   e^x = 2^(k div 4096)·2^(i/64)·2^(j/4096)·(1 + p)
 *   p = e^r − 1 = r + r²·(½ + r/6 + h),   h = r²/24 + r³/120 + r⁴/720 + r⁵/5040 in double
 *
 * A function returns a head and leaves the tail in `low[0]`. Bounds, term by term, with u = 2^−53:
 *   reduction  k·C₁ and k·C₂ are exact (30 + 23 bits); k·C₃ rounds by 2^−104, what the three parts leave of ln 2 is 2^−107·k/4096
 *   p          h is off by 2^−50 of r²/24, rounding it beside ½ 2^−84: times r² less than 2^−108; the products u² each of
 *              what they are; terms left out r⁸/8! < 2^−123.   Of 1 less than 2^−107, of p itself less than 2^−94
 *   table      two pairs within 2^−106, their product and that with 1 + p 4u² each
 * Together less than 2^−101 of e^x: EXP leaves a factor 8. Tests measure what is used.
 *
 * The short one, for a rounding of 53 bits needs no more than 75: 2^(i/64)·2^(j/4096) = H + L, H of 26 bits; r = s + t, p = s + u;
 *   e^x = H + H·s₁ + (L + L·p + H·(p − s₁)),  s₁ the 27 leading bits of s: the first product and its sum with H are exact
 *   u is off by 2^−52 of r²/2 < 2^−28, H + L by 2^−79, the bracket, below 2^−25, by three roundings of its own. Together less
 *   than 2^−76.8 of e^x: SHORT_EXP leaves a factor 1.7, and what is used of it at worst a quarter.
 */

import { expOfFraction, ln2, pairOf } from './fixed.ts'
import { splitError } from './pair.ts'

export const EXP: number = 2 ** -98
export const EXPM1: number = 2 ** -94
export const SHORT_EXP: number = 2 ** -76

/** Beyond, e^x is no double whose low part is normal. */
export const REACH = 650

/** Below, x is its own r. */
export const FLAT: number = 2 ** -13.5

/** The tail of what a function returned last, in an array: a variable of a module would be boxed at each of them. */
export const low: Float64Array = new Float64Array(1)

const BITS = 240n
const STEPS = 4096
const PER_STEP = STEPS / Math.LN2

interface Table {
  readonly heads: Float64Array
  readonly tails: Float64Array
}

/** 2^(n/d), n = 0 … 63. */
function powersOfTwo(d: bigint): Table {
  const pairs = Array.from({ length: 64 }, (_, n) => pairOf(expOfFraction((ln2(BITS) * BigInt(n)) / d, BITS), BITS))
  return {
    heads: Float64Array.from(pairs, ([head]) => head),
    tails: Float64Array.from(pairs, ([, tail]) => tail),
  }
}

const COARSE = powersOfTwo(64n)
const FINE = powersOfTwo(4096n)

/** 2^e for |e| ≤ 1000. */
const SCALES = Float64Array.from({ length: 2001 }, (_, i) => 2 ** (i - 1000))

/** ln 2/4096 as three doubles, the first two of 30 bits. */
const [C1, C2, C3] = threeParts(ln2(BITS) >> 12n)

function threeParts(x: bigint): readonly [number, number, number] {
  const unit = 2 ** -Number(BITS)
  const length = BigInt(x.toString(2).length)
  const leading = (y: bigint, below: bigint): bigint => (y >> below) << below
  const first = leading(x, length - 30n)
  const second = leading(x - first, length - 60n)
  return [Number(first) * unit, Number(second) * unit, Number(x - first - second) * unit]
}

const [SIXTH, SIXTH_TAIL] = pairOf((1n << BITS) / 6n, BITS)

/** e^r − 1 of |r| ≤ FLAT. */
export function expm1OfSmall(r: number, tail: number): number {
  const square = r * r
  const squareTail = splitError(r, r, square) + 2 * r * tail
  const h = square * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r / 5040)))
  const third = r * SIXTH
  const thirdTail = splitError(r, SIXTH, third) + (r * SIXTH_TAIL + tail * SIXTH)
  const half = 0.5 + third
  const halfTail = third - (half - 0.5) + (thirdTail + h)
  const bracket = half + halfTail
  const bracketTail = halfTail - (bracket - half)
  const rest = square * bracket
  const restTail = splitError(square, bracket, rest) + (square * bracketTail + squareTail * bracket)
  const sum = r + rest
  const sumTail = rest - (sum - r) + (tail + restTail)
  const head = sum + sumTail
  low[0] = sumTail - (head - sum)
  return head
}

/** e^x of |x| < REACH. */
export function expOf(x: number, tail: number): number {
  const k = Math.round(x * PER_STEP)
  // x − k·C₁ is exact, for the two are within a step of each other or k is 0.
  const a = x - k * C1
  const b = -k * C2
  const s = a + b
  const bb = s - a
  const sTail = a - (s - bb) + (b - bb)
  const kc = -k * C3
  const c = tail + kc
  const cc = c - tail
  const cTail = tail - (c - cc) + (kc - cc)
  const near = s + c
  const nn = near - s
  const nearTail = s - (near - nn) + (c - nn) + (sTail + cTail)
  const r = near + nearTail
  const p = expm1OfSmall(r, nearTail - (r - near))
  const pTail = low[0] as number
  const index = k & (STEPS - 1)
  const i = index >> 6
  const j = index & 63
  const coarse = COARSE.heads[i] as number
  const fine = FINE.heads[j] as number
  const table = coarse * fine
  const tableTail =
    splitError(coarse, fine, table) + (coarse * (FINE.tails[j] as number) + (COARSE.tails[i] as number) * fine)
  const more = table * p
  const moreTail = splitError(table, p, more) + (table * pTail + tableTail * p)
  const sum = table + more
  const sumTail = more - (sum - table) + (tableTail + moreTail)
  const head = sum + sumTail
  const scale = SCALES[1000 + (k - index) / STEPS] as number
  low[0] = (sumTail - (head - sum)) * scale
  return head * scale
}

/** 2^(n/4096), n = 0 … 4095, as 26 bits and a double. */
const SHORT = shortPowers()

function shortPowers(): Table {
  const [heads, tails] = [new Float64Array(STEPS), new Float64Array(STEPS)]
  for (let n = 0; n < STEPS; n++) {
    const coarse = COARSE.heads[n >> 6] as number
    const fine = FINE.heads[n & 63] as number
    const head = coarse * fine
    const tail =
      splitError(coarse, fine, head) +
      (coarse * (FINE.tails[n & 63] as number) + (COARSE.tails[n >> 6] as number) * fine)
    heads[n] = Math.round(head * 2 ** 25) * 2 ** -25
    tails[n] = head - (heads[n] as number) + tail
  }
  return { heads, tails }
}

/** Added and subtracted again, it leaves multiples of 2^−40. */
const TO_27_BITS = 1.5 * 2 ** 12

/** e^x of |x| < REACH, within SHORT_EXP of itself. */
export function shortExpOf(x: number, tail: number): number {
  const k = Math.round(x * PER_STEP)
  const a = x - k * C1
  const b = -k * C2
  const s = a + b
  const bb = s - a
  const t = a - (s - bb) + (b - bb) + (tail - k * C3)
  const s1 = s + TO_27_BITS - TO_27_BITS
  const q = s * s * (0.5 + s * (1 / 6 + s * (1 / 24 + s * (1 / 120))))
  const u = s - s1 + (q + (t + t * (s + q)))
  const index = k & (STEPS - 1)
  const h = SHORT.heads[index] as number
  const l = SHORT.tails[index] as number
  const more = h * s1
  const sum = h + more
  const rest = more - (sum - h) + (l + (l * (s1 + u) + h * u))
  const head = sum + rest
  const scale = SCALES[1000 + (k - index) / STEPS] as number
  low[0] = (rest - (head - sum)) * scale
  return head * scale
}
