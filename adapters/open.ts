/**
 * The subject that a name stands for: our own losses, a bundled framework, or a file of somebody's own.
 *
 *   own · family · a bundled one (bundled.ts) · ./mine.mjs · ./mine.py · a command
 */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Subject } from '../reference/index.ts'
import { subjectOf } from '../properties/subject.ts'
import { type Bundled, PYTHON, bundled, fileOf, programOf, pythonOf, whenMissing } from './bundled.ts'
import { NotExaminable, openModule } from './module.ts'
import family from './family.ts'
import own from './own.ts'
import { openProcess } from './process.ts'

/** A framework takes its time to load from a cold disk. */
const SLOW_START = 120_000

interface Deadline {
  readonly timeout?: number
}

/**
 * Opens a subject by its name or file.
 *
 * @throws NotExaminable when there is no such subject, or it cannot be run; the message says what to do.
 */
export async function openSubject(subject: string | readonly string[], timeout?: number): Promise<Subject> {
  if (subject === 'own') return subjectOf(own)
  if (subject === 'family') return subjectOf(family)
  const deadline: Deadline = timeout === undefined ? {} : { timeout }
  if (typeof subject !== 'string') return await openProcess(subject, deadline)
  if (Object.hasOwn(bundled, subject)) return await openBundled(subject, deadline)
  if (subject.endsWith('.py')) {
    if (!existsSync(subject))
      throw new NotExaminable(`subject: expected a file, got '${subject}', which does not exist`)
    return await openProcess([PYTHON, subject], deadline)
  }
  const path = resolve(subject)
  if (!/\.[cm]?js$|\.[cm]?ts$/.test(path)) {
    const names = ['own', 'family', ...Object.keys(bundled)].join(', ')
    throw new NotExaminable(`subject: expected ${names} or a .js, .mjs, .ts or .py file, got '${subject}'`)
  }
  if (!existsSync(path)) throw new NotExaminable(`subject: expected a file, got '${subject}', which does not exist`)
  return await openModule(pathToFileURL(path).href, deadline)
}

async function openBundled(name: string, deadline: Deadline): Promise<Subject> {
  const missing = whenMissing(name)
  switch ((bundled[name] as Bundled).runs) {
    case 'module':
      return await openModule(pathToFileURL(fileOf(name, 'subject.mjs')).href, { ...deadline, whenMissing: missing })
    case 'python': {
      const options = { ...deadline, loading: SLOW_START, whenMissing: missing }
      return await openProcess([pythonOf(name), fileOf(name, 'subject.py')], options)
    }
    case 'crate':
      if (!existsSync(programOf(name))) throw new NotExaminable(missing)
      return await openProcess([programOf(name)], deadline)
  }
}
