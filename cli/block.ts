/**
 * The block of a failure: everything that is known of it, under one word each, and the command that puts it again.
 *
 *   ✗ shift-invariance: L(z + c, y) = L(z, y)
 *     subject  my-loss 1.0.0 · cross_entropy · f64 · claim stable
 *     case     logits [[0]]  target [[0]]  reduction sum
 *     …
 *     show     the same in the language of the subject
 *     replay   lossproof replay 1.…
 */

import { failureFacts } from '../properties/index.ts'
import { colour } from './colour.ts'
import { fold, widthOf } from './fold.ts'
import type { Line, ReportDocument } from './report.ts'
import { visible } from './words.ts'

/** The longest word, and its blanks. */
const INDENT = 11

function entry(word: string, text: string): string {
  return `  ${colour.dim(word.padEnd(INDENT - 2))}${text}`
}

/** What does not fit on one line is told an argument a line: those stand two blanks apart. */
function factLines(word: string, text: string, width: number): string[] {
  const parts = INDENT + widthOf(text) > width ? text.split('  ') : [text]
  return parts.flatMap((part, i) => fold(entry(i === 0 ? word : '', part), width, INDENT))
}

/** The lines of a failure; lines to be copied are not folded. */
export function blockOf(line: Line, subject: ReportDocument['subject'], mark: string, width: number): string[] {
  const { law, statement, snippet, replay, again } = line
  const facts = failureFacts(line, subject).flatMap(([word, text]) => factLines(word, visible(text), width))
  const shown = snippet === undefined ? [] : visible(snippet.code).split('\n')
  const command = replay ?? again
  return [
    ...fold(`${mark} ${colour.bold(`${law}: ${statement}`)}`, width, 2),
    ...facts,
    ...shown.map((code, i) => entry(i === 0 ? 'show' : '', code)),
    ...(command === undefined ? [] : [entry('replay', command)]),
  ]
}
