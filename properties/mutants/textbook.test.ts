/**
 * The bases of the mutants are right: what is spoiled later was not spoiled before.
 *
 * The textbook and its variants meet the certified truth within `stable`, the textbook within its claim of digits too, the
 * rounded truth within half a unit; the edges are written out by hand.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Call, type Tensor, losses, tensorOf, valuesOf } from '../../reference/index.ts'
import { judgeByTruth } from '../accuracy.ts'
import { outcomeOf } from '../answer.ts'
import { callOf } from '../case.ts'
import { cases } from '../dice.ts'
import { drawBatch } from '../draw/batch.ts'
import { scopesOf } from '../scopes.ts'
import { type Module, subjectOf } from '../subject.ts'
import { exactly } from './exact.ts'
import { mutants, rightOnes } from './index.ts'
import { KEEPS_DIGITS, textbook } from './textbook.ts'

const SEED = 20

/** The truth takes its time. */
const PATIENCE = { timeout: 60_000 }

/** Draws cases of every loss of the module and compares all their numbers with the truth; the largest share of a budget. */
async function worstShare(module: Module, numRuns: number): Promise<number> {
  const subject = subjectOf(module)
  let worst = 0
  for (const scope of scopesOf(subject)) {
    const drawn = fc.sample(
      cases((dice) => drawBatch(dice, scope)),
      { seed: SEED, numRuns },
    )
    for (const c of drawn) {
      const call = callOf(c)
      const answer = await subject.ask(call)
      if (answer.kind !== 'value') throw new Error(`${module.name}: expected a value, got ${JSON.stringify(answer)}`)
      const verdict = judgeByTruth(c, outcomeOf(call, answer), ['loss', 'input', 'target'])
      if (verdict.kind !== 'holds') throw new Error(`${module.name}: ${JSON.stringify({ verdict, c })}`)
      worst = Math.max(worst, verdict.worst.share)
    }
  }
  return worst
}

describe('the truth, within budget', PATIENCE, () => {
  test('there are at least five right implementations that differ', () => {
    expect(rightOnes.length).toBeGreaterThan(5)
  })

  test.each(rightOnes.map((module) => [module.name, module] as const))('%s', async (_, module) => {
    const share = await worstShare(module, 10)
    // A budget that nobody comes near would be no budget.
    expect(share).toBeGreaterThan(0.01)
    expect(share).toBeLessThanOrEqual(1)
  })

  test('the textbook keeps the digits that it claims', async () => {
    const digits = textbook(
      'digits',
      {},
      { on: ['cross_entropy', 'binary_cross_entropy_with_logits'], claim: KEEPS_DIGITS },
    )
    expect(await worstShare(digits, 40)).toBeLessThanOrEqual(1)
  })

  test('the textbook in float32, whose results are rounded once', async () => {
    expect(await worstShare(textbook('float32', {}, { dtypes: ['f32'] }), 10)).toBeLessThanOrEqual(1)
  })

  test('the truth rounded once is within half a unit', async () => {
    // Half a unit, and what the share itself is rounded by.
    expect(await worstShare(exactly('exact', {}, { dtypes: ['f64', 'bf16'] }), 4)).toBeLessThanOrEqual(0.5 + 1e-15)
  })
})

type Arguments = Record<string, Tensor | number | string>

const f64 = (shape: readonly number[], values: readonly number[]): Tensor => tensorOf('f64', shape, values)
const indices = (...values: readonly number[]): Tensor => tensorOf('i64', [values.length], values)

const bases: readonly (readonly [string, Module])[] = [
  ['textbook', textbook('textbook')],
  ['exact', exactly('exact')],
]

describe.each(bases)('edges of the %s', (_, module) => {
  const subject = subjectOf(module)

  async function ask(loss: string, args: Arguments) {
    const call: Call = { loss, arguments: { reduction: 'none', ...args }, want: ['loss', 'gradient'] }
    const answer = await subject.ask(call)
    if (answer.kind !== 'value') return answer
    const gradient = Object.entries(answer.gradient).map(([name, g]) => [name, valuesOf(g).map(positiveZero)] as const)
    return { loss: valuesOf(answer.loss).map(positiveZero), gradient: Object.fromEntries(gradient) }
  }

  test('NaN, +∞ and nothing but −∞ make their row NaN, and no other', async () => {
    const logits = f64([4, 2], [NaN, 0, Infinity, 0, -Infinity, -Infinity, 0, 0])
    const answer = await ask('cross_entropy', { logits, target: indices(0, 0, 0, 1) })
    expect(answer).toEqual({
      loss: [NaN, NaN, NaN, Math.LN2],
      gradient: { logits: [NaN, NaN, NaN, NaN, NaN, NaN, 0.5, -0.5] },
    })
  })

  test('an impossible class costs ∞ with target mass, and nothing without', async () => {
    const logits = f64([2, 3], [0, 0, -Infinity, 0, 0, -Infinity])
    const answer = await ask('cross_entropy', { logits, target: indices(2, 0) })
    expect(answer).toEqual({ loss: [Infinity, Math.LN2], gradient: { logits: [0.5, 0.5, -1, -0.5, 0.5, 0] } })
  })

  test('weight 0 times ∞ is 0', async () => {
    const answer = await ask('log_loss', {
      probabilities: f64([1, 2], [0, 1]),
      target: f64([1, 2], [1, 1]),
      weight: f64([2], [0, 2]),
    })
    expect(answer).toMatchObject({ loss: [0], gradient: { probabilities: [0, -2], target: [0, 0] } })
  })

  test('an ignored row is 0 whatever it contains; all ignored: sum 0, mean NaN, gradient 0', async () => {
    const log_probabilities = f64([2, 2], [NaN, Infinity, -1, -2])
    const some = await ask('nll_loss', { log_probabilities, target: indices(7, 1), ignore_index: 7, reduction: 'mean' })
    expect(some).toEqual({ loss: [2], gradient: { log_probabilities: [0, 0, 0, -1] } })
    const none = { log_probabilities, target: indices(-100, -100) }
    const zeros = { log_probabilities: [0, 0, 0, 0] }
    expect(await ask('nll_loss', none)).toEqual({ loss: [0, 0], gradient: zeros })
    expect(await ask('nll_loss', { ...none, reduction: 'sum' })).toEqual({ loss: [0], gradient: zeros })
    expect(await ask('nll_loss', { ...none, reduction: 'mean' })).toEqual({ loss: [NaN], gradient: zeros })
  })

  test.each([
    ['none', []],
    ['sum', [0]],
    ['mean', [NaN]],
  ])('an empty batch, %s: %j', async (reduction, loss) => {
    const empty = { logits: f64([0, 3], []), target: indices(), reduction }
    expect(await ask('cross_entropy', empty)).toEqual({ loss, gradient: { logits: [] } })
  })

  test('weights that sum to 0 divide to NaN', async () => {
    const weightless = { logits: f64([1, 2], [0, 0]), target: indices(0), weight: f64([2], [0, 1]) }
    const answer = await ask('cross_entropy', { ...weightless, reduction: 'mean' })
    expect(answer).toEqual({ loss: [NaN], gradient: { logits: [NaN, NaN] } })
  })

  test('a bit of ±∞ has its limit', async () => {
    const logits = f64([4], [Infinity, Infinity, -Infinity, -Infinity])
    const answer = await ask('binary_cross_entropy_with_logits', { logits, target: f64([4], [1, 0, 1, 0]) })
    expect(answer).toMatchObject({ loss: [0, Infinity, Infinity, 0], gradient: { logits: [0, 1, -1, 0] } })
  })

  test('a certain probability costs 0 or ∞', async () => {
    const probabilities = f64([4], [1, 1, 0, 0])
    const answer = await ask('binary_cross_entropy', { probabilities, target: f64([4], [1, 0, 1, 0]) })
    expect(answer).toMatchObject({
      loss: [0, Infinity, Infinity, 0],
      gradient: { probabilities: [-1, Infinity, -Infinity, 1] },
    })
  })

  test('0·ln 0 = 0 in divergence and entropy', async () => {
    const p = f64([1, 2], [0, 1])
    expect(await ask('kl_divergence', { p, q: f64([1, 2], [0, 1]) })).toMatchObject({ loss: [0] })
    expect(await ask('kl_divergence', { p: f64([1, 2], [0.5, 0.5]), q: p })).toMatchObject({ loss: [Infinity] })
    expect(await ask('entropy', { p })).toMatchObject({ loss: [0] })
  })

  test('weights of a binary loss broadcast by NumPy’s rules', async () => {
    const logits = f64([2, 3], [0, 0, 0, 0, 0, 0])
    const question = { logits, target: f64([2, 3], [1, 1, 1, 1, 1, 1]) }
    const byRow = await ask('binary_cross_entropy_with_logits', { ...question, weight: f64([2, 1], [2, 4]) })
    expect(byRow).toMatchObject({ loss: [2, 2, 2, 4, 4, 4].map((w) => w * Math.LN2) })
    const byColumn = await ask('binary_cross_entropy_with_logits', { ...question, pos_weight: f64([3], [0, 1, 2]) })
    expect(byColumn).toMatchObject({ loss: [0, 1, 2, 0, 1, 2].map((w) => w * Math.LN2) })
  })

  const two = { logits: f64([1, 2], [0, 0]), target: indices(0) }
  const refused: readonly (readonly [string, string, Arguments])[] = [
    ['class 2 of 2', 'cross_entropy', { ...two, target: indices(2) }],
    ['class −1', 'cross_entropy', { ...two, target: indices(-1) }],
    ['smoothing above 1', 'cross_entropy', { ...two, label_smoothing: 1.5 }],
    ['smoothing below 0', 'cross_entropy', { ...two, label_smoothing: -0.5 }],
    ['smoothing NaN', 'cross_entropy', { ...two, label_smoothing: NaN }],
    ['a weight of ∞', 'cross_entropy', { ...two, weight: f64([2], [Infinity, 1]) }],
    ['a weight for a class that is not there', 'cross_entropy', { ...two, weight: f64([3], [1, 1, 1]) }],
    ['an option that is not there', 'cross_entropy', { ...two, margin: 2 }],
    ['another reduction', 'cross_entropy', { ...two, reduction: 'median' }],
    ['a target of ∞', 'cross_entropy', { ...two, target: f64([1, 2], [Infinity, 0]) }],
    ['a target for each class but one', 'cross_entropy', { ...two, target: f64([1, 1], [1]) }],
    ['p above 1', 'log_loss', { probabilities: f64([1, 2], [1.5, 0]), target: indices(0) }],
    ['y above 1', 'binary_cross_entropy', { probabilities: f64([1], [0.5]), target: f64([1], [1.5]) }],
    ['negative q', 'kl_divergence', { p: f64([1, 1], [1]), q: f64([1, 1], [-1]) }],
    ['negative p', 'entropy', { p: f64([1, 1], [-1]) }],
  ]

  test.each(refused)('%s is refused', async (_what, loss, args) => {
    expect(await ask(loss, args)).toMatchObject({ kind: 'error' })
  })

  test('ignore_index beside a distribution, and indices of a binary loss, are unsupported', async () => {
    const soft = { ...two, target: f64([1, 2], [0, 1]), ignore_index: 1 }
    expect(await ask('cross_entropy', soft)).toMatchObject({ kind: 'unsupported' })
    const binary = { logits: f64([1], [0]), target: indices(0) }
    expect(await ask('binary_cross_entropy_with_logits', binary)).toMatchObject({ kind: 'unsupported' })
  })
})

/** The sign of zero is nobody's promise. */
function positiveZero(x: number): number {
  return x === 0 ? 0 : x
}

describe('the catalogue', () => {
  test('every mutant has a name of its own, its bug, and a sentence', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(45)
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
    for (const { name, bug, link, why } of mutants) {
      expect(bug, name).toMatch(/^(B\d\d|classic|systematic)$/)
      expect(link ?? 'https://', name).toMatch(/^https:\/\//)
      expect(why.length, name).toBeGreaterThan(20)
    }
  })

  test('every loss has mutants', () => {
    const spoiledLosses = mutants.flatMap(({ module }) => Object.keys(module.losses))
    expect([...new Set(spoiledLosses)].toSorted()).toEqual([...losses.keys()].toSorted())
  })
})
