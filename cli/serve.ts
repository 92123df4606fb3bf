/**
 * `lossproof serve`: our own losses, or the truth, by the wire: requests on standard input, answers on standard output.
 */

import { createInterface } from 'node:readline'
import { type Served, serverOf } from '../adapters/serve.ts'

/** Serves until standard input ends. */
export async function serve(served: Served): Promise<void> {
  const answer = serverOf(served)
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    // A reader that is slower than us is waited for.
    if (!process.stdout.write(`${await answer(line)}\n`)) await new Promise((go) => process.stdout.once('drain', go))
  }
}
