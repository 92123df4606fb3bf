#!/usr/bin/env node
/**
 * The command line: check, eval, serve, init, list.
 *
 * Machine output on standard output, progress and complaints on standard error. Exit status: outcome.ts.
 */

import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander'
import { bundled } from '../adapters/bundled.ts'
import { camelCase } from '../adapters/translate.ts'
import { version } from '../adapters/version.ts'
import { TruthInDoubt } from '../properties/index.ts'
import { type FloatType, losses } from '../reference/index.ts'
import { type CheckOptions, check } from './check.ts'
import { evaluate } from './eval.ts'
import { type Language, init } from './init.ts'
import { list } from './list.ts'
import { serve } from './serve.ts'
import { WrongQuestion } from './sit.ts'

const EXIT_STATUS = `
Exit status:
  0  every law holds, or fails as known
  1  a law fails, or a known failure holds
  2  undecided
  3  the question was wrong, or the subject could not be run
`

/** Cases for each law and loss, unless --runs says otherwise. */
const RUNS = 200

/** A tenth of a second a case makes half an hour of 200. */
const FEWER = 40

const isSlow = (subject: string): boolean => Object.hasOwn(bundled, subject) && bundled[subject]?.isSlow === true

const slow = Object.keys(bundled).filter(isSlow).join(' and ')

type Given = Omit<CheckOptions, 'runs'> & Partial<CheckOptions>

/** The truth is known to 544 digits, a few of which are those of its enclosure. */
const MOST_DIGITS = 500

/** Timers count milliseconds in 32 bits with a sign. */
const MOST_SECONDS = Math.floor((2 ** 31 - 1) / 1000)

function whole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
  return (text) => {
    const n = Number(text)
    if (!Number.isInteger(n) || n < least || n > most || text.trim() === '')
      throw new InvalidArgumentError(`Expected a whole number ${range}.`)
    return n
  }
}

function names(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

function seconds(text: string): number {
  const n = Number(text)
  if (!(n > 0 && n <= MOST_SECONDS))
    throw new InvalidArgumentError(`Expected seconds above 0, ${MOST_SECONDS} at the most.`)
  return n * 1000
}

function float(text: string): number {
  if (text.trim() === '' || (Number.isNaN(Number(text)) && text !== 'NaN'))
    throw new InvalidArgumentError('Expected a number.')
  return Number(text)
}

function path(text: string): string {
  if (!/^\d+(:\d+)*$/.test(text))
    throw new InvalidArgumentError('Expected numbers with colons between, such as 17:0:3.')
  return text
}

/** The report must not be written over the subject, were that named after the option. */
function reportFile(text: string): string {
  if (/\.[cm]?[jt]s$/.test(text)) throw new InvalidArgumentError('Expected a file to write; a subject comes first.')
  return text
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
  .description('examine a subject: own (default), a bundled one, a .js/.mjs/.py file, or a command after --')
  .argument('[subject]', 'who is examined', 'own')
  .argument('[words...]', 'of a command: -- ./a.out --fast')
  .option('--law <names>', 'laws to keep, separated by commas', names)
  .option('--loss <names>', 'losses to keep', names)
  .option('--dtype <names>', 'formats to keep: f64, f32, f16, bf16', names)
  .option('--claim <accuracy>', 'faithful, stable, or ulps such as 4 or 2,4 (loss, gradient)')
  .option('--runs <n>', `cases for each law and loss (default: ${RUNS}; of ${slow}, ${FEWER})`, whole(1))
  .option('--seed <n>', 'names the stream of cases', whole(0), 1)
  .option('--path <path>', 'where in the stream to begin, to try a failure again', path)
  .option('--jobs <n>', 'workers at the same time', whole(1))
  .option('--known <file>', 'known failures, one a line: law loss dtype reason')
  .option('--write-known <file>', 'a draft of such a file, from what fails now')
  .option('--timeout <seconds>', 'how long one call may take', seconds)
  .option('--json [file]', 'the report as JSON, on standard output or into a file', reportFile)
  .action(async (subject: string, words: readonly string[], options: Given) => {
    const isCommand = process.argv.includes('--')
    if (!isCommand && words.length > 0) throw new WrongQuestion(`check: expected one subject, got '${words[0]}' too`)
    const runs = options.runs ?? (isCommand || !isSlow(subject) ? RUNS : FEWER)
    process.exitCode = await check(isCommand ? [subject, ...words] : subject, { ...options, runs })
  })

const evalCommand = program
  .command('eval')
  .description('the exact value of a loss')
  // A line a loss: the options are told with each.
  .configureHelp({ subcommandTerm: (command) => command.name() })
for (const spec of losses.values()) {
  const command = evalCommand.command(spec.name).description(spec.formula)
  const given = [...new Set([spec.input, spec.target]), ...spec.options, 'reduction']
  for (const name of given) command.option(`--${name.replaceAll('_', '-')} <json>`, name)
  command
    .option('--digits <n>', 'digits to print', whole(1, MOST_DIGITS), 40)
    .option('--dtype <name>', 'format that the numbers given are rounded to', dtype, 'f64')
    .option('--answer <x>', 'an answer to hold against the truth', float)
    .action((options: { readonly digits: number; readonly dtype: FloatType; readonly answer?: number }) => {
      const texts = command.opts<Record<string, string>>()
      const entries = given.flatMap((name) =>
        texts[camelCase(name)] === undefined ? [] : [[name, texts[camelCase(name)]]],
      )
      const { digits, answer } = options
      const asked = { given: Object.fromEntries(entries), digits, dtype: options.dtype }
      process.stdout.write(`${evaluate(spec, answer === undefined ? asked : { ...asked, answer })}\n`)
    })
}

program
  .command('serve')
  .description('answer on standard output what is asked on standard input: see docs/wire.md')
  .addArgument(new Argument('<what>', 'our own losses, or the truth').choices(['own', 'reference']))
  .action(async (served: 'own' | 'reference') => {
    await serve(served)
  })

program
  .command('init')
  .description('write a subject to start from, and say how it is examined')
  .addArgument(new Argument('<language>', 'what it is written in').choices(['python', 'node', 'c']))
  .action((language: Language) => {
    process.stdout.write(`${init(language)}\n`)
  })

program
  .command('list')
  .description('the losses, profiles, laws and subjects; or one of them')
  .argument('[name]', 'a loss, a profile or a law')
  .action((name: string | undefined) => {
    process.stdout.write(`${list(name)}\n`)
  })

/** Whether it is the question that is wrong. */
function isQuestion(error: unknown): error is Error {
  // A file that cannot be read or written was named by whoever asked.
  return error instanceof WrongQuestion || error instanceof RangeError || (error instanceof Error && 'syscall' in error)
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong with the words; help and version that were asked for are no mistakes.
    process.exitCode = error.exitCode === 0 ? 0 : 3
  } else if (error instanceof TruthInDoubt) {
    process.exitCode = 2
    process.stderr.write(
      `lossproof: ${error.message}\nNothing is decided. Please report this: it is a mistake of ours.\n`,
    )
  } else {
    process.exitCode = 3
    // What is not a wrong question is a bug of ours, and its place is worth knowing.
    process.stderr.write(`lossproof: ${isQuestion(error) ? error.message : (error as Error).stack}\n`)
  }
}
