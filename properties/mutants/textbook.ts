/**
 * The textbook: one plain right implementation of every loss, in float64, put together from its parts.
 *
 *   read → check → rows → reduce, gradient = factor · slope
 *
 * It claims `stable`. From logits it keeps the digits of small results besides: within DIGITS ulps of the largest term.
 */

import {
  type Accuracy,
  type FloatType,
  type LossName,
  type Profile,
  gradientsOf,
  losses as family,
} from '../../reference/index.ts'
import type { Module, ModuleAnswer, ModuleCall, ModuleLoss } from '../subject.ts'
import { type Parts, right } from './parts.ts'
import { type Question, read, rolesOf } from './question.ts'

/**
 * e^−d, with d rounded, is off by d·u relatively, and d reaches 745 before it underflows; 33 classes and two elementary
 * functions add fewer than 60 units; weights, reduction and upstream a dozen. Together below 1024.
 */
const DIGITS = 1024

/**
 * The claim of those who keep the digits of small results, for logits alone: from a subnormal p the slope −q/p overflows
 * before the reduction makes it finite again, which only `stable` forgives.
 */
export const KEEPS_DIGITS: Accuracy = { loss: DIGITS, gradient: DIGITS }

export interface Declaring {
  /** The losses offered; all of them when absent. */
  readonly on?: readonly LossName[]
  readonly claim?: Accuracy
  readonly dtypes?: readonly FloatType[]
}

/**
 * The textbook with some of its parts replaced.
 *
 * @example
 * textbook('no shift', { shift: () => 0 }, { on: ['cross_entropy'] })
 */
export function textbook(name: string, spoiled: Partial<Parts> = {}, declaring: Declaring = {}): Module {
  const parts = { ...right, ...spoiled }
  return moduleOf(name, declaring, (spec, call) => evaluate(parts, spec, call))
}

/** A module of the losses declared, with everything that their specifications have. */
export function moduleOf(
  name: string,
  { on, claim = 'stable', dtypes = ['f64'] }: Declaring,
  ask: (spec: Profile, call: ModuleCall) => ModuleAnswer,
): Module {
  const offered = [...family.values()].filter((spec) => on?.includes(spec.name as LossName) ?? true)
  const losses = offered.map((spec): readonly [string, ModuleLoss] => [
    spec.name,
    {
      dtypes,
      targets: spec.targets === 'class' ? ['index', 'distribution'] : [],
      reductions: ['none', 'sum', 'mean'],
      options: rolesOf(spec),
      gradients: gradientsOf(spec),
      accuracy: claim,
      evaluate: (call) => ask(spec, call),
    },
  ])
  return { name, version: '1', losses: Object.fromEntries(losses) }
}

function evaluate(parts: Parts, spec: Profile, call: ModuleCall): ModuleAnswer {
  const question = read(parts, spec, call)
  if ('unsupported' in question) return question
  check(parts, question)
  const { classes } = question
  const rows = Array.from({ length: question.rows }, (_, n) => parts.row(parts, question, n))
  const losses = rows.map((row) => row?.loss ?? 0)
  const loss = parts.reduce(parts, question, losses)
  const gradient = (kind: 'slope' | 'targetSlope'): readonly number[] =>
    rows.flatMap((row, n) => {
      // An ignored row has no gradient, whatever its factor is: 0, not 0·NaN.
      if (row === undefined) return Array.from({ length: classes }, () => 0)
      const factor = parts.factor(parts, question, n)
      return row[kind].map((g) => factor * g)
    })
  const answer = {
    loss,
    gradient: { [spec.target]: gradient('targetSlope'), [spec.input]: gradient('slope') },
  }
  return parts.answer(answer, call)
}

/** Values that the loss does not take are refused. */
function check(parts: Parts, { spec, input, target, indexed, classes, ignoreIndex, labelSmoothing }: Question): void {
  if (!parts.takesSmoothing(labelSmoothing)) {
    throw new RangeError(`label_smoothing: expected a number in [0, 1], got ${labelSmoothing}`)
  }
  const expect = (name: string, values: readonly number[], what: string, takes: (x: number) => boolean) => {
    const bad = values.findIndex((x) => !takes(x))
    if (bad >= 0) throw new RangeError(`${name}[${bad}]: expected ${what}, got ${values[bad]}`)
  }
  expect(spec.input, input, `a ${spec.inputDomain} number`, (x) => parts.takesValue(x, spec.inputDomain))
  if (indexed) {
    const what = `a class index 0…${classes - 1}`
    expect(spec.target, target, what, (t) => t === ignoreIndex || parts.takesIndex(t, classes))
  } else {
    const takes = (y: number) => Number.isFinite(y) && parts.takesValue(y, spec.targetDomain)
    expect(spec.target, target, `a finite ${spec.targetDomain} number`, takes)
  }
}
