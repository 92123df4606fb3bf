/**
 * One row, right: its masses, its loss and its slopes.
 *
 *   q_c = w_c·((1 − a)·y_c + a/K)      binary: (w·(1 − t), w·v·t)
 *   L = Σ_c q_c·ψ(s_c) + λ·Λ²          as a divergence  Σ_c y_c·ln(y_c/p_c);   focal ψ = (1 − p)^γ·s
 *   ∂L/∂y_c = (1 − a)·w_c·s_c          as a divergence  ln(y_c/p_c) + 1;   entropy: the sum of both slopes
 *
 * An ignored row is no row; a row without a score is NaN throughout.
 */

import type { Parts, Row, RowParts, Target } from './parts.ts'
import type { Question } from './question.ts'

export const rightRow: RowParts = {
  rowAt: ({ input, classes }, n) => input.slice(n * classes, (n + 1) * classes),
  keeps: ({ indexed, target, ignoreIndex }, n) => !(indexed && target[n] === ignoreIndex),
  hit: (t) => t,
  targetAt(parts, question, n, c) {
    const { indexed, target, classes } = question
    if (!indexed) return target[n * classes + c] as number
    return parts.hit(target[n] as number, question) === c ? 1 : 0
  },
  weightAt: (weights, i) => weights?.[i] ?? 1,
  smooth: (y, a, classes) => (1 - a) * y + a / classes,
  pair: (t, w, v) => [w * (1 - t), w * v * t],
  raise: (x, { temperature: T, softcap: C }) => (C === Infinity ? x / T : C * Math.tanh(x / T / C)),
  rate: (x, { temperature: T, softcap: C }) => (C === Infinity ? 1 : squaredSech(x / T / C)) / T,
  focus(s, gamma) {
    if (gamma === 0) return { psi: s, a: 1 }
    const [p, rest] = [Math.exp(-s), -Math.expm1(-s)]
    if (rest === 0) return { psi: 0, a: 0 }
    const modulation = rest ** gamma
    return { psi: modulation * s, a: modulation + (p === 0 ? 0 : gamma * p * s * (modulation / rest)) }
  },
  zLoss: (lambda, normaliser) => lambda * normaliser * normaliser,
  zSlope: (lambda, normaliser, p) => 2 * lambda * normaliser * p,
  target(parts, question, n): Target {
    const { spec, classes, weight, posWeight, labelSmoothing: a } = question
    if (spec.targets === 'binary') {
      const [w, v] = [parts.weightAt(weight, n), parts.weightAt(posWeight, n)]
      const t = parts.smooth(parts.targetAt(parts, question, n, 0), a, 2)
      return { mass: parts.pair(t, w, v), rate: [w * (1 - a), w * v * (1 - a)] }
    }
    const w = Array.from({ length: classes }, (_, c) => parts.weightAt(weight, c))
    return {
      mass: w.map((wc, c) => wc * parts.smooth(parts.targetAt(parts, question, n, c), a, classes)),
      rate: w.map((wc) => wc * (1 - a)),
    }
  },
  slopeMass: (parts, question, n) => parts.target(parts, question, n).mass,
  weigh: (q, s) => (q === 0 ? 0 : q * s),
  targetSlope: (parts, rate, surprisal) => parts.weigh(rate, surprisal),
  row(parts, question, n) {
    if (!parts.keeps(question, n)) return undefined
    const x = parts.rowAt(question, n)
    const u = raised(parts, question, x)
    return parts.hasScore(question.spec.score, u) ? scored(parts, question, n, x, u) : filled(NaN, question.classes)
  },
}

/** A row of one number throughout. */
export function filled(value: number, classes: number): Row {
  const slope = Array.from({ length: classes }, () => value)
  return { loss: value, slope, targetSlope: slope }
}

/** 1 − tanh² a, with its digits. */
function squaredSech(a: number): number {
  const e = Math.exp(-2 * Math.abs(a))
  return (4 * e) / ((1 + e) * (1 + e))
}

function fromLogits({ spec }: Question): boolean {
  return spec.score === 'logits' || spec.score === 'bit'
}

function raised(parts: Parts, question: Question, x: readonly number[]): readonly number[] {
  return fromLogits(question) ? x.map((z) => parts.raise(z, question)) : x
}

function scored(parts: Parts, question: Question, n: number, x: readonly number[], u: readonly number[]): Row {
  const { spec, input, focal } = question
  const { mass, rate } = parts.target(parts, question, n)
  const all = raised(parts, question, input)
  const { surprisal, pullback } = parts.score(parts, spec.score, u, all)
  const costs = surprisal.map((s) => parts.focus(s, focal))
  const counted = parts.slopeMass(parts, question, n).map((q, c) => (q === 0 ? 0 : q * (costs[c]?.a as number)))
  const pulled = pullback(counted)
  if (spec.divergence) {
    const excess = x.map((p, c) => parts.excess(mass[c] as number, p))
    const loss = parts.sumTerms(excess.map((e, c) => parts.weigh(mass[c] as number, e)))
    return { loss, slope: pulled, targetSlope: excess.map((e) => e + 1) }
  }
  const z = normalised(parts, question, u, all)
  const slope = pulled.map((g, k) =>
    fromLogits(question) ? chained(parts, question, x[k] as number, g + z.slope(k)) : g,
  )
  const loss = parts.sumTerms(mass.map((q, c) => parts.weigh(q, costs[c]?.psi as number))) + z.loss
  const y = (c: number): number => parts.targetAt(parts, question, n, spec.targets === 'binary' ? 0 : c)
  const own = rate.map((r, c) => parts.targetSlope(parts, r, costs[c]?.psi as number, y(c)))
  const targetSlope = spec.targets === 'binary' ? [(own[1] as number) - (own[0] as number)] : own
  if (spec.input !== spec.target) return { loss, slope, targetSlope }
  const both = slope.map((g, c) => g + (targetSlope[c] as number))
  return { loss, slope: both, targetSlope: both }
}

/** A slope in u as one in x. */
function chained(parts: Parts, question: Question, x: number, g: number): number {
  const { temperature, softcap } = question
  return temperature === 1 && softcap === Infinity ? g : g * parts.rate(x, question)
}

/** The z-loss of a row of logits; 0 where there is none. */
function normalised(parts: Parts, { spec, zLoss }: Question, u: readonly number[], all: readonly number[]) {
  if (zLoss === 0 || spec.score !== 'logits') return { loss: 0, slope: () => 0 }
  const normal = parts.normal(parts, u, all)
  const lambda = normal.shift + normal.tail
  return {
    loss: parts.zLoss(zLoss, lambda),
    slope: (k: number) => parts.zSlope(zLoss, lambda, parts.share(normal, k)),
  }
}
