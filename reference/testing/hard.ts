/**
 * Hard questions: where a rounding hangs on the last digits of the value, or on none at all.
 *
 *   near ties   values brought beside midpoints
 *   ties        equal logits, masses that cancel, products and thirds that come out even
 *   beside      ties moved by e^(−gap), with a gap that no precision reaches
 *   extremes    targets that are the rounded softmax, offsets of 10^15, subnormal arguments and results
 */

import { type Question, define } from './definitions.ts'
import { type Interval, scope, toDouble } from './mpfr.ts'
import { FORMATS, deepest, functions, row, sums, weighted } from './near-ties.ts'
import { list, random } from './questions.ts'

export interface Family {
  readonly name: string
  readonly questions: () => Question[]
}

/** Equal logits, where p = 1/K exactly, with odd multiples of the last place as targets, weights and upstream. */
function equals(): Question[] {
  const r = random(4)
  const odd = (): number => (1 + r.integer(0, 2 ** 20) * 2 ** -20 + 2 ** -52) * 2 ** r.integer(-30, 3)
  return [1, 2, 3, 4, 5, 6, 8, 12].flatMap((classes) =>
    list(12, (): Question => {
      const z = r.pick([0, 0.1, -1e300, 7e15])
      const rows = r.integer(1, 3)
      const reduction = r.pick(['none', 'sum', 'mean'] as const)
      const target = list(rows * classes, (c) => (c % classes === 0 ? odd() : r.pick([0, 1, -1, odd(), -odd()])))
      const tiny = (r.integer(0, 20) * 2 + 1) * 2 ** -1074
      return {
        ...row,
        loss: 'cross_entropy',
        rows,
        classes,
        input: list(rows * classes, () => z),
        target,
        reduction,
        ...(r.chance(0.4) ? { weight: list(classes, () => r.pick([odd(), -odd(), tiny, 1])) } : {}),
        ...(r.chance(0.4)
          ? { upstream: list(reduction === 'none' ? rows : 1, () => r.pick([odd(), -odd(), tiny])) }
          : {}),
      }
    }),
  )
}

/** Masses that add to 0, and elements with equal sides: the logarithms cancel and a rational number is left. */
function cancelling(): Question[] {
  const r = random(5)
  return list(60, (i): Question => {
    if (i % 2 === 0) {
      const rows = r.integer(1, 3)
      return {
        ...row,
        loss: 'binary_cross_entropy_with_logits',
        rows,
        classes: 1,
        input: list(rows, () => 10 * r.normal()),
        target: list(rows, () => r.pick([0.5, r.unit()])),
        weight: list(rows, () => r.pick([1, 3, 0.1, r.normal()])),
        reduction: r.pick(['none', 'mean'] as const),
      }
    }
    const y = list(r.integer(1, 3), () => r.pick([1, 3, r.integer(1, 99) / 64]))
    return {
      ...row,
      loss: 'cross_entropy',
      classes: y.length + 1,
      input: list(y.length + 1, () => r.normal() * 2 ** r.integer(-3, 8)),
      target: [-y.reduce((a, b) => a + b, 0), ...y],
    }
  })
}

/** 2^53 + 1 + e^−(2^53 + 1), whose first two terms are a tie, and products y·gap, a tie half the time. */
function beside(): Question[] {
  const r = random(6)
  const odd = (): Question => ({
    ...row,
    loss: 'cross_entropy',
    classes: 2,
    input: [2 ** 53 + 2 * r.integer(0, 50), -1],
    // [1, −1] leaves the tie itself; the others move it up or down.
    target: r.pick([
      [0, 1],
      [0, -1],
      [1, -1],
    ]),
  })
  const product = (): Question => {
    const z = r.pick([2 ** 60, 1e15, 1e300]) * (1 + r.integer(0, 2 ** 20) * 2 ** -52)
    const y = r.pick([1, -1]) * r.pick([1.5, 1 + 2 ** -52, 0.75, 3])
    return { ...row, loss: 'cross_entropy', classes: 2, input: [z, r.pick([0, -z])], target: [r.pick([0, 1]), y] }
  }
  return list(60, (i) => (i % 2 === 0 ? odd() : product()))
}

/** The target is the softmax of the logits, rounded: the slope is what the rounding left. */
function converged(): Question[] {
  const r = random(7)
  return list(60, (): Question => {
    const classes = r.integer(2, 6)
    const spread = r.pick([0.1, 1, 5, 30])
    const input = list(classes, () => spread * r.normal())
    const ask = (target: readonly number[]): Question => ({ ...row, loss: 'cross_entropy', classes, input, target })
    const target = scope(256, () =>
      list(classes, (k) => {
        // With the mass on another class the slope of class k is p_k itself.
        const hit = list(classes, (c) => (c === (k + 1) % classes ? 1 : 0))
        return toDouble(define(ask(hit)).input()[k] as Interval)
      }),
    )
    return ask(target)
  })
}

/** Logits far from 0, on a grid so that their differences are small, and gaps from 10^2 to 10^4. */
function offsets(): Question[] {
  const r = random(8)
  return list(40, (i): Question => {
    const classes = r.integer(2, 5)
    const base = i % 2 === 0 ? r.pick([-1, 1]) * 10 ** r.integer(3, 15) : 0
    const gap = i % 2 === 0 ? 1 : 10 ** (2 + 2 * r.unit())
    const input = list(classes, () => base + gap * (Math.round(8 * r.normal()) / 8))
    const indexed = r.chance(0.5)
    const target = indexed ? [r.integer(0, classes - 1)] : list(classes, () => r.unit())
    return { ...row, loss: 'cross_entropy', classes, input, target, indexed }
  })
}

/** Logits −∞, some with a mass on them. */
function masked(): Question[] {
  const r = random(9)
  return list(60, (): Question => {
    const classes = r.integer(2, 6)
    const input = list(classes, (c) => (c > 0 && r.chance(0.5) ? -Infinity : 3 * r.normal()))
    const target = list(classes, (c) => (input[c] === -Infinity && r.chance(0.7) ? 0 : r.normal()))
    return { ...row, loss: 'cross_entropy', classes, input, target, weight: list(classes, () => r.pick([1, 1.5, 0.1])) }
  })
}

/** Probabilities, results and factors among the subnormals of each format. */
function subnormal(): Question[] {
  const r = random(10)
  const tiny = (): number => r.integer(1, 4000) * 2 ** -1074
  const deep = { f64: [708, 746], f32: [87, 105], f16: [9, 18], bf16: [87, 98] } as const
  const probabilities = list(60, (): Question => {
    const loss = r.pick(['log_loss', 'entropy', 'kl_divergence', 'binary_cross_entropy'])
    const classes = loss === 'binary_cross_entropy' ? 1 : 3
    const input = list(classes, () => r.pick([tiny(), tiny(), r.unit()]))
    const target = loss === 'entropy' ? input : list(classes, (c) => r.pick([tiny(), input[c] as number, 0.5]))
    return { ...row, loss, classes, input, target }
  })
  const results = FORMATS.flatMap((dtype) =>
    list(20, (): Question => {
      const [low, high] = deep[dtype]
      const classes = r.integer(2, 4)
      const input = list(classes, (c) => (c === 0 ? 0 : -Math.round(4 * (low + (high - low) * r.unit())) / 4))
      return { ...row, loss: 'cross_entropy', classes, input, target: [0], indexed: true }
    }),
  )
  const thirds = list(20, (): Question => {
    const rows = r.integer(2, 3)
    const input = list(2 * rows, () => -tiny())
    const target = list(2 * rows, () => r.integer(0, 3))
    return { ...row, loss: 'nll_loss', rows, classes: 2, input, target, reduction: 'mean' }
  })
  return [...probabilities, ...results, ...thirds]
}

/** −(ln 0.7 + ln 0.8)/2, 0.49965 ulp from the double that it rounds to. */
export const almostTied: Question = {
  ...row,
  loss: 'binary_cross_entropy',
  rows: 2,
  classes: 1,
  input: [0.7, 0.2],
  target: [1, 0],
  reduction: 'mean',
}

export const families: readonly Family[] = [
  { name: 'a mean that lies 0.49965 ulp from its double', questions: () => [almostTied] },
  { name: 'logarithms and exponentials beside midpoints', questions: functions },
  { name: 'sums brought beside midpoints by their targets', questions: sums },
  { name: 'sums 2^−850 of an ulp off a midpoint', questions: deepest },
  { name: 'sums brought beside midpoints by their weights', questions: weighted },
  { name: 'equal logits, whose slopes are rational and often ties', questions: equals },
  { name: 'masses that cancel, and leave a rational number', questions: cancelling },
  { name: 'ties moved by an exponential that no precision reaches', questions: beside },
  { name: 'targets that are the rounded softmax', questions: converged },
  { name: 'offsets of 10^15 and gaps of 10^4', questions: offsets },
  { name: 'logits of −∞', questions: masked },
  { name: 'subnormal arguments and results', questions: subnormal },
]
