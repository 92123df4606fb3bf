/**
 * Fixed point on BigInt: a real number x as the integer ⌊x·2^bits⌉, with a bound on how far it is off.
 *
 *   ln 2        18·artanh(1/26) − 2·artanh(1/4801) + 8·artanh(1/8749)      (Machin-like; Arndt & Haenel 2001, p. 229)
 *   e^r         (Σ x^k/k!)^256,  x = r/256,  0 ≤ r < 1
 *   e^r − 1     Σ r^k/k! from k = 1 on,  |r| ≤ ⅛
 *   ln(1 + r)   2·artanh(r/(2 + r)) = 2·Σ t^(2k+1)/(2k+1),  |r| ≤ ⅛
 *
 * Every operation truncates, so each is off by less than one unit, in one direction, and errors are counted:
 *   artanh   a division a power and one a term, of bits/9 terms at most: less than 2·bits units for all three series
 *   e^x      x is cut, a product and a division a term lose less than 2 units of it, and x^k/k! of it later on: less than 4
 *            units together, and one for every term that is added, of fewer than bits/8. A square doubles what its root is
 *            off by, times the root, and is cut: eight of them make 2^8·e of it, and less than 2^10 units of their own
 * With GUARD bits more than asked for, these are 2^−10 of a unit for bits up to 2^14, and the last cut is one: less than 1.001.
 */

import { memo } from './once.ts'

const GUARD = 32n

/** ⌊artanh(1/n)·2^bits⌋, less than 2·terms units too small. */
function artanhOfInverse(n: bigint, bits: bigint): bigint {
  let power = (1n << bits) / n
  let sum = power
  // Invariant: power = n^−(2k−1), sum = Σ_{j<k} n^−(2j+1)/(2j+1), each cut.
  for (let k = 1n; power > 0n; k++) {
    power /= n * n
    sum += power / (2n * k + 1n)
  }
  return sum
}

/** ln 2 in units of 2^−bits, off by less than 1.001. */
export const ln2: (bits: bigint) => bigint = memo((bits: bigint) => {
  const wide = bits + GUARD
  const sum = 18n * artanhOfInverse(26n, wide) - 2n * artanhOfInverse(4801n, wide) + 8n * artanhOfInverse(8749n, wide)
  return sum >> GUARD
})

/** Squarings are dearer than terms, and spare three of them each at first. */
const HALVINGS = 8n

/** e^r of 0 ≤ r < 1, both in units of 2^−bits, off by less than 1.001. */
export function expOfFraction(r: bigint, bits: bigint): bigint {
  const wide = bits + GUARD
  const x = (r << GUARD) >> HALVINGS
  let term = 1n << wide
  let sum = term
  // Invariant: term = x^k/k!, sum = Σ_{j ≤ k} x^j/j!. What follows a term below one unit is less than two of them.
  for (let k = 1n; term > 0n; k++) {
    term = ((term * x) >> wide) / k
    sum += term
  }
  for (let i = 0n; i < HALVINGS; i++) sum = (sum * sum) >> wide
  return sum >> GUARD
}

/** e^r − 1 of |r| ≤ ⅛, both in units of 2^−bits, off by less than 1.001. */
export function expm1OfFraction(r: bigint, bits: bigint): bigint {
  const wide = bits + GUARD
  const x = r << GUARD
  let term = x
  let sum = x
  // Invariant: term = x^k/k!, sum = Σ_{1 ≤ j ≤ k} x^j/j!. Floors end at −1, and what follows is less than a unit.
  for (let k = 2n; term > 0n || term < -1n; k++) {
    term = ((term * x) >> wide) / k
    sum += term
  }
  return sum >> GUARD
}

/** ln(1 + r) of |r| ≤ ⅛, both in units of 2^−bits, off by less than 1.001. */
export function log1pOfFraction(r: bigint, bits: bigint): bigint {
  const wide = bits + GUARD
  const x = r << GUARD
  const t = (x << wide) / ((2n << wide) + x)
  const square = (t * t) >> wide
  let power = t
  let sum = t
  // Invariant: power = t^(2k−1), sum = Σ_{j < k} t^(2j+1)/(2j+1). Floors end at −1.
  for (let k = 1n; power > 0n || power < -1n; k++) {
    power = (power * square) >> wide
    sum += power / (2n * k + 1n)
  }
  return (2n * sum) >> GUARD
}

/** A number of units of 2^−bits as a double and what is left of it as another: |rest| ≤ 2^−53·|head|. */
export function pairOf(x: bigint, bits: bigint): readonly [head: number, tail: number] {
  const scale = 2 ** -Number(bits)
  const head = Number(x)
  return [head * scale, Number(x - BigInt(head)) * scale]
}
