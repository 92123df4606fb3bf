/**
 * Observed values: the reference has the exact digits of each, and what frameworks print lies where its line says.
 *
 * The first half is about the reference and the second about the tables: both are held to digits by mpmath.
 */

import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import { isFree, isNaNBall } from './ball.ts'
import type { FloatType } from './call.ts'
import { formats, nearest, ulpAt } from './format.ts'
import { bits } from './testing/observed-bits.ts'
import { classes } from './testing/observed-classes.ts'
import { means } from './testing/observed-means.ts'
import { probabilities } from './testing/observed-probabilities.ts'
import { torchClasses } from './testing/observed-torch-classes.ts'
import { type Observation, observationsOf } from './testing/observed.ts'
import { truthUnder } from './truth.ts'

const DIGITS = 50

/** Thirty digits, rounded: half a unit of the last is at most 5·10⁻³⁰ of the number. */
const ROUNDING = 1e-29

/** A handful of directed roundings at 50 digits, of terms that may be ten times their sum. */
const WIDTH = 1e-47

const Wide = Decimal.clone({ precision: 2 * DIGITS })

const tables = Object.entries({ means, torchClasses, classes, probabilities, bits }).map(
  ([name, sightings]) => [name, sightings.flatMap(observationsOf).map((line) => [line.name, line] as const)] as const,
)

const isNumber = (text: string): boolean => /\d/.test(text) && !text.startsWith('refused')

/** What the reference has for the exact column, in its words; the digits themselves where it encloses them. */
function told({ profile, call, part, index, exact }: Observation): string {
  const answer = truthUnder(profile, call)
  if (answer.kind === 'unsupported') return answer.kind
  if (answer.kind === 'error') return `refused ${answer.message.split(':')[0]}`
  const { loss, gradient } = answer.at(DIGITS)
  const ball = (part === 'loss' ? loss : gradient(profile[part]))[index]
  if (ball === undefined) return 'nothing'
  if (isFree(ball)) return 'free'
  if (isNaNBall(ball)) return 'NaN'
  const [lo, hi] = [new Wide(ball.lo.toString()), new Wide(ball.hi.toString())]
  if (!lo.isFinite() && lo.eq(hi)) return lo.toString().replace('Infinity', '∞')
  const ends = `[${lo.toString()}, ${hi.toString()}]`
  if (!isNumber(exact)) return ends
  const value = new Wide(exact)
  const near = lo.plus(hi).div(2).minus(value).abs().lte(value.abs().times(ROUNDING))
  const narrow = hi.minus(lo).lte(value.abs().times(WIDTH))
  return near && narrow ? exact : ends
}

const WORDS: Readonly<Record<string, string>> = { nan: 'NaN', inf: '∞', '-inf': '-∞' }

/** Whether what was seen is the exact value, as far as it was printed and as the format reaches; or within a bound. */
function agrees({ exact, seen, dtype }: Observation, bound?: number): boolean {
  if (exact.startsWith('refused')) return /Error$|^throws$/.test(seen)
  const result = WORDS[seen] ?? seen
  if (!isNumber(exact)) return result === exact
  if (!isNumber(result)) return result === overflow(dtype, exact)
  const value = new Wide(exact)
  const allowed = bound ?? Wide.max(halfUnit(result), ulpAt(formats[dtype], value).times(4))
  return value.minus(result).abs().lte(allowed)
}

/** An exact value beyond the format, as the format has it. */
function overflow(dtype: FloatType, exact: string): string {
  return String(nearest(formats[dtype], new Decimal(exact))).replace('Infinity', '∞')
}

/** Half a unit of the last digit printed; a number without a point is whole. */
function halfUnit(printed: string): Decimal {
  const [, decimals, exponent = '0'] = /\.(\d+)(?:e(.+))?$/.exec(printed) ?? []
  return decimals === undefined ? new Wide(0) : new Wide(10).pow(Number(exponent) - decimals.length).div(2)
}

describe.each(tables)('the reference, of %s', (_, lines) => {
  test.each(lines)('%s', (_name, line) => {
    expect(told(line)).toBe(line.exact)
  })
})

describe.each(tables)('what was seen, of %s', (_, lines) => {
  const comparable = lines.filter(([, { exact }]) => exact !== 'free' && exact !== 'unsupported')

  test.each(comparable)('%s', (_name, line) => {
    // A difference that is stated must be one.
    expect(agrees(line)).toBe(line.differs === undefined)
    if (typeof line.differs === 'number') expect(agrees(line, line.differs)).toBe(true)
  })
})

test('no line is told twice', () => {
  const names = tables.flatMap(([, lines]) => lines.map(([name, { dtype, call }]) => `${name} ${dtype} ${show(call)}`))
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})

function show(call: Observation['call']): string {
  return JSON.stringify(call, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
