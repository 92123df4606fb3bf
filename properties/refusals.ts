/**
 * Refusals: what is no question must be answered by an error, never by a plausible number.
 *
 *   a class index outside 0…K − 1 that is not the ignored one
 *   a probability outside [0, 1], a negative p or q, a binary target outside [0, 1] beside a probability
 *   label smoothing outside [0, 1]
 */

import { roundTo } from '../reference/index.ts'
import { type Response, formatOf } from './answer.ts'
import { type Case, callOf, isIgnored, specOf, values, withPlane, withValues } from './case.ts'
import { failure, show } from './check.ts'
import { withInputs } from './derived.ts'
import { type Dice, cases } from './dice.ts'
import { type BatchLimits, drawBatch } from './draw/batch.ts'
import type { Law, Scope, Verdict } from './law.ts'
import { type Condition, all, indexTargets, overClasses, takes } from './scope.ts'

interface Refusal {
  readonly name: string
  readonly statement: string
  readonly because: string
  readonly applies: Condition
  readonly draw: (dice: Dice, scope: Scope) => Case
  /** Whether the case is still no question; shrinking keeps it one. */
  readonly isWrong: (c: Case) => boolean
}

function refusalLaw({ name, statement, because, applies, draw, isWrong }: Refusal): Law {
  return {
    name,
    statement,
    kind: 'edge',
    applies,
    cases: (scope) => cases((dice) => draw(dice, scope), isWrong),
    asks: (c) => [callOf(c)],
    judges: (_c, answers) => refused(answers[0] as Response, because),
  }
}

function refused(answer: Response, because: string): Verdict {
  if (answer.kind === 'error') return { kind: 'holds', worst: { ulps: 0, share: 0 } }
  const shown = answer.loss.length === 0 ? 'an answer' : show(answer.loss[0] as (typeof answer.loss)[number])
  return failure('loss[0]', shown, 'a refusal', because)
}

const plain: BatchLimits = { options: 'none', upstream: false, masks: false }

const outOfRange = (c: Case): boolean =>
  c.indexed && values(c, 'target').some((t, n) => !isIgnored(c, n) && !(t >= 0 && t < c.classes))

const targetOutOfRange = refusalLaw({
  name: 'target-out-of-range-is-refused',
  statement: 'a class index below 0 or from K on is refused, unless it is the ignored one',
  because: 'no class has this index',
  applies: all(overClasses, indexTargets),
  draw(dice, scope) {
    const c = drawBatch(dice, scope, { ...plain, targets: ['index'] })
    const n = dice.integer(0, c.rows - 1)
    const wrong = dice.pick([c.classes, -1, -c.classes, c.classes + 7])
    return withValues(
      c,
      'target',
      values(c, 'target').map((t, row) => (row === n ? wrong : t)),
    )
  },
  isWrong: outOfRange,
})

/** The next value of the format outside [0, 1], or one that is far from it. */
function outside(dice: Dice, scope: Scope, bounded: boolean): number {
  const f = formatOf(scope)
  const above = [1 + 2 * f.unit, 1.5, 2].map((p) => roundTo(f, p))
  return dice.pick([-f.tiny, -0.25, -1, ...(bounded ? above : [])])
}

const isOutside = (c: Case, plane: 'input' | 'target'): boolean => {
  const domain = plane === 'input' ? specOf(c).inputDomain : specOf(c).targetDomain
  return values(c, plane).some((p) => p < 0 || (domain === 'unit' && p > 1))
}

/** Losses whose input, or whose target, has a domain. */
const bounded =
  (of: 'inputDomain' | 'targetDomain'): Condition =>
  ({ spec }) =>
    spec[of] !== 'real'

const probabilityOutside = refusalLaw({
  name: 'probability-outside-is-refused',
  statement: 'a probability outside [0, 1], or a negative p or q of a divergence or an entropy, is refused',
  because: 'it is no probability',
  applies: bounded('inputDomain'),
  draw(dice, scope) {
    const c = drawBatch(dice, scope, plain)
    const at = dice.integer(0, values(c, 'input').length - 1)
    const wrong = outside(dice, scope, scope.spec.inputDomain === 'unit')
    return withInputs(c, (i) => (i === at ? wrong : undefined))
  },
  isWrong: (c) => isOutside(c, 'input'),
})

const targetOutside = refusalLaw({
  name: 'target-outside-is-refused',
  statement: 'beside probabilities a binary target outside [0, 1], or a negative p of a divergence, is refused',
  because: 'it is no probability',
  applies: all(bounded('targetDomain'), ({ spec }) => spec.target !== spec.input),
  draw(dice, scope) {
    const c = drawBatch(dice, scope, plain)
    const at = dice.integer(0, values(c, 'target').length - 1)
    const wrong = outside(dice, scope, scope.spec.targetDomain === 'unit')
    return withValues(
      c,
      'target',
      values(c, 'target').map((y, i) => (i === at ? wrong : y)),
    )
  },
  isWrong: (c) => isOutside(c, 'target'),
})

const isOutsideUnit = (a: number | undefined): boolean => a !== undefined && !(a >= 0 && a <= 1)

const smoothingOutside = refusalLaw({
  name: 'smoothing-outside-is-refused',
  statement: 'label smoothing outside [0, 1] is refused',
  because: 'it is no share',
  applies: takes('label_smoothing'),
  draw(dice, scope) {
    const c = drawBatch(dice, scope, { ...plain, classes: [2, 9] })
    return withPlane(c, 'label_smoothing', { axes: '', values: [dice.pick([-0.125, 1.125, -1, 2])] })
  },
  isWrong: (c) => isOutsideUnit(c.planes['label_smoothing']?.values[0]),
})

export const refusals: readonly Law[] = [targetOutOfRange, probabilityOutside, targetOutside, smoothingOutside]
