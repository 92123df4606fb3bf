/** A gradient that is promised of targets that sum to 1 alone: decided by the sum, on decimal where a quick rung cannot. */

import { describe, expect, test } from 'vitest'
import { type Ball, isFree, isNaNBall, isUnknown } from './ball.ts'
import { LADDER, PAIR_DIGITS } from './certify.ts'
import { tensorOf } from './format.ts'
import { profiles } from './losses.ts'
import { type Profile, nameOf } from './profile.ts'
import { truthUnder } from './truth.ts'
import { valued } from './testing/outcome.ts'

/** Pairs, dyadics, and decimal twice. */
const RUNGS = LADDER.filter((digits) => digits <= 136)

const normalised = [...profiles.values()].filter(({ gradient }) => gradient.input === 'normalised')
const smoothed = normalised.filter(({ options }) => options.includes('label_smoothing'))

function slopes(profile: Profile, target: readonly number[], options: Readonly<Record<string, number>> = {}) {
  const shape = [1, target.length]
  const known = valued(
    truthUnder(profile, {
      loss: profile.name,
      arguments: {
        [profile.input]: tensorOf(
          'f64',
          shape,
          target.map((_, c) => 0.25 + c / 8),
        ),
        [profile.target]: tensorOf('f64', shape, target),
        ...options,
      },
      want: ['gradient'],
    }),
  )
  return (digits: number): readonly Ball[] => known.at(digits).gradient(profile.input)
}

test('some profiles promise it so, with and without smoothing', () => {
  expect(normalised.length).toBeGreaterThan(1)
  expect(smoothed.length).toBeGreaterThan(0)
})

describe.each(normalised.map((profile) => [profile.name, profile] as const))('%s', (_, profile) => {
  test.each(RUNGS)('has a slope where the target sums to 1, and promises none elsewhere, at %d digits', (digits) => {
    for (const one of [
      [0.5, 0.25, 0.25],
      [1, 0, 0],
    ]) {
      expect(slopes(profile, one)(digits).some((g) => isFree(g) || isUnknown(g) || isNaNBall(g))).toBe(false)
    }
    for (const other of [
      [0.5, 0.25, 0.5],
      [0.5, 0.25, 0],
      [0, 0, 0],
    ]) {
      expect(slopes(profile, other)(digits).every(isFree)).toBe(true)
    }
  })
})

describe.each(smoothed.map((profile) => [profile.name, profile] as const))('%s, smoothed', (_, profile) => {
  const smoothing = { [nameOf(profile, 'label_smoothing')]: 0.1 }

  test('leaves it to the next rung where a sum may be 1', () => {
    expect(slopes(profile, [1, 0, 0], smoothing)(PAIR_DIGITS).every(isUnknown)).toBe(true)
    expect(slopes(profile, [1, 0, 0], smoothing)(68).some(isUnknown)).toBe(false)
  })

  test('promises none where it is not 1', () => {
    for (const digits of RUNGS) {
      for (const target of [
        [0.5, 0, 0],
        [2, 0, 0],
      ]) {
        expect(slopes(profile, target, smoothing)(digits).every(isFree)).toBe(true)
      }
    }
  })
})
