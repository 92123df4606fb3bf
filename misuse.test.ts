/**
 * Misuse: malformed input to everything that reads some, told in a line and never a crash, a hang or a wrong kind of error.
 *
 *   reports · tokens · known failures · eval · the servers · answers on the wire · modules · processes · the command line
 *
 * So many inputs in all, and the stream they are drawn from: `MISUSE=100000 SEED=2 npx vitest run misuse.test.ts`.
 */

import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NotExaminable } from './adapters/module.ts'
import { openProcess } from './adapters/process.ts'
import { type Served, serverOf } from './adapters/serve.ts'
import { MAIN } from './adapters/testing/command.ts'
import { answer, hello, parse } from './adapters/wire.ts'
import { compare } from './cli/compare.ts'
import { type EvalOptions, evaluate, readGiven } from './cli/eval.ts'
import { html } from './cli/html.ts'
import { junit } from './cli/junit.ts'
import { readKnown } from './cli/known.ts'
import { annotations, markdown } from './cli/markdown.ts'
import { judge } from './cli/outcome.ts'
import { type ReportDocument, documentOf, fromJson, toJson } from './cli/report.ts'
import { terminalReport } from './cli/terminal.ts'
import { isToken, readToken, tokenOf } from './cli/token.ts'
import { WrongQuestion } from './cli/wrong-question.ts'
import { type Json, anything, breakages, broken, changed, changes, nests, numbers, texts } from './hostile.ts'
import { type Module, type ModuleCall, examine, laws, subjectOf } from './properties/index.ts'
import { type Call, type FloatType, type Tensor, losses, profiles, tensorOf } from './reference/index.ts'

/** Inputs in all; of processes a few for each thousand. */
const INPUTS = Number(process.env['MISUSE'] ?? 3000)
const SEED = Number(process.env['SEED'] ?? 1)
const PATIENCE = INPUTS * 30 + 600_000

/** Longer than any answer takes, on a machine that does much else: what hangs takes forever. */
const HANGS = 20_000

const counts = new Map<string, number>()
const slowest = new Map<string, number>()

function count(target: string, taken = 0): void {
  counts.set(target, (counts.get(target) ?? 0) + 1)
  slowest.set(target, Math.max(slowest.get(target) ?? 0, taken))
}

afterAll(() => {
  const all = [...counts.values()].reduce((a, b) => a + b, 0)
  const each = [...counts].map(([name, n]) => `${name} ${n} (${Math.round(slowest.get(name) ?? 0)} ms)`)
  process.stderr.write(`misuse: ${all} inputs, seed ${SEED}; of each, and the slowest: ${each.join(', ')}\n`)
})

/** Tries a share of the inputs, one after the other. */
async function expectTries<T>(
  target: string,
  share: number,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => unknown,
): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    const started = performance.now()
    await check(input)
    const taken = performance.now() - started
    count(target, taken)
    if (taken > 2000)
      process.stderr.write(
        target + ' ' + taken + ' ' + String(input).slice(0, 300) + JSON.stringify(input)?.slice(0, 300) + '\n',
      )
    expect(taken).toBeLessThan(HANGS)
  })
  await fc.assert(property, { numRuns: Math.ceil(INPUTS * share), seed: SEED, endOnFailure: INPUTS > 10_000 })
}

// Of a message neither letters that a terminal obeys nor ends of lines.
const ONE_LINE = /^[^\p{Cc}\u2028\u2029]{1,2000}$/u

/** What is thrown, if anything, is one of these kinds and is told in a line. */
function refuses<T>(run: () => T, ...kinds: readonly (new (...words: never[]) => Error)[]): T | undefined {
  try {
    return run()
  } catch (error) {
    expectRefusal(error, ...kinds)
    return undefined
  }
}

function expectRefusal(error: unknown, ...kinds: readonly (new (...words: never[]) => Error)[]): void {
  const told = error as Error
  expect(
    kinds.map(({ name }) => name),
    String(told.stack),
  ).toContain(told.constructor.name)
  expect(told.message).toMatch(ONE_LINE)
}

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function stored(name: string, text: string): string {
  const file = join(scratch, name)
  writeFileSync(file, text)
  return file
}

/** A softmax without the shift: it fails some laws, holds others and is undecided about none. */
const wrong: Module = {
  name: 'wrong',
  version: '1',
  losses: {
    cross_entropy: {
      dtypes: ['f64', 'f32'],
      gradients: ['logits'],
      evaluate: ({ arguments: { logits } }: ModuleCall) => {
        const exps = Array.from((logits as Tensor).data as Float64Array, Math.exp)
        return { loss: -Math.log((exps[0] as number) / exps.reduce((a, b) => a + b, 0)), gradient: { logits: exps } }
      },
    },
    entropy: { accuracy: { loss: 1, gradient: 2 }, evaluate: () => NaN },
  },
}

let document: ReportDocument
let report: Json

beforeAll(async () => {
  const keep = ['loss-accuracy', 'gradient-accuracy', 'shift-invariance', 'entropy-bounds', 'nan-stays-in-its-row']
  const found = await examine(subjectOf(wrong), { seed: 1, runs: 4, laws: keep, shrink: false })
  const known = [{ law: 'shift-invariance', loss: 'cross_entropy', dtype: 'f32', reason: 'it is so' }]
  const about = { command: 'lossproof check x.mjs --law a,b', examined: 'x.mjs', whole: true, exit: 1 } as const
  const extras = () => ({
    again: 'lossproof check',
    replay: 'lossproof replay',
    snippet: { language: 'js', code: 'x' },
  })
  const idle = [{ law: 'gibbs', loss: 'entropy', dtype: 'f64', reason: 'idle' }]
  document = documentOf(found, judge(found, known), { ...about, idle, timeout: 1000 }, extras, 1)
  report = JSON.parse(toJson(document)) as Json
}, PATIENCE)

/** What no number and no text of a report is. */
const GARBAGE = /\bundefined\b|\[object |\bfunction\b|native code|NaN (?:%|px|case|ulp)/

/** Numbers of a drawing. */
const DRAWN = /(?: d| x| y| viewBox| transform| colspan)="[^"]*(?:NaN|Infinity|undefined|e[+-])/

describe('reports', () => {
  test('what is read is written by every writer', { timeout: PATIENCE }, async () => {
    let accepted = 0
    await expectTries('documents', 0.07, changes, (all) => {
      const read = refuses(() => fromJson('r.json', JSON.stringify(changed(report, all))), RangeError)
      if (read === undefined) return
      accepted++
      const page = html(read)
      const pages = [page, junit(read), markdown(read), ...annotations(read), terminalReport(read, 1)]
      for (const text of pages) expect(GARBAGE.exec(text)?.[0]).toBe(undefined)
      expect(DRAWN.exec(page)?.[0]).toBe(undefined)
      for (const line of annotations(read)) expect(line).toMatch(/^[^\r\n]*$/)
      expect(fromJson('r.json', toJson(read))).toEqual(read)
    })
    // Were all of them refused, no writer would have been tried.
    expect(accepted).toBeGreaterThan(INPUTS / 100)
  })

  test('any two that are read are compared', { timeout: PATIENCE }, async () => {
    const pairs = fc.tuple(changes, changes)
    await expectTries('compared', 0.1, pairs, (pair) => {
      const [a, b] = pair.map((all) =>
        refuses(() => fromJson('r.json', JSON.stringify(changed(report, all))), RangeError),
      )
      for (const [before, after] of [
        [a, b],
        [document, b],
        [a, document],
      ] as const) {
        if (before === undefined || after === undefined) continue
        const { text, exit } = compare(before, after)
        expect([0, 1]).toContain(exit)
        expect(text).not.toMatch(/(?!\n)\p{Cc}/u)
        expect(GARBAGE.exec(text)?.[0]).toBe(undefined)
      }
    })
  })

  test('what is none is refused', { timeout: PATIENCE }, async () => {
    const text = JSON.stringify(report)
    const nearly = breakages.map((breakage) => broken(text, breakage))
    const other = anything.map((json) => JSON.stringify(json))
    await expectTries('report texts', 0.07, fc.oneof(nearly, other, texts, nests), (json) =>
      refuses(() => fromJson('r.json', json), RangeError),
    )
  })
})

test('tokens', { timeout: PATIENCE }, async () => {
  const failing = document.results.find(({ failure }) => failure !== undefined)
  if (failing?.failure === undefined) throw new Error('no failure')
  const token = tokenOf('own', failing, 1000) as string
  const inside: Json = JSON.parse(JSON.stringify([failing.failure.case, failing.law, 'own', 1000])) as Json
  const packed = (json: Json): string => `1.${deflateRawSync(JSON.stringify(json)).toString('base64url')}`
  const inputs = fc.oneof(
    changes.map((all) => packed(changed(inside, all))),
    anything.map(packed),
    breakages.map((breakage) => broken(token, breakage)),
    texts.map((text) => `1.${text}`),
    nests.map((text) => `1.${deflateRawSync(text).toString('base64url')}`),
  )
  await expectTries('tokens', 0.1, inputs, (word) => {
    isToken(word)
    const read = refuses(() => readToken(word), RangeError)
    if (read === undefined) return
    // What is read can be asked.
    const { rows, classes } = read.case
    expect(rows * classes).toBeLessThan(1e7)
    try {
      laws.find(({ name }) => name === read.law)?.asks(read.case)
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
    }
  })
})

test('known failures', { timeout: PATIENCE }, async () => {
  const line = 'entropy-bounds  entropy  f64  too large, see #7   # a comment'
  const words = fc.oneof(texts, fc.constantFrom('entropy-bounds', 'entropy', 'f64', '#', '\t', '\n'))
  const inputs = fc.oneof(
    fc.array(words).map((list) => list.join(' ')),
    breakages.map((breakage) => broken(`${line}\n${line}\n`, breakage)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  )
  await expectTries('known failures', 0.06, inputs, (text) => {
    writeFileSync(join(scratch, 'x.known'), text)
    refuses(() => readKnown(join(scratch, 'x.known')), RangeError)
  })
})

/** A number, a list, or nearly one, as one types it. */
const typed: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('[1, 2]', '[[1, 2], [3, 4]]', '[0.5, 0.5]', '[0, 1]', '0', '1', '0.5') },
  numbers.map(String),
  nests,
  fc.array(numbers, { maxLength: 4 }).map((list) => JSON.stringify(list)),
  anything.map((json) => JSON.stringify(json)),
  texts,
  fc.tuple(fc.constant('[[40, 0], [NaN, -Infinity]]'), breakages).map(([text, breakage]) => broken(text, breakage)),
)

describe('eval', () => {
  const rows = [...losses.values()]
  const asked = fc.constantFrom(...rows).chain((spec) => {
    const names = [...new Set([spec.input, spec.target])]
    const given = fc.record(
      Object.fromEntries(
        [...names, ...spec.options, spec.reduction.argument, 'reduction'].map((name) => [name, typed]),
      ),
      { requiredKeys: names },
    )
    const dtype = fc.constantFrom<FloatType>('f64', 'f32', 'f16', 'bf16')
    const options: fc.Arbitrary<EvalOptions> = fc.record(
      { given, dtype, digits: fc.constantFrom(1, 20, 500), answer: fc.double() },
      { requiredKeys: ['given', 'dtype', 'digits'] },
    )
    return options.map((one) => ({ spec, options: one }))
  })

  test('arguments', { timeout: PATIENCE }, async () => {
    await expectTries('eval', 0.1, asked, ({ spec, options }) =>
      refuses(() => evaluate(spec, options), WrongQuestion, RangeError),
    )
  })

  test('files of arguments', { timeout: PATIENCE }, async () => {
    const text = '{"logits": [[40, 0], [NaN, -Infinity]], "target": [0, 1], "reduction": "none"}'
    const inputs = fc.oneof(
      breakages.map((breakage) => broken(text, breakage)),
      changes.map((all) => JSON.stringify(changed({ logits: [40, 0], target: 0, reduction: 'sum' }, all))),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      nests,
    )
    await expectTries('eval files', 0.05, inputs, (json) => {
      writeFileSync(join(scratch, 'given.json'), json)
      const read = refuses(
        () => readGiven(join(scratch, 'given.json'), ['logits', 'target', 'reduction']),
        WrongQuestion,
      )
      if (read === undefined) return
      for (const value of Object.values(read)) expect(typeof value).toBe('string')
    })
  })
})

const REQUESTS: readonly Json[] = [
  {
    id: 7,
    loss: 'cross_entropy',
    arguments: {
      logits: { dtype: 'f64', shape: [2, 2], values: [40, 0, 1, '-Infinity'] },
      target: { dtype: 'i64', shape: [2], values: [0, 1] },
      weight: { dtype: 'f64', shape: [2], values: [1, 2] },
      label_smoothing: 0.1,
      ignore_index: -100,
      reduction: 'mean',
    },
    want: ['loss', 'gradient', 'enclosure'],
    digits: 20,
  },
  {
    id: 8,
    loss: 'torch.binary_cross_entropy',
    arguments: {
      input: { dtype: 'f32', shape: [2], bits: 'AACAPwAAAAA=' },
      target: { dtype: 'f32', shape: [2], values: [0, 1] },
      weight: { dtype: 'f32', shape: [1], values: [2] },
      reduction: 'none',
    },
    upstream: { dtype: 'f32', shape: [2], values: [1, 1] },
    want: ['loss', 'gradient'],
  },
  {
    id: 9,
    loss: 'keras.binary_crossentropy',
    arguments: {
      y_pred: { dtype: 'f32', shape: [1, 2], values: [0.25, 0.5] },
      y_true: { dtype: 'f32', shape: [1, 2], values: [0, 1] },
    },
    want: ['loss', 'gradient'],
  },
  { hello: 1, tensors: 'values' },
]

/** Shapes of nothing, and of more than there is. */
const shapes: fc.Arbitrary<readonly Json[]> = fc.array(fc.constantFrom<Json>(0, 1, 2, 1e9, 2 ** 32, 2 ** 53, 1e308), {
  maxLength: 4,
})

const messages: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...REQUESTS), changes).map(([json, all]) => JSON.stringify(changed(json, all))),
  },
  fc.tuple(fc.constantFrom(...REQUESTS), breakages).map(([json, breakage]) => broken(JSON.stringify(json), breakage)),
  fc.tuple(shapes, shapes, shapes, fc.constantFrom(...profiles.values())).map(([a, b, c, spec]) => {
    const empty = (shape: Json): Json => ({ dtype: 'f64', shape, values: [] })
    const weight = { dtype: 'f64', shape: c, values: [1] }
    return JSON.stringify({
      id: 1,
      loss: spec.name,
      arguments: { [spec.input]: empty(a), [spec.target]: empty(b), weight },
      want: ['loss', 'gradient'],
    })
  }),
  fc
    .tuple(texts, nests)
    .map(([name, text]) => `{"id":5,"loss":${JSON.stringify(name)},"arguments":{"logits":${text}},"want":[]}`),
  anything.map((json) => JSON.stringify(json)),
  texts,
  nests,
)

/** The id that the message of a client has, if it has one. */
function idIn(line: string): number | undefined {
  try {
    const { id } = JSON.parse(line) as { readonly id?: unknown }
    // The id −0 comes back as 0.
    return Number.isInteger(id) ? Number(id) + 0 : undefined
  } catch {
    return undefined
  }
}

test.each(['own', 'reference'] as const)('the server of %s', { timeout: PATIENCE }, async (served: Served) => {
  const server = serverOf(served)
  await expectTries(`served ${served}`, 0.1, messages, async (line) => {
    const said = await server(line)
    expect(said).toMatch(/^\{[^\n]*\}$/)
    if (said.startsWith('{"hello":')) return void parse(hello, said)
    const { id } = parse(answer, said)
    expect(id).toBe(idIn(line) ?? id)
  })
})

test('answers on the wire', { timeout: PATIENCE }, async () => {
  const tensor = { dtype: 'f64', shape: [2], values: [1, 'NaN'] }
  const right: readonly Json[] = [
    {
      id: 1,
      loss: tensor,
      gradient: { x: tensor },
      enclosure: { loss: { lo: tensor, hi: tensor } },
      digits: { loss: ['1'] },
    },
    { id: 1, error: 'no' },
    { hello: 1, name: 'x', version: '1', losses: { entropy: { dtypes: ['f64'], accuracy: 'stable' } }, window: 3 },
  ]
  const inputs = fc.oneof(
    fc.tuple(fc.constantFrom(...right), changes).map(([json, all]) => JSON.stringify(changed(json, all))),
    fc.tuple(fc.constantFrom(...right), breakages).map(([json, breakage]) => broken(JSON.stringify(json), breakage)),
    anything.map((json) => JSON.stringify(json)),
    texts,
    nests,
  )
  await expectTries('answers', 0.08, inputs, (line) => {
    refuses(() => parse(answer, line), RangeError)
    refuses(() => parse(hello, line), RangeError)
  })
})

const raise = (thrown: unknown) => (): never => {
  throw thrown
}

/** A value once it is made: what draws and prints it must not touch it. */
type Made = () => unknown

/** Values of JavaScript that fight back: getters, proxies, conversions and errors that throw. */
const fighters: fc.Arbitrary<Made> = fc
  .tuple(fc.constantFrom('getter', 'proxy', 'text', 'symbol', 'function', 'error', 'thenable', 'own'), fc.anything())
  .map(([kind, value]) => () => {
    switch (kind) {
      case 'getter':
        return Object.defineProperty({}, 'loss', { get: raise(value), enumerable: true })
      case 'proxy':
        return new Proxy(
          {},
          { get: raise(value), has: raise(value), ownKeys: raise(value), getPrototypeOf: raise(value) },
        )
      case 'text': {
        const text = { toString: raise(value), toJSON: raise(value), valueOf: raise(value) }
        return { ...text, unsupported: text }
      }
      case 'symbol':
        return Symbol('x')
      case 'function':
        return raise(value)
      case 'error':
        return Object.defineProperties(new Error('x'), { message: { value }, name: { get: raise(value) } })
      case 'thenable':
        // oxlint-disable-next-line unicorn/no-thenable -- an answer may be one
        return { then: (_: unknown, reject: (error: unknown) => void) => reject(value) }
      default:
        return { loss: value, gradient: { logits: value }, data: value, unsupported: value }
    }
  })

/** Numbers in the wrong kind of array, or too many. */
const arrays: fc.Arbitrary<Made> = fc
  .tuple(
    fc.constantFrom(Float64Array, Float32Array, Uint16Array, BigInt64Array, Uint8ClampedArray, DataView, Array),
    fc.constantFrom(0, 1, 2, 3, 1000, 1_000_000),
  )
  .map(([Kind, length]) => () => {
    if (Kind === Array) return Array.from({ length: 3 }, () => Array<number>(length))
    return new (Kind as typeof Float64Array)(new SharedArrayBuffer(length * 8))
  })

const circular: unknown[] = []
circular.push(circular)
const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown
const large: unknown[] = []
large.length = 2 ** 32 - 1

const made: fc.Arbitrary<Made> = fc.oneof(
  fc
    .anything({ withTypedArray: true, withBigInt: true, withNullPrototype: true, withSparseArray: true, withMap: true })
    .map((value) => () => value),
  fighters,
  arrays,
  texts.map((text) => () => text),
  fc.constantFrom<Made>(
    () => circular,
    () => deep,
    () => large,
    () => ({ loss: circular }),
    () => ({ loss: deep, gradient: { logits: [large] } }),
    () => globalThis,
  ),
)

describe('modules', () => {
  test('of any form', { timeout: PATIENCE }, async () => {
    const evaluate = (): number => 0
    const right = {
      name: 'x',
      version: '1',
      losses: { entropy: { evaluate, dtypes: ['f64'], gradients: ['p'], accuracy: 'stable' } },
    }
    const lists = fc.constantFrom('dtypes', 'targets', 'reductions', 'options', 'gradients', 'accuracy')
    const entropy = (more: object): unknown => ({ ...right, losses: { entropy: { ...right.losses.entropy, ...more } } })
    const inputs: fc.Arbitrary<Made> = fc.oneof(
      made,
      fc.tuple(fc.constantFrom('name', 'version', 'losses'), made).map(([name, make]) => () => ({
        ...right,
        [name]: make(),
      })),
      fc.tuple(texts, made).map(([name, make]) => () => ({ ...right, losses: { [name]: make() } })),
      fc.tuple(fc.oneof(lists, fc.constant('evaluate')), made).map(
        ([name, make]) =>
          () =>
            entropy({ [name]: make() }),
      ),
      fc.tuple(lists, made, made).map(([name, a, b]) => () => {
        const [loss, gradient] = [a(), b()]
        return entropy({ [name]: name === 'accuracy' ? { loss, gradient } : [loss, gradient] })
      }),
    )
    await expectTries('modules', 0.08, inputs, (make) => {
      const subject = refuses(() => subjectOf(make()), TypeError, RangeError)
      if (subject === undefined) return
      expect(typeof subject.name).toBe('string')
      // It crosses from a worker.
      structuredClone(subject.losses)
    })
  })

  test('with any answer', { timeout: PATIENCE }, async () => {
    const call: Call = {
      loss: 'cross_entropy',
      arguments: { logits: tensorOf('f64', [1, 2], [1, 2]), target: tensorOf('i64', [1], [0]) },
      want: ['loss', 'gradient'],
    }
    const spoil: readonly ((given: Record<string, unknown>) => void)[] = [
      () => {},
      (given) => void delete given['arguments'],
      (given) => void (given['arguments'] = { logits: { data: null } }),
      (given) => void (given['arguments'] = { logits: {} }),
    ]
    const manners = fc.constantFrom('return', 'throw', 'resolve', 'reject', 'nested')
    const inputs = fc.tuple(made, manners, fc.constantFrom(...spoil))
    await expectTries('any answer', 0.09, inputs, async ([make, manner, spoils]) => {
      const value = make()
      const subject = subjectOf({
        name: 'x',
        version: '1',
        losses: {
          cross_entropy: {
            gradients: ['logits'],
            evaluate: (given: Record<string, unknown>): unknown => {
              spoils(given)
              switch (manner) {
                case 'throw':
                  return raise(value)()
                case 'resolve':
                  return Promise.resolve(value)
                case 'reject':
                  return Promise.reject(value)
                case 'nested':
                  return { loss: [value], gradient: { logits: [value, value] } }
                default:
                  return value
              }
            },
          },
        },
      })
      const said = await subject.ask(call)
      expect(['value', 'unsupported', 'error', 'broken']).toContain(said.kind)
      if (said.kind === 'broken') expect(said.why).toMatch(ONE_LINE)
      if (said.kind === 'error') expect(said.message).toMatch(ONE_LINE)
      // It crosses from a worker.
      structuredClone(said)
    })
  })
})

/** A child that says what it is told to, a text for each line that it is sent, and ends as it is told to. */
const CHILD = `
const [texts, end] = JSON.parse(process.argv[1])
process.stdin.on('data', () => {
  const text = texts.shift()
  if (text !== undefined) process.stdout.write(Buffer.from(text, 'base64'))
  else if (end === 'exit') process.exit(3)
  else if (end === 'kill') process.kill(process.pid, 'SIGKILL')
  else if (end === 'close') process.stdout.end()
  else if (end === 'linger') {
    require('node:child_process').spawn('sleep', ['30'], { detached: true, stdio: 'inherit' })
    process.exit(0)
  }
})
process.stdin.on('end', () => process.exit(0))
`

test('processes', { timeout: PATIENCE }, async () => {
  const greeting: Json = {
    hello: 1,
    name: 'x',
    version: '1',
    losses: { entropy: { reductions: ['sum'], gradients: ['p'] } },
  }
  const one = { dtype: 'f64', shape: [], values: [0.5] }
  const two = { dtype: 'f64', shape: [1, 2], values: [1, 2] }
  const said: Json = { id: 1, loss: one, gradient: { p: two } }
  const line = (json: Json): Buffer => Buffer.from(`${JSON.stringify(json)}\n`)
  const nearly = (json: Json): fc.Arbitrary<Buffer> =>
    fc.oneof(
      changes.map((all) => line(changed(json, all))),
      breakages.map((breakage) => Buffer.from(broken(`${JSON.stringify(json)}\n`, breakage))),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.constant(Buffer.from('x'.repeat(20_000))),
      fc.constant(Buffer.concat([line(json), line(json), line({ id: 2 ** 60, error: '' })])),
    )
  const greetings = fc.oneof({ weight: 4, arbitrary: fc.constant(line(greeting)) }, nearly(greeting))
  const ends = fc.constantFrom('exit', 'kill', 'close', 'linger', 'hang')
  const inputs = fc.tuple(greetings, fc.array(nearly(said), { maxLength: 2 }), ends)
  const call: Call = {
    loss: 'entropy',
    arguments: { p: tensorOf('f64', [1, 2], [0.5, 0.5]), reduction: 'sum' },
    want: ['loss', 'gradient'],
  }
  const samples = fc.sample(inputs, { seed: SEED, numRuns: Math.ceil(Math.min(150, 4 + INPUTS / 500)) })
  // They mostly wait.
  await expectEach(5, samples, async ([first, others, end]) => {
    const program = JSON.stringify([[first, ...others].map((bytes) => bytes.toString('base64')), end])
    const started = performance.now()
    try {
      const subject = await openProcess([process.execPath, '-e', CHILD, program], { timeout: 300, loading: 3000 })
      const kinds = (await Promise.all([subject.ask(call), subject.ask(call)])).map(({ kind }) => kind)
      for (const kind of kinds) expect(['value', 'unsupported', 'error', 'broken'], program).toContain(kind)
      await subject.close()
    } catch (error) {
      expect(error, program).toBeInstanceOf(NotExaminable)
    }
    const taken = performance.now() - started
    count('processes', taken)
    // Two questions, each asked again alone, and three starts.
    expect(taken, program).toBeLessThan(HANGS)
  })
})

/** So many at a time. */
async function expectEach<T>(atOnce: number, list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...list]
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

test('the command line', { timeout: PATIENCE }, async () => {
  mkdirSync(join(scratch, 'folder'))
  chmodSync(stored('locked', 'x'), 0)
  const files = [
    'folder',
    'locked',
    'missing',
    'missing/x',
    '',
    stored('empty', ''),
    stored('binary', '\u0000\u0001\uD800'),
    stored('report.json', toJson(document)),
    stored('list.json', '[]'),
    stored('x.known', 'entropy-bounds entropy f64'),
    stored('throws.mjs', 'throw new Error("one\\ntwo")'),
    stored('throws-nothing.mjs', 'throw undefined'),
    stored('none.mjs', 'export const x = 1'),
    stored('wrong.mjs', 'export default { name: 5 }'),
    stored('syntax.mjs', 'export {{'),
    stored('import.mjs', 'import "no-such-package"'),
    stored('folder.mjs', 'export default { name: "x", losses: { "a\\nb": {} } }'),
    stored('exits.mjs', 'process.exit(7)'),
    stored('x.py', 'raise ValueError("no")'),
  ]
  const failing = document.results.find(({ failure }) => failure !== undefined)
  if (failing === undefined) throw new Error('no failure')
  const tokens = ['nobody.mjs', 'own', ['./nothing'], [], 'x\u0000y.mjs'].map((who) => tokenOf(who, failing) as string)
  // No word of a command line holds a NUL.
  const word = fc
    .oneof(
      texts,
      fc.constantFrom(...files, ...tokens),
      numbers.map(String),
      typed.filter((text) => text.length < 1e5),
    )
    .map((text) => text.replaceAll('\u0000', ''))
  const options: Readonly<Record<string, readonly string[]>> = {
    check: [
      '--law',
      '--loss',
      '--dtype',
      '--claim',
      '--tier',
      '--seed',
      '--known',
      '--json',
      '--junit',
      '--markdown',
      '--html',
      '--write-known',
      '--runs',
      '--timeout',
      '--jobs',
      '--path',
      '--',
    ],
    replay: ['--law', '--loss', '--dtype'],
    compare: [],
    'eval cross_entropy': [
      '--logits',
      '--target',
      '--weight',
      '--from',
      '--digits',
      '--dtype',
      '--answer',
      '--reduction',
    ],
    'eval torch.cross_entropy': ['--input'],
    eval: [],
    serve: [],
    init: [],
    list: [],
    '': ['--version', '--help'],
    nonsense: [],
  }
  // An exam of one law and one case, whatever else is asked; what would be right and long is left out.
  const SHORT = ['--law', 'entropy-bounds', '--runs', '1', '--timeout', '5']
  const LONG = /^\s*\+?(0x|0b|0o)?[\d.e+]+\s*$/i
  const lines = fc.constantFrom(...Object.keys(options)).chain((command) => {
    const named = options[command] as readonly string[]
    const option =
      named.length === 0 ? word.map((one) => [one]) : fc.tuple(fc.constantFrom(...named, '--no-such'), word)
    const isLong = ([name, value]: readonly string[]): boolean =>
      ['--runs', '--jobs', '--path', '--timeout'].includes(name ?? '') && LONG.test(value ?? '')
    return fc
      .tuple(fc.array(word, { maxLength: 2 }), fc.array(option, { maxLength: 3 }))
      .map(([words, given]) => [
        ...command.split(' ').filter((one) => one !== ''),
        ...(command === 'check' ? SHORT : []),
        ...words,
        ...given.filter((one) => !isLong(one)).flat(),
      ])
  })
  const samples = fc.sample(lines, { seed: SEED, numRuns: Math.ceil(Math.min(500, 15 + INPUTS / 300)) })
  await expectEach(2, samples, async (words) => {
    const started = performance.now()
    const { status, err } = await run(words)
    const told = JSON.stringify({ words, status, err })
    count('command lines', performance.now() - started)
    expect([0, 1, 2, 3], told).toContain(status)
    expect(err, told).not.toMatch(/^\s+at .*:\d+|file:\/\/\//m)
    if (status !== 3) return
    expect(err.trim(), told).not.toBe('')
    // Of a command that lacks a subcommand the help is told.
    if (!/^Usage: /m.test(err)) expect(err.trim().split('\n').length, told).toBeLessThan(5)
  })
})

interface Ran {
  readonly status: number | null
  readonly err: string
}

/** Runs `lossproof` with nothing on standard input. */
function run(words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      GITHUB_ACTIONS: undefined,
      GITHUB_STEP_SUMMARY: undefined,
    }
    const limits = { timeout: HANGS, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 } as const
    const child = execFile(
      process.execPath,
      [MAIN, ...words],
      { cwd: scratch, env, ...limits },
      (_error, _out, err) => {
        resolve({ status: child.exitCode, err })
      },
    )
    child.stdin?.end()
  })
}
