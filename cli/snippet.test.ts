/**
 * Snippets: what is shown in each language, and that it shows the failure when it is run.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fixtures } from '../adapters/testing/command.ts'
import type { Case, Result } from '../properties/index.ts'
import { snippetOf } from './snippet.ts'
import { resultOf } from './testing/document.ts'

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const overflow: Case = {
  loss: 'cross_entropy',
  dtype: 'f64',
  accuracy: 'stable',
  rows: 1,
  classes: 2,
  indexed: true,
  reduction: 'none',
  planes: { input: { axes: 'nk', values: [1000, -Infinity] }, target: { axes: 'n', values: [0] } },
  regime: {},
}

const ofTorch: Case = {
  ...overflow,
  loss: 'torch.cross_entropy.index',
  planes: { ...overflow.planes, input: { axes: 'nk', values: [1, 0] }, upstream: { axes: 'n', values: [-2] } },
}

const resultFor = (c: Case, law = 'gradient-accuracy'): Result => resultOf(c, law, { where: 'gradient.logits[0]' })

const codeOf = (subject: string | readonly string[], c: Case, law?: string): string =>
  snippetOf(subject, resultFor(c, law))!.code

describe('JavaScript', () => {
  test('imports the module and asks it', () => {
    const code = codeOf('no-max-shift.mjs', overflow)
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: fixtures, encoding: 'utf8' })
    expect(out).toContain('NaN')
    expect(code).toMatch(/^\/\/ gradient\.logits\[0\]: NaN, must be 0$/m)
  })

  test('asks our own losses by their names', () => {
    const weighed = { ...overflow.planes, weight: { axes: 'k', values: [2, 1] } as const }
    expect(codeOf('own', { ...overflow, planes: weighed }).split('\n')).toEqual([
      "import { crossEntropyWithGradient } from 'lossproof'",
      "console.log(crossEntropyWithGradient([[1000, -Infinity]], [0], { weight: [2, 1], reduction: 'none' }))",
      '// gradient.logits[0]: NaN, must be 0',
    ])
  })

  test('shows two calls of a law that compares them', () => {
    const shifted = { ...overflow.planes, shift: { axes: '', values: [8] } as const }
    const code = codeOf('no-max-shift.mjs', { ...overflow, planes: shifted }, 'shift-invariance')
    expect(code.match(/\.evaluate\(/g)).toHaveLength(2)
    expect(code).toContain('Float64Array.of(1008, -Infinity)')
  })
})

describe('Python', () => {
  test('calls PyTorch by its own names, with autograd', () => {
    expect(codeOf('torch', ofTorch).split('\n')).toEqual([
      'import torch',
      'input = torch.tensor([[1.0, 0.0]], dtype=torch.float64, requires_grad=True)',
      'target = torch.tensor([0], dtype=torch.int64)',
      'upstream = torch.tensor([-2.0], dtype=torch.float64)',
      "loss = torch.nn.functional.cross_entropy(input, target, reduction='none')",
      'loss.backward(upstream)',
      'print(loss, input.grad)',
      '# gradient.logits[0]: NaN, must be 0',
    ])
  })

  test.each([['./subject.py'], [['python3', '-u', './mine.py']]])('is arrays of NumPy for %o', (subject) => {
    expect(codeOf(subject, overflow).split('\n')).toEqual([
      'import numpy as np',
      "logits = np.array([[1000.0, float('-inf')]], dtype=np.float64)",
      'target = np.array([0], dtype=np.int64)',
      "# cross_entropy(logits, target, reduction='none')",
      '# gradient.logits[0]: NaN, must be 0',
    ])
  })

  test('runs', ({ skip }) => {
    const python = process.env['PYTHON'] ?? 'python3'
    if (spawnSync(python, ['-c', 'import torch']).status !== 0 && process.env['CI'] === undefined)
      skip('skipped: no PyTorch')
    const out = execFileSync(python, ['-c', codeOf('torch', ofTorch)], { encoding: 'utf8' })
    // −2·(p − y) at the target: 2·(1 − 0.7311).
    expect(out).toMatch(/0\.3133.*0\.5379/s)
  })
})

describe('C', () => {
  test('is arrays that a compiler takes', ({ skip }) => {
    const code = codeOf(['./a.out'], { ...overflow, dtype: 'f32' })
    expect(code.split('\n')).toEqual([
      'float logits[1][2] = {{1000.0, -INFINITY}};',
      'int64_t target[1] = {0};',
      '// cross_entropy, reduction none',
      '// gradient.logits[0]: NaN, must be 0',
    ])
    if (spawnSync('cc', ['--version']).status !== 0 && process.env['CI'] === undefined) skip('skipped: no C compiler')
    const file = join(scratch, 'case.c')
    writeFileSync(file, `#include <math.h>\n#include <stdint.h>\n${code}\nint main(void) { return (int)target[0]; }\n`)
    expect(spawnSync('cc', ['-fsyntax-only', '-Wall', file], { encoding: 'utf8' })).toMatchObject({ status: 0 })
  })
})

test('a case of hundreds of numbers has no snippet', () => {
  const values = Array.from({ length: 300 }, (_, k) => k)
  const wide = { ...overflow, classes: 300, planes: { ...overflow.planes, input: { axes: 'nk', values } as const } }
  expect(snippetOf('own', resultFor(wide))).toBe(undefined)
})
