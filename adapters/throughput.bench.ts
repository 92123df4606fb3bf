/**
 * How many calls a second get through: in process, and to a Python subject by the wire. `npm run bench`
 *
 *   small   one row of 10 classes, loss and gradient, 64 under way at once
 *   wide    one row of 128 256 classes, 1 MB of bits each way and a third more in base64
 */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bench, describe } from 'vitest'
import { subjectOf } from '../properties/index.ts'
import type { Call, Subject } from '../reference/index.ts'
import own from './own.ts'
import { openProcess } from './process.ts'

const AT_ONCE = 64
const python = process.env['PYTHON'] ?? 'python3'
const hasNumPy = spawnSync(python, ['-c', 'import numpy']).status === 0

const row = (classes: number): Call => ({
  loss: 'cross_entropy',
  arguments: {
    logits: { dtype: 'f64', shape: [1, classes], data: Float64Array.from({ length: classes }, (_, c) => (c % 97) / 7) },
    target: { dtype: 'i64', shape: [1], data: BigInt64Array.of(3n) },
    reduction: 'mean',
  },
  want: ['loss', 'gradient'],
})

const [small, wide] = [row(10), row(128_256)]

async function ask(subject: Subject, call: Call): Promise<void> {
  const answer = await subject.ask(call)
  if (answer.kind !== 'value') throw new Error(`expected an answer, got ${JSON.stringify(answer)}`)
}

async function askAll(subject: Subject): Promise<void> {
  await Promise.all(Array.from({ length: AT_ONCE }, () => ask(subject, small)))
}

describe(`${AT_ONCE} small calls`, () => {
  const inProcess = subjectOf(own)
  bench('our own losses, in process', () => askAll(inProcess))
})

describe.runIf(hasNumPy)('by the wire', async () => {
  const file = fileURLToPath(new URL('numpy/subject.py', import.meta.url))
  const subject = hasNumPy ? await openProcess([python, file]) : subjectOf(own)
  bench(`${AT_ONCE} small calls to NumPy`, () => askAll(subject))
  bench('one wide call to NumPy', () => ask(subject, wide))
})
