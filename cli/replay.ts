/**
 * `lossproof replay`: failures put again as they stand, from the token of one or from a report.
 *
 * Exit status: 1 when one of them fails still, 2 when one is undecided, 0 when all hold now.
 */

import { readFileSync } from 'node:fs'
import { NotExaminable } from '../adapters/module.ts'
import { openSubject } from '../adapters/open.ts'
import { type Result, retry } from '../properties/index.ts'
import { blockOf } from './block.ts'
import type { SubjectName } from './check.ts'
import { colour } from './colour.ts'
import { USUAL_WIDTH } from './fold.ts'
import { type Line, type ReportDocument, fromJson } from './report.ts'
import { type Token, isToken, readToken, tokenOf } from './token.ts'
import { snippetOf } from './snippet.ts'
import { WrongQuestion } from './wrong-question.ts'

export interface ReplayOptions {
  /** Laws, losses and dtypes of a report to keep; all when absent. */
  readonly law?: readonly string[]
  readonly loss?: readonly string[]
  readonly dtype?: readonly string[]
}

/** Puts the failure of a token, or those of a report, again; prints what comes of each, and returns the exit status. */
export async function replay(word: string, options: ReplayOptions): Promise<0 | 1 | 2> {
  const tokens = isToken(word) ? [readToken(word)] : failuresIn(word, options)
  const width = (process.stdout.isTTY && process.stdout.columns) || USUAL_WIDTH
  const verdicts: Result['verdict'][] = []
  for (const { subject: words, timeout, ...token } of tokens) {
    const subject = await openSubject(words, timeout).catch((error: unknown) => {
      throw error instanceof NotExaminable ? new WrongQuestion(error.message) : error
    })
    try {
      const result = await retry(subject, token.law, token.case)
      verdicts.push(result.verdict)
      process.stdout.write(`${told(words, timeout, result, subject, width).join('\n')}\n`)
    } finally {
      await subject.close()
    }
  }
  return verdicts.includes('fails') ? 1 : verdicts.every((verdict) => verdict === 'holds') ? 0 : 2
}

function told(
  words: SubjectName,
  timeout: number | undefined,
  result: Result,
  subject: ReportDocument['subject'],
  width: number,
): string[] {
  const { law, loss, dtype, verdict, why } = result
  if (verdict === 'holds') return [`${colour.green('✓')} ${law} · ${loss} ${dtype}: holds on this case now`]
  if (verdict !== 'fails') return [`${colour.yellow('?')} ${law} · ${loss} ${dtype}: ${verdict}: ${why}`]
  const token = tokenOf(words, result, timeout)
  const snippet = snippetOf(words, result)
  const line: Line = {
    ...result,
    status: 'fails',
    ...(token === undefined ? {} : { replay: `lossproof replay ${token}` }),
    ...(snippet === undefined ? {} : { snippet }),
  }
  return blockOf(line, subject, colour.red('✗'), width)
}

/** The failures of a report that are kept: those that count, or where none does those that are known or not claimed. */
function failuresIn(file: string, options: ReplayOptions): readonly Token[] {
  const document = fromJson(file, readFileSync(file, 'utf8'))
  const kept = document.results.filter(
    ({ law, loss, dtype, failure }) =>
      failure !== undefined &&
      (options.law?.includes(law) ?? true) &&
      (options.loss?.includes(loss) ?? true) &&
      (options.dtype?.includes(dtype) ?? true),
  )
  const grave = kept.filter(({ status }) => status === 'fails')
  const lines = grave.length > 0 ? grave : kept
  if (lines.length === 0) throw new WrongQuestion(`${file}: expected a report with a failure, got one without`)
  const { examined, timeout } = document
  return lines.map(({ law, failure }) => ({
    subject: examined,
    law,
    case: (failure as NonNullable<typeof failure>).case,
    ...(timeout === undefined ? {} : { timeout }),
  }))
}
