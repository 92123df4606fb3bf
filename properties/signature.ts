/**
 * Signatures: what the numbers of a wrong answer say by themselves.
 *
 *   NaN or ∞ for a number     an overflow, 0/0, ∞ − ∞ · a number for NaN: a NaN that was lost
 *   a factor common to all    −1, ln 2, 1/ln 2, K, 1/K, N, 1/N …
 *   p − y for Q·p − q         a gradient that is right only for targets that sum to 1
 *   a fixed ε                 ln(p + ε), −ln max(p, ε)
 *   few right digits          those of float32, of 16 bits, or of what was left after 1 was added or an offset taken away
 */

import { type Format, type Profile, type Tensor, formats, isIndices, roundTo, valuesOf } from '../reference/index.ts'
import { type Wrong, accountsFor } from './wrong.ts'
import { type Question, EPSILONS } from './hypotheses.ts'

/** What the numbers look like; nothing when they look like nothing in particular. */
export function signature(f: Format, wrong: Wrong, first: Wrong | undefined): string | undefined {
  const pattern = patternOf(wrong)
  if (pattern !== undefined && (first === undefined || isNotRefuted(pattern, wrong, first))) return pattern
  return lost(f, wrong)
}

/** A pattern of few numbers may be an accident: the case that failed first has it too, or has options that hide it. */
function isNotRefuted(pattern: string, wrong: Wrong, first: Wrong): boolean {
  const before = patternOf(first)
  const optionsOf = ({ asked }: Wrong): number => Object.keys(asked.call.arguments).length
  return before === pattern || (before === undefined && optionsOf(first) > optionsOf(wrong))
}

function patternOf(wrong: Wrong): string | undefined {
  return permuted(wrong) ?? factor(wrong) ?? unnormalised(wrong) ?? unshifted(wrong) ?? fixed(wrong)
}

function inputOf({ profile, call }: Question): readonly number[] {
  return valuesOf(call.arguments[profile.input] as Tensor)
}

function isScored({ score }: Profile): boolean {
  return score === 'logits' || score === 'bit'
}

/** NaN or ∞ where there is a number, or the other way round. */
export function unlike(f: Format, { asked, answer, truth }: Wrong): string | undefined {
  const i = answer.findIndex(
    (a, k) => Number.isFinite(a) !== Number.isFinite(truth[k]) || Number.isNaN(a) !== Number.isNaN(truth[k]),
  )
  if (i < 0) return undefined
  const [a, t] = [answer[i] as number, truth[i] as number]
  const z = inputOf(asked)
  const sizes = z.filter(Number.isFinite).map(Math.abs)
  const edge = Math.log(f.max)
  if (Number.isNaN(t)) return 'a NaN is lost: a maximum, a clip or a mask that skips it'
  if (!Number.isFinite(t)) return 'an infinite loss is cut off: a logarithm or a probability is kept away from 0'
  if (isScored(asked.profile) && !Number.isNaN(a) && Math.abs(t) > edge)
    return 'a probability underflows to 0 before its logarithm is taken: lse z − z_t needs no probability'
  if (isScored(asked.profile) && a === -Infinity)
    return 'the logarithm of a sum that is 0: its largest term, e^0, is left out'
  if (isScored(asked.profile) && Math.max(...sizes, 0) > edge)
    return `e^z leaves the format from |z| = ${Math.floor(edge)} on: the largest logit is not subtracted first`
  if (z.includes(-Infinity))
    return Number.isNaN(a) ? 'a class at −∞ makes ∞ − ∞ or 0·∞' : 'a class at −∞ is not left out'
  if (z.includes(0) && !isScored(asked.profile)) return '0·ln 0 is taken for NaN, or ln 0 counts where no mass is'
  return Number.isNaN(a) ? '0/0 or ∞ − ∞ on the way: a sum of weights, or a count of rows, that is 0' : undefined
}

/** The numbers of another row or class. */
function permuted({ answer, truth }: Wrong): string | undefined {
  const sorted = (xs: readonly number[]) => xs.toSorted((a, b) => a - b).join()
  return answer.length > 1 && sorted(answer) === sorted(truth) ? 'the right numbers, in another order' : undefined
}

/** How near a quotient must be to a factor that has a name. */
const NEAR = 2 ** -16

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= NEAR * Math.abs(b)
}

function factor({ asked: { profile, call }, answer, truth }: Wrong): string | undefined {
  if (answer.every((a) => a === 0) && truth.some((t) => t !== 0)) return undefined
  const pairs = answer.map((a, i) => [a, truth[i] as number] as const).filter(([a, t]) => a !== 0 || t !== 0)
  const ratios = pairs.map(([a, t]) => a / t)
  const [r = NaN] = ratios
  if (!ratios.every((x) => isNear(x, r)) || isNear(r, 1)) return undefined
  const { shape } = call.arguments[profile.input] as Tensor
  const classes = shape.at(profile.classAxis) ?? 1
  const rows = shape.reduce((a, b) => a * b, 1) / classes
  const named: readonly (readonly [number, string])[] = [
    [-1, 'the sign is turned around'],
    [Math.LOG2E, 'the logarithm is to base 2'],
    [Math.LN2, 'a logarithm to base 2 was multiplied by ln 2 once too often'],
    [Math.LOG10E, 'the logarithm is to base 10'],
    [1 / classes, 'divided by the number of classes'],
    [1 / rows, 'divided by the number of rows'],
    [rows, 'not divided by the number of rows'],
    [classes, 'multiplied by the number of classes'],
    [1 / (rows * classes), 'divided by the number of elements'],
    [2, 'counted twice'],
    [0.5, 'half of it is missing'],
  ]
  const name = named.find(([x]) => x !== 1 && isNear(r, x))?.[1]
  const sizes = new Set(truth.map((t) => Math.abs(t)).filter((t) => t !== 0))
  return name ?? (sizes.size > 1 ? `${Number(r.toPrecision(6))} times what it must be, everywhere` : undefined)
}

/** p − y, where the target does not sum to 1 and no other option plays a part. */
function unnormalised(wrong: Wrong): string | undefined {
  const {
    asked: { profile, call },
    part,
    answer,
    kept,
  } = wrong
  if (kept.some((place, i) => place !== i)) return undefined
  const target = call.arguments[profile.target]
  const { shape } = call.arguments[profile.input] as Tensor
  if (profile.score !== 'logits' || part !== `gradient.${profile.input}` || shape.length !== 2) return undefined
  if (typeof target !== 'object' || isIndices(target)) return undefined
  const [rows = 0, classes = 0] = shape
  const z = valuesOf(call.arguments[profile.input] as Tensor)
  const y = valuesOf(target)
  const plain = Array.from({ length: rows }, (_, n) => {
    const row = z.slice(n * classes, (n + 1) * classes)
    const shares = row.map((x) => Math.exp(x - Math.max(...row)))
    const sum = shares.reduce((a, b) => a + b, 0)
    return shares.map((share, k) => share / sum - (y[n * classes + k] as number))
  }).flat()
  const at = plain.findIndex((g) => g !== 0)
  const scale = at < 0 ? NaN : (answer[at] as number) / (plain[at] as number)
  const fits = accountsFor(
    wrong,
    plain.map((g) => scale * g),
  )
  return fits ? 'p − y, which is right only for targets that sum to 1: it is p·Σy − y' : undefined
}

/** A loss that lacks the logit which was subtracted before the exponentials. */
function unshifted({ asked, part, answer, truth }: Wrong): string | undefined {
  const { profile, call } = asked
  const { shape } = call.arguments[profile.input] as Tensor
  const [rows = 0, classes = 0] = shape
  if (profile.score !== 'logits' || part !== 'loss' || shape.length !== 2 || answer.length !== rows) return undefined
  const z = inputOf(asked)
  const fits = answer.every((a, n) => {
    const largest = Math.max(...z.slice(n * classes, (n + 1) * classes))
    const off = a - (truth[n] as number)
    return isNear(off, -largest) || isNear(off, largest)
  })
  return fits ? 'the largest logit is subtracted and not added back' : undefined
}

/** Bounds that people put under a probability before its logarithm; the last is the least of float32. */
const BOUNDS = [...EPSILONS, 1e-38]

function fixed({ part, answer, truth }: Wrong): string | undefined {
  if (part !== 'loss') return undefined
  const explains = (g: (t: number, e: number) => number, e: number) =>
    answer.every((a, i) => isNear(a, g(truth[i] as number, e)) || a === truth[i])
  const added = BOUNDS.find((e) => explains((t, x) => -Math.log(Math.exp(-t) + x), e))
  if (added !== undefined && answer.some((a, i) => !isNear(a, truth[i] as number)))
    return `a probability is kept from 0 by ${added}, added or as a bound`
  const differences = answer.map((a, i) => a - (truth[i] as number))
  const [d = 0] = differences
  const constant = answer.length > 1 && Math.abs(d) > NEAR && differences.every((x) => isNear(x, d))
  return constant ? `${Number(d.toPrecision(6))} more than it must be, everywhere` : undefined
}

/** Beside 1 such a number loses digits that show. */
const SMALL = 2 ** -4

/** Digits: as many as a shorter format has, or what is left of them. */
function lost(f: Format, { asked, answer, truth }: Wrong): string | undefined {
  const errors = answer.map((a, i) => Math.abs(a - (truth[i] as number)))
  if (!errors.every(Number.isFinite)) return undefined
  const worst = errors.indexOf(Math.max(...errors))
  const t = truth[worst] as number
  const off = errors[worst] as number
  const size = Math.max(...inputOf(asked).filter(Number.isFinite).map(Math.abs), 0)
  if (answer.every((x) => x === 0))
    return Math.abs(t) <= f.unit ? 'beside 1 it is nothing, and was added to 1: log1p keeps it' : '0 everywhere'
  if (Math.abs(t) <= SMALL && off <= 4 * f.unit)
    return 'what is left of a small number that was added to 1: log1p, expm1 keep it'
  const fromRounding = ({ unit }: Format) =>
    answer.every((x, i) => Math.abs(x - (truth[i] as number)) <= 4 * unit * Math.abs(t))
  const shorter = Object.values(formats)
    .filter(({ precision }) => precision < f.precision)
    .toSorted((x, y) => y.precision - x.precision)
    .find((format) => answer.every((x) => roundTo(format, x) === x) && fromRounding(format))
  if (shorter !== undefined) return `every number is one of ${shorter.name}: rounded to it, or computed in it`
  if (isScored(asked.profile) && off <= 4 * f.unit * size && size > 16)
    return 'an error of the size of the last place of the logits: lse − z cancels, or an offset is not taken away first'
  const right = -Math.log10(off / Math.abs(t))
  // Of float32 about seven digits are right, of 16 bits three or less.
  return right >= 1
    ? `${Math.floor(right)} digits are right: as of a shorter format, or of an approximation`
    : undefined
}
