/**
 * Kills: what they are counted by, and what the counts say of an exam of so many cases.
 */

import { describe, expect, test } from 'vitest'
import { type Death, deathOf, missable, rateOf } from './kill.ts'
import { mutants, rightOnes } from './mutants/index.ts'
import { planted, rates } from './power.ts'

const named = (name: string) => mutants.find((one) => one.name === name)!

describe('a mutant', () => {
  test('that falls to a corner needs no drawn case', async () => {
    const { drawn, kills } = await deathOf(named('no max shift'), { seed: 1, runs: 20 })
    expect(drawn).toBe(0)
    expect(kills.map(({ law }) => law)).toContain('loss-accuracy')
  })

  test('that falls to a drawn case needs as many as its quickest law', async () => {
    const { drawn, kills } = await deathOf(named('means of chunks added'), { seed: 1, runs: 200 })
    expect(drawn).toBeGreaterThan(0)
    expect(drawn).toBe(Math.min(...kills.map((kill) => kill.drawn)))
  })

  test('that is none survives', async () => {
    const right = { name: 'right', bug: 'none', why: 'it is right', module: rightOnes[0]! }
    const { drawn, kills } = await deathOf(right, { seed: 1, runs: 2 })
    expect([drawn, kills]).toEqual([undefined, []])
  })
})

describe('the rate of kills', () => {
  const death = (drawn: number | undefined): Death => ({ mutant: 'x', kills: [], drawn, milliseconds: 0 })

  test('is one in so many cases', () => {
    expect(rateOf([death(3), death(5)], 200)).toBe(1 / 4)
    expect(rateOf([death(0), death(0)], 200)).toBe(Infinity)
    // Who survives counts as if twice as many cases were needed.
    expect(rateOf([death(undefined)], 200)).toBe(1 / 400)
  })

  test('tells what an exam may miss, the likeliest first', () => {
    // e^(−0.1·20) = 0.14 is left after twenty cases, e^(−0.1·200) of nothing after two hundred.
    expect(missable({ often: 1, seldom: 0.1, rare: 0.01 }, 20)).toEqual(['rare', 'seldom'])
    expect(missable({ often: 1, seldom: 0.1, rare: 0.01 }, 200)).toEqual(['rare'])
    expect(missable({ often: 1, seldom: 0.1, rare: 0.01 }, 2000)).toEqual([])
  })
})

test('the rates are those of the catalogue: npm run power measures them anew', () => {
  expect(planted).toBe(mutants.length)
  const names = new Set(mutants.map(({ name }) => name))
  expect(Object.keys(rates).filter((name) => !names.has(name))).toEqual([])
})
