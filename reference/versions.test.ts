/** Versions are compared number by number, not letter by letter, and a range holds when all of its comparisons do. */

import { describe, expect, test } from 'vitest'
import { satisfies } from './versions.ts'

describe('a version', () => {
  test.each([
    ['1.2', '=1.2'],
    ['1.2.0', '=1.2'],
    ['1.2', '=1.2.0'],
    ['1.10', '>1.9'],
    ['1.10', '=1.10'],
    ['12.0', '>=12'],
    ['2', '>1.9.9'],
    ['1.2.1', '>1.2'],
    ['1.2', '<1.2.1'],
    ['0.9', '<1'],
    ['1.2', '>=1.2'],
    ['1.3', '>=1.2'],
    ['1.2', '<=1.2'],
    ['1.1.9', '<=1.2'],
    ['1.2.1', '>=1.2 <1.3'],
    // What a release candidate is called is not compared.
    ['1.3.0rc1', '=1.3'],
    ['1.3.dev0', '=1.3'],
  ])('%s is in %s', (version, range) => {
    expect(satisfies(version, range)).toBe(true)
  })

  test.each([
    ['1.2', '>1.2'],
    ['1.2', '<1.2'],
    ['1.2.1', '=1.2'],
    ['1.1', '>=1.2'],
    ['1.3', '<=1.2'],
    ['1.10', '<1.9'],
    ['1.3', '>=1.2 <1.3'],
    ['1.1', '>=1.2 <1.3'],
  ])('%s is not in %s', (version, range) => {
    expect(satisfies(version, range)).toBe(false)
  })
})

test.each(['1.2', '~1.2', '>=', '>= 1.2', '>=1.x', '>=1.2.', 'a>=1.2', '>=1.2a', ''])("'%s' is no range", (range) => {
  expect(() => satisfies('1.2', range)).toThrow(/^versions: expected comparisons such as >=1.2, got '/)
})
