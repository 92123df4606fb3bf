/**
 * Corners: hard inputs kept by hand, each with the reason it is here. They are tried before any case is drawn.
 */

import { type Role, roundTo } from '../reference/index.ts'
import { formatOf } from './answer.ts'
import { type Case, reductionNamed, withPlane } from './case.ts'
import { targetKinds } from './draw/batch.ts'
import type { Scope } from './law.ts'
import { all, takes } from './scope.ts'

interface Corner {
  readonly why: string
  readonly logits: readonly number[]
  readonly hit: number
}

/** −2, −1.875, … 2: eighths, which every format has. */
const STAIRS = Array.from({ length: 33 }, (_, k) => k / 8 - 2)

const LOGITS: readonly Corner[] = [
  { why: 'one class: nothing to lose, and nothing to divide by', logits: [3], hit: 0 },
  { why: 'a tie: ln 2 to the last digit', logits: [0, 0], hit: 0 },
  { why: 'a tie far out: lse − z_t rounds ln 2 away', logits: [1e4, 1e4], hit: 0 },
  { why: 'gap 40: log(1 + e^−40) is 0 without log1p', logits: [40, 0], hit: 0 },
  { why: 'gap 40 the other way: 40 and a tail nobody can see', logits: [40, 0], hit: 1 },
  { why: 'e^1000 overflows without the max shift', logits: [1000, 0], hit: 1 },
  { why: 'e^800/e^800 is NaN without the max shift', logits: [800, 0], hit: 0 },
  { why: 'all classes far below: e^−1000 underflows without the max shift', logits: [-1000, -1001, -999], hit: 1 },
  { why: 'seventeen equal classes: a tile of 16 drops the last', logits: Array(17).fill(1), hit: 16 },
  { why: 'one class more than a warp of 32, no two alike', logits: STAIRS, hit: 0 },
  { why: 'the largest class last, where a running maximum must rescale', logits: [-30, -20, 0, 30], hit: 0 },
  { why: 'digits of the differences only: 2^-20 apart', logits: [1, 1 + 2 ** -7, 1 - 2 ** -7], hit: 1 },
  { why: 'a masked class beside the target', logits: [1, -Infinity, 0.5], hit: 0 },
  { why: 'only the target is possible: loss 0', logits: [-Infinity, 2, -Infinity], hit: 1 },
]

const BITS: readonly { readonly why: string; readonly z: number; readonly y: number }[] = [
  { why: 'σ(0) = ½, loss ln 2', z: 0, y: 1 },
  { why: 'gap 40: 4.2e−18, not 0', z: 40, y: 1 },
  { why: 'gap −40: e^40 must not be subtracted away', z: -40, y: 0 },
  { why: 'e^800 overflows', z: 800, y: 0 },
  { why: 'e^−800 underflows', z: -800, y: 1 },
  { why: 'a soft target far out', z: 30, y: 0.25 },
]

const PROBABILITIES: readonly { readonly why: string; readonly p: number; readonly y: number }[] = [
  { why: 'right and certain: 0, not NaN', p: 1, y: 1 },
  { why: 'right and certain of the other: 0, not NaN', p: 0, y: 0 },
  { why: 'the smallest step below 1', p: 1 - 2 ** -53, y: 0 },
  { why: '1 − p rounds to 1', p: 2 ** -60, y: 0 },
  { why: 'a half', p: 0.5, y: 0.5 },
  { why: 'below every epsilon in use', p: 2 ** -100, y: 1 },
]

/** The hand-kept cases of a scope; those that its format cannot hold are left out. */
export function corners(scope: Scope): readonly Case[] {
  const f = formatOf(scope)
  const fits = (xs: readonly number[]) => xs.every((x) => !Number.isFinite(x) || roundTo(f, x) === x)
  switch (scope.spec.score) {
    case 'logits':
      return LOGITS.filter(({ logits }) => fits(logits)).flatMap((corner) => ofClasses(scope, corner))
    case 'bit':
      return BITS.filter(({ z }) => fits([z])).map(({ z, y }) => ofElement(scope, z, y))
    case 'pbit':
      return PROBABILITIES.filter(({ p }) => fits([p])).map(({ p, y }) => ofElement(scope, p, y))
    case 'prob':
      return scope.spec.divergence && !scope.spec.elementwise ? measures(scope) : []
    default:
      return []
  }
}

function measures(scope: Scope): Case[] {
  const { tiny } = formatOf(scope)
  return [
    // A class that neither has: p·ln(p/q) is 0 there, and so is its slope −p/q.
    ofMeasures(scope, [0, 1], [0, 1]),
    // p/q is beyond the largest number, and the other way it has lost its digits.
    ofMeasures(scope, [tiny, 1], [0.5, 0.5]),
    ofMeasures(scope, [0.5, 0.5], [3 * tiny, 1]),
  ]
}

function ofMeasures(scope: Scope, q: readonly number[], p: readonly number[]): Case {
  const planes = { input: { axes: 'nk', values: q }, target: { axes: 'nk', values: p } } as const
  return { ...base(scope, q.length), indexed: false, planes }
}

function base(scope: Scope, classes: number): Omit<Case, 'planes' | 'indexed'> {
  const { spec, dtype, accuracy, declared } = scope
  const reduction = declared.reductions.includes('none') ? 'none' : (declared.reductions[0] as Case['reduction'])
  return { loss: spec.name, dtype, accuracy, rows: 1, classes, reduction, regime: { kind: 'corner' } }
}

function ofClasses(scope: Scope, { logits, hit }: Corner): Case[] {
  const kinds = new Set(targetKinds(scope))
  const input = { axes: 'nk', values: logits } as const
  const common = base(scope, logits.length)
  const onehot = logits.map((_, k) => (k === hit ? 1 : 0))
  return [
    ...(kinds.has('index')
      ? [{ ...common, indexed: true, planes: { input, target: { axes: 'n', values: [hit] } as const } }]
      : []),
    ...(kinds.has('one-hot')
      ? [{ ...common, indexed: false, planes: { input, target: { axes: 'nk', values: onehot } as const } }]
      : []),
  ]
}

function ofElement(scope: Scope, x: number, y: number): Case {
  return {
    ...base(scope, 1),
    indexed: false,
    planes: { input: { axes: 'nk', values: [x] }, target: { axes: 'nk', values: [y] } },
  }
}

/** Below 1, where (1 − p)^γ has no slope at p = 1, and above. */
const GAMMAS = [0.5, 2]

/** Edges kept by hand: no class possible, certainty under a focal exponent, a divisor of 0 with something above it. */
export function edgeCorners(scope: Scope): readonly Case[] {
  const { spec, declared } = scope
  const number = (c: Case, role: Role, value: number) => withPlane(c, role, { axes: '', values: [value] })
  const focal = GAMMAS.flatMap((gamma) => certain(scope).map((c) => number(c, 'focal', gamma)))
  const mean = reductionNamed(spec, 'mean', declared.reductions)
  const divided = mean !== undefined && spec.weighs === 'class' && all(takes('weight'), takes('label_smoothing'))(scope)
  return [
    ...(spec.score === 'logits'
      ? ofClasses(scope, { why: 'no class is possible', logits: [-Infinity, -Infinity], hit: 0 })
      : []),
    ...(takes('focal')(scope) ? focal : []),
    ...(divided && spec.score === 'logits'
      ? ofClasses(scope, { why: 'the target weighs nothing, the other class does', logits: [0, 1], hit: 0 })
          .map((c) => withPlane({ ...c, reduction: mean }, 'weight', { axes: 'k', values: [0, 2.5] }))
          .map((c) => number(c, 'label_smoothing', 0.25))
      : []),
  ]
}

/** Right and certain, wrong and certain. */
function certain(scope: Scope): Case[] {
  const rowOf = (values: readonly number[]) =>
    [0, 1].flatMap((hit) => ofClasses(scope, { why: 'certain', logits: values, hit }))
  const elementsOf = (values: readonly number[]) => values.flatMap((x) => [0, 1].map((y) => ofElement(scope, x, y)))
  switch (scope.spec.score) {
    case 'logits':
    case 'log':
      return rowOf([0, -Infinity])
    case 'prob':
      return rowOf([1, 0])
    case 'bit':
      return elementsOf([-Infinity, Infinity])
    case 'pbit':
      return elementsOf([0, 1])
    default:
      return []
  }
}
