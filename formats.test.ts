/** The formats of results against the reference's own, whose code is another. */

import { describe, expect, test } from 'vitest'
import { formats as known, roundTo, valuesOf } from './reference/index.ts'
import { type Dtype, formats } from './src/format.ts'
import { crossEntropyWithGradient, klDivergenceWithGradient, nllLoss, softmax } from './src/index.ts'
import { diceOf } from './src/testing/dice.ts'

const all = (length: number): Uint16Array => Uint16Array.from({ length }, (_, bits) => bits)

describe.each(['bf16', 'f16'] as const)('%s', (dtype) => {
  const { encode, decode } = formats[dtype]

  test('all 65 536 patterns mean what they should, and come back', () => {
    const bits = all(65_536)
    const values = valuesOf({ dtype, shape: [bits.length], data: bits })
    const comesBack = (x: number, i: number): boolean =>
      Object.is(decode?.(i), x) && (Number.isNaN(x) || encode(x) === i)
    expect([...values].flatMap((x, i) => (comesBack(x, i) ? [] : [i]))).toEqual([])
    expect(decode?.(encode(NaN))).toBeNaN()
  })
})

test.each(['f32', 'bf16', 'f16'] as const)('%s rounds to nearest, ties to even', (dtype) => {
  const dice = diceOf(3)
  const { round } = formats[dtype]
  for (let i = 0; i < 20_000; i++) {
    const x = (dice.uniform() - 0.5) * 2 ** (dice.below(300) - 160)
    expect(round(x)).toBe(roundTo(known[dtype], x))
  }
  // Between 1 and the number after it.
  const half = 2 ** -known[dtype].precision
  expect(round(1 + half)).toBe(1)
  expect(round(1 + 3 * half)).toBe(1 + 4 * half)
  expect(round(1 + half * 1.001)).toBe(1 + 2 * half)
})

describe('results', () => {
  const logits = [1, 2, 3, 0, 0, 0]
  const shape = [2, 3]
  const exact = crossEntropyWithGradient({ data: logits, shape }, [0, 2])

  test.each(['f32', 'bf16', 'f16'] as const)('of %s are those of float64, rounded', (dtype: Dtype) => {
    const { round, decode } = formats[dtype]
    const got = crossEntropyWithGradient({ data: logits, shape }, [0, 2], { dtype })
    expect(got.loss).toBe(round(exact.loss))
    const slopes = [...got.gradient.logits].map((x) => (decode === undefined ? x : decode(x)))
    expect(slopes).toEqual([...exact.gradient.logits].map(round))
  })

  test('sixteen bits are read as what they stand for, indices as they are', () => {
    const bits = Uint16Array.from(logits, formats.bf16.encode)
    const target = Uint16Array.of(0, 2)
    expect(crossEntropyWithGradient({ data: bits, shape }, target, { dtype: 'bf16' }).loss).toBe(
      formats.bf16.round(exact.loss),
    )
    expect(nllLoss(Uint16Array.of(0xc000, 0), 0, { dtype: 'f16' })).toBe(2)
  })

  test('go into the arrays of the caller, whatever is in them and wherever the classes are', () => {
    const into = { logits: new Float64Array(6).fill(9), loss: new Float64Array(2).fill(9) }
    const options = { reduction: 'none', ignoreIndex: 0, into } as const
    const { loss, gradient } = crossEntropyWithGradient({ data: logits, shape }, [0, 2], options)
    expect(loss).toBe(into.loss)
    expect(gradient.logits).toBe(into.logits)
    expect([...into.logits].map((x) => Math.abs(x) < 1)).toEqual([true, true, true, true, true, true])
    expect([loss[0], ...gradient.logits.subarray(0, 3)]).toEqual([0, 0, 0, 0])
    const turned = new Float32Array(6)
    const columns = { data: Float32Array.of(1, 0, 2, 0, 3, 0), shape: [3, 2] }
    crossEntropyWithGradient(columns, [0, 2], { axis: 0, dtype: 'f32', into: { logits: turned } })
    const [a, b, c, d, e, f] = exact.gradient.logits
    expect([...turned]).toEqual([a, d, b, e, c, f].map((x) => Math.fround(x as number)))
    const result = new Float32Array(2)
    expect(softmax([0, 0], { dtype: 'f32', into: { result } })).toBe(result)
    const p = new Float64Array(2)
    expect(klDivergenceWithGradient([0.5, 0.5], [0.5, 0.5], { into: { p } }).gradient.p).toBe(p)
  })

  test.each([
    [{ into: { logits: new Float32Array(6) } }, 'into.logits: expected a Float64Array, got a Float32Array'],
    [{ into: { logits: new Float64Array(5) } }, 'into.logits: expected 6 numbers, got 5'],
    [{ into: { target: new Float64Array(6) } }, "into: expected only logits, got 'target'"],
    [{ into: 3 }, 'into: expected an object of arrays, got 3'],
    [{ dtype: 'f8' }, "dtype: expected 'f64', 'f32', 'bf16', 'f16', got 'f8'"],
  ])('refuses %o', (options, message) => {
    expect(() => crossEntropyWithGradient({ data: logits, shape }, [0, 2], options as never)).toThrow(message)
  })
})
