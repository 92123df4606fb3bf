/**
 * Probabilities and distributions, by regime.
 *
 *   normalised     k_c/2^m with Σ k_c = 2^m: the sum is exactly 1 in every format
 *   unnormalised   positive, of any sum · signed: of either sign · one-hot · zero
 *   near one       1 − 2^−j, where 1 − p is small and exact · tiny: down to the subnormals
 */

import { type Format, roundTo } from '../../reference/index.ts'
import type { Dice } from '../dice.ts'

/** A distribution whose sum is exactly 1; some of its entries may be 0. */
export function drawDistribution(dice: Dice, format: Format, classes: number, positive = false): number[] {
  // Entries k/2^m need m ≤ p to be exact, room for every class, and 30 keeps the integers small.
  const largest = Math.min(format.precision, 30)
  const m = dice.integer(Math.min(Math.ceil(Math.log2(classes + 1)) + 2, largest), largest)
  let left = 2 ** m
  const parts = dice.times(classes, (i) => {
    // Invariant: `left` is what the classes from i on share, at least 1 for each where all must be positive.
    const reserve = positive ? classes - 1 - i : 0
    const low = positive ? 1 : 0
    const share =
      i === classes - 1 ? left : dice.integer(low, Math.max(low, Math.floor((left - reserve) * dice.uniform(0, 1))))
    left -= share
    return share
  })
  return dice.shuffle(parts).map((k) => k / 2 ** m)
}

export type TargetKind = 'one-hot' | 'normalised' | 'unnormalised' | 'signed' | 'zero'

/** A dense target row of the kind. */
export function drawTarget(dice: Dice, format: Format, classes: number, kind: TargetKind, focus: number): number[] {
  switch (kind) {
    case 'one-hot':
      return dice.times(classes, (k) => (k === focus ? 1 : 0))
    case 'normalised':
      return drawDistribution(dice, format, classes)
    case 'unnormalised':
      return dice.times(classes, () => (dice.chance(0.2) ? 0 : roundTo(format, dice.uniform(0, 2))))
    case 'signed':
      return dice.times(classes, () => roundTo(format, Math.round(dice.uniform(-2, 2) * 8) / 8) + 0)
    case 'zero':
      return dice.times(classes, () => 0)
  }
}

export type ProbabilityRegime = 'plain' | 'near one' | 'tiny'

/** A probability strictly inside (0, 1). */
export function drawProbability(
  dice: Dice,
  format: Format,
): { readonly value: number; readonly regime: ProbabilityRegime } {
  const regime = dice.pick(['plain', 'plain', 'near one', 'tiny'] as const)
  switch (regime) {
    case 'plain':
      return { value: inside(format, roundTo(format, dice.uniform(0, 1))), regime }
    case 'near one':
      return { value: inside(format, 1 - dice.integer(1, 3) * 2 ** -dice.integer(3, format.precision)), regime }
    case 'tiny':
      return { value: Math.max(format.tiny, 2 ** -dice.integer(4, -format.emin + format.precision - 1)), regime }
  }
}

/** Into (0, 1): the ends have laws of their own. */
function inside(format: Format, p: number): number {
  return Math.min(1 - format.unit, Math.max(format.tiny, roundTo(format, p)))
}
