/**
 * Our own code under mutation: plants mistakes in src and reference, one at a time, and asks the tests.
 *
 *   npm run mutate                         every file: hours; what has a report that is newer than its file is not done again
 *   npm run mutate -- src                  a room, likewise
 *   npm run mutate -- src/reduction.ts     these files, in any case
 *
 * A file at a time, two at once: what is not mutated runs as fast as ever. First the tests of its own room; what survives these,
 * or did when the report was written, and has no reason to (explained.mjs), is put to them again and to whole exams. Prints the
 * score of each file and of all, the reasons why some live, and the survivors without one. The profiles are rows of data, which
 * properties/profiles.test.ts holds to the frameworks; they are left out.
 */

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { reasonOf } from './explained.mjs'

const AT_ONCE = 2
const STRYKER = 'mutation/node_modules/.bin/stryker'

const ROOMS = {
  src: {
    own: ['src/**/*.test.ts', 'formats.test.ts'],
    exams: ['adapters/own.test.ts', 'adapters/family.test.ts'],
  },
  reference: {
    own: ['reference/**/!(hard).test.ts'],
    exams: ['reference/hard.test.ts', 'properties/truth.test.ts', 'adapters/own.test.ts'],
  },
}

const asked = process.argv.slice(2)
const isMutated = (file) =>
  file.endsWith('.ts') && !/\.(test|bench)\.ts$|\/(testing|profiles)\/|\/index\.ts$/.test(file)
const filesIn = (room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`)
const all = (rooms) => rooms.flatMap(filesIn).filter(isMutated).toSorted()
const named = asked.flatMap((one) => (one in ROOMS ? all([one]) : [one]))
const files = asked.length > 0 ? named : all(Object.keys(ROOMS))

const roomOf = (file) => file.split('/')[0]
const nameOf = (file) => file.replaceAll('/', '.').replace(/\.ts$/, '')
const reportOf = (name) => `coverage/mutation/${name}.json`

const changed = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** Puts the mutants of these places to the tests, unless there is a report that is newer than what it is about. */
async function report(name, places, tests, about) {
  if (changed(reportOf(name)) > changed(about)) return
  const env = { ...process.env, NAME: name, MUTATE: places.join(), TESTS: tests.join() }
  const log = openSync(`coverage/mutation/${name}.log`, 'w')
  const child = spawn(STRYKER, ['run', 'mutation/stryker.config.mjs'], { env, stdio: ['ignore', log, log] })
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) throw new Error(`${name}: no report, see coverage/mutation/${name}.log`)
}

/** What stands there, in a line. */
function textAt(lines, { start, end }) {
  const text = lines.slice(start.line - 1, end.line).join('\n')
  return text.slice(start.column - 1, text.length - lines[end.line - 1].length + end.column - 1)
}

/** The mutants of a report that were put to tests. */
function mutantsOf(name) {
  const { files: mutated } = JSON.parse(readFileSync(reportOf(name), 'utf8'))
  return Object.entries(mutated).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n')
    return mutants
      .filter(({ status }) => status !== 'Ignored')
      .map((mutant) => {
        const line = lines[mutant.location.start.line - 1].trim()
        return { ...mutant, file, source: line, original: textAt(lines, mutant.location) }
      })
  })
}

const isAlive = ({ status }) => status === 'Survived' || status === 'NoCoverage'
const keyOf = ({ file, location, replacement }) => JSON.stringify([file, location, replacement])

/** Where a mutant is, as Stryker is asked for it; its columns count from 0 there. */
function placeOf({ file, location: { start, end } }) {
  return `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`
}

function told(name, mutants) {
  const killed = mutants.filter((mutant) => !isAlive(mutant)).length
  const score = mutants.length === 0 ? '—' : `${((100 * killed) / mutants.length).toFixed(1)} %`
  return `${name.padEnd(32)} ${score.padStart(8)}   ${killed} of ${mutants.length}`
}

function survivor({ file, status, location, source, replacement, mutatorName }) {
  const { line, column } = location.start
  return `${file}:${line}:${column}  ${status} ${mutatorName}\n  - ${source}\n  + ${replacement?.replaceAll(/\s+/g, ' ')}`
}

/** What the tests of its room leave alive of a file. */
async function byItsRoom(file) {
  const name = nameOf(file)
  if (asked.includes(file)) rmSync(reportOf(name), { force: true })
  await report(name, [file], ROOMS[roomOf(file)].own, file)
  return { file, mutants: mutantsOf(name) }
}

/** The same, less what the exams kill of it. */
async function byExams({ file, mutants }) {
  const left = mutants.filter((mutant) => isAlive(mutant) && reasonOf(mutant) === undefined)
  if (left.length === 0) return { file, mutants }
  const first = nameOf(file)
  const name = `${first}.exams`
  const { own, exams } = ROOMS[roomOf(file)]
  await report(name, left.map(placeOf), [...own, ...exams], reportOf(first))
  const killed = new Set(mutantsOf(name).flatMap((mutant) => (isAlive(mutant) ? [] : [keyOf(mutant)])))
  const after = mutants.map((mutant) => (killed.has(keyOf(mutant)) ? { ...mutant, status: 'Killed' } : mutant))
  return { file, mutants: after }
}

mkdirSync('coverage/mutation', { recursive: true })
const failed = []

/** What this gives for each of these, two at once, told as it comes; what fails is kept for the end. */
async function inTurns(those, mutated) {
  const queue = [...those]
  const results = []
  async function work() {
    // Invariant: what is in the queue was taken by nobody.
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      try {
        const result = await mutated(one)
        results.push(result)
        console.log(told(result.file, result.mutants))
      } catch (error) {
        failed.push(error.message)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

console.log('The tests of its room:')
const first = await inTurns(files, byItsRoom)
console.log('\nAnd whole exams:')
const mutants = (await inTurns(first, byExams)).flatMap((result) => result.mutants)

const alive = mutants.filter(isAlive)
const explained = new Map()
for (const mutant of alive) {
  const reason = reasonOf(mutant)
  if (reason !== undefined) explained.set(reason, (explained.get(reason) ?? 0) + 1)
}
for (const [reason, count] of explained) console.log(`${count} live: ${reason}`)
const open = alive.filter((mutant) => reasonOf(mutant) === undefined)
console.log(`\n${open.length} live without a reason:\n${open.map(survivor).join('\n')}\n`)
for (const part of [...Object.keys(ROOMS), '']) {
  const some = mutants.filter(({ file }) => file.startsWith(part))
  if (some.length > 0) console.log(told(part === '' ? 'all' : part, some))
}
for (const message of failed) console.error(message)
process.exitCode = failed.length > 0 ? 1 : 0
