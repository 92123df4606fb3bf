/** Wrong questions: every one refused, with the kind of error and the words that the grammar says. */

import { describe, expect, test } from 'vitest'
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  crossEntropyWithGradient,
  entropy,
  klDivergence,
  logLoss,
  softmax,
} from './index.ts'

/** For questions that TypeScript would not let pass. */
const untyped = (value: unknown): never => value as never

const z5 = [1, 2, 3, 4, 5]
const rows = (n: number): number[][] => Array.from({ length: n }, () => z5)

const refusals: readonly (readonly [() => unknown, typeof TypeError | typeof RangeError, string])[] = [
  [() => crossEntropy(rows(4), [0, 1, 2, 7]), RangeError, 'target[3]: expected a class index 0…4, got 7'],
  [() => crossEntropy(rows(1), [5]), RangeError, 'target[0]: expected a class index 0…4, got 5'],
  [() => crossEntropy(rows(1), [1.5]), RangeError, 'target[0]: expected a class index 0…4, got 1.5'],
  [() => crossEntropy(rows(1), [NaN]), RangeError, 'target[0]: expected a class index 0…4, got NaN'],
  [() => crossEntropy(z5, -1), RangeError, 'target[0]: expected a class index 0…4, got -1'],
  [() => crossEntropy(rows(2), [-100, -101]), RangeError, 'target[1]: expected a class index 0…4, got -101'],
  [
    () => crossEntropy(rows(2), [0, -100], { ignoreIndex: -1 }),
    RangeError,
    'target[1]: expected a class index 0…4, got -100',
  ],
  [
    () => crossEntropy(rows(2), [0, 1, 2]),
    RangeError,
    'target: expected class indices of shape [2] or a distribution of shape [2, 5], got [3]',
  ],
  [
    () => crossEntropy(z5, [1, 0]),
    RangeError,
    'target: expected a class index or a distribution of shape [5], got [2]',
  ],
  [() => crossEntropy([0, 0], [NaN, 1]), RangeError, 'target[0]: expected a finite number, got NaN'],
  [() => crossEntropy([0, 0], [0, Infinity]), RangeError, 'target[1]: expected a finite number, got Infinity'],
  [
    () =>
      crossEntropy(
        [
          [1, 2, 3],
          [1, 2, 3],
          [1, 2],
        ],
        [0, 0, 0],
      ),
    RangeError,
    'logits[2]: expected a row of 3 numbers, got one of 2',
  ],
  [() => crossEntropy(untyped([[1, 2], 3]), [0, 0]), TypeError, 'logits[1]: expected a row of 2 numbers, got 3'],
  [
    () =>
      crossEntropy(
        untyped([
          [1, 2],
          [1, 'a'],
        ]),
        [0, 0],
      ),
    TypeError,
    "logits[1][1]: expected a number, got 'a'",
  ],
  [() => crossEntropy(untyped([1, undefined]), 0), TypeError, 'logits[1]: expected a number, got undefined'],
  [
    () => crossEntropy(untyped('12'), 0),
    TypeError,
    "logits: expected numbers in an array, a typed array or { data, shape }, got '12'",
  ],
  [() => crossEntropy(untyped(BigInt64Array.of(1n)), 0), TypeError, 'logits[0]: expected a number, got 1n'],
  [() => crossEntropy(3 as never, 0), RangeError, 'logits: expected an axis of classes, got []'],
  [() => crossEntropy([], 0), RangeError, 'logits: expected at least one class, got [0]'],
  [() => crossEntropy([[], []], [0, 0]), RangeError, 'logits: expected at least one class, got [2, 0]'],
  [
    () => crossEntropy([[[1]]], [0]),
    RangeError,
    'target: expected class indices of shape [1, 1] or a distribution of shape [1, 1, 1], got [1]',
  ],
  [
    () => crossEntropy({ data: [1, 2, 3], shape: [2, 2] }, [0, 0]),
    RangeError,
    'logits.data: expected 4 numbers for shape [2, 2], got 3',
  ],
  [() => crossEntropy({ data: [1, 2], shape: [-1, 2] }, [0]), RangeError, 'logits.shape[0]: expected a length, got -1'],
  [
    () => crossEntropy(z5, 0, untyped({ reduction: 'avg' })),
    RangeError,
    "reduction: expected 'none', 'sum' or 'mean', got 'avg'",
  ],
  [
    () => crossEntropy(z5, 0, untyped({ label_smoothing: 0.1 })),
    TypeError,
    "options: expected only weight, ignoreIndex, labelSmoothing, focal, axis, reduction, dtype, temperature, softcap, zLoss, got 'label_smoothing'",
  ],
  [
    () => crossEntropy(z5, 0, untyped({ upstream: 1 })),
    TypeError,
    "options: expected only weight, ignoreIndex, labelSmoothing, focal, axis, reduction, dtype, temperature, softcap, zLoss, got 'upstream'",
  ],
  [() => crossEntropy(z5, 0, untyped(null)), TypeError, 'options: expected an object, got null'],
  [
    () => crossEntropy(z5, 0, { labelSmoothing: 1.5 }),
    RangeError,
    'labelSmoothing: expected a number in [0, 1], got 1.5',
  ],
  [
    () => crossEntropy(z5, 0, { labelSmoothing: NaN }),
    RangeError,
    'labelSmoothing: expected a number in [0, 1], got NaN',
  ],
  [
    () => crossEntropy(z5, 0, untyped({ labelSmoothing: '0' })),
    TypeError,
    "labelSmoothing: expected a number in [0, 1], got '0'",
  ],
  [() => crossEntropy(z5, 0, { weight: [1, 1] }), RangeError, 'weight: expected shape [5], got [2]'],
  [
    () => crossEntropy(z5, 0, { weight: [1, 1, NaN, 1, 1] }),
    RangeError,
    'weight[2]: expected a finite number, got NaN',
  ],
  [() => crossEntropy(z5, 0, { ignoreIndex: 0.5 }), RangeError, 'ignoreIndex: expected an integer, got 0.5'],
  [
    () => crossEntropy(z5, z5, { ignoreIndex: 0 }),
    RangeError,
    'ignoreIndex: expected class indices as the target, got 0 beside a distribution',
  ],
  [() => crossEntropyWithGradient(z5, 0, { wrt: ['target'] }), RangeError, "wrt[0]: expected 'logits', got 'target'"],
  [
    () => crossEntropyWithGradient(z5, z5, untyped({ wrt: ['weight'] })),
    RangeError,
    "wrt[0]: expected 'logits' or 'target', got 'weight'",
  ],
  [
    () => crossEntropyWithGradient(z5, z5, untyped({ wrt: 'target' })),
    TypeError,
    "wrt: expected an array of argument names, got 'target'",
  ],
  [
    () => crossEntropyWithGradient(z5, 0, { upstream: [1] }),
    TypeError,
    'upstream: expected a number, as the loss is one, got an array of 1',
  ],
  [() => crossEntropyWithGradient(z5, 0, { upstream: NaN }), RangeError, 'upstream: expected a finite number, got NaN'],
  [
    () => crossEntropyWithGradient(rows(2), [0, 0], { reduction: 'none', upstream: [1, 2, 3] }),
    RangeError,
    'upstream: expected 2 numbers, one for each row, got [3]',
  ],
  [
    () => crossEntropyWithGradient(rows(2), [0, 0], { reduction: 'none', upstream: [1, Infinity] }),
    RangeError,
    'upstream[1]: expected a finite number, got Infinity',
  ],
  [() => crossEntropy(z5, 0, { temperature: 0 }), RangeError, 'temperature: expected a positive number, got 0'],
  [() => crossEntropy(z5, 0, { softcap: Infinity }), RangeError, 'softcap: expected a positive number, got Infinity'],
  [() => crossEntropy(z5, 0, { focal: -1 }), RangeError, 'focal: expected a finite number at least 0, got -1'],
  [() => crossEntropy(z5, 0, { zLoss: NaN }), RangeError, 'zLoss: expected a finite number, got NaN'],
  [() => crossEntropy(z5, 0, untyped({ zLoss: '1' })), TypeError, "zLoss: expected a finite number, got '1'"],
  [() => crossEntropy(z5, 0, { axis: 1 }), RangeError, 'axis: expected an integer -1…0, got 1'],
  [() => crossEntropy(z5, 0, { axis: 0.5 }), RangeError, 'axis: expected an integer -1…0, got 0.5'],
  [
    () => binaryCrossEntropyWithLogits([0], [0], { temperature: -1 }),
    RangeError,
    'temperature: expected a positive number, got -1',
  ],
  [() => logLoss([0.5, 1.5], 0), RangeError, 'probabilities[1]: expected a number in [0, 1], got 1.5'],
  [() => logLoss([-0.5, 0.5], 0), RangeError, 'probabilities[0]: expected a number in [0, 1], got -0.5'],
  [() => binaryCrossEntropy([0.5], [2]), RangeError, 'target[0]: expected a number in [0, 1], got 2'],
  [() => binaryCrossEntropy([0.5], [NaN]), RangeError, 'target[0]: expected a number in [0, 1], got NaN'],
  [() => binaryCrossEntropy([-1], [0]), RangeError, 'probabilities[0]: expected a number in [0, 1], got -1'],
  [() => binaryCrossEntropy([0.5], [0.5, 0.5]), RangeError, 'target: expected shape [1], got [2]'],
  [
    () => binaryCrossEntropy([0.5], [0.5], untyped({ posWeight: [1] })),
    TypeError,
    "options: expected only weight, labelSmoothing, focal, reduction, dtype, got 'posWeight'",
  ],
  [
    () => binaryCrossEntropyWithLogits([0], [Infinity]),
    RangeError,
    'target[0]: expected a finite number, got Infinity',
  ],
  [
    () => binaryCrossEntropyWithLogits([[1, 2, 3]], [[0, 0, 1]], { weight: [1, 2] }),
    RangeError,
    'weight: expected a shape that broadcasts to [1, 3], got [2]',
  ],
  [() => klDivergence([-1], [1]), RangeError, 'p[0]: expected a finite number at least 0, got -1'],
  [() => klDivergence([1], [-1]), RangeError, 'q[0]: expected a number at least 0, got -1'],
  [() => klDivergence([1], [1, 2]), RangeError, 'q: expected shape [1], got [2]'],
  [() => klDivergence([NaN], [1]), RangeError, 'p[0]: expected a finite number at least 0, got NaN'],
  [() => entropy([0.5, -0.5]), RangeError, 'p[1]: expected a finite number at least 0, got -0.5'],
  [() => binaryCrossEntropy([0.5], [-0.5]), RangeError, 'target[0]: expected a number in [0, 1], got -0.5'],
  [
    () => crossEntropy(z5, 0, { labelSmoothing: -0.5 }),
    RangeError,
    'labelSmoothing: expected a number in [0, 1], got -0.5',
  ],
  [
    () => crossEntropy(z5, 0, { focal: Infinity }),
    RangeError,
    'focal: expected a finite number at least 0, got Infinity',
  ],
  [() => crossEntropy(z5, 0, { temperature: -0 }), RangeError, 'temperature: expected a positive number, got -0'],
  [
    () => crossEntropy(z5, 0, untyped({ zLoss: () => 1 })),
    TypeError,
    'zLoss: expected a finite number, got a function',
  ],
  [() => crossEntropy(z5, 0, untyped({ zLoss: {} })), TypeError, 'zLoss: expected a finite number, got an object'],
  [
    () => crossEntropy(z5, 0, untyped({ zLoss: new Float32Array(1) })),
    TypeError,
    'zLoss: expected a finite number, got a Float32Array',
  ],
  [() => crossEntropy(z5, 0, untyped({ ignoreIndex: 'x' })), TypeError, "ignoreIndex: expected an integer, got 'x'"],
  [() => crossEntropy(z5, 0, untyped('mean')), TypeError, "options: expected an object, got 'mean'"],
  [() => crossEntropy(z5, 0, untyped(['mean'])), TypeError, 'options: expected an object, got an array of 1'],
  [
    () => crossEntropyWithGradient(z5, z5, untyped({ wrt: ['logits', 3] })),
    TypeError,
    "wrt[1]: expected 'logits' or 'target', got 3",
  ],
  [
    () => crossEntropyWithGradient(z5, z5, untyped({ into: null })),
    TypeError,
    'into: expected an object of arrays, got null',
  ],
  [
    () => crossEntropyWithGradient(z5, z5, untyped({ wrt: ['target'], into: { loss: z5 } })),
    TypeError,
    "into: expected only logits, target, got 'loss'",
  ],
  [
    () => crossEntropyWithGradient(rows(2), [0, 1], { reduction: 'none', upstream: [Infinity, 1] }),
    RangeError,
    'upstream[0]: expected a finite number, got Infinity',
  ],
  [
    () => crossEntropyWithGradient(rows(2), [0, 1], untyped({ reduction: 'none', upstream: ['1', 1] })),
    TypeError,
    "upstream[0]: expected a number, got '1'",
  ],
  [
    () => crossEntropy(z5, 0, untyped({ dtype: ['f64'] })),
    RangeError,
    "dtype: expected 'f64', 'f32', 'bf16', 'f16', got an array of 1",
  ],
  [() => crossEntropy(rows(1), untyped(['0'])), TypeError, "target[0]: expected a number, got '0'"],
  [
    () => crossEntropy(rows(1), untyped([[1n, 0, 0, 0, 0]]), { dtype: 'bf16' }),
    TypeError,
    'target[0][0]: expected a number, got 1n',
  ],
  [() => softmax([]), RangeError, 'logits: expected at least one class, got [0]'],
  [() => softmax(1 as never), RangeError, 'logits: expected an axis of classes, got []'],
]

describe('refusals', () => {
  const named = refusals.map(([question, kind, message]) => ({ question, kind, message }))

  test.each(named)('$message', ({ question, kind, message }) => {
    let error: unknown
    try {
      question()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(kind)
    expect((error as Error).message).toBe(message)
  })
})

test('the gradient of indices is none that is wanted', () => {
  expect(Object.keys(crossEntropyWithGradient(z5, 0, { wrt: ['logits'] }).gradient)).toEqual(['logits'])
})

test('an index that is ignored may be a bigint', () => {
  expect(crossEntropy(rows(2), [0, 3], untyped({ ignoreIndex: 3n }))).toBe(crossEntropy(rows(1), [0]))
})
