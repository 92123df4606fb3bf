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
  type Profile,
  type Role,
  layoutOf,
  nameOf,
  profiles,
  tensorOf,
} from '../reference/index.ts'

export type Axes = 'nk' | 'n' | 'k' | ''

export interface Plane {
  readonly axes: Axes
  readonly values: readonly number[]
}

export interface Case {
  /** The name of the profile. */
  readonly loss: string
  readonly dtype: FloatType
  /** What the subject claims; budgets depend on it. */
  readonly accuracy: Accuracy | 'digits'
  readonly rows: number
  readonly classes: number
  readonly indexed: boolean
  /** By the name the profile has for it. */
  readonly reduction: string
  /** The axes that the rows run over; one of them, when absent. */
  readonly lead?: readonly number[]
  readonly planes: Readonly<Record<string, Plane>>
  /** Where in the input space the case lies: `gap: confident`. */
  readonly regime: Readonly<Record<string, string>>
}

export type Want = 'loss' | 'gradient' | 'both'

export function specOf(c: Case): Profile {
  return profiles.get(c.loss) as Profile
}

/** What the case's reduction does: nothing, add up, or divide the sum by something. */
export function reducing(c: Case): 'none' | 'sum' | 'mean' {
  const reducer = specOf(c).reductions[c.reduction]
  return reducer === 'none' || reducer === 'sum' ? reducer : 'mean'
}

/** The name that a profile has for a reduction of a kind, the first of several. */
export function reductionNamed(
  spec: Profile,
  kind: 'none' | 'sum' | 'mean',
  offered: readonly string[],
): string | undefined {
  return offered.find((name) => {
    const reducer = spec.reductions[name]
    return kind === 'mean' ? reducer !== 'none' && reducer !== 'sum' : reducer === kind
  })
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
  const { lead: _, ...rest } = mapPlanes(c, pick)
  return { ...rest, rows: picked.length }
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

/** The shape of the tensors over classes, and of the unreduced loss. */
export function shapesOf(c: Case): { readonly input: readonly number[]; readonly loss: readonly number[] } {
  const spec = specOf(c)
  const loss = c.lead ?? [c.rows]
  if (spec.elementwise && !spec.averagesLast) return { input: loss, loss }
  const after = spec.classAxis === 1 ? loss.slice(1) : []
  const before = spec.classAxis === 1 ? loss.slice(0, 1) : loss
  return { input: [...before, c.classes, ...after], loss }
}

/** The call that a case is. */
export function callOf(c: Case, want: Want = 'both'): Call {
  const spec = specOf(c)
  const shapes = shapesOf(c)
  const layout = layoutOf(shapes.input, spec.classAxis)
  const place = spec.elementwise ? (v: readonly number[]) => v : layout.fromRows
  const tensor = (plane: string) => tensorOf(c.dtype, shapes.input, place(values(c, plane)))
  const args: Record<string, Call['arguments'][string]> = { [spec.input]: tensor('input') }
  if (Object.keys(spec.reductions).length > 1) args[spec.reduction.argument] = c.reduction
  if (spec.target !== spec.input) {
    args[spec.target] = c.indexed ? tensorOf('i64', shapes.loss, values(c, 'target')) : tensor('target')
  }
  for (const option of spec.options) {
    const given = argument(c, option, shapes, place)
    if (given !== undefined) args[nameOf(spec, option)] = given
  }
  const wanted = want === 'both' ? (['loss', 'gradient'] as const) : [want]
  const upstream = c.planes['upstream']
  const call: Call = { loss: spec.name, arguments: args, want: wanted }
  if (upstream === undefined) return call
  return { ...call, upstream: tensorOf(c.dtype, reducing(c) === 'none' ? shapes.loss : [], upstream.values) }
}

function argument(
  c: Case,
  option: Role,
  shapes: ReturnType<typeof shapesOf>,
  place: (v: readonly number[]) => readonly number[],
): Call['arguments'][string] | undefined {
  const plane = c.planes[option]
  if (plane === undefined) return undefined
  switch (plane.axes) {
    case '':
      return scalar(c, option)
    case 'k':
      return tensorOf(c.dtype, [c.classes], plane.values)
    case 'n':
      return tensorOf(c.dtype, shapes.loss, plane.values)
    case 'nk':
      return tensorOf(option === 'where' ? 'i32' : c.dtype, shapes.input, place(plane.values))
  }
}
