/**
 * A child process that speaks lines: started without a shell, read line by line, killed with all it started.
 *
 *   next line | how it ended: `exited with status 3`, `killed by SIGSEGV`, in the middle of a line
 *
 * It leads a process group of its own, so that what it started dies with it; the end of its standard input is its sign to
 * go. The last lines of its standard error are kept to be shown.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { LONGEST_LINE, inLine, shortened } from './wire.ts'

/** Lines of standard error that are kept. */
const KEPT_LINES = 5
/** And no more of each than fits a report. */
const KEPT_WIDTH = 200

export interface Child {
  readonly send: (line: string) => void
  /** The end of its input: it may go. */
  readonly end: () => void
  readonly kill: () => void
  /** Resolves when it is gone. */
  readonly gone: Promise<void>
  /** The last lines of its standard error. */
  readonly lastWords: () => readonly string[]
}

export interface Listener {
  readonly line: (text: string) => void
  /** Told once: why nothing more will come. */
  readonly ended: (why: string) => void
}

/** @throws Error when there is no such command. */
export function startChild(command: readonly string[], { line, ended }: Listener): Child {
  const [program = '', ...words] = command
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, shell: false })
  let over = false
  const end = (why: string): void => {
    if (over) return
    over = true
    ended(why)
  }
  readLines(child, line, end)
  const kept: string[] = []
  let unfinished = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (unfinished + text).split('\n')
    unfinished = (lines.pop() ?? '').slice(-KEPT_WIDTH)
    kept.push(...lines.filter((each) => each.trim() !== '').map((each) => inLine(each.slice(0, KEPT_WIDTH))))
    kept.splice(0, kept.length - KEPT_LINES)
  })
  // A child that is gone cannot be written to; how it went is told by its exit.
  child.stdin.on('error', () => {})
  child.on('error', (error) => end(`cannot be started: ${error.message}`))
  const gone = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
    child.on('error', () => resolve())
  })
  return {
    send: (text) => void child.stdin.write(`${text}\n`),
    end: () => void child.stdin.end(),
    kill: () => kill(child),
    gone,
    lastWords: () => (unfinished.trim() === '' ? kept : [...kept, inLine(unfinished)].slice(-KEPT_LINES)),
  }
}

/** What it started and let out of its group may hold its output open: nothing more is read of it. */
function kill({ pid, stdout, stderr }: ChildProcess): void {
  stdout?.destroy()
  stderr?.destroy()
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

function readLines(child: ChildProcess, line: Listener['line'], ended: Listener['ended']): void {
  let parts: Buffer[] = []
  let size = 0
  child.stdout?.on('data', (chunk: Buffer) => {
    let rest = chunk
    // Invariant: `parts` holds the beginning of a line without its LF.
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      const text = Buffer.concat([...parts, rest.subarray(0, at)]).toString('utf8')
      parts = []
      size = 0
      rest = rest.subarray(at + 1)
      line(text.endsWith('\r') ? text.slice(0, -1) : text)
    }
    if (rest.length === 0) return
    parts.push(rest)
    size += rest.length
    if (size > LONGEST_LINE) {
      ended('wrote a line of more than 256 MiB')
      kill(child)
    }
  })
  child.on('close', (status, signal) => {
    const how = signal === null ? `exited with status ${status}` : `killed by ${signal}`
    const left = Buffer.concat(parts).toString('utf8')
    ended(left === '' ? how : `${how} in the middle of a line: '${shortened(left)}'`)
  })
}
