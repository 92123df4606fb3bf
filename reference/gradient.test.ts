/**
 * The reference's gradients against differences of its own losses.
 *
 *   D_s = (F(x + s·h) − F(x − s·h)) / (2·s·h),   F = Σ v·loss, v the upstream
 *   ∂F/∂x ≈ (64·D_1 − 20·D_2 + D_4) / 45         Richardson (1911): h² and h⁴ fall away
 *
 * A call takes doubles, so the numbers that are moved lie on a grid of 2^−10 and h = 2^−38: x ± 4h is a double still.
 *
 * Bound: F is analytic in x within R of it: R = 1 for a logit (Σ e^z is 0 first where one exponential has turned by π),
 * R = x/2 ≥ 2^−5 for a probability x ≥ 2^−4 away from 0, and from 1 where ln(1 − x) is taken. There F moves by less than
 * M = 2^17: 3 rows of 5 classes, with v, w and y below 4 each, |Δ ln p| < 8, over a divisor of at least 0.1. By Cauchy's
 * estimate |F^(k)|/k! ≤ M/R^k, and the first term left is 64·h⁶·F⁽⁷⁾/7!: below 64·2^17·2^5·(2^−38·2^5)^6 = 2^−170 <
 * 10^−51. At 80 digits the losses bring 10^−78·M/h < 10^−61 more.
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import type { Ball } from './ball.ts'
import { RING_DIGITS, context, exact } from './exact.ts'
import { losses } from './losses.ts'
import type { Question } from './testing/definitions.ts'
import { type Random, callOf, list, namesOf, random } from './testing/questions.ts'
import { type Enclosures, truth } from './truth.ts'
import { tries } from './testing/effort.ts'

const GRID = 2 ** -10
const H = 2 ** -38
const DIGITS = 80
const BOUND = '1e-51'

const Wide = context(RING_DIGITS, Decimal.ROUND_HALF_EVEN)

/** A number of the grid in (low, high). */
function onGrid(r: Random, low: number, high: number): number {
  return r.integer(low / GRID + 1, high / GRID - 1) * GRID
}

/** A random question whose input, and target unless an index, lie on the grid, well inside their domain. */
function questionOf(loss: string, seed: number): Question {
  const r = random(seed)
  const binary = loss.startsWith('binary')
  const rows = r.integer(1, 3)
  const classes = binary ? 1 : r.integer(1, 5)
  const size = rows * classes
  const unit = loss === 'log_loss' || loss === 'binary_cross_entropy'
  const positive = loss === 'kl_divergence' || loss === 'entropy'
  const input = list(size, () =>
    unit ? onGrid(r, 1 / 16, 15 / 16) : positive ? onGrid(r, 1 / 16, 4) : onGrid(r, -8, 8),
  )
  const indexable = !binary && !positive
  const indexed = indexable && r.chance(0.3)
  const dense = (): number =>
    positive ? onGrid(r, 1 / 16, 4) : loss === 'binary_cross_entropy' ? onGrid(r, 0, 1) : onGrid(r, -4, 4)
  const target = indexed
    ? list(rows, () => r.integer(0, classes - 1))
    : loss === 'entropy'
      ? input
      : list(size, () => (indexable && r.chance(0.2) ? r.integer(0, 1) : dense()))
  const factor = (): number => r.pick([1, 0.1, 3.9, -1.7, 8 * r.unit() - 4])
  // Weights that divide are positive, so that the divisor is not small.
  const weight = (): number => (indexed ? r.pick([1, 0.1, 3.9, 0.1 + 3.9 * r.unit()]) : factor())
  const reduction = r.pick(['none', 'sum', 'mean'] as const)
  return {
    loss,
    dtype: 'f64',
    rows,
    classes,
    input,
    target,
    indexed,
    reduction,
    ...(indexable && r.chance(0.5) ? { weight: list(classes, weight) } : {}),
    ...(binary && r.chance(0.5) ? { weight: list(rows, factor) } : {}),
    ...(loss === 'binary_cross_entropy_with_logits' && r.chance(0.5) ? { posWeight: list(rows, factor) } : {}),
    // The first row is kept: a mean of none has no value.
    ...(indexed && r.chance(0.5) ? { ignoreIndex: (target[0] as number) + 1 } : {}),
    ...(indexable && r.chance(0.5) ? { smoothing: r.pick([0.1, 0.5, 1, r.unit()]) } : {}),
    ...(r.chance(0.7) ? { upstream: list(reduction === 'none' ? rows : 1, factor) } : {}),
  }
}

function enclose(o: Question): Enclosures {
  const answer = truth(callOf(o))
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer))
  return answer.at(DIGITS)
}

function middle({ lo, hi }: Ball): Decimal {
  return Wide.mul(Wide.add(lo, hi), 0.5)
}

/** F: the losses times the upstream. */
function total(o: Question): Decimal {
  return enclose(o).loss.reduce(
    (sum, ball, n) => sum.plus(middle(ball).times(exact(o.upstream?.[n] ?? 1))),
    new Wide(0),
  )
}

/** The question with number i of its input or target moved. */
function moved(o: Question, part: 'input' | 'target', i: number, by: number): Question {
  const numbers = o[part].map((x, j) => (j === i ? x + by : x))
  if ((numbers[i] as number) - (o[part][i] as number) !== by) throw new Error(`${o[part][i]} + ${by} is rounded`)
  return o.loss === 'entropy' ? { ...o, input: numbers, target: numbers } : { ...o, [part]: numbers }
}

function difference(o: Question, part: 'input' | 'target', i: number): Decimal {
  const central = (s: number): Decimal =>
    Wide.sub(total(moved(o, part, i, s * H)), total(moved(o, part, i, -s * H))).div(exact(2 * s * H))
  return central(1).times(64).minus(central(2).times(20)).plus(central(4)).div(45)
}

/** How far each component of the gradient is from the differences. */
function distances(o: Question): Decimal[] {
  const [input, target] = namesOf(o.loss)
  const parts = o.indexed || input === target ? (['input'] as const) : (['input', 'target'] as const)
  const given = enclose(o)
  return parts.flatMap((part) =>
    given
      .gradient(part === 'input' ? input : target)
      .map((ball, i) => Wide.sub(middle(ball), difference(o, part, i)).abs()),
  )
}

/** A question has up to thirty components, each worth six losses. */
const QUESTIONS = tries(7)

/** Long enough for a machine ten times slower than the one this was written on, where a loss takes a second or two. */
const PATIENCE = 120_000

describe('the gradient is the limit of differences, to 51 decimal places,', () => {
  test.each([...losses.keys()])(
    'of %s in each of its arguments',
    (loss) => {
      for (let seed = 1; seed <= QUESTIONS; seed++) {
        const question = questionOf(loss, seed)
        const off = distances(question).filter((distance) => !distance.lt(BOUND))
        expect(off.map(String), JSON.stringify(question)).toEqual([])
      }
    },
    PATIENCE,
  )
})

describe('the differences', () => {
  test('are not fooled: they tell a slope from one that is wrong in its fiftieth place', () => {
    const question = questionOf('cross_entropy', 4)
    const [slope] = enclose(question).gradient('logits') as [Ball]
    const off = Wide.sub(difference(question, 'input', 0), middle(slope).plus('1e-50')).abs()
    expect(off.gt(BOUND)).toBe(true)
  })
})
