/**
 * The arguments of a call: every way to be wrong, with its message, and the defaults of what is left out.
 */

import { describe, expect, test } from 'vitest'
import { type Problem, Refusal, Unsupported, readCall } from './arguments.ts'
import type { Call, Tensor } from './call.ts'
import { tensorOf } from './format.ts'
import { losses } from './losses.ts'
import type { Profile } from './profile.ts'
import { f64, indices } from './testing/tensors.ts'
import { refusal } from './testing/outcome.ts'

type Arguments = Call['arguments']

/** Two rows of two classes, and what each loss takes for them. */
const right: Readonly<Record<string, Arguments>> = {
  cross_entropy: { logits: f64([2, 2], 1, 2, 3, 4), target: indices(0, 1) },
  log_loss: { probabilities: f64([2, 2], 0.5, 0.5, 1, 0), target: indices(0, 0) },
  nll_loss: { log_probabilities: f64([2, 2], -1, -2, -3, 0), target: f64([2, 2], 1, 0, 0, 1) },
  binary_cross_entropy_with_logits: { logits: f64([2, 2], 1, 2, 3, 4), target: f64([2, 2], 0, 1, 2, -1) },
  binary_cross_entropy: { probabilities: f64([2, 2], 0, 1, 0.5, 0.25), target: f64([2, 2], 0, 1, 1, 0) },
  kl_divergence: { q: f64([2, 2], 1, 2, 3, 4), p: f64([2, 2], 0, 1, 2, 3) },
  entropy: { p: f64([2, 2], 0, 1, 2, 3) },
}

function read(loss: string, changed: Readonly<Record<string, unknown>> = {}, upstream?: Tensor): Problem {
  const given = Object.entries({ ...right[loss], ...changed }).filter(([, value]) => value !== undefined)
  const call = { loss, arguments: Object.fromEntries(given) as Arguments, want: ['loss'] as const }
  return readCall(losses.get(loss) as Profile, upstream === undefined ? call : { ...call, upstream })
}

describe('right arguments', () => {
  test.each(Object.keys(right))('of %s are read', (loss) => {
    const { rows, classes } = read(loss)
    expect([rows, classes]).toEqual(loss.startsWith('binary') ? [4, 1] : [2, 2])
  })

  test('left out take their defaults', () => {
    expect(read('cross_entropy')).toMatchObject({
      indexed: true,
      ignoreIndex: -100,
      reducer: 'target weights',
      weight: undefined,
      posWeight: undefined,
      upstream: undefined,
    })
    expect(read('nll_loss')).toMatchObject({ indexed: false, ignoreIndex: undefined })
  })

  test('may be tensors of any format, and of no rows', () => {
    for (const dtype of ['f32', 'f16', 'bf16'] as const) {
      const logits = tensorOf(dtype, [2, 2], [1, 2, 3, 4])
      expect(read('cross_entropy', { logits })).toMatchObject({ dtype, input: [1, 2, 3, 4] })
    }
    expect(read('cross_entropy', { logits: f64([0, 3]), target: indices() })).toMatchObject({ rows: 0, classes: 3 })
    expect(read('cross_entropy', { target: tensorOf('i32', [2], [1, 0]) }).target).toEqual([1, 0])
    expect(read('binary_cross_entropy', { probabilities: f64([], 0.5), target: f64([], 1) }).rows).toBe(1)
  })

  test('may be NaN or infinite where the value is then NaN, infinite, or a limit', () => {
    const odd = f64([2, 2], NaN, Infinity, -Infinity, 0)
    for (const loss of ['cross_entropy', 'binary_cross_entropy_with_logits']) {
      expect(read(loss, { logits: odd }).input).toEqual([NaN, Infinity, -Infinity, 0])
    }
    expect(read('log_loss', { probabilities: f64([2, 2], NaN, 1, 0, 1) }).input[0]).toBeNaN()
  })

  test('may have an index that is ignored, whatever it is', () => {
    expect(read('cross_entropy', { target: indices(-100, 1) }).target).toEqual([-100, 1])
    expect(read('cross_entropy', { target: indices(7, 1), ignore_index: 7 }).ignoreIndex).toBe(7)
  })

  test('have weights that spread to the input by the rules of NumPy', () => {
    const spread = (weight: Tensor): readonly number[] | undefined => read('binary_cross_entropy', { weight }).weight
    expect(spread(f64([], 3))).toEqual([3, 3, 3, 3])
    expect(spread(f64([2], 1, 2))).toEqual([1, 2, 1, 2])
    expect(spread(f64([2, 1], 1, 2))).toEqual([1, 1, 2, 2])
    expect(spread(f64([1, 2], 1, 2))).toEqual([1, 2, 1, 2])
    expect(spread(f64([2, 2], 1, 2, 3, 4))).toEqual([1, 2, 3, 4])
    expect(read('binary_cross_entropy_with_logits', { pos_weight: f64([2], 5, 6) }).posWeight).toEqual([5, 6, 5, 6])
    expect(read('cross_entropy', { weight: f64([2], 5, 6) }).weight).toEqual([5, 6])
  })

  test('spread over three axes too', () => {
    const call = (weight: Tensor): Problem =>
      read('binary_cross_entropy', {
        probabilities: f64([2, 3, 2], ...Array.from({ length: 12 }, () => 0.5)),
        target: f64([2, 3, 2], ...Array.from({ length: 12 }, () => 1)),
        weight,
      })
    expect(call(f64([3, 1], 1, 2, 3)).weight).toEqual([1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3])
    expect(call(f64([2, 1, 2], 1, 2, 3, 4)).weight).toEqual([1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4])
  })
})

/** The message, the loss, and what is changed in its right arguments. */
type Wrong = readonly [message: string, loss: string, changed: Readonly<Record<string, unknown>>]

const nine = f64([3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9)

const wrongs: readonly Wrong[] = [
  // Tensors.
  ['logits: expected a tensor, got none', 'cross_entropy', { logits: undefined }],
  ['target: expected a tensor, got none', 'cross_entropy', { target: undefined }],
  ['p: expected a tensor, got 3', 'entropy', { p: 3 }],
  ['q: expected a tensor, got q', 'kl_divergence', { q: 'q' }],
  [
    'logits: expected 4 values for shape [2, 2], got 3',
    'cross_entropy',
    { logits: { dtype: 'f64', shape: [2, 2], data: Float64Array.of(1, 2, 3) } },
  ],
  [
    'logits: expected floating-point numbers, got i64',
    'cross_entropy',
    { logits: tensorOf('i64', [2, 2], [1, 2, 3, 4]) },
  ],
  // Shapes.
  ['logits: expected shape [rows, classes], got [4]', 'cross_entropy', { logits: f64([4], 1, 2, 3, 4) }],
  ['p: expected shape [rows, classes], got [1, 2, 2]', 'entropy', { p: f64([1, 2, 2], 1, 2, 3, 4) }],
  ['probabilities: expected at least one class, got 0', 'log_loss', { probabilities: f64([2, 0]) }],
  ['target: expected shape [2], got [1]', 'cross_entropy', { target: indices(0) }],
  ['target: expected shape [2, 2], got [3, 3]', 'cross_entropy', { target: nine }],
  ['p: expected shape [2, 2], got [3, 3]', 'kl_divergence', { p: nine }],
  ['target: expected shape [2, 2], got [4]', 'binary_cross_entropy', { target: f64([4], 1, 1, 1, 1) }],
  ['target: expected shape [2, 2], got [2]', 'binary_cross_entropy', { target: f64([2], 1, 1) }],
  // Values.
  ['target[1]: expected a class index 0…1, got 2', 'cross_entropy', { target: indices(0, 2) }],
  ['target[0]: expected a class index 0…1, got -1', 'log_loss', { target: indices(-1, 0) }],
  ['target[0]: expected a class index 0…1, got -100', 'cross_entropy', { target: indices(-100, 0), ignore_index: 1 }],
  ['target[2]: expected a finite number, got NaN', 'nll_loss', { target: f64([2, 2], 0, 0, NaN, 0) }],
  [
    'target[1]: expected a finite number, got Infinity',
    'binary_cross_entropy_with_logits',
    { target: f64([2, 2], 0, Infinity, 0, 0) },
  ],
  [
    'probabilities[2]: expected a number in [0, 1], got 1.5',
    'log_loss',
    { probabilities: f64([2, 2], 0.5, 0.5, 1.5, 0) },
  ],
  [
    'probabilities[1]: expected a number in [0, 1], got -0.5',
    'binary_cross_entropy',
    { probabilities: f64([2, 2], 0.5, -0.5, 1, 0) },
  ],
  ['target[3]: expected a number in [0, 1], got 1.25', 'binary_cross_entropy', { target: f64([2, 2], 0, 0, 0, 1.25) }],
  ['q[3]: expected a number at least 0, got -1', 'kl_divergence', { q: f64([2, 2], 1, 1, 1, -1) }],
  ['p[0]: expected a number at least 0, got -5e-324', 'kl_divergence', { p: f64([2, 2], -5e-324, 1, 1, 1) }],
  ['p[1]: expected a number at least 0, got -2', 'entropy', { p: f64([2, 2], 1, -2, 1, 1) }],
  // Options.
  ['weight[1]: expected a finite number, got NaN', 'cross_entropy', { weight: f64([2], 1, NaN) }],
  [
    'pos_weight[0]: expected a finite number, got Infinity',
    'binary_cross_entropy_with_logits',
    { pos_weight: f64([2], Infinity, 1) },
  ],
  ['weight: expected shape [2], got [3]', 'cross_entropy', { weight: f64([3], 1, 1, 1) }],
  ['weight: expected shape [2], got [1]', 'cross_entropy', { weight: f64([1], 1) }],
  [
    'weight: expected a shape that broadcasts to [2, 2], got [2, 2, 1]',
    'binary_cross_entropy',
    { weight: f64([2, 2, 1], 1, 1, 1, 1) },
  ],
  [
    'weight: expected a shape that broadcasts to [2, 2], got [1, 2, 2]',
    'binary_cross_entropy',
    { weight: f64([1, 2, 2], 1, 1, 1, 1) },
  ],
  [
    'weight: expected a shape that broadcasts to [2, 2], got [3]',
    'binary_cross_entropy',
    { weight: f64([3], 1, 1, 1) },
  ],
  ['weight: expected a tensor, got 2', 'cross_entropy', { weight: 2 }],
  ['label_smoothing: expected a number in [0, 1], got 1.5', 'cross_entropy', { label_smoothing: 1.5 }],
  ['label_smoothing: expected a number in [0, 1], got -0.1', 'cross_entropy', { label_smoothing: -0.1 }],
  ['label_smoothing: expected a number in [0, 1], got NaN', 'log_loss', { label_smoothing: NaN }],
  ["label_smoothing: expected a number, got '0.1'", 'log_loss', { label_smoothing: '0.1' }],
  ['ignore_index: expected a number, got a tensor', 'cross_entropy', { ignore_index: indices(1) }],
  ["reduction: expected 'none', 'sum' or 'mean', got 'batchmean'", 'cross_entropy', { reduction: 'batchmean' }],
  ["reduction: expected 'none', 'sum' or 'mean', got '1'", 'cross_entropy', { reduction: 1 }],
  ["reduction: expected 'none', 'sum' or 'mean', got a tensor", 'cross_entropy', { reduction: indices(1) }],
  ['weight: expected one of p, reduction, got weight', 'entropy', { weight: f64([2], 1, 1) }],
  [
    'pos_weight: expected one of probabilities, target, reduction, weight, label_smoothing, focal, got pos_weight',
    'binary_cross_entropy',
    { pos_weight: f64([2], 1, 1) },
  ],
]

describe('a wrong argument is refused by name, index, what was expected and what came:', () => {
  test.each(wrongs)('%s', (message, loss, changed) => {
    const thrown = refusal(() => read(loss, changed))
    expect(thrown).toBeInstanceOf(Refusal)
    expect(thrown).toBeInstanceOf(RangeError)
    expect((thrown as Error).message).toBe(message)
  })

  test('upstream: expected as many numbers as the loss has', () => {
    expect(() => read('cross_entropy', {}, f64([2], 1, 1))).toThrow('upstream: expected 1 numbers, got 2')
    expect(() => read('nll_loss', { reduction: 'none' }, f64([], 1))).toThrow('upstream: expected 2 numbers, got 1')
    expect(read('nll_loss', { reduction: 'none' }, f64([2], 3, 4)).upstream).toEqual([3, 4])
  })
})

describe('what a loss does not do is unsupported, and not wrong:', () => {
  const distribution = f64([2, 2], 1, 0, 0, 1)

  test.each([
    ['ignore_index with distribution targets', 'cross_entropy', { target: distribution, ignore_index: 3 }],
    ['ignore_index with distribution targets', 'nll_loss', { ignore_index: -100 }],
    ['target: index targets', 'binary_cross_entropy', { target: indices(0, 1) }],
    ['p: index targets', 'kl_divergence', { p: indices(0, 1) }],
  ] as const)('%s, in %s', (why, loss, changed) => {
    expect(() => read(loss, changed)).toThrow(Unsupported)
    expect(() => read(loss, changed)).toThrow(why)
  })
})
