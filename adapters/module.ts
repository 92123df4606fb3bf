/**
 * A JavaScript module as a subject, isolated in a worker.
 *
 * Every call has a deadline. A worker that misses it, throws outside a call or exits is replaced, and the call has no
 * answer; after GIVE_UP such calls the subject is left in peace and every further call has none either. What the module
 * prints goes to standard error.
 */

import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Answer, Call, LossDeclaration, Subject } from '../reference/index.ts'

/** A subject that cannot be examined; the message says what to do. */
export class NotExaminable extends Error {}

export interface ModuleOptions {
  /** How long one call may take, in milliseconds. */
  readonly timeout?: number
  /** How long the module may take to load: no less than a call, however little that is given. */
  readonly loading?: number
  /** Told instead of the loader's message when a package of the module is not installed. */
  readonly whenMissing?: string
}

/** The deadline of a call, unless one is given; loading takes no less. */
export const LEAST_PATIENCE = 10_000

/** Three dead workers are no accident, and each may have cost a whole deadline. */
const GIVE_UP = 3

interface Declared {
  readonly name: string
  readonly version: string
  readonly losses: Readonly<Record<string, LossDeclaration>>
}

type Message =
  | { readonly declared: Declared }
  | { readonly refused: string; readonly missing: boolean }
  | { readonly id: number; readonly answer: Answer }

/** What a worker comes to: a message, or its end. */
type Event = Message | { readonly dead: string }

interface Running {
  readonly worker: Worker
  /** Resolves with the next event, or with the end of patience. */
  readonly next: (timeout: number) => Promise<Event>
}

/** Under TypeScript the worker is its source beside this one, in the package the compiled file. */
const WORKER = new URL(`./module-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

function run(url: string): Running {
  const worker = new Worker(WORKER, { workerData: url, stdout: true, stderr: true })
  worker.stdout.pipe(process.stderr, { end: false })
  worker.stderr.pipe(process.stderr, { end: false })
  let take: ((event: Event) => void) | undefined
  let end: Event | undefined
  const tell = (event: Event): void => {
    if ('dead' in event) end ??= event
    take?.(event)
  }
  worker.on('message', (message: Message) => tell(message))
  worker.on('error', (error) => tell({ dead: `crashed: ${error.message}` }))
  worker.on('exit', (code) => tell({ dead: `exited with status ${code}` }))
  const next = (timeout: number): Promise<Event> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => settle({ dead: `no answer within ${timeout / 1000} s` }), timeout)
      const settle = (event: Event): void => {
        clearTimeout(timer)
        take = undefined
        resolve(event)
      }
      if (end === undefined) take = settle
      else settle(end)
    })
  return { worker, next }
}

async function start(url: string, { timeout, loading, whenMissing }: ModuleOptions) {
  const running = run(url)
  const first = await running.next(loading ?? Math.max(timeout ?? 0, LEAST_PATIENCE))
  if ('declared' in first) return { running, declared: first.declared }
  await running.worker.terminate()
  if ('refused' in first && first.missing && whenMissing !== undefined) throw new NotExaminable(whenMissing)
  const file = relative(process.cwd(), fileURLToPath(url))
  if ('refused' in first) throw new NotExaminable(`${file}: ${first.refused}`)
  throw new NotExaminable(`${file}: expected a module that loads, got ${'dead' in first ? first.dead : 'an answer'}`)
}

/** Asks one call of a worker; answers to earlier calls come too late to count. */
async function askWorker(running: Running, id: number, call: Call, timeout: number): Promise<Event> {
  running.worker.postMessage({ id, call })
  for (;;) {
    const event = await running.next(timeout)
    if ('dead' in event || ('id' in event && event.id === id)) return event
  }
}

/**
 * The subject in a module file, given by its file URL.
 *
 * @throws NotExaminable when the module does not load or is not in the module form.
 */
export async function openModule(url: string, options: ModuleOptions = {}): Promise<Subject> {
  const { timeout = LEAST_PATIENCE } = options
  const opened = await start(url, options)
  let running: Running | undefined = opened.running
  let id = 0
  let dead = 0
  const noAnswer = (why: string): Answer => ({ kind: 'broken', why, silent: true })
  return {
    ...opened.declared,
    async ask(call) {
      if (dead >= GIVE_UP) return noAnswer(`given up after ${GIVE_UP} calls without an answer`)
      try {
        running ??= (await start(url, options)).running
      } catch (error) {
        dead++
        return noAnswer((error as Error).message)
      }
      const event = await askWorker(running, ++id, call, timeout)
      if ('answer' in event) return event.answer
      dead++
      await running.worker.terminate()
      running = undefined
      return noAnswer('dead' in event ? event.dead : 'no answer')
    },
    async close() {
      await running?.worker.terminate()
    },
  }
}
