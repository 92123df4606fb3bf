/**
 * The JSON report: one seed, one text, on any number of workers; nothing beside it on standard output.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, PATIENCE, lossproof, reportIn } from '../adapters/testing/command.ts'
import { html } from './html.ts'
import { junit } from './junit.ts'
import { fromJson, reportSchema, toJson } from './report.ts'

const SCHEMA = new URL('../schema/report.json', import.meta.url)

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** Failing laws with NaN and ∞ in their cases, holding ones, and one that fails beyond the claim. */
const LAWS = 'loss-accuracy,confident-loss,shift-invariance,convexity,nan-stays-in-its-row,inputs-untouched'
const WORDS = ['check', 'no-max-shift.mjs', '--law', LAWS, '--runs', '5']

/** The report but for the time it took. */
const timeless = (text: string): string => text.replace(/^ {2}"time": \{[^}]*\}$/m, '')

describe('the JSON report', { timeout: PATIENCE }, () => {
  let ran: Ran

  beforeAll(async () => {
    ran = await lossproof([...WORDS, '--jobs', '1', '--json'])
  }, PATIENCE)

  test('is the whole of standard output, and standard error is empty', () => {
    expect(ran.status).toBe(1)
    expect(ran.err).toBe('')
    // One JSON text, whatever stands on a line.
    expect(ran.out.replaceAll(/\s/g, '')).toBe(JSON.stringify(JSON.parse(ran.out)).replaceAll(/\s/g, ''))
  })

  test.each([1, 2, 3])('has the same bytes for the same seed, on %i workers', async (jobs) => {
    const again = await lossproof([...WORDS, '--jobs', String(jobs), '--json'])
    expect(timeless(again.out)).toBe(timeless(ran.out))
    // The time is there, and is cut out.
    expect(timeless(ran.out)).not.toBe(ran.out)
  })

  test.each([1, 3])('so have the page and the XML, on %i workers', async (jobs) => {
    const [page, xml] = [join(scratch, `${jobs}.html`), join(scratch, `${jobs}.xml`)]
    await lossproof([...WORDS, '--jobs', String(jobs), '--html', page, '--junit', xml])
    const document = fromJson('out', ran.out)
    expect(readFileSync(page, 'utf8')).toBe(html(document))
    expect(readFileSync(xml, 'utf8')).toBe(junit(document))
  })

  test('has the same bytes also where a sample of the truth is derived twice', async () => {
    const many = [
      'check',
      '--loss',
      'entropy',
      '--dtype',
      'f64,f32',
      '--law',
      'loss-accuracy,gradient-accuracy,row-permutation',
      '--runs',
      '700',
    ]
    const [one, two] = await Promise.all(['1', '2'].map((jobs) => lossproof([...many, '--jobs', jobs, '--json'])))
    expect(timeless(two!.out)).toBe(timeless(one!.out))
    expect(fromJson('out', one!.out).audit.audited).toBeGreaterThan(1)
  })

  test('is read as it was written', () => {
    const document = fromJson('out', ran.out)
    expect(JSON.parse(toJson(document))).toEqual(JSON.parse(ran.out))
    expect(document.results.some(({ worst }) => worst.share === Infinity)).toBe(true)
  })

  test.each([
    ['', 'expected a report in JSON, got nothing'],
    ['{', 'expected a report in JSON, got something else'],
    ['[]', 'format: expected "format", got undefined'],
    ['{"format": 2}', 'format: expected 1, got 2'],
    ['{"format": "1\\n\\u001b[31m"}', 'format: expected 1, got "1 \uFFFD[31m"'],
  ])('what is none is refused in a line: %s', (text, message) => {
    expect(() => fromJson('a.json', text)).toThrow(new RangeError(`a.json: ${message}`))
  })

  test('is in the published schema, and what is not is not', () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object)
    const text = JSON.parse(ran.out) as Record<string, unknown>
    expect(validate(text), JSON.stringify(validate.errors)).toBe(true)
    for (const broken of [
      { ...text, format: 2 },
      { ...text, results: [{}] },
      { ...text, exit: 3 },
    ])
      expect(validate(broken)).toBe(false)
  })

  test('the published schema is the one that is checked', () => {
    const written = toJsonSchema(reportSchema as Parameters<typeof toJsonSchema>[0], {
      typeMode: 'input',
      errorMode: 'ignore',
    })
    const schema = { ...written, title: 'lossproof report 1' }
    if (process.env['WRITE_SCHEMAS'] !== undefined) writeFileSync(SCHEMA, `${JSON.stringify(schema, undefined, 2)}\n`)
    expect(JSON.parse(readFileSync(SCHEMA, 'utf8'))).toEqual(schema)
  })

  test('has other cases for another seed, and says which', async () => {
    const other = reportIn(await lossproof([...WORDS, '--seed', '2', '--json']))
    expect(other.seed).toBe(2)
    expect(other.coverage).not.toEqual(reportIn(ran).coverage)
  })

  test('says what JSON cannot: NaN and ∞ are strings', () => {
    const { results } = reportIn(ran)
    const nan = results.find(({ law }) => law === 'nan-stays-in-its-row')!
    expect(nan.failure!.case.planes['input']!.values).toEqual(expect.arrayContaining(['Infinity']))
    expect(nan.failure!.finding).toMatchObject({ answer: '∞', truth: 'NaN', share: 'Infinity' })
    // null is what JSON.stringify makes of them by itself.
    expect(ran.out).not.toMatch(/^ *("\w+": )?(null|NaN|-?Infinity),?$/m)
  })

  test('counts every law once in its summary', () => {
    const { summary, results } = reportIn(ran)
    expect(Object.values(summary).reduce((a, b) => a + b, 0)).toBe(results.length)
    for (const [status, count] of Object.entries(summary)) {
      expect(results.filter((line) => line.status === status)).toHaveLength(count)
    }
    expect(summary).toMatchObject({ beyond: 1, undecided: 0 })
  })

  test('names the subject, the versions, the seed and the number of runs', () => {
    expect(reportIn(ran)).toMatchObject({
      format: 1,
      lossproof: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
      fastCheck: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
      subject: { name: 'fixture', version: '1' },
      seed: 1,
      runs: 5,
    })
  })

  test('goes into a file, and the report for people to standard output', async () => {
    const file = join(scratch, 'report.json')
    const beside = await lossproof([...WORDS, '--json', file])
    expect(timeless(readFileSync(file, 'utf8'))).toBe(timeless(ran.out))
    expect(beside.out).toMatch(/^fixture 1 · claim stable · seed 1 · 5 cases a law and loss\n/)
    expect(beside.err).toBe('')
  })

  test('is not written over a module, which is a subject in the wrong place', async () => {
    const { status, err } = await lossproof(['check', '--json', 'softmax.mjs'])
    expect(status).toBe(3)
    expect(err).toBe(
      "error: option '--json [file]' argument 'softmax.mjs' is invalid. Expected a file to write; a subject comes first.\n",
    )
  })

  test('that cannot be written is told in one line', async () => {
    const file = join(scratch, 'no-such-folder', 'report.json')
    const { status, err } = await lossproof(['check', '--law', 'entropy-bounds', '--runs', '1', '--json', file])
    expect(status).toBe(3)
    expect(err).toBe(`lossproof: ENOENT: no such file or directory, open '${file}'\n`)
  })
})
