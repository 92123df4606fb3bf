/**
 * Checks of arguments, and the one grammar of their errors.
 *
 *   <argument>[index]: expected <what>, got <value>
 *
 * TypeError for the wrong kind of thing, RangeError for a wrong value. Messages are built on the throw path only.
 */

export type Reduction = 'none' | 'sum' | 'mean'

export type Domain = 'real' | 'finite' | 'unit' | 'finite unit' | 'nonnegative' | 'finite nonnegative' | 'positive'

interface Bounds {
  readonly says: string
  readonly allows: (x: number) => boolean
}

/** Values an argument may hold; NaN among probabilities is a NaN row, not an error, so `unit` lets it pass. */
const domains: Readonly<Record<Domain, Bounds>> = {
  real: { says: 'a number', allows: () => true },
  finite: { says: 'a finite number', allows: Number.isFinite },
  unit: { says: 'a number in [0, 1]', allows: (x) => !(x < 0 || x > 1) },
  'finite unit': { says: 'a number in [0, 1]', allows: (x) => x >= 0 && x <= 1 },
  nonnegative: { says: 'a number at least 0', allows: (x) => !(x < 0) },
  'finite nonnegative': { says: 'a finite number at least 0', allows: (x) => x >= 0 && x < Infinity },
  positive: { says: 'a positive number', allows: (x) => x > 0 && x < Infinity },
}

export function wrongKind(where: string, expected: string, got: unknown): TypeError {
  return new TypeError(`${where}: expected ${expected}, got ${show(got)}`)
}

export function wrongValue(where: string, expected: string, got: unknown): RangeError {
  return new RangeError(`${where}: expected ${expected}, got ${show(got)}`)
}

/** A value as a message shows it: short, and telling kinds apart. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? 'a function' : String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`
  return 'an object'
}

export function expectDomain(name: string, data: Float64Array, domain: Domain): void {
  if (domain === 'real') return
  const { says, allows } = domains[domain]
  for (let i = 0; i < data.length; i++) {
    const x = data[i] as number
    if (!allows(x)) throw wrongValue(`${name}[${i}]`, says, x)
  }
}

/** A number among the options, `otherwise` where it is not given. */
export function expectNumber<T>(name: string, value: unknown, domain: Domain, otherwise: T): number | T {
  if (value === undefined) return otherwise
  const { says, allows } = domains[domain]
  if (typeof value !== 'number') throw wrongKind(name, says, value)
  if (!allows(value)) throw wrongValue(name, says, value)
  return value
}

export function expectShape(name: string, got: readonly number[], expected: readonly number[]): void {
  if (!sameShape(got, expected)) throw wrongShape(name, `shape ${showShape(expected)}`, got)
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i])
}

export function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}

export function wrongShape(name: string, expected: string, got: readonly number[]): RangeError {
  return new RangeError(`${name}: expected ${expected}, got ${showShape(got)}`)
}

/** Every option given must be one that the loss knows. */
export function expectOptions(options: unknown, known: readonly string[]): void {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw wrongKind('options', 'an object', options)
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw wrongKind('options', `only ${known.join(', ')}`, name)
  }
}

export function expectReduction(reduction: unknown = 'mean'): Reduction {
  if (reduction === 'none' || reduction === 'sum' || reduction === 'mean') return reduction
  throw wrongValue('reduction', "'none', 'sum' or 'mean'", reduction)
}

export function expectInteger(name: string, value: unknown): number {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw wrongKind(name, 'an integer', value)
  if (!Number.isInteger(Number(value))) throw wrongValue(name, 'an integer', value)
  return Number(value)
}

/** Index targets: every one a class, or the index that is ignored. Returns how many are not. */
export function expectIndices(name: string, data: Float64Array | Int32Array, classes: number, ignored: number): number {
  let kept = 0
  for (let i = 0; i < data.length; i++) {
    const t = data[i] as number
    if (t === ignored) continue
    if (!(t >= 0 && t < classes && Math.floor(t) === t)) {
      throw wrongValue(`${name}[${i}]`, `a class index 0…${classes - 1}`, t)
    }
    kept++
  }
  return kept
}

/** The arguments whose gradients are wanted; the input's is there in any case. */
export function expectWrt(wrt: unknown, input: string, target: string | undefined): boolean {
  if (wrt === undefined) return false
  if (!Array.isArray(wrt)) throw wrongKind('wrt', 'an array of argument names', wrt)
  const allowed = target === undefined ? [input] : [input, target]
  const names: readonly unknown[] = wrt
  names.forEach((name, i) => {
    if (typeof name !== 'string') throw wrongKind(`wrt[${i}]`, allowed.map(show).join(' or '), name)
    if (!allowed.includes(name)) throw wrongValue(`wrt[${i}]`, allowed.map(show).join(' or '), name)
  })
  return target !== undefined && names.includes(target)
}
