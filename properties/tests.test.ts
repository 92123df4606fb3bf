/**
 * Laws as tests: a right function passes every one, a wrong one is rejected with the law, the case, the answer, the truth.
 */

import { describe, expect, test } from 'vitest'
import type { Tensor } from '../reference/index.ts'
import type { ModuleAnswer, ModuleCall, ModuleLoss } from './subject.ts'
import { lawsFor } from './tests.ts'

/** −ln p_t from z − max z, and p − [c = t]: what anybody writes. */
function softmaxCrossEntropy({ arguments: { logits, target }, upstream }: ModuleCall): ModuleAnswer {
  const z = logits as Tensor & { readonly data: Float64Array }
  const [rows, classes] = z.shape as [number, number]
  const above = (upstream === undefined ? 1 : Number(upstream.data[0])) / rows
  const answers = Array.from((target as Tensor).data as BigInt64Array, (t, n) => {
    const hit = Number(t)
    if (hit < 0 || hit >= classes) throw new RangeError(`target[${n}]: expected a class index, got ${hit}`)
    const row = z.data.subarray(n * classes, (n + 1) * classes)
    const max = row.reduce((a, b) => Math.max(a, b), -Infinity)
    const exps = Array.from(row, (x) => Math.exp(x - max))
    const sum = exps.reduce((a, b) => a + b, 0)
    return {
      loss: Math.log(sum) + (max - row[hit]!),
      slopes: exps.map((e, c) => (e / sum - (c === hit ? 1 : 0)) * above),
    }
  })
  const loss = answers.reduce((sum, answer) => sum + answer.loss, 0) / rows
  return { loss, gradient: { logits: answers.map(({ slopes }) => slopes) } }
}

const right: ModuleLoss = { gradients: ['logits'], evaluate: softmaxCrossEntropy }

describe('a right function obeys every law', () => {
  const tests = lawsFor({ cross_entropy: right }, { runs: 20 })

  test.each(tests)('$name', async ({ check }) => {
    await expect(check()).resolves.toBeUndefined()
  })

  test('they are named by loss, dtype and law, and there are many', () => {
    expect(tests.length).toBeGreaterThan(20)
    for (const { name, statement } of tests) {
      expect(name).toMatch(/^cross_entropy f64: [a-z0-9-]+$/)
      expect(statement).not.toBe('')
    }
    expect(new Set(tests.map(({ name }) => name)).size).toBe(tests.length)
  })
})

/** What a law says of a loss: nothing when it holds, else its words. */
async function wordsOf(law: string, loss: ModuleLoss, seed?: number): Promise<string> {
  const tests = lawsFor({ cross_entropy: loss }, { runs: 20, ...(seed === undefined ? {} : { seed }) })
  return await tests
    .find(({ name }) => name === `cross_entropy f64: ${law}`)!
    .check()
    .then(
      () => '',
      (error: Error) => error.message,
    )
}

/** A gradient of the other sign. */
const uphill: ModuleLoss = {
  gradients: ['logits'],
  evaluate(call) {
    const { loss, gradient } = softmaxCrossEntropy(call) as { loss: number; gradient: { logits: number[][] } }
    return { loss, gradient: { logits: gradient.logits.map((row) => row.map((slope) => -slope)) } }
  },
}

describe('a wrong function', () => {
  test('is told the law, its claim, the case, the answer and the truth', async () => {
    const lines = (await wordsOf('gradient-accuracy', uphill)).split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^gradient-accuracy: \S/),
      expect.stringMatching(/^ {2}subject .*· cross_entropy · f64 · claim stable$/),
      '  case     logits [[0, 0]]  target [0]  reduction mean',
      '  bits     logits 2 × 0x0000000000000000',
      expect.stringMatching(/^ {2}at {7}gradient\.logits\[[01]\]$/),
      expect.stringMatching(/^ {2}answer {3}-?0\.5$/),
      expect.stringMatching(/^ {2}truth {4}-?0\.5$/),
      expect.stringMatching(/^ {2}off by {3}\S+ ulp, \S+ allowed$/),
      expect.stringMatching(/^ {2}budget {3}stable: .*\(2\^-53\)$/),
      expect.stringMatching(/^ {2}likely {3}gradient\.logits: the sign is turned around/),
    ])
    expect(Number(lines[5]!.slice(11))).toBe(-Number(lines[6]!.slice(11)))
  })

  test('obeys the laws that its mistake does not touch', async () => {
    expect(await wordsOf('loss-accuracy', uphill)).toBe('')
    expect(await wordsOf('gradient-sums-to-zero', uphill)).toBe('')
  })

  test('is told the same for the same seed', async () => {
    const noLoss: ModuleLoss = { evaluate: () => 0 }
    const [one, same] = [await wordsOf('loss-accuracy', noLoss, 5), await wordsOf('loss-accuracy', noLoss, 5)]
    expect(one).not.toBe('')
    expect(same).toBe(one)
  })

  test('that throws fails with what it threw', async () => {
    const broken: ModuleLoss = {
      evaluate() {
        throw new Error('no kernel')
      },
    }
    expect(await wordsOf('loss-accuracy', broken)).toMatch(/^ {2}answer {3}threw Error: no kernel$/m)
  })

  test('that declines everything is not held to anything', async () => {
    expect(await wordsOf('loss-accuracy', { evaluate: () => ({ unsupported: 'everything' }) })).toBe('')
  })
})

test('losses that are not in the module form are refused', () => {
  const wrong = { cross_entropy: { dtypes: ['f8'], evaluate: () => 0 } } as never
  expect(() => lawsFor(wrong)).toThrow(
    new RangeError("losses.cross_entropy.dtypes[0]: expected one of f64, f32, f16, bf16, got 'f8'"),
  )
})
