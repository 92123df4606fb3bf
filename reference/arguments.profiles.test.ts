/**
 * The arguments of a call under the profiles of libraries: the ranges of every option under every profile that has it, and
 * what some take that others refuse.
 */

import { describe, expect, test } from 'vitest'
import { type Problem, Refusal, Unsupported, readCall } from './arguments.ts'
import type { Tensor } from './call.ts'
import { tensorOf } from './format.ts'
import { profiles } from './losses.ts'
import { type Profile, type Role, nameOf, profileOf } from './profile.ts'
import { f64, indices } from './testing/tensors.ts'
import { refusal } from './testing/outcome.ts'

type Arguments = Readonly<Record<string, Tensor | number | string>>

function read(under: string | Profile, given: Arguments, upstream?: Tensor): Problem {
  const profile = typeof under === 'string' ? (profiles.get(under) as Profile) : under
  const call = { loss: profile.name, arguments: given, want: ['loss'] as const }
  return readCall(profile, upstream === undefined ? call : { ...call, upstream })
}

/** Ends of the range that belong to it, and the nearest numbers that do not. */
const ranges: Readonly<Partial<Record<Role, { says: string; good: readonly number[]; bad: readonly number[] }>>> = {
  label_smoothing: { says: 'a number in [0, 1]', good: [0, 1], bad: [-5e-324, 1 + 2 ** -52, NaN] },
  temperature: { says: 'a positive number', good: [5e-324, 1e308], bad: [0, -1, Infinity, NaN] },
  scale: { says: 'a positive number', good: [5e-324, 1e308], bad: [0, -1, Infinity, NaN] },
  softcap: { says: 'a positive number', good: [5e-324, 1e308], bad: [0, -1, Infinity, NaN] },
  focal: { says: 'a number at least 0', good: [0, 1e308], bad: [-5e-324, Infinity, NaN] },
  z_loss: { says: 'a finite number', good: [-1e308, 0, 1e308], bad: [Infinity, -Infinity, NaN] },
  gce: { says: 'a number in (0, 1]', good: [5e-324, 1], bad: [0, 1 + 2 ** -52, NaN] },
  beta: { says: 'a number in [0, 1]', good: [0, 1], bad: [-5e-324, 1 + 2 ** -52, NaN] },
  base: { says: 'a positive number that is not 1', good: [5e-324, 2], bad: [0, -1, 1, NaN] },
}

/** One row of four classes, which every profile takes. */
function callUnder({ input, target, targets, score }: Profile): Arguments {
  const x = f64([1, 4], ...Array.from({ length: 4 }, () => (score === 'log' ? -1 : 0.25)))
  if (input === target) return { [input]: x }
  return { [input]: x, [target]: targets === 'index' ? indices(1) : f64([1, 4], 0, 1, 0, 0) }
}

/** No library here has it; who writes a profile of their own may. */
const bounded = profileOf({
  ...(profiles.get('nll_loss') as Profile),
  name: 'mine',
  psi: 'gce',
  options: ['gce'],
  defaults: {},
})

const cases = Object.entries(ranges).flatMap(([role, range]) =>
  [...profiles.values(), bounded]
    .filter(({ options }) => options.includes(role as Role))
    .map((profile) => [role as Role, profile.name, profile, range] as const),
)

describe('ranges', () => {
  test('are those of options that some profile has', () => {
    expect(new Set(cases.map(([role]) => role))).toEqual(new Set(Object.keys(ranges)))
  })

  test.each(cases)('%s of %s', (role, _, profile, { says, good, bad }) => {
    const option = nameOf(profile, role)
    for (const value of good) {
      expect(read(profile, { ...callUnder(profile), [option]: value }).option(role, NaN)).toBe(value)
    }
    for (const value of bad) {
      const thrown = refusal(() => read(profile, { ...callUnder(profile), [option]: value }))
      expect(thrown).toBeInstanceOf(profile.policy.badOption === 'throw' ? Refusal : Unsupported)
      expect((thrown as Error).message).toBe(`${option}: expected ${says}, got ${value}`)
    }
  })
})

describe('smoothing', () => {
  test.each([
    ['fairseq.label_smoothed_nll_loss', 2],
    ['opennmt.LabelSmoothingLoss', 3],
    ['torch.cross_entropy.index', 1],
  ])('%s needs %d classes to share it', (name, least) => {
    const profile = profiles.get(name) as Profile
    const under = (classes: number, smoothing: number): unknown =>
      refusal(() =>
        read(name, {
          [profile.input]: f64([1, classes], ...Array.from({ length: classes }, () => -1)),
          [profile.target]: indices(0),
          [nameOf(profile, 'label_smoothing')]: smoothing,
        }),
      )
    expect(under(least, 0.5)).toMatchObject({ classes: least })
    if (least === 1) return
    expect(under(least - 1, 0)).toMatchObject({ classes: least - 1 })
    expect(under(least - 1, 0.5)).toBeInstanceOf(Unsupported)
    expect((under(least - 1, 0.5) as Error).message).toBe(
      `${nameOf(profile, 'label_smoothing')}: expected at least ${least} classes to share it, got ${least - 1}`,
    )
  })
})

describe('a mean over the last axis', () => {
  const name = 'keras.binary_crossentropy.logits'
  const call = { y_pred: f64([2, 1, 3], 0, 0, 0, 0, 0, 0), y_true: f64([2, 1, 3], 0, 1, 0, 1, 0, 1), reduction: 'none' }

  test('leaves a loss, a weight and an upstream for each of the others', () => {
    const problem = read(name, { ...call, sample_weight: f64([2, 1], 3, 4) }, f64([2], 5, 6))
    expect(problem).toMatchObject({ group: 3, rows: 6, weight: [3, 4], upstream: [5, 6] })
    expect(() => read(name, { ...call, sample_weight: f64([1, 3], 1, 2, 3) })).toThrow(
      'broadcasts to [2, 1], got [1, 3]',
    )
    expect(() => read(name, call, f64([3], 1, 2, 3))).toThrow('upstream: expected 2 numbers, got 3')
  })

  test('of nothing but itself is one loss', () => {
    expect(read(name, { y_pred: f64([], 0), y_true: f64([], 1) })).toMatchObject({ group: 1, rows: 1 })
  })
})

describe('what one library takes and another refuses:', () => {
  const scores = f64([1, 2], 1, 2)
  const onnx = 'onnx.SoftmaxCrossEntropyLoss'

  test('indices from the end', () => {
    for (const t of [0, 1, -1, -2]) expect(read(onnx, { scores, labels: indices(t) }).target).toEqual([t])
    for (const t of [2, -3]) {
      expect(refusal(() => read(onnx, { scores, labels: indices(t) }))).toBeInstanceOf(Refusal)
    }
    expect(refusal(() => read('keras.sparse_categorical_crossentropy.others', sparse(-1)))).toBeInstanceOf(Unsupported)
  })

  const sparse = (t: number): Arguments => ({ y_pred: f64([1, 2], 0.5, 0.5), y_true: indices(t) })

  test('a distribution where an index belongs', () => {
    const thrown = refusal(() => read(onnx, { scores, labels: scores }))
    expect(thrown).toBeInstanceOf(Unsupported)
    expect((thrown as Error).message).toBe('labels: distribution targets')
  })

  test('an input without axes', () => {
    expect(refusal(() => read(onnx, { scores: f64([], 1), labels: f64([], 1) }))).toBeInstanceOf(Unsupported)
    expect(() => read(onnx, { scores: f64([], 1), labels: tensorOf('i64', [], [0]) })).toThrow(
      'scores: expected at least one axis, got none',
    )
  })

  test('targets that are not finite', () => {
    const under = (name: string, target: string, y: number): unknown =>
      refusal(() => read(name, { ...callUnder(profiles.get(name) as Profile), [target]: f64([1, 4], y, 0, 0, 0) }))
    const log = 'torch.kl_div.log_target'
    expect(under(log, 'target', -Infinity)).toMatchObject({ indexed: false })
    expect(under(log, 'target', Infinity)).toBeInstanceOf(Unsupported)
    const plain = 'torch.binary_cross_entropy_with_logits'
    expect(under(plain, 'target', NaN)).toMatchObject({ indexed: false })
    for (const y of [Infinity, -Infinity]) expect(under(plain, 'target', y)).toBeInstanceOf(Unsupported)
  })

  test('an option that is given, though it is the default', () => {
    const pair = { pk: f64([1, 2], 0.5, 0.5), qk: f64([1, 2], 0.25, 0.75) }
    expect(read('scipy.stats.entropy', pair).has('base')).toBe(false)
    expect(read('scipy.stats.entropy', { ...pair, base: Math.E }).has('base')).toBe(true)
    expect(read('scipy.stats.entropy', { ...pair, base: Math.E }).has('focal')).toBe(false)
  })

  test('a reduction, where there is one alone', () => {
    const single = [...profiles.values()].find(({ reductions }) => Object.keys(reductions).length === 1) as Profile
    const only = Object.keys(single.reductions)[0]
    expect(() => read(single.name, { ...callUnder(single), [single.reduction.argument]: 'batch' })).toThrow(
      `${single.reduction.argument}: expected '${only}', got 'batch'`,
    )
  })
})
