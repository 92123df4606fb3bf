/**
 * The servers: the truth and our own losses, asked in the words of the wire.
 */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Tensor } from '../reference/index.ts'
import { PATIENCE } from './testing/command.ts'
import { type Served, serverOf } from './serve.ts'
import { type WireTensor, decode, encode } from './tensor.ts'
import { type Value, type WireAnswer, answer, hello, parse } from './wire.ts'

const tensor = (values: readonly (number | string)[], shape: readonly number[], dtype: Tensor['dtype'] = 'f64') => ({
  dtype,
  shape,
  values,
})

/** The values of a tensor that crossed the wire as such. */
function valuesIn(crossed: WireTensor | undefined): readonly (number | string)[] {
  if (crossed === undefined || !('values' in crossed)) throw new Error('values: expected some, got none')
  return crossed.values
}

const confident = {
  id: 7,
  loss: 'cross_entropy',
  arguments: { logits: tensor([40, 0], [1, 2]), target: tensor([0], [1], 'i64') },
  want: ['loss', 'gradient', 'enclosure'],
  digits: 30,
}

/** The answer of a server that was told to speak in values. */
async function ask(served: Served, message: unknown): Promise<WireAnswer> {
  const server = serverOf(served)
  const greeted = parse(hello, await server('{"hello":1,"tensors":"values"}'))
  expect(Object.keys(greeted.losses)).toContain('torch.cross_entropy.index')
  return parse(answer, await server(typeof message === 'string' ? message : JSON.stringify(message)))
}

describe('the reference', () => {
  test('rounds once, encloses, and proves digits', async () => {
    const { loss, gradient, enclosure, digits } = (await ask('reference', confident)) as Value
    expect(loss).toEqual(tensor([4.248354255291589e-18], []))
    expect(gradient).toEqual({ logits: tensor([-4.248354255291589e-18, 4.248354255291589e-18], [1, 2]) })
    const [lo, hi] = [enclosure?.loss?.lo, enclosure?.loss?.hi].map((end) => decode('end', end as WireTensor).data[0])
    expect([lo, hi]).toEqual([4.248354255291589e-18, 4.2483542552915896e-18])
    expect(digits?.loss).toEqual(['4.24835425529158898630497784363…e-18'])
    expect(digits?.gradient?.['logits']).toHaveLength(2)
  })

  test.each([
    ['f32', 4.24835413113866e-18],
    ['bf16', 4.255493527005605e-18],
    ['f16', 0],
  ] as const)('in %s', async (dtype, expected) => {
    const asked = { ...confident, arguments: { ...confident.arguments, logits: tensor([40, 0], [1, 2], dtype) } }
    const { loss } = (await ask('reference', asked)) as Value
    expect(valuesIn(loss)[0]).toBeCloseTo(expected, 24)
    expect(loss?.dtype).toBe(dtype)
  })

  test('a tie is rounded to even, and what no promise covers is NaN', async () => {
    const tie = {
      ...confident,
      loss: 'nll_loss',
      arguments: {
        log_probabilities: tensor([-1, -(2 ** -53)], [1, 2]),
        target: tensor([1, 1], [1, 2]),
        reduction: 'sum',
      },
      want: ['loss'],
    }
    expect(((await ask('reference', tie)) as Value).loss).toEqual(tensor([1], []))
    const free = {
      ...confident,
      loss: 'kl_divergence',
      arguments: { p: tensor([0, 1], [1, 2]), q: tensor([0.5, 0.5], [1, 2]) },
      want: ['gradient'],
    }
    const { gradient, digits } = (await ask('reference', free)) as Value
    expect(valuesIn(gradient?.['p'])[0]).toBe('NaN')
    expect(digits?.gradient?.['p']?.[0]).toBe('not promised')
  })

  test('speaks the words of a framework', async () => {
    const asked = {
      id: 1,
      loss: 'torch.binary_cross_entropy',
      arguments: { input: tensor([0], [1]), target: tensor([1], [1]), reduction: 'none' },
      want: ['loss', 'gradient'],
    }
    const { loss, gradient } = (await ask('reference', asked)) as Value
    expect([loss, gradient?.['input']]).toEqual([tensor([100], [1]), tensor([-1000000003995.8029], [1])])
  })
})

test.each(['own', 'reference'] as const)(
  '%s: what is wrong is answered with an error, under its id',
  async (served) => {
    const wrong = { ...confident, arguments: { ...confident.arguments, target: tensor([7], [1], 'i64') } }
    expect(await ask(served, wrong)).toEqual({ id: 7, error: 'target[0]: expected a class index 0…1, got 7' })
    expect(await ask(served, '{"id":3,"loss":5}')).toMatchObject({
      id: 3,
      error: expect.stringMatching(/^loss: /) as string,
    })
    expect(await ask(served, 'loss?')).toEqual({ id: 0, error: "expected a line of JSON, got 'loss?'" })
    const short = { ...confident, arguments: { ...confident.arguments, logits: tensor([1], [1, 2]) } }
    expect(await ask(served, short)).toEqual({ id: 7, error: 'logits: expected 2 values, got 1' })
    expect(await ask(served, { ...confident, loss: 'hinge' })).toMatchObject({
      id: 7,
      unsupported: expect.anything() as string,
    })
  },
)

describe('what is nearly a request', () => {
  const server = serverOf('reference')
  const idOf = async (line: string): Promise<number> => parse(answer, await server(line)).id

  test.each([
    [`{"id":${'9'.repeat(400)}}`, 0],
    ['{"id":1.5}', 0],
    ['{"id":1.5', 0],
    ['{"arguments":{"id":5},"id":7}', 7],
    ['{"arguments":{"id":5}}', 0],
    ['{"id":7,"lo', 7],
  ])('%s: its id', async (line, id) => {
    expect(await idOf(line)).toBe(id)
  })

  test.each([
    ['i64', 0.5, 'target[0]: expected an integer of i64, got 0.5'],
    ['i64', 2 ** 64, 'target[0]: expected an integer of i64, got 18446744073709552000'],
    ['i32', 0.5, 'target[0]: expected an integer of i32, got 0.5'],
    ['i32', 2 ** 32, 'target[0]: expected an integer of i32, got 4294967296'],
  ] as const)('%s of %d: no class', async (dtype, t, error) => {
    const asked = { ...confident, arguments: { ...confident.arguments, target: tensor([t], [1], dtype) } }
    expect(await ask('reference', asked)).toEqual({ id: 7, error })
  })
})

test('our own losses answer like the functions, in bits unless asked otherwise', async () => {
  const server = serverOf('own')
  await server('{"hello":1}')
  const { loss } = parse(answer, await server(JSON.stringify({ ...confident, want: ['loss'] }))) as Value
  expect(loss).toEqual({ dtype: 'f64', shape: [], bits: 'JBqbSZKXUzw=' })
})

test.each([
  ['f64', [0.1, -0, NaN, Infinity, -Infinity, 5e-324]],
  ['f32', [0.5, -0, NaN, Infinity, -Infinity, 2 ** -149]],
  ['bf16', [1, -0, NaN, Infinity, -Infinity, 3]],
  ['f16', [1, -0, NaN, Infinity, -Infinity, 2 ** -24]],
  ['i64', [1, -100, 2 ** 53]],
  ['i32', [1, -100]],
] as const)('a tensor of %s crosses the wire in both forms', (dtype, values) => {
  const sent = decode('x', {
    dtype,
    shape: [values.length],
    values: values.map((x) => (Object.is(x, -0) ? '-0' : Number.isFinite(x) ? x : String(x))),
  })
  for (const form of ['bits', 'values'] as const) {
    const crossed = decode('x', JSON.parse(JSON.stringify(encode(sent, form))) as WireTensor)
    expect(crossed).toEqual(sent)
  }
})

describe('from Python', () => {
  const python = process.env['PYTHON'] ?? 'python3'
  const folder = fileURLToPath(new URL('python/', import.meta.url))
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

  test('the client asks, and is told what is wrong', { timeout: PATIENCE }, ({ skip }) => {
    if (spawnSync(python, ['--version']).status !== 0) {
      if (process.env['CI'] === undefined) skip('skipped: no Python')
    }
    const program = `
import sys
sys.path.insert(0, ${JSON.stringify(folder)})
from oracle import Oracle
with Oracle([${JSON.stringify(process.execPath)}, ${JSON.stringify(main)}, "serve", "reference"]) as oracle:
    answer = oracle.ask("cross_entropy", logits=[[40.0, 0.0]], target=[0], digits=30)
    print(answer.loss, answer.gradient, answer.digits["loss"][0])
    try:
        oracle.ask("cross_entropy", logits=[[40.0, 0.0]], target=[7])
    except ValueError as error:
        print(error)
`
    const { stdout, stderr } = spawnSync(python, ['-c', program], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toEqual([
      "4.248354255291589e-18 {'logits': [-4.248354255291589e-18, 4.248354255291589e-18]} 4.24835425529158898630497784363…e-18",
      'target[0]: expected a class index 0…1, got 7',
      '',
    ])
  })
})
