/**
 * The standing of one answer: the grade of a number that somebody has for a loss, outside of any exam.
 */

import { type Call, type Role, type Tensor, isIndices, nameOf, profileFor, valuesOf } from '../reference/index.ts'
import { type Outcome, num } from './answer.ts'
import { allowanceOf } from './budget.ts'
import type { Case, Plane } from './case.ts'
import { type Grade, gradeOf } from './grade.ts'

/** The case that a call is; none for tensors of more axes than rows and classes, or weights that are spread over several. */
function caseOf(call: Call): Case | undefined {
  const spec = profileFor(call)
  if (typeof spec === 'string' || spec.averagesLast) return undefined
  const input = call.arguments[spec.input] as Tensor
  const target = call.arguments[spec.target] as Tensor
  const [rows, classes] = spec.elementwise ? [valuesOf(input).length, 1] : (input.shape as [number, number])
  if (!spec.elementwise && input.shape.length !== 2) return undefined
  const planes: Record<string, Plane> = { input: { axes: 'nk', values: valuesOf(input) } }
  const indexed = isIndices(target)
  if (spec.target !== spec.input) planes['target'] = { axes: indexed ? 'n' : 'nk', values: valuesOf(target) }
  for (const role of spec.options) {
    const given = call.arguments[nameOf(spec, role)]
    const plane = given === undefined ? undefined : planeOf(role, given, rows, classes)
    if (given !== undefined && plane === undefined) return undefined
    if (plane !== undefined) planes[role] = plane
  }
  const given = call.arguments[spec.reduction.argument]
  const reduction = typeof given === 'string' ? given : spec.reduction.default
  const head = { loss: spec.name, dtype: input.dtype as Case['dtype'], accuracy: 'stable' } as const
  return { ...head, rows, classes, indexed, reduction, planes, regime: {} }
}

function planeOf(role: Role, given: Tensor | number | string, rows: number, classes: number): Plane | undefined {
  if (typeof given === 'number') return { axes: '', values: [given] }
  if (typeof given === 'string') return undefined
  const values = valuesOf(given)
  if (role === 'weight' && classes > 1 && values.length === classes) return { axes: 'k', values }
  return values.length === rows ? { axes: 'n', values } : undefined
}

/** The grade of a loss that is off by so many ulps, one of which is `unit`; nothing where no bound is known. */
export function standingOf(call: Call, index: number, answer: number, ulps: number, unit: number): Grade | undefined {
  return gradeOf(ulps, () => {
    const c = caseOf(call)
    if (c === undefined) return Infinity
    // The bound of a number depends on the others only through the case.
    const loss = Array.from({ length: index + 1 }, () => num(answer))
    const outcome: Outcome = { kind: 'value', loss, gradient: {} }
    return (allowanceOf(c, outcome).loss[index] ?? Infinity) / unit
  })
}
