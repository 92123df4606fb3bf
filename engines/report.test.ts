/**
 * The HTML report in a browser: it is all there on a wide window and on a phone, by day and by night, and asks for nothing.
 *
 *   Chromium      from the system, told what to do over a pipe (the DevTools protocol, null after each message)
 *
 * Without it the test is skipped, except where CI is set.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { html } from '../cli/html.ts'
import { judge } from '../cli/outcome.ts'
import { type ReportDocument, documentOf } from '../cli/report.ts'
import { type ModuleCall, examine, subjectOf } from '../properties/index.ts'
import type { Tensor } from '../reference/index.ts'

const COMMAND = 'chromium'
const isInstalled = spawnSync('which', [COMMAND]).status === 0

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
const file = join(scratch, 'report.html')

/** The softmax of each row without the shift by its maximum: e^z overflows from 710 on. */
const subject = subjectOf({
  name: 'no-max-shift',
  version: '1',
  losses: {
    cross_entropy: {
      reductions: ['none', 'sum', 'mean'],
      dtypes: ['f64', 'f32'],
      evaluate: ({ arguments: { logits, target, reduction } }: ModuleCall) => {
        const { data, shape } = logits as Tensor
        const [rows, classes] = shape as [number, number]
        const z = Array.from(data as Float64Array)
        const each = Array.from((target as Tensor).data as BigInt64Array, (t, n) => {
          const exps = z.slice(n * classes, (n + 1) * classes).map(Math.exp)
          return -Math.log((exps[Number(t)] as number) / exps.reduce((a, b) => a + b, 0))
        })
        const sum = each.reduce((a, b) => a + b, 0)
        return reduction === 'none' ? each : reduction === 'sum' ? sum : sum / rows
      },
    },
  },
})

/** What a browser says of its own accord. */
interface Event {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

interface Browser {
  readonly send: (method: string, params?: object) => Promise<unknown>
  readonly events: Event[]
  /** Resolves at the next event of that name. */
  readonly next: (method: string) => Promise<void>
}

let child: ChildProcess | undefined
let browser: Browser | undefined
let document: ReportDocument

/** A browser with one page. */
async function open(): Promise<Browser> {
  const options = [
    '--headless',
    '--no-sandbox',
    '--remote-debugging-pipe',
    `--user-data-dir=${join(scratch, 'profile')}`,
  ]
  child = spawn(COMMAND, options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  const input = child.stdio[3] as Writable
  const output = child.stdio[4] as Readable
  const answers = new Map<number, (result: unknown) => void>()
  const waiting: { readonly method: string; readonly resolve: () => void }[] = []
  const events: Event[] = []
  let last = 0
  let text = ''
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (text + chunk).split('\0')
    text = messages.pop() as string
    for (const message of messages) {
      const said = JSON.parse(message) as Event & { readonly id?: number; readonly result?: unknown }
      if (said.id !== undefined) answers.get(said.id)?.(said.result)
      else {
        events.push(said)
        for (const { method, resolve } of waiting) if (method === said.method) resolve()
      }
    }
  })
  const ask = (method: string, params: object = {}, sessionId?: string): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++last
      answers.set(id, resolve)
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  const page = await ask('Target.createTarget', { url: 'about:blank' })
  const attached = await ask('Target.attachToTarget', { ...(page as object), flatten: true })
  const { sessionId } = attached as { readonly sessionId: string }
  const send: Browser['send'] = (method, params) => ask(method, params, sessionId)
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await send(`${domain}.enable`)
  return { send, events, next: (method) => new Promise((resolve) => waiting.push({ method, resolve })) }
}

beforeAll(async () => {
  const report = await examine(subject, { seed: 1, runs: 10 })
  const about = {
    command: 'lossproof check no-max-shift.mjs',
    examined: 'no-max-shift.mjs',
    whole: true,
    idle: [],
    exit: 1,
  } as const
  // As long as a token can be, and without a place to break it.
  const extras = () => ({ replay: `lossproof replay ${'x'.repeat(2000)}` })
  document = documentOf(report, judge(report, []), about, extras, 1)
  // What is folded has to fit as well.
  writeFileSync(file, html(document).replaceAll(/<details(?![^>]* open)/g, '<details open'))
  if (isInstalled) browser = await open()
})

afterAll(async () => {
  if (child?.exitCode === null) {
    await new Promise((resolve) => {
      child?.on('exit', resolve)
      child?.kill('SIGKILL')
    })
  }
  // Its helpers write for a moment more: what they add to a folder that is nearly gone is to be removed anew.
  await vi.waitFor(() => rmSync(scratch, { recursive: true, force: true }), { timeout: 10_000 })
})

interface Seen {
  readonly title: string
  readonly verdict: string
  readonly rows: number
  readonly failures: number
  readonly plots: number
  readonly window: number
  readonly wide: number
  readonly paper: string
}

/** What is there to see, as the page itself says. */
const SEEN = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  return {
    title: document.title,
    verdict: document.querySelector('h1').innerText,
    rows: all('.matrix tbody th[scope=row]').length,
    failures: all('.failure').filter((one) => one.offsetHeight > 0).length,
    plots: all('.plots svg').filter((one) => one.clientWidth > 50 && one.clientHeight > 50).length,
    window: window.innerWidth,
    wide: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth),
    paper: getComputedStyle(document.body).backgroundColor,
  }
})()`

/** The page in a window. */
async function look({ send, next }: Browser, width: number, scheme: string): Promise<Seen> {
  await send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: width < 600 })
  await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
  const loaded = next('Page.loadEventFired')
  await send('Page.navigate', { url: pathToFileURL(file).href })
  await loaded
  const answer = await send('Runtime.evaluate', { expression: SEEN, returnByValue: true })
  return (answer as { readonly result: { readonly value: Seen } }).result.value
}

const PAPER: Readonly<Record<string, string>> = { light: 'rgb(255, 255, 255)', dark: 'rgb(20, 23, 26)' }

for (const width of [1280, 390]) {
  for (const scheme of ['light', 'dark']) {
    test(`${width} wide, ${scheme}`, async ({ skip }) => {
      skip(!isInstalled && process.env['CI'] === undefined, 'skipped: not installed')
      const page = browser as Browser
      page.events.length = 0
      const seen = await look(page, width, scheme)
      const { results, pictures } = document
      expect(seen).toMatchObject({ title: 'no-max-shift 1: fails', window: width, paper: PAPER[scheme] })
      expect(seen.verdict).toContain('fails')
      expect(seen.rows).toBe(new Set(results.map(({ law }) => law)).size)
      expect(seen.failures).toBe(results.filter(({ failure }) => failure !== undefined).length)
      expect(seen.failures).toBeGreaterThan(0)
      const plots = pictures.flatMap(({ columns }) => [columns.gap, columns.input]).filter(({ length }) => length > 0)
      expect(seen.plots).toBe(plots.length + pictures.length)
      expect(seen.plots).toBeGreaterThan(0)
      // The page never scrolls sideways.
      expect(seen.wide).toBeLessThanOrEqual(width)
      const asked = page.events.filter(({ method }) => method === 'Network.requestWillBeSent')
      expect(asked.map(({ params }) => (params['request'] as { readonly url: string }).url)).toEqual([
        pathToFileURL(file).href,
      ])
      const complaints = /^(Runtime\.(consoleAPICalled|exceptionThrown)|Log\.entryAdded)$/
      expect(page.events.filter(({ method }) => complaints.test(method))).toEqual([])
    })
  }
}
