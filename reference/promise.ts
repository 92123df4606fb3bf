/**
 * The gradient that a profile promises, where it is not simply the slope of its loss.
 *
 *   normalised   exact where the target sums to 1; p − y, which others are given, is no slope and not promised
 *   formula      torch.binary_cross_entropy: (p − t)/max(p·(1 − p), 10⁻¹² as a float32), and ln((1 − p)/p) in t, unclamped
 *   none         not promised
 *
 * Entropy alone has a slope that is infinite at p = 0 from both of its halves, −ln 0 − 0/0: it is not promised either.
 */

import { type Ball, ballOf, div, free, isOnDecimal, isPoint, mul, one, sub, sum, unknown } from './ball.ts'
import type { Problem } from './arguments.ts'
import { ln } from './elementary.ts'
import type { Row } from './row.ts'
import type { Target } from './target.ts'

/** `constexpr float EPSILON = 1e-12` of ATen's BinaryOpsKernel, as the doubles see it. */
const LEAST_VARIANCE = ballOf(Math.fround(1e-12))

export function promised(
  { profile, input, target, classes }: Problem,
  n: number,
  row: Row,
  { y }: Target,
  digits: number,
): Row {
  const { gradient } = profile
  const nothing = (): Ball[] => Array.from({ length: classes }, () => free)
  const p = ballOf(input[n * classes] as number)
  const slopes = {
    exact: row.slope,
    normalised() {
      const total = sum(y)
      if (isPoint(total)) return total.lo.eq(1) ? row.slope() : nothing()
      // Off decimal what is 1 may be a ball around it.
      const maybe = total.lo.lt(1) && total.hi.gt(1)
      return nothing().map(() => (maybe && !isOnDecimal() ? unknown : free))
    },
    formula: () => [clampedSlope(p, ballOf(target[n] as number), digits)],
    none: nothing,
  }
  const targetSlopes = {
    exact: row.targetSlope,
    formula: () => [sub(ln(sub(one, p), digits), ln(p, digits))],
    none: nothing,
  }
  const own = profile.input === profile.target
  return {
    ...row,
    slope: own ? () => row.slope().map((g, c) => (input[n * classes + c] === 0 ? free : g)) : slopes[gradient.input],
    targetSlope: targetSlopes[gradient.target],
  }
}

function clampedSlope(p: Ball, t: Ball, digits: number): Ball {
  const variance = mul(p, sub(one, p))
  return div(sub(p, t), variance.lo.lt(LEAST_VARIANCE.lo) ? LEAST_VARIANCE : variance, digits)
}
