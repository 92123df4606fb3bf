/**
 * Commands to type: the one that gives a report, and those that put a failure again.
 *
 *   lossproof check …     the exam; with --path the case drawn from its stream once more, on this version
 *   lossproof replay …    the case as it stands, from its token (token.ts): on any version, whatever the stream
 */

import type { Result } from '../properties/index.ts'
import type { CheckOptions, SubjectName } from './check.ts'
import { tokenOf } from './token.ts'

type Given = Pick<CheckOptions, 'seed' | 'runs' | 'claim' | 'timeout' | 'law' | 'loss' | 'dtype' | 'witnesses'>

/** The command of an exam, or of one of its failures. */
export function checkCommand(subject: SubjectName, given: Given, failed?: Result): string {
  const { seed, runs, claim, timeout } = given
  const keep = failed === undefined ? given : { law: [failed.law], loss: [failed.loss], dtype: [failed.dtype] }
  const words = [
    ...(['law', 'loss', 'dtype'] as const).flatMap((name) => optional(name, keep[name]?.join(','))),
    ...optional('claim', claim),
    ...optional('timeout', timeout === undefined ? undefined : String(timeout / 1000)),
    ...optional('witnesses', given.witnesses),
    `--seed ${seed} --runs ${runs}`,
    ...optional('path', failed?.failure?.path),
  ].join(' ')
  if (typeof subject === 'string') return `lossproof check ${word(subject)} ${words}`
  return `lossproof check ${words} -- ${subject.map(word).join(' ')}`
}

/** The command that puts a failing case again; of a case too large to be typed the one that draws it again. */
export function replayCommand(subject: SubjectName, given: Given, failed: Result): string {
  const token = tokenOf(subject, failed, given.timeout)
  return token === undefined ? checkCommand(subject, given, failed) : `lossproof replay ${token}`
}

function optional(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${name} ${word(value)}`]
}

/** A text as one word of a shell's line. */
function word(text: string): string {
  return /^[\w./@:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
