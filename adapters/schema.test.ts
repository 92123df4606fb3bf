/**
 * The published schemas of the wire: `schema/*.json` says what the code checks. `WRITE_SCHEMAS=1` writes them anew.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { serverOf } from './serve.ts'
import { parse, schemas } from './wire.ts'

const fileOf = (name: string): URL => new URL(`../schema/${name}.json`, import.meta.url)

describe.each(Object.entries(schemas))('schema/%s.json', (name, schema) => {
  const text = `${JSON.stringify({ ...toJsonSchema(schema), title: `lossproof wire 1: ${name}` }, undefined, 2)}\n`
  if (process.env['WRITE_SCHEMAS'] !== undefined) writeFileSync(fileOf(name), text)

  test('is the one that is checked', () => {
    expect(JSON.parse(readFileSync(fileOf(name), 'utf8'))).toEqual(JSON.parse(text))
  })
})

const T = { dtype: 'f32', shape: [2], bits: 'AACAPwAAgL8=' }
const V = { dtype: 'f32', shape: [2], values: [1, '-Infinity'] }

describe.each([
  ['greeting', [{ hello: 1 }, { hello: 1, tensors: 'values' }], [{ hello: 2 }, { hello: 1, tensors: 'text' }]],
  [
    'hello',
    [
      { hello: 1, name: 'x', losses: {} },
      { hello: 1, name: 'x', losses: { l: { accuracy: { loss: 1, gradient: 2 } } } },
    ],
    [
      { hello: 1, losses: {} },
      { hello: 1, name: 'x', losses: { l: { dtypes: 'f64' } } },
      { hello: 1, name: 'x', losses: {}, window: 0 },
    ],
  ],
  [
    'request',
    [{ id: 1, loss: 'l', arguments: { x: T, y: V, a: 0.5, reduction: 'mean' }, want: ['loss'] }],
    [
      { id: 1.5, loss: 'l', arguments: {}, want: [] },
      { id: 1, loss: 'l', arguments: { x: { dtype: 'f8', shape: [], bits: '' } }, want: [] },
      { id: 1, loss: 'l', arguments: {}, want: ['hessian'] },
      { id: 1, loss: 'l', arguments: {}, want: [], digits: 501 },
    ],
  ],
  [
    'answer',
    [
      { id: 1, loss: T, gradient: { x: V } },
      { id: 1, unsupported: 'no' },
      { id: 1, error: 'no', more: 1 },
    ],
    [
      { loss: T },
      { id: 1, loss: { ...T, shape: [-1] } },
      { id: 1, loss: { dtype: 'f64', shape: [], values: ['inf'] } },
    ],
  ],
] as const)('%s', (name, right, wrong) => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(fileOf(name), 'utf8')) as object)
  const schema = schemas[name] as (typeof schemas)[string]

  test.each(right.map((message) => JSON.stringify(message)))('takes %s', (line) => {
    expect(validate(JSON.parse(line))).toBe(true)
    expect(() => parse(schema, line)).not.toThrow()
  })

  test.each(wrong.map((message) => JSON.stringify(message)))('refuses %s', (line) => {
    expect(validate(JSON.parse(line))).toBe(false)
    expect(() => parse(schema, line)).toThrow(RangeError)
  })
})

test('what the servers say is in the schema', async () => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(fileOf('hello'), 'utf8')) as object)
  for (const served of ['own', 'reference'] as const) {
    expect(validate(JSON.parse(await serverOf(served)('{"hello":1}')))).toBe(true)
  }
})
