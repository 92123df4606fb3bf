/**
 * Progress on standard error: one redrawn line on a terminal, elsewhere a line every ten seconds.
 *
 *   184/450 laws · 36 210 cases · 1460 a second · 25 s left · shift-invariance, cross_entropy
 *
 * What is left is told from the laws that are done: they take about as long as each other.
 */

import type { Total } from './sit.ts'

const EVERY = 10_000

/** Before so much is done nobody can say how long the rest takes. */
const TELLS = 0.02

/** Clears the line and puts the cursor at its start. */
const CLEAR = '\r\u001B[2K'

export interface ProgressLine {
  readonly show: (total: Total) => void
  readonly end: () => void
}

/** The line after so many seconds. */
export function lineOf({ done, of, cases, law, loss }: Total, seconds: number): string {
  const rate = Math.round(cases / Math.max(seconds, 1))
  const share = done / of
  const left = share < TELLS ? '' : `${spell((seconds * (1 - share)) / share)} left · `
  return `${done}/${of} laws · ${cases} cases · ${rate} a second · ${left}${law}, ${loss}`
}

/** `25 s`, `12 min` */
function spell(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  const started = performance.now()
  let last = started
  return {
    show(total) {
      const now = performance.now()
      const line = lineOf(total, (now - started) / 1000)
      if (stream.isTTY) {
        stream.write(CLEAR + line.slice(0, (stream.columns || 80) - 1))
      } else if (now - last > EVERY) {
        last = now
        stream.write(`${line}\n`)
      }
    },
    end() {
      if (stream.isTTY) stream.write(CLEAR)
    },
  }
}
