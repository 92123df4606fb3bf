/**
 * The HTML report: a page that holds whatever it is given, asks for nothing, and stays small.
 */

import { beforeAll, describe, expect, test } from 'vitest'
import { type Column, LAST, type ModuleCall, ROWS, examine, subjectOf } from '../properties/index.ts'
import type { Tensor } from '../reference/index.ts'
import { html } from './html.ts'
import { judge } from './outcome.ts'
import { type ReportDocument, documentOf } from './report.ts'

const NASTY = [
  '<script>alert(1)</script>',
  '</title></style><img src=x onerror=alert(1)>',
  `"'&amp;`,
  '\u0000\u001B[31m',
  '\uD800',
  '\u202Egnp',
  'λ̂ 損失',
].join(' ')

/** The softmax without the shift by the maximum: e^z overflows from 710 on. */
const subject = subjectOf({
  name: NASTY,
  version: '<1>',
  losses: {
    cross_entropy: {
      evaluate: ({ arguments: { logits } }: ModuleCall) => {
        const exps = Array.from((logits as Tensor).data as Float64Array, Math.exp)
        return -Math.log((exps[0] as number) / exps.reduce((a, b) => a + b, 0))
      },
    },
  },
})

const options = {
  seed: 1,
  runs: 5,
  laws: ['loss-accuracy', 'shift-invariance', 'one-class-costs-nothing', 'edge-table'],
}

let document: ReportDocument
let page: string

beforeAll(async () => {
  const report = await examine(subject, options)
  const known = { law: 'shift-invariance', loss: 'cross_entropy', dtype: 'f64', reason: NASTY }
  const judged = judge(report, [known])
  const about = { command: `lossproof check '${NASTY}'`, examined: 'x.mjs', whole: true, exit: 1, idle: [] } as const
  const extras = (result: { readonly law: string }) => ({
    again: 'not this one',
    replay: `lossproof replay ${result.law} '<&>'`,
    snippet: { language: 'text', code: `print("${NASTY}")` },
  })
  document = documentOf(report, judged, about, extras, 1)
  page = html(document)
})

/** Elements that have no end. */
const VOID = ['meta', 'link', 'wbr']

/** Fails at the first tag that does not close what is open. */
function expectWellNested(text: string): void {
  const open: string[] = []
  for (const [, end = '', name = '', self = ''] of text.matchAll(
    /<(\/?)([a-z]\w*)(?:\s[a-zA-Z-]+(?:="[^"<>]*")?)*\s*(\/?)>/g,
  )) {
    if (end === '/') expect(open.pop()).toBe(name)
    else if (self === '' && !VOID.includes(name)) open.push(name)
  }
  expect(open).toEqual([])
}

/** Every `<` of the page that begins none of its own tags. */
const strayed = (text: string): string[] =>
  text.match(/<(?!\/?[a-z]\w*(?:\s[a-zA-Z-]+(?:="[^"<>]*")?)*\s*\/?>|!doctype html>).{0,40}/g) ?? []

describe('the page', () => {
  test('escapes what comes from outside, and shows what cannot be seen', () => {
    expect(strayed(page)).toEqual([])
    expect(page).not.toMatch(/<script|<img/i)
    expect(page).not.toMatch(/[\p{Cs}\p{Bidi_Control}]/u)
    expect(page.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('&quot;&#39;&amp;amp; ␀␛[31m \uFFFD \uFFFDgnp λ̂ 損失')
  })

  test('is well nested', () => {
    expectWellNested(page)
    expect(() => expectWellNested('<p><b></p></b>')).toThrow('expected')
  })

  test('asks for nothing and runs nothing', () => {
    expect(page).not.toMatch(/https?:|<[^>]*\s(?:src|on\w+)=|@import|url\(/)
    expect(page.match(/<link[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">'])
  })

  test('tells every failure, with the line that puts it again', () => {
    const failing = document.results.filter(({ failure }) => failure !== undefined)
    expect(failing.map(({ status }) => status)).toEqual(expect.arrayContaining(['fails', 'known']))
    for (const { law, failure } of failing) {
      expect(page).toContain(`lossproof replay ${law} &#39;&lt;&amp;&gt;&#39;</code>`)
      expect(page).toContain(failure!.finding.where)
    }
    expect(page).not.toContain('not this one')
  })

  test('leads from each mark of a failure to the failure', () => {
    const targets = [...page.matchAll(/href="#(\w+)"/g)].map(([, id]) => id)
    const ids = [...page.matchAll(/ id="(\w+)"/g)].map(([, id]) => id)
    expect(targets.length).toBeGreaterThan(document.summary.fails)
    expect(ids).toEqual(expect.arrayContaining(targets))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('has a row for each law, and marks the regimes that were missed', () => {
    expect(page.match(/<th scope="row"/g)).toHaveLength(new Set(document.results.map(({ law }) => law)).size)
    expect(page).toContain('? missed')
    expect(html({ ...document, whole: false })).not.toContain('? missed')
  })

  test('tells nothing of time', () => {
    expect(html({ ...document, time: { seconds: 99, truth: 98 } })).toBe(page)
  })

  test.each([
    [{ exit: 0 }, 'holds'],
    [{ exit: 1 }, 'fails'],
    [{ exit: 2 }, 'undecided'],
    [{ exit: 2, stopped: true }, 'ended early'],
  ] as const)('says in one line what came of it: %o', (change, word) => {
    expect(html({ ...document, ...change })).toMatch(new RegExp(`<h1>.*${word}</span></h1>`))
  })

  test('stands without a picture, a regime or a result', () => {
    const nothing = { ...document, results: [], coverage: [], pictures: [] }
    expectWellNested(html(nothing))
  })
})

/** A column as full as those of a long exam: errors up to some size, most of them small, and one here and there beyond. */
function fullColumn(column: number): Column {
  const tail = 12 + Math.round(6 * Math.sin(column / 5))
  const counts = Array.from({ length: ROWS }, (_, row) => {
    if (row <= tail) return 4 ** (4 - Math.abs(row - 6) / 4)
    return (7 * row + 3 * column) % 31 === 0 ? 1 : 0
  })
  const failed = column % 20 === 0 ? counts.map((n, row) => (row > 40 ? n : 0)) : []
  return { column, counts, failed, least: 3 + Math.abs(column % 7), most: 2 ** Math.abs(column % 60) * 10 }
}

const fullAxis = (last: number): readonly Column[] =>
  Array.from({ length: 2 * last + 1 }, (_, i) => fullColumn(i - last))

test('a dense report of 21 losses × dtypes stays under a megabyte', () => {
  const columns = { gap: fullAxis(LAST.gap), input: fullAxis(LAST.input) }
  const histogram = Array.from({ length: ROWS }, (_, row) => 10 ** (row % 6))
  const losses = Array.from({ length: 7 }, (_, i) => `framework.loss_${i}`)
  const scopes = losses.flatMap((loss) => ['f64', 'f32', 'bf16'].map((dtype) => ({ loss, dtype })))
  const dense = {
    ...document,
    results: scopes.flatMap((scope) => document.results.map((line) => ({ ...line, ...scope, dtype: 'f64' as const }))),
    coverage: scopes.map((scope) => ({ ...document.coverage[0]!, ...scope })),
    pictures: scopes.flatMap((scope) =>
      (['loss', 'input', 'target'] as const).map((part) => ({ ...scope, part, histogram, columns })),
    ),
  }
  const text = html(dense)
  expect(text.match(/<svg viewBox="0 0 380/g)).toHaveLength(21 * 3 * 2)
  expectWellNested(text)
  expect(Buffer.byteLength(text)).toBeLessThan(1e6)
})
