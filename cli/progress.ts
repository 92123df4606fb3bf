/**
 * Progress on standard error: one redrawn line on a terminal, elsewhere a line every ten seconds.
 */

import type { Total } from './sit.ts'

const EVERY = 10_000

/** Clears the line and puts the cursor at its start. */
const CLEAR = '\r\u001B[2K'

export interface ProgressLine {
  readonly show: (total: Total) => void
  readonly end: () => void
}

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let last = performance.now()
  return {
    show({ done, of, cases, law, loss }) {
      const line = `${done}/${of} laws, ${cases} cases: ${law}, ${loss}`
      if (stream.isTTY) {
        stream.write(CLEAR + line.slice(0, (stream.columns || 80) - 1))
      } else if (performance.now() - last > EVERY) {
        last = performance.now()
        stream.write(`${line}\n`)
      }
    },
    end() {
      if (stream.isTTY) stream.write(CLEAR)
    },
  }
}
