/**
 * The losses and their gradients from their definitions, on MPFR intervals.
 *
 *   softmax of the row:  L_k = ln Σ_j e^(z_j − z_k),   g_k = (Q·E_k − q_k·ΣE)/ΣE,   E_j = e^(z_j − z_a)
 *   the anchor a is k itself; only where the gap passes 10⁵ it is the largest logit, lest the exponent overflow
 *
 * Written from the text of the loss, apart from the certified reference, which it is to check.
 * `undefined` marks a slope that is not promised. 0·∞ = 0.
 */

import { type Interval, add, div, exp, isZero, ln, log1p, mul, neg, of, sub, sum } from './mpfr.ts'

export interface Question {
  readonly loss: string
  readonly dtype: 'f64' | 'f32' | 'f16' | 'bf16'
  readonly rows: number
  readonly classes: number
  readonly input: readonly number[]
  readonly target: readonly number[]
  readonly indexed: boolean
  readonly weight?: readonly number[]
  readonly posWeight?: readonly number[]
  readonly ignoreIndex?: number
  readonly smoothing?: number
  readonly reduction: 'none' | 'sum' | 'mean'
  readonly upstream?: readonly number[]
}

export type Slope = Interval | undefined

interface RowAnswer {
  readonly loss: Interval
  readonly input: () => Slope[]
  readonly target: () => Slope[]
}

export interface Definition {
  readonly loss: () => Slope[]
  readonly input: () => Slope[]
  readonly target: () => Slope[]
}

function weigh(q: Interval, s: Interval): Interval {
  return isZero(q) ? of(0) : mul(q, s)
}

function nothing(n: number, x = NaN): Interval[] {
  return Array.from({ length: n }, () => of(x))
}

/** Beyond this gap e^gap would leave MPFR's exponents; the shifted form is used instead. */
const GAP = 1e5

interface Softmax {
  readonly surprisal: (k: number) => Interval
  readonly slope: (k: number, q: readonly Interval[]) => Interval
}

function softmax(z: readonly number[]): Softmax | undefined {
  const finite = z.filter((x) => x !== -Infinity)
  if (z.some(Number.isNaN) || finite.length === 0 || finite.includes(Infinity)) return undefined
  const max = finite.reduce((a, b) => Math.max(a, b))
  const min = finite.reduce((a, b) => Math.min(a, b))
  const anchorOf = (k: number): number => (max - min > GAP || z[k] === -Infinity ? z.indexOf(max) : k)
  const powers = (a: number): Interval[] => z.map((x) => exp(sub(of(x), of(z[a] as number))))
  return {
    surprisal(k) {
      const a = anchorOf(k)
      const others = powers(a).filter((_, j) => j !== a)
      return add(sub(of(z[a] as number), of(z[k] as number)), log1p(sum(others)))
    },
    slope(k, q) {
      const e = powers(anchorOf(k))
      const total = sum(e)
      return div(sub(mul(sum(q), e[k] as Interval), mul(q[k] as Interval, total)), total)
    },
  }
}

/** ln(1 + e^z). */
function softplus(z: number): Interval {
  return z > GAP ? add(of(z), log1p(exp(of(-z)))) : log1p(exp(of(z)))
}

function sigmoid(z: number): Interval {
  return div(of(1), add(of(1), exp(of(-z))))
}

/** q_c = w_c·((1 − a)·y_c + a/K). */
function masses(o: Question, y: readonly number[]): Interval[] {
  const a = of(o.smoothing ?? 0)
  return y.map((yc, c) => mul(of(o.weight?.[c] ?? 1), add(mul(sub(of(1), a), of(yc)), div(a, of(o.classes)))))
}

function classRow(o: Question, x: readonly number[], y: readonly number[]): RowAnswer {
  const q = masses(o, y)
  const keep = (c: number): Interval => mul(of(o.weight?.[c] ?? 1), sub(of(1), of(o.smoothing ?? 0)))
  const bad = { loss: of(NaN), input: () => nothing(x.length), target: () => nothing(x.length) }
  if (x.some(Number.isNaN)) return bad
  const scores = o.loss === 'cross_entropy' ? softmax(x) : undefined
  if (o.loss === 'cross_entropy' && scores === undefined) return bad
  const cost = (c: number): Interval =>
    scores !== undefined
      ? scores.surprisal(c)
      : o.loss === 'nll_loss'
        ? of(-(x[c] as number))
        : neg(ln(of(x[c] as number)))
  return {
    loss: sum(q.map((qc, c) => (isZero(qc) ? of(0) : mul(qc, cost(c))))),
    input: () =>
      q.map((qc, c) => {
        if (scores !== undefined) return scores.slope(c, q)
        if (o.loss === 'nll_loss') return neg(qc)
        if (isZero(qc)) return of(0)
        return x[c] === 0 ? mul(qc, of(-Infinity)) : neg(div(qc, of(x[c] as number)))
      }),
    target: () => q.map((_, c) => weigh(keep(c), cost(c))),
  }
}

function bitRow(o: Question, n: number, z: number, t: number): RowAnswer {
  if (Number.isNaN(z)) return { loss: of(NaN), input: () => nothing(1), target: () => nothing(1) }
  const negative = mul(of(o.weight?.[n] ?? 1), sub(of(1), of(t)))
  const rate = mul(of(o.weight?.[n] ?? 1), of(o.posWeight?.[n] ?? 1))
  const positive = mul(rate, of(t))
  return {
    loss: add(weigh(positive, softplus(-z)), weigh(negative, softplus(z))),
    input: () => [sub(weigh(negative, sigmoid(z)), weigh(positive, sigmoid(-z)))],
    target: () => [sub(weigh(rate, softplus(-z)), weigh(of(o.weight?.[n] ?? 1), softplus(z)))],
  }
}

function bernoulliRow(o: Question, n: number, p: number, t: number): RowAnswer {
  if (Number.isNaN(p)) return { loss: of(NaN), input: () => nothing(1), target: () => nothing(1) }
  const w = of(o.weight?.[n] ?? 1)
  const positive = mul(w, of(t))
  const negative = mul(w, sub(of(1), of(t)))
  const hit = (): Interval => neg(ln(of(p)))
  const miss = (): Interval => neg(log1p(of(-p)))
  const over = (q: Interval, x: Interval): Interval =>
    isZero(q) ? of(0) : isZero(x) ? mul(q, of(Infinity)) : div(q, x)
  return {
    loss: add(weigh(positive, hit()), weigh(negative, miss())),
    input: () => [sub(over(negative, sub(of(1), of(p))), over(positive, of(p)))],
    target: () => [sub(weigh(w, hit()), weigh(w, miss()))],
  }
}

/** ln(y/q), which is 0 for equals. */
function logRatio(y: number, q: number): Interval {
  return y === q ? of(0) : sub(ln(of(y)), ln(of(q)))
}

function divergenceRow(x: readonly number[], y: readonly number[]): RowAnswer {
  if (x.some(Number.isNaN)) {
    return { loss: of(NaN), input: () => nothing(x.length), target: () => nothing(x.length) }
  }
  return {
    loss: sum(y.map((yc, c) => (yc === 0 ? of(0) : mul(of(yc), logRatio(yc, x[c] as number))))),
    input: () =>
      y.map((yc, c) => (yc === 0 ? of(0) : x[c] === 0 ? of(-Infinity) : neg(div(of(yc), of(x[c] as number))))),
    target: () => y.map((yc, c) => (yc === 0 ? undefined : add(logRatio(yc, x[c] as number), of(1)))),
  }
}

function entropyRow(p: readonly number[]): RowAnswer {
  const slopes = (): Slope[] => p.map((x) => (x === 0 ? undefined : sub(neg(ln(of(x))), of(1))))
  return {
    loss: sum(p.map((x) => (x === 0 ? of(0) : neg(mul(of(x), ln(of(x))))))),
    input: slopes,
    target: slopes,
  }
}

function rowAnswer(o: Question, n: number): RowAnswer {
  const x = o.input.slice(n * o.classes, (n + 1) * o.classes)
  const y = o.indexed
    ? x.map((_, c) => (c === o.target[n] ? 1 : 0))
    : o.target.slice(n * o.classes, (n + 1) * o.classes)
  switch (o.loss) {
    case 'binary_cross_entropy_with_logits':
      return bitRow(o, n, x[0] as number, y[0] as number)
    case 'binary_cross_entropy':
      return bernoulliRow(o, n, x[0] as number, y[0] as number)
    case 'kl_divergence':
      return divergenceRow(x, y)
    case 'entropy':
      return entropyRow(x)
    default:
      return classRow(o, x, y)
  }
}

/** The numbers of the answer at the precision of the scope around it. */
export function define(o: Question): Definition {
  const kept = (n: number): boolean => !(o.indexed && o.target[n] === (o.ignoreIndex ?? -100))
  const sites = Array.from({ length: o.rows }, (_, n) => (kept(n) ? rowAnswer(o, n) : undefined))
  const losses = sites.map((site) => site?.loss ?? of(0))
  const counts = sites.map((site, n) => {
    if (site === undefined) return of(0)
    return of(o.indexed ? (o.weight?.[o.target[n] as number] ?? 1) : 1)
  })
  const divide = (x: Interval): Interval => (o.reduction === 'mean' ? div(x, sum(counts)) : x)
  const scale = (slopes: (row: RowAnswer) => Slope[]): Slope[] =>
    sites.flatMap((site, n) => {
      if (site === undefined) return nothing(o.classes, 0)
      const v = of(o.upstream?.[o.reduction === 'none' ? n : 0] ?? 1)
      return slopes(site).map((g) => g && divide(mul(v, g)))
    })
  return {
    loss: () => (o.reduction === 'none' ? losses : [divide(sum(losses))]),
    input: () => scale((row) => row.input()),
    target: () => scale((row) => row.target()),
  }
}
