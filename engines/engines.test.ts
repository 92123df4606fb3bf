/**
 * The same bits on every engine: one digest of 100 000 results (digest.mjs) from all that are installed.
 *
 *   Node 20 (this one), 22, 24, Bun, Deno      npm ci --ignore-scripts --prefix engines
 *   Chromium, Firefox                          from the system
 *
 * All run one file, bundled here. An engine that is not installed is skipped, except where CI is set.
 */

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const HOST = '127.0.0.1'
const HERE = fileURLToPath(new URL('.', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'lossproof-'))
// Browsers write for a moment more: what they add to a folder that is nearly gone is to be removed anew.
afterAll(() => vi.waitFor(() => rmSync(scratch, { recursive: true, force: true }), { timeout: 10_000 }))
const file = join(scratch, 'digest.mjs')

/** digest.mjs and all that it imports as one file. */
beforeAll(async () => {
  const built = await build({
    logLevel: 'silent',
    configFile: false,
    build: {
      write: false,
      minify: false,
      lib: { entry: join(HERE, 'digest.mjs'), formats: ['es'], fileName: 'digest' },
    },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as {
    readonly output: readonly { readonly code: string }[]
  }
  writeFileSync(file, output[0]?.code ?? '')
})

interface Engine {
  readonly name: string
  readonly isInstalled: () => boolean
  readonly run: () => Promise<string>
}

const program = (name: string, path: string, before: readonly string[] = []): Engine => {
  const at = path.includes('/') ? join(HERE, 'node_modules', path) : path
  return {
    name,
    isInstalled: () => path === process.execPath || existsSync(at),
    run: () =>
      new Promise((resolve, reject) => {
        execFile(path === process.execPath ? path : at, [...before, file], (error, out) => {
          if (error === null) resolve(out.trim())
          else reject(error)
        })
      }),
  }
}

/** A browser that is shown a page with the script, and sends what it says. */
const browser = (name: string, command: string, options: (profile: string) => readonly string[]): Engine => ({
  name,
  isInstalled: () => spawnSync('which', [command]).status === 0,
  async run() {
    let child: ChildProcess | undefined
    // Firefox wants a profile that is there.
    const profile = mkdtempSync(join(scratch, 'profile-'))
    const page = '<!doctype html><script type="module" src="/digest.mjs"></script>'
    let say: (digest: string) => void = () => undefined
    const said = new Promise<string>((resolve) => {
      say = resolve
    })
    const server = createServer((request, response) => {
      if (request.method === 'POST') {
        request.on('data', (text: Buffer) => say(text.toString()))
        response.end()
        return
      }
      const isScript = request.url === '/digest.mjs'
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
      response.end(isScript ? readFileSync(file) : page)
    })
    await new Promise<void>((resolve) => {
      server.listen(0, HOST, resolve)
    })
    const { port } = server.address() as AddressInfo
    try {
      child = spawn(command, [...options(profile), `http://${HOST}:${port}/`], { stdio: 'ignore' })
      return await said
    } finally {
      child?.kill('SIGKILL')
      server.closeAllConnections()
      server.close()
    }
  },
})

const engines: readonly Engine[] = [
  program(`Node ${process.versions.node}`, process.execPath),
  program('Node 22', 'node-22/bin/node'),
  program('Node 24', 'node-24/bin/node'),
  program('Bun', '@oven/bun-linux-x64/bin/bun'),
  program('Deno', '@deno/linux-x64-glibc/deno', ['run']),
  browser('Chromium', 'chromium', (profile) => ['--headless', '--no-sandbox', `--user-data-dir=${profile}`]),
  browser('Firefox', 'firefox-esr', (profile) => ['--headless', '--no-remote', '--profile', profile]),
]

const digests = new Map<string, string>()

for (const { name, isInstalled, run } of engines) {
  test(name, async ({ skip }) => {
    skip(!isInstalled() && process.env['CI'] === undefined, 'skipped: not installed')
    const digest = await run()
    console.log(`${name}: ${digest}`)
    expect(digest).toMatch(/^[0-9a-f]{8} of 100\d{3}$/)
    digests.set(name, digest)
    expect(new Set(digests.values()).size).toBe(1)
  })
}
