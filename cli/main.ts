#!/usr/bin/env node
/**
 * The command line: check, eval, list.
 *
 * Machine output on standard output, progress and complaints on standard error. Exit status: outcome.ts.
 */

import { createRequire } from 'node:module'
import { Command, InvalidArgumentError } from 'commander'
import { type FloatType, losses } from '../reference/index.ts'
import { type CheckOptions, check } from './check.ts'
import { evaluate } from './eval.ts'
import { list } from './list.ts'
import { WrongQuestion } from './sit.ts'

const { version } = createRequire(import.meta.url)('lossproof/package.json') as { readonly version: string }

const EXIT_STATUS = `
Exit status:
  0  every law holds, or fails as known
  1  a law fails, or a known failure holds
  2  undecided
  3  the question was wrong, or the subject could not be run
`

/** Cases for each law and loss, unless --runs says otherwise. */
const RUNS = 200

function whole(least: number): (text: string) => number {
  return (text) => {
    const n = Number(text)
    if (!Number.isSafeInteger(n) || n < least) throw new InvalidArgumentError(`Expected a whole number from ${least}.`)
    return n
  }
}

function names(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

function seconds(text: string): number {
  const n = Number(text)
  if (!(n > 0)) throw new InvalidArgumentError('Expected seconds above 0.')
  return n * 1000
}

function float(text: string): number {
  if (text.trim() === '' || (Number.isNaN(Number(text)) && text !== 'NaN'))
    throw new InvalidArgumentError('Expected a number.')
  return Number(text)
}

function dtype(text: string): FloatType {
  if (text !== 'f64' && text !== 'f32' && text !== 'f16' && text !== 'bf16') {
    throw new InvalidArgumentError('Expected f64, f32, f16 or bf16.')
  }
  return text
}

const program = new Command('lossproof')
  .description('Ground truth for cross-entropy: examine an implementation, or ask for the exact value.')
  .version(version)
  .addHelpText('after', EXIT_STATUS)
  .exitOverride()

program
  .command('check')
  .description('examine a subject: own (default), tfjs, js-pytorch, or a .js/.mjs file in the module form')
  .argument('[subject]', 'who is examined', 'own')
  .option('--law <names>', 'laws to keep, separated by commas', names)
  .option('--loss <names>', 'losses to keep', names)
  .option('--dtype <names>', 'formats to keep: f64, f32, f16, bf16', names)
  .option('--claim <accuracy>', 'faithful, stable, or ulps such as 4 or 2,4 (loss, gradient)')
  .option('--runs <n>', 'cases for each law and loss', whole(1), RUNS)
  .option('--seed <n>', 'names the stream of cases', whole(0), 1)
  .option('--path <path>', 'where in the stream to begin, to try a failure again')
  .option('--jobs <n>', 'workers at the same time', whole(1))
  .option('--known <file>', 'known failures, one a line: law loss dtype reason')
  .option('--timeout <seconds>', 'how long one call may take', seconds)
  .option('--json [file]', 'the report as JSON, on standard output or into a file')
  .action(async (subject: string, options: CheckOptions) => {
    process.exitCode = await check(subject, options)
  })

const evalCommand = program.command('eval').description('the exact value of a loss')
for (const spec of losses.values()) {
  const command = evalCommand.command(spec.name).description(spec.formula)
  const given = [...new Set([spec.input, spec.target]), ...spec.options, 'reduction']
  for (const name of given) command.option(`--${name.replaceAll('_', '-')} <json>`, name)
  command
    .option('--digits <n>', 'digits to print', whole(1), 40)
    .option('--dtype <name>', 'format that the numbers given are rounded to', dtype, 'f64')
    .option('--answer <x>', 'an answer to hold against the truth', float)
    .action((options: { readonly digits: number; readonly dtype: FloatType; readonly answer?: number }) => {
      const texts = command.opts<Record<string, string>>()
      const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
      const entries = given.flatMap((name) => (texts[camel(name)] === undefined ? [] : [[name, texts[camel(name)]]]))
      const { digits, answer } = options
      const asked = { given: Object.fromEntries(entries), digits, dtype: options.dtype }
      process.stdout.write(`${evaluate(spec, answer === undefined ? asked : { ...asked, answer })}\n`)
    })
}

program
  .command('list')
  .description('the losses, the laws and the subjects; or one of them')
  .argument('[name]', 'a loss or a law')
  .action((name: string | undefined) => {
    process.stdout.write(`${list(name)}\n`)
  })

try {
  await program.parseAsync()
} catch (error) {
  // Commander has said what is wrong with the words; help and version are no mistakes.
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('commander.')) {
    process.exitCode = /help|version/i.test(code) ? 0 : 3
  } else {
    process.stderr.write(`lossproof: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 3
    // What is not a wrong question is a bug of ours, and its place is worth knowing.
    if (!(error instanceof WrongQuestion || error instanceof RangeError))
      process.stderr.write(`${(error as Error).stack}\n`)
  }
}
