/**
 * Questions for the comparison with MPFR: random rows in the regimes where softmax arithmetic goes wrong.
 *
 * A small generator of its own (mulberry32), so that a seed names a question for good.
 */

import type { Call } from '../call.ts'
import { formats, tensorOf, valuesOf } from '../format.ts'
import type { Question } from './definitions.ts'

export interface Random {
  /** In [0, 1). */
  readonly unit: () => number
  /** An integer in [low, high]. */
  readonly integer: (low: number, high: number) => number
  readonly normal: () => number
  readonly pick: <T>(from: readonly T[]) => T
  readonly chance: (p: number) => boolean
}

/** Mulberry32 (T. Ettinger, 2017): 32 bits of state, enough for a few thousand draws a seed. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  // Two words fill all 53 bits of the significand.
  const unit = (): number => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) * 2 ** -53
  const integer = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1))
  return {
    unit,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    pick: (from) => from[integer(0, from.length - 1)] as (typeof from)[number],
    chance: (p) => unit() < p,
  }
}

type Numbers = number[]

export function list<T>(n: number, draw: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => draw(i))
}

export const regimes = ['plain', 'confident', 'hopeless', 'huge', 'offset', 'ties', 'masked', 'extreme'] as const
export type Regime = (typeof regimes)[number]

function logitRow(r: Random, regime: Regime, k: number, largest: number): Numbers {
  const row = list(k, () => 3 * r.normal())
  const at = r.integer(0, k - 1)
  switch (regime) {
    case 'plain':
      return row
    case 'confident':
      row[at] = 20 + 780 * r.unit()
      return row
    case 'hopeless':
      row[at] = -(20 + 780 * r.unit())
      return row
    case 'extreme':
      row[at] = (r.chance(0.5) ? 1 : -1) * 10 ** (3 + r.unit())
      return row
    case 'huge':
      return row.map(() => Math.min(largest, 1e300) * r.pick([-1, -0.5, 0, 1e-300, 0.75, 1]))
    case 'offset': {
      const base = (r.chance(0.5) ? 1 : -1) * Math.min(largest / 64, 1e15)
      return row.map((z) => base + Math.round(8 * z) / 8)
    }
    case 'ties':
      return row.map(() => r.integer(-1, 1))
    case 'masked':
      return row.map((z, c) => (c !== at && r.chance(0.5) ? -Infinity : z))
  }
}

function share(row: readonly number[]): Numbers {
  const max = row.reduce((a, b) => Math.max(a, b))
  const e = row.map((z) => Math.exp(z - max))
  const total = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / total)
}

function distribution(r: Random, row: readonly number[]): Numbers {
  const k = row.length
  switch (r.integer(0, 5)) {
    case 0: {
      const at = r.integer(0, k - 1)
      return list(k, (c) => (c === at ? 1 : 0))
    }
    case 1:
      return share(list(k, () => 2 * r.normal()))
    case 2:
      // The target of a converged model: the gradient cancels to the rounding of the target.
      return share(row.map((z) => (Number.isFinite(z) ? Math.max(-1e3, Math.min(1e3, z)) : -1e3)))
    case 3:
      return list(k, () => r.normal())
    case 4:
      return list(k, () => r.integer(-2, 3))
    default:
      return list(k, () => (r.chance(0.5) ? 0 : r.unit()))
  }
}

function probability(r: Random): number {
  switch (r.integer(0, 7)) {
    case 0:
      return r.integer(1, 1000) * 2 ** -1074
    case 1:
      return 1 - r.integer(0, 1000) * 2 ** -53
    case 2:
      return 10 ** (-300 * r.unit())
    case 3:
      return r.pick([0, 1, 0.5, 2 ** -1022, 2 ** -149, 2 ** -126])
    default:
      return r.unit()
  }
}

function probabilityRow(r: Random, k: number): Numbers {
  return r.chance(0.3) ? share(list(k, () => 3 * r.normal())) : list(k, () => probability(r))
}

function classes(r: Random): number {
  // Mostly few: the arithmetic of one class is the same as that of forty, and forty costs forty times as much.
  const u = r.unit()
  return u < 0.04 ? 1 : u < 0.9 ? r.integer(2, 5) : u < 0.98 ? r.integer(6, 12) : r.integer(13, 40)
}

export const lossNames = [
  'cross_entropy',
  'cross_entropy',
  'cross_entropy',
  'binary_cross_entropy_with_logits',
  'binary_cross_entropy',
  'log_loss',
  'nll_loss',
  'kl_divergence',
  'entropy',
] as const

/** One random question. Its numbers are values of its dtype. */
export function randomQuestion(seed: number): Question & { readonly regime: Regime } {
  const r = random(seed)
  const loss = r.pick(lossNames)
  const dtype = r.pick(['f64', 'f64', 'f64', 'f64', 'f32', 'f16', 'bf16'] as const)
  const regime = r.pick(regimes)
  const binary = loss.startsWith('binary')
  const rows = binary ? r.integer(1, 5) : r.chance(0.7) ? 1 : r.integer(2, 3)
  const k = binary ? 1 : classes(r)
  const snap = (values: readonly number[]): number[] => valuesOf(tensorOf(dtype, [values.length], values))
  const logits = loss === 'cross_entropy' || loss === 'binary_cross_entropy_with_logits'
  const input = snap(
    Array.from({ length: rows }, () => {
      if (logits) return logitRow(r, regime, k, formats[dtype].max)
      if (loss === 'nll_loss') return logitRow(r, 'plain', k, 0).map((x) => -Math.abs(x) * 10 ** r.integer(-3, 2))
      return binary ? [probability(r)] : probabilityRow(r, k)
    }).flat(),
  )
  const indexable = loss === 'cross_entropy' || loss === 'log_loss' || loss === 'nll_loss'
  const indexed = indexable && r.chance(0.4)
  const ignoreIndex = indexed ? r.pick([-100, -100, -1, r.integer(0, k - 1)]) : undefined
  const rowsOf = (n: number): number[] => input.slice(n * k, (n + 1) * k)
  const target = indexed
    ? list(rows, () => (r.chance(0.15) ? (ignoreIndex as number) : r.integer(0, k - 1)))
    : loss === 'entropy'
      ? input
      : snap(
          Array.from({ length: rows }, (_, n) => {
            if (loss === 'kl_divergence') {
              // Half the classes at the very same double, where ln(p/q) is 0.
              return probabilityRow(r, k).map((p, c) => (r.chance(0.3) ? (rowsOf(n)[c] as number) : p))
            }
            if (loss === 'binary_cross_entropy') return [r.pick([0, 1, 0.5, r.unit(), probability(r)])]
            if (binary) return [r.pick([0, 1, 0.5, r.unit(), 3 * r.normal()])]
            return distribution(r, rowsOf(n))
          }).flat(),
        )
  const weights = (n: number): number[] => snap(list(n, () => r.pick([1, 2, 0.3, 0, 5 * r.unit(), r.normal()])))
  const reduction = r.pick(['none', 'sum', 'mean'] as const)
  return {
    regime,
    loss,
    dtype,
    rows,
    classes: k,
    input,
    target,
    indexed,
    reduction,
    ...(indexable && r.chance(0.35) ? { weight: weights(k) } : {}),
    ...(binary && r.chance(0.35) ? { weight: weights(rows) } : {}),
    ...(loss === 'binary_cross_entropy_with_logits' && r.chance(0.35) ? { posWeight: weights(rows) } : {}),
    ...(ignoreIndex === undefined ? {} : { ignoreIndex }),
    ...(indexable && r.chance(0.3) ? { smoothing: r.pick([0.1, 0.3, 0.5, 1, r.unit()]) } : {}),
    ...(r.chance(0.3) ? { upstream: snap(list(reduction === 'none' ? rows : 1, () => r.normal() || 1)) } : {}),
  }
}

const argumentNames: Readonly<Record<string, readonly [string, string]>> = {
  cross_entropy: ['logits', 'target'],
  log_loss: ['probabilities', 'target'],
  nll_loss: ['log_probabilities', 'target'],
  binary_cross_entropy_with_logits: ['logits', 'target'],
  binary_cross_entropy: ['probabilities', 'target'],
  kl_divergence: ['q', 'p'],
  entropy: ['p', 'p'],
}

/** The names under which the input and the target of a loss are passed. */
export function namesOf(loss: string): readonly [string, string] {
  return argumentNames[loss] as readonly [string, string]
}

/** The question as a call of the reference. */
export function callOf(o: Question): Call {
  const [input, target] = namesOf(o.loss)
  const shape = o.loss.startsWith('binary') ? [o.rows] : [o.rows, o.classes]
  const tensor = (values: readonly number[]): ReturnType<typeof tensorOf> => tensorOf(o.dtype, [values.length], values)
  return {
    loss: o.loss,
    arguments: {
      [target]: o.indexed ? tensorOf('i64', [o.rows], o.target) : tensorOf(o.dtype, shape, o.target),
      [input]: tensorOf(o.dtype, shape, o.input),
      reduction: o.reduction,
      ...(o.weight ? { weight: tensor(o.weight) } : {}),
      ...(o.posWeight ? { pos_weight: tensor(o.posWeight) } : {}),
      ...(o.ignoreIndex === undefined ? {} : { ignore_index: o.ignoreIndex }),
      ...(o.smoothing === undefined ? {} : { label_smoothing: o.smoothing }),
    },
    ...(o.upstream ? { upstream: tensorOf(o.dtype, o.reduction === 'none' ? [o.rows] : [], o.upstream) } : {}),
    want: ['loss', 'gradient'],
  }
}
