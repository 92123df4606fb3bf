/**
 * How many digits numbers carry at the moment, and the loop that asks for more until every result has its own.
 *
 *   rung 0      two doubles each (scaled.ts), which is enough wherever little cancels
 *   then        256, 640, 1600 and 4800 bits (wide.ts): 4800 hold the sum of the largest and the smallest double, twice
 *
 * A result that is read off while its error bound is more than 2^−4 of its last place is in doubt, and what it came from
 * is computed again one rung up (Ziv 1991). What is still in doubt at the last rung is as it is: 0 to all appearance.
 */

const RUNGS: readonly number[] = [0, 256, 640, 1600, 4800]
const LAST = RUNGS.length - 1
/** Where a sum of logarithms that is 0 is given up: it costs milliseconds to learn nothing more of it. */
export const MODEST = 2

/** The rung, and whether a result was in doubt on it; typed arrays, for speed. */
const state = Uint8Array.of(0, 0)

/** Bits of the wide numbers now; 0 while two doubles serve. */
export const bitsNow = (): number => RUNGS[state[0] as number] as number

/** Tells that a result has not all its digits. */
export function doubt(): void {
  state[1] = 1
}

/** Computes on one rung after the other, from `first` to `last` at most, until nothing is in doubt. */
export function settle<T>(compute: () => T, first = 0, last: number = LAST): T {
  const before = state[0] as number
  // Within a computation that has its digits already nothing is to be settled.
  if (before > 0) return compute()
  try {
    for (let rung = first; ; rung++) {
      state[0] = rung
      state[1] = 0
      const result = compute()
      if (state[1] === 0 || rung === last) return result
    }
  } finally {
    state[0] = before
    state[1] = 0
  }
}

/** What is made anew for every rung, and kept. */
export function eachRung<T>(make: () => T): () => T {
  const made: T[] = []
  return () => (made[state[0] as number] ??= make())
}

/** A result on the first rung, and whether it is beyond doubt there. */
export function attempt<T>(compute: () => T): readonly [T, boolean] {
  state[1] = 0
  const result = compute()
  return [result, state[1] === 0]
}
