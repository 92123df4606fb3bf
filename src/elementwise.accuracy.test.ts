/**
 * Accuracy of the losses from probabilities, of the binary ones, of entropy and divergence, in ulps of MPFR's value.
 *
 * Allowed: LIMIT, whatever cancels.
 */

import { describe, expect, test } from 'vitest'
import {
  binaryCrossEntropyWithGradient,
  binaryCrossEntropyWithLogitsWithGradient,
  entropyWithGradient,
  klDivergenceWithGradient,
  logLossWithGradient,
  nllLossWithGradient,
} from './index.ts'
import { type Dice, diceOf } from './testing/dice.ts'
import { LIMIT, type Real, calculate, meter, ulpsOff } from './testing/mpfr.ts'

/** Enough for 1 − p at p = 2^−1074 and for softplus(−z) down to the subnormals. */
const BITS = 1300

/** Probabilities of every size: near 0, subnormal, near 1, near ½, with 53 bits wherever they begin, plain. */
function probability(dice: Dice): number {
  switch (dice.below(6)) {
    case 0:
      return dice.uniform() * 2 ** -dice.below(1074)
    case 1:
      return 1 - dice.uniform() * 2 ** -dice.below(53)
    case 2:
      return 0.5 + (dice.uniform() - 0.5) * 2 ** -dice.below(50)
    case 3:
      return dice.uniform() * dice.uniform()
    default:
      return dice.uniform()
  }
}

const inside = (dice: Dice): number => {
  const p = probability(dice)
  return p === 0 || p === 1 ? 0.25 : p
}

test('logLoss: index targets', () => {
  const dice = diceOf(1)
  const [loss, slope] = [meter(), meter()]
  for (let i = 0; i < 400; i++) {
    const p = dice.list(3, () => inside(dice))
    const w = dice.between(0.1, 4)
    const got = logLossWithGradient(p, 1, { weight: [1, w, 1], reduction: 'sum' })
    calculate(BITS, (reals) => {
      const x = reals.of(p[1] as number)
      loss.take(ulpsOff(got.loss, x.ln().neg().mul(reals.of(w)), reals))
      slope.take(ulpsOff(got.gradient.probabilities[1] as number, reals.of(w).neg().div(x), reals))
    })
    expect([got.gradient.probabilities[0], got.gradient.probabilities[2]]).toEqual([0, 0])
  }
  expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
  expect(slope.worst()).toBeLessThanOrEqual(LIMIT)
})

test('logLoss and nllLoss: soft targets over several rows, mean', () => {
  const dice = diceOf(2)
  const [loss, slope] = [meter(), meter()]
  for (let i = 0; i < 150; i++) {
    const p = dice.list(6, () => inside(dice))
    const l = p.map((x) => -10 * x)
    const y = dice.list(6, () => dice.uniform())
    const shape = [2, 3]
    const target = { data: y, shape }
    const a = dice.uniform()
    const fromP = logLossWithGradient({ data: p, shape }, target, { labelSmoothing: a })
    const fromL = nllLossWithGradient({ data: l, shape }, target, { labelSmoothing: a })
    calculate(BITS, (reals) => {
      const { of, sum, surprisals } = reals
      const q = y.map((yc) =>
        of(1)
          .sub(of(a))
          .mul(of(yc))
          .add(of(a).div(of(3))),
      )
      const mean = (s: readonly Real[]): Real => sum(q.map((qc, c) => qc.mul(s[c] as Real))).div(of(2))
      loss.take(ulpsOff(fromP.loss, mean(surprisals(p)), reals))
      loss.take(ulpsOff(fromL.loss, mean(l.map((x) => of(-x))), reals))
      q.forEach((qc, c) => {
        slope.take(ulpsOff(fromP.gradient.probabilities[c] as number, qc.div(of(p[c] as number)).div(of(-2)), reals))
        slope.take(ulpsOff(fromL.gradient.logProbabilities[c] as number, qc.div(of(-2)), reals))
      })
    })
  }
  expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
  expect(slope.worst()).toBeLessThanOrEqual(LIMIT)
})

describe('binary', () => {
  test('from probabilities: loss, slope and target slope', () => {
    const dice = diceOf(3)
    const [loss, slope, targetSlope] = [meter(), meter(), meter()]
    for (let i = 0; i < 500; i++) {
      const p = inside(dice)
      const y = [0, 1, dice.uniform(), p, probability(dice)][dice.below(5)] as number
      const w = dice.between(0.1, 4)
      const got = binaryCrossEntropyWithGradient([p], [y], { weight: [w], wrt: ['probabilities', 'target'] })
      calculate(BITS, (reals) => {
        const { of } = reals
        const [lnP, lnRest] = [of(p).ln(), of(1).sub(of(p)).ln()]
        const exact = of(y)
          .mul(lnP)
          .add(of(1).sub(of(y)).mul(lnRest))
          .neg()
          .mul(of(w))
        loss.take(ulpsOff(got.loss, exact, reals))
        const between = of(p).mul(of(1).sub(of(p)))
        slope.take(ulpsOff(got.gradient.probabilities[0] as number, of(p).sub(of(y)).div(between).mul(of(w)), reals))
        targetSlope.take(ulpsOff(got.gradient.target?.[0] as number, lnRest.sub(lnP).mul(of(w)), reals))
      })
    }
    expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
    expect(slope.worst()).toBeLessThanOrEqual(LIMIT)
    expect(targetSlope.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test('from logits: loss, hard slope and target slope', () => {
    const dice = diceOf(4)
    const [loss, slope, targetSlope] = [meter(), meter(), meter()]
    for (let i = 0; i < 600; i++) {
      const z = dice.between(-1, 1) * ([1e-300, 1e-3, 3, 40, 780, 1e6, 1e300][dice.below(7)] as number)
      const y = [0, 1, dice.uniform()][dice.below(3)] as number
      const v = dice.between(0.1, 4)
      const got = binaryCrossEntropyWithLogitsWithGradient([z], [y], { posWeight: [v], wrt: ['target'] })
      calculate(2 * BITS, (reals) => {
        const { of, softmax } = reals
        const { surprisal, p } = softmax([0, z])
        const [s0, s1, p0, p1] = [surprisal[0], surprisal[1], p[0], p[1]] as [Real, Real, Real, Real]
        const [negative, positive] = [of(1).sub(of(y)), of(v).mul(of(y))]
        loss.take(ulpsOff(got.loss, negative.mul(s0).add(positive.mul(s1)), reals))
        if (y === 0 || y === 1) {
          slope.take(ulpsOff(got.gradient.logits[0] as number, negative.mul(p1).sub(positive.mul(p0)), reals))
        }
        targetSlope.take(ulpsOff(got.gradient.target?.[0] as number, of(v).mul(s1).sub(s0), reals))
      })
    }
    expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
    expect(slope.worst()).toBeLessThanOrEqual(LIMIT)
    expect(targetSlope.worst()).toBeLessThanOrEqual(LIMIT)
  })
})

test('entropy: value and slope', () => {
  const dice = diceOf(5)
  const [loss, slope] = [meter(), meter()]
  for (let i = 0; i < 300; i++) {
    const p = dice.list(4, () => inside(dice))
    const got = entropyWithGradient(p)
    calculate(BITS, (reals) => {
      const { of, sum } = reals
      loss.take(ulpsOff(got.loss, sum(p.map((x) => of(x).mul(of(x).ln()))).neg(), reals))
      p.forEach((x, c) => slope.take(ulpsOff(got.gradient.p[c] as number, of(x).ln().neg().sub(of(1)), reals)))
    })
  }
  expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
  expect(slope.worst()).toBeLessThanOrEqual(LIMIT)
})

test('klDivergence: value and slopes, far and near', () => {
  const dice = diceOf(6)
  const [loss, slope] = [meter(), meter()]
  for (let i = 0; i < 400; i++) {
    const p = dice.list(4, () => inside(dice))
    const near = 2 ** -dice.below(45)
    const q = p.map((x) => (dice.below(4) === 0 ? inside(dice) : x * (1 + near * (dice.uniform() - 0.5))))
    const got = klDivergenceWithGradient(p, q)
    calculate(BITS, (reals) => {
      const { of, sum } = reals
      const logs = p.map((x, c) =>
        of(x)
          .ln()
          .sub(of(q[c] as number).ln()),
      )
      const terms = p.map((x, c) => of(x).mul(logs[c] as Real))
      const exact = sum(terms)
      loss.take(ulpsOff(got.loss, exact, reals))
      p.forEach((x, c) => {
        slope.take(ulpsOff(got.gradient.p[c] as number, (logs[c] as Real).add(of(1)), reals))
        slope.take(
          ulpsOff(
            got.gradient.q[c] as number,
            of(x)
              .div(of(q[c] as number))
              .neg(),
            reals,
          ),
        )
      })
    })
  }
  expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
  expect(slope.worst()).toBeLessThanOrEqual(LIMIT)
})
