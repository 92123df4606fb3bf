/**
 * ln 2 and the roots of 2, from integers.
 *
 *   ln 2 = 2·artanh(1/3) = Σ_i 2 / ((2i + 1)·3^(2i+1))
 *   2^(j/64) = product of 2^(1/2), 2^(1/4), … 2^(1/64) over the bits of j, each the integer square root of the last
 *
 * Fixed point with 192 fractional bits; every value here is within 2^−180 before it is cut into doubles.
 */

import { powerOfTwo } from './twofold.ts'

const FRACTION_BITS = 192n
const UNIT = 1n << FRACTION_BITS

/** How many steps the table cuts an octave into, a power of two: |r| ≤ ln 2/128 leaves a short series. */
export const STEPS = 64
/** log₂ STEPS */
export const STEP_BITS = 6

/** The nearest double to a fixed-point number; BigInt to Number rounds to nearest, and the scaling is exact. */
function nearest(x: bigint): number {
  return Number(x) * powerOfTwo(-Number(FRACTION_BITS))
}

/** x cut into a double and the double nearest to what is left. */
function twoTerms(x: bigint): readonly [number, number] {
  return [nearest(x), nearest(x - BigInt(Number(x)))]
}

function naturalLogarithmOf2(): bigint {
  let sum = 0n
  let power = (2n * UNIT) / 3n
  // Invariant: power = 2/3^odd; each cut drops less than 2^−192, and 122 terms reach it.
  for (let odd = 1n; power > 0n; odd += 2n) {
    sum += power / odd
    power /= 9n
  }
  return sum
}

function squareRoot(x: bigint): bigint {
  let root = 1n << BigInt((x.toString(2).length + 1) >> 1)
  // Newton from above: falls until it is the floor of the root.
  for (;;) {
    const next = (root + x / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

function rootsOf2(): readonly (readonly [number, number])[] {
  const roots: bigint[] = []
  for (let i = 0, root = 2n * UNIT; i < STEP_BITS; i++) roots.push((root = squareRoot(root * UNIT)))
  return Array.from({ length: STEPS }, (_, j) => {
    const factors = roots.filter((_root, i) => (j >> (STEP_BITS - 1 - i)) & 1)
    return twoTerms(factors.reduce((product, root) => (product * root) >> FRACTION_BITS, UNIT))
  })
}

const LN2 = naturalLogarithmOf2()

/** ln 2 in two terms, within 2^−107. */
export const LN2_PARTS: readonly [number, number] = twoTerms(LN2)

/** Bits of each of the first two parts of a step: times an integer below 2^21 they are still exact. */
const PART_BITS = 32n
const STEP = LN2 / BigInt(STEPS)
/** ln 2/64 lies in [2^−7, 2^−6), so its first 32 bits end at 2^−38. */
const FIRST_END = FRACTION_BITS - 6n - PART_BITS
const SECOND_END = FIRST_END - PART_BITS
const first = (STEP >> FIRST_END) << FIRST_END
const second = ((STEP - first) >> SECOND_END) << SECOND_END

/** ln 2/64 in three parts for a Cody–Waite reduction: 32 bits, 32 bits, and a double for the rest. */
export const STEP_PARTS: readonly [number, number, number] = [
  nearest(first),
  nearest(second),
  nearest(STEP - first - second),
]

const table = rootsOf2()
export const ROOT_HI: Float64Array = Float64Array.from(table, ([hi]) => hi)
export const ROOT_LO: Float64Array = Float64Array.from(table, ([, lo]) => lo)
