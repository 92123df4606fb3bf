/**
 * The worker in which a module runs: an endless loop or a crash ends the worker, not the exam.
 *
 *   ← { declared }              once the module is loaded, or { refused } with the reason
 *   → { id, call }  ← { id, answer }
 */

import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../properties/shown.ts'
import { subjectOf } from '../properties/subject.ts'
import type { Call } from '../reference/index.ts'

export interface Question {
  readonly id: number
  readonly call: Call
}

if (parentPort === null) throw new Error('module-worker: expected to run in a worker thread')
const port = parentPort

try {
  const loaded = (await import(workerData as string)) as { readonly default?: unknown }
  if (loaded.default === undefined) throw new TypeError('default export: expected the module form, got none')
  const subject = subjectOf(loaded.default)
  const { name, version, losses } = subject
  port.postMessage({ declared: { name, version, losses } })
  port.on('message', ({ id, call }: Question) => {
    void subject.ask(call).then((answer) => port.postMessage({ id, answer }))
  })
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  port.postMessage({ refused: messageOf(error), missing: code === 'ERR_MODULE_NOT_FOUND' })
  port.close()
}
