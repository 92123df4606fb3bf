/**
 * How fast a row is certified: the loss of softmax cross-entropy and all its slopes, enclosed and rounded to float64.
 * `npm run bench`
 *
 *   the ladder   as everyone asks: of wide rows short exponentials first, then pairs of what they leave open, and so on
 *   pairs        doubles with a radius, alone
 *   dyadics      BigInt at 190 bits, alone
 *   decimal      what is asked last, decimal.js, alone and at 34 digits
 *   MPFR         intervals at 170 bits: gmp-wasm in this process; gmpy2 in Python, where it is installed, without intervals
 *   mpmath       the same bits, in Python alone, where it is installed, without intervals
 *   Math.exp     the plain loop, which certifies nothing
 */

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { bench, describe } from 'vitest'
import type * as reference from './index.ts'
import type { Ball, Call, Enclosures, Flat } from './index.ts'
import * as mpfr from './testing/mpfr.ts'

/** What is built, for the tests' own transform of the sources slows them to half. */
const built = new URL('../dist/reference/index.js', import.meta.url).href
const {
  DECIMAL_DIGITS,
  DYADIC_DIGITS,
  LADDER,
  PAIR_DIGITS,
  certify,
  formats,
  isUndecided,
  roundBall,
  roundNear,
  truth,
} = (await import(built)) as typeof reference

const BITS = 170

const logitsOf = (classes: number): Float64Array =>
  Float64Array.from({ length: classes }, (_, c) => 4 * Math.sin(12.9898 * c))

function callOf(logits: Float64Array): Call {
  return {
    loss: 'cross_entropy',
    arguments: {
      logits: { dtype: 'f64', shape: [1, logits.length], data: logits },
      target: { dtype: 'i64', shape: [1], data: BigInt64Array.of(0n) },
    },
    want: ['loss', 'gradient'],
  }
}

function expectDecided(isDecided: boolean): void {
  if (!isDecided) throw new Error('expected a rounding, got none')
}

/** Certifies a row on some rungs, and throws unless every rounding is decided by them. */
function certified(call: Call, ladder: readonly number[]): void {
  const known = truth(call)
  if (known.kind !== 'value') throw new Error(`expected a value, got ${known.kind}`)
  const at = (digits: number): Enclosures => known.at(digits)
  const rounding = (ball: Ball): number | undefined => roundBall(formats.f64, ball)
  expectDecided(!isUndecided(certify((digits) => at(digits).loss[0] as Ball, rounding, ladder)))
  // Each rung is asked of what the one before left open.
  const open = ladder.reduce<readonly number[]>((left, digits, i) => {
    if (i > 0 && left.length === 0) return left
    const { flat, gradient } = at(digits)
    if (flat !== undefined) return openIn(flat(0), i === 0 ? undefined : left)
    const balls = gradient('logits')
    return (i === 0 ? [...balls.keys()] : left).filter((k) => rounding(balls[k] as Ball) === undefined)
  }, [])
  expectDecided(open.length === 0)
}

/** Which of the slopes asked about, or of all, have no rounding yet. */
function openIn({ heads, tails, radii }: Flat, asked?: readonly number[]): readonly number[] {
  const isOpen = (i: number): boolean =>
    roundNear(formats.f64, heads[i] as number, tails[i] as number, radii[i] as number) === undefined
  if (asked !== undefined) return asked.filter(isOpen)
  const open: number[] = []
  for (let i = 0; i < heads.length; i++) if (isOpen(i)) open.push(i)
  return open
}

/** The same row in intervals of MPFR. */
function byIntervals(logits: Float64Array): void {
  mpfr.scope(BITS, () => {
    const top = logits.reduce((a, b) => Math.max(a, b))
    const odds = Array.from(logits, (z) => mpfr.exp(mpfr.sub(mpfr.of(z), mpfr.of(top))))
    const total = mpfr.sum(odds)
    mpfr.sub(mpfr.ln(total), mpfr.sub(mpfr.of(logits[0] as number), mpfr.of(top)))
    const p = odds.map((e) => mpfr.div(e, total))
    mpfr.sub(p[0] as mpfr.Interval, mpfr.of(1))
  })
}

function byTheLoop(logits: Float64Array): Float64Array {
  let top = -Infinity
  for (const z of logits) if (z > top) top = z
  let total = 0
  const slopes = new Float64Array(logits.length)
  for (let c = 0; c < logits.length; c++) total += slopes[c] = Math.exp((logits[c] as number) - top)
  for (let c = 0; c < logits.length; c++) slopes[c] = (slopes[c] as number) / total
  slopes[0] = (slopes[0] as number) - 1
  return slopes
}

/** A row each time a line with its number of classes is read, in a library of Python's. */
const rowsIn = (library: 'gmpy2' | 'mpmath', precision: string): string => `
import sys, math
from ${library} import exp, log, ${library === 'gmpy2' ? 'mpfr as real, get_context' : 'mpf as real, mp'}
${precision}
for line in sys.stdin:
    K = int(line)
    z = [real(4 * math.sin(12.9898 * c)) for c in range(K)]
    top = max(z)
    e = [exp(x - top) for x in z]
    total = sum(e)
    loss = log(total) - (z[0] - top)
    g = [x / total for x in e]
    g[0] -= 1
    print(loss, flush=True)
`
const python = process.env['PYTHON'] ?? 'python3'
const has = (library: string): boolean => spawnSync(python, ['-c', `import ${library}`]).status === 0

/** Asks the process for a row and waits for its line. */
function asker(child: ChildProcessWithoutNullStreams): (classes: number) => Promise<void> {
  const waiting: (() => void)[] = []
  createInterface({ input: child.stdout }).on('line', () => waiting.shift()?.())
  return (classes) =>
    new Promise((resolve) => {
      waiting.push(resolve)
      child.stdin.write(`${classes}\n`)
    })
}

const askGmpy2 = has('gmpy2')
  ? asker(spawn(python, ['-c', rowsIn('gmpy2', `get_context().precision = ${BITS}`)]))
  : undefined
const askMpmath = has('mpmath') ? asker(spawn(python, ['-c', rowsIn('mpmath', `mp.prec = ${BITS}`)])) : undefined

describe.each([2, 10, 1000, 128_256])('a row of %i classes', (classes) => {
  const logits = logitsOf(classes)
  const call = callOf(logits)
  bench('the ladder', () => certified(call, LADDER))
  bench('pairs', () => certified(call, [PAIR_DIGITS]))
  // A quarter of a minute for the widest, and a gigabyte of intervals.
  if (classes <= 1000) {
    bench('dyadics', () => certified(call, [DYADIC_DIGITS]))
    bench('decimal, 34 digits', () => certified(call, [DECIMAL_DIGITS]))
    bench(`MPFR, ${BITS} bits, gmp-wasm`, () => byIntervals(logits))
  }
  if (askGmpy2 !== undefined) bench(`MPFR, ${BITS} bits, gmpy2`, () => askGmpy2(classes))
  if (askMpmath !== undefined && classes <= 1000) bench(`mpmath, ${BITS} bits`, () => askMpmath(classes))
  bench('Math.exp, which certifies nothing', () => void byTheLoop(logits))
})
