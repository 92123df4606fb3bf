/**
 * Any loss of the family: what the named losses do not say, said by its parts.
 *
 *   R = reduce over rows of   s·( Σ_c w_c·y′_c·ψ(l_c)  [+ Σ y′ ln y′]  [+ Σ (p − y′)]  [+ λ·Λ²] )
 *
 * Every number carries its error bound from the input to the answer, which is rounded once; where that is not within 1 ulp
 * all is computed again with more digits, up to 640 bits. Slower than the named losses, which are special cases of it.
 */

import { classesBack } from './axis.ts'
import { type Batch, type FamilyOptions, OPTIONS, readBatch } from './family/batch.ts'
import { type Counted, divisorOf } from './family/divisor.ts'
import { type Divisor, type Family, PLAIN } from './family/family.ts'
import { type Member, memberOf } from './family/member.ts'
import type { FamilyRow } from './family/row.ts'
import { expectOptions, expectWrt, wrongValue } from './guard.ts'
import type { IndexLike, TensorLike } from './input.ts'
import { MODEST, settle } from './precision.ts'
import { upstreamOf } from './reduction.ts'
import { weigh } from './row.ts'
import { NOT_A_NUMBER, type Scaled, ZERO, add, divide, fromNumber, multiply, toNumber } from './scaled.ts'

export type { FamilyOptions } from './family/batch.ts'
export type { Family } from './family/family.ts'

export interface FamilyLossWithGradient {
  readonly loss: number | Float64Array
  readonly gradient: Readonly<Record<string, Float64Array>>
}

/** 0·∞ = 0, but NaN stays NaN whatever it is multiplied by. */
const weighted = (factor: Scaled, x: Scaled): Scaled => (x.hi !== x.hi ? x : weigh(factor, x))

function evaluate(
  parts: Partial<Family>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: FamilyOptions,
  withGradient: boolean,
): FamilyLossWithGradient {
  const family: Family = { ...PLAIN, ...parts }
  expectOptions(options, withGradient ? [...OPTIONS, 'upstream', 'wrt'] : OPTIONS)
  const reduction = options.reduction ?? family.reduction.default
  const reducer = family.reductions[reduction]
  if (reducer === undefined) {
    throw wrongValue('reduction', `one of ${Object.keys(family.reductions).join(', ')}`, reduction)
  }
  const batch = readBatch(family, input, target, options)
  const members = Array.from({ length: batch.rows }, (_, n) => memberOf(batch, n))
  const times = family.policy.zeroTimesInfinity === 'zero' ? weighted : multiply
  const losses = Array.from({ length: batch.rows / batch.group }, (_, g) => g * batch.group)
  const mean =
    (of: (row: FamilyRow) => Scaled) =>
    (first: number): Scaled => {
      const part = members.slice(first, first + batch.group)
      const total = part.map((m) => (m === undefined ? ZERO : times(m.factor, of(m.row)))).reduce(add, ZERO)
      return batch.group === 1 ? total : divide(total, fromNumber(batch.group))
    }
  const [main, z] = [losses.map(mean(({ loss }) => loss)), losses.map(mean((row) => row.z))]
  const counted = losses.map((first) => members[first])
  const joined = joinerOf(batch, reducer, counted)
  const loss =
    reducer === 'none'
      ? Float64Array.from(losses, (_, g) => toNumber(joined(main[g] as Scaled, z[g] as Scaled)))
      : toNumber(joined(main.reduce(add, ZERO), z.reduce(add, ZERO)))
  if (!withGradient) return { loss, gradient: {} }
  const v = upstreamOf(options.upstream, reducer === 'none' ? losses.length : undefined)
  const wantsTarget = expectWrt(options.wrt, family.input, batch.indexed ? undefined : family.target)
  const finished = (slope: Scaled, zSlope: Scaled, { factor }: Member, n: number): number => {
    const [a, b] = [slope, zSlope].map((g) => {
      const weighed = multiply(times(factor, g), v(Math.floor(n / batch.group)))
      return batch.group === 1 ? weighed : divide(weighed, fromNumber(batch.group))
    }) as [Scaled, Scaled]
    return toNumber(joined(a, b))
  }
  const spread = (of: (row: FamilyRow) => readonly Scaled[], zOf: (row: FamilyRow) => readonly Scaled[]) => {
    const flat = new Float64Array(batch.rows * batch.classes)
    members.forEach((member, n) => {
      if (member === undefined) return
      const zs = zOf(member.row)
      of(member.row).forEach((g, c) => {
        flat[n * batch.classes + c] = finished(g, zs[c] ?? ZERO, member, n)
      })
    })
    return batch.classes === 1 ? flat : classesBack(flat, batch.shape, batch.axis)
  }
  const slopes = {
    [family.input]: spread(
      (row) => row.slope(),
      (row) => row.zSlope(),
    ),
  }
  const targetSlopes = wantsTarget
    ? {
        [family.target]: spread(
          (row) => row.targetSlope(),
          () => [],
        ),
      }
    : {}
  return { loss, gradient: { ...slopes, ...targetSlopes } }
}

/** A loss or slope and its z-loss part as one, each divided by its divisor where they are a mean. */
function joinerOf(
  batch: Batch,
  reducer: 'none' | 'sum' | Divisor,
  rows: readonly (Counted | undefined)[],
): (main: Scaled, z: Scaled) => Scaled {
  if (reducer === 'none' || reducer === 'sum') return add
  const overMain = overOf(batch, reducer, rows)
  const overZ = overOf(batch, batch.family.zDivisor ?? reducer, rows)
  return (main, z) => add(overMain(main), overZ(z))
}

function overOf({ family, shape, option }: Batch, divisor: Divisor, rows: readonly (Counted | undefined)[]) {
  const D = divisorOf(divisor, rows, shape, option)
  const { zeroDivisor } = family.policy
  if (D.hi === 0 && zeroDivisor === 'throw') throw wrongValue('weight', 'a sum that is not 0', 0)
  const nothing = zeroDivisor === 'zero' ? ZERO : NOT_A_NUMBER
  return (total: Scaled): Scaled => (D.hi === 0 ? nothing : divide(total, D))
}

/**
 * The loss of a family, in nats: what is not said of it is cross-entropy of logits over the last axis.
 *
 * `input` and `target` have the shapes that the named losses take; options are theirs and those that parts need (`poly`
 * ε, `gce` q, `beta`, `alpha`, `base`, `divisor`, `where`). A weight is of classes or of rows as the family says. Returns
 * a number, or without reduction a number for each row.
 *
 * Throws TypeError for what is not numbers or an unknown option, RangeError for shapes that do not fit, an index that is
 * no class, an option outside its domain, a reduction that the family does not have.
 *
 * @example
 * familyLoss({}, [[0, 0]], [0]) // 0.6931471805599453
 * familyLoss({ psi: 'poly1' }, [[0, 0]], [0], { poly: 2 }) // 1.6931471805599454
 * familyLoss({ score: 'prob', steps: ['norm'] }, [[1, 3]], [0]) // 1.3862943611198906
 */
export function familyLoss(
  family: Partial<Family>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: Omit<FamilyOptions, 'upstream' | 'wrt'> = {},
): number | Float64Array {
  return settle(() => evaluate(family, input, target, options, false), 0, MODEST).loss
}

/**
 * `familyLoss` and its gradients in one pass, under the names that the family has for its arguments.
 *
 * Arguments and errors as for `familyLoss`; `upstream` is a factor of the gradients, and `wrt` with the target's name
 * adds the gradient of a dense target.
 *
 * @example
 * familyLossWithGradient({ score: 'prob', steps: ['norm'] }, [[1, 3]], [0]).gradient // { input: [-0.75, 0.25] }
 */
export function familyLossWithGradient(
  family: Partial<Family>,
  input: TensorLike,
  target: TensorLike | IndexLike,
  options: FamilyOptions = {},
): FamilyLossWithGradient {
  return settle(() => evaluate(family, input, target, options, true), 0, MODEST)
}
