/**
 * Fixed point on BigInt: a real number x as the integer ⌊x·2^bits⌉, with a bound on how far it is off.
 *
 *   ln 2   18·artanh(1/26) − 2·artanh(1/4801) + 8·artanh(1/8749)      (Machin-like; Arndt & Haenel 2001, p. 229)
 *   e^r    Σ r^k/k!,  0 ≤ r < 1
 *
 * Every operation truncates, so each is off by less than one unit, in one direction, and errors are counted:
 *   artanh   a division a power and one a term, of bits/9 terms at most: less than 2·bits units for all three series
 *   e^r      a product and a division a term loses less than 2 units of that term, and r^k/k! of it later on: less than
 *            2·Σ 1/j! < 6 units and one for every term that is added, of fewer than bits terms
 * With GUARD bits more than asked for, 2·18·bits + bits units are less than one: for bits up to 2^26.
 */

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

const logarithms = new Map<bigint, bigint>()

/** ln 2 in units of 2^−bits, off by less than one. */
export function ln2(bits: bigint): bigint {
  let known = logarithms.get(bits)
  if (known === undefined) {
    const wide = bits + GUARD
    const sum = 18n * artanhOfInverse(26n, wide) - 2n * artanhOfInverse(4801n, wide) + 8n * artanhOfInverse(8749n, wide)
    known = sum >> GUARD
    logarithms.set(bits, known)
  }
  return known
}

/** e^r of 0 ≤ r < 1, both in units of 2^−bits, off by less than one. */
export function expOfFraction(r: bigint, bits: bigint): bigint {
  const wide = bits + GUARD
  const x = r << GUARD
  let term = 1n << wide
  let sum = term
  // Invariant: term = r^k/k!, sum = Σ_{j ≤ k} r^j/j!. What follows a term below one unit is less than two of them.
  for (let k = 1n; term > 0n; k++) {
    term = ((term * x) >> wide) / k
    sum += term
  }
  return sum >> GUARD
}

/** A number of units of 2^−bits as a double and what is left of it as another: |rest| ≤ 2^−53·|head|. */
export function pairOf(x: bigint, bits: bigint): readonly [head: number, tail: number] {
  const scale = 2 ** -Number(bits)
  const head = Number(x)
  return [head * scale, Number(x - BigInt(head)) * scale]
}
