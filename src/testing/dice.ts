/** Seeded random numbers: the same cases on every run. */

export interface Dice {
  /** Uniform in [0, 1). */
  readonly uniform: () => number
  readonly between: (low: number, high: number) => number
  /** An integer 0…n − 1. */
  readonly below: (n: number) => number
  readonly list: <T>(length: number, draw: (i: number) => T) => T[]
}

/** mulberry32 (Tommy Ettinger, 2017), two draws for 53 bits. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  function word(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
  const uniform = (): number => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    below: (n) => Math.floor(uniform() * n),
    list: (length, draw) => Array.from({ length }, (_, i) => draw(i)),
  }
}
