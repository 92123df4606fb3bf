/**
 * Row after row by the short way: where it stops, how it goes on, and what it leaves in arrays that held something before.
 *
 * Sums are compared with the losses of the rows alone, which quick-row.test.ts and quick-pair.test.ts hold to MPFR.
 */

import { describe, expect, test } from 'vitest'
import { formats } from './format.ts'
import { binaryCrossEntropyWithLogits, crossEntropy, crossEntropyWithGradient } from './index.ts'
import { quickElements, quickRows, setFactor } from './quick-rows.ts'
import { factor } from './registers.ts'
import { ONE, type Scaled, divide, fromNumber, toNumber } from './scaled.ts'
import { calculate } from './testing/mpfr.ts'

const POISON = 77
const f64 = formats.f64
const poisoned = (length: number): Float64Array => new Float64Array(length).fill(POISON)

describe('a factor', () => {
  const third = divide(ONE, fromNumber(3))

  test('times a weight keeps what is below its last place', () => {
    for (const w of [1, 0.1, -7]) {
      expect(setFactor(third, w)).toBe(true)
      const [hi, lo] = factor as unknown as readonly [number, number]
      const off = calculate(300, ({ of }) => of(hi).add(of(lo)).mul(of(3)).sub(of(w)).div(of(w)).abs().toNumber())
      expect(off).toBeLessThan(2 ** -100)
    }
  })

  test.each([
    [1, 1, true],
    [2 ** -100, 1, true],
    [2 ** -101, 1, false],
    [2 ** 100, 1, true],
    [2 ** 101, 1, false],
    [1, 2 ** -101, false],
    [1, 2 ** 101, false],
    [2 ** -60, 2 ** -60, false],
    [2 ** 60, 2 ** 60, false],
    [2 ** -101, 4, false],
    [1, 0, false],
    [0, 1, false],
    [-2, 3, true],
  ])('%s times %s is mild: %s', (f, w, isMild) => {
    expect(setFactor(fromNumber(f), w)).toBe(isMild)
  })

  test('beyond the range of doubles is none', () => {
    const tiny = divide(divide(ONE, fromNumber(2 ** 500)), fromNumber(2 ** 500))
    expect(setFactor({ ...tiny, exp: -2, hi: 1, lo: 0 }, 1)).toBe(false)
  })
})

describe('rows', () => {
  // Five rows of three: the third is ignored, the fourth is NaN.
  const data = Float64Array.of(1, 2, 3, 0, -1, 5, 4, 4, 4, NaN, 0, 0, 2, 0, 1)
  const indices = Int32Array.of(2, 0, 9, 1, 1)
  const IGNORED = 9
  const lossOf = (n: number) => crossEntropy([...data.subarray(3 * n, 3 * n + 3)], indices[n] as number)
  const slopesOf = (n: number, upstream: number) => {
    const options = { upstream }
    return [
      ...crossEntropyWithGradient([...data.subarray(3 * n, 3 * n + 3)], indices[n] as number, options).gradient.logits,
    ]
  }

  interface Given {
    readonly weight?: Float64Array
    readonly shared?: Scaled
    readonly slopes?: Float64Array
    readonly losses?: Float64Array
  }

  const rowsOf = ({ weight, shared, slopes, losses }: Given) =>
    quickRows(
      {
        source: { row: data, stride: 3 },
        classes: 3,
        indices,
        ignored: IGNORED,
        weight,
        factor: (n) => fromNumber(n + 1),
        shared,
        slopes: slopes && { row: slopes, stride: 3 },
      },
      losses,
      f64,
    )

  test('stop at the first that is not of the kind, and go on after it', () => {
    const { run } = rowsOf({ shared: ONE })
    expect([run(0), run(4), run(5)]).toEqual([3, 5, 5])
  })

  test('that are not reduced: losses, and slopes times what is above them; 0 where a row is ignored', () => {
    const [losses, slopes] = [poisoned(5), poisoned(15)]
    const { run } = rowsOf({ slopes, losses })
    run(0)
    run(4)
    expect([...losses]).toEqual([lossOf(0), lossOf(1), 0, POISON, lossOf(4)])
    expect([...slopes.subarray(0, 6)]).toEqual([...slopesOf(0, 1), ...slopesOf(1, 2)])
    expect([...slopes.subarray(6, 9)]).toEqual([0, 0, 0])
    expect([...slopes.subarray(12)]).toEqual(slopesOf(4, 5))
  })

  test('with the same factor for all', () => {
    const slopes = poisoned(15)
    rowsOf({ shared: fromNumber(3), slopes }).run(0)
    expect([...slopes.subarray(0, 6)]).toEqual([...slopesOf(0, 3), ...slopesOf(1, 3)])
  })

  test('are added up, each with its weight', () => {
    const weight = Float64Array.of(3, 0, 0.1)
    const { run, total } = rowsOf({ shared: ONE, weight })
    // The last row is of the class that weighs nothing, for which there is no factor.
    expect([run(0), run(4)]).toEqual([3, 4])
    expect(toNumber(total())).toBeCloseTo(0.1 * lossOf(0) + 3 * lossOf(1), 14)
    expect(total().err).toBeGreaterThan(0)
    expect(total().err).toBeLessThan(2 ** -55 * toNumber(total()))
  })

  test('weigh their slopes', () => {
    const slopes = poisoned(15)
    rowsOf({ shared: fromNumber(2), weight: Float64Array.of(1, 3, 0.5), slopes }).run(0)
    expect([...slopes.subarray(0, 6)]).toEqual([...slopesOf(0, 1), ...slopesOf(1, 2)])
  })

  test('of two classes likewise', () => {
    const losses = poisoned(2)
    const two = { source: { row: Float64Array.of(1, 2, 5, 3), stride: 2 }, classes: 2, indices: Int32Array.of(0, 1) }
    const rest = { ignored: -1, weight: undefined, factor: () => ONE, shared: ONE, slopes: undefined }
    expect(quickRows({ ...two, ...rest }, losses, f64).run(0)).toBe(2)
    expect([...losses]).toEqual([crossEntropy([1, 2], 0), crossEntropy([5, 3], 1)])
  })
})

describe('elements', () => {
  const data = Float64Array.of(1, -2, 0.5, 3)
  const run = (target: readonly number[], weight?: readonly number[], posWeight?: readonly number[]) => {
    const [losses, slopes] = [poisoned(4), poisoned(4)]
    const quick = quickElements(
      {
        data,
        target: Float64Array.from(target),
        weight: weight && Float64Array.from(weight),
        posWeight: posWeight && Float64Array.from(posWeight),
        // Not asked, where all have the same.
        factor: () => fromNumber(7),
        shared: ONE,
        slopes,
      },
      losses,
      f64,
    )
    return { done: quick.run(0), losses, slopes }
  }

  test.each([
    ['of hard targets', [1, 0, 1, 0], undefined, undefined, 4],
    ['that weigh', [1, 0, 1, 0], [2, 3, 0.1, 5], undefined, 4],
    ['of which some weigh', [1, 0, 1, 0], [2, 1, 0.1, 1], undefined, 4],
    ['whose positive side weighs', [1, 0, 1, 0], undefined, [2, 3, 0.1, 5], 4],
    ['of which those of class 0 have no positive side', [0, 0, 1, 0], [2, 3, 1, 5], [7, 7, 7, 7], 4],
    ['weighted twice', [1, 0, 1, 0], [1, 3, 2, 5], [2, 3, 4, 5], 2],
    ['soft, where the positive side weighs', [1, 0.25, 1, 0], undefined, [2, 3, 4, 5], 1],
    ['soft, where it weighs 1', [1, 0.25, 1, 0], [2, 2, 2, 2], [1, 1, 1, 1], 4],
    ['that weigh nothing', [1, 0, 1, 0], [2, 3, 0, 5], undefined, 2],
  ] as const)('%s', (_, target, weight, posWeight, expected) => {
    const { done, losses, slopes } = run(target, weight, posWeight)
    expect(done).toBe(expected)
    const options = { reduction: 'none', ...(weight && { weight }), ...(posWeight && { posWeight }) } as const
    const all = binaryCrossEntropyWithLogits(data, target, options)
    expect([...losses.subarray(0, expected)]).toEqual([...all.subarray(0, expected)])
    for (const [i, g] of slopes.subarray(0, expected).entries()) {
      const [t, w, v] = [target[i] as number, weight?.[i] ?? 1, posWeight?.[i] ?? 1]
      const p = 1 / (1 + Math.exp(-(data[i] as number)))
      expect(g).toBeCloseTo(w * ((1 - t) * p - v * t * (1 - p)), 14)
    }
    expect([...slopes.subarray(expected)]).toEqual(Array(4 - expected).fill(POISON))
  })
})
