/**
 * Hostile input: what is no answer, no report and no question, or nearly one.
 *
 *   a valid document  →  a few places of it changed  →  valid still, or not
 *
 * A place is a walk from the root, a change keeps the type of what is there or does not. Texts are broken by cutting,
 * repeating and strange letters.
 */

import * as fc from 'fast-check'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** What a value turns into: another of its type, or anything. */
type How = 'alike' | 'anything' | 'empty' | 'twice' | 'less' | 'renamed'

interface Change {
  /** At each level the how manieth member is entered; where there is none to enter the walk ends. */
  readonly walk: readonly number[]
  readonly how: How
  readonly text: string
  readonly number: number | string
  readonly value: Json
}

/** Names that objects inherit, marks of other languages, controls, halves of pairs, words of ours. */
const STRANGE: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\u0000',
  '\u001B[2J\u001B[31m',
  '\n::error::x\n',
  '\r\n\t',
  '\uD800',
  '\u202Egnp',
  '\u2028',
  '\uFEFF',
  '</script><img src=x onerror=alert(1)>',
  ']]>&amp;<!--',
  '`|*_[x](y)',
  "'\\'\"$(x)",
  '../../x',
  'λ̂ 損失 🙂',
  'x'.repeat(5000),
  '-- --json',
  'cross_entropy',
  'torch.cross_entropy',
  'loss-accuracy',
  'f64',
]

/** Beyond integers, floats and arrays; those that JSON has no number for are strings. */
const NUMBERS: readonly (number | string)[] = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  -1.5,
  5e-324,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 64,
  1e9,
  500,
  501,
  'NaN',
  'Infinity',
  '-Infinity',
  '-0',
]

export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STRANGE) },
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.tuple(fc.constantFrom(...STRANGE), fc.constantFrom(...STRANGE)).map(([a, b]) => a + b),
)

export const numbers: fc.Arbitrary<number | string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS) },
  fc.double(),
  fc.integer({ min: -5, max: 40 }),
)

export const anything: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, [], {}, [[]], [null], { length: 3 }, { x: null }),
  texts,
  numbers,
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
)

const change: fc.Arbitrary<Change> = fc.record({
  walk: fc.array(fc.nat(), { minLength: 1, maxLength: 9, size: 'max' }),
  how: fc.oneof(
    { weight: 5, arbitrary: fc.constant<How>('alike') },
    fc.constantFrom<How>('anything', 'empty', 'twice', 'less', 'renamed'),
  ),
  text: texts,
  number: numbers,
  value: anything,
})

/** Half of them change nothing but values for values of the same type. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.oneof(
  fc.array(change, { minLength: 1, maxLength: 4 }),
  fc.array(
    change.map((one): Change => ({ ...one, how: 'alike' })),
    { minLength: 1, maxLength: 4 },
  ),
)

/** A copy with some places changed. */
export function changed(root: Json, all: readonly Change[]): Json {
  return all.reduce<Json>((json, one) => at(json, one.walk, one), root)
}

function at(json: Json, [step, ...rest]: readonly number[], one: Change): Json {
  if (step === undefined || typeof json !== 'object' || json === null) return put(json, one)
  const names = Object.keys(json)
  const name = names[step % Math.max(1, names.length)]
  if (name === undefined) return put(json, one)
  const member = (json as Record<string, Json>)[name] as Json
  const next = at(member, rest, one)
  if (Array.isArray(json)) return json.map((item: Json, i) => (String(i) === name ? next : item))
  return { ...json, [name]: next }
}

function put(json: Json, { how, text, number, value }: Change): Json {
  if (how === 'anything') return value
  switch (typeof json) {
    case 'boolean':
      return !json
    case 'number':
      return number
    case 'string':
      // A number that JSON cannot say is a string.
      return /^(NaN|-?Infinity|-0)$/.test(json) ? number : text
    default:
      return Array.isArray(json)
        ? ofList(json, how)
        : ofRecord(json as Readonly<Record<string, Json>> | null, how, text)
  }
}

function ofList(list: readonly Json[], how: How): Json {
  if (how === 'empty') return []
  return how === 'less' ? list.slice(1) : [...list, ...list]
}

function ofRecord(record: Readonly<Record<string, Json>> | null, how: How, text: string): Json {
  if (record === null || how === 'empty') return {}
  const [first, ...others] = Object.entries(record)
  if (first === undefined || how === 'less') return Object.fromEntries(others)
  // Not as a literal: `__proto__` is to be a name like any other.
  return Object.fromEntries([[how === 'renamed' ? text : first[0], first[1]], ...others])
}

/** A text with some of its letters cut, repeated, or replaced by strange ones. */
export function broken(text: string, { from, length, by }: Breakage): string {
  const start = text.length === 0 ? 0 : from % text.length
  return text.slice(0, start) + by + text.slice(start + length)
}

interface Breakage {
  readonly from: number
  readonly length: number
  readonly by: string
}

export const breakages: fc.Arbitrary<Breakage> = fc.record({
  from: fc.nat(),
  length: fc.oneof(fc.nat({ max: 3 }), fc.constant(Infinity)),
  by: fc.oneof(fc.constantFrom('', '"', '{', '}', '[', ',', ':', '\\', '1e999', '-', 'null'), texts),
})

/** Arrays in arrays, to any depth. */
export const nests: fc.Arbitrary<string> = fc
  .record({
    depth: fc.constantFrom(1, 2, 3, 10, 40, 1000, 100_000),
    by: fc.constantFrom('1', '', '"NaN"', '1,2', 'null'),
  })
  .map(({ depth, by }) => `${'['.repeat(depth)}${by}${']'.repeat(depth)}`)
