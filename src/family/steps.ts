/**
 * Numbers through steps, and slopes back through them.
 *
 *   norm      r_k = x_k/Σx            slope (h_k·(1 − r_k) − Σ_{j≠k} r_j·h_j)/Σx
 *   clip      lo ≤ r ≤ hi             slope h inside, ends included, 0 outside
 *   exp       r = e^x                 slope r·h
 *   softmax   r_k = e^(x_k/T)/Σ       slope r_k·(h_k·(1 − r_k) − Σ_{j≠k} r_j·h_j)/T
 *   sign      r = (x + 1)/2           slope h/2
 *
 * Every number carries 1 − r beside it, which keeps its digits near r = 1. 0·∞ = 0.
 */

import { exp } from '../exp.ts'
import { weigh } from '../row.ts'
import {
  NOT_A_NUMBER,
  ONE,
  type Scaled,
  ZERO,
  add,
  difference,
  divide,
  fromNumber,
  multiply,
  subtract,
} from '../scaled.ts'
import { powerOfTwo } from '../twofold.ts'
import type { Constant, Step, TargetStep } from './family.ts'

/** r and 1 − r. */
export interface Share {
  readonly value: Scaled
  readonly rest: Scaled
}

export interface Through {
  readonly values: readonly Share[]
  readonly back: (h: readonly Scaled[]) => readonly Scaled[]
}

/** ε of float64, the working format. */
const EPSILON = powerOfTwo(-52)

export function constantOf(constant: Constant): number {
  if (constant === 'ε') return EPSILON
  return constant === '1 − ε' ? 1 - EPSILON : constant
}

export const given = (x: number): Share => ({ value: fromNumber(x), rest: difference(1, x) })

export const sum = (terms: readonly Scaled[]): Scaled => terms.reduce(add, ZERO)

/** Σ_{j≠k} of the terms for every k, by sums from both ends: a difference from the whole would cancel. */
export function othersOf(terms: readonly Scaled[]): readonly Scaled[] {
  const after = [...terms]
  for (let k = terms.length - 1, total = ZERO; k >= 0; k--) {
    after[k] = total
    total = add(total, terms[k] as Scaled)
  }
  let before = ZERO
  return terms.map((term, k) => {
    const others = add(before, after[k] as Scaled)
    before = add(before, term)
    return others
  })
}

export function through(x: readonly Share[], steps: readonly (Step | TargetStep)[], temperature: number): Through {
  const start: Through = { values: x, back: (h) => h }
  return steps.reduce<Through>((before, step) => {
    const next = applied(before.values, step, fromNumber(temperature))
    return { values: next.values, back: (h) => before.back(next.back(h)) }
  }, start)
}

function applied(x: readonly Share[], step: Step | TargetStep, temperature: Scaled): Through {
  switch (step) {
    case 'norm':
      return shared(
        x.map(({ value }) => value),
        (_value, total, slope) => divide(slope, total),
      )
    case 'softmax': {
      const z = x.map(({ value }) => value)
      const largest = z.reduce((a, b) => (subtract(b, a).hi > 0 ? b : a))
      const odds = z.map((each) => exp(divide(subtract(each, largest), temperature)))
      return shared(odds, (value, _total, slope) => divide(weigh(value, slope), temperature))
    }
    case 'exp': {
      const values = x.map(({ value }) => exp(value))
      return {
        values: values.map((value) => ({ value, rest: subtract(ONE, value) })),
        back: (h) => h.map((g, k) => weigh(values[k] as Scaled, g)),
      }
    }
    case 'sign': {
      const half = (a: Scaled): Scaled => multiply(a, fromNumber(0.5))
      return {
        values: x.map(({ value, rest }) => ({ value: half(add(value, ONE)), rest: half(rest) })),
        back: (h) => h.map(half),
      }
    }
    case 'floor':
      return { values: x, back: (h) => h }
    default:
      return clipped(x, step.clip)
  }
}

/** Parts of a whole. */
function shared(parts: readonly Scaled[], finish: (value: Scaled, total: Scaled, slope: Scaled) => Scaled): Through {
  const total = sum(parts)
  const others = othersOf(parts)
  const values = parts.map((part, k) => ({ value: divide(part, total), rest: divide(others[k] as Scaled, total) }))
  return {
    values,
    back(h) {
      const pulled = othersOf(h.map((g, k) => weigh((values[k] as Share).value, g)))
      return values.map(({ value, rest }, k) => {
        const own = h[k] as Scaled
        // Σ r_j·h_j has the infinite slope in it: ∞ − ∞.
        if (value.hi !== 0 && !Number.isFinite(own.hi)) return NOT_A_NUMBER
        return finish(value, total, subtract(weigh(rest, own), pulled[k] as Scaled))
      })
    },
  }
}

function clipped(x: readonly Share[], [low, high]: readonly [Constant, Constant]): Through {
  const [lo, hi] = [given(constantOf(low)), given(constantOf(high))]
  const side = x.map(({ value }) => (subtract(value, lo.value).hi < 0 ? -1 : subtract(value, hi.value).hi > 0 ? 1 : 0))
  return {
    values: x.map((share, k) => (side[k] === 0 ? share : side[k] === -1 ? lo : hi)),
    back: (h) => h.map((g, k) => (side[k] === 0 ? g : ZERO)),
  }
}
