/**
 * Every profile examined: a subject that answers with the truth, rounded once, passes under each.
 *
 * What it shows is that a profile can be asked (cases are drawn, calls are well formed, options are all reached) and that
 * the truth decides each answer: none is undecided, none unsupported.
 */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Ball,
  type Call,
  type FloatType,
  type Profile,
  type Tensor,
  LADDER,
  certify,
  formats,
  gradientsOf,
  isFree,
  isUndecided,
  nameOf,
  nearest,
  profiles,
  roundBall,
  truth,
} from '../reference/index.ts'
import { cases } from './dice.ts'
import { drawBatch } from './draw/batch.ts'
import { examine } from './exam.ts'
import type { Scope } from './law.ts'
import { laws } from './laws.ts'
import { scopesOf } from './scopes.ts'
import { type ModuleAnswer, type ModuleLoss, subjectOf } from './subject.ts'

/** In two formats, for the two to four laws of accuracy and the edges: at least 100 in all. */
const CASES = 18
const FORMATS: readonly FloatType[] = ['f64', 'f32']

/** Where nothing is promised anything is right; 0 obeys the laws of scaling too. */
const UNPROMISED = 0

/** Of those, the laws whose cases are cheap: large ones are the same formulas again. */
const accuracy = laws.filter(({ kind, share }) => kind === 'accuracy' && share === undefined).map(({ name }) => name)

const SHORT_LADDER = LADDER.filter((digits) => digits <= 136)

/** The nearest number of the format; of two that are equally near as far as 136 digits show, either; 0 of a sum that is. */
function rounded(dtype: FloatType, ball: (digits: number) => Ball): number {
  const f = formats[dtype]
  if (isFree(ball(LADDER[0] as number))) return UNPROMISED
  const value = certify(ball, (b) => roundBall(f, b), SHORT_LADDER)
  if (!isUndecided(value)) return value
  const { lo, hi } = value.ball
  return lo.isNeg() === hi.isNeg() ? nearest(f, lo) : 0
}

/** The numbers of the truth, or the refusal that it is. */
function answerTo(call: Call): ModuleAnswer {
  const known = truth(call)
  if (known.kind === 'error') throw new RangeError(known.message)
  if (known.kind === 'unsupported') return { unsupported: known.why }
  const { profile, dtype, indexed } = known.problem
  const list = (of: (digits: number) => readonly Ball[]) =>
    of(LADDER[0] as number).map((_, i) => rounded(dtype, (digits) => of(digits)[i] as Ball))
  const names = gradientsOf(profile).filter((name) => name === profile.input || !indexed)
  return {
    loss: list((digits) => known.at(digits).loss),
    gradient: Object.fromEntries(names.map((name) => [name, list((digits) => known.at(digits).gradient(name))])),
  }
}

function truthful(profile: Profile): ModuleLoss {
  return {
    dtypes: FORMATS,
    targets: ['index', 'distribution'],
    reductions: Object.keys(profile.reductions),
    options: profile.options.map((role) => nameOf(profile, role)),
    gradients: gradientsOf(profile),
    accuracy: { loss: 1, gradient: 1 },
    evaluate: (call) => answerTo({ loss: profile.name, ...call }),
  }
}

function subjectFor(profile: Profile) {
  return subjectOf({ name: 'truth', version: '1', losses: { [profile.name]: truthful(profile) } })
}

describe.each([...profiles.values()].map((profile) => [profile.name, profile] as const))('%s', (_name, profile) => {
  test('has cases with every option', () => {
    const scope = scopesOf(subjectFor(profile))[0] as Scope
    const drawn = cases((dice) => drawBatch(dice, scope, { classes: [1, 9], options: { family: true, chance: 0.5 } }))
    const seen = new Set(fc.sample(drawn, { seed: 61, numRuns: 50 }).flatMap(({ planes }) => Object.keys(planes)))
    expect(profile.options.filter((role) => !seen.has(role))).toEqual([])
  })

  test('is passed by the truth', async () => {
    const { results } = await examine(subjectFor(profile), {
      seed: 61,
      runs: CASES,
      shrink: false,
      laws: ['edge-table', ...accuracy],
    })
    expect(results.reduce((sum, result) => sum + result.cases, 0)).toBeGreaterThanOrEqual(100)
    const bad = results.filter(({ verdict }) => verdict !== 'holds')
    expect(bad.map(({ law, why, failure }) => ({ law, why, ...failure }))).toEqual([])
  })
})

test('a loss of several rows is asked by its own name, about each kind of target', async () => {
  const asked = new Set<string>()
  const of = (loss: string): ModuleLoss => ({
    dtypes: ['f64'],
    targets: ['index', 'distribution'],
    reductions: ['mean'],
    accuracy: { loss: 1, gradient: 1 },
    evaluate: (call) => {
      asked.add(`${loss} ${(call.arguments['target'] as Tensor).dtype}`)
      return answerTo({ loss, ...call })
    },
  })
  const subject = subjectOf({
    name: 'truth',
    version: '1',
    losses: { 'torch.cross_entropy': of('torch.cross_entropy') },
  })
  const { results } = await examine(subject, { seed: 1, runs: 5, laws: ['loss-accuracy'] })
  expect(results.map(({ loss, verdict }) => [loss, verdict])).toEqual([
    ['torch.cross_entropy.index', 'holds'],
    ['torch.cross_entropy.distribution', 'holds'],
  ])
  expect([...asked].sort()).toEqual(['torch.cross_entropy f64', 'torch.cross_entropy i64'])
})

test.each([
  ['1.1.3', '1.1'],
  ['1.2.1', '1.2'],
  ['1.4.2', '1.3'],
  ['1.9.0', '1.5'],
])('scikit-learn %s is examined under the row of its release, %s', (version, row) => {
  const loss: ModuleLoss = { evaluate: () => 0, reductions: ['true'] }
  const scopes = scopesOf(subjectOf({ name: 'sklearn', version, losses: { 'sklearn.log_loss': loss } }))
  expect(scopes.map(({ spec }) => spec.name)).toEqual([`sklearn.log_loss@${row}`])
})
