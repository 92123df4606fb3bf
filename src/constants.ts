/**
 * ln 2 and the roots of 2, from integers.
 *
 *   ln 2 = 2·artanh(1/3) = Σ_i 2 / ((2i + 1)·3^(2i+1))
 *   2^(j/n) = product of 2^(1/2), 2^(1/4), … 2^(1/n) over the bits of j, each the integer square root of the last
 *
 * Fixed point with 192 fractional bits; every value here is within 2^−180 before it is cut into doubles.
 */

import { powerOfTwo } from './twofold.ts'

export const FRACTION_BITS = 192n
export const UNIT: bigint = 1n << FRACTION_BITS

/** The nearest double to a fixed-point number; BigInt to Number rounds to nearest, and the scaling is exact. */
export function nearest(x: bigint): number {
  return Number(x) * powerOfTwo(-Number(FRACTION_BITS))
}

/** x cut after a digit: what is above 2^−places, and the rest. */
export function cutAt(x: bigint, places: number): readonly [bigint, bigint] {
  const drop = FRACTION_BITS - BigInt(places)
  const head = (x >> drop) << drop
  return [head, x - head]
}

/** x cut into a double and the double nearest to what is left. */
export function twoTerms(x: bigint): readonly [number, number] {
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

/** 2^(j/2^bits) for j = 0 … 2^bits − 1. */
export function rootsOf2(bits: number): readonly bigint[] {
  const roots = [UNIT]
  // Invariant: the roots found are those of the even j of this round, root is 2^(1/2^round).
  for (let i = 0, root = 2n * UNIT; i < bits; i++) {
    root = squareRoot(root * UNIT)
    const odd = roots.map((each) => (each * root) >> FRACTION_BITS)
    roots.splice(0, roots.length, ...roots.flatMap((each, j) => [each, odd[j] as bigint]))
  }
  return roots
}

export const LN2: bigint = naturalLogarithmOf2()
