/**
 * Dice: the draws that a generator of cases is written in, on fast-check's stream.
 *
 * One seed, one stream: a case depends on nothing but the numbers it draws here.
 */

import * as fc from 'fast-check'
import type { Case } from './case.ts'
import { smaller } from './shrink.ts'

export interface Dice {
  /** An integer from lo to hi, both included. */
  readonly integer: (lo: number, hi: number) => number
  /** A number in [lo, hi). */
  readonly uniform: (lo: number, hi: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
  readonly times: <T>(count: number, draw: (i: number) => T) => T[]
  readonly shuffle: <T>(items: readonly T[]) => T[]
}

export function diceOf(random: fc.Random): Dice {
  const integer = (lo: number, hi: number) => {
    // In an empty range the stream would be searched for ever.
    if (lo > hi) throw new RangeError(`integer: expected a range, got ${lo} to ${hi}`)
    return random.nextInt(lo, hi)
  }
  const uniform = (lo: number, hi: number) => lo + (hi - lo) * random.nextDouble()
  return {
    integer,
    uniform,
    chance: (probability) => random.nextDouble() < probability,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('items: expected at least one to pick from, got none')
      return items[integer(0, items.length - 1)] as (typeof items)[number]
    },
    times: (count, draw) => Array.from({ length: count }, (_, i) => draw(i)),
    shuffle(items) {
      const left = [...items]
      // Invariant: the last i entries are drawn, the others still to be drawn from.
      for (let i = left.length - 1; i > 0; i--) {
        const j = integer(0, i)
        ;[left[i], left[j]] = [left[j] as (typeof left)[number], left[i] as (typeof left)[number]]
      }
      return left
    },
  }
}

/** An arbitrary from a drawing function; it shrinks by the moves of `shrink.ts`, kept within the premise. */
class Drawn extends fc.Arbitrary<Case> {
  readonly #draw: (dice: Dice) => Case
  readonly #premise: (c: Case) => boolean

  constructor(draw: (dice: Dice) => Case, premise: (c: Case) => boolean) {
    super()
    this.#draw = draw
    this.#premise = premise
  }

  override generate(random: fc.Random): fc.Value<Case> {
    return new fc.Value(this.#draw(diceOf(random)), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Case {
    return typeof value === 'object' && value !== null && 'planes' in value
  }

  override shrink(value: Case): fc.Stream<fc.Value<Case>> {
    return fc
      .stream(smaller(value))
      .filter(this.#premise)
      .map((c) => new fc.Value(c, undefined))
  }
}

/**
 * Cases by drawing, with shrinking that keeps the premise.
 *
 * @throws RangeError when a drawn case breaks its own premise: the generator is wrong, not the subject.
 */
export function cases(draw: (dice: Dice) => Case, premise: (c: Case) => boolean = () => true): fc.Arbitrary<Case> {
  return new Drawn((dice) => {
    const c = draw(dice)
    if (!premise(c)) throw new RangeError(`case: expected one that meets its law's premise, got ${JSON.stringify(c)}`)
    return c
  }, premise)
}

/** The first case that will do, of as many as are drawn from as many seeds; if none will, the first. The same in every exam. */
export function firstThat(
  draw: (dice: Dice) => Case,
  willDo: (c: Case) => boolean,
  { from, tries }: { readonly from: number; readonly tries: number },
): Case {
  const drawing = (seed: number): Case => fc.sample(cases(draw), { seed, numRuns: 1 })[0] as Case
  // Invariant: the drawings before seed will not do.
  for (let seed = from; seed < from + tries; seed++) {
    const c = drawing(seed)
    if (willDo(c)) return c
  }
  return drawing(from)
}
