/**
 * The truth for the tests: textbook formulae on MPFR, at a precision in bits that the caller chooses, and ulps off it.
 *
 *   −ln p_c = (m − z_c) + ln(1 + O)       needs more bits than the gaps m − z_c have binary digits, times 1/ln 2
 *   ulps    = |answer − exact| / ulp(exact),  ulp(x) = 2^(max(⌊log₂|x|⌋, −1022) − 52)
 *
 * Doubles enter exactly (mpfr_set_d). Numbers live until the calculation they were made in ends.
 */

import { init } from 'gmp-wasm'
import { RADIX_BITS, type Scaled } from '../scaled.ts'

/** The methods of the library's floats that are used; its own types lose them after one operation. */
export interface Real {
  add(x: Real): Real
  sub(x: Real): Real
  mul(x: Real): Real
  div(x: Real): Real
  neg(): Real
  abs(): Real
  exp(): Real
  ln(): Real
  isZero(): boolean
  toNumber(): number
}

interface Context {
  Float(x: number): Real
  destroy(): void
}

const gmp = await init()

/** Everything a formula needs, at one precision. */
export interface Reals {
  readonly of: (x: number) => Real
  readonly sum: (terms: readonly Real[]) => Real
  /** −ln p_c of a row of probabilities. */
  readonly surprisals: (p: readonly number[]) => Real[]
  readonly softmax: (z: readonly number[]) => Softmax
}

export interface Softmax {
  readonly surprisal: readonly Real[]
  readonly p: readonly Real[]
  /** 1 − p_c as a sum over the others. */
  readonly rest: readonly Real[]
  readonly logSumExp: Real
}

/** Runs a calculation at a precision and gives its memory back. */
export function calculate<T>(bits: number, run: (reals: Reals) => T): T {
  const context = gmp.getContext({ precisionBits: bits }) as unknown as Context
  const of = (x: number): Real => context.Float(x)
  const sum = (terms: readonly Real[]): Real => terms.reduce((a, b) => a.add(b), of(0))
  const reals: Reals = {
    of,
    sum,
    surprisals: (p) => p.map((x) => of(x).ln().neg()),
    softmax(z) {
      const top = z.indexOf(z.reduce((a, b) => Math.max(a, b)))
      const m = of(z[top] as number)
      const e = z.map((x) => (x === -Infinity ? of(0) : of(x).sub(m).exp()))
      const others = (k: number): Real => sum(e.filter((_, c) => c !== k))
      const odds = others(top)
      const total = of(1).add(odds)
      const tail = total.ln()
      const all = sum(e)
      // all − e_k keeps at least the largest term, except where k is the largest itself.
      const rest = e.map((ek, k) => (k === top ? odds : all.sub(ek)).div(total))
      return {
        surprisal: z.map((x) => (x === -Infinity ? of(Infinity) : m.sub(of(x)).add(tail))),
        p: e.map((x) => x.div(total)),
        rest,
        logSumExp: m.add(tail),
      }
    },
  }
  try {
    return run(reals)
  } finally {
    context.destroy()
  }
}

/** x·2^n, exactly. */
export function shifted(x: Real, n: number, { of }: Pick<Reals, 'of'>): Real {
  let y = x
  // Invariant: what is left to do is 2^left; each step is a double.
  for (let left = n; left !== 0;) {
    const step = Math.max(-1000, Math.min(1000, left))
    y = y.mul(of(2 ** step))
    left -= step
  }
  return y
}

/** The middle of a scaled number, exactly. */
export const exactly = ({ hi, lo, exp }: Scaled, reals: Reals): Real =>
  shifted(reals.of(hi).add(reals.of(lo)), RADIX_BITS * exp, reals)

/** What it says that it may be off. */
export const radius = ({ err, exp }: Scaled, reals: Reals): Real => shifted(reals.of(err), RADIX_BITS * exp, reals)

const scratch = new DataView(new ArrayBuffer(8))

/** The spacing of doubles at x. */
function ulp(x: number): number {
  scratch.setFloat64(0, x)
  const biased = (scratch.getUint32(0) >>> 20) & 0x7ff
  return 2 ** (Math.max(biased - 1023, -1022) - 52)
}

/** How many ulps of the exact value an answer is off; ∞ for a wrong infinity or NaN. */
export function ulpsOff(answer: number, exact: Real, { of }: Reals): number {
  const nearest = exact.toNumber()
  if (!Number.isFinite(nearest) || !Number.isFinite(answer)) return Object.is(nearest, answer) ? 0 : Infinity
  return Math.abs(
    of(answer)
      .sub(exact)
      .div(of(ulp(nearest)))
      .toNumber(),
  )
}

/** What the tests allow: half an ulp for the last rounding, and 2^−4 for all before it (scaled.ts). */
export const LIMIT: number = 0.5 + 2 ** -4

/** The worst of many measurements. */
export function meter(): { readonly take: (ulps: number) => void; readonly worst: () => number } {
  let worst = 0
  return {
    take(ulps) {
      // NaN is kept, as the worst there is.
      if (!(ulps <= worst)) worst = ulps
    },
    worst: () => worst,
  }
}
