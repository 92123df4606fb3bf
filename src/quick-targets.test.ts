/**
 * Rows with soft targets, smoothing and class weights by the short way: each is what the long way makes of it alone, and those
 * that are not of the kind are left.
 *
 * The long way is taken by a row whose temperature is not 1: logits of twice the size at temperature 2 are the same row.
 */

import { describe, expect, test } from 'vitest'
import { readRows } from './axis.ts'
import { formats } from './format.ts'
import { crossEntropyWithGradient } from './index.ts'
import { quickTargets } from './quick-targets.ts'
import { ONE, type Scaled, divide, fromNumber, toNumber } from './scaled.ts'
import { type TargetOptions, readTarget } from './target.ts'
import { type Dice, diceOf } from './testing/dice.ts'

const POISON = 77
const [ROWS, K] = [4, 5]

const poisoned = (length: number): Float64Array => new Float64Array(length).fill(POISON)
const some = (dice: Dice): number[] => dice.list(K, () => dice.between(-4, 4))
const shares = (dice: Dice): number[] => dice.list(K, () => (dice.below(4) === 0 ? 0 : dice.uniform()))

interface Asked {
  readonly z: readonly (readonly number[])[]
  readonly y: readonly (readonly number[])[] | readonly number[]
  readonly weight?: readonly number[]
  readonly labelSmoothing?: number
  readonly ignoreIndex?: number
  readonly shared?: Scaled
  readonly writes?: boolean
  readonly reduced?: boolean
}

const factorOf = (n: number): Scaled => divide(fromNumber(n + 1), fromNumber(3))

function quick({ z, y, weight, labelSmoothing = 0, ignoreIndex, shared, writes = true, reduced = false }: Asked) {
  const input = readRows('logits', z as number[][], 'real')
  const options: TargetOptions = { weight: weight && Float64Array.from(weight), labelSmoothing, ignoreIndex }
  const target = readTarget(input, y as number[][], options)
  const [losses, slopes] = [poisoned(input.rows), poisoned(input.rows * input.classes)]
  const { run, total } = quickTargets(
    {
      source: { row: input.data, stride: input.classes },
      rows: input.rows,
      classes: input.classes,
      target,
      factor: factorOf,
      shared,
      slopes: writes ? { row: slopes, stride: input.classes } : undefined,
    },
    reduced ? undefined : losses,
    formats.f64,
  )
  return { run, total, losses, slopes }
}

/** A row alone, by the long way. */
function long({ z, y, weight, labelSmoothing, ignoreIndex }: Asked, n: number, upstream: number) {
  const row = (z[n] as readonly number[]).map((x) => 2 * x)
  const options = {
    temperature: 2,
    reduction: 'sum',
    upstream,
    ...(weight && { weight }),
    ...(labelSmoothing !== undefined && { labelSmoothing }),
    ...(ignoreIndex !== undefined && { ignoreIndex }),
  } as const
  const { loss, gradient } = crossEntropyWithGradient(row, y[n] as number, options)
  // d/dz of a loss of 2z.
  return { loss, slopes: [...gradient.logits].map((g) => 2 * g) }
}

const KINDS = [
  ['distributions as they are', {}],
  ['distributions, smoothed', { labelSmoothing: 0.25 }],
  ['distributions, weighted', { weight: [2, 0.5, 0, 1, 3] }],
  ['distributions, weighted and smoothed', { weight: [2, 0.5, 0, 1, 3], labelSmoothing: 0.3 }],
  ['indices, smoothed', { labelSmoothing: 0.1, indexed: true }],
  ['indices, weighted and smoothed', { weight: [2, 0.5, 0, 1, 3], labelSmoothing: 0.25, indexed: true }],
] as const

describe.each(KINDS)('%s', (_, { indexed, ...options }: { readonly indexed?: true } & Partial<Asked>) => {
  const drawn = (seed: number): Asked => {
    const dice = diceOf(seed)
    const z = dice.list(ROWS, () => some(dice))
    return { z, y: indexed ? dice.list(ROWS, () => dice.below(K)) : dice.list(ROWS, () => shares(dice)), ...options }
  }

  test('are what each row is alone', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const asked = drawn(seed)
      const { run, losses, slopes } = quick(asked)
      expect(run(0)).toBe(ROWS)
      for (let n = 0; n < ROWS; n++) {
        const alone = long(asked, n, toNumber(factorOf(n)))
        expect(losses[n]).toBe(alone.loss)
        // The factor is n/3 to a hundred bits here, and a double there.
        const mine = slopes.subarray(n * K, n * K + K)
        for (const [k, g] of alone.slopes.entries())
          expect(Math.abs((mine[k] as number) - g)).toBeLessThanOrEqual(4e-16 * Math.abs(g))
      }
    }
  })

  test('are added up, with one factor for all, or without slopes', () => {
    const asked = drawn(11)
    const alone = Array.from({ length: ROWS }, (_row, n) => long(asked, n, 2))
    const { run, total, slopes } = quick({ ...asked, shared: fromNumber(2), reduced: true })
    expect(run(0)).toBe(ROWS)
    expect([...slopes]).toEqual(alone.flatMap((one) => one.slopes))
    expect(toNumber(total())).toBeCloseTo(
      alone.reduce((sum, { loss }) => sum + loss, 0),
      13,
    )
    const bare = quick({ ...asked, writes: false })
    expect([bare.run(0), [...bare.losses]]).toEqual([ROWS, alone.map(({ loss }) => loss)])
    expect([...bare.slopes]).toEqual(Array(ROWS * K).fill(POISON))
  })

  test('stop at a row that is not of the kind, and go on after it', () => {
    const asked = drawn(12)
    const z = asked.z.map((row, n) => (n === 1 ? row.map(() => NaN) : row))
    const { run, losses, slopes } = quick({ ...asked, z })
    expect([run(0), run(2)]).toEqual([1, ROWS])
    expect([losses[1], ...slopes.subarray(K, 2 * K)]).toEqual(Array(K + 1).fill(POISON))
    expect(losses[3]).toBe(long(asked, 3, 1).loss)
  })
})

test('an ignored row is 0, whatever was there', () => {
  const dice = diceOf(13)
  const asked = { z: dice.list(ROWS, () => some(dice)), y: [2, 9, 0, 9], labelSmoothing: 0.1, ignoreIndex: 9 }
  const { run, losses, slopes } = quick({ ...asked, shared: ONE })
  expect(run(0)).toBe(ROWS)
  expect([losses[1], losses[3], ...slopes.subarray(K, 2 * K), ...slopes.subarray(3 * K)]).toEqual(
    Array(2 + 2 * K).fill(0),
  )
  expect([...slopes.subarray(2 * K, 3 * K)]).toEqual(long(asked, 2, 1).slopes)
})

test.each([
  ['a weight that is too small', { weight: [1, 2 ** -401, 1, 1, 1], labelSmoothing: 0.5 }, [0.2, 0.2, 0.2, 0.2, 0.2]],
  ['a weight that is too large', { weight: [1, 2 ** 401, 1, 1, 1], labelSmoothing: 0.5 }, [0.2, 0.2, 0.2, 0.2, 0.2]],
  ['a weight below 0', { weight: [1, -1, 1, 1, 1] }, [0.2, 0.2, 0.2, 0.2, 0.2]],
  ['a share that is too small', { weight: [1, 1, 1, 1, 1] }, [0.2, 2 ** -401, 0.2, 0.2, 0.2]],
  ['a share that is too large', { weight: [1, 1, 1, 1, 1] }, [0.2, 2 ** 401, 0.2, 0.2, 0.2]],
  ['a share below 0', { labelSmoothing: 0.5 }, [0.2, -0.2, 0.2, 0.2, 0.2]],
] as const)('%s is left to the long way', (_, options, y) => {
  const z = some(diceOf(14))
  expect(quick({ z: [z], y: [y], shared: ONE, ...options }).run(0)).toBe(0)
  if ('labelSmoothing' in options && 'weight' in options) {
    expect(quick({ z: [z], y: [0], shared: ONE, ...options }).run(0)).toBe(0)
  }
})

test('a factor that is too small is left to the long way', () => {
  const dice = diceOf(15)
  const asked = { z: [some(dice)], y: [shares(dice)] }
  expect(quick({ ...asked, shared: fromNumber(2 ** -101) }).run(0)).toBe(0)
})
