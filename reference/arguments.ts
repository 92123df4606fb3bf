/**
 * The arguments of a call, read and checked: tensors to numbers, options to their defaults.
 *
 * Errors name argument, index, expected and got. A call that is well formed but outside what a loss takes (an
 * ignore_index beside a distribution) is unsupported, not wrong.
 */

import type { Call, FloatType, Reduction, Tensor } from './call.ts'
import { valuesOf } from './format.ts'
import type { Domain, LossSpec } from './losses.ts'

export interface Problem {
  readonly spec: LossSpec
  readonly dtype: FloatType
  readonly shape: readonly number[]
  readonly rows: number
  readonly classes: number
  readonly input: readonly number[]
  readonly target: readonly number[]
  readonly indexed: boolean
  readonly weight: readonly number[] | undefined
  readonly posWeight: readonly number[] | undefined
  readonly ignoreIndex: number | undefined
  readonly labelSmoothing: number
  readonly reduction: Reduction
  readonly upstream: readonly number[] | undefined
}

export class Refusal extends RangeError {}
export class Unsupported extends Error {}

export function readCall(spec: LossSpec, call: Call): Problem {
  const known = new Set([spec.input, spec.target, 'reduction', ...spec.options])
  for (const name of Object.keys(call.arguments)) {
    if (!known.has(name)) throw new Refusal(`${name}: expected one of ${[...known].join(', ')}, got ${name}`)
  }
  const input = tensor(call, spec.input)
  const target = tensor(call, spec.target)
  if (input.dtype === 'i64' || input.dtype === 'i32') {
    throw new Refusal(`${spec.input}: expected floating-point numbers, got ${input.dtype}`)
  }
  const indexed = target.dtype === 'i64' || target.dtype === 'i32'
  const elementwise = spec.targets === 'binary'
  const { rows, classes } = elementwise ? { rows: size(input), classes: 1 } : matrix(spec.input, input)
  const values = valuesOf(input)
  const targets = valuesOf(target)
  if (indexed && spec.targets !== 'class') throw new Unsupported(`${spec.target}: index targets`)
  const ignoreIndex = numeric(call, 'ignore_index')
  if (ignoreIndex !== undefined && !indexed) throw new Unsupported('ignore_index with distribution targets')
  expectShape(spec.target, target.shape, indexed ? [rows] : input.shape)
  const labelSmoothing = numeric(call, 'label_smoothing') ?? 0
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new Refusal(`label_smoothing: expected a number in [0, 1], got ${labelSmoothing}`)
  }
  const reduction = reductionOf(call)
  const problem: Problem = {
    spec,
    dtype: input.dtype,
    shape: input.shape,
    rows,
    classes,
    input: values,
    target: targets,
    indexed,
    weight: elementwise ? weights(call, 'weight', input.shape) : classWeights(call, classes),
    posWeight: weights(call, 'pos_weight', input.shape),
    ignoreIndex: indexed ? (ignoreIndex ?? -100) : undefined,
    labelSmoothing,
    reduction,
    upstream: upstreamOf(call, reduction === 'none' ? rows : 1),
  }
  checkValues(problem)
  return problem
}

function tensor(call: Call, name: string): Tensor {
  const value = call.arguments[name]
  if (typeof value !== 'object')
    throw new Refusal(`${name}: expected a tensor, got ${value === undefined ? 'none' : value}`)
  if (size(value) !== value.data.length) {
    throw new Refusal(
      `${name}: expected ${size(value)} values for shape [${value.shape.join(', ')}], got ${value.data.length}`,
    )
  }
  return value
}

function size({ shape }: Tensor): number {
  return shape.reduce((a, b) => a * b, 1)
}

function matrix(name: string, { shape }: Tensor): { readonly rows: number; readonly classes: number } {
  const [rows, classes] = shape
  if (shape.length !== 2) throw new Refusal(`${name}: expected shape [rows, classes], got [${shape.join(', ')}]`)
  if (classes === 0) throw new Refusal(`${name}: expected at least one class, got 0`)
  return { rows: rows as number, classes: classes as number }
}

function expectShape(name: string, got: readonly number[], expected: readonly number[]): void {
  if (got.length === expected.length && got.every((n, i) => n === expected[i])) return
  throw new Refusal(`${name}: expected shape [${expected.join(', ')}], got [${got.join(', ')}]`)
}

function numeric(call: Call, name: string): number | undefined {
  const value = call.arguments[name]
  if (value === undefined || typeof value === 'number') return value
  throw new Refusal(`${name}: expected a number, got ${typeof value === 'string' ? `'${value}'` : 'a tensor'}`)
}

function reductionOf(call: Call): Reduction {
  const value = call.arguments['reduction'] ?? 'mean'
  if (value === 'none' || value === 'sum' || value === 'mean') return value
  throw new Refusal(
    `reduction: expected 'none', 'sum' or 'mean', got ${typeof value === 'object' ? 'a tensor' : `'${value}'`}`,
  )
}

function upstreamOf(call: Call, length: number): readonly number[] | undefined {
  if (call.upstream === undefined) return undefined
  const values = valuesOf(call.upstream)
  if (values.length !== length) throw new Refusal(`upstream: expected ${length} numbers, got ${values.length}`)
  return values
}

/** Weights spread to a shape by NumPy's rules: axes aligned at the end, 1 stretches. */
function weights(call: Call, name: string, shape: readonly number[]): readonly number[] | undefined {
  const value = call.arguments[name]
  if (value === undefined) return undefined
  const given = tensor(call, name)
  const values = valuesOf(given)
  const bad = values.findIndex((w) => !Number.isFinite(w))
  if (bad >= 0) throw new Refusal(`${name}[${bad}]: expected a finite number, got ${values[bad]}`)
  const lead = shape.length - given.shape.length
  const fits = lead >= 0 && given.shape.every((n, i) => n === 1 || n === shape[lead + i])
  if (!fits)
    throw new Refusal(
      `${name}: expected a shape that broadcasts to [${shape.join(', ')}], got [${given.shape.join(', ')}]`,
    )
  const count = shape.reduce((a, b) => a * b, 1)
  return Array.from({ length: count }, (_, flat) => values[sourceIndex(flat, shape, given.shape, lead)] as number)
}

/** Weights of classes: one for each, nothing stretches. */
function classWeights(call: Call, classes: number): readonly number[] | undefined {
  const value = call.arguments['weight']
  if (typeof value === 'object') expectShape('weight', value.shape, [classes])
  return weights(call, 'weight', [classes])
}

function sourceIndex(flat: number, shape: readonly number[], from: readonly number[], lead: number): number {
  let rest = flat
  let index = 0
  let stride = 1
  // Invariant: the axes right of `axis` are already counted into index; stride is their size in the source.
  for (let axis = shape.length - 1; axis >= lead; axis--) {
    const length = shape[axis] as number
    const own = from[axis - lead] as number
    if (own !== 1) index += (rest % length) * stride
    stride *= own
    rest = Math.floor(rest / length)
  }
  return index
}

function checkValues(p: Problem): void {
  const { spec, classes } = p
  p.input.forEach((x, i) => expectDomain(spec.input, i, x, spec.inputDomain))
  if (!p.indexed) {
    p.target.forEach((y, i) => expectFiniteTarget(spec, i, y))
    return
  }
  p.target.forEach((t, i) => {
    if (t !== p.ignoreIndex && !(t >= 0 && t < classes)) {
      throw new Refusal(`${spec.target}[${i}]: expected a class index 0…${classes - 1}, got ${t}`)
    }
  })
}

function expectFiniteTarget(spec: LossSpec, i: number, y: number): void {
  if (!Number.isFinite(y)) throw new Refusal(`${spec.target}[${i}]: expected a finite number, got ${y}`)
  expectDomain(spec.target, i, y, spec.targetDomain)
}

function expectDomain(name: string, i: number, x: number, domain: Domain): void {
  if (domain === 'unit' && (x < 0 || x > 1)) throw new Refusal(`${name}[${i}]: expected a number in [0, 1], got ${x}`)
  if (domain === 'nonnegative' && x < 0) throw new Refusal(`${name}[${i}]: expected a number at least 0, got ${x}`)
}
