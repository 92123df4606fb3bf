/**
 * Two classes, in doubles and their tails alone: rows of two logits, and binary elements.
 *
 *   e = e^−|d| ≤ 1,   T = 1 + e,   ln T by the table of heads.ts, 2·artanh(e/(2 + e)) for e < 2^−19
 *   row of (z_t, z_o), d = z_t − z_o:   loss ln T, and −d besides where d < 0;   slopes ∓f·e/T, or ∓f/T where d < 0
 *   element z of a hard target: the row (z, 0) or (0, z);  of a soft one, with masses m₁ = y and m₀ = 1 − y:
 *     loss m·|z| + ln T,  m that of the less likely side
 *     slope f·(m₀ − m₁·e)/T where z > 0,  f·(m₀·e − m₁)/T elsewhere
 *
 * Relative error below 2^−58: e 2^−63, ln T 2^−60. What does not fit (NaN, ∞, a gap above 300, a
 * slope of which less than an eighth is left after its subtraction) is left to row.ts and element.ts.
 */

import * as heads from './heads.ts'
import { curveOf, logRatio } from './quick-log.ts'
import { factor, pair, terms } from './registers.ts'
import { sticky } from './scaled.ts'
import { headOf, highWord, powerOfTwo, productError } from './twofold.ts'

// Constants of this module are constants of its machine code, those of another one are loads.
const { HEADS, LOGS, LOG_BITS, MIDDLE, POWERS, ROUNDER, STEPS_PER_UNIT, STEP_BITS, STEP_HEAD, STEP_TAIL, TWICE_MASK } =
  heads

const WIDTH = 300
const LEFT = 1 / 8
/**
 * Below this ln T is small, and what rounds u₂ < 2^−26, half an ulp of 2^−79, is not small beside it. Above 2^−9 that is
 * 2^−70 of it; below, y and the tail of its table are 0, and nothing else is rounded but u²/2.
 */
const FEW = powerOfTwo(-19)
/** Of what is multiplied: the error of a product must be above the subnormals. */
const LEAST = powerOfTwo(-500)

/** The high word of 1, and how many bits of the fraction of T in [1, 2] choose its logarithm. */
const ONE_WORD = highWord(1)
const DROPPED_BITS = 20 - LOG_BITS
const HALF = 1 << (DROPPED_BITS - 1)

/**
 * The gap d + δ of the first two `terms`: ln T to `pair`, with |d| besides where `pays`; to `terms` e as head and tail,
 * and f/T as a head of 26 bits and the rest.
 */
function evaluate(pays: boolean): void {
  const d = terms[0] as number
  const isUp = d >= 0
  const x = isUp ? -d : d
  const delta = isUp ? -(terms[1] as number) : (terms[1] as number)
  const k = x * STEPS_PER_UNIT + ROUNDER - ROUNDER
  const n = k | 0
  const j = (n << 1) & TWICE_MASK
  const r = x - k * STEP_HEAD + ((HEADS[j + 1] as number) - k * STEP_TAIL + delta)
  const v = (HEADS[j] as number) * (POWERS[(n >> STEP_BITS) + MIDDLE] as number)
  const w = v * (r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24))))
  const eh = v + w
  const el = w - (eh - v)
  const th = 1 + eh
  const tl = eh - (th - 1) + el
  const t1 = headOf(th)
  const t2 = th - t1

  let main = 0
  let more = 0
  if (eh < FEW) {
    const over = 2 + eh
    terms[0] = eh
    terms[1] = el
    terms[2] = over
    terms[3] = eh - (over - 2) + el
    logRatio()
    main = pair[0] as number
    more = pair[1] as number
  } else {
    const index = 3 * ((highWord(th) - ONE_WORD + HALF) >> DROPPED_BITS)
    const y = LOGS[index] as number
    const g = LOGS[index + 1] as number
    // u = u1 + u2, the first exact, the second below 2^−25
    const u1 = t1 * g - 1
    const u2 = t2 * g + (th * (LOGS[index + 2] as number) + tl * g)
    const u = u1 + u2
    main = y + u1
    more = u1 - (main - y) + (u2 + curveOf(u))
  }
  if (pays) {
    const s = main - x
    const part = s - main
    const rest = main - (s - part) - (x + part) + more
    more = Math.abs(rest) < Math.abs(delta) ? sticky(-delta, rest) : rest - delta
    main = s
  }
  const loss = main + more
  pair[0] = loss
  pair[1] = more - (loss - main)

  const i = 1 / th
  const ih = headOf(i)
  const il = (1 - t1 * ih - t2 * ih - tl * ih) * i
  const fh = factor[0] as number
  const f1 = headOf(fh)
  const whole = ih * f1
  const rest = ih * (fh - f1) + (il * fh + (ih + il) * (factor[1] as number))
  const uh = headOf(whole + rest)
  terms[0] = v
  terms[1] = w
  terms[2] = uh
  terms[3] = whole - uh + rest
}

/** f times the probability of the less likely class, of what `evaluate` left in `terms`. */
function unlikely(): number {
  const v = terms[0] as number
  const w = terms[1] as number
  const uh = terms[2] as number
  return v * uh + (w * uh + (v + w) * (terms[3] as number))
}

const likely = (): number => (terms[2] as number) + (terms[3] as number)

/** The row of two logits at `at` with target t, as quickRow. */
export function quickPair(
  z: Float64Array,
  at: number,
  t: number,
  writes: boolean,
  out: Float64Array,
  outAt: number,
): boolean {
  const zt = z[at + t] as number
  const zo = z[at + 1 - t] as number
  const d = zt - zo
  if (!(d < WIDTH && d > -WIDTH)) return false
  const back = d - zt
  terms[0] = d
  terms[1] = zt - (d - back) - (zo + back)
  evaluate(d < 0)
  if (writes) {
    const p = d < 0 ? likely() : unlikely()
    out[outAt + t] = -p
    out[outAt + 1 - t] = p
  }
  return true
}

/** Where the slope of an element goes. */
export const slope: Float64Array = new Float64Array(1)

/** Element i, of a target in [0, 1]; its loss goes to `pair`, its slope to `slope`. */
export function quickElement(logits: Float64Array, target: Float64Array, i: number): boolean {
  const z = logits[i] as number
  const y = target[i] as number
  if (!(z < WIDTH && z > -WIDTH)) return false
  if (y !== 1 && y !== 0) return softElement(z, y)
  const d = y === 1 ? z : -z
  terms[0] = d
  terms[1] = 0
  evaluate(d < 0)
  const p = d < 0 ? likely() : unlikely()
  slope[0] = y === 1 ? -p : p
  return true
}

function softElement(z: number, y: number): boolean {
  if (!(y <= 1 && y >= LEAST)) return false
  const isUp = z > 0
  const size = isUp ? z : -z
  terms[0] = size
  terms[1] = 0
  evaluate(false)
  const rest = 1 - y
  const restLost = 1 - rest - y
  // What is multiplied by e, and what it is taken from.
  const less = isUp ? y : rest
  const more = isUp ? rest : y
  const v = terms[0] as number
  const w = terms[1] as number
  const p = less * v
  const left = more - p
  if (!(Math.abs(left) >= p * LEFT)) return false
  const back = left - more
  const tail = isUp ? restLost - less * w : -(less * w + restLost * (v + w))
  const lost = more - (left - back) - (p + back) - productError(less, v, p) + tail
  const uh = terms[2] as number
  const head = headOf(left)
  const whole = head * uh + ((left - head + lost) * uh + (left + lost) * (terms[3] as number))
  slope[0] = isUp ? whole : -whole
  // The side that z speaks against pays |z|; both terms are at least 0.
  const a = more * size
  const b = pair[0] as number
  const s = a + b
  const part = s - a
  const under = productError(more, size, a) + (isUp ? restLost * size : 0) + (pair[1] as number)
  const loss = a - (s - part) + (b - part) + under
  pair[0] = s + loss
  pair[1] = loss - ((pair[0] as number) - s)
  return true
}
