/**
 * Subjects in other processes, well behaved and not: each manner of failing is told from the others, and survived.
 */

import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import type { Answer, Call, Subject } from '../reference/index.ts'
import { openProcess } from './process.ts'

const SUBJECT = fileURLToPath(new URL('testing/wire-subject.mjs', import.meta.url))
/** A Node starts in a fraction of this, on a busy machine too. */
const DEADLINE = 10_000
const PATIENCE = 60_000

let opened: Subject | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

async function open(manner: string, timeout = DEADLINE): Promise<Subject> {
  opened = await openProcess([process.execPath, SUBJECT, manner], { timeout })
  return opened
}

const entropyOf = (...p: number[]): Call => ({
  loss: 'entropy',
  arguments: { p: { dtype: 'f64', shape: [1, p.length], data: Float64Array.from(p) }, reduction: 'sum' },
  want: ['loss'],
})

const numberOf = (answer: Answer): unknown => (answer.kind === 'value' ? answer.loss.data[0] : answer)

/** Whether a process is a running subject of these tests. */
function isChild(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(SUBJECT)
  } catch {
    return false
  }
}

const BAD = entropyOf(0.75, 0.25)
const GOOD = entropyOf(0.5, 0.5)

test('answers come back whatever their order', async () => {
  const subject = await open('late')
  const answers = await Promise.all([BAD, GOOD, entropyOf(1)].map((call) => subject.ask(call)))
  expect(answers.map(numberOf)).toEqual([0.5623351446188083, Math.LN2, -0])
  expect([subject.name, subject.version]).toEqual(['entropy', '1'])
})

describe('a subject that misbehaves is told apart, and started again', () => {
  test.each([
    ['crash', 'killed by SIGSEGV', true],
    ['exit', 'exited with status 3; standard error ends: out of memory ⏎ at line 7', true],
    ['garbage', "wrote what is no answer: expected a line of JSON, got 'loss is 0.5'", true],
    ['partial line', `exited with status 0 in the middle of a line: '{"id":1,"lo'`, true],
    ['wrong id', /^wrote what is no answer: an answer to id \d+, which was not asked$/, true],
    ['wrong dtype', 'loss: expected f64, got f32', false],
    ['wrong shape', 'loss: expected a number, got 3', false],
    ['too few bytes', 'loss: expected 8 bytes of f64, got 3', false],
    ['no number', 'loss: expected a number, got undefined', false],
  ] as const)(
    '%s: %s',
    async (manner, why, silent) => {
      const subject = await open(manner)
      const answer = await subject.ask(BAD)
      expect(answer).toEqual({
        kind: 'broken',
        why: expect.stringMatching(why) as string,
        ...(silent ? { silent } : {}),
      })
      expect(numberOf(await subject.ask(GOOD))).toBe(Math.LN2)
    },
    PATIENCE,
  )

  test(
    'hang: no answer within the deadline',
    async () => {
      const subject = await open('hang', 300)
      expect(await subject.ask(BAD)).toEqual({ kind: 'broken', why: 'no answer within 0.3 s', silent: true })
      expect(numberOf(await subject.ask(GOOD))).toBe(Math.LN2)
    },
    PATIENCE,
  )

  test(
    'duplicate id: the answer counts, and the next one is asked of a new process',
    async () => {
      const subject = await open('duplicate id')
      expect(numberOf(await subject.ask(BAD))).toBe(0.5623351446188083)
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(numberOf(await subject.ask(GOOD))).toBe(Math.LN2)
    },
    PATIENCE,
  )

  test(
    'a line of 100 MiB is a line',
    async () => {
      expect(numberOf(await (await open('long line')).ask(BAD))).toBe(0.5623351446188083)
    },
    PATIENCE,
  )
})

test(
  'of several under way the one that kills it is found, and the others are answered',
  async () => {
    const subject = await open('crash')
    const answers = await Promise.all([GOOD, entropyOf(1), BAD, GOOD].map((call) => subject.ask(call)))
    expect(answers.map(numberOf)).toEqual([
      Math.LN2,
      -0,
      { kind: 'broken', why: 'killed by SIGSEGV', silent: true },
      Math.LN2,
    ])
  },
  PATIENCE,
)

test(
  'one that keeps dying is given up, and says so',
  async () => {
    const subject = await open('exit')
    for (let death = 0; death < 3; death++) expect(await subject.ask(BAD)).toMatchObject({ silent: true })
    expect(await subject.ask(GOOD)).toMatchObject({ why: 'given up after 3 requests that it did not survive' })
  },
  PATIENCE,
)

test(
  'one that falls before it is asked leaves no question without an answer',
  async () => {
    const hello = { hello: 1, name: 'x', losses: { entropy: { reductions: ['sum'] } } }
    const program = `process.stdin.once('data', () => console.log(${JSON.stringify(`${JSON.stringify(hello)}\nmore`)}))`
    opened = await openProcess([process.execPath, '-e', program], { timeout: DEADLINE })
    const answers = await Promise.all([GOOD, BAD].map((call) => opened!.ask(call)))
    const why = "wrote what is no answer: expected a line of JSON, got 'more'"
    expect(answers).toEqual([0, 1].map(() => ({ kind: 'broken', why, silent: true })))
  },
  PATIENCE,
)

describe('what cannot be examined says why', () => {
  test.each([
    ['dies at once', 'exited with status 4'],
    ['wrong hello', 'wrote what is no answer: hello: expected 1, got 2'],
    ['no such loss', /^hello: losses: expected some of cross_entropy, .* or of a profile, got 'hinge'$/],
  ])(
    '%s: %s',
    async (manner, why) => {
      const command = `${process.execPath} ${SUBJECT} ${manner}: `
      const message = await open(manner).then(
        () => 'opened',
        (error: Error) => error.message,
      )
      expect(message.startsWith(command), message).toBe(true)
      expect(message.slice(command.length)).toMatch(why)
    },
    PATIENCE,
  )

  test('no such command', async () => {
    await expect(openProcess(['./no-such-command'])).rejects.toThrow(
      /^\.\/no-such-command: cannot be started: .*ENOENT/,
    )
  })

  test(
    'no hello',
    async () => {
      const silent = openProcess([process.execPath, SUBJECT, 'no hello'], { loading: 500 })
      await expect(silent).rejects.toThrow(/no hello: no hello within 0.5 s$/)
    },
    PATIENCE,
  )

  test(
    'no hello, and its output is held open by another that it started',
    async () => {
      const program = `require('node:child_process').spawn('sleep', ['120'], { detached: true, stdio: 'inherit' })
        process.exit()`
      const gone = openProcess([process.execPath, '-e', program], { loading: 500 })
      await expect(gone).rejects.toThrow(/no hello within 0.5 s$/)
    },
    PATIENCE,
  )
})

test.runIf(process.platform === 'linux')(
  'restarts leave no process and no file descriptor behind',
  async () => {
    const descriptors = (): number => readdirSync('/proc/self/fd').length
    const before = descriptors()
    for (let n = 0; n < 20; n++) {
      const subject = await openProcess([process.execPath, SUBJECT, 'crash'], { timeout: DEADLINE })
      await subject.ask(BAD)
      expect(numberOf(await subject.ask(GOOD))).toBe(Math.LN2)
      await subject.close()
    }
    const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isChild(pid))
    expect(children.length).toBe(0)
    expect(descriptors()).toBeLessThanOrEqual(before)
  },
  PATIENCE,
)
