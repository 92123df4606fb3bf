/**
 * A case: one question to a loss, as plain data that can be drawn, changed, shrunk, printed and replayed.
 *
 * Every number lives in a plane: its values and the axes they run over ('nk' rows × classes, 'n', 'k', or one number).
 * Dropping a class or a row is then the same for every plane, those that only one law knows included.
 * The planes of a call: `input`, `target`, and by option `weight`, `pos_weight`, `ignore_index`, `label_smoothing`, `upstream`.
 */

import {
  type Accuracy,
  type Call,
  type FloatType,
  type LossName,
  type LossSpec,
  type Reduction,
  losses,
  tensorOf,
} from '../reference/index.ts'

export type Axes = 'nk' | 'n' | 'k' | ''

export interface Plane {
  readonly axes: Axes
  readonly values: readonly number[]
}

export interface Case {
  readonly loss: LossName
  readonly dtype: FloatType
  /** What the subject claims; budgets depend on it. */
  readonly accuracy: Accuracy | 'digits'
  readonly rows: number
  readonly classes: number
  readonly indexed: boolean
  readonly reduction: Reduction
  readonly planes: Readonly<Record<string, Plane>>
  /** Where in the input space the case lies: `gap: confident`. */
  readonly regime: Readonly<Record<string, string>>
}

export type Want = 'loss' | 'gradient' | 'both'

export function specOf(c: Case): LossSpec {
  return losses.get(c.loss) as LossSpec
}

/** The values of a plane; the case must have it. */
export function values(c: Case, plane: string): readonly number[] {
  const found = c.planes[plane]
  if (found === undefined) throw new TypeError(`${plane}: expected a plane of the case, got none`)
  return found.values
}

/** The one number of a scalar plane. */
export function scalar(c: Case, plane: string): number {
  return values(c, plane)[0] as number
}

/** The values of one row of an 'nk' plane. */
export function rowOf(c: Case, plane: string, n: number): readonly number[] {
  return values(c, plane).slice(n * c.classes, (n + 1) * c.classes)
}

export function withPlane(c: Case, name: string, plane: Plane | undefined): Case {
  const { [name]: _, ...rest } = c.planes
  return { ...c, planes: plane === undefined ? rest : { ...rest, [name]: plane } }
}

/** The same plane with other values. */
export function withValues(c: Case, name: string, next: readonly number[]): Case {
  return withPlane(c, name, { axes: (c.planes[name] as Plane).axes, values: next })
}

/** The target as indices, or as a distribution over the classes. */
export function withTarget(c: Case, target: readonly number[], indexed: boolean): Case {
  return { ...withPlane(c, 'target', { axes: indexed ? 'n' : 'nk', values: target }), indexed }
}

/** The rows named, in that order; a row may come twice. */
export function pickRows(c: Case, picked: readonly number[]): Case {
  const pick = ({ axes, values: v }: Plane): Plane => {
    if (axes === 'n') return { axes, values: picked.map((n) => v[n] as number) }
    if (axes !== 'nk') return { axes, values: v }
    return { axes, values: picked.flatMap((n) => v.slice(n * c.classes, (n + 1) * c.classes)) }
  }
  return { ...mapPlanes(c, pick), rows: picked.length }
}

/** The index of ignored rows. */
function markOf(c: Case): number {
  return c.planes['ignore_index'] === undefined ? -100 : scalar(c, 'ignore_index')
}

/** The classes named, in that order. An index target follows its class; one whose class is gone becomes −1. */
export function pickClasses(c: Case, picked: readonly number[]): Case {
  const pick = ({ axes, values: v }: Plane): Plane => {
    if (axes === 'k') return { axes, values: picked.map((k) => v[k] as number) }
    if (axes !== 'nk') return { axes, values: v }
    const rows = Array.from({ length: c.rows }, (_, n) => picked.map((k) => v[n * c.classes + k] as number))
    return { axes, values: rows.flat() }
  }
  const next = { ...mapPlanes(c, pick), classes: picked.length }
  if (!c.indexed) return next
  const ignored = markOf(c)
  // A mark that is a class goes where the class goes.
  const mark = ignored >= 0 && ignored < c.classes ? picked.indexOf(ignored) : ignored
  const target = values(c, 'target').map((t) => (t === ignored ? mark : picked.indexOf(t)))
  const followed = withValues(next, 'target', target)
  return mark === ignored ? followed : withValues(followed, 'ignore_index', [mark])
}

function mapPlanes(c: Case, f: (plane: Plane) => Plane): Case {
  return { ...c, planes: Object.fromEntries(Object.entries(c.planes).map(([name, plane]) => [name, f(plane)])) }
}

/** Class c's target as a dense row, whatever form the target has. */
export function denseTarget(c: Case): readonly number[] {
  if (!c.indexed) return values(c, 'target')
  return values(c, 'target').flatMap((t) => Array.from({ length: c.classes }, (_, k) => (k === t ? 1 : 0)))
}

/** Whether row n is left out. */
export function isIgnored(c: Case, n: number): boolean {
  if (!c.indexed) return false
  return values(c, 'target')[n] === markOf(c)
}

/** The call that a case is. */
export function callOf(c: Case, want: Want = 'both'): Call {
  const spec = specOf(c)
  const shape = spec.targets === 'binary' ? [c.rows] : [c.rows, c.classes]
  const tensor = (plane: string, shapeOf: readonly number[]) => tensorOf(c.dtype, shapeOf, values(c, plane))
  const args: Record<string, Call['arguments'][string]> = {
    [spec.input]: tensor('input', shape),
    reduction: c.reduction,
  }
  if (spec.target !== spec.input) {
    args[spec.target] = c.indexed ? tensorOf('i64', [c.rows], values(c, 'target')) : tensor('target', shape)
  }
  for (const option of spec.options) {
    const plane = c.planes[option]
    if (plane === undefined) continue
    args[option] = plane.axes === '' ? scalar(c, option) : tensor(option, plane.axes === 'k' ? [c.classes] : shape)
  }
  const wanted = want === 'both' ? (['loss', 'gradient'] as const) : [want]
  const upstream = c.planes['upstream']
  if (upstream === undefined) return { loss: c.loss, arguments: args, want: wanted }
  const upstreamShape = c.reduction === 'none' ? [c.rows] : []
  return { loss: c.loss, arguments: args, upstream: tensorOf(c.dtype, upstreamShape, upstream.values), want: wanted }
}
