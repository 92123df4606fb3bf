/**
 * Tokens: every case that a law asks survives the way into one and back; what is none is refused in a line.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import own from '../adapters/own.ts'
import { type Case, laws, subjectOf } from '../properties/index.ts'
import { scopesOf } from '../properties/scopes.ts'
import { isWhole } from './report.ts'
import { resultOf } from './testing/document.ts'
import { isToken, readToken, tokenOf } from './token.ts'

const scopes = scopesOf(subjectOf(own)).filter(({ dtype }) => dtype === 'f64' || dtype === 'bf16')

describe.each(scopes.map((scope) => [`${scope.spec.name} ${scope.dtype}`, scope] as const))('%s', (_name, scope) => {
  test('the cases of every law come back as they were, but for where they lie', () => {
    const small = laws.filter((law) => law.applies(scope) && law.share === undefined)
    for (const law of small) {
      for (const c of fc.sample(law.cases(scope), { seed: 5, numRuns: 3 })) {
        expect(isWhole(c), law.name).toBe(true)
        const token = tokenOf(["my loss's", '--fast', 'ü'], resultOf(c, law.name), 1500)!
        const back = { subject: ["my loss's", '--fast', 'ü'], law: law.name, case: { ...c, regime: {} }, timeout: 1500 }
        expect(isToken(token)).toBe(true)
        expect(readToken(token), law.name).toEqual(back)
      }
    }
    expect(small).not.toEqual([])
  })
})

const c: Case = {
  loss: 'cross_entropy',
  dtype: 'f64',
  accuracy: 'stable',
  rows: 1,
  classes: 2,
  indexed: true,
  reduction: 'none',
  planes: { input: { axes: 'nk', values: [-0, -Infinity] }, target: { axes: 'n', values: [0] } },
  regime: {},
}

test('−0 and the infinities come back', () => {
  const { planes } = readToken(tokenOf('own', resultOf(c, 'gibbs'))!).case
  expect(planes['input']!.values).toEqual([-0, -Infinity])
})

test('a token of a small case is shorter than a line', () => {
  expect(tokenOf('./subject.mjs', resultOf(c, 'loss-accuracy'))!.length).toBeLessThan(80)
})

test('a case too large to be typed has none', () => {
  const values = Array.from({ length: 4097 }, (_, k) => Math.sin(k))
  const wide = { ...c, classes: 4097, planes: { ...c.planes, input: { axes: 'nk', values } as const } }
  expect(tokenOf('own', resultOf(wide, 'large-shapes'))).toBe(undefined)
})

const token = tokenOf('own', resultOf(c, 'gibbs'))!
const halved = { ...c, rows: 2 }
const scalar = { ...c, rows: 1e9, planes: { input: { axes: '', values: [0] } as const } }

test.each([
  ['a cut one', token.slice(0, -6), /that was changed or cut$/],
  ['nothing behind its version', '1.', /that was changed or cut$/],
  ['another word', '1.hello', /that was changed or cut$/],
  ['an unknown law', tokenOf('own', resultOf(c, 'gibs'))!, /the law 'gibs', which this version does not have$/],
  ['an unknown loss', tokenOf('own', resultOf({ ...c, loss: 'hinge' }, 'gibbs'))!, /the loss 'hinge'/],
  ['fewer numbers than its shape', tokenOf('own', resultOf(halved, 'gibbs'))!, /whose numbers do not fit its shape$/],
  ['more rows than numbers', tokenOf('own', resultOf(scalar, 'gibbs'))!, /whose numbers do not fit its shape$/],
  ['a law of two lines', tokenOf('own', resultOf(c, 'a\nb'))!, /got one of the law 'a b', which this version/],
  // A timer would take it for a millisecond.
  [
    'more than a timer counts',
    tokenOf('own', resultOf(c, 'gibbs'), 2 ** 31)!,
    /^token: .* one with 3 not as expected$/,
  ],
])('%s is refused', (_what, word, message) => {
  expect(() => readToken(word)).toThrow(RangeError)
  expect(() => readToken(word)).toThrow(message)
})

test('a file is no token', () => {
  expect(['1.json', 'report.json', './1.x/report', '2.abc'].filter(isToken)).toEqual([])
})
