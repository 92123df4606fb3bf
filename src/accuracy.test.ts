/**
 * Accuracy of the losses from logits and of the softmax family, in ulps of MPFR's value.
 *
 * Goal: 1 ulp, whatever cancels. Allowed: LIMIT. Measured: 0.5000 in every regime, subnormal results included, as the
 * one last rounding leaves.
 */

import { describe, expect, test } from 'vitest'
import { crossEntropyWithGradient, logSoftmax, logSumExp, softmax } from './index.ts'
import { type Dice, diceOf } from './testing/dice.ts'
import { LIMIT, type Real, type Reals, calculate, meter, ulpsOff } from './testing/mpfr.ts'

interface Regime {
  readonly name: string
  readonly cases: number
  /** Precision of the truth: beyond the binary digits between 1 and the smallest loss that does not round to 0. */
  readonly bits: number
  readonly classes: (dice: Dice) => number
  readonly logits: (dice: Dice, classes: number) => number[]
}

const few = (dice: Dice): number => 1 + dice.below(6)
const gaussian = (dice: Dice): number => dice.uniform() + dice.uniform() + dice.uniform() + dice.uniform() - 2

/** One logit ahead of the others by a gap. */
const ahead = (low: number, high: number) => (dice: Dice, classes: number) => {
  const leader = dice.below(classes)
  const gap = dice.between(low, high)
  return dice.list(classes, (c) => (c === leader ? gap : gaussian(dice)))
}

const regimes: readonly Regime[] = [
  { name: 'plain', cases: 400, bits: 256, classes: few, logits: (d, k) => d.list(k, () => 4 * gaussian(d)) },
  { name: 'close', cases: 200, bits: 256, classes: few, logits: (d, k) => d.list(k, () => 1e-9 * gaussian(d)) },
  { name: 'confident', cases: 400, bits: 700, classes: few, logits: ahead(20, 300) },
  { name: 'subnormal', cases: 300, bits: 1400, classes: few, logits: ahead(690, 800) },
  { name: 'hopeless', cases: 100, bits: 2400, classes: few, logits: (d, k) => d.list(k, () => 1e4 * gaussian(d)) },
  { name: 'huge', cases: 100, bits: 2200, classes: few, logits: (d, k) => d.list(k, () => 1e300 * gaussian(d)) },
  {
    name: 'common offset',
    cases: 200,
    bits: 300,
    classes: few,
    logits: (d, k) => d.list(k, () => 1e15 + d.below(64) / 8),
  },
  { name: 'ties', cases: 200, bits: 256, classes: few, logits: (d, k) => d.list(k, () => d.below(3)) },
  {
    name: 'masks',
    cases: 200,
    bits: 256,
    classes: (d) => 2 + d.below(5),
    logits: (d, k) => d.list(k, (c) => (c > 0 && d.below(2) === 0 ? -Infinity : 4 * gaussian(d))),
  },
  { name: 'tiny', cases: 100, bits: 2400, classes: few, logits: (d, k) => d.list(k, () => 5e-324 * d.below(100)) },
  {
    name: 'many classes',
    cases: 4,
    bits: 256,
    classes: (d) => 900 + d.below(101),
    logits: (d, k) => d.list(k, () => 4 * gaussian(d)),
  },
  { name: 'many classes, confident', cases: 2, bits: 1300, classes: () => 200, logits: ahead(30, 750) },
]

const zeroTimes = (q: Real, s: Real, reals: Reals): Real => (q.isZero() ? reals.of(0) : q.mul(s))

describe.each(regimes)('$name', ({ cases, bits, classes, logits, name }) => {
  const seed = name.length * 7919 + cases

  test('index targets: loss and gradient within 1 ulp', () => {
    const dice = diceOf(seed)
    const loss = meter()
    const gradient = meter()
    for (let i = 0; i < cases; i++) {
      const z = logits(dice, classes(dice))
      const t = dice.below(z.length)
      const weight = dice.below(2) === 0 ? undefined : dice.list(z.length, () => dice.between(0.01, 3))
      const upstream = dice.between(-2, 2)
      const got = crossEntropyWithGradient(z, t, { reduction: 'sum', upstream, ...(weight && { weight }) })
      calculate(bits, (reals) => {
        const { of, softmax: truth } = reals
        const { surprisal, p, rest } = truth(z)
        const w = of(weight?.[t] ?? 1)
        loss.take(ulpsOff(got.loss, w.mul(surprisal[t] as Real), reals))
        const factor = w.mul(of(upstream))
        z.forEach((_, k) => {
          const slope = k === t ? (rest[k] as Real).neg() : (p[k] as Real)
          gradient.take(ulpsOff(got.gradient.logits[k] as number, slope.mul(factor), reals))
        })
      })
    }
    expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
    expect(gradient.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test('soft targets, smoothing and weights: loss and gradient within 1 ulp', () => {
    const dice = diceOf(seed + 1)
    const loss = meter()
    const gradient = meter()
    for (let i = 0; i < cases; i++) {
      const z = logits(dice, classes(dice))
      const masked = z.includes(-Infinity)
      // Every third target is the softmax itself, as in self-distillation: the slope is what rounding left of it.
      const y =
        i % 3 === 0 ? [...softmax(z)] : z.map((x) => (x === -Infinity || dice.below(4) === 0 ? 0 : dice.uniform()))
      const labelSmoothing = masked || i % 3 === 0 || dice.below(2) === 0 ? 0 : dice.uniform()
      const weight = dice.list(z.length, () => (i % 3 === 0 ? 1 : dice.between(0, 3)))
      const got = crossEntropyWithGradient(z, y, { weight, labelSmoothing })
      calculate(bits, (reals) => {
        const { of, sum, softmax: truth } = reals
        const { surprisal, p, rest } = truth(z)
        const a = of(labelSmoothing)
        const q = y.map((yc, c) =>
          of(1)
            .sub(a)
            .mul(of(yc))
            .add(a.div(of(z.length)))
            .mul(of(weight[c] as number)),
        )
        loss.take(ulpsOff(got.loss, sum(q.map((qc, c) => zeroTimes(qc, surprisal[c] as Real, reals))), reals))
        const all = sum(q)
        z.forEach((_, k) => {
          const pull = (p[k] as Real).mul(all.sub(q[k] as Real))
          const push = (q[k] as Real).mul(rest[k] as Real)
          const exact = pull.sub(push)
          const off = ulpsOff(got.gradient.logits[k] as number, exact, reals)
          gradient.take(off)
        })
      })
    }
    expect(loss.worst()).toBeLessThanOrEqual(LIMIT)
    expect(gradient.worst()).toBeLessThanOrEqual(LIMIT)
  })

  test('softmax, log-softmax and log-sum-exp within 1 ulp', () => {
    const dice = diceOf(seed + 2)
    const worst = meter()
    for (let i = 0; i < Math.ceil(cases / 4); i++) {
      const z = logits(dice, classes(dice))
      const got = { p: softmax(z), l: logSoftmax(z), s: logSumExp(z) }
      calculate(bits, (reals) => {
        const { surprisal, p, logSumExp: s } = reals.softmax(z)
        z.forEach((_, c) => {
          worst.take(ulpsOff(got.p[c] as number, p[c] as Real, reals))
          worst.take(ulpsOff(got.l[c] as number, (surprisal[c] as Real).neg(), reals))
        })
        worst.take(ulpsOff(got.s[0] as number, s, reals))
      })
    }
    expect(worst.worst()).toBeLessThanOrEqual(LIMIT)
  })
})
