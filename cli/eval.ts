/**
 * `lossproof eval`: the exact value of a loss, to the digits asked for, enclosed, and rounded once to every format.
 */

import { readFileSync } from 'node:fs'
import {
  type Ball,
  type Call,
  type FloatType,
  DECIMAL_DIGITS,
  LADDER,
  type Profile,
  type Role,
  type Tensor,
  certify,
  digitsOf,
  exact,
  formats,
  gradientsOf,
  isFree,
  isNaNBall,
  isPoint,
  isUndecided,
  roundBall,
  roundTo,
  tensorOf,
  toHex,
  truth,
  ulpAt,
} from '../reference/index.ts'
import { standingOf } from '../properties/index.ts'
import { shortened } from '../adapters/wire.ts'
import { WrongQuestion } from './wrong-question.ts'

/** The rung at which every question is first asked. */
const FIRST = LADDER[0] as number

/** Digits at which an ulp is counted: far below the ulp of any format. */
const COUNTING = 2 * DECIMAL_DIGITS

export interface EvalOptions {
  /** Arguments of the loss as JSON texts, by their names. */
  readonly given: Readonly<Record<string, string>>
  readonly dtype: FloatType
  readonly digits: number
  readonly answer?: number
}

/** Options that are one number. */
const SCALARS: readonly string[] = [
  'ignore_index',
  'label_smoothing',
  'temperature',
  'softcap',
  'z_loss',
  'focal',
] satisfies readonly Role[]

/**
 * Arguments stored as a JSON object, as texts like those of the command line; `-` is standard input.
 *
 * @throws WrongQuestion for what is no object, or names an argument that the loss does not have.
 */
export function readGiven(file: string, names: readonly string[]): Readonly<Record<string, string>> {
  const where = file === '-' ? 'standard input' : file
  const text = readFileSync(file === '-' ? 0 : file, 'utf8')
  let stored: unknown
  let members: readonly (readonly [string, string])[]
  try {
    stored = JSON.parse(quoted(text))
    members = Object.entries(stored ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
  } catch {
    throw new WrongQuestion(`${where}: expected a JSON object such as {"logits": [40, 0], "target": 0}`)
  }
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored))
    throw new WrongQuestion(`${where}: expected a JSON object, got ${shortened(text.trim())}`)
  const strange = members.map(([name]) => name).find((name) => !names.includes(name))
  if (strange !== undefined)
    throw new WrongQuestion(`${where}: expected some of ${names.join(', ')}, got '${shortened(strange)}'`)
  return Object.fromEntries(members)
}

/** NaN and the infinities, which JSON does not have, as strings; those that are strings already stay. */
function quoted(text: string): string {
  return text.replaceAll(/"[^"]*"|-?Infinity|NaN/g, (word) => (word.startsWith('"') ? word : `"${word}"`))
}

type Nested = number | readonly Nested[]

function optionOf(name: string): string {
  return `--${name.replaceAll('_', '-')}`
}

/** JSON, with NaN, Infinity and -Infinity as numbers. */
function parse(name: string, text: string): Nested {
  try {
    return numeric(name, JSON.parse(quoted(text)) as unknown)
  } catch (error) {
    if (error instanceof WrongQuestion) throw error
    throw new WrongQuestion(
      `${optionOf(name)}: expected a number or an array such as [40, 0], got '${shortened(text)}'`,
    )
  }
}

/** As many as NumPy has. */
const MOST_AXES = 64

function numeric(name: string, value: unknown, depth = 0): Nested {
  if (typeof value === 'number') return value
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  if (depth > MOST_AXES) throw new WrongQuestion(`${optionOf(name)}: expected at most ${MOST_AXES} axes, got more`)
  if (Array.isArray(value)) return value.map((item) => numeric(name, item, depth + 1))
  throw new WrongQuestion(`${optionOf(name)}: expected numbers, got ${shortened(JSON.stringify(value))}`)
}

function shapeOf(name: string, value: Nested): number[] {
  if (typeof value === 'number') return []
  const shapes = value.map((item) => shapeOf(name, item))
  const [first = []] = shapes
  shapes.forEach((shape, i) => {
    if (shape.join() !== first.join()) {
      throw new WrongQuestion(
        `${optionOf(name)}[${i}]: expected shape [${first.join(', ')}], got [${shape.join(', ')}]`,
      )
    }
  })
  return [value.length, ...first]
}

function flat(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat)
}

/** The call that the command line asks for: a single row may be given without its outer brackets. */
export function callFrom(spec: Profile, { given, dtype }: EvalOptions): Call {
  const values = Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name !== 'reduction')
      .map(([name, text]) => [name, parse(name, text)] as const),
  )
  const required = [...new Set([spec.input, spec.target])]
  const missing = required.find((name) => values[name] === undefined)
  if (missing !== undefined) throw new WrongQuestion(`${spec.name}: expected ${optionOf(missing)}, got none`)
  const isOneRow = spec.targets !== 'binary' && shapeOf(spec.input, values[spec.input] as Nested).length === 1
  const args = Object.entries(values).map(([name, value]) => {
    if (SCALARS.includes(name)) return [name, single(name, value)] as const
    const isRow = isOneRow && name !== 'weight'
    return [
      name,
      tensor(spec, name, isRow ? [value] : value, dtype, shapeOf(spec.input, values[spec.input] as Nested)),
    ] as const
  })
  // A word that is none is told in a message.
  const reduction = given['reduction'] && shortened(given['reduction'])
  return {
    loss: spec.name,
    arguments: { ...Object.fromEntries(args), ...(reduction === undefined ? {} : { reduction }) },
    want: ['loss', 'gradient'],
  }
}

function single(name: string, value: Nested): number {
  if (typeof value === 'number') return value
  throw new WrongQuestion(`${name}: expected a number, got a tensor`)
}

function tensor(spec: Profile, name: string, value: Nested, dtype: FloatType, input: readonly number[]): Tensor {
  const shape = shapeOf(name, value)
  // A class target with one axis less than the input is class indices.
  const rank = Math.max(2, input.length)
  const indexed = name === spec.target && spec.targets === 'class' && shape.length === rank - 1
  if (!indexed) return tensorOf(dtype, shape, flat(value))
  const bad = flat(value).find((t) => !Number.isSafeInteger(t))
  if (bad !== undefined) throw new WrongQuestion(`${optionOf(name)}: expected class indices, got ${bad}`)
  return tensorOf('i64', shape, flat(value))
}

/** The digits on which both ends agree, and the ends where they part. */
function digitLines(evaluate: (digits: number) => Ball, digits: number): string[] {
  const settled = digitsOf(evaluate, digits)
  if (isUndecided(settled))
    return [`undecided: between ${settled.ball.lo.toString()} and ${settled.ball.hi.toString()}`]
  const { text, ball } = settled
  if (isPoint(ball) || isNaNBall(ball)) return [`digits     ${text}`]
  // Ends in full, to the digit in which they differ.
  const apart = ball.lo.e - ball.hi.minus(ball.lo).e + 2
  const [lo, hi] = [ball.lo.toSignificantDigits(apart, 3), ball.hi.toSignificantDigits(apart, 2)]
  return [`digits     ${text}`, `enclosure  (${lo.toString()}, ${hi.toString()})`]
}

function rounded(evaluate: (digits: number) => Ball): string[] {
  return Object.values(formats).map((format) => {
    const value = certify(evaluate, (ball) => roundBall(format, ball))
    // The sign of a zero is no part of the value: −0 + 0 = 0.
    const text = isUndecided(value) ? 'undecided' : `${String(value).padEnd(24)}${toHex(format, value + 0)}`
    return `${format.name.padEnd(11)}${text}`
  })
}

/** How good an answer is; its decimal stands for the number of the format that is nearest to it. */
function judged(call: Call, i: number, given: number, dtype: FloatType, evaluate: (digits: number) => Ball): string {
  const format = formats[dtype]
  const answer = roundTo(format, given)
  const nearest = certify(evaluate, (ball) => roundBall(format, ball))
  if (isUndecided(nearest)) return `answer     ${answer}: undecided`
  const ball = evaluate(COUNTING)
  if (isNaNBall(ball) || !ball.lo.isFinite() || !Number.isFinite(answer)) {
    return `answer     ${answer}: ${Object.is(nearest, answer) ? 'right' : 'wrong'}`
  }
  const unit = ulpAt(format, ball.lo)
  const ulps = exact(answer).minus(ball.lo).abs().div(unit).toNumber()
  const grade = answer === nearest ? 'correctly rounded' : standingOf(call, i, answer, ulps, unit.toNumber())
  const told = grade === 'stable' ? 'stable, not faithful' : (grade ?? 'not faithful')
  return `answer     ${answer}: ${Number(ulps.toPrecision(3))} ulp off in ${dtype}, ${told}`
}

/** @throws WrongQuestion for arguments that the loss does not take. */
export function evaluate(spec: Profile, options: EvalOptions): string {
  const call = callFrom(spec, options)
  const known = truth(call)
  if (known.kind === 'error') throw new WrongQuestion(known.message)
  if (known.kind === 'unsupported') throw new WrongQuestion(`unsupported: ${known.why}`)
  const { answer, dtype } = options
  const grade = (at: (digits: number) => Ball, i: number) =>
    answer === undefined ? [] : [judged(call, i, answer, dtype, at)]
  const balls = known.at(FIRST)
  const lines = balls.loss.flatMap((_, i) => {
    const at = (digits: number): Ball => known.at(digits).loss[i] as Ball
    return [
      balls.loss.length === 1 ? 'loss' : `loss[${i}]`,
      ...[...digitLines(at, options.digits), ...rounded(at), ...grade(at, i)].map((line) => `  ${line}`),
    ]
  })
  const slopes = gradientsOf(spec)
    .filter((name) => name === spec.input || !known.problem.indexed)
    .flatMap((name) => [`gradient ${name}`, ...gradientLines(name, dtype, (d) => known.at(d).gradient(name))])
  return [`${spec.name}: ${spec.formula}`, ...lines, ...slopes].join('\n')
}

function gradientLines(name: string, dtype: FloatType, at: (digits: number) => readonly Ball[]): string[] {
  return at(FIRST).map((first, i) => {
    if (isFree(first)) return `  [${i}] not promised`
    const value = certify(
      (digits) => at(digits)[i] as Ball,
      (ball) => roundBall(formats[dtype], ball),
    )
    return `  [${i}] ${isUndecided(value) ? `${name}: undecided` : value}`
  })
}
