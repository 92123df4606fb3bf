/**
 * Subjects that misbehave: each costs the laws that it breaks and not the exam, and is told in one line.
 *
 * A worker runs compiled files alone, so these tests run what `npm run build` made.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { bundled } from './bundled.ts'
import type { openModule as openSource } from './module.ts'
import { type Line, PATIENCE, lossproof, reportIn } from './testing/command.ts'

const compiled = new URL('../dist/adapters/module.js', import.meta.url).href
const { openModule } = (await import(compiled)) as { readonly openModule: typeof openSource }

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** A place in a program, as a stack trace has it. */
const TRACE = /^\s+at .*:\d+/m

/** Laws of four kinds; the last is about refusals, which a subject that refuses everything obeys. */
const LAWS = [
  'loss-accuracy',
  'gradient-accuracy',
  'shift-invariance',
  'same-answer-twice',
  'target-out-of-range-is-refused',
]

interface Exam {
  readonly status: number | null
  readonly err: string
  readonly results: readonly Line[]
}

async function examine(file: string, ...words: readonly string[]): Promise<Exam> {
  const ran = await lossproof(['check', file, '--law', LAWS.join(), '--runs', '5', '--jobs', '1', '--json', ...words])
  expect(ran.err).not.toMatch(TRACE)
  expect(ran.out).not.toMatch(TRACE)
  return { ...ran, results: reportIn(ran).results }
}

const named = ({ results }: Exam, law: string): Line => results.find((line) => line.law === law)!
const answers = ({ results }: Exam): (string | undefined)[] => results.map(({ failure }) => failure?.finding.answer)
const failing = ({ results }: Exam): string[] => results.filter((l) => l.verdict === 'fails').map(({ law }) => law)

describe.concurrent('a subject that has no answer fails every law with the same line', { timeout: PATIENCE }, () => {
  test.each([
    ['throws.mjs', 'threw Error: out of memory'],
    ['returns-text.mjs', "answer: expected { loss, gradient } or { unsupported }, got 'about 0.7'"],
  ])('%s: %s', async (file, why) => {
    const exam = await examine(file)
    expect(exam.status).toBe(1)
    expect(answers(exam)).toEqual(LAWS.map(() => why))
  })
})

describe.concurrent('a subject with half an answer', { timeout: PATIENCE }, () => {
  test.each([
    ['refuses.mjs', 'refused: logits: expected something else'],
    ['returns-nothing.mjs', 'answer: expected { loss, gradient } or { unsupported }, got undefined'],
    ['wrong-length.mjs', 'loss: expected a number, got 2'],
    ['no-gradient.mjs', 'gradient.logits: expected a number, got undefined'],
  ])('%s fails the laws that ask for more: %s', async (file, why) => {
    const exam = await examine(file)
    expect(exam.status).toBe(1)
    expect(answers(exam)).toContain(why)
    // It refuses what it must refuse, and is told so.
    expect(named(exam, 'target-out-of-range-is-refused').verdict).toBe('holds')
  })
})

describe.concurrent('a subject that is lost in a call', { timeout: PATIENCE }, () => {
  const GIVEN_UP = 'given up after 3 calls without an answer'

  test.each([
    ['endless-loop.mjs', 'no answer within 0.3 s'],
    ['never-answers.mjs', 'no answer within 0.3 s'],
    ['exits.mjs', 'exited with status 7'],
    ['throws-later.mjs', 'crashed: too late'],
    ['rejects-later.mjs', 'crashed: nobody listens'],
  ])('%s is tried three times and then left in peace: %s', async (file, why) => {
    const exam = await examine(file, '--timeout', '0.3')
    expect(exam.status).toBe(1)
    expect(answers(exam)).toEqual([why, why, why, GIVEN_UP, GIVEN_UP])
    // One case a law: a call that was not answered is not asked again in smaller cases.
    expect(exam.results.map(({ cases, failure }) => [cases, failure!.shrinks])).toEqual(LAWS.map(() => [1, 0]))
  })
})

describe.concurrent('a subject that does something besides', { timeout: PATIENCE }, () => {
  test.each([
    ['softmax.mjs', 'does nothing besides'],
    ['prints.mjs', 'prints: on standard error, and the report is alone on standard output'],
    ['reuses-buffer.mjs', 'writes every answer into the same memory'],
    ['answers-later.mjs', 'answers by promises'],
  ])('%s obeys every law: it %s', async (file) => {
    const exam = await examine(file)
    expect(exam.status).toBe(0)
    expect(exam.results.map(({ verdict }) => verdict)).toEqual(LAWS.map(() => 'holds'))
    expect(exam.err.includes('computing')).toBe(file === 'prints.mjs')
  })

  test('modifies-inputs.mjs is right and fails inputs-untouched alone', async () => {
    const exam = await examine('modifies-inputs.mjs', '--law', `inputs-untouched,${LAWS.join()}`)
    expect(exam.status).toBe(1)
    expect(failing(exam)).toEqual(['inputs-untouched'])
    expect(named(exam, 'inputs-untouched').failure!.finding.where).toMatch(/^logits\[\d+\]$/)
  })

  test('stateful.mjs has another answer the second time', async () => {
    expect(failing(await examine('stateful.mjs'))).toContain('same-answer-twice')
  })
})

describe('what cannot be examined is told in one line', () => {
  const entropy = (declared: string) => `export default { name: 'x', losses: { entropy: { ${declared} } } }`

  test.each([
    ['nothing by default', 'export const loss = 1', /^default export: expected the module form, got none$/],
    ['a number', 'export default 5', /^module: expected an object, got 5$/],
    ['no losses', "export default { name: 'x' }", /^losses: expected an object, got undefined$/],
    ['no loss in losses', "export default { name: 'x', losses: {} }", /^losses: expected at least one loss, got none$/],
    ['a loss nobody knows', "export default { name: 'x', losses: { hinge: {} } }", /^losses: .* got 'hinge'$/],
    ['a dtype nobody knows', entropy("dtypes: ['f8'], evaluate() {}"), /dtypes\[0\]: expected one of f64, .*'f8'$/],
    ['a value that cannot be called', entropy('evaluate: 3'), /\.evaluate: expected a function, got 3$/],
    ['a mistake of syntax', 'export default {', /^Unexpected end of input$/],
    ['a package nobody installed', "import 'no-such-package'", /^Cannot find package 'no-such-package'/],
    ['an error of two lines', "throw new Error('no device\\nand more')", /^no device$/],
    ['an exit as it loads', 'process.exit(4)', /^expected a module that loads, got exited with status 4$/],
    [
      'an await for nothing',
      'await new Promise(() => {})',
      /^expected a module that loads, got exited with status 13$/,
    ],
  ])('a module with %s', async (what, source, message) => {
    const file = join(scratch, `${what.replaceAll(' ', '-')}.mjs`)
    writeFileSync(file, source)
    const start = `${relative(process.cwd(), file)}: `
    const { message: line } = await openModule(pathToFileURL(file).href).then(
      () => ({ message: 'nothing' }),
      (error: Error) => error,
    )
    expect(line.slice(0, start.length)).toBe(start)
    expect(line.slice(start.length)).toMatch(message)
  })

  test('never-loads.mjs is given a while to load, which is not the deadline of a call', async () => {
    const opened = openModule(new URL('testing/never-loads.mjs', import.meta.url).href, { loading: 300, timeout: 1 })
    await expect(opened).rejects.toThrow(
      'adapters/testing/never-loads.mjs: expected a module that loads, got no answer within 0.3 s',
    )
  })

  test.each([
    ['waits-for-nothing.mjs', 'waits-for-nothing.mjs: expected a module that loads, got exited with status 13'],
    ['./absent.mjs', "subject: expected a file, got './absent.mjs', which does not exist"],
    [
      'burn',
      `subject: expected own, family, ${Object.keys(bundled).join(', ')} or a .js, .mjs, .ts or .py file, got 'burn'`,
    ],
  ])('the command ends with status 3: %s', { timeout: PATIENCE }, async (subject, line) => {
    expect(await lossproof(['check', subject])).toEqual({ status: 3, out: '', err: `lossproof: ${line}\n` })
  })
})
