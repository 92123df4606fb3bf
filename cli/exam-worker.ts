/**
 * The worker that sits one part of an exam: it opens the subject for itself and examines it.
 *
 *   ← { progress } now and then, and at the end { report }, or { refused } or { doubt } with the reason, or { blind } with the
 *     known-bad subjects that passed
 */

import { parentPort, workerData } from 'node:worker_threads'
import { openSubject } from '../adapters/open.ts'
import { type ExamOptions, type Progress, type Report, TruthInDoubt, examine, unseen } from '../properties/index.ts'

export interface Task {
  /** A name or a file, or the words of a command. */
  readonly subject: string | readonly string[]
  readonly timeout: number | undefined
  readonly options: Omit<ExamOptions, 'onProgress' | 'isStopped'>
  /** Shared by all workers: 1 once the exam is to end. */
  readonly stop: Int32Array
}

export type Message =
  | { readonly progress: Progress }
  | { readonly report: Report }
  | { readonly refused: string }
  | { readonly doubt: string }
  | { readonly blind: readonly string[] }

/** Progress is for people: ten times a second is plenty. */
const EVERY = 100

if (parentPort === null) throw new Error('exam-worker: expected to run in a worker thread')
const port = parentPort
const { subject: name, timeout, options, stop } = workerData as Task
const isStopped = (): boolean => Atomics.load(stop, 0) === 1

const say = (message: Message): void => port.postMessage(message)

async function sitPart(): Promise<Message> {
  // One worker looks for all of them whether the exam sees anything, before it looks at the subject.
  const blind = options.part?.index === 0 ? await unseen() : []
  if (blind.length > 0) return { blind }
  const subject = await openSubject(name, timeout)
  let last = 0
  const onProgress = (progress: Progress): void => {
    const now = performance.now()
    if (now - last < EVERY) return
    last = now
    say({ progress })
  }
  const report = await examine(subject, { ...options, onProgress, isStopped })
  await subject.close()
  return { report }
}

try {
  say(await sitPart())
} catch (error) {
  if (error instanceof TruthInDoubt) say({ doubt: error.message })
  else say({ refused: error instanceof Error ? error.message : String(error) })
}
