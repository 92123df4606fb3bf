/**
 * A call as the textbook reads it: numbers, options with their defaults, and what is not worth a second look refused.
 *
 * Kinds, names and shapes are checked here and are never spoiled; whether a value is one that the loss takes is asked of
 * the parts (`textbook.ts`). Written apart from `reference/arguments.ts`, so that neither can hide a slip of the other.
 */

import type { Profile, Reduction, Role, Tensor } from '../../reference/index.ts'
import type { ModuleCall } from '../subject.ts'
import type { Parts } from './parts.ts'

export interface Question {
  readonly spec: Profile
  readonly rows: number
  readonly classes: number
  readonly input: readonly number[]
  /** Class indices [rows], or a number for every input. */
  readonly target: readonly number[]
  readonly indexed: boolean
  readonly weight: readonly number[] | undefined
  readonly posWeight: readonly number[] | undefined
  readonly ignoreIndex: number
  readonly labelSmoothing: number
  readonly temperature: number
  /** ∞ where there is none. */
  readonly softcap: number
  readonly zLoss: number
  readonly focal: number
  readonly reduction: Reduction
  readonly upstream: readonly number[] | undefined
}

/** What a loss declines to do, as opposed to what it refuses. */
export interface Declined {
  readonly unsupported: string
}

const REDUCTIONS: readonly Reduction[] = ['none', 'sum', 'mean']

function isReduction(value: unknown): value is Reduction {
  return (REDUCTIONS as readonly unknown[]).includes(value)
}

/** The options that the textbook knows; the others it does not declare, and refuses. */
const ROLES: Readonly<Record<Profile['targets'], readonly Role[]>> = {
  class: ['weight', 'ignore_index', 'label_smoothing', 'temperature', 'softcap', 'z_loss', 'focal'],
  index: [],
  dense: [],
  binary: ['weight', 'pos_weight', 'label_smoothing', 'temperature', 'softcap', 'focal'],
}

export function rolesOf({ targets, options }: Profile): readonly Role[] {
  return options.filter((role) => ROLES[targets].includes(role))
}

export function read(parts: Parts, spec: Profile, call: ModuleCall): Question | Declined {
  const { arguments: given, upstream } = call
  const known = [spec.input, spec.target, 'reduction', ...rolesOf(spec)]
  const stranger = Object.keys(given).find((name) => !known.includes(name))
  if (stranger !== undefined) throw new RangeError(`${stranger}: expected one of ${known.join(', ')}`)
  const input = tensor(given, spec.input)
  const target = tensor(given, spec.target)
  const indexed = isIndices(target)
  if (isIndices(input)) throw new TypeError(`${spec.input}: expected floating-point numbers, got ${input.dtype}`)
  if (indexed && spec.targets !== 'class') return { unsupported: `${spec.target}: index targets` }
  if (!indexed && given['ignore_index'] !== undefined) return { unsupported: 'ignore_index beside a distribution' }

  const elementwise = spec.targets === 'binary'
  const [rows = 0, classes = 0] = elementwise ? [sizeOf(input.shape), 1] : input.shape
  if (!elementwise && (input.shape.length !== 2 || classes === 0)) {
    throw new RangeError(`${spec.input}: expected shape [rows, classes], got [${input.shape.join(', ')}]`)
  }
  expectShape(spec.target, target.shape, indexed ? [rows] : input.shape)
  const reduction = given['reduction'] ?? 'mean'
  if (!isReduction(reduction)) throw new RangeError(`reduction: expected ${REDUCTIONS.join(', ')}, got another`)
  if (upstream !== undefined && sizeOf(upstream.shape) !== (reduction === 'none' ? rows : 1)) {
    throw new RangeError(`upstream: expected the shape of the loss, got [${upstream.shape.join(', ')}]`)
  }
  return {
    spec,
    rows,
    classes,
    input: parts.numbers(input),
    target: parts.numbers(target),
    indexed,
    weight: weights(parts, given, 'weight', elementwise ? input.shape : [classes]),
    posWeight: weights(parts, given, 'pos_weight', input.shape),
    ignoreIndex: parts.option('ignore_index', numeric(given, 'ignore_index')),
    labelSmoothing: parts.option('label_smoothing', numeric(given, 'label_smoothing')),
    temperature: parts.option('temperature', numeric(given, 'temperature')),
    softcap: parts.option('softcap', numeric(given, 'softcap')),
    zLoss: parts.option('z_loss', numeric(given, 'z_loss')),
    focal: parts.option('focal', numeric(given, 'focal')),
    reduction,
    upstream: upstream && parts.numbers(upstream),
  }
}

type Given = ModuleCall['arguments']

function isIndices({ dtype }: Tensor): boolean {
  return dtype === 'i64' || dtype === 'i32'
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1)
}

function tensor(given: Given, name: string): Tensor {
  const value = given[name]
  if (typeof value !== 'object') throw new TypeError(`${name}: expected a tensor, got ${value ?? 'none'}`)
  const size = sizeOf(value.shape)
  if (size !== value.data.length) throw new RangeError(`${name}: expected ${size} numbers, got ${value.data.length}`)
  return value
}

function numeric(given: Given, name: string): number | undefined {
  const value = given[name]
  if (value === undefined || typeof value === 'number') return value
  throw new TypeError(`${name}: expected a number, got ${typeof value === 'object' ? 'a tensor' : `'${value}'`}`)
}

function weights(parts: Parts, given: Given, name: string, shape: readonly number[]): readonly number[] | undefined {
  if (given[name] === undefined) return undefined
  const found = tensor(given, name)
  const numbers = parts.numbers(found)
  const bad = numbers.findIndex((w) => !Number.isFinite(w))
  if (bad >= 0) throw new RangeError(`${name}[${bad}]: expected a finite number, got ${numbers[bad]}`)
  const lead = shape.length - found.shape.length
  if (lead < 0 || found.shape.some((n, axis) => n !== 1 && n !== shape[lead + axis])) {
    throw new RangeError(
      `${name}: expected a shape that broadcasts to [${shape.join(', ')}], got [${found.shape.join(', ')}]`,
    )
  }
  return parts.broadcast(numbers, found.shape, shape)
}

function expectShape(name: string, got: readonly number[], expected: readonly number[]): void {
  if (got.join() === expected.join()) return
  throw new RangeError(`${name}: expected shape [${expected.join(', ')}], got [${got.join(', ')}]`)
}
