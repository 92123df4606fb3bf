/**
 * The catalogue against the list of bugs: every entry has a mutant with its report, or a reason why it has none.
 */

import { expect, test } from 'vitest'
import { BUGS, UNREPORTED, inexpressible } from './bugs.ts'
import { mutants } from './index.ts'

const OTHERS = ['classic', 'systematic']

test('there are seventy entries, each named once', () => {
  expect(BUGS).toHaveLength(70)
  expect(new Set(BUGS).size).toBe(BUGS.length)
})

test('every entry has a mutant, or a reason why it cannot have one', () => {
  const known = new Set([...mutants, ...inexpressible].map(({ bug }) => bug))
  expect(BUGS.filter((bug) => !known.has(bug))).toEqual([])
})

test('second derivatives alone are left out altogether', () => {
  expect(BUGS.filter((id) => !mutants.some(({ bug }) => bug === id))).toEqual(['B74'])
})

test('every entry that was reported has a mutant with its report', () => {
  const linked = new Set(mutants.filter(({ link }) => link !== undefined).map(({ bug }) => bug))
  const missing = BUGS.filter((bug) => !linked.has(bug) && !UNREPORTED.includes(bug))
  expect(missing.filter((bug) => !inexpressible.some((one) => one.bug === bug))).toEqual([])
})

test('no mutant, and no reason, is of an entry that is not there', () => {
  const named = [...mutants, ...inexpressible].map(({ bug }) => bug)
  expect(named.filter((bug) => !BUGS.includes(bug) && !OTHERS.includes(bug))).toEqual([])
})
