/**
 * Our own losses against the certified truth, value by value: how many are the nearest float, and how far off the others.
 *
 *   npm test       60 000 losses and gradient components
 *   npm run soak   10 million
 *
 * Every one must be within 1 ulp of the exact value; those of logits in the normal range within 0.55. An answer that is
 * not the certified nearest float is measured with decimal.js.
 */

import { describe, expect, test } from 'vitest'
import own from './adapters/own.ts'
import {
  type Ball,
  type Call,
  type Enclosures,
  type FloatType,
  LADDER,
  type Tensor,
  ballOf,
  certify,
  formats,
  isUndecided,
  roundBall,
  roundNear,
  tensorOf,
  truth,
  ulpAt,
  valuesOf,
} from './reference/index.ts'
import { softmax } from './src/index.ts'
import { type Dice, diceOf } from './src/testing/dice.ts'

/** Losses and gradient components in all. */
const VALUES = Number(process.env['VALUES'] ?? 60_000)
/** Long enough for a machine ten times slower than the one this was written on, where a million take half a minute. */
const PATIENCE = VALUES * 0.5 + 600_000

interface Regime {
  readonly name: string
  /** Its part of the values. */
  readonly share: number
  readonly draw: (dice: Dice) => Question
}

interface Question {
  readonly loss: string
  readonly dtype?: FloatType
  readonly shape: readonly number[]
  readonly input: number[]
  readonly target: number[] | { readonly index: number[] }
  readonly options?: Readonly<Record<string, number | readonly number[]>>
}

const normal = (dice: Dice): number => 3.4 * (dice.uniform() + dice.uniform() + dice.uniform() + dice.uniform() - 2)
const few = (dice: Dice): number => 1 + dice.below(8)
const pick = <T>(dice: Dice, list: readonly T[]): T => list[dice.below(list.length)] as T

/** One logit ahead of the others by a gap. */
const ahead = (low: number, high: number) => (dice: Dice, classes: number) => {
  const leader = dice.below(classes)
  const gap = dice.between(low, high)
  return dice.list(classes, (c) => normal(dice) + (c === leader ? gap : 0))
}

type Logits = (dice: Dice, classes: number) => number[]

/** Targets of every kind, weights, smoothing, and now and then what bends the logits. */
function ofLogits(dice: Dice, classes: number, logits: Logits, dtype: FloatType = 'f64'): Question {
  const rows = classes > 64 ? 1 : 1 + dice.below(3)
  const input = Array.from({ length: rows }, () => logits(dice, classes)).flat()
  const options: Record<string, number | readonly number[]> = {}
  if (dice.below(3) === 0) options['weight'] = dice.list(classes, () => dice.between(0.1, 4))
  const open = !input.includes(-Infinity)
  if (open && dice.below(4) === 0) options['label_smoothing'] = dice.uniform()
  if (dice.below(12) === 0) options['temperature'] = dice.between(0.3, 5)
  if (open && dice.below(24) === 0) options['softcap'] = dice.between(5, 50)
  if (dice.below(24) === 0) options['focal'] = dice.below(4)
  const kept = dtype === 'f64' ? input : valuesOf(tensorOf(dtype, [input.length], input))
  const shape = [rows, classes]
  const target =
    dice.below(2) === 0
      ? { index: dice.list(rows, () => dice.below(classes)) }
      : pick(dice, [softTarget, softTarget, ownTarget])(dice, kept, shape)
  return { loss: 'cross_entropy', dtype, shape, input: kept, target, options }
}

const softTarget = (dice: Dice, input: readonly number[]): number[] =>
  input.map((z) => (z === -Infinity || dice.below(5) === 0 ? 0 : dice.uniform()))
/** The softmax itself, as in self-distillation: the slopes are what rounding left of it. */
const ownTarget = (_dice: Dice, data: number[], shape: readonly number[]): number[] => [...softmax({ data, shape })]

const logitRegime = (name: string, share: number, logits: Logits, classes = few): Regime => ({
  name,
  share,
  draw: (dice) => ofLogits(dice, classes(dice), logits),
})

/** Probabilities of every size: tiny, subnormal, near 1, plain. */
function probability(dice: Dice): number {
  const p = pick(dice, [
    () => dice.uniform() * 2 ** -dice.below(1074),
    () => 1 - dice.uniform() * 2 ** -dice.below(53),
    () => dice.uniform(),
    () => dice.uniform(),
  ])()
  return p === 0 || p === 1 ? 0.25 : p
}

const binary = (dice: Dice, loss: string, input: number[]): Question => {
  const hard = dice.below(2) === 0
  return {
    loss,
    shape: [input.length],
    input,
    target: input.map(() => (hard ? dice.below(2) : dice.uniform())),
    ...(dice.below(3) === 0 ? { options: { label_smoothing: dice.uniform() } } : {}),
  }
}

const regimes: readonly Regime[] = [
  logitRegime('plain', 5, (d, k) => d.list(k, () => normal(d))),
  logitRegime(
    'two classes',
    3,
    (d, k) => d.list(k, () => 2 * normal(d)),
    () => 2,
  ),
  logitRegime(
    'hundreds of classes',
    10,
    (d, k) => d.list(k, () => normal(d)),
    (d) => 65 + d.below(900),
  ),
  logitRegime(
    'a vocabulary',
    4,
    (d, k) => d.list(k, () => normal(d)),
    () => 32_000,
  ),
  logitRegime('close', 2, (d, k) => d.list(k, () => 1e-9 * normal(d))),
  logitRegime('confident', 3, ahead(15, 340)),
  logitRegime('subnormal', 2, ahead(690, 800)),
  logitRegime('hopeless', 2, (d, k) => d.list(k, () => 1e3 * normal(d))),
  logitRegime('huge', 1, (d, k) => d.list(k, () => 1e300 * normal(d))),
  logitRegime('common offset', 2, (d, k) => d.list(k, () => 1e15 + d.below(64) / 8)),
  logitRegime('ties', 2, (d, k) => d.list(k, () => d.below(3))),
  logitRegime('masks', 2, (d, k) => d.list(k, (c) => (c > 0 && d.below(2) === 0 ? -Infinity : normal(d)))),
  logitRegime('tiny', 0.4, (d, k) => d.list(k, () => 5e-324 * d.below(100))),
  { name: 'float32', share: 2, draw: (d) => ofLogits(d, few(d), (e, k) => e.list(k, () => 4 * normal(e)), 'f32') },
  { name: 'bfloat16', share: 1, draw: (d) => ofLogits(d, few(d), (e, k) => e.list(k, () => normal(e)), 'bf16') },
  {
    name: 'binary logits',
    share: 4,
    draw: (d) =>
      binary(
        d,
        'binary_cross_entropy_with_logits',
        d.list(4, () => pick(d, [1, 8, 200, 1e-9]) * normal(d)),
      ),
  },
  {
    name: 'binary probabilities',
    share: 2,
    draw: (d) =>
      binary(
        d,
        'binary_cross_entropy',
        d.list(4, () => probability(d)),
      ),
  },
  {
    name: 'probabilities',
    share: 2,
    draw(d) {
      const k = few(d)
      const index = d.below(2) === 0
      const target = index ? { index: [d.below(k)] } : d.list(k, () => d.uniform())
      return { loss: 'log_loss', shape: [1, k], input: d.list(k, () => probability(d)), target }
    },
  },
  {
    name: 'divergence',
    share: 2,
    draw(d) {
      const input = d.list(1 + d.below(8), () => probability(d))
      const near = 2 ** -d.below(45)
      const target = input.map((p) => (d.below(4) === 0 ? probability(d) : p * (1 + near * (d.uniform() - 0.5))))
      return { loss: 'kl_divergence', shape: [1, input.length], input, target }
    },
  },
  {
    name: 'entropy',
    share: 1,
    draw(d) {
      const input = d.list(1 + d.below(8), () => pick(d, [1, 1, 4]) * probability(d))
      return { loss: 'entropy', shape: [1, input.length], input, target: [] }
    },
  },
]

function callOf({ loss, dtype = 'f64', shape, input, target, options = {} }: Question, dice: Dice): Call {
  const [first, second] =
    loss === 'kl_divergence' ? ['p', 'q'] : loss === 'entropy' ? ['p', ''] : [inputOf(loss), 'target']
  const given: Record<string, Tensor> = { [first as string]: tensorOf(dtype, shape, input) }
  if (second !== '') {
    given[second as string] = Array.isArray(target)
      ? tensorOf(dtype, shape, target)
      : tensorOf('i64', shape.slice(0, -1), target.index)
  }
  const extra: Record<string, number | Tensor> = {}
  for (const [name, value] of Object.entries(options)) {
    extra[name] = typeof value === 'number' ? value : tensorOf(dtype, [value.length], value)
  }
  const reduction = pick(dice, ['none', 'sum', 'mean'])
  return { loss, arguments: { ...given, ...extra, reduction }, want: ['loss', 'gradient'] } as Call
}

const inputOf = (loss: string): string =>
  loss.endsWith('logits') || loss === 'cross_entropy' ? 'logits' : 'probabilities'

interface Count {
  values: number
  nearest: number
  undecided: number
  /** Of normal results, and of all. */
  worst: number
  worstOfAll: number
  readonly faults: string[]
}

/** Compares an answer with the truth and adds to the count. */
function take(call: Call, count: Count): void {
  const known = truth(call)
  if (known.kind !== 'value') throw new Error(`${JSON.stringify(call)}: ${JSON.stringify(known)}`)
  const { dtype } = Object.values(call.arguments)[0] as Tensor & { readonly dtype: FloatType }
  const f = formats[dtype]
  const answer = (own.losses[call.loss] as (typeof own.losses)[string]).evaluate(call as never) as {
    readonly loss: unknown
    readonly gradient: Readonly<Record<string, unknown>>
  }
  const numbersOf = (x: unknown): number[] => {
    if (typeof x === 'number') return [x]
    if (x instanceof Uint16Array) return valuesOf({ dtype, shape: [x.length], data: x })
    return Array.from(x as Float64Array)
  }
  const at = (digits: number): Enclosures => known.at(digits)
  const judge = (name: string, got: number, ballAt: (digits: number) => Ball, sure?: number): void => {
    const near = sure ?? certify(ballAt, (ball) => roundBall(f, ball))
    count.values++
    if (isUndecided(near)) {
      count.undecided++
      return
    }
    if (got === near || (Number.isNaN(got) && Number.isNaN(near))) {
      count.nearest++
      count.worst = Math.max(count.worst, 0.5)
      return
    }
    const { lo, hi } = ballAt(LADDER.at(-3) as number)
    const middle = lo.plus(hi).div(2)
    const ulps =
      Number.isFinite(got) && Number.isFinite(near)
        ? middle.minus(exactly(got)).abs().div(ulpAt(f, middle)).toNumber()
        : Infinity
    count.worstOfAll = Math.max(count.worstOfAll, ulps)
    if (Math.abs(near) >= 2 ** f.emin) count.worst = Math.max(count.worst, ulps)
    if (!(ulps <= 1)) count.faults.push(`${name}: ${got} for ${near} (${ulps} ulp) of ${JSON.stringify(call, shown)}`)
  }
  numbersOf(answer.loss).forEach((got, i) => judge(`loss[${i}]`, got, (digits) => at(digits).loss[i] as Ball))
  for (const [name, slopes] of Object.entries(answer.gradient)) {
    const first = at(LADDER[0] as number)
    const flat = name === inputOf(call.loss) && call.loss === 'cross_entropy' ? first.flat : undefined
    const rows =
      flat && Array.from({ length: (call.arguments['logits'] as Tensor).shape[0] as number }, (_, n) => flat(n))
    const width = rows?.[0]?.heads.length ?? 1
    numbersOf(slopes).forEach((got, i) => {
      const row = rows?.[Math.floor(i / width)]
      const c = i % width
      const sure = row && roundNear(f, row.heads[c] as number, row.tails[c] as number, row.radii[c] as number)
      judge(`gradient.${name}[${i}]`, got, (digits) => at(digits).gradient(name)[i] as Ball, sure)
    })
  }
}

const exactly = (x: number): Ball['lo'] => ballOf(x).lo

const shown = (_key: string, x: unknown): unknown => {
  if (typeof x === 'bigint') return Number(x)
  return ArrayBuffer.isView(x) ? Array.from(x as Float64Array).slice(0, 12) : x
}

describe('our own losses are within 1 ulp of the exact value', () => {
  const shares = regimes.reduce((sum, { share }) => sum + share, 0)
  test.each(regimes.map((regime) => [regime.name, regime] as const))(
    '%s',
    (name, { share, draw }) => {
      const dice = diceOf(name.length * 7919 + share)
      const count: Count = { values: 0, nearest: 0, undecided: 0, worst: 0, worstOfAll: 0, faults: [] }
      while (count.values < (VALUES * share) / shares) take(callOf(draw(dice), dice), count)
      const { values, nearest, undecided, worst, worstOfAll, faults } = count
      const part = ((100 * nearest) / (values - undecided)).toFixed(3)
      console.log(
        `${name}: ${values} values, ${part} % the nearest float, worst ${Math.max(worst, worstOfAll).toFixed(4)} ulp, ${undecided} undecided`,
      )
      expect(faults).toEqual([])
      expect(undecided).toBeLessThan(values / 100)
      expect(nearest).toBeGreaterThan(0.99 * (values - undecided))
      expect(worst).toBeLessThanOrEqual(0.55)
    },
    PATIENCE,
  )
})
