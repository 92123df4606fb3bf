/**
 * The modulated focal loss of a binary element, which is no sum over its sides.
 *
 *   L = α_t·(1 − π)^γ·B,   1 − π = Σ y_c·(1 − p_c),   B = Σ y_c·s_c,   α_t = Σ y_c·w_c
 *   ∂L/∂x = α_t·(1 − π)^γ·∂B/∂x − α_t·γ·(1 − π)^(γ−1)·B·(2t − 1)·∂p/∂x
 *   ∂L/∂t = as much in t, with ∂π/∂t = 2p − 1
 *
 * torchvision, Keras and optax. π is of the probabilities `by`: before a clip, or those that B is of.
 */

import { power } from '../power.ts'
import { weigh } from '../row.ts'
import { ONE, type Scaled, ZERO, add, divide, fromNumber, multiply, subtract } from '../scaled.ts'
import type { Family } from './family.ts'
import type { FamilyRow } from './row.ts'
import type { RowScore } from './score.ts'
import { sum } from './steps.ts'
import type { RowTarget } from './target.ts'

export function modulatedRow(
  { score: kind }: Family,
  score: RowScore,
  by: RowScore,
  target: RowTarget,
  gamma: number,
): FamilyRow {
  const { y, weight } = target
  const over = (x: readonly Scaled[]): Scaled => sum(x.map((each, c) => weigh(y[c] as Scaled, each)))
  const rest = over(y.map((_, c) => by.share(c).rest))
  const cross = over(y.map((_, c) => score.surprisal(c)))
  const modulation = power(rest, gamma)
  const alpha = over(weight)
  const factor = multiply(alpha, modulation)
  /** α_t·γ·(1 − π)^(γ−1)·B, by way of B/(1 − π), which stays near 1 where both vanish. */
  const pull =
    gamma === 0 || rest.hi === 0
      ? ZERO
      : multiply(multiply(alpha, fromNumber(gamma)), multiply(divide(cross, rest), modulation))
  return {
    loss: weigh(factor, cross),
    z: ZERO,
    slope() {
      const [own = ZERO] = score.back(y)
      const { value, rest: other } = by.share(1)
      const rate = kind === 'bit' ? multiply(value, other) : ONE
      return [subtract(multiply(factor, own), multiply(pull, multiply(subtract(y[1] as Scaled, y[0] as Scaled), rate)))]
    },
    zSlope: () => [],
    targetSlope: () =>
      target.back(
        y.map((_, c) => {
          const own = weigh(factor, score.surprisal(c))
          const moved = multiply(multiply(weight[c] as Scaled, modulation), cross)
          return subtract(add(own, moved), multiply(pull, by.share(c).value))
        }),
      ),
  }
}
