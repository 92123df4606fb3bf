/**
 * An exam sat by several workers at once, each with its own copy of the subject.
 *
 * Laws are dealt out in turn and put back in order, so the report is the same on any number of workers.
 */

import { Worker } from 'node:worker_threads'
import { type Progress, type Report, TruthInDoubt, merge } from '../properties/index.ts'
import type { Message, Task } from './exam-worker.ts'

/** The question was wrong, or the subject could not be run: exit status 3. */
export class WrongQuestion extends Error {}

const WORKER = new URL('./exam-worker.js', import.meta.url)

function part(task: Task, onProgress: (progress: Progress) => void): Promise<Report> {
  const worker = new Worker(WORKER, { workerData: task })
  return new Promise<Report>((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress)
      else if ('report' in message) resolve(message.report)
      else if ('doubt' in message) reject(new TruthInDoubt(message.doubt))
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

/** @throws WrongQuestion when there is nothing to examine or the subject cannot be run; TruthInDoubt as `examine` does. */
export async function sit(task: Task, jobs: number, onProgress: (total: Total) => void): Promise<Report> {
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
  return merge(await Promise.all(parts))
}
