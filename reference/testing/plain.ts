/**
 * The definitions in plain float64: what a row of any profile is, as one would write it down once and never ship.
 *
 *   score → y′ → Σ w·y′·ψ [+ Σ y′ ln y′] [+ Σ (p − y′)] [+ λΛ²]
 *
 * Written from the definitions and apart from the reference; good to some thirteen digits where nothing is extreme.
 */

import type { Profile, Role, Step, TargetStep } from '../profile.ts'

export interface PlainRow {
  readonly input: readonly number[]
  /** Dense, or the index of a class. */
  readonly target: readonly number[] | number
  readonly weight?: readonly number[]
  readonly posWeight?: number
  readonly option: (role: Role, neutral: number) => number
}

const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0)

const softmax = (x: readonly number[]) => {
  const odds = x.map((v) => Math.exp(v - Math.max(...x)))
  return odds.map((o) => o / sum(odds))
}

function steps(x: readonly number[], list: readonly (Step | TargetStep)[], T: number): readonly number[] {
  return list.reduce<readonly number[]>((r, step) => {
    if (step === 'norm') return r.map((v) => v / sum(r))
    if (step === 'exp') return r.map(Math.exp)
    if (step === 'softmax') return softmax(r.map((v) => v / T))
    if (step === 'sign') return r.map((v) => (v + 1) / 2)
    if (step === 'floor') return r
    const [lo, hi] = step.clip as readonly [number, number]
    return r.map((v) => Math.min(hi, Math.max(lo, v)))
  }, x)
}

/** l, and Λ. */
function scored(profile: Profile, row: PlainRow): { readonly l: readonly number[]; readonly lambda: number } {
  const { option } = row
  const cap = option('softcap', Infinity)
  const u = row.input.map((x) => {
    const scaled = (x * option('scale', 1)) / option('temperature', 1)
    return cap === Infinity ? scaled : cap * Math.tanh(scaled / cap)
  })
  const ln = (r: number) => Math.max(profile.floor, Math.log(r + (profile.addend as number)))
  const normalised = (v: readonly number[]) => {
    const lambda = Math.log(sum(v.map(Math.exp)))
    return { l: v.map((x) => x - lambda), lambda }
  }
  switch (profile.score) {
    case 'logits':
      return normalised(profile.baseline ? [0, ...u] : u)
    case 'bit':
      return normalised([0, u[0] as number])
    case 'log':
      return { l: row.input, lambda: 0 }
    case 'prob':
      return { l: steps(row.input, profile.steps, 1).map(ln), lambda: 0 }
    case 'pbit': {
      const p = steps(row.input, profile.steps, 1)[0] as number
      return { l: [ln(1 - p), ln(p)], lambda: 0 }
    }
  }
}

function smoothed(profile: Profile, y: readonly number[], a: number): readonly number[] {
  const K = y.length
  if (a === 0) return y
  if (profile.convention === 'K') return y.map((v) => (1 - a) * v + a / K)
  const others = profile.convention === 'K − 1' ? K - 1 : K - 2
  return y.map((v, c) => {
    if (profile.convention === 'K − 2' && c === 0) return 0
    return v * (1 - a) + (1 - v) * (a / others)
  })
}

export function plainLoss(profile: Profile, row: PlainRow): number {
  const { option } = row
  const { l, lambda } = scored(profile, row)
  const p = l.map(Math.exp)
  const T = option('temperature', 1)
  const dense =
    typeof row.target === 'number'
      ? l.map((_, c) => (c === row.target ? 1 : 0))
      : steps(row.target, profile.targetSteps, T)
  const binary = profile.targets === 'binary'
  const y = smoothed(
    profile,
    binary ? [1 - (dense[0] as number), dense[0] as number] : dense,
    option('label_smoothing', 0),
  )
  if (profile.jensenShannon) return shannon(profile, row, option('beta', 0.5))
  const alpha = option('alpha', -1)
  const sides = alpha >= 0 ? [1 - alpha, alpha] : [1, row.posWeight ?? 1]
  const w = l.map((_, c) => (binary ? (sides[c] as number) : (row.weight?.[c] ?? 1)))
  const gamma = option('focal', 0)
  if (profile.modulated !== false) return modulated(profile, row, l, y, w, gamma)
  const psi = (c: number): number => {
    const [lc, pc] = [l[c] as number, p[c] as number]
    switch (profile.psi) {
      case 'nll':
        return -lc
      case 'focal':
        return -((1 - pc) ** gamma) * lc
      case 'poly1':
        return -lc + option('poly', 0) * (1 - pc)
      case 'gce':
        return (1 - pc ** option('gce', 1)) / option('gce', 1)
    }
  }
  const { add = 0, atLeast = 0 } = profile.entropy ?? {}
  const log = (v: number, c: number) => Math.log(c === row.target ? v : Math.max(atLeast, v + add))
  const entropy = profile.divergence ? sum(y.map((v, c) => (v === 0 ? 0 : v * log(v, c)))) : 0
  const masses = profile.generalised ? sum(y.map((v, c) => (p[c] as number) - v)) : 0
  const value = sum(y.map((v, c) => (v === 0 ? 0 : (w[c] as number) * v * psi(c))))
  const squared = profile.squaredTemperature ? T * T : 1
  return squared * profile.sign * (value + entropy + masses + option('z_loss', 0) * lambda * lambda)
}

function modulated(
  profile: Profile,
  row: PlainRow,
  l: readonly number[],
  y: readonly number[],
  w: readonly number[],
  gamma: number,
): number {
  const p = profile.modulated === 'unclipped' ? (row.input[0] as number) : Math.exp(l[1] as number)
  const pi = (y[1] as number) * p + (y[0] as number) * (1 - p)
  const alpha = sum(y.map((v, c) => v * (w[c] as number)))
  return alpha * (1 - pi) ** gamma * sum(y.map((v, c) => -v * (l[c] as number)))
}

function shannon(_: Profile, row: PlainRow, beta: number): number {
  const q = row.input.map(Math.exp)
  const p = (row.target as readonly number[]).map(Math.exp)
  const kl = (a: readonly number[], b: readonly number[]) => sum(a.map((v, c) => v * Math.log(v / (b[c] as number))))
  if (beta === 0) return kl(p, q)
  if (beta === 1) return kl(q, p)
  const m = p.map((v, c) => beta * v + (1 - beta) * (q[c] as number))
  return beta * kl(p, m) + (1 - beta) * kl(q, m)
}
