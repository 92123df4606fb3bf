/**
 * Confident rows: digits of a loss that is nearly 0, where digits are claimed.
 *
 *   L = ln(1 + Σ e^(z_c − z_t)) ≈ Σ e^(z_c − z_t),  g_t = −Σ of the others' shares
 *
 * Both are far below a unit of 1, and are lost by whoever adds 1 first.
 */

import { formatOf } from './answer.ts'
import { accuracyLaw } from './accuracy.ts'
import { type Case, rowOf, specOf, values } from './case.ts'
import { cases } from './dice.ts'
import { type BatchLimits, PLAIN, drawBatch } from './draw/batch.ts'
import type { Law } from './law.ts'
import { all, gradient, on } from './scope.ts'

/** An absolute budget of one unit of 1 swallows a confident row whole: there only digits are left to judge. */
const confidentLaw = (parts: readonly ('loss' | 'input')[], name: string, statement: string): Law =>
  accuracyLaw(name, statement, parts, {
    relative: true,
    applies: parts.includes('loss')
      ? on('cross_entropy', 'binary_cross_entropy_with_logits')
      : all(on('cross_entropy', 'binary_cross_entropy_with_logits'), gradient),
    cases: (scope) => cases((dice) => drawBatch(dice, scope, CONFIDENT), isConfident),
  })

/** Whether one class leads every row so far that 1 + e^−gap loses digits (a third; all from p·ln 2 on), and is all that is asked. */
function isConfident(c: Case): boolean {
  const least = (formatOf(c).precision * Math.LN2) / 3
  if (specOf(c).score === 'bit') return values(c, 'input').every((z) => Math.abs(z) >= least)
  return Array.from({ length: c.rows }, (_, n) => n).every((n) => {
    const [first = NaN, second = NaN] = [...rowOf(c, 'input', n)].sort((a, b) => b - a)
    const hit = c.indexed || rowOf(c, 'target', n).reduce((sum, y) => sum + y, 0) === 1
    return hit && first - second >= least
  })
}

const CONFIDENT: BatchLimits = {
  ...PLAIN,
  confident: true,
  offset: false,
  targets: ['index', 'one-hot'],
  classes: [2, 9],
}

export const confident: readonly Law[] = [
  confidentLaw(['loss'], 'confident-loss', 'a confident loss keeps its digits: L ≈ Σ e^(z_c − z_t), never 0'),
  confidentLaw(
    ['input'],
    'confident-gradient',
    'a confident gradient keeps its digits: g_t = −Σ of the others, never 0',
  ),
]
