/**
 * The examples of the docstrings, executed: every `@example` line `expression // value` of the sources.
 */

import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as losses from './index.ts'

interface Example {
  readonly file: string
  readonly expression: string
  readonly value: string
}

const folder = new URL('.', import.meta.url)

function examplesOf(file: string): Example[] {
  const lines = readFileSync(new URL(file, folder), 'utf8').split('\n')
  const examples: Example[] = []
  let inside = false
  for (const line of lines) {
    const text = line.replace(/^\s*\*\s?/, '').trim()
    if (text.startsWith('@example')) inside = true
    else if (/^\s*\*\//.test(line) || text.startsWith('@')) inside = false
    else if (inside && text !== '') {
      const cut = text.indexOf(' // ')
      expect(cut, `${file}: an example without a value: ${text}`).toBeGreaterThan(0)
      examples.push({ file, expression: text.slice(0, cut), value: text.slice(cut + ' // '.length) })
    }
  }
  return examples
}

/** Typed arrays as plain ones, to any depth, so that a result compares with what the docstring prints. */
function plain(value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value, plain)
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

function run(source: string): unknown {
  return new Function(...Object.keys(losses), `return (${source})`)(...Object.values(losses))
}

const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const examples = sources.flatMap(examplesOf)

describe('examples', () => {
  test.each(examples)('$file: $expression', ({ expression, value }) => {
    expect(plain(run(expression))).toEqual(run(value))
  })

  test('every public function has one', () => {
    const shown = examples.map(({ expression }) => expression)
    const missing = Object.keys(losses).filter((name) => !shown.some((text) => text.startsWith(`${name}(`)))
    expect(missing).toEqual([])
  })
})
