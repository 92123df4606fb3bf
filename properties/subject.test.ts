/**
 * The module form: what a declaration may say, how answers are read, and every malformed one named by its place.
 */

import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type Answer, type Call, tensorOf } from '../reference/index.ts'
import { type ModuleAnswer, type ModuleCall, subjectOf } from './subject.ts'

const evaluate = (): number => 0

const malformed: readonly (readonly [unknown, typeof TypeError | typeof RangeError, string])[] = [
  [undefined, TypeError, 'module: expected an object, got undefined'],
  [null, TypeError, 'module: expected an object, got null'],
  [() => 0, TypeError, 'module: expected an object, got a function'],
  [[1, 2], TypeError, 'module: expected an object, got an array of 2'],
  [{ losses: {} }, TypeError, 'name: expected a string, got undefined'],
  [{ name: 7, losses: {} }, TypeError, 'name: expected a string, got 7'],
  [{ name: 'x' }, TypeError, 'losses: expected an object, got undefined'],
  [{ name: 'x', losses: [] }, TypeError, 'losses: expected an object, got an array of 0'],
  [{ name: 'x', losses: {} }, RangeError, 'losses: expected at least one loss, got none'],
  [
    { name: 'x', losses: { hinge: { evaluate } } },
    RangeError,
    'losses: expected some of cross_entropy, log_loss, nll_loss, binary_cross_entropy_with_logits, ' +
      "binary_cross_entropy, kl_divergence, entropy or of a profile, got 'hinge'",
  ],
  [{ name: 'x', losses: { entropy: evaluate } }, TypeError, 'losses.entropy: expected an object, got a function'],
]

/** What a loss may say wrongly, with its message after the name of the loss. */
const declarations: readonly (readonly [object, typeof TypeError | typeof RangeError, string])[] = [
  [{ evaluate: undefined }, TypeError, 'evaluate: expected a function, got undefined'],
  [{ evaluate: 'p => 0' }, TypeError, "evaluate: expected a function, got 'p => 0'"],
  [{ dtypes: 'f64' }, TypeError, "dtypes: expected an array, got 'f64'"],
  [{ dtypes: ['f64', 'i64'] }, RangeError, "dtypes[1]: expected one of f64, f32, f16, bf16, got 'i64'"],
  [{ targets: { 0: 'index' } }, TypeError, 'targets: expected an array, got an object'],
  [{ targets: ['indices'] }, RangeError, "targets[0]: expected one of index, distribution, got 'indices'"],
  [{ reductions: ['mean', 'max'] }, RangeError, "reductions[1]: expected one of none, sum, mean, got 'max'"],
  [{ options: true }, TypeError, 'options: expected an array, got true'],
  [
    { options: ['weight', 'weights'] },
    RangeError,
    "options[1]: expected one of weight, ignore_index, label_smoothing, temperature, softcap, z_loss, focal, got 'weights'",
  ],
  [{ gradients: [['logits']] }, RangeError, 'gradients[0]: expected one of logits, target, got an array of 1'],
  [{ gradients: [null] }, RangeError, 'gradients[0]: expected one of logits, target, got null'],
  [
    { accuracy: 'exact' },
    TypeError,
    "accuracy: expected 'faithful', 'stable' or { loss, gradient } in ulps, got 'exact'",
  ],
  [
    { accuracy: { loss: 1 } },
    TypeError,
    "accuracy: expected 'faithful', 'stable' or { loss, gradient } in ulps, got an object",
  ],
  [{ accuracy: 2 }, TypeError, "accuracy: expected 'faithful', 'stable' or { loss, gradient } in ulps, got 2"],
  [{ accuracy: null }, TypeError, "accuracy: expected 'faithful', 'stable' or { loss, gradient } in ulps, got null"],
]

describe('a module that is not in the form is refused', () => {
  test.each(malformed)('%o: %o: %s', (module, kind, message) => {
    expect(() => subjectOf(module)).toThrow(new kind(message))
  })

  test.each(declarations)('cross_entropy %o: %o: %s', (declared, kind, message) => {
    const module = { name: 'x', losses: { cross_entropy: { evaluate, ...declared } } }
    expect(() => subjectOf(module)).toThrow(new kind(`losses.cross_entropy.${message}`))
  })

  test('an option is one of its own loss', () => {
    const module = { name: 'x', losses: { entropy: { evaluate, options: ['weight'] } } }
    expect(() => subjectOf(module)).toThrow("losses.entropy.options[0]: expected one of none, got 'weight'")
  })
})

describe('a module in the form', () => {
  test('declares the smallest thing when it says nothing', () => {
    const { name, version, losses } = subjectOf({ name: 'x', losses: { cross_entropy: { evaluate } } })
    expect([name, version]).toEqual(['x', 'unversioned'])
    expect(losses['cross_entropy']).toEqual({
      dtypes: ['f64'],
      targets: ['index'],
      reductions: ['mean'],
      options: [],
      gradients: [],
      accuracy: 'stable',
    })
  })

  test('declares what it says', () => {
    const declared = {
      dtypes: ['f32', 'bf16'],
      targets: ['index', 'distribution'],
      reductions: ['none'],
      options: ['label_smoothing'],
      gradients: ['logits', 'target'],
      accuracy: { loss: 2, gradient: 4 },
    }
    const subject = subjectOf({ name: 'x', version: '2', losses: { cross_entropy: { evaluate, ...declared } } })
    expect([subject.version, subject.losses]).toEqual(['2', { cross_entropy: declared }])
  })

  test('keeps its own this', async () => {
    const loss = { offset: 3, evaluate: (): number => 0 }
    loss.evaluate = function evaluate(this: typeof loss) {
      return this.offset
    }
    const answer = await subjectOf({ name: 'x', losses: { cross_entropy: loss } }).ask(callOf('mean'))
    expect(answer).toMatchObject({ loss: { data: Float64Array.of(3) } })
  })
})

function callOf(reduction: string, want: Call['want'] = ['loss'], dtype: 'f64' | 'f16' = 'f64'): Call {
  const logits = tensorOf(dtype, [2, 3], [1, 2, 3, 4, 5, 6])
  return { loss: 'cross_entropy', arguments: { logits, target: tensorOf('i64', [2], [0, 2]), reduction }, want }
}

/** What a subject that answers so is taken to have said. */
async function heard(answer: unknown, call: Call): Promise<Answer> {
  const respond = (): ModuleAnswer => answer as ModuleAnswer
  const dtypes = ['f64', 'f16']
  const loss = { dtypes, reductions: ['none', 'mean'], gradients: ['logits', 'target'], evaluate: respond }
  return await subjectOf({ name: 'x', losses: { cross_entropy: loss } }).ask(call)
}

describe('an answer', () => {
  const rows = callOf('none')
  const two = { kind: 'value', loss: { dtype: 'f64', shape: [2], data: Float64Array.of(1, 2) }, gradient: {} }

  test.each([
    ['a list', [1, 2]],
    ['a typed array of another kind', Float32Array.of(1, 2)],
    ['a list in a list', [[1], [2]]],
    ['an object', { loss: [1, 2] }],
    ['a tensor', { loss: { dtype: 'f64', shape: [2], data: Float64Array.of(1, 2) } }],
    ['big integers', { loss: BigInt64Array.of(1n, 2n) }],
    ['a promise', Promise.resolve([1, 2])],
    ['more than was asked', { loss: [1, 2], gradient: { logits: 'later' } }],
  ])('may be %s', async (_what, answer) => {
    expect(await heard(answer, rows)).toEqual(two)
  })

  test('of one number may be bare', async () => {
    expect(await heard(0.5, callOf('mean'))).toMatchObject({ loss: { shape: [], data: Float64Array.of(0.5) } })
  })

  test('in half precision is rounded once, or is taken by its bits', async () => {
    const half = callOf('none', ['loss'], 'f16')
    // 0x3555 is the float16 next to 1/3.
    const bits = Uint16Array.of(0x3555, 0x3c00)
    expect(await heard([1 / 3, 1], half)).toMatchObject({ loss: { dtype: 'f16', data: bits } })
    expect(await heard(bits, half)).toMatchObject({ loss: { dtype: 'f16', data: bits } })
  })

  test('of a gradient is for what has a slope: no class index has', async () => {
    const answer = await heard(
      {
        gradient: {
          logits: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
      },
      callOf('mean', ['gradient']),
    )
    expect(answer).toMatchObject({ kind: 'value', gradient: { logits: { shape: [2, 3] } } })
    expect(Object.keys((answer as { gradient: object }).gradient)).toEqual(['logits'])
  })

  test('may decline', async () => {
    expect(await heard({ unsupported: 'two rows' }, rows)).toEqual({ kind: 'unsupported', why: 'two rows' })
  })

  test.each([
    [undefined, 'answer: expected { loss, gradient } or { unsupported }, got undefined'],
    [null, 'answer: expected { loss, gradient } or { unsupported }, got null'],
    ['0.7', "answer: expected { loss, gradient } or { unsupported }, got '0.7'"],
    [{}, 'loss: expected 2 numbers, got undefined'],
    [{ loss: 'low' }, "loss: expected 2 numbers, got 'low'"],
    [{ loss: ['1', '2'] }, 'loss: expected 2 numbers, got an array of 2'],
    [{ loss: [1, null] }, 'loss: expected 2 numbers, got an array of 2'],
    [{ loss: [1, 2, 3] }, 'loss: expected 2 numbers, got 3'],
    [7, 'loss: expected 2 numbers, got 1'],
    [new DataView(new ArrayBuffer(16)), 'loss: expected 2 numbers, got an object'],
  ])('is no answer: %o: %s', async (answer, why) => {
    expect(await heard(answer, rows)).toEqual({ kind: 'broken', why })
  })

  test.each([
    [{ loss: 1 }, 'gradient.logits: expected 6 numbers, got undefined'],
    [{ loss: 1, gradient: [1, 2] }, 'gradient.logits: expected 6 numbers, got undefined'],
    [{ loss: 1, gradient: { logits: [1, 2] } }, 'gradient.logits: expected 6 numbers, got 2'],
  ])('lacks its gradient: %o: %s', async (answer, why) => {
    expect(await heard(answer, callOf('mean', ['loss', 'gradient']))).toEqual({ kind: 'broken', why })
  })
})

/** A subject whose function does this. */
const doing = (act: (call: ModuleCall) => unknown) =>
  subjectOf({ name: 'x', losses: { cross_entropy: { reductions: ['none'], evaluate: act } } })

describe('a call', () => {
  test.each([
    [new TypeError('target: expected indices'), { kind: 'error', message: 'target: expected indices' }],
    [new RangeError('target: too large'), { kind: 'error', message: 'target: too large' }],
    [new Error('lost'), { kind: 'broken', why: 'threw Error: lost' }],
    [new SyntaxError('lost'), { kind: 'broken', why: 'threw SyntaxError: lost' }],
    ['lost', { kind: 'broken', why: "threw something: 'lost'" }],
  ])('that throws %o', async (error, answer) => {
    // An aborted signal throws whatever it was aborted with.
    const thrower = () => AbortSignal.abort(error).throwIfAborted()
    expect(await doing(thrower).ask(callOf('none'))).toEqual(answer)
    const later = async () => {
      await setImmediate()
      thrower()
    }
    expect(await doing(later).ask(callOf('none'))).toEqual(answer)
  })

  test('reaches the function as a copy, and what is written into it is told', async () => {
    const call = callOf('none')
    const writer = doing(({ arguments: { logits } }) => {
      ;(logits as { data: Float64Array }).data[4] = 0
      return [1, 2]
    })
    expect(await writer.ask(call)).toMatchObject({ modified: { where: 'logits[4]', was: '5', is: '0' } })
    expect(call).toEqual(callOf('none'))
  })

  test('leaves views views: the copy is at the same offset of its buffer', async () => {
    const data = new Float64Array(8).subarray(2)
    let offset = 0
    const looker = doing(({ arguments: { logits } }) => {
      offset = (logits as { data: Float64Array }).data.byteOffset
      return [1, 2]
    })
    const { arguments: args, ...call } = callOf('none')
    await looker.ask({ ...call, arguments: { ...args, logits: { dtype: 'f64', shape: [2, 3], data } } })
    expect(offset).toBe(16)
  })

  test('is answered at once: what is written into the answer later is not read', async () => {
    const memory = new Float64Array(2)
    const reuser = doing(() => memory.fill(memory[0]! + 1))
    const first = await reuser.ask(callOf('none'))
    await reuser.ask(callOf('none'))
    expect(first).toMatchObject({ loss: { data: Float64Array.of(1, 1) } })
  })

  test('of a loss that it does not have is unsupported', async () => {
    const call = { ...callOf('none'), loss: 'entropy' }
    expect(await doing(() => 0).ask(call)).toEqual({ kind: 'unsupported', why: 'entropy' })
  })
})
