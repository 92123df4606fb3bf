/**
 * Large shapes: a row of thousands of classes, a batch of a thousand rows.
 *
 *   what is longer than a block is read in several steps: a maximum that rescales what was summed before it, partial sums
 *   that are added up, a last block that is not full, offsets that grow
 *
 * The rows and batches of all other laws fit into one block of the kernels that people write. Sizes are those around the
 * powers of two that blocks are as long as. A case costs as much as a hundred others: there is one of each shape, and of
 * either one for a hundred of theirs.
 */

import * as fc from 'fast-check'
import { judgeByTruth } from './accuracy.ts'
import { type Outcome, formatOf } from './answer.ts'
import { type Case, callOf } from './case.ts'
import { refusalIn } from './check.ts'
import { type Dice, cases } from './dice.ts'
import { type BatchLimits, drawBatch } from './draw/batch.ts'
import type { Law, Scope } from './law.ts'

const CLASSES = [129, 255, 257, 513, 1000, 1023, 1025, 2047, 2049, 4097]
const ROWS = [129, 255, 257, 513, 1000, 1023, 1025]

/** Nothing but size is hard: what else may be wrong is for other laws to tell. */
const LIMITS: BatchLimits = { tame: true, options: 'none', targets: ['index', 'one-hot', 'normalised'] }

/** A distribution in multiples of 2^−p has four of them for each class at least: in eight bits, 64 classes. */
function classesOf(scope: Scope): readonly number[] {
  return CLASSES.filter((classes) => hasClasses(scope) && classes <= 2 ** (formatOf(scope).precision - 2))
}

interface Shape {
  readonly rows: number
  readonly classes?: number
}

/** The shapes of a scope: wide rows, tall batches. */
function shapesOf(scope: Scope): readonly (readonly Shape[])[] {
  const wide = classesOf(scope).map((classes) => ({ rows: 1, classes }))
  const tall = ROWS.map((rows) => ({ rows, ...(hasClasses(scope) && { classes: 3 }) }))
  return [wide, tall].filter((shapes) => shapes.length > 0)
}

function draw(dice: Dice, scope: Scope, { rows, classes }: Shape): Case {
  const limits: BatchLimits = {
    ...LIMITS,
    rows: [rows, rows],
    ...(classes !== undefined && { classes: [classes, classes] }),
  }
  return { ...drawBatch(dice, scope, limits), regime: { shape: rows === 1 ? 'wide' : 'tall' } }
}

function hasClasses({ spec }: Scope): boolean {
  return !spec.elementwise && spec.targets !== 'binary'
}

/** More than one block of most kernels, and no dearer than need be. */
function cornersOf(scope: Scope): readonly Shape[] {
  const [tall, wide] = [{ rows: 257 }, { rows: 1, classes: 1025 }]
  if (!hasClasses(scope)) return [tall]
  return [...(classesOf(scope).includes(wide.classes) ? [wide] : []), { ...tall, classes: 3 }]
}

function drawnOnce(one: (dice: Dice) => Case): Case {
  return fc.sample(cases(one), { seed: 1, numRuns: 1 })[0] as Case
}

const largeShapes: Law = {
  name: 'large-shapes',
  statement: 'thousands of classes, and of rows, are summed as few are: loss and gradient within the claim',
  kind: 'accuracy',
  profiles: true,
  share: 1 / 100,
  applies: () => true,
  cases: (scope) => cases((dice) => draw(dice, scope, dice.pick(dice.pick(shapesOf(scope))))),
  corners: (scope) => cornersOf(scope).map((shape) => drawnOnce((dice) => draw(dice, scope, shape))),
  asks: (c) => [callOf(c)],
  judges: (c, answers) => refusalIn(answers) ?? judgeByTruth(c, answers[0] as Outcome, ['loss', 'input']),
}

export const large: readonly Law[] = [largeShapes]
