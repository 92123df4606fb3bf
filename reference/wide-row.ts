/**
 * Wide rows of logits on the first rungs: the formulas of logits.ts and row.ts in flat arrays of doubles.
 *
 *   d_c = m − z_c, exactly;   e_c = e^−d_c,  O = Σ_{c ≠ top} e_c,  T = 1 + O
 *   L = Σ q_c·d_c + Q·ln(1 + O);   ∂L/∂z_k = e_k·Q/T where q_k = 0, else (e_k·(Q − q_k) − q_k·(T − e_k))/T
 *
 * Bound of O: each e_c is within EXP of itself, or SHORT_EXP where short ones do, and K sums round by SUM·K·O; an exponential
 * beyond reach is less than TINY. Everything else is done on pairs, which carry their own.
 *
 * A vocabulary of 128 256 classes is what this is for: one exponential and one product a class, no objects on the way, and
 * memory for one row. Targets are indices or distributions, classes may be weighed and targets smoothed; beside an index
 * classes may be masked by −∞. What else a profile may ask goes the general way.
 */

import { type Ball, ballOf, on, one, zero } from './ball.ts'
import type { Problem } from './arguments.ts'
import { EXP, REACH, SHORT_EXP, expOf, low, shortExpOf } from './pair-exp.ts'
import { Pair, UP, addPairs, ball, divPairs, isZeroPair, mulPairs, negPair, pairPoint, splitError } from './pair.ts'
import { log1pPair } from './pair-elementary.ts'
import { type Summand, reduce } from './reduction.ts'
import { PAIR_DIGITS } from './certify.ts'
import { pairs } from './rungs.ts'

/** Fewer classes are as quick the general way. */
const FEWEST = 16

/** Terms of a sum between which its rounding errors are added up in double. */
const BLOCK = 16

/** u of what 16 errors of the sum, u each, and as many low parts amount to, three times a term: 3·33·u² < 2^−99. */
const SUM = 2 ** -99
const TINY = 2 ** -936
const ONE = pairPoint(1)
const ZERO = pairPoint(0)

/** Whether a problem is one of those. */
export function isWide(problem: Problem): boolean {
  const { profile, classes, target, indexed, option, has, weight, posWeight, where, group, ignoreIndex } = problem
  const smooths = option('label_smoothing', 0) !== 0
  return (
    classes >= FEWEST &&
    profile.score === 'logits' &&
    (profile.psi === 'nll' || (profile.psi === 'focal' && option('focal', 0) === 0)) &&
    profile.modulated === false &&
    profile.targetSteps.length === 0 &&
    !(profile.divergence || profile.jensenShannon || profile.baseline) &&
    !(profile.squaredTemperature || has('base') || profile.sign !== 1) &&
    (profile.gradient.input === 'exact' || (profile.gradient.input === 'normalised' && indexed && !smooths)) &&
    (profile.convention === 'K' || !smooths) &&
    (profile.weighs === 'class' || weight === undefined) &&
    posWeight === undefined &&
    where === undefined &&
    group === 1 &&
    option('softcap', Infinity) === Infinity &&
    option('temperature', 1) === 1 &&
    option('scale', 1) === 1 &&
    option('alpha', 1) === 1 &&
    option('z_loss', 0) === 0 &&
    (!indexed || target.every((t) => t === ignoreIndex || (t >= 0 && t < classes))) &&
    isBounded(problem, indexed && !smooths && profile.policy.zeroTimesInfinity !== 'nan')
  )
}

/** Whether all numbers are finite; −∞ may mask classes, but not the target's, and where no row is ignored. */
function isBounded({ input, target, indexed, rows, classes, ignoreIndex }: Problem, masks: boolean): boolean {
  if (!indexed && !target.every((y) => y - y === 0)) return false
  let masked = 0
  for (let i = 0; i < input.length; i++) {
    const x = input[i] as number
    if (x - x === 0) continue
    if (!masks || x !== -Infinity) return false
    masked++
  }
  if (masked === 0) return true
  for (let n = 0; n < rows; n++) {
    const t = target[n] as number
    if (t === ignoreIndex || input[n * classes + t] === -Infinity) return false
  }
  return true
}

/** A row whose exponentials are known, and how far they are off. */
interface Row {
  readonly start: number
  readonly top: number
  readonly heads: Float64Array
  readonly tails: Float64Array
  readonly exp: number
  readonly others: Pair
  readonly total: Pair
}

function rowOf({ input, classes }: Problem, n: number, short: boolean): Row {
  const start = n * classes
  let top = start
  for (let i = start; i < start + classes; i++) if ((input[i] as number) > (input[top] as number)) top = i
  const m = input[top] as number
  const [heads, tails] = [new Float64Array(classes), new Float64Array(classes)]
  let [sum, rest, terms, beyond] = [0, 0, 0, 0]
  for (let k = 0; k < classes; k++) {
    const z = input[start + k] as number
    // z − m and its rounding, by Knuth's sum.
    const x = z - m
    const zz = x + m
    const tail = z - zz - (m - (zz - x))
    if (x <= -REACH) {
      if (z !== -Infinity) beyond++
      continue
    }
    const e = short ? shortExpOf(x, tail) : expOf(x, tail)
    const eTail = low[0] as number
    heads[k] = e
    tails[k] = eTail
    if (start + k === top) continue
    const s = sum + e
    const ss = s - sum
    rest += sum - (s - ss) + (e - ss) + eTail
    sum = s
    if (++terms % BLOCK === 0) {
      // Of 16 roundings of the sum, each u of it, the rest is small beside it: then the two are made a pair again.
      sum += rest
      rest -= sum - s
    }
  }
  const exp = short ? SHORT_EXP : EXP
  // The sum is without its rest, which is 33u of it: exp of that is nothing beside SUM.
  const radius = (exp * sum + SUM * classes * sum + TINY * beyond) * UP
  const others = addPairs(pairPoint(sum), new Pair(rest, 0, radius))
  return { start, top: top - start, heads, tails, exp, others, total: addPairs(ONE, others) }
}

/** m − z_k. */
function gap({ input }: Problem, { start, top }: Row, k: number): Pair {
  return addPairs(pairPoint(input[start + top] as number), pairPoint(-(input[start + k] as number)))
}

/** The masses of a row that are not 0, and their sum. */
interface Masses {
  readonly at: readonly number[]
  readonly mass: readonly Pair[]
  readonly all: Pair
}

function massesOf(problem: Problem, n: number): Masses {
  const { classes, target, indexed, weight, option } = problem
  const a = option('label_smoothing', 0)
  const even = divPairs(pairPoint(a), pairPoint(classes))
  const keep = addPairs(ONE, pairPoint(-a))
  const at: number[] = []
  const mass: Pair[] = []
  const put = (k: number, y: number): void => {
    const smoothed = a === 0 ? pairPoint(y) : addPairs(mulPairs(keep, pairPoint(y)), even)
    const q = weight === undefined ? smoothed : mulPairs(pairPoint(weight[k] as number), smoothed)
    if (isZeroPair(q)) return
    at.push(k)
    mass.push(q)
  }
  if (indexed && a === 0) put(target[n] as number, 1)
  else for (let k = 0; k < classes; k++) put(k, indexed ? Number(k === target[n]) : (target[n * classes + k] as number))
  return { at, mass, all: mass.reduce(addPairs, ZERO) }
}

function lossOf(problem: Problem, row: Row, { at, mass, all }: Masses): Pair {
  const apart = at.reduce((sum, k, i) => addPairs(sum, mulPairs(mass[i] as Pair, gap(problem, row, k))), ZERO)
  return addPairs(apart, mulPairs(all, log1pPair(row.others)))
}

/** Enclosures of many numbers, side by side: |x_i − (head_i + tail_i)| < radius_i. */
export interface Flat {
  readonly heads: Float64Array
  readonly tails: Float64Array
  readonly radii: Float64Array
}

function flatOf(length: number): Flat {
  return { heads: new Float64Array(length), tails: new Float64Array(length), radii: new Float64Array(length) }
}

function put({ heads, tails, radii }: Flat, i: number, { head, tail, radius }: Pair): void {
  heads[i] = head
  tails[i] = tail
  radii[i] = radius
}

/** Of larger factors no product is split. */
const SPLITTABLE = 2 ** 990

function unknownOf(length: number): Flat {
  const nothing = flatOf(length)
  nothing.radii.fill(Infinity)
  return nothing
}

/** The slopes of a row, times a factor that they all have. */
function slopesOf({ input }: Problem, row: Row, { at, mass, all }: Masses, factor: Pair): Flat {
  const { start, heads, tails, exp, others, total, top } = row
  const into = flatOf(heads.length)
  const share = mulPairs(divPairs(all, total), factor)
  const relative = (exp + share.radius / Math.abs(share.head) + SUM) * UP
  const [vh, vt] = [share.head, share.tail]
  if (!(Math.abs(vh) < SPLITTABLE)) return unknownOf(heads.length)
  // Too small for a low part, or beyond reach: between 0 and what is not much.
  const little = (TINY * (Math.abs(vh) + 1) + share.radius) * UP
  for (let k = 0; k < heads.length; k++) {
    const e = heads[k] as number
    const p = e * vh
    if (Math.abs(p) > TINY) {
      const t = splitError(e, vh, p) + (e * vt + (tails[k] as number) * vh)
      const head = p + t
      into.heads[k] = head
      into.tails[k] = t - (head - p)
      into.radii[k] = Math.abs(head) * relative
    } else into.radii[k] = isZeroPair(share) || input[start + k] === -Infinity ? 0 : little
  }
  const over = divPairs(factor, total)
  at.forEach((k, i) => {
    const head = heads[k] as number
    const e = head === 0 ? ball(0, 0, TINY) : ball(head, tails[k] as number, head * exp)
    const q = mass[i] as Pair
    const rest = k === top ? others : addPairs(total, negPair(e))
    const pull = addPairs(mulPairs(e, addPairs(all, negPair(q))), negPair(mulPairs(q, rest)))
    put(into, k, mulPairs(pull, over))
  })
  return into
}

export interface WideRows {
  readonly loss: readonly Ball[]
  /** Slopes with respect to the logits of one row. */
  readonly slopes: (n: number) => Flat
}

/** Losses and slopes of a problem that `isWide`, by short exponentials or by long ones. */
export function wideRows(problem: Problem, short: boolean): WideRows {
  const { rows, classes, target, indexed, ignoreIndex, weight } = problem
  const isKept = (n: number): boolean => !indexed || target[n] !== ignoreIndex
  let last: { readonly n: number; readonly row: Row; readonly masses: Masses } | undefined
  // One row is kept, for one row is often all; of more, none is worth its memory.
  const site = (n: number) =>
    last?.n === n ? last : (last = { n, row: rowOf(problem, n, short), masses: massesOf(problem, n) })
  const summands = Array.from({ length: rows }, (_, n): Summand => {
    if (!isKept(n)) return { loss: zero, z: zero, kept: false, counts: zero, weight: zero }
    const counts = indexed && weight !== undefined ? ballOf(weight[target[n] as number] as number) : one
    const { row, masses } = site(n)
    return { loss: lossOf(problem, row, masses), z: zero, kept: true, counts, weight: one }
  })
  const reduced = on(pairs, () => reduce(problem, summands, PAIR_DIGITS))
  return {
    loss: on(pairs, reduced.loss),
    slopes(n) {
      if (!isKept(n)) return flatOf(classes)
      const factor = on(pairs, () => reduced.scale(one, zero, n))
      // A mean over nothing is NaN, which no pair is.
      if (!(factor instanceof Pair)) return unknownOf(classes)
      const { row, masses } = site(n)
      return slopesOf(problem, row, masses, factor)
    },
  }
}

/** Flat enclosures as balls. */
export function ballsOf({ heads, tails, radii }: Flat): Pair[] {
  return Array.from(heads, (head, i) => ball(head, tails[i] as number, radii[i] as number))
}
