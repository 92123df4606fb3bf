/**
 * `lossproof mutants`: the exam examined. Every planted mistake is put to the laws; the kill matrix says which law saw it, and after
 * how many cases.
 *
 *   mutant                     cases   seen by
 *   weight twice                   1   loss-accuracy, reductions-agree, …
 *
 * Cases are those of every law until the quickest fails: 0 is a hand-kept corner. The score is the share that dies. Exit status 1
 * when one survives.
 */

import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { type Death, laws, mutants, rateOf } from '../properties/index.ts'
import { colour } from './colour.ts'
import { USUAL_WIDTH, fold } from './fold.ts'
import type { MutantsMessage, MutantsTask } from './mutants-worker.ts'
import { WrongQuestion } from './wrong-question.ts'

export interface MutantsOptions {
  readonly runs: number
  readonly seed: number
  /** Seeds from that one on. */
  readonly seeds: number
  readonly jobs: number
  /** Mutants to keep. */
  readonly mutant?: readonly string[]
  readonly json?: string | true
  /** Where the rates of kills are written, as the source that tiers read. */
  readonly rates?: string
}

const WORKER = new URL('./mutants-worker.js', import.meta.url)

/** The deaths of each mutant, one for each seed, in the order of the catalogue. */
async function deathsOf(task: Omit<MutantsTask, 'part'>, jobs: number): Promise<readonly (readonly Death[])[]> {
  const found = new Map<string, readonly Death[]>()
  await Promise.all(
    Array.from({ length: jobs }, (_, index) => {
      const worker = new Worker(WORKER, { workerData: { ...task, part: { index, of: jobs } } satisfies MutantsTask })
      return new Promise<void>((resolve, reject) => {
        worker.on('message', (message: MutantsMessage) => {
          if ('refused' in message) reject(new WrongQuestion(message.refused))
          else found.set(message.deaths[0]?.mutant ?? '', message.deaths)
        })
        worker.on('error', reject)
        worker.on('exit', () => resolve())
      })
    }),
  )
  return mutants.flatMap(({ name }) => {
    const deaths = found.get(name)
    return deaths === undefined ? [] : [deaths]
  })
}

/** Examines the mutants, prints the matrix and the score, and returns the exit status. */
export async function examineMutants(options: MutantsOptions): Promise<0 | 1> {
  const { runs, seed, seeds, jobs, mutant: only, json, rates } = options
  const strange = only?.find((name) => !mutants.some((one) => one.name === name))
  if (strange !== undefined) throw new WrongQuestion(`--mutant: expected the name of a mutant, got '${strange}'`)
  const numbers = Array.from({ length: seeds }, (_, i) => seed + i)
  const all = await deathsOf({ only, seeds: numbers, runs }, jobs)
  if (json !== undefined) {
    const text = `${JSON.stringify({ runs, seeds: numbers, deaths: all.flat() }, undefined, 1)}\n`
    if (json === true) process.stdout.write(text)
    else writeFileSync(json, text)
  }
  if (json !== true) process.stdout.write(`${[...all.flatMap(rowOf), '', ...summary(all.flat())].join('\n')}\n`)
  if (rates !== undefined) writeFileSync(rates, ratesSource(all, runs))
  return all.flat().every(({ drawn }) => drawn !== undefined) ? 0 : 1
}

/** Laws that are told of a mutant, the quickest first. */
const MOST_TOLD = 3

function rowOf(deaths: readonly Death[]): string[] {
  const [first] = deaths as readonly [Death]
  const survived = deaths.filter(({ drawn }) => drawn === undefined).length
  const mark = survived === 0 ? colour.green('✓') : colour.red('✗')
  const drawn = median(deaths.map((death) => death.drawn ?? Infinity))
  const seen = [...new Set(first.kills.map(({ law, drawn: cases }) => `${law} ${cases}`))]
  const others = seen.length > MOST_TOLD ? [`and ${seen.length - MOST_TOLD} more`] : []
  const told = seen.length === 0 ? 'nobody' : [...seen.slice(0, MOST_TOLD), ...others].join(', ')
  const missed = survived > 0 && deaths.length > 1 ? ` (survived ${survived} of ${deaths.length})` : ''
  const head = `${mark} ${first.mutant.padEnd(44)}${String(drawn).padStart(5)}${missed}`
  const line = `${head}  ${told}`
  return line.length <= USUAL_WIDTH ? [line] : [head, ...fold(`      ${told}`, USUAL_WIDTH, 6)]
}

function median(xs: readonly number[]): number {
  const sorted = xs.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN
}

/** Kills of each law, the score, and what it costs to find a mistake. */
function summary(deaths: readonly Death[]): string[] {
  const counts = laws.map(({ name }) => ({
    name,
    kills: deaths.filter(({ kills }) => kills.some(({ law }) => law === name)).length,
  }))
  const killed = deaths.filter(({ drawn }) => drawn !== undefined)
  const share = (100 * killed.length) / deaths.length
  return [
    ...fold(
      `kills: ${counts
        .filter(({ kills }) => kills > 0)
        .toSorted((a, b) => b.kills - a.kills)
        .map(({ name, kills }) => `${name} ${kills}`)
        .join(' · ')}`,
      USUAL_WIDTH,
      2,
    ),
    `score: ${killed.length} of ${deaths.length} killed, ${share === 100 ? 100 : share.toFixed(1)} %`,
    `cases until killed: median ${median(killed.map(({ drawn }) => drawn as number))} of every law`,
    `time until killed: median ${(median(killed.map(({ milliseconds }) => milliseconds)) / 1000).toFixed(2)} s`,
  ]
}

/** The source of properties/power.ts. */
function ratesSource(all: readonly (readonly Death[])[], runs: number): string {
  const entries = all
    .map((deaths) => [deaths[0]?.mutant ?? '', rateOf(deaths, runs)] as const)
    // A rate above this is sure after a handful of cases: only what may be missed need be known.
    .filter(([, rate]) => rate < 1)
    .map(([name, rate]) => `  ${JSON.stringify(name)}: ${Number(rate.toPrecision(3))},`)
  return [
    '/**',
    ' * Power: kills of a mutant by one drawn case of every law, where it is less than one; the others die at once.',
    ' *',
    ` * Measured by \`npm run power\`: ${all.flat().length} deaths of ${all.length} mutants, with up to ${runs} cases.`,
    ' */',
    '',
    `export const planted: number = ${all.length}`,
    '',
    'export const rates: Readonly<Record<string, number>> = {',
    ...entries,
    '}',
    '',
  ].join('\n')
}
