/**
 * Guards: known-bad subjects, which every run examines first. An exam that passes one is blind, and its verdicts are worth nothing.
 *
 *   zeros · a constant · the answer before · the input · a mutant of each kind of law
 */

import { type Call, type Tensor, valuesOf } from '../reference/index.ts'
import { examine } from './exam.ts'
import { mutants } from './mutants/index.ts'
import { type Module, type ModuleAnswer, type ModuleCall, subjectOf } from './subject.ts'

export interface Guard {
  readonly what: string
  readonly module: Module
  /** The law that must fail it, with its first cases. */
  readonly law: string
}

/** A subject that answers without looking. */
function unseeing(what: string, answer: (call: ModuleCall, rows: number) => readonly number[]): Guard {
  const evaluate = (call: ModuleCall): ModuleAnswer => {
    const logits = call.arguments['logits'] as Tensor
    const [rows = 0] = logits.shape
    return { loss: Float64Array.from(answer(call, rows)), gradient: { logits: new Float64Array(logits.data.length) } }
  }
  const loss = { reductions: ['none'], gradients: ['logits'], evaluate } as const
  return { what, law: 'loss-accuracy', module: { name: what, version: '1', losses: { cross_entropy: loss } } }
}

function fill(rows: number, x: number): number[] {
  return Array.from({ length: rows }, () => x)
}

/** The loss of the call before, whatever is asked now. */
function previous(): (call: ModuleCall, rows: number) => readonly number[] {
  let last: readonly number[] = [0]
  return ({ arguments: { logits } }, rows) => {
    const said = fill(rows, last[0] as number)
    last = [Math.log(rows + 1) + (valuesOf(logits as Call['arguments'][string] & Tensor)[0] ?? 0)]
    return said
  }
}

/** One mutant a kind of law: accuracy, identity, edge, behaviour. */
const SPOILED: readonly (readonly [law: string, mutant: string])[] = [
  ['loss-accuracy', 'weight twice'],
  ['gradient-sums-to-zero', 'p − y for any target'],
  ['nan-stays-in-its-row', 'NaN to number'],
  ['inputs-untouched', 'target halved in place'],
]

export const guards: readonly Guard[] = [
  unseeing('zeros', (_, rows) => fill(rows, 0)),
  unseeing('a constant', (_, rows) => fill(rows, 0.7)),
  unseeing('the answer before', previous()),
  unseeing('its input', ({ arguments: { logits } }, rows) => valuesOf(logits as Tensor).slice(0, rows)),
  ...SPOILED.map(([law, name]): Guard => {
    const mutant = mutants.find((one) => one.name === name)
    if (mutant === undefined) throw new Error(`guards: expected a mutant '${name}', got none`)
    return { what: name, law, module: mutant.module }
  }),
]

/** A handful of cases is enough for what is wrong nearly everywhere. */
const RUNS = 10

/** The known-bad subjects that the exam does not see; none, unless the exam is blind. */
export async function unseen(list: readonly Guard[] = guards): Promise<readonly string[]> {
  const passed: string[] = []
  for (const { what, module, law } of list) {
    const { results } = await examine(subjectOf(module), { seed: 1, runs: RUNS, laws: [law], shrink: false })
    if (!results.some(({ verdict, claimed }) => verdict === 'fails' && claimed)) passed.push(what)
  }
  return passed
}
