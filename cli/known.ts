/**
 * Known failures: a text file, one line each, with the reason.
 *
 *   law  loss  dtype   reason (and a link)          # a comment
 *
 * A known failure is expected to fail: one that holds is itself a failure, for then the line is wrong.
 */

import { readFileSync } from 'node:fs'
import { shortened } from '../adapters/wire.ts'
import { laws } from '../properties/index.ts'
import { type Profile, profiles } from '../reference/index.ts'

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

/**
 * The known failures that no result answers to: what they name was not examined. Lines about another release, where the
 * rows of a loss differ by it, are not meant.
 */
export function idle(
  known: readonly Known[],
  results: readonly Pick<Known, 'law' | 'loss' | 'dtype'>[],
): readonly Known[] {
  const examined = new Set(results.map(({ loss }) => loss))
  const isOfOtherRelease = ({ loss }: Known): boolean => {
    const { versions, loss: whole } = profiles.get(loss) as Profile
    return (
      versions !== undefined && !examined.has(loss) && [...examined].some((name) => profiles.get(name)?.loss === whole)
    )
  }
  return known.filter(
    (line) =>
      !isOfOtherRelease(line) &&
      !results.some(({ law, loss, dtype }) => law === line.law && loss === line.loss && dtype === line.dtype),
  )
}

/** A draft of such a file, from what fails: the reasons are for a person to write. */
export function draftKnown(subject: string, failing: readonly Pick<Known, 'law' | 'loss' | 'dtype'>[]): string {
  const width = (of: (line: Pick<Known, 'law' | 'loss'>) => string) =>
    Math.max(0, ...failing.map((line) => of(line).length)) + 2
  const [law, loss] = [width((line) => line.law), width((line) => line.loss)]
  const lines = failing.map((line) => `${line.law.padEnd(law)}${line.loss.padEnd(loss)}${line.dtype}  ?\n`)
  return `# What ${subject} is known to fail. Each ? stands for a reason, with a link.\n\n${lines.join('')}`
}

function parse(line: string, where: string): Known {
  const [law = '', loss = '', dtype = '', ...words] = line.split(/\s+/)
  if (!laws.some(({ name }) => name === law)) throw new RangeError(`${where}: expected a law, got '${shortened(law)}'`)
  if (!profiles.has(loss)) throw new RangeError(`${where}: expected a loss or a profile, got '${shortened(loss)}'`)
  if (!/^(f64|f32|f16|bf16)$/.test(dtype)) throw new RangeError(`${where}: expected a dtype, got '${shortened(dtype)}'`)
  if (words.length === 0) throw new RangeError(`${where}: expected a reason, got none`)
  return { law, loss, dtype, reason: words.join(' ') }
}
