/** Binary elements by the short way: what it takes, what it leaves to the long one, and how near it comes to MPFR's value. */

import { describe, expect, test } from 'vitest'
import { quickElement, slope } from './quick-pair.ts'
import { type Dice, diceOf } from './testing/dice.ts'
import { LIMIT, calculate, meter, ulpsOff } from './testing/mpfr.ts'
import { BITS, CASES, ERROR, distance, take } from './testing/short-way.ts'

describe('an element', () => {
  const asked = (z: number, y: number) => quickElement(Float64Array.of(NaN, z), Float64Array.of(NaN, y), 1)
  const sizes = (dice: Dice): number => (dice.below(3) === 0 ? 2 ** -dice.below(60) : dice.between(0, 40))

  test.each([
    ['0', () => 0],
    ['1', () => 1],
    ['soft', (dice: Dice) => dice.uniform()],
    ['a half', () => 0.5],
    ['nearly 0', (dice: Dice) => dice.uniform() * 2 ** -dice.below(300)],
    ['nearly 1', (dice: Dice) => 1 - 2 ** -53 * (1 + dice.below(2 ** 20))],
  ] as const)('of target %s', (_, target) => {
    const dice = diceOf(21)
    const [loss, slopes] = [meter(), meter()]
    let taken = 0
    for (let i = 0; i < CASES; i++) {
      const z = (dice.below(2) === 0 ? 1 : -1) * (dice.below(5) === 0 ? dice.between(40, 299) : sizes(dice))
      const [y, f] = [target(dice), dice.between(0.1, 4)]
      take(f)
      if (!asked(z, y)) continue
      taken++
      calculate(BITS, (reals) => {
        const { of } = reals
        const [up, down] = [of(1).add(of(z).exp()), of(1).add(of(-z).exp())]
        const cost = of(y)
          .mul(down.ln())
          .add(of(1).sub(of(y)).mul(up.ln()))
        loss.take(distance(cost, reals))
        // σ(z) − y, without the subtraction where y is 1.
        const exact = y === 1 ? of(1).div(up).neg() : of(1).div(down).sub(of(y))
        slopes.take(ulpsOff(slope[0] as number, exact.mul(of(f)), reals))
      })
    }
    // What cancels beyond an eighth is left to the long way: where y is nearly σ(z), which is rare but at ½ and 0.
    expect(taken).toBeGreaterThan(CASES / 2)
    expect(loss.worst()).toBeLessThanOrEqual(ERROR)
    expect(slopes.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test('is taken wherever the target is hard', () => {
    take(1)
    const all = [-299, -40, -1, -1e-9, 0, 1e-300, 0.3, 17, 299].flatMap((z) => [0, 1].map((y) => asked(z, y)))
    expect(all).toEqual(all.map(() => true))
  })

  test.each([
    [NaN, 1],
    [Infinity, 1],
    [-Infinity, 0],
    [300, 0],
    [-300, 0],
    [1, 1.5],
    [1, -0.5],
    [1, 2 ** -501],
    [0, 0.5],
    [Math.log(3), 0.75],
  ])('of logit %s and target %s is left to the long way', (z, y) => {
    take(1)
    expect(asked(z, y)).toBe(false)
  })
})
