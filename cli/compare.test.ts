/**
 * The comparison of two reports: what changed, in words, and whether something is worse.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compare, compareFiles } from './compare.ts'
import type { Status } from './outcome.ts'
import { type Line, type ReportDocument, toJson } from './report.ts'
import { documentWith, lineOf as made } from './testing/document.ts'

const lineOf = (status: Status, more: Partial<Line> = {}): Line =>
  made(status, { law: 'shift-invariance', statement: '', ...more })

const documentOf = (results: readonly Line[], more: Partial<ReportDocument> = {}): ReportDocument =>
  documentWith(results, { exit: 0, ...more })

const other = lineOf('holds', { law: 'convexity' })
const holds = documentOf([lineOf('holds'), other])

/** The lines that are told, and the exit status. */
function changes(before: ReportDocument, after: ReportDocument): [readonly string[], number] {
  const { text, exit } = compare(before, after)
  expect(text.endsWith('\n')).toBe(true)
  return [text.trimEnd().split('\n'), exit]
}

describe('what changed', () => {
  test('is nothing between a report and itself, but for its time', () => {
    expect(changes(holds, { ...holds, time: { seconds: 9, truth: 9 } })).toEqual([['nothing changed'], 0])
  })

  test('is a new failure', () => {
    expect(changes(holds, documentOf([lineOf('fails'), other]))).toEqual([
      ['new failures: 1', '✗ shift-invariance · cross_entropy f64: holds → fails'],
      1,
    ])
  })

  test('is mended', () => {
    expect(changes(documentOf([lineOf('fails'), other]), holds)).toEqual([
      ['mended: 1', '✓ shift-invariance · cross_entropy f64: fails → holds'],
      0,
    ])
  })

  // What holds or fails may also become undecided or unsupported; what a person has said is known is not held against it.
  test.each<[Status, Status, string, number]>([
    ['holds', 'beyond', 'worse', 1],
    ['holds', 'unsupported', 'worse', 1],
    ['holds', 'undecided', 'worse', 1],
    ['unsupported', 'undecided', 'worse', 1],
    ['known', 'undecided', 'worse', 1],
    ['known', 'fails', 'new failures', 1],
    ['beyond', 'fails', 'new failures', 1],
    ['undecided', 'fails', 'new failures', 1],
    ['holds', 'known', 'changed', 0],
    ['holds', 'fixed', 'changed', 0],
    ['fails', 'known', 'changed', 0],
    ['known', 'beyond', 'changed', 0],
    ['fails', 'undecided', 'changed', 0],
    ['fails', 'unsupported', 'changed', 0],
    ['known', 'fixed', 'mended', 0],
    ['known', 'holds', 'mended', 0],
    ['beyond', 'holds', 'mended', 0],
    ['undecided', 'holds', 'better', 0],
    ['unsupported', 'holds', 'better', 0],
  ])('is from %s to %s: %s', (before, after, section, exit) => {
    expect(changes(documentOf([lineOf(before), other]), documentOf([lineOf(after), other]))).toEqual([
      [`${section}: 1`, expect.stringMatching(` shift-invariance · cross_entropy f64: ${before} → ${after}$`)],
      exit,
    ])
  })

  test('is told of each dtype, loss and law by itself', () => {
    const before = documentOf([
      lineOf('holds'),
      lineOf('holds', { dtype: 'f32' }),
      lineOf('holds', { loss: 'kl_divergence' }),
    ])
    const after = documentOf([
      lineOf('holds'),
      lineOf('fails', { dtype: 'f32' }),
      lineOf('holds', { loss: 'kl_divergence' }),
    ])
    expect(changes(before, after)[0]).toEqual([
      'new failures: 1',
      '✗ shift-invariance · cross_entropy f32: holds → fails',
    ])
  })
})

describe('what is examined', () => {
  const fewer = documentOf([other])

  test('no longer is worse', () => {
    expect(changes(holds, fewer)).toEqual([
      ['no longer examined: 1', '– shift-invariance · cross_entropy f64: holds before'],
      1,
    ])
  })

  test.each([
    '--law convexity,log-odds',
    '--loss kl_divergence --law shift-invariance',
    '--dtype f32,bf16',
    "'./my --loss.mjs' --dtype f32",
    '--dtype f32 -- ./a.out --dtype f64',
  ])('no longer is only told where it was not asked for: %s', (words) => {
    const [lines, exit] = changes(holds, { ...fewer, command: `lossproof check ${words}` })
    expect(lines[1]).toBe('– shift-invariance · cross_entropy f64: holds before; not asked for now')
    expect(exit).toBe(0)
  })

  test.each([
    '--law convexity,shift-invariance',
    '--loss cross_entropy --dtype f64',
    '-- ./a.out --law convexity',
    "'it'\\''s --law convexity'",
  ])('no longer is worse where it was asked for: %s', (words) => {
    expect(changes(holds, { ...fewer, command: `lossproof check ${words}` })[1]).toBe(1)
  })

  test('of a profile is asked for by the name of its loss', () => {
    const line = lineOf('holds', { loss: 'torch.cross_entropy.index' })
    const after = documentOf([], { command: 'lossproof check torch --loss torch.cross_entropy' })
    expect(changes(documentOf([line]), after)[1]).toBe(1)
  })

  test('newly is told', () => {
    expect(changes(fewer, holds)).toEqual([['newly examined: 1', '+ shift-invariance · cross_entropy f64: holds'], 0])
  })

  test('newly, and fails, is a new failure, unless it was not asked for', () => {
    const failing = documentOf([lineOf('fails'), other])
    expect(changes(fewer, failing)).toEqual([
      ['new failures: 1', '✗ shift-invariance · cross_entropy f64: fails, not examined before'],
      1,
    ])
    expect(changes({ ...fewer, command: 'lossproof check own --law convexity' }, failing)[1]).toBe(0)
  })
})

describe('the worst error', () => {
  const withShare = (share: number, more: Partial<Line> = {}): ReportDocument =>
    documentOf([lineOf('holds', { worst: { ulps: 8 * share, share }, ...more })])

  test('that doubled is worse', () => {
    expect(changes(withShare(0.25), withShare(0.5))).toEqual([
      ['worse: 1', '↓ shift-invariance · cross_entropy f64', '    worst error 25 → 50 % of its budget, 2 → 4 ulp'],
      1,
    ])
  })

  test.each([
    ['less than doubled', 0.25, 0.49],
    ['is a hundredth of its budget', 0, 0.01],
    ['fell', 0.5, 0.1],
  ])('that %s is told', (_title, before, after) => {
    const [lines, exit] = changes(withShare(before), withShare(after))
    expect(lines[0]).toBe('changed: 1')
    expect(exit).toBe(0)
  })

  test.each<[string, Partial<ReportDocument>, Partial<Line>]>([
    ['of other cases', { seed: 2 }, {}],
    ['of fewer cases', { runs: 20 }, {}],
    ['under another claim', {}, { claim: 'faithful' }],
  ])('%s is not compared', (_title, more, line) => {
    const [lines, exit] = changes(withShare(0.25), { ...withShare(0.9, line), ...more })
    expect(lines.at(-1)).toBe('nothing changed')
    expect(exit).toBe(0)
  })

  test('of a law that fails says nothing', () => {
    const before = documentOf([lineOf('fails')])
    const after = documentOf([lineOf('fails', { worst: { ulps: Infinity, share: Infinity } })])
    expect(changes(before, after)).toEqual([['nothing changed'], 0])
  })
})

describe('the regimes', () => {
  const graded = (correct: number, stable: number, broken: number) => ({
    'correctly rounded': correct,
    faithful: 0,
    stable,
    broken,
  })
  const coverage = {
    loss: 'cross_entropy',
    dtype: 'f64',
    dimensions: { gap: { close: 3, hopeless: 2 }, ties: { none: 5 } },
    grades: { gap: { close: graded(9, 0, 0), hopeless: graded(9, 1, 0) }, ties: { none: graded(9, 1, 0) } },
  }
  const before = { ...holds, coverage: [coverage] }

  test('of which one fell are worse, and told together', () => {
    const grades = { gap: { close: graded(9, 1, 0), hopeless: graded(0, 9, 1) }, ties: { none: graded(9, 0, 1) } }
    const after = { ...holds, coverage: [{ ...coverage, grades }] }
    expect(changes(before, after)).toEqual([
      [
        'worse: 2',
        '↓ cross_entropy f64: correctly rounded → stable: gap close',
        '↓ cross_entropy f64: stable → broken: gap hopeless, ties none',
      ],
      1,
    ])
    expect(changes(after, before)).toEqual([
      [
        'better: 2',
        '↑ cross_entropy f64: stable → correctly rounded: gap close',
        '↑ cross_entropy f64: broken → stable: gap hopeless, ties none',
      ],
      0,
    ])
  })

  test('with other counts and the same grades are the same', () => {
    const grades = { ...coverage.grades, gap: { close: graded(1, 0, 0), hopeless: graded(0, 99, 0) } }
    expect(changes(before, { ...holds, coverage: [{ ...coverage, grades }] })).toEqual([['nothing changed'], 0])
  })

  test('that no case met any more are worse, unless laws were filtered out', () => {
    const after = { ...holds, coverage: [{ ...coverage, dimensions: { gap: { close: 3, hopeless: 0 } } }] }
    expect(changes(before, after)).toEqual([['worse: 1', '↓ cross_entropy f64: met → missed: gap hopeless'], 1])
    expect(changes(before, { ...after, whole: false })).toEqual([['nothing changed'], 0])
    expect(changes(after, before)[0]).toEqual(['better: 1', '↑ cross_entropy f64: missed → met: gap hopeless'])
  })
})

describe('a comparison', () => {
  test('says what makes it doubtful', () => {
    const line = lineOf('holds', { claim: { loss: 2, gradient: 4 } })
    const after = documentOf([line, other], {
      seed: 2,
      runs: 20,
      lossproof: '0.2.0',
      subject: { name: 'mine', version: '2' },
      stopped: true,
    })
    expect(changes(holds, after)).toEqual([
      [
        'other subject: mine 1.0 → mine 2',
        'other claim: stable → 2 ulp (loss), 4 ulp (gradient), stable',
        'other seed: 1 → 2: other cases, so a change may be chance',
        'other number of cases: 200 → 20: a change may be chance',
        'other lossproof: 0.1.0 → 0.2.0: other laws or cases',
        'the second exam was ended early',
        '',
        'nothing changed',
      ],
      0,
    ])
  })

  test('tells all that is worse, and of what merely changed the first ten', () => {
    const many = (status: Status): ReportDocument =>
      documentOf(Array.from({ length: 30 }, (_, i) => lineOf(status, { law: `law-${i}` })))
    expect(changes(many('holds'), many('fails'))[0]).toHaveLength(31)
    const [lines] = changes(many('fails'), many('holds'))
    expect(lines).toHaveLength(12)
    expect(lines.at(-1)).toBe('  … and 20 more')
  })

  test('keeps to eighty columns', () => {
    const long = { law: 'zero-target-on-an-impossible-class', loss: 'torch.binary_cross_entropy_with_logits' }
    const regimes = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`regime ${i}`, i]))
    const missed = Object.fromEntries(Object.keys(regimes).map((name) => [name, 0]))
    const of = (status: Status, gap: Readonly<Record<string, number>>): ReportDocument =>
      documentOf([lineOf(status, long)], {
        coverage: [{ loss: long.loss, dtype: 'f64', dimensions: { gap }, grades: {} }],
      })
    const [lines] = changes(of('holds', regimes), of('undecided', missed))
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })

  test('lets no name command the terminal', () => {
    const after = documentOf([lineOf('fails', { law: 'a\u001b[31m\nb\u009b' })], {
      subject: { name: '\u0007\r\n', version: '\ud800' },
    })
    expect(compare(holds, after).text).toMatch(/^[\P{C}\n]*$/u)
  })
})

describe('files', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
  afterAll(() => rmSync(scratch, { recursive: true }))

  function file(name: string, text: string): string {
    writeFileSync(join(scratch, name), text)
    return join(scratch, name)
  }

  test('are read as reports', () => {
    const [before, after] = [file('before.json', toJson(holds)), file('after.json', toJson(documentOf([other])))]
    expect(compareFiles(before, before)).toEqual({ text: 'nothing changed\n', exit: 0 })
    expect(compareFiles(before, after)).toEqual(compare(holds, documentOf([other])))
  })

  test('that are none are named', () => {
    const [good, bad] = [file('good.json', toJson(holds)), file('bad.json', '{}')]
    expect(() => compareFiles(good, bad)).toThrow(RangeError)
    expect(() => compareFiles(good, bad)).toThrow(bad)
  })

  test('that are not there are an error of the system', () => {
    expect(() => compareFiles(join(scratch, 'none.json'), join(scratch, 'none.json'))).toThrow(
      expect.objectContaining({ code: 'ENOENT', syscall: 'open' }),
    )
  })
})
