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

/** A distribution of multiples of 2^−p needs a quarter of them for each class. */
function classesOf(scope: Scope): readonly number[] {
  return CLASSES.filter((classes) => hasClasses(scope) && classes <= 2 ** (formatOf(scope).precision - 2))
}

function drawWide(dice: Dice, scope: Scope): Case {
  const classes = dice.pick(classesOf(scope))
  const c = drawBatch(dice, scope, { ...LIMITS, rows: [1, 1], classes: [classes, classes] })
  return { ...c, regime: { shape: 'wide' } }
}

function drawTall(dice: Dice, scope: Scope): Case {
  const rows = dice.pick(ROWS)
  const c = drawBatch(dice, scope, { ...LIMITS, rows: [rows, rows], ...(hasClasses(scope) && { classes: [3, 3] }) })
  return { ...c, regime: { shape: 'tall' } }
}

function hasClasses({ spec }: Scope): boolean {
  return !spec.elementwise && spec.targets !== 'binary'
}

function shapesOf(scope: Scope): readonly (typeof drawTall)[] {
  return classesOf(scope).length > 0 ? [drawWide, drawTall] : [drawTall]
}

const largeShapes: Law = {
  name: 'large-shapes',
  statement: 'thousands of classes, and of rows, are summed as few are: loss and gradient within the claim',
  kind: 'accuracy',
  profiles: true,
  share: 1 / 100,
  applies: () => true,
  cases: (scope) => cases((dice) => dice.pick(shapesOf(scope))(dice, scope)),
  corners: (scope) =>
    shapesOf(scope).flatMap((draw) =>
      fc.sample(
        cases((dice) => draw(dice, scope)),
        { seed: 1, numRuns: 1 },
      ),
    ),
  asks: (c) => [callOf(c)],
  judges: (c, answers) => refusalIn(answers) ?? judgeByTruth(c, answers[0] as Outcome, ['loss', 'input']),
}

export const large: readonly Law[] = [largeShapes]
