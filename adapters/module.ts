/**
 * A JavaScript module as a subject, isolated in a worker.
 *
 * Every call has a deadline. A worker that misses it, throws outside a call or exits is replaced, and the call has no
 * answer; after GIVE_UP such calls the subject is left in peace and every further call has none either. What the module
 * prints goes to standard error.
 */

import { Worker } from 'node:worker_threads'
import type { Answer, Call, LossDeclaration, Subject } from '../reference/index.ts'

/** A subject that cannot be examined; the message says what to do. */
export class NotExaminable extends Error {}

export interface ModuleOptions {
  /** How long one call may take, in milliseconds. */
  readonly timeout?: number
  /** Told instead of the loader's message when a package of the module is not installed. */
  readonly whenMissing?: string
}

/** As on the wire. */
const TIMEOUT = 10_000

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

interface Running {
  readonly worker: Worker
  readonly declared: Declared
}

/** Under TypeScript the worker is its source beside this one, in the package the compiled file. */
const WORKER = new URL(`./module-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

function start(url: string, options: ModuleOptions): Promise<Running> {
  const worker = new Worker(WORKER, { workerData: url, stdout: true, stderr: true })
  worker.stdout.pipe(process.stderr, { end: false })
  worker.stderr.pipe(process.stderr, { end: false })
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      worker.removeAllListeners()
      void worker.terminate()
      reject(new NotExaminable(why))
    }
    const timer = setTimeout(
      () => fail(`${url}: expected a module that loads, got no answer`),
      options.timeout ?? TIMEOUT,
    )
    worker.once('error', (error) => fail(`${url}: ${error.message}`))
    worker.once('exit', () => fail(`${url}: expected a module that loads, got an exit`))
    worker.once('message', (message: Message) => {
      clearTimeout(timer)
      if ('refused' in message) {
        fail(message.missing && options.whenMissing !== undefined ? options.whenMissing : message.refused)
      } else if ('declared' in message) {
        worker.removeAllListeners()
        resolve({ worker, declared: message.declared })
      }
    })
  })
}

/** Asks one call of a worker; undefined with a reason when the worker is of no further use. */
function askWorker(
  { worker }: Running,
  id: number,
  call: Call,
  timeout: number,
): Promise<Answer | { readonly dead: string }> {
  return new Promise((resolve) => {
    const end = (result: Answer | { readonly dead: string }) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      resolve(result)
    }
    const timer = setTimeout(() => end({ dead: `no answer within ${timeout / 1000} s` }), timeout)
    worker.once('error', (error) => end({ dead: `crashed: ${error.message}` }))
    worker.once('exit', (code) => end({ dead: `exited with status ${code}` }))
    worker.on('message', (message: Message) => {
      if ('id' in message && message.id === id) end(message.answer)
    })
    worker.postMessage({ id, call })
  })
}

/**
 * The subject in a module file, given by its file URL.
 *
 * @throws NotExaminable when the module does not load or is not in the module form.
 */
export async function openModule(url: string, options: ModuleOptions = {}): Promise<Subject> {
  const timeout = options.timeout ?? TIMEOUT
  let running: Running | undefined = await start(url, options)
  const { declared } = running
  let id = 0
  let dead = 0
  return {
    ...declared,
    async ask(call) {
      if (dead >= GIVE_UP)
        return { kind: 'broken', why: `given up after ${GIVE_UP} calls without an answer`, silent: true }
      try {
        running ??= await start(url, options)
      } catch (error) {
        dead++
        return { kind: 'broken', why: (error as Error).message, silent: true }
      }
      const result = await askWorker(running, ++id, call, timeout)
      if ('kind' in result) return result
      dead++
      await running.worker.terminate()
      running = undefined
      return { kind: 'broken', why: result.dead, silent: true }
    },
    async close() {
      await running?.worker.terminate()
    },
  }
}
