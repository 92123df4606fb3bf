/**
 * Large shapes: a row of thousands of classes, a batch of a thousand rows.
 *
 *   what is longer than a block is read in several steps: a maximum that rescales what was summed before it, partial sums
 *   that are added up, a last block that is not full, offsets that grow
 *
 * The rows and batches of all other laws fit into one block of the kernels that people write. Sizes are those around the
 * powers of two that blocks are as long as. A case costs as much as a hundred others: there is one of each shape, and of
 * either one for a hundred of theirs, plain and with all options.
 */

import { judgeByTruth } from './accuracy.ts'
import { type Outcome, formatOf } from './answer.ts'
import { type Case, callOf, scalar } from './case.ts'
import { refusalIn } from './check.ts'
import { type Dice, cases, firstThat } from './dice.ts'
import { type BatchLimits, drawBatch } from './draw/batch.ts'
import type { Law, Scope } from './law.ts'
import type { Role } from '../reference/index.ts'
import { offeredOptions } from './scope.ts'

const CLASSES = [129, 255, 257, 513, 1000, 1023, 1025, 2047, 2049, 4097]
const WIDE = 1025
const ROWS = [129, 255, 257, 513, 1000, 1023, 1025]

/** Nothing but size is hard: what else may be wrong is for other laws to tell. */
const LIMITS: BatchLimits = { tame: true, options: 'none', targets: ['index', 'one-hot', 'normalised'] }

/** What is long may be read in a way of its own, where an option is forgotten, or counted for the first block alone. */
const SOME: BatchLimits = { ...LIMITS, options: { family: true, chance: 0.5 } }

/** These options at once. */
const every = (only: readonly Role[]): BatchLimits => ({
  ...LIMITS,
  ...(only.includes('ignore_index') && { targets: ['index'] }),
  reduction: 'mean',
  upstream: false,
  options: { only, chance: 1 },
})

/** A distribution in multiples of 2^−p has four of them for each class at least: in eight bits, 64 classes. */
function classesOf(scope: Scope): readonly number[] {
  return CLASSES.filter((classes) => hasClasses(scope) && classes <= 2 ** (formatOf(scope).precision - 2))
}

interface Shape {
  readonly limits?: BatchLimits
  readonly rows: number
  readonly classes?: number
}

/** The shapes of a scope: wide rows, tall batches. */
function shapesOf(scope: Scope): readonly (readonly Shape[])[] {
  const wide = classesOf(scope).map((classes) => ({ rows: 1, classes }))
  const tall = ROWS.map((rows) => ({ rows, ...(hasClasses(scope) && { classes: 3 }) }))
  return [wide, tall].filter((shapes) => shapes.length > 0)
}

function draw(dice: Dice, scope: Scope, { limits: asked = LIMITS, rows, classes }: Shape): Case {
  const limits: BatchLimits = {
    ...asked,
    rows: [rows, rows],
    ...(classes !== undefined && { classes: [classes, classes] }),
  }
  return { ...drawBatch(dice, scope, limits), regime: { shape: rows === 1 ? 'wide' : 'tall' } }
}

function hasClasses({ spec }: Scope): boolean {
  return !spec.elementwise && spec.targets !== 'binary'
}

/**
 * More than one block of most kernels, and no dearer than need be: plain, and with all options. The tall ones first: where
 * they fail, a row of three is derived again.
 */
function cornersOf(scope: Scope): readonly Shape[] {
  const tall = { rows: 257, ...(hasClasses(scope) && { classes: 3 }) }
  const wide = classesOf(scope).includes(WIDE) ? [{ rows: 1, classes: WIDE }] : []
  const all = offeredOptions(scope)
  // A row that is ignored tells nothing alone.
  const ofRow = all.filter((role) => role !== 'ignore_index')
  return [
    tall,
    ...(all.length > 0 ? [{ ...tall, limits: every(all) }] : []),
    ...wide,
    ...(ofRow.length > 0 ? wide : []).map((shape) => ({ ...shape, limits: every(ofRow) })),
  ]
}

/** One drawing in six has the exponent 0, which is no focal loss. */
const TRIES = 20
const tells = (c: Case): boolean => c.planes['focal'] === undefined || scalar(c, 'focal') !== 0

const largeShapes: Law = {
  name: 'large-shapes',
  statement:
    'thousands of classes, and of rows, are summed as few are, with any options: loss and gradient within the claim',
  kind: 'accuracy',
  profiles: true,
  share: 1 / 100,
  applies: () => true,
  cases: (scope) =>
    cases((dice) => {
      const shape = dice.pick(dice.pick(shapesOf(scope)))
      return draw(dice, scope, dice.chance(0.5) ? { ...shape, limits: SOME } : shape)
    }),
  corners: (scope) =>
    cornersOf(scope).map((shape) => firstThat((dice) => draw(dice, scope, shape), tells, { from: 1, tries: TRIES })),
  asks: (c) => [callOf(c)],
  judges: (c, answers) => refusalIn(answers) ?? judgeByTruth(c, answers[0] as Outcome, ['loss', 'input']),
}

export const large: readonly Law[] = [largeShapes]
