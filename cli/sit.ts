/**
 * An exam sat by several workers at once, each with its own copy of the subject.
 *
 * Laws are dealt out in turn and put back in order, so the report is the same on any number of workers.
 */

import { Worker } from 'node:worker_threads'
import { type Progress, type Report, TruthInDoubt, merge } from '../properties/index.ts'
import type { Message, Task } from './exam-worker.ts'
import { BlindExam, WrongQuestion } from './wrong-question.ts'

/** An exam that was left has decided nothing. */
const INTERRUPTED = 2

const WORKER = new URL('./exam-worker.js', import.meta.url)

function part(task: Task, onProgress: (progress: Progress) => void): Promise<Report> {
  const worker = new Worker(WORKER, { workerData: task })
  return new Promise<Report>((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress)
      else if ('report' in message) resolve(message.report)
      else if ('doubt' in message) reject(new TruthInDoubt(message.doubt))
      else if ('blind' in message) reject(new BlindExam(`the exam is blind: it passes ${message.blind.join(', ')}`))
      else reject(new WrongQuestion(message.refused))
    })
    worker.on('error', (error) => reject(new WrongQuestion(error.message)))
    worker.on('exit', (code) => reject(new WrongQuestion(`the exam ended with status ${code}`)))
  }).finally(() => void worker.terminate())
}

export interface Total {
  readonly done: number
  readonly of: number
  readonly cases: number
  readonly law: string
  readonly loss: string
}

/**
 * The report of the exam. The first interrupt ends it: what is done by then is reported. The second leaves at once.
 *
 * @throws WrongQuestion when there is nothing to examine or the subject cannot be run; TruthInDoubt as `examine` does.
 */
export async function sit(
  given: Omit<Task, 'stop'>,
  jobs: number,
  onProgress: (total: Total) => void,
): Promise<Report> {
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const onInterrupt = (): void => {
    if (Atomics.exchange(stop, 0, 1) === 1) process.exit(INTERRUPTED)
    process.stderr.write('\nending: what is done so far is reported; once more leaves at once\n')
  }
  const task: Task = { ...given, stop }
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt)
  const latest: (Progress | undefined)[] = Array.from({ length: jobs }, () => undefined)
  const tell = (index: number) => (progress: Progress) => {
    latest[index] = progress
    const sum = (of: (p: Progress) => number) => latest.reduce((s, p) => s + (p === undefined ? 0 : of(p)), 0)
    const { law, loss, of } = progress
    onProgress({ law, loss, of, done: sum((p) => p.done), cases: sum((p) => p.cases) })
  }
  const parts = Array.from({ length: jobs }, (_, index) =>
    part({ ...task, options: { ...task.options, part: { index, of: jobs } } }, tell(index)),
  )
  try {
    return merge(await Promise.all(parts))
  } finally {
    // Where one part ended in doubt or blind, nobody waits for the others.
    Atomics.store(stop, 0, 1)
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt)
  }
}
