/**
 * Every argument and every option of every loss, given what it cannot be: refused by its own name, and so by its place.
 */

import { describe, expect, test } from 'vitest'
import * as losses from './index.ts'

type Call = (...given: readonly unknown[]) => unknown

interface Signature {
  /** Names of the arguments, each with a value that is right. */
  readonly args: Readonly<Record<string, unknown>>
  readonly options: readonly string[]
}

const ROWS = [
  [0.25, 0.75],
  [0.5, 0.5],
]
const CATEGORICAL = ['weight', 'ignoreIndex', 'labelSmoothing', 'focal', 'axis', 'reduction', 'dtype']
const BINARY = ['weight', 'labelSmoothing', 'focal', 'reduction', 'dtype']

const signatures: Readonly<Record<string, Signature>> = {
  crossEntropy: {
    args: { logits: ROWS, target: [0, 1] },
    options: [...CATEGORICAL, 'temperature', 'softcap', 'zLoss'],
  },
  logLoss: { args: { probabilities: ROWS, target: [0, 1] }, options: CATEGORICAL },
  nllLoss: { args: { logProbabilities: ROWS, target: [0, 1] }, options: CATEGORICAL },
  binaryCrossEntropyWithLogits: {
    args: { logits: ROWS, target: ROWS },
    options: [...BINARY, 'posWeight', 'temperature', 'softcap'],
  },
  binaryCrossEntropy: { args: { probabilities: ROWS, target: ROWS }, options: BINARY },
  klDivergence: { args: { p: ROWS, q: ROWS }, options: ['reduction', 'dtype'] },
  entropy: { args: { p: ROWS }, options: ['reduction', 'dtype'] },
}

const OF_GRADIENTS = ['upstream', 'into']

const messageOf = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return error.message
    throw error
  }
  return 'no refusal'
}

/** The function, its arguments, and an option or argument of it. */
const places = Object.entries(signatures).flatMap(([name, { args, options }]) => {
  const wrts = name === 'klDivergence' || name === 'entropy' ? [] : ['wrt']
  const twin = { name: `${name}WithGradient`, options: [...options, ...OF_GRADIENTS, ...wrts] }
  return [{ name, options }, twin].flatMap((one) => {
    const called = (losses as unknown as Record<string, Call>)[one.name] as Call
    const given = Object.values(args)
    const wrongArgument = (at: number) => (wrong: unknown) => called(...given.map((x, i) => (i === at ? wrong : x)))
    const wrongOption = (option: string) => (wrong: unknown) => called(...given, { [option]: wrong })
    return [
      ...Object.keys(args).map((arg, at) => [one.name, arg, wrongArgument(at), 'argument'] as const),
      ...one.options.map((option) => [one.name, option, wrongOption(option), 'option'] as const),
    ]
  })
})

describe.each(places)('%s: %s', (_, name, call, kind) => {
  const refused = new RegExp(String.raw`^${name}(\[.*\]|\.\w+)?: expected .+, got .+`)

  test.each([
    ['text', 'what?'],
    ['a symbol', Symbol('what')],
    ['a function', () => 0],
    ['true', true],
    ['a list of nothing that is known', [['?']]],
  ])('is not %s', (_kind, wrong) => {
    expect(messageOf(() => call(wrong))).toMatch(refused)
  })

  test.runIf(kind === 'option')('is not a number that is none', () => {
    expect(messageOf(() => call(NaN))).toMatch(refused)
  })
})

describe.each(Object.entries(signatures))('%s', (name, { args, options }) => {
  const given = Object.values(args)
  const all = { ...losses } as unknown as Record<string, Call>

  test('names the options it has, where it has not the one that is given', () => {
    const listed = /^options: expected only (.+), got 'colour'$/
    const of = (called: string) =>
      listed.exec(messageOf(() => all[called]?.(...given, { colour: 1 })))?.[1]?.split(', ')
    expect(of(name)?.toSorted()).toEqual([...options].toSorted())
    const wrts = name === 'klDivergence' || name === 'entropy' ? [] : ['wrt']
    expect(of(`${name}WithGradient`)?.toSorted()).toEqual([...options, ...OF_GRADIENTS, ...wrts].toSorted())
  })
})
