/**
 * One row, right: its masses, its loss and its slopes.
 *
 *   q_c = w_c·((1 − a)·y_c + a/K)      binary: (w·(1 − t), w·v·t)
 *   L = Σ_c q_c·s_c                    as a divergence  Σ_c y_c·ln(y_c/p_c)
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
  target(parts, question, n): Target {
    const { spec, classes, weight, posWeight, labelSmoothing: a } = question
    if (spec.targets === 'binary') {
      const [w, v] = [parts.weightAt(weight, n), parts.weightAt(posWeight, n)]
      return { mass: parts.pair(parts.targetAt(parts, question, n, 0), w, v), rate: [w, w * v] }
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
    return parts.hasScore(question.spec.score, x) ? scored(parts, question, n, x) : filled(NaN, question.classes)
  },
}

/** A row of one number throughout. */
export function filled(value: number, classes: number): Row {
  const slope = Array.from({ length: classes }, () => value)
  return { loss: value, slope, targetSlope: slope }
}

function scored(parts: Parts, question: Question, n: number, x: readonly number[]): Row {
  const { spec, input } = question
  const { mass, rate } = parts.target(parts, question, n)
  const { surprisal, pullback } = parts.score(parts, spec.score, x, input)
  const slope = pullback(parts.slopeMass(parts, question, n))
  if (spec.divergence) {
    const excess = x.map((p, c) => parts.excess(mass[c] as number, p))
    const loss = parts.sumTerms(excess.map((e, c) => parts.weigh(mass[c] as number, e)))
    return { loss, slope, targetSlope: excess.map((e) => e + 1) }
  }
  const loss = parts.sumTerms(mass.map((q, c) => parts.weigh(q, surprisal[c] as number)))
  const y = (c: number): number => parts.targetAt(parts, question, n, spec.targets === 'binary' ? 0 : c)
  const own = rate.map((r, c) => parts.targetSlope(parts, r, surprisal[c] as number, y(c)))
  const targetSlope = spec.targets === 'binary' ? [(own[1] as number) - (own[0] as number)] : own
  if (spec.input !== spec.target) return { loss, slope, targetSlope }
  const both = slope.map((g, c) => g + (targetSlope[c] as number))
  return { loss, slope: both, targetSlope: both }
}
