/**
 * The report as Markdown and as annotations: within GitHub's limits, and whole whatever a subject is called and answers.
 */

import { describe, expect, test } from 'vitest'
import { failureLines } from '../properties/index.ts'
import { annotations, markdown } from './markdown.ts'
import { STATUSES, type Status } from './outcome.ts'
import type { Line, ReportDocument } from './report.ts'
import { documentWith, failure, lineOf as made } from './testing/document.ts'

const answering = (answer: string): Partial<Line> => ({
  failure: { ...failure, finding: { ...failure.finding, answer } },
})

const lineOf = (status: Status, more: Partial<Line> = {}): Line =>
  made(status, { replay: 'lossproof replay x', ...more })

const linesOf = (n: number, more: Partial<Line> = {}, status: Status = 'fails'): Line[] =>
  Array.from({ length: n }, (_, i) => lineOf(status, { law: `law-${i}`, ...more }))

const graded = (correct: number, stable: number, broken: number) => ({
  'correctly rounded': correct,
  faithful: 0,
  stable,
  broken,
})

const coverage = {
  loss: 'cross_entropy',
  dtype: 'f64',
  dimensions: { gap: { close: 3, confident: 9, hopeless: 0 } },
  grades: { gap: { close: graded(199, 1, 0), confident: graded(1, 1, 1) } },
}

const all = documentWith(
  STATUSES.map((status) => lineOf(status)),
  { coverage: [coverage] },
)

/** GitHub's limit for the summary of a step. */
const LIMIT = 1_048_576

/** The first line of each. */
const heading = (document: ReportDocument): string => markdown(document).split('\n', 1)[0]!

describe('the Markdown report', () => {
  test.each([
    ['✓ mine 1.0: every law holds', documentWith([lineOf('holds')], { exit: 0 })],
    ['✓ mine 1.0: every law holds, or fails as known', documentWith([lineOf('known')], { exit: 0 })],
    ['✗ mine 1.0: 1 of 7 laws fails', all],
    ['✗ mine 1.0: what is known to fail holds', documentWith([lineOf('fixed')])],
    ['✗ mine 1.0: what is known to fail was not examined', documentWith([lineOf('holds')])],
    ['? mine 1.0: undecided: 1 law, 0 regimes missed', documentWith([lineOf('undecided')], { exit: 2 })],
    ['? mine 1.0: undecided: 0 laws, 1 regime missed', documentWith([], { exit: 2, coverage: [coverage] })],
    ['? mine 1.0: ended early, nothing is decided', documentWith([], { exit: 2, stopped: true })],
  ])('begins with the verdict: %s', (says, document) => {
    expect(heading(document)).toBe(`## ${says}`)
  })

  test('counts, and names what gives it again', () => {
    const text = markdown(all)
    expect(text).toContain('\n1 holds · 1 fails · 1 fails as known · 1 known to fail, but holds · ')
    expect(text).toContain('\n```sh\nlossproof check ./mine.mjs --seed 1 --runs 200\n```\n')
  })

  test('has a row for each law, with its worst', () => {
    const lines = [lineOf('holds'), lineOf('holds', { dtype: 'f32', worst: { ulps: 3, share: 0.5 } }), lineOf('fails')]
    const text = markdown(documentWith(lines))
    expect(text).toContain('\n| ✓ | law-that-holds | 2 | 14 | 3 | 50 % |  |\n')
    expect(text).toContain('| fails: cross_entropy f64 |\n')
  })

  test('groups the laws by kind', () => {
    const text = markdown(documentWith([lineOf('holds', { kind: 'edge' }), lineOf('holds')]))
    expect([...text.matchAll(/^### (\w+)/gm)].map(([, kind]) => kind)).toEqual(['accuracy', 'edges'])
    // Ulps are told where the truth is one number.
    expect(text).toContain('| 7 | 1.5 | 25 % |')
    expect(text).toContain('| 7 |  | 25 % |')
  })

  test('folds each failure, with all that is known of it', () => {
    const text = markdown(documentWith([lineOf('fails', { snippet: { language: 'python', code: 'print(1)' } })]))
    const block = failureLines(lineOf('fails'), all.subject).join('\n')
    expect(text).toContain(
      '<details><summary>✗ law-that-fails · cross_entropy f64: loss&#91;0&#93;: NaN, wanted 0</summary>\n\n' +
        `\`\`\`text\n${block}\n  replay   lossproof replay x\n\`\`\`\n\n\`\`\`python\nprint(1)\n\`\`\`\n\n</details>\n`,
    )
  })

  test('tells the reasons of what needs a person', () => {
    const text = markdown(all)
    expect(text).toContain('- law-that-fixed · cross_entropy f64: see &#35;7\n')
    expect(text).toContain('- law-that-known · cross_entropy f64: see &#35;7\n')
    expect(text).toContain('- law-that-undecided · cross_entropy f64: no answer in 10 s\n')
  })

  test('has the share of good digits of each regime, rounded down', () => {
    expect(markdown(all)).toContain('\n| cross_entropy f64 | close: 99 · confident: 33 ✗ |\n')
  })

  test('names a regime that was missed, of an exam that should have met it', () => {
    expect(markdown(all)).toContain('\n- cross_entropy f64: gap: hopeless\n')
    expect(markdown({ ...all, whole: false })).not.toContain('gap: hopeless')
  })
})

describe('a summary within the limit of GitHub', () => {
  const huge = '損|`<'.repeat(25_000)

  test('has some hundred usual failures in full', () => {
    const text = markdown(documentWith(linesOf(500)))
    expect(text.match(/<details>/g)).toHaveLength(500)
    expect(text).not.toContain('left out')
  })

  test.each([
    ['long answers', answering(huge)],
    ['many ticks', answering('`'.repeat(100_000))],
    ['long reasons', { why: huge, statement: huge, replay: huge, snippet: { language: huge, code: huge } }],
  ])('has as many of a thousand as there is room for: %s', (_title, more) => {
    const text = markdown(documentWith(linesOf(1000, more)))
    expect(Buffer.byteLength(text)).toBeLessThan(LIMIT)
    const shown = text.match(/<details>/g)!.length
    expect(shown).toBeGreaterThan(0)
    expect(text).toContain(`\n${1000 - shown} more are left out; the JSON report has them.\n`)
    expect(text).toContain('(cut: the JSON report has all of it)')
  })

  test.each(STATUSES)('holds when everything is long and %s', (status) => {
    const long = { ...answering(huge), why: huge, reason: huge, dtype: huge as 'f64' }
    const kinds = (['accuracy', 'identity', 'edge', 'behaviour'] as const).flatMap((kind) =>
      Array.from({ length: 1000 }, (_, i) => lineOf(status, { ...long, kind, law: `${i}${huge.slice(0, 999)}` })),
    )
    const regimes = Object.fromEntries(
      Array.from({ length: 99 }, (_, i) => [`${i}${huge.slice(0, 999)}`, graded(1, 1, 1)]),
    )
    const one = { ...coverage, dtype: huge, dimensions: { [huge]: { [huge]: 0 } }, grades: { gap: regimes } }
    const more = {
      subject: { name: huge, version: huge },
      command: huge,
      coverage: Array.from({ length: 1000 }, () => one),
    }
    expect(Buffer.byteLength(markdown(documentWith(kinds, more)))).toBeLessThan(LIMIT)
  })
})

const NASTY: readonly (readonly [string, string])[] = [
  [
    'control characters',
    `a${Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('')}\u007f\u009bb`,
  ],
  ['lone surrogates', 'a\ud800b\udc00c\ufffe'],
  ['HTML', '</summary></details><script>alert(1)</script><!-- ]]> &amp; "x" \'y\''],
  ['a table', 'a | b || c \\| d\n|-|-|\n| e |'],
  ['code', '`a` ``b`` ```\n```` ~~~ `'],
  ['a list, a heading, a link', '* a\n# b\n- [c](https://example.org) ![d](e) **f** _g_ @someone $x$ \\'],
  ['other scripts', '損失 خسارة ‮abc‬ 🔥👩‍🔬'],
]

describe.each(NASTY)('a summary with %s', (_title, nasty) => {
  const lines = STATUSES.map((status) =>
    lineOf(status, {
      ...(status === 'fails' ? answering(nasty) : {}),
      law: `${nasty} ${status}`,
      why: nasty,
      reason: nasty,
      statement: nasty,
      replay: nasty,
      snippet: { language: nasty, code: nasty },
    }),
  )
  const one = {
    ...coverage,
    dimensions: { [nasty]: { [nasty]: 0 } },
    grades: { [nasty]: { [nasty]: graded(1, 1, 1) } },
  }
  const document = documentWith(lines, { subject: { name: nasty, version: nasty }, command: nasty, coverage: [one] })
  const text = markdown(document)
  /** What stands outside of the fences, each of which ends as it began. */
  const around = text.replaceAll(/^(`{3,})[\w+-]*\n[^]*?\n\1\n/gm, '')

  test('has its fences to the end', () => {
    expect(text.match(/^(`{3,})[\w+-]*\n[^]*?\n\1\n/gm)).toHaveLength(3)
    expect(around).not.toContain('`')
  })

  test('has no tags but its own, each closed', () => {
    expect(new Set(around.match(/<\/?[^>]*>?/g))).toEqual(
      new Set(['<details>', '<summary>', '</summary>', '</details>']),
    )
    const [open, closed] = [/<details>/g, /<\/details>/g].map((tag) => around.match(tag)!.length)
    expect(open).toBe(closed)
  })

  test('has tables whose rows have all their cells', () => {
    const rows = around.split('\n').filter((line) => line.startsWith('| '))
    const cells = rows.map((row) => row.split('|').length - 2)
    // A head and a row for each status; a head, its line and a row of grades.
    expect(cells).toEqual([...Array<number>(STATUSES.length + 1).fill(7), 2, 2, 2])
  })

  test('has only lines that begin in its own way', () => {
    const starts = /^(## [✓✗?] |### |claim |\d+ \w|\| |\|-|- |<\/?details>|$)/
    expect(around.split('\n').filter((line) => !starts.test(line))).toEqual([])
  })

  test('keeps what is a character, and stands in for the rest', () => {
    expect(text).toMatch(/^(?:\P{Cc}|[\n\t\r])*$/u)
    expect(text).toBe(Buffer.from(text, 'utf8').toString('utf8'))
  })

  test('has annotations of one line each, in which nothing is a command', () => {
    const notes = annotations(document)
    expect(notes).toHaveLength(4)
    for (const note of notes) {
      expect(note).toMatch(/^::(error|warning) title=(?:[^:,%\p{Cc}\p{Cs}]|%(?:25|0D|0A|3A|2C))+::\P{Cc}*$/u)
    }
  })
})

describe('annotations', () => {
  test('are errors for failures and warnings for what is undecided, in this order', () => {
    const document = documentWith(
      [lineOf('undecided'), lineOf('fixed'), lineOf('holds'), lineOf('known'), lineOf('fails')],
      {
        coverage: [coverage],
      },
    )
    const block = [...failureLines(lineOf('fails'), document.subject), '  replay   lossproof replay x']
    expect(annotations(document)).toEqual([
      `::error title=law-that-fails · cross_entropy f64::${block.join('%0A')}`,
      '::error title=law-that-fixed · cross_entropy f64::known to fail, but holds: see #7',
      '::warning title=law-that-undecided · cross_entropy f64::undecided: no answer in 10 s',
      '::warning title=coverage · cross_entropy f64::regimes missed: gap: hopeless',
    ])
  })

  test('escape the signs of the runner', () => {
    const line = lineOf('undecided', { law: 'a:b,c%d\r\ne\u001b', why: '50%:,\r\nmore\u0007' })
    expect(annotations(documentWith([line]))).toEqual([
      '::warning title=a%3Ab%2Cc%25d%0D%0Ae · cross_entropy f64::undecided: 50%25:,%0D%0Amore',
    ])
  })

  test('are at most ten; then the tenth says how many more there are', () => {
    expect(annotations(documentWith(linesOf(10)))).toHaveLength(10)
    const many = annotations(documentWith([...linesOf(1000), ...linesOf(5, {}, 'undecided')]))
    expect(many).toHaveLength(10)
    expect(many.at(-1)).toBe('::error title=lossproof::996 more: the summary of the job and the reports have them')
    const warned = annotations(documentWith([...linesOf(9), ...linesOf(2, {}, 'undecided')]))
    expect(warned.at(-1)).toMatch(/^::warning title=lossproof::2 more/)
  })

  test('are none where all is well', () => {
    expect(annotations(documentWith([lineOf('holds'), lineOf('known'), lineOf('unsupported')], { exit: 0 }))).toEqual(
      [],
    )
  })
})
