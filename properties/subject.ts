/**
 * A subject from a JavaScript module: the wire without the pipe.
 *
 *   export default { name, version, losses: { cross_entropy: { dtypes, targets, …, evaluate(call) } } }
 *
 * Calls reach `evaluate` as copies, and answers are copied at once, so a module may reuse its buffers; what it writes into
 * its inputs is seen and told. Numbers are rounded once to the dtype. A TypeError or RangeError is a refusal of the input,
 * any other error, a wrong length or a missing number is no answer at all.
 */

import {
  type Answer,
  type Call,
  type FloatType,
  type LossDeclaration,
  type Modified,
  type Profile,
  type Subject,
  type Tensor,
  type TensorData,
  gradientsOf,
  isIndices,
  layoutOf,
  losses,
  nameOf,
  profileFor,
  rowsOf,
  tensorOf,
} from '../reference/index.ts'
import { type Numbers, readNumbers } from './numbers.ts'
import { UNREADABLE, firstLine, messageOf, show } from './shown.ts'

/** A bare number, or numbers, are the loss alone. */
export type ModuleAnswer =
  | Numbers
  | { readonly loss?: Numbers; readonly gradient?: Readonly<Record<string, Numbers>> }
  | { readonly unsupported: string }

export type ModuleCall = Omit<Call, 'loss'>

/** A loss of a module; what it does not declare is the smallest thing: see `DEFAULTS`. */
export interface ModuleLoss extends Partial<LossDeclaration> {
  readonly evaluate: (call: ModuleCall) => ModuleAnswer | Promise<ModuleAnswer>
}

export interface Module {
  readonly name: string
  readonly version: string
  readonly losses: Readonly<Record<string, ModuleLoss>>
}

/** What a loss declares when it says nothing: float64, class indices, the mean, no options, no gradient. */
const DEFAULTS: LossDeclaration = {
  dtypes: ['f64'],
  targets: ['index'],
  reductions: ['mean'],
  options: [],
  gradients: [],
  accuracy: 'stable',
}

const FLOATS: readonly string[] = ['f64', 'f32', 'f16', 'bf16'] satisfies readonly FloatType[]

/** Values that the lists of a declaration may hold. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  dtypes: FLOATS,
  targets: ['index', 'distribution'],
}

/**
 * The subject that a module is.
 *
 * @throws TypeError or RangeError for a value that is not in the module form.
 *
 * @example
 * subjectOf({ name: 'zero', version: '1', losses: { entropy: { evaluate: () => ({ loss: 0 }) } } }).name // 'zero'
 */
export function subjectOf(module: unknown): Subject {
  try {
    return read(module)
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw error
    throw new TypeError(`module: expected one that can be read, got one that throws: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function read(module: unknown): Subject {
  const { name, version, losses: offered } = expectRecord('module', module)
  if (typeof name !== 'string') throw new TypeError(`name: expected a string, got ${show(name)}`)
  const found = Object.entries(expectRecord('losses', offered)).map(
    ([loss, value]) => [loss, readLoss(loss, value)] as const,
  )
  if (found.length === 0) throw new RangeError('losses: expected at least one loss, got none')
  const byName = new Map(found)
  return {
    name,
    version: typeof version === 'string' ? version : 'unversioned',
    losses: Object.fromEntries(found.map(([loss, { declared }]) => [loss, declared])),
    ask: async (call) => {
      const loss = byName.get(call.loss)
      return loss === undefined
        ? { kind: 'unsupported', why: call.loss }
        : await ask(loss.evaluate, loss.declared, call)
    },
    close: async () => {},
  }
}

interface Offered {
  readonly declared: LossDeclaration
  readonly evaluate: (call: ModuleCall) => unknown
}

function readLoss(loss: string, value: unknown): Offered {
  const rows = rowsOf(loss)
  if (rows.length === 0) {
    throw new RangeError(`losses: expected some of ${[...losses.keys()].join(', ')} or of a profile, got ${show(loss)}`)
  }
  const given = expectRecord(`losses.${loss}`, value)
  const { evaluate } = given
  if (typeof evaluate !== 'function') {
    throw new TypeError(`losses.${loss}.evaluate: expected a function, got ${show(evaluate)}`)
  }
  const allowed = {
    ...ALLOWED,
    reductions: union(rows, ({ reductions }) => Object.keys(reductions)),
    options: union(rows, (row) => row.options.map((role) => nameOf(row, role))),
    gradients: union(rows, gradientsOf),
  }
  const lists = Object.entries(allowed).map(([list, values]) => {
    const where = `losses.${loss}.${list}`
    const items = given[list] ?? DEFAULTS[list as keyof LossDeclaration]
    if (!Array.isArray(items)) throw new TypeError(`${where}: expected an array, got ${show(items)}`)
    const bad = items.findIndex((item: unknown) => !values.includes(item as string))
    if (bad >= 0) {
      throw new RangeError(`${where}[${bad}]: expected one of ${values.join(', ') || 'none'}, got ${show(items[bad])}`)
    }
    return [list, Array.from(items as readonly string[])] as const
  })
  const declared = { ...Object.fromEntries(lists), accuracy: readAccuracy(loss, given['accuracy']) }
  return { declared: declared as unknown as LossDeclaration, evaluate: (call) => evaluate.call(given, call) as unknown }
}

function union(rows: readonly Profile[], list: (row: Profile) => readonly string[]): readonly string[] {
  return [...new Set(rows.flatMap(list))]
}

function readAccuracy(loss: string, accuracy: unknown): LossDeclaration['accuracy'] {
  if (accuracy === undefined) return DEFAULTS.accuracy
  if (accuracy === 'faithful' || accuracy === 'stable') return accuracy
  const ulps = accuracy as Readonly<Record<string, unknown>> | null
  if (typeof ulps === 'object' && typeof ulps?.['loss'] === 'number' && typeof ulps['gradient'] === 'number') {
    const { loss: value, gradient } = ulps as { readonly loss: number; readonly gradient: number }
    const bad = [value, gradient].find((n) => !(n > 0 && n < Infinity))
    if (bad === undefined) return { loss: value, gradient }
    throw new RangeError(`losses.${loss}.accuracy: expected ulps above 0, got ${bad}`)
  }
  throw new TypeError(
    `losses.${loss}.accuracy: expected 'faithful', 'stable' or { loss, gradient } in ulps, got ${show(accuracy)}`,
  )
}

async function ask(evaluate: Offered['evaluate'], declared: LossDeclaration, call: Call): Promise<Answer> {
  const { loss: _, ...given } = copyOf(call)
  let answer: unknown
  try {
    answer = await evaluate(given)
  } catch (error) {
    return thrown(error)
  }
  try {
    const read = readAnswer(answer, declared, call)
    const modified = changed(call, given)
    return read.kind === 'value' && modified !== undefined ? { ...read, modified } : read
  } catch (error) {
    return { kind: 'broken', why: messageOf(error) }
  }
}

/** What a subject means that throws. */
function thrown(error: unknown): Answer {
  try {
    if (error instanceof NoAnswer)
      return { kind: 'broken', why: error.message, ...(error.silent ? { silent: true } : {}) }
    const message = messageOf(error)
    if (error instanceof TypeError || error instanceof RangeError) return { kind: 'error', message }
    return { kind: 'broken', why: firstLine(`threw ${error instanceof Error ? error.name : 'something'}: ${message}`) }
  } catch {
    return { kind: 'broken', why: `threw ${UNREADABLE}` }
  }
}

/** No usable answer; `silent` when there was none at all (a crash, a deadline missed). */
export class NoAnswer extends Error {
  readonly silent: boolean
  constructor(why: string, silent = false) {
    super(why)
    this.silent = silent
  }
}

function readAnswer(answer: unknown, declared: LossDeclaration, call: Call): Answer {
  if (typeof answer === 'number' || Array.isArray(answer) || ArrayBuffer.isView(answer)) {
    return readAnswer({ loss: answer }, declared, call)
  }
  if (typeof answer !== 'object' || answer === null) {
    throw new TypeError(`answer: expected { loss, gradient } or { unsupported }, got ${show(answer)}`)
  }
  if ('unsupported' in answer) return { kind: 'unsupported', why: firstLine(String(answer.unsupported)) }
  const spec = profileFor(call) as Profile
  const input = call.arguments[spec.input] as Tensor
  const dtype = input.dtype as FloatType
  const { loss, gradient } = answer as { readonly loss?: unknown; readonly gradient?: unknown }
  const shape = lossShape(spec, call, input)
  const wantsLoss = call.want.includes('loss')
  const value = wantsLoss ? readNumbers('loss', loss, dtype, shape) : tensorOf(dtype, [0], [])
  if (!call.want.includes('gradient')) return { kind: 'value', loss: value, gradient: {} }
  const given = typeof gradient === 'object' && gradient !== null ? (gradient as Record<string, unknown>) : {}
  const slopes = declared.gradients.flatMap((name) => {
    const argument = call.arguments[name]
    // A class index has no slope.
    if (typeof argument !== 'object' || isIndices(argument)) return []
    return [[name, readNumbers(`gradient.${name}`, given[name], dtype, argument.shape)] as const]
  })
  return { kind: 'value', loss: value, gradient: Object.fromEntries(slopes) }
}

function lossShape(spec: Profile, call: Call, { shape }: Tensor): readonly number[] {
  const name = call.arguments[spec.reduction.argument] ?? spec.reduction.default
  if (typeof name !== 'string' || spec.reductions[name] !== 'none') return []
  if (spec.elementwise) return spec.averagesLast ? shape.slice(0, -1) : shape
  return layoutOf(shape, spec.classAxis).shape
}

/** A copy that keeps views views: a tensor at an offset in its buffer is at that offset in the copy. */
function copyOf(call: Call): Call {
  const args = Object.entries(call.arguments).map(([name, value]) => [name, copyOfArgument(value)] as const)
  const copy = { ...call, arguments: Object.fromEntries(args) }
  return call.upstream === undefined ? copy : { ...copy, upstream: copyOfArgument(call.upstream) as Tensor }
}

function copyOfArgument(value: Tensor | number | string): Tensor | number | string {
  if (typeof value !== 'object') return value
  const { data } = value
  const View = data.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => TensorData
  return { ...value, data: new View(data.buffer.slice(0), data.byteOffset, data.length) }
}

/** The first number that the subject changed in what it was given. */
function changed(call: Call, given: ModuleCall): Modified | undefined {
  const pairs = Object.entries(call.arguments).map(([name, value]) => [name, value, given.arguments[name]] as const)
  for (const [name, before, after] of [...pairs, ['upstream', call.upstream, given.upstream] as const]) {
    if (typeof before !== 'object' || typeof after !== 'object') continue
    const i = before.data.findIndex((x: number | bigint, at: number) => !Object.is(x, after.data[at]))
    if (i >= 0) return { where: `${name}[${i}]`, was: String(before.data[i]), is: String(after.data[i]) }
  }
  return undefined
}

function expectRecord(where: string, value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
  if (isRecord) return value as Record<string, unknown>
  throw new TypeError(`${where}: expected an object, got ${show(value)}`)
}
