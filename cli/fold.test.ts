/**
 * Folding: no line is wider than the screen unless one word is, and no word is lost.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, widthOf } from './fold.ts'

const words = fc.array(fc.stringMatching(/^[a-zé–✓]{1,12}$/), { minLength: 1, maxLength: 40 })

describe('a folded line', () => {
  test('is as wide as the screen at the most, and says the same', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 30, max: 100 }), (list, width) => {
        const lines = fold(list.join(' '), width, 4)
        expect(lines.filter((line) => widthOf(line) > width)).toEqual([])
        expect(lines.join(' ').split(/\s+/)).toEqual(list)
        expect(lines.slice(1).filter((line) => !line.startsWith('    '))).toEqual([])
      }),
      { seed: 1 },
    )
  })

  test('keeps the blanks of its columns, and a word that is too long', () => {
    expect(fold('  a    b', 40, 2)).toEqual(['  a    b'])
    const long = 'x'.repeat(50)
    expect(fold(`a ${long} b`, 40, 2)).toEqual(['a', `  ${long}`, '  b'])
  })

  test('does not count colours', () => {
    const red = `\u001B[31m${'x'.repeat(20)}\u001B[39m`
    expect(fold(`${red} ${red}`, 41, 2)).toHaveLength(1)
  })
})
