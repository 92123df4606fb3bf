/**
 * The bound of one row: the size of what its loss and slopes are made of, and how far the textbook algorithm may be off.
 *
 *   loss     Σ q_c·ψ_c  [+ Σ y·ln y] [+ Σ (p + y)] [+ λ·Λ²],  each in running error bounds
 *   slopes   the score's, of the masses q_c·a_c  [+ 2λΛ·∂Λ/∂x]
 *   target   w_c·ψ_c  [+ |ln y| + 1],  back through the steps of the target
 *
 * Sizes are what a claim in ulps of the largest term is about. A flushed subnormal costs at most the smallest normal, for
 * each class that the row sums over, and as often again as the mass is large.
 */

import type { Format, Profile, Role } from '../reference/index.ts'
import { formatOf } from './answer.ts'
import { type Case, isIgnored, rowOf, specOf } from './case.ts'
import { massOf } from './mass.ts'
import { type ScoreModel, type Slope, modelOf, throughSteps } from './model.ts'
import { type Approx, ELEMENTARY, given, minus, over, plus, powerOf, rounded, times, total } from './running.ts'

/** One number's size (the terms it is a sum of) and its stable bound, both absolute. */
export interface Bound {
  readonly terms: number
  readonly error: number
}

export interface RowBounds {
  readonly loss: Bound
  readonly z: Bound
  /** Thunks, for who judges the loss alone should not pay for them. */
  readonly input: () => readonly Bound[]
  readonly zInput: () => readonly Bound[]
  readonly target: () => readonly Bound[]
}

const nothing: Bound = { terms: 0, error: 0 }

/** A numeric option of the case, or the profile's default, or what it is without. */
export function optionOf(c: Case, role: Role, neutral: number): number {
  const spec = specOf(c)
  if (!spec.options.includes(role)) return neutral
  return c.planes[role]?.values[0] ?? spec.defaults[role] ?? neutral
}

interface Psi {
  readonly psi: Approx
  readonly a: Approx
}

/** ψ and a = −∂ψ/∂l of class c; see the truth's own `psi.ts` for the formulas. */
function psiOf(c: Case, { surprisal, share, rest }: ScoreModel, k: number, f: Format): Psi {
  const spec = specOf(c)
  const [s, p, r] = [surprisal[k] as Approx, share[k] as Approx, rest[k] as Approx]
  const linear = { psi: s, a: given(1) }
  switch (spec.psi) {
    case 'nll':
      return linear
    case 'focal': {
      const gamma = optionOf(c, 'focal', 0)
      if (gamma === 0) return linear
      const m = powerOf(r, gamma, f.unit)
      const product = p.x === 0 ? given(0) : times(p, s)
      const steep = gamma === 1 ? given(1) : powerOf(r, gamma - 1, f.unit)
      // At p = 1 the power is ∞ beside a surprisal of 0: their limit is 0, and how rounding gets there anybody's guess.
      const growth = r.x === 0 ? { x: 0, e: Infinity } : times(rounded(gamma), times(steep, product, f.unit))
      return { psi: times(m, s, f.unit), a: plus(m, growth) }
    }
    case 'poly1': {
      const e = given(optionOf(c, 'poly', 0))
      return { psi: plus(s, times(e, r)), a: plus(given(1), times(e, p)) }
    }
    case 'gce': {
      const q = optionOf(c, 'gce', 1)
      const power = powerOf(p, q, f.unit)
      return { psi: over(minus(given(1), power), given(q)), a: power }
    }
  }
}

/** The bounds of row n; of an ignored one, nothing. */
export function rowBounds(c: Case, n: number): RowBounds {
  const f = formatOf(c)
  const spec = specOf(c)
  const sites = spec.targets === 'binary' ? 1 : c.classes
  const empty = Array.from({ length: sites }, () => nothing)
  const none = (): readonly Bound[] => empty
  if (isIgnored(c, n)) return { loss: nothing, z: nothing, input: none, zInput: none, target: none }
  if (spec.jensenShannon) return shannonBounds(c, n, f)
  const where = c.planes['where'] && rowOf(c, 'where', n).map((x) => x !== 0)
  const model = modelOf(inputRow(c, n), {
    profile: spec,
    format: f,
    scale: optionOf(c, 'scale', 1) / optionOf(c, 'temperature', 1),
    softcap: c.planes['softcap']?.values[0],
    where,
  })
  const { mass, rate, y, factor } = massOf(c, n)
  const K = Math.max(mass.length, 2)
  const bound = (terms: number, e: number, scale: number): Bound => {
    // A row that weighs nothing errs by nothing, however large it is.
    if (factor === 0) return nothing
    const flushed = K * f.minNormal * Math.max(1, scale)
    return { terms: factor * terms, error: factor * (f.unit * (e + 4 * terms) + flushed) }
  }
  const size = mass.reduce((a, b) => a + b, 0)
  const costs = mass.map((q, k) => (q === 0 ? { psi: given(0), a: given(0) } : psiOf(c, model, k, f)))
  const terms = mass.map((q, k) => times({ x: q, e: 3 * q }, positive((costs[k] as Psi).psi)))
  const loss = total([...terms, ...extras(spec, model, y)])
  const z = zOf(c, model)
  const shaped = modulation(c, model, y, loss, [], f)
  // ln(x/Σx) is no better than its quotient: a unit of 1, however near 0 the logarithm is.
  const quotients = spec.steps.includes('norm') ? size : 0
  return {
    loss: bound(shaped.loss.x + quotients, shaped.loss.e + 2 * loss.x, size),
    z: bound(z.loss.x, z.loss.e, 1),
    input() {
      const pulled = model.pull(mass.map((q, k) => times({ x: q, e: 3 * q }, positive((costs[k] as Psi).a))))
      const generalised = spec.generalised ? model.pull(model.share.map(positive)) : []
      return modulation(c, model, y, loss, pulled, f).slopes.map(({ terms: t, e }, k) =>
        bound(t + (generalised[k]?.terms ?? 0), e + (generalised[k]?.e ?? 0), size),
      )
    },
    zInput: () => empty.map((_, k) => bound(z.slopes[k]?.x ?? 0, z.slopes[k]?.e ?? 0, 1)),
    target: () => targetSlopes(c, model, rate, y, f, n).map(({ terms: t, e }) => bound(t, e, size)),
  }
}

/** Jensen–Shannon: each class brings β·P·(ln P − ln M) and (1 − β)·Q·(ln Q − ln M), of one and of the other sign. */
function shannonBounds(c: Case, n: number, f: Format): RowBounds {
  const beta = optionOf(c, 'beta', 0.5)
  const [lq, lp] = [rowOf(c, 'input', n), rowOf(c, 'target', n)]
  const side = (la: readonly number[], lb: readonly number[], by: number) =>
    la.map((l, k): Slope => {
      const [a, b] = [Math.exp(l), Math.exp(lb[k] as number)]
      const mixed = by === 1 ? (lb[k] as number) : Math.log(by * a + (1 - by) * b)
      return {
        terms: by * a * (Math.abs(l - mixed) + (by === 1 ? 1 : 0)),
        e: (2 * ELEMENTARY + 4) * by * a * (1 + Math.abs(l)),
      }
    })
  const none = lq.map((): Slope => ({ terms: 0, e: 0 }))
  // At the ends one of the two is a divergence, whose slope in the other is −P or −Q.
  const plain = (l: readonly number[]) =>
    l.map((x): Slope => ({ terms: Math.exp(x), e: (ELEMENTARY + 4) * Math.exp(x) }))
  const ofP = beta === 0 ? side(lp, lq, 1) : beta === 1 ? none : side(lp, lq, beta)
  const ofQ = beta === 1 ? side(lq, lp, 1) : beta === 0 ? none : side(lq, lp, 1 - beta)
  const bound = ({ terms, e }: Slope): Bound => ({ terms, error: f.unit * (e + 4 * terms) + lq.length * f.minNormal })
  const all = [...ofP, ...ofQ].reduce((a, b) => ({ terms: a.terms + b.terms, e: a.e + b.e }))
  return {
    loss: bound(all),
    z: nothing,
    input: () => (beta === 0 ? plain(lp) : ofQ).map(bound),
    zInput: () => lq.map(() => nothing),
    target: () => (beta === 1 ? plain(lq) : ofP).map(bound),
  }
}

function inputRow(c: Case, n: number): readonly number[] {
  return specOf(c).targets === 'binary' ? [c.planes['input']?.values[n] as number] : rowOf(c, 'input', n)
}

function positive({ x, e }: Approx): Approx {
  return { x: Math.abs(x), e }
}

/** Entropy of the target, and masses: sizes that are added to a cross-entropy. */
function extras(spec: Profile, { share }: ScoreModel, y: readonly number[]): readonly Approx[] {
  const logs = spec.divergence
    ? y.map((yc) =>
        yc === 0
          ? given(0)
          : { x: yc * Math.abs(Math.log(yc)), e: yc * (2 + (ELEMENTARY + 2) * Math.abs(Math.log(yc))) },
      )
    : []
  return spec.generalised ? [...logs, ...share.map(positive), ...y.map(given)] : logs
}

function zOf(c: Case, { normaliser }: ScoreModel) {
  const lambda = optionOf(c, 'z_loss', 0)
  if (lambda === 0 || normaliser === undefined) return { loss: given(0), slopes: [] }
  const { value, rates } = normaliser
  const twice = times(given(2 * Math.abs(lambda)), positive(value))
  return {
    loss: times(given(Math.abs(lambda)), positive(times(value, value))),
    slopes: rates.map((rate) => positive(times(twice, rate))),
  }
}

/** The modulated focal loss multiplies the whole row; other rows are as they are. */
function modulation(
  c: Case,
  { rest, share }: ScoreModel,
  y: readonly number[],
  loss: Approx,
  slopes: readonly Slope[],
  f: Format,
): { readonly loss: Approx; readonly slopes: readonly Slope[] } {
  const spec = specOf(c)
  if (spec.modulated === false) return { loss, slopes }
  const gamma = optionOf(c, 'focal', 0)
  if (gamma === 0) return { loss, slopes }
  const exact = total(y.map((yc, k) => times(rounded(yc), rest[k] as Approx)))
  // 1 − π of a π that was rounded as two products and their sum.
  const missing = { x: exact.x, e: exact.e + 2 }
  const m = powerOf(missing, gamma, f.unit)
  const steep = gamma === 1 ? given(1) : powerOf(missing, gamma - 1, f.unit)
  const [p0, p1] = [share[0] as Approx, share[1] as Approx]
  const turn = spec.score === 'bit' ? times(p0, p1) : given(1)
  const second = times(times(rounded(gamma), steep), times(loss, turn), f.unit)
  return {
    loss: times(m, loss, f.unit),
    slopes: slopes.map(({ terms, e }) => {
      const first = times(m, { x: terms, e }, f.unit)
      return { terms: first.x + second.x, e: first.e + second.e }
    }),
  }
}

function targetSlopes(
  c: Case,
  model: ScoreModel,
  rate: readonly number[],
  y: readonly number[],
  f: Format,
  n: number,
): readonly Slope[] {
  const spec = specOf(c)
  if (c.indexed) return []
  // What is not promised is not judged.
  if (spec.gradient.target === 'none') return y.map(() => ({ terms: 0, e: Infinity }))
  const own = (k: number): Slope => {
    const { psi } = rate[k] === 0 ? { psi: given(0) } : psiOf(c, model, k, f)
    const cost = times({ x: rate[k] as number, e: 3 * (rate[k] as number) }, positive(psi))
    // At 0 the slope of y·ln y is not promised, and nothing of it reaches the others.
    const log = spec.divergence && y[k] !== 0 ? Math.abs(Math.log(y[k] as number)) + 1 : 0
    return { terms: cost.x + log, e: cost.e + (ELEMENTARY + 2) * (cost.x + log) }
  }
  const slopes = y.map((_, k) => own(k))
  if (spec.targets === 'binary') {
    const both = slopes.reduce((a, b) => ({ terms: a.terms + b.terms, e: a.e + b.e }))
    // A modulation moves with the target too: by at most 1 + γ times as much, where it is not steep.
    const gamma = spec.modulated === false ? 0 : optionOf(c, 'focal', 0)
    if (gamma > 0 && gamma < 1) return [{ terms: both.terms * 2, e: Infinity }]
    return [{ terms: both.terms * (1 + gamma), e: (both.e + 8 * both.terms) * (1 + gamma) }]
  }
  return throughTarget(c, slopes, f, n)
}

function throughTarget(c: Case, slopes: readonly Slope[], f: Format, n: number): readonly Slope[] {
  if (specOf(c).targetSteps.length === 0) return slopes
  const raw = rowOf(c, 'target', n)
  return specOf(c).targetSteps.reduceRight<readonly Slope[]>((h, step) => {
    if (step === 'exp') {
      return h.map(({ terms, e }, k) => {
        const y = Math.exp(raw[k] as number)
        return { terms: terms * y, e: (e + (ELEMENTARY + 4) * terms) * y }
      })
    }
    if (step === 'softmax') {
      const all = h.reduce((a, b) => ({ terms: a.terms + b.terms, e: a.e + b.e }))
      return h.map(() => ({ terms: all.terms, e: all.e + (2 * ELEMENTARY + 32) * all.terms }))
    }
    if (step === 'sign' || step === 'floor') return h
    return throughSteps(raw.map(given), [step], f).back(h)
  }, slopes)
}
