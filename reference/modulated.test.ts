/** The modulated focal loss where 1 − π is 0, or too near it for its digits: through the two profiles that have it. */

import { describe, expect, test } from 'vitest'
import { type Ball, isFree, isNaNBall, isPoint, isZero } from './ball.ts'
import { LADDER } from './certify.ts'
import { tensorOf } from './format.ts'
import { profiles } from './losses.ts'
import type { Profile } from './profile.ts'
import { truthUnder } from './truth.ts'
import { valued } from './testing/outcome.ts'

interface Asked {
  readonly x: number
  readonly t: number
  readonly gamma: number
}

function answer(name: string, { x, t, gamma }: Asked) {
  const profile = profiles.get(name) as Profile
  const known = valued(
    truthUnder(profile, {
      loss: name,
      arguments: {
        [profile.input]: tensorOf('f64', [1], [x]),
        [profile.target]: tensorOf('f64', [1], [t]),
        gamma,
        reduction: 'none',
      },
      want: ['loss', 'gradient'],
    }),
  )
  return (digits: number): { readonly loss: Ball; readonly slope: Ball } => {
    const { loss, gradient } = known.at(digits)
    return { loss: loss[0] as Ball, slope: gradient(profile.input)[0] as Ball }
  }
}

describe('where 1 − π is 0', () => {
  const keras = 'keras.binary_focal_crossentropy'

  test.each(LADDER)('the loss is 0 and its slope is 0 above γ = 1, and not promised below, on %d digits', (digits) => {
    for (const gamma of [0.5, 1, 1.5, 2]) {
      const { loss, slope } = answer(keras, { x: 1, t: 1, gamma })(digits)
      expect(isPoint(loss) && isZero(loss)).toBe(true)
      expect(gamma > 1 ? isZero(slope) : isFree(slope)).toBe(true)
    }
  })

  test('with γ = 0 the loss is the cross-entropy of the clipped probability, and flat', () => {
    const { loss, slope } = answer(keras, { x: 1, t: 1, gamma: 0 })(34)
    expect(loss.lo.toNumber()).toBeCloseTo(-Math.log1p(-1e-7), 15)
    expect(isZero(slope)).toBe(true)
  })
})

describe('where 1 − π is too near 0 for its digits', () => {
  const torchvision = 'torchvision.sigmoid_focal_loss'

  test.each([
    [2e9, 1],
    [-2e9, 0],
  ])('the slope at %d of target %d is as near to 0', (x, t) => {
    for (const gamma of [0.5, 1, 3]) {
      const { loss, slope } = answer(torchvision, { x, t, gamma })(34)
      for (const ball of [loss, slope]) {
        expect(isFree(ball) || isNaNBall(ball)).toBe(false)
        expect([ball.lo.toNumber() + 0, ball.hi.toNumber() + 0]).toEqual([0, 0])
      }
    }
  })
})
