/**
 * Our own code under mutation: plants mistakes in src and reference, one at a time, and asks the tests of the room.
 *
 *   npm run mutate                         every file: hours; what has a report that is newer than its room is not done again
 *   npm run mutate -- src/reduction.ts     these files alone
 *
 * A file at a time, two at once: what is not mutated runs as fast as ever. Prints the score of each file and of all, and the
 * survivors. The profiles are rows of data, which properties/profiles.test.ts holds to the frameworks; they are left out.
 */

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, statSync } from 'node:fs'

const AT_ONCE = 2
const STRYKER = 'mutation/node_modules/.bin/stryker'
const KILLED = ['Killed', 'Timeout', 'RuntimeError', 'CompileError']
const ALIVE = ['Survived', 'NoCoverage']

const asked = process.argv.slice(2)
const isMutated = (file) => !/\.(test|bench)\.ts$|\/(testing|profiles)\/|\/index\.ts$/.test(file)
const filesIn = (room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .map((file) => `${room}/${file}`)
    .filter((file) => file.endsWith('.ts'))
const files = asked.length > 0 ? asked : ['src', 'reference'].flatMap(filesIn).filter(isMutated).toSorted()

const nameOf = (file) => file.replaceAll('/', '.').replace(/\.ts$/, '')
const reportOf = (file) => `coverage/mutation/${nameOf(file)}.json`

function isDone(file) {
  if (asked.length > 0 || !existsSync(reportOf(file))) return false
  return filesIn(file.split('/')[0]).every((one) => statSync(one).mtimeMs < statSync(reportOf(file)).mtimeMs)
}

function mutate(file) {
  const env = { ...process.env, MUTATE: file, NAME: nameOf(file) }
  const log = openSync(`coverage/mutation/${nameOf(file)}.log`, 'w')
  const child = spawn(STRYKER, ['run', 'mutation/stryker.config.mjs'], { env, stdio: ['ignore', log, log] })
  return new Promise((resolve) => child.on('close', resolve))
}

/** The mutants of a file that were put to its tests, as its report has them. */
function mutantsOf(file) {
  const report = JSON.parse(readFileSync(reportOf(file), 'utf8'))
  const { source, mutants } = report.files[file]
  const lines = source.split('\n')
  return mutants
    .filter(({ status }) => KILLED.includes(status) || ALIVE.includes(status))
    .map((mutant) => ({ ...mutant, file, source: lines[mutant.location.start.line - 1].trim() }))
}

function told(name, mutants) {
  const killed = mutants.filter(({ status }) => KILLED.includes(status)).length
  const score = mutants.length === 0 ? '—' : `${((100 * killed) / mutants.length).toFixed(1)} %`
  return `${name.padEnd(32)} ${score.padStart(8)}   ${killed} of ${mutants.length}`
}

function survivor({ file, status, location, source, replacement, mutatorName }) {
  const { line, column } = location.start
  return `${file}:${line}:${column}  ${status} ${mutatorName}\n  - ${source}\n  + ${replacement?.replaceAll(/\s+/g, ' ')}`
}

mkdirSync('coverage/mutation', { recursive: true })
const queue = files.filter((file) => !isDone(file))
const failed = []

async function work() {
  // Invariant: what is in the queue was taken by nobody.
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const code = await mutate(file)
    if (code === 0) console.log(told(file, mutantsOf(file)))
    else failed.push(file)
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work))

const all = files.filter((file) => !failed.includes(file)).flatMap(mutantsOf)
console.log(
  `\n${all
    .filter(({ status }) => ALIVE.includes(status))
    .map(survivor)
    .join('\n')}\n`,
)
for (const room of ['src', 'reference', '']) {
  const some = all.filter(({ file }) => file.startsWith(room))
  if (some.length > 0) console.log(told(room === '' ? 'all' : room, some))
}
for (const file of failed) console.error(`${file}: no report, see coverage/mutation/${nameOf(file)}.log`)
process.exitCode = failed.length > 0 ? 1 : 0
