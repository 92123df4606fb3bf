/** Arrays of the caller: whatever was in them, afterwards they hold what new ones would. */

import { describe, expect, test } from 'vitest'
import {
  type Floats,
  binaryCrossEntropyWithGradient,
  binaryCrossEntropyWithLogitsWithGradient,
  crossEntropyWithGradient,
  entropyWithGradient,
  klDivergenceWithGradient,
  logLossWithGradient,
  nllLossWithGradient,
} from './index.ts'

const POISON = 77

/** Plain, NaN, far apart, tied. */
const z = [
  [1, 2, 3],
  [0, NaN, 1],
  [-400, 0, 300],
  [4, 4, 4],
]
const p = [
  [0.25, 0.5, 0.25],
  [0.5, NaN, 0.5],
  [1, 0, 0],
  [0.125, 0.125, 0.75],
]
const y = [
  [0.5, 0.5, 0],
  [1, 0, 0],
  [0, 0, 1],
  [0.25, 0.25, 0.5],
]
const indices = [2, 0, -100, 1]
const hard = y.map((row) => row.map((x) => (x > 0 ? 1 : 0)))
const both = ['target']

type Options = Readonly<Record<string, unknown>>
type Evaluate = (options: Options) => { readonly loss: unknown; readonly gradient: Readonly<Record<string, Floats>> }

const calls: readonly (readonly [string, Evaluate])[] = [
  ['crossEntropy of indices', (o) => crossEntropyWithGradient(z, indices, o)],
  ['crossEntropy of indices, smoothed', (o) => crossEntropyWithGradient(z, indices, { labelSmoothing: 0.25, ...o })],
  ['crossEntropy of indices, tempered', (o) => crossEntropyWithGradient(z, indices, { temperature: 2, ...o })],
  ['crossEntropy of columns', (o) => crossEntropyWithGradient(z, [2, -100, 1], { axis: 0, ...o })],
  ['crossEntropy of distributions', (o) => crossEntropyWithGradient(z, y, o)],
  ['crossEntropy of both', (o) => crossEntropyWithGradient(z, y, { wrt: both, ...o } as never)],
  ['logLoss of indices', (o) => logLossWithGradient(p, indices, o)],
  ['logLoss of both', (o) => logLossWithGradient(p, y, { wrt: both, ...o } as never)],
  ['nllLoss of indices', (o) => nllLossWithGradient(z, indices, o)],
  ['nllLoss of both', (o) => nllLossWithGradient(z, y, { wrt: both, ...o } as never)],
  ['binary logits', (o) => binaryCrossEntropyWithLogitsWithGradient(z, hard, o)],
  ['binary logits, both', (o) => binaryCrossEntropyWithLogitsWithGradient(z, y, { wrt: both, ...o } as never)],
  ['binary probabilities', (o) => binaryCrossEntropyWithGradient(p, hard, o)],
  ['binary probabilities, both', (o) => binaryCrossEntropyWithGradient(p, y, { wrt: both, ...o } as never)],
  ['klDivergence', (o) => klDivergenceWithGradient(y, p, o)],
  ['entropy', (o) => entropyWithGradient(y, o)],
]

const poisonedLike = (x: Floats): Floats => x.slice().fill(POISON)

describe.each(calls)('%s', (_, evaluate) => {
  test.each(['none', 'sum', 'mean'].flatMap((reduction) => ['f64', 'f32', 'bf16'].map((dtype) => [reduction, dtype])))(
    '%s, %s',
    (reduction, dtype) => {
      const fresh = evaluate({ reduction, dtype })
      const gradient = Object.fromEntries(Object.entries(fresh.gradient).map(([name, x]) => [name, poisonedLike(x)]))
      const into = reduction === 'none' ? { ...gradient, loss: poisonedLike(fresh.loss as Floats) } : gradient
      const filled = evaluate({ reduction, dtype, into })
      expect(filled).toEqual(fresh)
      for (const [name, array] of Object.entries(gradient)) expect(filled.gradient[name]).toBe(array)
      if ('loss' in into) expect(filled.loss).toBe(into['loss'])
    },
  )
})

test('only gradients that are asked for are there', () => {
  const names = (wrt?: readonly string[]) => Object.keys(crossEntropyWithGradient(z, y, { wrt } as never).gradient)
  expect([names(), names([]), names(['logits']), names(['target'])]).toEqual([
    ['logits'],
    ['logits'],
    ['logits'],
    ['logits', 'target'],
  ])
  const binary = (wrt?: readonly string[]) =>
    Object.keys(binaryCrossEntropyWithLogitsWithGradient(z, hard, { wrt } as never).gradient)
  expect([binary(), binary(['logits']), binary(['target'])]).toEqual([['logits'], ['logits'], ['logits', 'target']])
})
