/**
 * The four parts together: every score, target, row and reduction against the definitions in plain float64, and every
 * gradient against differences of the loss.
 *
 *   value      |truth − plain| ≤ 1e−10·(1 + |plain|)
 *   gradient   (L(x + hv) − L(x − hv))/2h with h = 2^−20: off by h² of the third derivative and nothing else, since both
 *              losses are exact to 34 digits and x ± h is exact; 1e−8 is a thousand times that
 *   Hessian    the same differences of the gradient
 */

import { describe, expect, test } from 'vitest'
import type { Call, Tensor } from './call.ts'
import { isFree, isNaNBall } from './ball.ts'
import { madeUp } from './testing/made-up.ts'
import { plainLoss } from './testing/plain.ts'
import { type Random, random } from './testing/questions.ts'
import { tensorOf } from './format.ts'
import { type Profile, type Role, type Row, profileOf } from './profile.ts'
import { truthUnder } from './truth.ts'
import { tries } from './testing/effort.ts'

const base = { ...madeUp, reductions: { none: 'none' } } as const satisfies Row

/** What options may be, away from what is neutral. */
const VALUES: Readonly<Partial<Record<Role, readonly number[]>>> = {
  label_smoothing: [0.125, 0.25],
  temperature: [0.5, 2.5],
  scale: [0.5, 2],
  softcap: [2, 8],
  z_loss: [0.125, 1],
  focal: [0.5, 1, 2, 2.5],
  poly: [2, -0.5],
  gce: [0.5, 0.75],
  beta: [0, 0.25, 0.5, 1],
  alpha: [0.25],
  base: [2],
}

const classes = { targets: 'class', score: 'logits' } as const
const rows: readonly (Partial<Row> & Pick<Row, 'name' | 'targets' | 'score'>)[] = [
  { ...classes, name: 'logits', options: ['label_smoothing', 'temperature', 'softcap', 'z_loss'] },
  {
    ...classes,
    name: 'logits, focal',
    psi: 'focal',
    options: ['label_smoothing', 'temperature', 'softcap', 'z_loss', 'focal'],
  },
  { ...classes, name: 'logits, poly1', psi: 'poly1', options: ['poly', 'softcap', 'scale'] },
  { ...classes, name: 'logits, gce', psi: 'gce', options: ['gce', 'temperature'] },
  { ...classes, name: 'logits, divergence', targets: 'dense', divergence: true, options: ['z_loss', 'temperature'] },
  { ...classes, name: 'logits, K − 1', targets: 'index', convention: 'K − 1', options: ['label_smoothing'] },
  {
    ...classes,
    name: 'logits, K − 1 with entropy',
    targets: 'index',
    convention: 'K − 1',
    divergence: true,
    entropy: { add: 1e-3 },
    options: ['label_smoothing', 'z_loss'],
  },
  {
    ...classes,
    name: 'logits, K − 2',
    targets: 'index',
    convention: 'K − 2',
    options: ['label_smoothing', 'ignore_index'],
    defaults: { ignore_index: 0 },
  },
  { ...classes, name: 'logits, baseline', targets: 'index', baseline: true, sign: -1 },
  {
    ...classes,
    name: 'logits, distilled',
    targets: 'dense',
    targetSteps: ['softmax'],
    divergence: true,
    squaredTemperature: true,
    options: ['temperature'],
  },
  {
    name: 'bit',
    targets: 'binary',
    score: 'bit',
    psi: 'focal',
    options: ['label_smoothing', 'temperature', 'softcap', 'focal'],
  },
  { name: 'bit, sign', targets: 'binary', score: 'bit', targetSteps: ['sign'] },
  {
    name: 'bit, modulated',
    targets: 'binary',
    score: 'bit',
    modulated: 'clipped',
    options: ['focal', 'alpha', 'label_smoothing'],
  },
  {
    name: 'pbit',
    targets: 'binary',
    score: 'pbit',
    steps: [{ clip: [0.125, 0.875] }],
    psi: 'focal',
    options: ['focal', 'label_smoothing'],
  },
  { name: 'pbit, eps, floor', targets: 'binary', score: 'pbit', addend: 2 ** -7, floor: -1.5 },
  {
    name: 'pbit, modulated',
    targets: 'binary',
    score: 'pbit',
    steps: [{ clip: [0.25, 0.75] }],
    modulated: 'unclipped',
    options: ['focal', 'alpha'],
  },
  { name: 'log', targets: 'class', score: 'log', psi: 'focal', options: ['label_smoothing', 'focal'] },
  { name: 'log, exp target', targets: 'dense', score: 'log', targetSteps: ['exp'], divergence: true },
  { name: 'log, generalised', targets: 'dense', score: 'log', divergence: true, generalised: true },
  { name: 'log, at least', targets: 'dense', score: 'log', divergence: true, entropy: { atLeast: 0.25 } },
  { name: 'log, Jensen–Shannon', targets: 'dense', score: 'log', jensenShannon: true, options: ['beta'] },
  { name: 'prob', targets: 'class', score: 'prob', options: ['label_smoothing'] },
  { name: 'prob, norm', targets: 'class', score: 'prob', steps: ['norm'], options: ['label_smoothing'] },
  {
    name: 'prob, norm and clip',
    targets: 'class',
    score: 'prob',
    steps: ['norm', { clip: [0.125, 0.5] }],
    psi: 'focal',
    options: ['label_smoothing', 'focal'],
  },
  { name: 'prob, clip and norm', targets: 'class', score: 'prob', steps: [{ clip: [0.125, 0.5] }, 'norm'] },
  { name: 'prob, eps', targets: 'class', score: 'prob', addend: 2 ** -7, floor: -3 },
  {
    name: 'prob, divergence of the normed',
    targets: 'dense',
    score: 'prob',
    steps: ['norm'],
    targetSteps: ['norm'],
    divergence: true,
  },
  { name: 'prob, generalised', targets: 'dense', score: 'prob', divergence: true, generalised: true },
]

const named: readonly (readonly [string, Profile])[] = rows.map((row) => [row.name, profileOf({ ...base, ...row })])

interface Asked {
  readonly input: readonly number[]
  readonly target: readonly number[]
  readonly indexed: boolean
  readonly options: Readonly<Record<string, number>>
  readonly weight: readonly number[] | undefined
  readonly posWeight: number | undefined
}

const K = 4

/** Multiples of 2^−10, so that a step of 2^−20 is exact. */
function draw(profile: Profile, r: Random): Asked {
  const grid = (lo: number, hi: number) => Math.round((lo + (hi - lo) * r.unit()) * 1024) / 1024
  const times = (n: number, one: () => number) => Array.from({ length: n }, one)
  const binary = profile.targets === 'binary'
  const indexed = profile.targets === 'index' || (profile.targets === 'class' && r.chance(0.5))
  const probability = () => grid(0.05, 0.95)
  const one = {
    logits: () => grid(-4, 4),
    bit: () => grid(-4, 4),
    log: () => grid(-3, -0.05),
    prob: probability,
    pbit: probability,
  }[profile.score]
  const dense =
    profile.targetSteps.includes('exp') || profile.jensenShannon
      ? () => grid(-3, -0.05)
      : profile.targetSteps.includes('softmax')
        ? () => grid(-3, 3)
        : probability
  const options = Object.fromEntries(
    profile.options.flatMap((role) => {
      const values = VALUES[role]
      return values !== undefined && r.chance(0.7) ? [[role, r.pick(values)]] : []
    }),
  )
  return {
    input: times(binary ? 1 : K, one),
    target: indexed ? [r.integer(profile.convention === 'K − 2' ? 1 : 0, K - 1)] : times(binary ? 1 : K, dense),
    indexed,
    options,
    weight: profile.options.includes('weight') ? times(K, () => r.pick([0.5, 2.5, 0])) : undefined,
    posWeight: profile.options.includes('pos_weight') ? 2.5 : undefined,
  }
}

function callOf(profile: Profile, { input, target, indexed, options }: Asked): Call {
  const shape = profile.targets === 'binary' ? [1] : [1, K]
  const t: Tensor = indexed ? tensorOf('i64', [1], target) : tensorOf('f64', shape, target)
  return {
    loss: profile.name,
    arguments: { x: tensorOf('f64', shape, input), t, ...options },
    want: ['loss', 'gradient'],
  }
}

function answer(profile: Profile, asked: Asked) {
  const known = truthUnder(profile, callOf(profile, asked))
  if (known.kind !== 'value') throw new Error(JSON.stringify(known))
  return known.at(34)
}

const CASES = tries(16)
const STEP = 2 ** -20

/** A smooth loss turns by L″·h over a step, less than 10⁻³ here; at a kink the slope jumps. */
const KINK = 1e-3

function moved(asked: Asked, what: 'input' | 'target', i: number, by: number): Asked {
  return { ...asked, [what]: asked[what].map((x, j) => (j === i ? x + by : x)) }
}

function cases(profile: Profile): readonly Asked[] {
  const r = random(17)
  return Array.from({ length: CASES }, () => draw(profile, r))
}

function close(difference: number, slope: number): boolean {
  return Math.abs(difference - slope) <= 1e-8 * (1 + Math.abs(slope))
}

describe.each(named)('%s', (_name, profile) => {
  test('is what the definition says', () => {
    for (const asked of cases(profile)) {
      const loss = answer(profile, asked).loss[0]!
      const plain = plainLoss(profile, {
        input: asked.input,
        target: asked.indexed ? (asked.target[0] as number) : asked.target,
        option: (role, neutral) => asked.options[role] ?? profile.defaults[role] ?? neutral,
      })
      const base = asked.options['base']
      const expected = base === undefined ? plain : plain / Math.log(base)
      expect(Math.abs(loss.lo.toNumber() - expected), JSON.stringify({ asked, expected, loss })).toBeLessThanOrEqual(
        1e-10 * (1 + Math.abs(expected)),
      )
    }
  })

  test('has the slopes that its differences have', () => {
    let compared = 0
    for (const asked of cases(profile)) {
      for (const what of ['input', 'target'] as const) {
        if (what === 'target' && asked.indexed) continue
        const slopes = answer(profile, asked).gradient(what === 'input' ? 'x' : 't')
        expect(slopes.length).toBe(asked[what].length)
        slopes.forEach((slope, i) => {
          if (isFree(slope)) return
          expect(isNaNBall(slope)).toBe(false)
          const [above, at, below] = [STEP, 0, -STEP].map((h) => answer(profile, moved(asked, what, i, h)).loss[0]!.lo)
          const difference = above!.minus(below!).toNumber() / (2 * STEP)
          // At the end of a clip there are two slopes, and no difference to compare with.
          if (Math.abs(above!.plus(below!).minus(at!.times(2)).toNumber()) > KINK * STEP) return
          const told = `${what}[${i}] ${slope.lo.toNumber()} by differences ${difference} ${JSON.stringify(asked)}`
          expect(close(difference, slope.lo.toNumber()), told).toBe(true)
          compared++
        })
      }
    }
    expect(compared).toBeGreaterThan(CASES / 2)
  })
})

/** Where there are logits, and a row is no product of two functions of them. */
function hasHessian([, { score, modulated }]: (typeof named)[number]): boolean {
  return (score === 'logits' || score === 'bit') && modulated === false
}

test.each(named.filter(hasHessian))('%s has the Hessian that differences of its gradient have', (_name, profile) => {
  for (const asked of cases(profile).slice(0, 20)) {
    const v = asked.input.map((_, i) => (i % 2 === 0 ? 1 : -0.5))
    const hessian = answer(profile, asked).hessian(v)
    const along = (h: number) => ({ ...asked, input: asked.input.map((x, i) => x + h * (v[i] as number)) })
    const [above, below] = [STEP, -STEP].map((h) => answer(profile, along(h)).gradient('x'))
    expect(hessian.length).toBe(v.length)
    hessian.forEach((h, i) => {
      const difference = above![i]!.lo.minus(below![i]!.lo).toNumber() / (2 * STEP)
      expect(
        close(difference, h.lo.toNumber()),
        `${i}: ${h.lo.toNumber()} ${difference} ${JSON.stringify(asked)}`,
      ).toBe(true)
    })
  }
})

test.each(named.filter((one) => !hasHessian(one)))('%s promises no Hessian', (_name, profile) => {
  const [asked] = cases(profile) as [Asked]
  expect(answer(profile, asked).hessian(asked.input).map(isFree)).toEqual(asked.input.map(() => true))
})
