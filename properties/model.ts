/**
 * The error model of a score: the textbook algorithm of one row, in running error bounds.
 *
 *   logits   u = τ·x or cap·tanh(τ·x/cap);  s_c = (m − u_c) + ln Σ e^(u_j − m);  p_c = e^−s_c;  slopes Q·p_k − q_k
 *   bit      the pair of logits (0, x), and the second of its slopes
 *   log      s_c = −x_c;   prob  s_c = −ln(r_c + addend) after the steps;   pbit  the pair (1 − r, r)
 *
 * Masses q are sizes, as are the terms whose difference a slope is: those that the most careful algorithm subtracts,
 * p_k·Σ_{j≠k} q_j and q_k·(1 − p_k).
 */

import type { Constant, Format, Profile, Step } from '../reference/index.ts'
import { roundTo } from '../reference/index.ts'
import {
  type Approx,
  ELEMENTARY,
  expOf,
  given,
  lnOf,
  minus,
  over,
  plus,
  rounded,
  tanhOf,
  times,
  total,
} from './running.ts'

/** A number's size, by the terms it is the difference of, and the error of the textbook's. */
export interface Slope {
  readonly terms: number
  readonly e: number
}

export interface ScoreModel {
  /** s_c = −l_c, p_c and 1 − p_c. */
  readonly surprisal: readonly Approx[]
  readonly share: readonly Approx[]
  readonly rest: readonly Approx[]
  readonly pull: (mass: readonly Approx[]) => readonly Slope[]
  /** Λ, and ∂Λ/∂x of each class. */
  readonly normaliser?: { readonly value: Approx; readonly rates: readonly Approx[] }
}

export interface ModelOptions {
  readonly profile: Profile
  readonly format: Format
  readonly scale: number
  readonly softcap: number | undefined
  readonly where: readonly boolean[] | undefined
}

export function modelOf(row: readonly number[], options: ModelOptions): ScoreModel {
  switch (options.profile.score) {
    case 'logits':
      return options.profile.baseline ? without(logitModel([0, ...row], options)) : logitModel(row, options)
    case 'bit':
      return withStraightPart(without(logitModel([0, row[0] as number], { ...options, where: undefined })))
    case 'log': {
      const surprisal = row.map((x) => given(-x))
      const share = row.map((x) => expOf(given(x)))
      return {
        surprisal,
        share,
        rest: share.map((p) => minus(given(1), p)),
        pull: (mass) => mass.map((q) => ({ terms: q.x, e: q.e + q.x })),
      }
    }
    case 'prob':
      return probabilityModel(row.map(given), options, (r) => r)
    case 'pbit':
      return probabilityModel(row.map(given), options, ([r]) => [minus(given(1), r as Approx), r as Approx])
  }
}

/** (1 − t)·u + softplus(−u), as it is mostly written: the likely side, too, is a difference of numbers as large as |u|. */
function withStraightPart(model: ScoreModel): ScoreModel {
  const [s0, s1] = model.surprisal as readonly [Approx, Approx]
  const size = Math.abs(s0.x - s1.x)
  return { ...model, surprisal: [s0, s1].map(({ x, e }) => ({ x, e: e + 2 * size })) }
}

/** The slope of the first class, whose logit is fixed, is nobody's. */
function without(model: ScoreModel): ScoreModel {
  const { normaliser } = model
  return {
    ...model,
    pull: (mass) => model.pull(mass).slice(1),
    ...(normaliser && { normaliser: { ...normaliser, rates: normaliser.rates.slice(1) } }),
  }
}

function logitModel(x: readonly number[], { format, scale, softcap, where }: ModelOptions): ScoreModel {
  const K = x.length
  const inside = x.map((_, c) => where?.[c] ?? true)
  const tau = scale === 1 ? given(1) : rounded(scale)
  const angle = (c: number): Approx => over(times(given(x[c] as number), tau), given(softcap as number))
  const turned = x.map((xc, c) => {
    if (inside[c] === false) return given(-Infinity)
    if (softcap !== undefined) return times(given(softcap), tanhOf(angle(c)))
    return scale === 1 ? given(xc) : times(given(xc), tau)
  })
  const m = turned.reduce((a, b) => (b.x > a.x ? b : a))
  const apart = turned.map((u) => (u.x === -Infinity ? given(Infinity) : u === m ? given(0) : minus(m, u)))
  const odds = apart.map((d) => expOf({ x: -d.x, e: d.e }))
  const sum = total(odds)
  const tail = lnOf(sum)
  const surprisal = apart.map((d) => plus(d, tail))
  // A probability is e^−s_c or e^−d_c/S: the looser of the two.
  const share = surprisal.map((s) => {
    const p = Math.exp(-s.x)
    return { x: p, e: p === 0 ? 0 : p * (s.e + ELEMENTARY + K) }
  })
  const others = odds.map((_, k) => odds.reduce((rest, o, c) => (c === k ? rest : rest + o.x), 0) / sum.x)
  const rates = x.map((_, c) => {
    if (inside[c] === false) return given(0)
    if (softcap === undefined) return tau
    const t = tanhOf(angle(c))
    // 1 − tanh², as it is mostly written.
    return times(tau, minus(given(1), times(t, t)))
  })
  const rest = others.map((r, c) => ({ x: r, e: (share[c] as Approx).e + 2 }))
  return {
    surprisal,
    share,
    rest,
    pull(mass) {
      const all = total(mass)
      return mass.map((q, k) => {
        const [p, rate] = [share[k] as Approx, rates[k] as Approx]
        const by = Math.abs(rate.x)
        const apartTerms = Math.max(p.x * (all.x - q.x), q.x === 0 ? 0 : q.x * (others[k] as number))
        const slope = minus(times(all, p), q)
        // Masses are sizes: of signed ones the two terms may add up where here they are subtracted.
        const size = p.x * (all.x - q.x) + (q.x === 0 ? 0 : q.x * (others[k] as number))
        // Beside a rate of 0 that errs, what the slope errs by counts as the slope does.
        const e = slope.e * by + 2 * q.x * by + (size + slope.e * format.unit) * (rate.e + by)
        return { terms: apartTerms * by, e }
      })
    },
    normaliser: { value: plus(m, tail), rates: rates.map((rate, c) => times(share[c] as Approx, rate)) },
  }
}

/** A constant in the working format, as a double. */
function constantOf(constant: Constant, f: Format): number {
  return constant === 'ε' ? 2 * f.unit : constant === '1 − ε' ? 1 - 2 * f.unit : roundTo(f, constant)
}

interface Through {
  readonly values: readonly Approx[]
  readonly back: (h: readonly Slope[]) => readonly Slope[]
}

/** Numbers through the steps of a profile, and slopes back through them. */
export function throughSteps(x: readonly Approx[], steps: readonly Step[], f: Format): Through {
  return steps.reduce<Through>(
    (before, step) => {
      const next = step === 'norm' ? normalised(before.values) : clipped(before.values, step.clip, f)
      return { values: next.values, back: (h) => before.back(next.back(h)) }
    },
    { values: x, back: (h) => h },
  )
}

function normalised(x: readonly Approx[]): Through {
  const s = total(x)
  const values = x.map((xc) => over(xc, s))
  return {
    values,
    back(h) {
      const mean = h.reduce(
        (sum, { terms, e }, j) => {
          const r = values[j] as Approx
          return { terms: sum.terms + terms * r.x, e: sum.e + e * r.x + terms * (r.e + r.x) }
        },
        { terms: 0, e: 0 },
      )
      const size = (k: number) => (h[k] as Slope).terms + mean.terms
      return h.map(({ e }, k) => ({
        terms: size(k) / s.x,
        e: (e + mean.e + (x.length + 2) * size(k)) / s.x + (size(k) / s.x) * (s.e / s.x),
      }))
    },
  }
}

function clipped(x: readonly Approx[], [low, high]: readonly [Constant, Constant], f: Format): Through {
  const [lo, hi] = [constantOf(low, f), constantOf(high, f)]
  // On which side of an end a rounded number lies is not for a bound to say.
  const unsure = x.map(
    ({ x: v, e }) => e > 0 && (Math.abs(v - lo) <= 2 * e * f.unit || Math.abs(v - hi) <= 2 * e * f.unit),
  )
  return {
    values: x.map((v) => (v.x < lo ? given(lo) : v.x > hi ? given(hi) : v)),
    back: (h) =>
      h.map((slope, c) => {
        if (unsure[c] === true) return { terms: slope.terms, e: Infinity }
        const v = (x[c] as Approx).x
        return v < lo || v > hi ? { terms: 0, e: 0 } : slope
      }),
  }
}

function probabilityModel(
  x: readonly Approx[],
  { profile, format }: ModelOptions,
  pair: (r: readonly Approx[]) => readonly Approx[],
): ScoreModel {
  const done = throughSteps(x, profile.steps, format)
  const extra = constantOf(profile.addend, format)
  const binary = profile.score === 'pbit'
  const share = pair(done.values).map((r) => (extra === 0 ? r : plus(r, given(extra))))
  const floored = share.map((r) => Math.log(r.x) < profile.floor)
  const surprisal = share.map((r, c) => {
    if (floored[c] === true) return given(-profile.floor)
    // ln(1 − p) keeps the digits of p where it is written log1p(−p); as ln of the difference it errs by one of 1.
    const l = lnOf(r)
    const exact = binary && c === 0 && extra === 0 ? -Math.log1p(-(done.values[0] as Approx).x) : -l.x
    return { x: exact, e: l.e + Math.abs(l.x) + (binary && c === 0 ? 2 : 0) }
  })
  return {
    surprisal,
    share,
    rest: share.map((r, c) => {
      // 1 − (1 − p) is p, however little is left of it once 1 − p is rounded.
      if (binary && c === 0 && extra === 0) return { x: (done.values[0] as Approx).x, e: r.e + 1 }
      return minus(given(1), r)
    }),
    pull(mass) {
      const h = mass.map((q, c): Slope => {
        // A mass that comes out as 0, such as (1 − p)^γ beside p = 1, errs all the same.
        if ((q.x === 0 && q.e === 0) || floored[c] === true) return { terms: 0, e: 0 }
        const slope = over(q, share[c] as Approx)
        return { terms: slope.x, e: slope.e + 3 * slope.x }
      })
      if (!binary) return done.back(h)
      const [h0, h1] = [h[0] as Slope, h[1] as Slope]
      const terms = Math.max(h0.terms, h1.terms)
      return done.back([{ terms, e: 2 * (h0.e + h1.e) + 2 * terms }])
    },
  }
}
