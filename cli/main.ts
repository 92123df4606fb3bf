#!/usr/bin/env node
/**
 * The command line: check, replay, compare, eval, serve, init, list.
 *
 * Machine output on standard output, progress and complaints on standard error. Exit status: outcome.ts. A command is loaded
 * when it is asked for: help is there at once.
 */

import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { version } from '../adapters/version.ts'
import type { FloatType } from '../reference/index.ts'
import type { CheckOptions } from './check.ts'
import type { Language } from './init.ts'
import type { MutantsOptions } from './mutants.ts'
import type { ReplayOptions } from './replay.ts'
import { TIERS, type Tier, runsOf } from './tier.ts'
import { BlindExam, WrongQuestion } from './wrong-question.ts'

const EXIT_STATUS = `
Exit status:
  0  every law holds, or fails as known
  1  a law fails, or a known failure holds
  2  undecided
  3  the question was wrong, or the subject could not be run
`

type Given = Omit<CheckOptions, 'runs'> & Partial<CheckOptions> & { readonly tier: Tier }

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

/** More workers than any machine has cores. */
const MOST_JOBS = 256

/** What comes before its place in the stream is drawn and left: a path of more digits would never be there. */
function path(text: string): string {
  if (!/^\d{1,6}(:\d{1,6})*$/.test(text))
    throw new InvalidArgumentError('Expected numbers of at most six digits with colons between, such as 17:0:3.')
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
  .addOption(new Option('--tier <name>', 'how many cases are tried').choices(Object.keys(TIERS)).default('pr'))
  .option('--runs <n>', 'cases for each law and loss, instead of those of the tier', whole(1))
  .option('--seed <n>', 'names the stream of cases', whole(0), 1)
  .option('--path <path>', 'where in the stream to begin, to try a failure again', path)
  .option('--jobs <n>', 'workers at the same time', whole(1, MOST_JOBS))
  .option('--known <file>', 'known failures, one a line: law loss dtype reason')
  .option('--write-known <file>', 'a draft of such a file, from what fails now')
  .option('--timeout <seconds>', 'how long one call may take', seconds)
  .option('--witnesses <file>', 'the worst cases known, tried before any other')
  .option('--hunt <seconds>', 'after the exam climb towards worse cases, and keep them in that file', seconds)
  .option('--json [file]', 'the report as JSON, on standard output or into a file', reportFile)
  .option('--junit <file>', 'the report as JUnit XML', reportFile)
  .option('--markdown <file>', 'the report as Markdown', reportFile)
  .option('--html <file>', 'the report with its pictures, one page that opens offline', reportFile)
  .action(async (subject: string, words: readonly string[], options: Given) => {
    const isCommand = process.argv.includes('--')
    if (!isCommand && words.length > 0) throw new WrongQuestion(`check: expected one subject, got '${words[0]}' too`)
    const asked = isCommand ? [subject, ...words] : subject
    const { check } = await import('./check.ts')
    process.exitCode = await check(asked, { ...options, runs: options.runs ?? (await runsOf(options.tier, asked)) })
  })

program
  .command('replay')
  .description('put a failure again as it stands: from its token, or those of a report')
  .argument('<failure>', 'a token, or a report in JSON')
  .option('--law <names>', 'laws of the report to keep', names)
  .option('--loss <names>', 'losses to keep', names)
  .option('--dtype <names>', 'formats to keep', names)
  .action(async (word: string, options: ReplayOptions) => {
    const { replay } = await import('./replay.ts')
    process.exitCode = await replay(word, options)
  })

program
  .command('compare')
  .description('what changed from one report to another: exit status 1 when something is worse')
  .argument('<before>', 'a report in JSON')
  .argument('<after>', 'another')
  .action(async (before: string, after: string) => {
    const { compareFiles } = await import('./compare.ts')
    const { text, exit } = compareFiles(before, after)
    process.stdout.write(`${text}\n`)
    process.exitCode = exit
  })

program
  .command('mutants')
  .description('examine the exam: planted mistakes, and how many cases each law needs to see them')
  .addOption(new Option('--tier <name>', 'how many cases are tried').choices(Object.keys(TIERS)).default('pr'))
  .option('--runs <n>', 'cases of each law, instead of those of the tier', whole(1))
  .option('--seed <n>', 'names the first stream of cases', whole(0), 1)
  .option('--seeds <n>', 'streams that each is examined with', whole(1), 1)
  .option('--jobs <n>', 'workers at the same time', whole(1), 2)
  .option('--mutant <names>', 'mutants to keep, separated by semicolons', (text) =>
    text.split(';').map((one) => one.trim()),
  )
  .option('--json [file]', 'the kill matrix as JSON, on standard output or into a file', reportFile)
  .option('--rates <file>', 'what the tiers can miss, as the source of properties/power.ts')
  .action(async (options: Omit<MutantsOptions, 'runs'> & { readonly tier: Tier; readonly runs?: number }) => {
    const { examineMutants } = await import('./mutants.ts')
    process.exitCode = await examineMutants({ ...options, runs: options.runs ?? TIERS[options.tier] })
  })

const evalCommand = program
  .command('eval')
  .description('the exact value of a loss')
  // A line a loss: the options are told with each.
  .configureHelp({ subcommandTerm: (command) => command.name() })

/** The losses are known to the truth, which is only loaded for who asks it. */
async function addLosses(): Promise<void> {
  const [{ losses }, { evaluate, readGiven }, { camelCase }] = await Promise.all([
    import('../reference/index.ts'),
    import('./eval.ts'),
    import('../adapters/translate.ts'),
  ])
  for (const spec of losses.values()) {
    const command = evalCommand.command(spec.name).description(spec.formula)
    const given = [...new Set([spec.input, spec.target]), ...spec.options, 'reduction']
    for (const name of given) command.option(`--${name.replaceAll('_', '-')} <json>`, name)
    command
      .option('--from <file>', 'a JSON object with those not given here; - is standard input')
      .option('--digits <n>', 'digits to print', whole(1, MOST_DIGITS), 40)
      .option('--dtype <name>', 'format that the numbers given are rounded to', dtype, 'f64')
      .option('--answer <x>', 'an answer to hold against the truth', float)
      .action((options: EvalWords) => {
        const texts = command.opts<Record<string, string>>()
        const typed = given.flatMap((name) => {
          const value = texts[camelCase(name)]
          return value === undefined ? [] : [[name, value] as const]
        })
        const { digits, answer, from } = options
        const stored = from === undefined ? {} : readGiven(from, given)
        const asked = { given: { ...stored, ...Object.fromEntries(typed) }, digits, dtype: options.dtype }
        process.stdout.write(`${evaluate(spec, answer === undefined ? asked : { ...asked, answer })}\n`)
      })
  }
}

interface EvalWords {
  readonly digits: number
  readonly dtype: FloatType
  readonly answer?: number
  readonly from?: string
}

program
  .command('serve')
  .description('answer on standard output what is asked on standard input: see docs/wire.md')
  .addArgument(new Argument('<what>', 'our own losses, or the truth').choices(['own', 'reference']))
  .action(async (served: 'own' | 'reference') => {
    const { serve } = await import('./serve.ts')
    await serve(served)
  })

program
  .command('init')
  .description('write a subject to start from, and say how it is examined')
  .addArgument(new Argument('<language>', 'what it is written in').choices(['python', 'node', 'c']))
  .action(async (language: Language) => {
    const { init } = await import('./init.ts')
    process.stdout.write(`${init(language)}\n`)
  })

program
  .command('list')
  .description('the losses, profiles, laws and subjects; or one of them')
  .argument('[name]', 'a loss, a profile or a law')
  .action(async (name: string | undefined) => {
    const { list } = await import('./list.ts')
    process.stdout.write(`${list(name)}\n`)
  })

/** Whether it is the question that is wrong. */
function isQuestion(error: unknown): error is Error {
  // A file that cannot be read or written was named by whoever asked.
  return error instanceof WrongQuestion || error instanceof RangeError || (error instanceof Error && 'syscall' in error)
}

/** A truth that contradicts itself, whose class is not loaded before there is one, or an exam that sees nothing. */
function isDoubt(error: unknown): error is Error {
  return error instanceof BlindExam || (error instanceof Error && error.constructor.name === 'TruthInDoubt')
}

try {
  if (process.argv.slice(2, 4).includes('eval')) await addLosses()
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong with the words; help and version that were asked for are no mistakes.
    process.exitCode = error.exitCode === 0 ? 0 : 3
  } else if (isDoubt(error)) {
    process.exitCode = 2
    process.stderr.write(
      `lossproof: ${error.message}\nNothing is decided. Please report this: it is a mistake of ours.\n`,
    )
  } else {
    process.exitCode = 3
    // What is not a wrong question is a bug of ours, and its place is worth knowing.
    const { inLine } = await import('../adapters/wire.ts')
    process.stderr.write(`lossproof: ${isQuestion(error) ? inLine(error.message) : (error as Error).stack}\n`)
  }
}
