/**
 * Mutants that do not hear an option, somewhere: each option, on each loss that has it.
 *
 *   in the value            the loss of the question without the option, the slopes of the question
 *   in the gradient         the other way round
 *   alone                   where no other option is given: the short way of the plain loss, taken too often
 *   in what is large        where rows are wide or many: the way that takes them in blocks
 *   without its gradient    where only the loss is asked for: the way that keeps nothing for the gradient
 *
 * What is asked twice is the row, the divisor and the factor, so that a weight is missing from all three.
 */

import { type LossName, type Profile, type Role, losses, nameOf } from '../../reference/index.ts'
import type { ModuleCall, ModuleLoss } from '../subject.ts'
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

/** Whether the question is the same without the option. */
function isNeutral(question: Question, option: Role): boolean {
  if (option === 'ignore_index') return question.ignoreIndex === losses.get('cross_entropy')?.defaults.ignore_index
  const without = { ...question, ...WITHOUT[option] }
  return Object.entries(question).every(([name, value]) => Object.is(value, without[name as keyof Question]))
}

/** The mutant that hears the question in this way, wherever it is asked. */
function hearing(name: string, why: string, spec: Profile, heard: (question: Question) => Question): Mutant {
  return generated({
    name,
    why,
    on: [spec.name as LossName],
    spoil: ({ row, reduce, factor }) => ({
      row: (parts, q, n) => row(parts, heard(q), n),
      reduce: (parts, q, rows) => reduce(parts, heard(q), rows),
      factor: (parts, q, n) => factor(parts, heard(q), n),
    }),
  })
}

const ignoringAlone = (option: Role, spec: Profile): Mutant =>
  hearing(
    `${option} of ${spec.name} ignored where it is alone`,
    `beside no other option ${option} counts for nothing`,
    spec,
    (question) =>
      rolesOf(spec).every((other) => other === option || isNeutral(question, other))
        ? { ...question, ...WITHOUT[option] }
        : question,
  )

/** More than fits into one block of most kernels. */
const isLarge = ({ rows, classes }: Question): boolean => rows > 256 || classes > 1024

const ignoringLarge = (option: Role, spec: Profile): Mutant =>
  hearing(
    `${option} of ${spec.name} ignored in what is large`,
    `with more than 1024 classes or 256 rows ${option} counts for nothing`,
    spec,
    (question) => (isLarge(question) ? { ...question, ...WITHOUT[option] } : question),
  )

function ignoringWithoutGradient(option: Role, spec: Profile): Mutant {
  const mutant = generated({
    name: `${option} of ${spec.name} ignored without its gradient`,
    why: `where only the loss is asked for it is that of a call without ${option}`,
    on: [spec.name as LossName],
    spoil: () => ({}),
  })
  const heard = (call: ModuleCall): ModuleCall => {
    if (call.want.includes('gradient')) return call
    const { [nameOf(spec, option)]: _, ...others } = call.arguments
    return { ...call, arguments: others }
  }
  const whole = mutant.module.losses[spec.name] as ModuleLoss
  const spoiled: ModuleLoss = { ...whole, evaluate: (call) => whole.evaluate(heard(call)) }
  return { ...mutant, module: { ...mutant.module, losses: { [spec.name]: spoiled } } }
}

export const ignoredOptions: readonly Mutant[] = [...losses.values()].flatMap((spec) =>
  rolesOf(spec).flatMap((option) => [
    ...(['value', 'gradient'] as const).map((side) => ignoring(option, spec.name as LossName, side)),
    ignoringAlone(option, spec),
    ignoringLarge(option, spec),
    ignoringWithoutGradient(option, spec),
  ]),
)
