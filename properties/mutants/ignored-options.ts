/**
 * Mutants that do not hear an option, in the value or in the gradient alone: each option, on each loss that has it.
 *
 *   value      the loss of the question without the option, the slopes of the question
 *   gradient   the other way round
 *
 * What is asked twice is the row, the divisor and the factor, so that a weight is missing from all three.
 */

import { type LossName, type Role, losses } from '../../reference/index.ts'
import { type Mutant, generated } from './mutant.ts'
import type { Row } from './parts.ts'
import { type Question, rolesOf } from './question.ts'

/** The question without an option. */
const WITHOUT: Readonly<Partial<Record<Role, Partial<Question>>>> = {
  weight: { weight: undefined },
  pos_weight: { posWeight: undefined },
  // No index is NaN.
  ignore_index: { ignoreIndex: NaN },
  label_smoothing: { labelSmoothing: 0 },
  temperature: { temperature: 1 },
  softcap: { softcap: Infinity },
  z_loss: { zLoss: 0 },
  focal: { focal: 0 },
}

/** The loss of one row and the slopes of another; a row that is ignored has the loss 0 and slopes of 0. */
function together(value: Row | undefined, gradient: Row | undefined): Row | undefined {
  if (value === undefined) return gradient && { ...gradient, loss: 0 }
  const none = value.slope.map(() => 0)
  const { slope, targetSlope } = gradient ?? { slope: none, targetSlope: none }
  return { loss: value.loss, slope, targetSlope }
}

function ignoring(option: Role, loss: LossName, side: 'value' | 'gradient'): Mutant {
  const plain = (question: Question): Question => ({ ...question, ...WITHOUT[option] })
  const whole = (question: Question): Question => question
  const [forValue, forGradient] = side === 'value' ? [plain, whole] : [whole, plain]
  return generated({
    name: `${option} of ${loss} ignored in the ${side}`,
    why: `the ${side} is that of a call without ${option}`,
    on: [loss],
    spoil: ({ row, reduce, factor }) => ({
      row: (parts, q, n) => together(row(parts, forValue(q), n), row(parts, forGradient(q), n)),
      reduce: (parts, q, rows) => reduce(parts, forValue(q), rows),
      factor: (parts, q, n) => factor(parts, forGradient(q), n),
    }),
  })
}

export const ignoredOptions: readonly Mutant[] = [...losses.values()].flatMap((spec) =>
  rolesOf(spec).flatMap((option) =>
    (['value', 'gradient'] as const).map((side) => ignoring(option, spec.name as LossName, side)),
  ),
)
