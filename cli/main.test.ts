/**
 * The command line: help, version, lists, and what happens to words it does not know.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { PATIENCE, lossproof, shell } from '../adapters/testing/command.ts'
import { laws } from '../properties/index.ts'
import { losses, nameOf, profiles } from '../reference/index.ts'
import { list } from './list.ts'
import { WrongQuestion } from './wrong-question.ts'

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** Columns of the narrowest terminal in use. */
const COLUMNS = 80
const SCREEN = 50

describe.concurrent('help', { timeout: PATIENCE }, () => {
  test.each([
    [['--help'], ['check', 'replay', 'compare', 'eval', 'list', 'Exit status:']],
    [
      ['help', 'check'],
      ['--law', '--seed', '--tier', '--json', '--junit', '--html', '--markdown', '--known'],
    ],
    [['eval', '--help'], [...losses.keys()]],
    [
      ['eval', 'binary_cross_entropy_with_logits', '--help'],
      ['--logits', '--pos-weight', '--answer', '--digits'],
    ],
    [['list', '--help'], ['a loss, a profile or a law']],
  ])('%o is whole, fits the screen and is no mistake', async (words, parts) => {
    const { status, out, err } = await lossproof(words)
    expect([status, err]).toEqual([0, ''])
    for (const part of parts) expect(out).toContain(part)
    expect(out.split('\n').filter((line) => [...line].length > COLUMNS)).toEqual([])
  })

  test.each([[[]], [['eval']]])('%o asks nothing: help on standard error, and status 3', async (words) => {
    const { status, out, err } = await lossproof(words)
    expect([status, out]).toEqual([3, ''])
    expect(err).toMatch(/^Usage: lossproof/)
  })
})

describe.concurrent('other words', { timeout: PATIENCE }, () => {
  test('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
    expect(await lossproof(['--version'])).toEqual({ status: 0, out: `${version}\n`, err: '' })
  })

  test.each([
    [['examine'], "error: unknown command 'examine'"],
    [['eval', 'hinge'], "error: unknown command 'hinge'"],
    [['eval', 'entropy'], 'lossproof: entropy: expected --p, got none'],
    [
      ['eval', 'entropy', '--p', '[1', '--digits', '9'],
      "lossproof: --p: expected a number or an array such as [40, 0], got '[1'",
    ],
    [
      ['eval', 'entropy', '--p', '[1]', '--digits', '501'],
      "error: option '--digits <n>' argument '501' is invalid. Expected a whole number from 1 to 500.",
    ],
    [
      ['eval', 'entropy', '--p', '[1]', '--answer', 'half'],
      "error: option '--answer <x>' argument 'half' is invalid. Expected a number.",
    ],
    [
      ['eval', 'entropy', '--p', '[1]', '--dtype', 'f8'],
      "error: option '--dtype <name>' argument 'f8' is invalid. Expected f64, f32, f16 or bf16.",
    ],
    [['list', 'hinge'], "lossproof: list: expected a loss, a profile or a law, got 'hinge'"],
  ])('%o: %s', async (words, line) => {
    const { status, out, err } = await lossproof(words)
    expect({ status, out, err: err.trimEnd() }).toEqual({ status: 3, out: '', err: line })
  })

  test('eval takes a negative class for what it is, options with a dash, and an infinite answer', async () => {
    const words = ['eval', 'nll_loss', '--log-probabilities', '[-Infinity, 0]', '--target', '0', '--answer', 'Infinity']
    const { status, out } = await lossproof(words)
    expect(status).toBe(0)
    expect(out).toMatch(/^ {2}answer {5}Infinity: right$/m)
    const negative = await lossproof(['eval', 'cross_entropy', '--logits', '[1, 2]', '--target', '-1'])
    expect(negative.err).toBe('lossproof: target[0]: expected a class index 0…1, got -1\n')
  })

  test('eval takes its arguments from a file or from standard input, those typed before them', async () => {
    const file = join(scratch, 'case.json')
    writeFileSync(file, '{"logits": [40, Infinity], "target": 0, "reduction": "sum"}')
    const typed = ['eval', 'cross_entropy', '--from', file, '--logits', '[40, 0]', '--digits', '5']
    const { status, out } = await lossproof(typed)
    expect(status).toBe(0)
    expect(out).toMatch(/^ {2}digits {5}4\.2483…e-18$/m)
    const piped = await shell(
      `echo '{"logits": [40, 0], "target": 0}' | lossproof eval cross_entropy --from - --digits 5`,
    )
    expect(piped.out).toBe(out)
  })

  test.each([
    ['[1]', 'expected a JSON object, got [1]'],
    ['{"logits": [1}', 'expected a JSON object such as {"logits": [40, 0], "target": 0}'],
    [
      '{"logit": [1]}',
      "expected some of logits, target, weight, ignore_index, label_smoothing, temperature, softcap, z_loss, focal, reduction, got 'logit'",
    ],
  ])('eval refuses a file that holds %s', async (text, message) => {
    const file = join(mkdtempSync(join(scratch, 'wrong-')), 'case.json')
    writeFileSync(file, text)
    const { status, out, err } = await lossproof(['eval', 'cross_entropy', '--from', file])
    expect({ status, out, err }).toEqual({ status: 3, out: '', err: `lossproof: ${file}: ${message}\n` })
  })

  test('list prints what it lists', async () => {
    expect(await lossproof(['list', 'gibbs'])).toEqual({ status: 0, out: `${list('gibbs')}\n`, err: '' })
  })
})

describe('a list', () => {
  test('has every loss, every law with its statement, and every subject', () => {
    const text = list(undefined)
    const lines = new Map(text.split('\n').map((line) => line.trim().split(/ {2,}/, 2) as [string, string]))
    for (const { name, formula } of losses.values()) expect(lines.get(name)).toBe(formula)
    for (const { name, statement } of laws) expect(lines.get(name)).toBe(statement)
    expect(text).toContain(`laws (${laws.length})`)
    for (const subject of ['own', 'family', 'tfjs', 'js-pytorch'])
      expect(text).toMatch(new RegExp(`^ {2}${subject} +\\S`, 'm'))
  })

  test.each([...profiles.values()])('of $name has its formula, options, divisor, edges and evidence', (spec) => {
    const text = list(spec.name)
    const options = spec.options.map((role) => nameOf(spec, role))
    for (const part of [
      spec.name,
      spec.formula,
      spec.input,
      spec.target,
      ...options,
      spec.divides,
      spec.link,
      'edges',
    ]) {
      expect(text).toContain(part)
    }
    expect(text.split('\n').length).toBeLessThanOrEqual(SCREEN)
  })

  test('of a loss of several rows has them all, of a library its rows', () => {
    for (const row of ['index', 'distribution'])
      expect(list('torch.cross_entropy')).toContain(`torch.cross_entropy.${row}`)
    expect(list('optax').split('\n')).toHaveLength(8)
  })

  test('says how far our own loss goes', () => {
    expect(list('torch.nll_loss')).toContain('lossproof check family --loss torch.nll_loss; it leaves out NaN')
    expect(list('cross_entropy')).not.toContain('check family')
  })

  test('of a law has its statement and its kind', () => {
    const law = laws.find(({ name }) => name === 'inputs-untouched')!
    expect(list(law.name)).toBe(`${law.name}\n\n  ${law.statement}\n  kind: behaviour`)
  })

  test('of anything else is refused', () => {
    expect(() => list('hinge')).toThrow(new WrongQuestion("list: expected a loss, a profile or a law, got 'hinge'"))
  })
})
