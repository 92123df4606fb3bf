/**
 * The edge table of a profile: its own policy is what is examined.
 *
 *   NaN, ±∞ and nothing but −∞ among the inputs · a class without mass that is impossible, a target that is
 *   no rows, all rows ignored, weights of 0 · an index that is no class · one class
 *   certainty under a focal exponent · a divisor of 0 with something above it
 *
 * The truth knows the policy, so one judge does for all: a value, a refusal, or no promise. NaN is compared by class, the
 * sign of zero never.
 */

import type { Decimal } from 'decimal.js'
import { type Ball, type Enclosures, SHORT_DIGITS, isFree, isUnknown, truth } from '../reference/index.ts'
import type { Outcome, Response } from './answer.ts'
import { judgeByTruth } from './accuracy.ts'
import { type Case, callOf, pickRows, specOf, values, withPlane, withValues } from './case.ts'
import { failure, refusalIn, show } from './check.ts'
import { edgeCorners } from './corners.ts'
import { type Dice, cases } from './dice.ts'
import { drawBatch } from './draw/batch.ts'
import type { Law, Scope, Verdict } from './law.ts'
import { takes } from './scope.ts'

type Edge = (dice: Dice, c: Case) => Case

function someInput(dice: Dice, c: Case, value: number): Case {
  const at = dice.integer(0, values(c, 'input').length - 1)
  return withValues(
    c,
    'input',
    values(c, 'input').map((x, i) => (i === at ? value : x)),
  )
}

const nan: Edge = (dice, c) => someInput(dice, c, NaN)

const infinite: Edge = (dice, c) => someInput(dice, c, dice.pick([Infinity, -Infinity]))

const impossibleRow: Edge = (dice, c) => {
  const n = dice.integer(0, c.rows - 1)
  return withValues(
    c,
    'input',
    values(c, 'input').map((x, i) => (Math.floor(i / c.classes) === n ? -Infinity : x)),
  )
}

const zero: Edge = (dice, c) => someInput(dice, c, dice.pick([0, 1]))

const nobody: Edge = (_dice, c) => pickRows(c, [])

const ignored: Edge = (_dice, c) => {
  if (!c.indexed) return c
  const mark = c.planes['ignore_index']?.values[0] ?? -100
  const all = withValues(
    c,
    'target',
    values(c, 'target').map(() => mark),
  )
  return withPlane(all, 'ignore_index', { axes: '', values: [mark] })
}

const weightless: Edge = (_dice, c) => {
  const perClass = specOf(c).weighs === 'class'
  const count = perClass ? c.classes : c.rows
  return withPlane(c, 'weight', { axes: perClass ? 'k' : 'n', values: Array.from({ length: count }, () => 0) })
}

const stranger: Edge = (dice, c) => {
  if (!c.indexed) return c
  const n = dice.integer(0, c.rows - 1)
  const wrong = dice.pick([c.classes, -1, -c.classes, c.classes + 7])
  return withValues(
    c,
    'target',
    values(c, 'target').map((t, row) => (row === n ? wrong : t)),
  )
}

function edgesOf(scope: Scope): Edge[] {
  const { spec } = scope
  const classes = spec.targets === 'class' || spec.targets === 'index'
  return [
    nan,
    nobody,
    ...(spec.score === 'logits' || spec.score === 'bit' || spec.score === 'log' ? [infinite] : [zero]),
    ...(spec.score === 'logits' ? [impossibleRow] : []),
    ...(classes ? [stranger] : []),
    ...(classes && takes('ignore_index')(scope) ? [ignored] : []),
    ...(takes('weight')(scope) ? [weightless] : []),
  ]
}

/** What is left to ask of a number where the bound of the claim says nothing. */
const classOf = (x: Decimal): string => (x.isFinite() ? 'finite' : show(x))

/**
 * The class of every number of a corner. Certainty has no condition: 1/p and 1/(1 − p) are infinite there, and so is what
 * `stable` allows. The corners are small, nothing of them overflows: who is right has the class right.
 */
function wrongClass({ loss, gradient }: Outcome, at: Enclosures): Verdict | undefined {
  const slopes = Object.entries(gradient).map(([name, x]) => [`gradient.${name}`, x, at.gradient(name)] as const)
  for (const [part, answers, balls] of [['loss', loss, at.loss] as const, ...slopes]) {
    const wrong = answers.findIndex((x, i) => !agrees(classOf(x), balls[i] as Ball))
    if (wrong < 0) continue
    const [answer, exact] = [answers[wrong] as Decimal, (balls[wrong] as Ball).lo]
    return failure(
      `${part}[${wrong}]`,
      show(answer),
      show(exact),
      'a finite number, an infinite one or NaN is no matter of digits',
    )
  }
  return undefined
}

const agrees = (answer: string, ball: Ball): boolean => isFree(ball) || isUnknown(ball) || answer === classOf(ball.lo)

/** The answer against the profile's policy: a refusal, a value, or whatever one likes where nothing is promised. */
function judge(c: Case, answer: Response): Verdict {
  const known = truth(callOf(c))
  if (known.kind === 'unsupported') return { kind: 'holds', worst: { ulps: 0, share: 0 } }
  if (known.kind === 'value') {
    const isCorner = c.regime['kind'] === 'corner'
    return (
      refusalIn([answer]) ??
      (isCorner ? wrongClass(answer as Outcome, known.at(SHORT_DIGITS)) : undefined) ??
      judgeByTruth(c, answer as Outcome, ['loss', 'input', 'target'])
    )
  }
  if (answer.kind === 'error') return { kind: 'holds', worst: { ulps: 0, share: 0 } }
  return failure('the call', 'an answer', 'a refusal', known.message)
}

const edgeTable: Law = {
  name: 'edge-table',
  statement: 'at the edges (NaN, ±∞, nothing, nobody, no such class) the profile’s own policy holds',
  kind: 'edge',
  profiles: true,
  applies: () => true,
  cases: (scope) =>
    cases((dice) => {
      const c = drawBatch(dice, scope, { classes: [1, 5], rows: [1, 3], options: { chance: 0.2 } })
      return dice.pick(edgesOf(scope))(dice, c)
    }),
  corners: edgeCorners,
  asks: (c) => [callOf(c)],
  judges: (c, answers) => judge(c, answers[0] as Response),
}

export const policies: readonly Law[] = [edgeTable]
