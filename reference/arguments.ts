/**
 * The arguments of a call, read and checked: tensors to rows of numbers, options to their roles and defaults.
 *
 * Errors name argument, index, expected and got. A call that is well formed but outside what a profile promises (an
 * ignore_index beside a distribution) is unsupported, not wrong.
 */

import type { Call, FloatType, Tensor } from './call.ts'
import { spread } from './broadcast.ts'
import { valuesOf } from './format.ts'
import { type Layout, elements, layoutOf } from './layout.ts'
import { type Domain, type Profile, type Reducer, type Role, nameOf } from './profile.ts'

export interface Problem {
  readonly profile: Profile
  readonly dtype: FloatType
  readonly shape: readonly number[]
  readonly layout: Layout
  readonly rows: number
  readonly classes: number
  /** Rows of classes, whatever the layout of the tensors. */
  readonly input: readonly number[]
  readonly target: readonly number[]
  readonly indexed: boolean
  /** Of each class, or of each row; spread to their shape. */
  readonly weight: readonly number[] | undefined
  readonly posWeight: readonly number[] | undefined
  readonly where: readonly number[] | undefined
  readonly ignoreIndex: number | undefined
  /** The other options: as given, by the profile's default, or as if there were none. */
  readonly option: (role: Role, neutral: number) => number
  readonly has: (role: Role) => boolean
  readonly reducer: Reducer
  /** How many rows make one unreduced loss, which is their mean. */
  readonly group: number
  readonly upstream: readonly number[] | undefined
}

export class Refusal extends RangeError {}
export class Unsupported extends Error {}

export function readCall(profile: Profile, call: Call): Problem {
  expectNames(profile, call)
  const input = tensor(call, profile.input)
  const target = tensor(call, profile.target)
  if (isIndices(input)) throw new Refusal(`${profile.input}: expected floating-point numbers, got ${input.dtype}`)
  const indexed = isIndices(target)
  expectTargetKind(profile, indexed)
  const layout = layoutFor(profile, input)
  const given = call.arguments[nameOf(profile, 'ignore_index')]
  if (given !== undefined && profile.options.includes('ignore_index') && !indexed) {
    throw new Unsupported('ignore_index with distribution targets')
  }
  expectShape(profile.target, target.shape, indexed ? layout.shape : input.shape)
  const option = (role: Role, neutral: number): number => numeric(call, profile, role) ?? neutral
  const reducer = reducerOf(profile, call)
  const group = profile.averagesLast ? (input.shape.at(-1) ?? 1) : 1
  const lossShape = profile.averagesLast ? input.shape.slice(0, -1) : layout.shape
  const where = maskOf(profile, call, input.shape)
  const problem: Problem = {
    profile,
    dtype: input.dtype as FloatType,
    shape: input.shape,
    layout,
    rows: layout.rows,
    classes: layout.classes,
    input: layout.toRows(valuesOf(input)),
    target: indexed ? valuesOf(target) : layout.toRows(valuesOf(target)),
    indexed,
    weight: weightsOf(profile, call, layout, lossShape),
    posWeight: optional(call, profile, 'pos_weight', (name, given) => finiteSpread(name, given, input.shape)),
    where: where && layout.toRows(where),
    ignoreIndex: indexed ? numeric(call, profile, 'ignore_index') : undefined,
    option,
    has: (role) => profile.options.includes(role) && call.arguments[nameOf(profile, role)] !== undefined,
    reducer,
    group,
    upstream: upstreamOf(call, reducer === 'none' ? layout.rows / group : 1),
  }
  checkOptions(problem, call)
  checkValues(problem)
  return problem
}

function expectNames(profile: Profile, call: Call): void {
  const { input, target, reduction, options } = profile
  const known = new Set([input, target, reduction.argument, ...options.map((role) => nameOf(profile, role))])
  for (const name of Object.keys(call.arguments)) {
    if (!known.has(name)) throw new Refusal(`${name}: expected one of ${[...known].join(', ')}, got ${name}`)
  }
}

export function isIndices({ dtype }: Tensor): boolean {
  return dtype === 'i64' || dtype === 'i32'
}

function expectTargetKind({ target, targets }: Profile, indexed: boolean): void {
  if (indexed && targets !== 'class' && targets !== 'index') throw new Unsupported(`${target}: index targets`)
  if (!indexed && targets === 'index') throw new Unsupported(`${target}: distribution targets`)
}

function layoutFor(profile: Profile, input: Tensor): Layout {
  const { shape } = input
  if (profile.elementwise) return elements(shape)
  if (profile.ranks === 'matrix' && shape.length !== 2) {
    throw new Refusal(`${profile.input}: expected shape [rows, classes], got [${shape.join(', ')}]`)
  }
  if (shape.length === 0) throw new Refusal(`${profile.input}: expected at least one axis, got none`)
  const layout = layoutOf(shape, profile.classAxis)
  if (layout.classes === 0) throw new Refusal(`${profile.input}: expected at least one class, got 0`)
  return layout
}

function tensor(call: Call, name: string): Tensor {
  const value = call.arguments[name]
  if (typeof value !== 'object')
    throw new Refusal(`${name}: expected a tensor, got ${value === undefined ? 'none' : value}`)
  const size = value.shape.reduce((a, b) => a * b, 1)
  if (size !== value.data.length) {
    throw new Refusal(
      `${name}: expected ${size} values for shape [${value.shape.join(', ')}], got ${value.data.length}`,
    )
  }
  return value
}

function expectShape(name: string, got: readonly number[], expected: readonly number[]): void {
  if (got.length === expected.length && got.every((n, i) => n === expected[i])) return
  throw new Refusal(`${name}: expected shape [${expected.join(', ')}], got [${got.join(', ')}]`)
}

/** The number that an option is, or its default; nothing when the profile does not have it. */
function numeric(call: Call, profile: Profile, role: Role): number | undefined {
  if (!profile.options.includes(role)) return undefined
  const name = nameOf(profile, role)
  const value = call.arguments[name] ?? profile.defaults[role]
  if (value === undefined || typeof value === 'number') return value
  throw new Refusal(`${name}: expected a number, got ${typeof value === 'string' ? `'${value}'` : 'a tensor'}`)
}

function reducerOf(profile: Profile, call: Call): Reducer {
  const { argument, default: usual } = profile.reduction
  const value = call.arguments[argument] ?? usual
  const names = Object.keys(profile.reductions)
  if (typeof value === 'string' && names.includes(value)) return profile.reductions[value] as Reducer
  const last = `'${names.at(-1)}'`
  const first = names.slice(0, -1).map((name) => `'${name}'`)
  const expected = first.length === 0 ? last : `${first.join(', ')} or ${last}`
  throw new Refusal(`${argument}: expected ${expected}, got ${typeof value === 'object' ? 'a tensor' : `'${value}'`}`)
}

function upstreamOf(call: Call, length: number): readonly number[] | undefined {
  if (call.upstream === undefined) return undefined
  const values = valuesOf(call.upstream)
  if (values.length !== length) throw new Refusal(`upstream: expected ${length} numbers, got ${values.length}`)
  return values
}

function optional(
  call: Call,
  profile: Profile,
  role: Role,
  read: (name: string, given: Tensor) => readonly number[],
): readonly number[] | undefined {
  const name = nameOf(profile, role)
  if (!profile.options.includes(role) || call.arguments[name] === undefined) return undefined
  return read(name, tensor(call, name))
}

function finiteSpread(name: string, given: Tensor, shape: readonly number[]): readonly number[] {
  const values = valuesOf(given)
  const bad = values.findIndex((w) => !Number.isFinite(w))
  if (bad >= 0) throw new Refusal(`${name}[${bad}]: expected a finite number, got ${values[bad]}`)
  const wide = spread(values, given.shape, shape)
  if (wide !== undefined) return wide
  throw new Refusal(
    `${name}: expected a shape that broadcasts to [${shape.join(', ')}], got [${given.shape.join(', ')}]`,
  )
}

/** Weights of classes: one for each, nothing stretches. Weights of rows: spread to the unreduced loss. */
function weightsOf(profile: Profile, call: Call, { classes }: Layout, lossShape: readonly number[]) {
  return optional(call, profile, 'weight', (name, given) => {
    if (profile.weighs === 'class') expectShape(name, given.shape, [classes])
    return finiteSpread(name, given, profile.weighs === 'class' ? [classes] : lossShape)
  })
}

function maskOf(profile: Profile, call: Call, shape: readonly number[]): readonly number[] | undefined {
  return optional(call, profile, 'where', (name, given) => {
    expectShape(name, given.shape, shape)
    return valuesOf(given)
  })
}

/** The ranges of numeric options, and whether a value outside is refused or merely not promised. */
const RANGES: Readonly<Partial<Record<Role, readonly [says: string, holds: (x: number) => boolean]>>> = {
  label_smoothing: ['a number in [0, 1]', (a) => a >= 0 && a <= 1],
  temperature: ['a positive number', (t) => t > 0 && t < Infinity],
  scale: ['a positive number', (s) => s > 0 && s < Infinity],
  softcap: ['a positive number', (c) => c > 0 && c < Infinity],
  focal: ['a number at least 0', (g) => g >= 0 && g < Infinity],
  z_loss: ['a finite number', Number.isFinite],
  gce: ['a number in (0, 1]', (q) => q > 0 && q <= 1],
  beta: ['a number in [0, 1]', (b) => b >= 0 && b <= 1],
  base: ['a positive number that is not 1', (b) => b > 0 && b !== 1],
}

function checkOptions({ profile, option, classes }: Problem, call: Call): void {
  for (const [role, [says, holds]] of Object.entries(RANGES) as [Role, readonly [string, (x: number) => boolean]][]) {
    const value = numeric(call, profile, role)
    if (value === undefined || holds(value)) continue
    const message = `${nameOf(profile, role)}: expected ${says}, got ${value}`
    throw profile.policy.badOption === 'throw' ? new Refusal(message) : new Unsupported(message)
  }
  const least = { K: 1, 'K − 1': 2, 'K − 2': 3 }[profile.convention]
  if (option('label_smoothing', 0) > 0 && classes < least) {
    throw new Unsupported(
      `${nameOf(profile, 'label_smoothing')}: expected at least ${least} classes to share it, got ${classes}`,
    )
  }
}

function checkValues(p: Problem): void {
  const { profile } = p
  const { policy } = profile
  if (p.rows === 0 && policy.emptyBatch !== 'reduce') {
    const message = `${profile.input}: expected a row, got none`
    throw policy.emptyBatch === 'throw' ? new Refusal(message) : new Unsupported(message)
  }
  // Rows are wide, and most profiles ask nothing of their numbers.
  if (profile.inputDomain !== 'real' || policy.nan === 'throw') p.input.forEach((x, i) => expectInput(p, i, x))
  if (p.indexed) checkIndices(p)
  else p.target.forEach((y, i) => expectTarget(p, i, y))
}

function expectInput({ profile }: Problem, i: number, x: number): void {
  expectDomain(profile.input, i, x, profile.inputDomain)
  if (profile.policy.nan === 'throw' && !Number.isFinite(x)) {
    throw new Refusal(`${profile.input}[${i}]: expected a finite number, got ${x}`)
  }
}

function checkIndices({ profile, target, classes: given, ignoreIndex }: Problem): void {
  const classes = given + (profile.baseline ? 1 : 0)
  target.forEach((t, i) => {
    if (t === ignoreIndex || (t >= 0 && t < classes)) return
    const message = `${profile.target}[${i}]: expected a class index 0…${classes - 1}, got ${t}`
    const wraps = profile.policy.outOfRange === 'wrap or throw' && t < 0 && t >= -classes
    if (profile.policy.outOfRange.endsWith('throw') && !wraps) throw new Refusal(message)
    if (profile.policy.outOfRange === 'free') throw new Unsupported(message)
  })
}

function expectTarget({ profile }: Problem, i: number, y: number): void {
  const { target, targetDomain, targetSteps, policy } = profile
  // A log-target of −∞ is a probability of 0.
  if (!Number.isFinite(y) && !(y === -Infinity && (targetSteps.includes('exp') || profile.jensenShannon))) {
    const message = `${target}[${i}]: expected a finite number, got ${y}`
    if (policy.badTarget === 'throw') throw new Refusal(message)
    if (!Number.isNaN(y)) throw new Unsupported(message)
  }
  expectDomain(target, i, y, targetDomain)
}

function expectDomain(name: string, i: number, x: number, domain: Domain): void {
  if (domain === 'unit' && (x < 0 || x > 1)) throw new Refusal(`${name}[${i}]: expected a number in [0, 1], got ${x}`)
  if (domain === 'nonnegative' && x < 0) throw new Refusal(`${name}[${i}]: expected a number at least 0, got ${x}`)
}
