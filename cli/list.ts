/**
 * `lossproof list`: the losses, the laws and the bundled subjects; or one of them on a screen.
 */

import { bundled } from '../adapters/open.ts'
import { laws } from '../properties/index.ts'
import { type Profile, losses } from '../reference/index.ts'
import { WrongQuestion } from './sit.ts'

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`)
}

function oneLoss(spec: Profile): string[] {
  const shape = spec.targets === 'binary' ? 'any shape' : '[rows, classes]'
  const targets = {
    class: 'class indices [rows], or [rows, classes]',
    index: 'class indices',
    dense: '[rows, classes]',
    binary: 'the same shape',
  }
  const target: (readonly [string, string])[] = spec.target === spec.input ? [] : [[spec.target, targets[spec.targets]]]
  const rows: (readonly [string, string])[] = [
    ['value of a row', spec.formula],
    [spec.input, shape],
    ...target,
    ['options', spec.options.join(', ') || 'none'],
    ['reduction', 'mean (default), sum, none'],
    ['mean divides by', spec.divides],
  ]
  return [spec.name, '', ...table(rows)]
}

function everything(): string[] {
  return [
    'losses',
    ...table([...losses.values()].map(({ name, formula }) => [name, formula])),
    '',
    `laws (${laws.length})`,
    ...table(laws.map(({ name, statement }) => [name, statement])),
    '',
    'subjects',
    ...table([['own', 'the losses of this package'], ...Object.entries(bundled)]),
  ]
}

/** @throws WrongQuestion for a name that is neither a loss nor a law. */
export function list(name: string | undefined): string {
  if (name === undefined) return everything().join('\n')
  const spec = losses.get(name)
  if (spec !== undefined) return oneLoss(spec).join('\n')
  const law = laws.find((one) => one.name === name)
  if (law === undefined) throw new WrongQuestion(`list: expected a loss or a law, got '${name}'`)
  return [law.name, '', `  ${law.statement}`, `  kind: ${law.kind}`].join('\n')
}
