/**
 * Never wolf: whole exams of right implementations, none of which may fail a law that it claims.
 *
 *   npm test         a quarter of an exam of each, another quarter for the next; mutants.test.ts has a whole one
 *   EXAMS=1000       so many exams, the implementations in turn, seeds counted up from SEED (1 when not given)
 *   EXAMS=Infinity   exams until one fails, or until one has seen enough; a line a minute says how many
 *
 * When asked for exams it prints what share of its budgets each implementation and each loss used at most. The last one is
 * in another language and claims `faithful`: mpmath, by the wire.
 */

import { spawnSync } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { PYTHON } from './adapters/bundled.ts'
import { openProcess } from './adapters/process.ts'
import { judgeByTruth } from './properties/accuracy.ts'
import { outcomeOf } from './properties/answer.ts'
import { type Case, callOf } from './properties/case.ts'
import { type Result, examine } from './properties/exam.ts'
import { rightOnes } from './properties/mutants/index.ts'
import { subjectOf } from './properties/subject.ts'
import type { Answer, FloatType } from './reference/index.ts'

const ASKED = process.env['EXAMS']
const EXAMS = Number(ASKED ?? rightOnes.length)
const SEED = Number(process.env['SEED'] ?? 1)
/** The cases of a law: those of the tier smoke, fewer in `npm test`. */
const RUNS = ASKED === undefined ? 5 : 20
const PARTS = ASKED === undefined ? 4 : 1
const MINUTE = 60_000

/** The largest shares of a budget that were used. */
interface Used {
  readonly exams: number
  readonly cases: number
  readonly loss: number
  readonly gradient: number
  readonly both: number
}

const NONE: Used = { exams: 0, cases: 0, loss: 0, gradient: 0, both: 0 }

const LOSS = ['loss-accuracy']
const GRADIENT = ['gradient-accuracy', 'target-gradient-accuracy']

/** What the laws saw that measure one of the two against the truth, and those that measure both at once. */
function usedIn(results: readonly Result[]): Used {
  const largest = (among: (law: string) => boolean) => {
    const measured = results.filter(({ law, kind, claimed }) => kind === 'accuracy' && claimed && among(law))
    return Math.max(...measured.map(({ worst }) => worst.share))
  }
  return {
    exams: 1,
    cases: results.reduce((sum, one) => sum + one.cases, 0),
    loss: largest((law) => LOSS.includes(law)),
    gradient: largest((law) => GRADIENT.includes(law)),
    both: largest((law) => ![...LOSS, ...GRADIENT].includes(law)),
  }
}

function together(a: Used, b: Used): Used {
  return {
    exams: a.exams + b.exams,
    cases: a.cases + b.cases,
    loss: Math.max(a.loss, b.loss),
    gradient: Math.max(a.gradient, b.gradient),
    both: Math.max(a.both, b.both),
  }
}

/** By implementation, and by loss and format. */
const used = new Map<string, Used>()

function take(results: readonly Result[], module: string): void {
  const losses = new Set(results.map(({ loss, dtype }) => `${loss} ${dtype}`))
  const parts = [...losses].map(
    (name) => [name, results.filter(({ loss, dtype }) => `${loss} ${dtype}` === name)] as const,
  )
  for (const [name, some] of [['all', results], [module, results], ...parts] as const) {
    used.set(name, together(used.get(name) ?? NONE, usedIn(some)))
  }
}

/** A claimed law that does not hold; what is not supported is no failure. */
const isAlarm = ({ claimed, verdict }: Result): boolean => claimed && verdict !== 'holds' && verdict !== 'unsupported'

function line(name: string, { exams, cases, loss, gradient, both }: Used): string {
  const shares = [loss, gradient, both].map((share) => share.toFixed(3))
  return `| ${[name.padEnd(40), exams, cases, ...shares].join(' | ')} |`
}

test(`no right implementation fails a law, in ${EXAMS} exams`, { timeout: Infinity }, async () => {
  const alarms: unknown[] = []
  let told = Date.now()
  for (let i = 0; i < EXAMS; i++) {
    const module = rightOnes[i % rightOnes.length]!
    const seed = SEED + Math.floor(i / rightOnes.length)
    const part = { index: i % PARTS, of: PARTS }
    const { results } = await examine(subjectOf(module), { seed, runs: RUNS, part })
    for (const { law, loss, dtype, why, failure } of results.filter(isAlarm)) {
      alarms.push({ name: module.name, seed, law, loss, dtype, why, ...failure })
    }
    take(results, module.name)
    // Who waits for an alarm wants to see it.
    if (EXAMS === Infinity && alarms.length > 0) break
    if (Date.now() - told > MINUTE) {
      told = Date.now()
      console.log(line('all', used.get('all')!))
    }
    // What is printed goes out between two turns of the event loop.
    await setImmediate()
  }
  if (ASKED !== undefined) {
    const head = [
      `${alarms.length} false alarms`,
      '|  | exams | cases | loss | gradient | both |',
      '|---|---|---|---|---|---|',
    ]
    console.log([...head, ...[...used].map(([name, one]) => line(name, one))].join('\n'))
  }
  expect(alarms).toEqual([])
})

type Planes = Readonly<Record<string, readonly [axes: '' | 'n' | 'nk', ...values: readonly number[]]>>

/** A case of a few numbers under `stable`. */
function caseOf(loss: string, dtype: FloatType, rows: number, classes: number, given: Planes): Case {
  const planes = Object.entries(given).map(([name, [axes, ...values]]) => [name, { axes, values }] as const)
  const reduction = rows === 1 ? 'none' : 'mean'
  const indexed = given['target']?.[0] === 'n'
  const about = { accuracy: 'stable', regime: {}, planes: Object.fromEntries(planes) } as const
  return { loss, dtype, rows, classes, reduction, indexed, ...about }
}

/** What budgets had forgotten, by the cases that right implementations failed. */
const ONCE: readonly (readonly [why: string, name: string, c: Case])[] = [
  [
    'beside p = 1 the mass (1 − p)^γ comes out as 0, and errs',
    '16 bits, computed in float32',
    caseOf('binary_cross_entropy', 'bf16', 1, 1, {
      input: ['nk', 4.81482486096809e-35],
      target: ['nk', 0],
      focal: ['', 1],
    }),
  ],
  [
    'the power of a negative 1 − p spreads as that of its size',
    'float32 throughout',
    caseOf('nll_loss', 'f32', 1, 1, { input: ['nk', 1.746627731336048e-7], target: ['nk', 0], focal: ['', 2] }),
  ],
  [
    'a slope overflows before the mean makes it finite',
    '16 bits, computed in float32',
    caseOf('log_loss', 'bf16', 3, 1, {
      upstream: ['', 0.5],
      input: ['nk', 0, 2.938735877055719e-39, 0],
      target: ['nk', 0, 1, 0],
    }),
  ],
  [
    'an ulp is two units above a power of two',
    'float32, functions 3 ulps off',
    caseOf('cross_entropy', 'f32', 1, 2, { input: ['nk', 0, -68], target: ['n', 0], softcap: ['', 0.5] }),
  ],
  [
    'of a signed target the terms of a slope add up',
    'float32, functions 3 ulps off',
    caseOf('binary_cross_entropy_with_logits', 'f32', 1, 1, {
      input: ['nk', 16],
      target: ['nk', 3],
      softcap: ['', 0.5],
    }),
  ],
  [
    'a mass and the slope of a saturated softcap both err by as much as they are',
    'float32, functions 3 ulps off',
    caseOf('cross_entropy', 'f32', 1, 2, {
      input: ['nk', 160, -Infinity],
      target: ['n', 0],
      focal: ['', 1],
      softcap: ['', 8],
    }),
  ],
]

test.each(ONCE)('no false alarm any more: %s', async (_, name, c) => {
  const subject = subjectOf(rightOnes.find((module) => module.name === name))
  const call = callOf(c)
  const answer = (await subject.ask(call)) as Extract<Answer, { kind: 'value' }>
  expect(judgeByTruth(c, outcomeOf(call, answer), ['loss', 'input', 'target'])).toMatchObject({ kind: 'holds' })
})

/** A few cases of every other law: mpmath computes with hundreds of digits. */
const FEW = { runs: 2, part: { index: 0, of: 2 } }

test('mpmath, by the wire, is faithful', async ({ skip }) => {
  const isInstalled = spawnSync(PYTHON, ['-c', 'import mpmath']).status === 0
  skip(!isInstalled && process.env['CI'] === undefined, 'skipped: not installed')
  const script = fileURLToPath(new URL('adapters/testing/mpmath-subject.py', import.meta.url))
  const subject = await openProcess([PYTHON, script])
  try {
    const { results } = await examine(subject, { seed: SEED, ...FEW })
    expect(results.filter(isAlarm)).toEqual([])
    expect(results.map(({ claim }) => claim)).toContain('faithful')
  } finally {
    await subject.close()
  }
})
