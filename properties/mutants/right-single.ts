/**
 * A right implementation in float32 throughout, as a kernel computes: every operation is rounded to 24 bits.
 *
 *   logits   l_c = (u_c − m) − ln Σ e^(u_j − m),  p_c = e^(l_c),  slope (Q·p − q)·∂u/∂x
 *   bit      s_0 = max(u, 0) + ln(1 + e^−|u|),  s_1 = max(−u, 0) + the same,  slope Q·σ(u) − q_1
 *   prob     s = −ln p, slope −q/p          pbit  the pair (1 − p, p)          log  s = −x, slope −q
 *   focal    ψ = (1 − p)^γ·s,  a = (1 − p)^γ + γ·p·s·(1 − p)^(γ − 1)
 *
 * The short forms, with log for log1p and p − 1 for −Σ of the others: where the textbook keeps digits, this does not. A
 * sum, product or quotient of two floats, computed in double and rounded, is the one of float32 (Figueroa 1995: 53 ≥ 2·24 + 2).
 * Results in sixteen bits come of the same row, rounded once at the end, as tensor cores have it.
 */

import type { Parts, Row, Target } from './parts.ts'
import type { Question } from './question.ts'
import { filled } from './row.ts'
import { largest } from './score.ts'

/** The elementary functions of a device: float32 in, float32 out. */
export interface Device {
  readonly exp: (x: number) => number
  readonly log: (x: number) => number
  readonly tanh: (x: number) => number
  readonly pow: (x: number, exponent: number) => number
}

const f = Math.fround
const plus = (a: number, b: number): number => f(a + b)
const minus = (a: number, b: number): number => f(a - b)
const over = (a: number, b: number): number => f(a / b)
const sum = (terms: readonly number[]): number => terms.reduce(plus, 0)
/** a·b with 0·∞ = 0. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : f(a * b))

/** Within half a unit of float32, and a few ulps of double. */
export const nearest: Device = {
  exp: (x) => f(Math.exp(x)),
  log: (x) => f(Math.log(x)),
  tanh: (x) => f(Math.tanh(x)),
  pow: (x, exponent) => f(x ** exponent),
}

/** The bits of a float32, and back. */
const word = new DataView(new ArrayBuffer(4))

/** With the half unit of the rounding itself just within the 4 ulps that budgets grant. */
const OFF = 3

/** A float32 moved by −3 … 3 units in its last place, always alike for the same argument. */
function moved(y: number, x: number): number {
  if (y === 0 || !Number.isFinite(y)) return y
  word.setFloat32(0, x)
  // Fibonacci hashing: the upper bits of a product with 2^32/φ.
  const by = ((Math.imul(word.getUint32(0), 0x9e3779b9) >>> 8) % (2 * OFF + 1)) - OFF
  word.setFloat32(0, y)
  const bits = word.getUint32(0)
  // Neither to zero nor to infinity, and no sign changes.
  const magnitude = (bits & 0x7fffffff) + by
  if (magnitude <= 0 || magnitude >= 0x7f800000) return y
  word.setUint32(0, bits + by)
  return word.getFloat32(0)
}

/** Functions as loose as vendors' own. Where a function is exact (e^0, ln 1) so are theirs, and below 0 no e^x exceeds 1. */
export const loose: Device = {
  exp: (x) => (x === 0 ? 1 : x < 0 ? Math.min(1, moved(nearest.exp(x), x)) : moved(nearest.exp(x), x)),
  log: (x) => moved(nearest.log(x), x),
  tanh: (x) => moved(nearest.tanh(x), x),
  pow: (x, exponent) => (x === 1 || exponent === 1 ? x : moved(nearest.pow(x, exponent), x)),
}

/** Surprisals, probabilities, and what turns masses into slopes; Λ and its slopes where there is one. */
interface Scored {
  readonly s: readonly number[]
  readonly p: readonly number[]
  readonly pull: (q: readonly number[]) => readonly number[]
  readonly normaliser?: number
}

/** Logits and how they move, from what was given. */
function raised(d: Device, x: readonly number[], { temperature: T, softcap: C }: Question) {
  if (C === Infinity) return { u: x.map((z) => over(z, T)), rate: x.map(() => over(1, T)) }
  const t = x.map((z) => d.tanh(over(over(z, T), C)))
  return { u: t.map((tc) => times(C, tc)), rate: t.map((tc) => over(minus(1, times(tc, tc)), T)) }
}

function score(d: Device, x: readonly number[], question: Question): Scored {
  switch (question.spec.score) {
    case 'logits': {
      const { u, rate } = raised(d, x, question)
      const m = largest(u)
      const apart = u.map((z) => minus(z, m))
      const tail = d.log(sum(apart.map(d.exp)))
      const l = apart.map((a) => minus(a, tail))
      const p = l.map(d.exp)
      return {
        s: l.map((a) => 0 - a),
        p,
        normaliser: plus(m, tail),
        pull(q) {
          const Q = sum(q)
          const lambda = zOf(question, plus(m, tail)).slope
          const slope = q.map((qk, k) => plus(minus(times(Q, p[k] as number), qk), times(lambda, p[k] as number)))
          return slope.map((g, k) => times(g, rate[k] as number))
        },
      }
    }
    case 'bit': {
      const { u, rate } = raised(d, x, question)
      const z = u[0] as number
      const e = d.exp(-Math.abs(z))
      const tail = d.log(plus(1, e))
      const likely = over(1, plus(1, e))
      const p = z >= 0 ? likely : over(e, plus(1, e))
      return {
        s: [plus(Math.max(z, 0), tail), plus(Math.max(-z, 0), tail)],
        p: [minus(1, p), p],
        pull: ([q0 = 0, q1 = 0]) => [times(minus(times(plus(q0, q1), p), q1), rate[0] as number)],
      }
    }
    case 'log':
      return { s: x.map((l) => 0 - l), p: x.map(d.exp), pull: (q) => q.map((qc) => 0 - qc) }
    case 'prob':
      return { s: x.map((p) => 0 - d.log(p)), p: x, pull: (q) => q.map((qc, c) => quotient(qc, x[c] as number)) }
    case 'pbit': {
      const p = x[0] as number
      const rest = minus(1, p)
      return {
        s: [0 - d.log(rest), 0 - d.log(p)],
        p: [rest, p],
        pull: ([q0 = 0, q1 = 0]) => [minus(quotient(q1, p), quotient(q0, rest))],
      }
    }
  }
}

/** −q/p; |p|, for the sign of a zero is nobody's promise. */
function quotient(q: number, p: number): number {
  return q === 0 ? 0 : -over(q, Math.abs(p))
}

/** λ·Λ², and the 2λ·Λ that its slopes are p_k times. */
function zOf({ zLoss }: Question, normaliser: number) {
  if (zLoss === 0) return { loss: 0, slope: 0 }
  const product = times(zLoss, normaliser)
  return { loss: times(product, normaliser), slope: times(2, product) }
}

/** ψ and a of a class: what it costs, and what its mass counts for in the slopes. */
function focused(d: Device, s: number, p: number, gamma: number) {
  if (gamma === 0) return { psi: s, a: 1 }
  const rest = minus(1, p)
  if (rest === 0) return { psi: 0, a: 0 }
  const power = d.pow(rest, gamma)
  const growth = times(times(gamma, times(p, s)), d.pow(rest, minus(gamma, 1)))
  return { psi: times(power, s), a: plus(power, growth) }
}

/** q = w·((1 − a)·y + a/K), and ∂q/∂y; of a binary target the pair (1 − t, t), weighing w and w·v. */
function target(parts: Parts, question: Question, n: number): Target {
  const { spec, classes, weight, posWeight, labelSmoothing: a } = question
  const keep = minus(1, a)
  const smooth = (c: number, K: number): number => plus(times(keep, parts.targetAt(parts, question, n, c)), over(a, K))
  if (spec.targets === 'binary') {
    const w = parts.weightAt(weight, n)
    const [w0, w1] = [w, times(w, parts.weightAt(posWeight, n))]
    const t = smooth(0, 2)
    return { mass: [times(w0, minus(1, t)), times(w1, t)], rate: [times(w0, keep), times(w1, keep)] }
  }
  const w = Array.from({ length: classes }, (_, c) => parts.weightAt(weight, c))
  return { mass: w.map((wc, c) => times(wc, smooth(c, classes))), rate: w.map((wc) => times(wc, keep)) }
}

function row(d: Device, parts: Parts, question: Question, n: number): Row | undefined {
  const { spec, classes, focal } = question
  if (!parts.keeps(question, n)) return undefined
  const x = parts.rowAt(question, n)
  if (!parts.hasScore(spec.score, x)) return filled(NaN, classes)
  const { s, p, pull, normaliser = 0 } = score(d, x, question)
  const { mass, rate } = target(parts, question, n)
  if (spec.divergence) {
    const excess = mass.map((y, c) => minus(d.log(y), d.log(x[c] as number)))
    return {
      loss: sum(mass.map((y, c) => times(y, excess[c] as number))),
      slope: pull(mass),
      targetSlope: excess.map((e) => plus(e, 1)),
    }
  }
  const costs = s.map((sc, c) => focused(d, sc, p[c] as number, focal))
  const loss = plus(
    sum(mass.map((q, c) => times(q, (costs[c] as { psi: number }).psi))),
    zOf(question, normaliser).loss,
  )
  const slope = pull(mass.map((q, c) => times(q, (costs[c] as { a: number }).a)))
  const own = rate.map((r, c) => times(r, (costs[c] as { psi: number }).psi))
  const targetSlope = spec.targets === 'binary' ? [minus(own[1] as number, own[0] as number)] : own
  if (spec.input !== spec.target) return { loss, slope, targetSlope }
  const both = slope.map((g, c) => plus(g, targetSlope[c] as number))
  return { loss, slope: both, targetSlope: both }
}

/** The parts that compute, in float32; who reads and refuses is the textbook. */
export function single(d: Device): Partial<Parts> {
  return {
    row: (parts, question, n) => row(d, parts, question, n),
    sumRows: sum,
    divide: (a, b) => (b === 0 ? NaN : over(a, b)),
  }
}
