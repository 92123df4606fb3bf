/**
 * The loop that asks for more digits: it climbs while a result is in doubt and no further, ends at the last rung whatever is in
 * doubt there, and leaves no doubt behind; what is settled within it is settled by it.
 */

import { expect, test } from 'vitest'
import { MODEST, attempt, bitsNow, doubt, eachRung, settle } from './precision.ts'

/** The bits of every computation, which is in doubt until it has so many. */
function climbed(enough: number, ...ends: readonly number[]): readonly number[] {
  const seen: number[] = []
  const result = settle(
    () => {
      seen.push(bitsNow())
      if (bitsNow() < enough) doubt()
      return bitsNow()
    },
    ...ends,
  )
  expect(result).toBe(seen.at(-1))
  expect(bitsNow()).toBe(0)
  return seen
}

test('as many digits as it takes', () => {
  expect(climbed(0)).toEqual([0])
  expect(climbed(200)).toEqual([0, 256])
  expect(climbed(1600)).toEqual([0, 256, 640, 1600])
  expect(climbed(1600, 1)).toEqual([256, 640, 1600])
})

test('what is in doubt at the last rung is as it is', () => {
  expect(climbed(Infinity)).toEqual([0, 256, 640, 1600, 4800])
  expect(climbed(Infinity, 0, MODEST)).toEqual([0, 256, 640])
})

test('a doubt within is one of the whole', () => {
  const seen: number[] = []
  settle(() => {
    settle(() => {
      seen.push(bitsNow())
      if (bitsNow() === 256) doubt()
    })
  }, 1)
  expect(seen).toEqual([256, 640])
})

test('an error leaves the first rung behind, and no doubt', () => {
  const fails = (): never => {
    doubt()
    throw new RangeError('in vain')
  }
  expect(() => settle(fails, 2)).toThrow('in vain')
  expect(bitsNow()).toBe(0)
  expect(climbed(0)).toEqual([0])
})

test('an attempt tells whether it is sure', () => {
  expect(attempt(() => 7)).toEqual([7, true])
  expect(attempt(() => doubt())).toEqual([undefined, false])
  // The doubt of another is not its own.
  expect(attempt(() => 7)).toEqual([7, true])
})

test('what is made for a rung is made once', () => {
  const made: number[] = []
  const now = eachRung(() => made.push(bitsNow()))
  const both = () => {
    now()
    now()
    if (bitsNow() < 640) doubt()
  }
  settle(both)
  settle(both)
  expect(made).toEqual([0, 256, 640])
})
