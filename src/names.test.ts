/**
 * Every argument and every option of every loss, given what it cannot be: refused by its own name, and so by its place.
 */

import { describe, expect, test } from 'vitest'
import * as losses from './index.ts'
import { refusalOf } from './testing/refusal.ts'

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

/** Without a target of its own a loss has nothing to choose between. */
const OF_GRADIENTS = (name: string) =>
  name === 'klDivergence' || name === 'entropy' ? ['upstream', 'into'] : ['upstream', 'into', 'wrt']

/** Every loss and its twin with gradients. */
const functions = Object.entries(signatures).flatMap(([name, { args, options }]) =>
  [
    { name, options },
    { name: `${name}WithGradient`, options: [...options, ...OF_GRADIENTS(name)] },
  ].map((one) => ({ ...one, args, called: (losses as unknown as Record<string, Call>)[one.name] as Call })),
)

/** A function, an argument or option of it, and the call that has something else in its place. */
const places = functions.flatMap(({ name, args, options, called }) => {
  const given = Object.values(args)
  const wrongArgument = (at: number) => (wrong: unknown) => called(...given.map((x, i) => (i === at ? wrong : x)))
  const wrongOption = (option: string) => (wrong: unknown) => called(...given, { [option]: wrong })
  return [
    ...Object.keys(args).map((arg, at) => [name, arg, wrongArgument(at), 'argument'] as const),
    ...options.map((option) => [name, option, wrongOption(option), 'option'] as const),
  ]
})

describe.each(places)('%s: %s', (_, name, call, kind) => {
  const refused = new RegExp(String.raw`^(Type|Range)Error: ${name}(\[.*\]|\.\w+)?: expected .+, got .+`)

  test.each([
    ['text', 'what?'],
    ['a symbol', Symbol('what')],
    ['a function', () => 0],
    ['true', true],
    ['a list of nothing that is known', [['?']]],
  ])('is not %s', (_kind, wrong) => {
    expect(refusalOf(() => call(wrong))).toMatch(refused)
  })

  test.runIf(kind === 'option')('is not a number that is none', () => {
    expect(refusalOf(() => call(NaN))).toMatch(refused)
  })
})

test.each(functions)('$name has these options and no other', ({ args, options, called }) => {
  const refusal = refusalOf(() => called(...Object.values(args), { colour: 1 }))
  const listed = /^TypeError: options: expected only (.+), got 'colour'$/.exec(refusal)?.[1]
  expect(listed?.split(', ').toSorted()).toEqual(options.toSorted())
})
