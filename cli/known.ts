/**
 * Known failures: a text file, one line each, with the reason.
 *
 *   law  loss  dtype   reason (and a link)          # a comment
 *
 * A known failure is expected to fail: one that holds is itself a failure, for then the line is wrong.
 */

import { readFileSync } from 'node:fs'
import { laws } from '../properties/index.ts'
import { losses } from '../reference/index.ts'

export interface Known {
  readonly law: string
  readonly loss: string
  readonly dtype: string
  readonly reason: string
}

/**
 * The known failures in a file.
 *
 * @throws RangeError for a line that names no law, loss or reason.
 */
export function readKnown(file: string): readonly Known[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      // Within a line a comment has a blank on both sides of its #: an issue may be #7.
      const text = line.replace(/^\s*#.*|\s#\s.*/, '').trim()
      return text === '' ? [] : [parse(text, `${file}:${i + 1}`)]
    })
}

/** The known failures that no result answers to: what they name was not examined. */
export function idle(
  known: readonly Known[],
  results: readonly Pick<Known, 'law' | 'loss' | 'dtype'>[],
): readonly Known[] {
  return known.filter(
    (line) => !results.some(({ law, loss, dtype }) => law === line.law && loss === line.loss && dtype === line.dtype),
  )
}

function parse(line: string, where: string): Known {
  const [law = '', loss = '', dtype = '', ...words] = line.split(/\s+/)
  if (!laws.some(({ name }) => name === law)) throw new RangeError(`${where}: expected a law, got '${law}'`)
  if (!losses.has(loss)) throw new RangeError(`${where}: expected a loss, got '${loss}'`)
  if (!/^(f64|f32|f16|bf16)$/.test(dtype)) throw new RangeError(`${where}: expected a dtype, got '${dtype}'`)
  if (words.length === 0) throw new RangeError(`${where}: expected a reason, got none`)
  return { law, loss, dtype, reason: words.join(' ') }
}
