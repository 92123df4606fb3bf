/**
 * The catalogue of profiles: that it is whole, and that a row which contradicts itself is refused.
 */

import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Row, profileOf } from '../profile.ts'
import { profiles } from './index.ts'
import { own } from './own.ts'

const libraries = profiles.slice(own.length)
const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file))

/** `flash-attention.ts` exports `flashAttention`. */
function exportOf(file: string): string {
  return file.replace('.ts', '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

async function rowsIn(file: string): Promise<readonly Row[] | undefined> {
  const from = (await import(new URL(file, import.meta.url).href)) as Readonly<Record<string, readonly Row[]>>
  return from[exportOf(file)]
}

describe('the catalogue', () => {
  test('begins with our own losses', () => {
    expect(profiles.slice(0, own.length).map(({ name }) => name)).toEqual(own.map(({ name }) => name))
  })

  test('has 61 rows of libraries, each of another name', () => {
    expect(libraries).toHaveLength(61)
    expect(new Set(profiles.map(({ name }) => name)).size).toBe(profiles.length)
  })

  test('has the rows of every file of this folder, in their order', async () => {
    expect(files.length).toBeGreaterThan(1)
    const listed = profiles.map(({ name }) => name)
    for (const file of files) {
      const names = (await rowsIn(file))?.map(({ name }) => name)
      expect(names, `${file} exports ${exportOf(file)}`).toBeDefined()
      const first = listed.indexOf(names![0] as string)
      expect(first, file).toBeGreaterThanOrEqual(0)
      expect(listed.slice(first, first + names!.length), file).toEqual(names)
    }
  })

  test.each([
    'torch',
    'torchvision',
    'sklearn',
    'tf',
    'keras',
    'tfjs',
    'optax',
    'onnx',
    'Flux',
    'scipy',
    'statsmodels',
    'stdlib',
    'liger',
    'flash_attn',
    't5x',
    'fairseq',
    'opennmt',
    'distillation',
  ])('has rows of %s', (system) => {
    expect(libraries.filter(({ name }) => name.startsWith(`${system}.`))).not.toEqual([])
  })

  test('has names that need no quotes, and no two rows of one loss alike', () => {
    for (const { name, loss } of libraries) {
      expect(name).toMatch(/^[\w.]+(@[\d.]+)?$/)
      expect(name.startsWith(loss), `${name} of ${loss}`).toBe(true)
    }
    // A call tells rows of one loss apart by the kind of its target, a subject by its release; a form by its own name.
    const forms = libraries.map(({ loss, targets, versions }) => JSON.stringify([loss, targets, versions]))
    expect(new Set(forms).size).toBe(forms.length)
  })
})

describe('a row', () => {
  const classes: Row = {
    name: 'acme.loss',
    formula: 'lse z − z_t',
    divides: 'nothing',
    evidence: ['source'],
    seen: 'acme 1.0',
    link: 'https://example.org/acme',
    score: 'logits',
    input: 'logits',
    target: 'labels',
    targets: 'class',
  }
  const binary: Row = { ...classes, score: 'bit', targets: 'binary' }

  test('states what deviates, and the rest is the default', () => {
    const profile = profileOf({ ...classes, policy: { nan: 'throw' }, gradient: { target: 'none' } })
    expect(profile.loss).toBe('acme.loss')
    expect(profile.reductions).toEqual({ none: 'none' })
    expect(profile.policy.nan).toBe('throw')
    expect(profile.policy.zeroTimesInfinity).toBe('zero')
    expect(profile.gradient).toEqual({ input: 'exact', target: 'none' })
    expect([profile.elementwise, profile.weighs]).toEqual([false, 'class'])
    const element = profileOf(binary)
    expect([element.elementwise, element.weighs]).toEqual([true, 'row'])
  })

  test('is promised the exact gradient unless it says otherwise', () => {
    expect(profileOf(classes).gradient).toEqual({ input: 'exact', target: 'exact' })
  })

  test.each([
    ['class', 'log', 'class'],
    ['class', 'prob', 'class'],
    ['index', 'prob', 'class'],
    ['dense', 'logits', 'class'],
    ['dense', 'log', 'row'],
    ['dense', 'prob', 'row'],
    ['binary', 'pbit', 'row'],
  ] as const)('of %s targets and %s has a weight for each %s', (targets, score, weighs) => {
    expect(profileOf({ ...classes, targets, score }).weighs).toBe(weighs)
  })

  test('may do to probabilities what it may not do to logits, and have the option that it needs', () => {
    const done = { steps: ['norm'], addend: 'ε', floor: -100 } as const
    for (const row of [
      { ...classes, score: 'prob', ...done },
      { ...binary, score: 'pbit', ...done },
    ] as const) {
      expect(profileOf(row)).toMatchObject(done)
    }
    expect(profileOf({ ...classes, psi: 'focal', options: ['focal'] }).psi).toBe('focal')
    expect(profileOf({ ...classes, generalised: true, divergence: true }).generalised).toBe(true)
  })

  test.each<readonly [Row, string]>([
    [{ ...classes, targets: 'binary' }, 'score: expected bit or pbit for binary targets, got logits'],
    [{ ...classes, score: 'pbit' }, 'score: expected logits, log or prob for class targets, got pbit'],
    [{ ...binary, targets: 'dense' }, 'score: expected logits, log or prob for dense targets, got bit'],
    [
      { ...classes, reductions: { none: 'none', sum: 'sum' }, reduction: { argument: 'reduction', default: 'mean' } },
      'reduction.default: expected one of none, sum, got mean',
    ],
    [
      { ...classes, names: { z_loss: 'lse_square_scale' } },
      'options: expected z_loss, which has a name or a default, got none',
    ],
    [
      { ...classes, options: ['weight'], defaults: { ignore_index: -100 } },
      'options: expected ignore_index, which has a name or a default, got none',
    ],
    [{ ...classes, evidence: [] }, 'evidence: expected at least one kind, got none'],
    [{ ...classes, link: 'http://example.org' }, "link: expected an https address, got 'http://example.org'"],
    [{ ...classes, steps: ['norm'] }, 'steps: expected probabilities to do them to, got logits'],
    [{ ...binary, addend: 'ε' }, 'steps: expected probabilities to do them to, got bit'],
    [{ ...classes, score: 'log', floor: -100 }, 'steps: expected probabilities to do them to, got log'],
    [{ ...classes, psi: 'focal' }, 'options: expected focal for ψ = focal, got none'],
    [{ ...classes, generalised: true }, 'generalised: expected a divergence without a guard, got none'],
    [
      { ...classes, generalised: true, divergence: true, entropy: { add: 1e-6 } },
      'generalised: expected a divergence without a guard, got none',
    ],
  ])('is refused when it contradicts itself: %#', (row, message) => {
    expect(() => profileOf(row)).toThrow(new RangeError(`acme.loss.${message}`))
  })
})
