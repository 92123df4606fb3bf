/**
 * Rows of logits, by regime.
 *
 *   spread   narrow: the classes differ in their last digits · plain: ±8 · huge: the top of the exponent range
 *   gap      confident: the target leads by so much that e^−gap is below half a unit of 1, down to where it underflows
 *            hopeless: it trails by as much · close: neither
 *   offset   large: a common addend that leaves few digits for the differences
 *   ties     some classes equal · saturation: some other classes at −∞
 *
 * The bounds come from the format: digits are lost from gap p·ln 2 on, and e^−gap underflows at −ln tiny.
 */

import { type Format, roundTo } from '../../reference/index.ts'
import type { Dice } from '../dice.ts'

export interface LogitRow {
  readonly values: readonly number[]
  /** The class that leads or trails. */
  readonly focus: number
  readonly regime: Readonly<Record<string, string>>
}

export interface LogitLimits {
  readonly masks?: boolean
  readonly huge?: boolean
  readonly offset?: boolean
  /** Every row is a confident one. */
  readonly confident?: boolean
  /** Within ±8, and nothing else that is hard: no leads, offsets, ties or masks. */
  readonly tame?: boolean
}

const SPREADS = ['narrow', 'plain', 'plain', 'plain', 'huge'] as const
const GAPS = ['close', 'close', 'confident', 'hopeless'] as const

/** A number on the grid of 2^−6, or one with all its digits. */
export function number(dice: Dice, format: Format, lo: number, hi: number): number {
  const x = dice.uniform(lo, hi)
  // + 0 makes −0 a plain 0: nobody promises anything about the sign of zero, and 0 is easier to read.
  return roundTo(format, dice.chance(0.5) ? Math.round(x * 64) / 64 : x) + 0
}

export function drawLogits(dice: Dice, format: Format, classes: number, limits: LogitLimits = {}): LogitRow {
  if (limits.tame === true) return tameLogits(dice, format, classes)
  const { masks = true, offset = true, confident = false } = limits
  const huge = (limits.huge ?? true) && !confident
  const spread = dice.pick(huge ? SPREADS : SPREADS.slice(0, 4))
  const gap = classes > 1 && spread !== 'huge' ? (confident ? 'confident' : dice.pick(GAPS)) : 'close'
  const shifted = offset && spread !== 'huge' && dice.chance(0.2)
  const tied = classes > 1 && dice.chance(0.25)
  const masked = masks && classes > 1 && dice.chance(0.2)
  const focus = dice.integer(0, classes - 1)

  const width = spread === 'narrow' ? 2 ** -dice.integer(4, format.precision) : spread === 'plain' ? 8 : format.max / 64
  const base = dice.times(classes, () =>
    spread === 'plain' ? number(dice, format, -width, width) : roundTo(format, dice.uniform(-width, width)),
  )
  if (tied) for (const k of dice.times(2, () => dice.integer(0, classes - 1))) base[k] = base[focus] as number
  const others = base.filter((_, k) => k !== focus)
  const lead = Math.max(...others, -format.max)
  if (gap !== 'close') base[focus] = lead + (gap === 'confident' ? 1 : -1) * gapOf(dice, format)
  const addend = shifted ? offsetOf(dice, format) : 0
  const values = base.map((z, k) =>
    masked && k !== focus && dice.chance(0.5) ? -Infinity : roundTo(format, z + addend),
  )
  return {
    values,
    focus,
    regime: {
      gap,
      spread,
      offset: shifted ? 'large' : 'none',
      ties: tied ? 'ties' : 'none',
      saturation: values.includes(-Infinity) ? 'masked' : 'open',
    },
  }
}

function tameLogits(dice: Dice, format: Format, classes: number): LogitRow {
  return {
    values: dice.times(classes, () => number(dice, format, -8, 8)),
    focus: dice.integer(0, classes - 1),
    regime: { gap: 'close', spread: 'plain', offset: 'none', ties: 'none', saturation: 'open' },
  }
}

/** Half the gap where 1 + e^−gap rounds to 1, up to a little past where e^−gap is 0. */
function gapOf(dice: Dice, format: Format): number {
  const blind = format.precision * Math.LN2
  const gone = -Math.log(format.tiny)
  return roundTo(
    format,
    dice.chance(0.3) ? Math.round(dice.uniform(blind / 2, gone)) : dice.uniform(blind / 2, 1.05 * gone),
  )
}

/** Up to 2^(p − 8), 3.5e13 in float64, which leaves the differences 8 bits; half of the bits in the narrow formats. */
function offsetOf(dice: Dice, format: Format): number {
  const { precision, emax } = format
  const largest = Math.min(precision - Math.min(8, Math.floor(precision / 2)), emax - 2)
  const magnitude = 2 ** dice.integer(Math.min(4, largest), largest)
  return dice.chance(0.5) ? magnitude : -magnitude
}

/** A logit of a binary loss: near 0, saturated on either side, tiny, or huge. */
export function drawBit(
  dice: Dice,
  format: Format,
  { confident = false, tame = false }: LogitLimits,
): { readonly value: number; readonly regime: string } {
  const regime = confident
    ? 'saturated'
    : tame
      ? 'close'
      : dice.pick(['close', 'close', 'saturated', 'tiny', 'huge'] as const)
  const sign = dice.chance(0.5) ? 1 : -1
  switch (regime) {
    case 'close':
      return { value: number(dice, format, -8, 8), regime }
    case 'saturated':
      return { value: sign * gapOf(dice, format), regime }
    case 'tiny':
      return { value: roundTo(format, sign * 2 ** -dice.integer(8, -format.emin)), regime }
    case 'huge':
      return { value: roundTo(format, (sign * format.max) / 2 ** dice.integer(6, 12)), regime }
  }
}
