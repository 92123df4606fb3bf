/**
 * The score of a family's row: surprisals s_c = −l_c, p_c and 1 − p_c, and how slopes come back to the row as given.
 *
 *   logits, bit    those of logits.ts, of the row, of (0, row) with a baseline and of the pair (0, z)
 *   log            l as given
 *   prob           l = max(ln(r + addend), floor) of r through the steps
 *   pbit           p through the steps, then r = (1 − p, p)
 *
 * A row with NaN and one without a class has no score.
 */

import { ln, log1p } from '../ln.ts'
import { logitScore } from '../logits.ts'
import { logProbabilityScore } from '../probabilities.ts'
import { type Scaled, ZERO, add, divide, fromNumber, negate, subtract } from '../scaled.ts'
import type { Score } from '../score.ts'
import { transformOf } from '../transform.ts'
import type { Family, NumberOf } from './family.ts'
import { type Share, constantOf, given, through } from './steps.ts'

export interface RowScore {
  readonly surprisal: (c: number) => Scaled
  readonly share: (c: number) => Share
  /** The gradient of Σ m_c·s_c in the row as it was given. */
  readonly back: (mass: readonly Scaled[]) => readonly Scaled[]
  /** Λ, and the gradient of pull·Λ. */
  readonly normaliser?: { readonly value: Scaled; readonly slope: (pull: Scaled) => readonly Scaled[] }
}

export function scoreOf(
  family: Family,
  row: readonly number[],
  option: NumberOf,
  where: readonly boolean[] | undefined,
): RowScore | undefined {
  if (row.some((x, c) => Number.isNaN(x) && where?.[c] !== false)) return undefined
  switch (family.score) {
    case 'logits':
    case 'bit': {
      const led = family.baseline || family.score === 'bit'
      const data = Float64Array.from(led ? [0, ...row] : row)
      const cap = option('softcap', Infinity)
      const transform = transformOf({
        scale: option('scale', 1),
        temperature: option('temperature', 1),
        ...(cap === Infinity ? {} : { softcap: cap }),
      })
      const isMasked = where && ((i: number) => where[i] === false)
      const score = logitScore(data.length, { transform, isMasked })
      if (!score.read(data, 0)) return undefined
      const skipped = led ? 1 : 0
      const free = (slopes: Scaled[]): Scaled[] =>
        slopes.slice(skipped).map((g, c) => (where?.[c] === false ? ZERO : g))
      const nothing = Array.from(data, () => ZERO)
      return {
        ...sharing(score),
        back: (mass) => free(pulled(score, mass, ZERO)),
        normaliser: { value: score.logSumExp(), slope: (pull) => free(pulled(score, nothing, pull)) },
      }
    }
    case 'log': {
      const score = logProbabilityScore(row.length)
      score.read(Float64Array.from(row), 0)
      return { ...sharing(score), back: (mass) => pulled(score, mass, ZERO) }
    }
    case 'prob': {
      const done = through(row.map(given), family.steps, 1)
      const { back, ...score } = ofProbabilities(family, done.values)
      return { ...score, back: (mass) => done.back(back(mass)) }
    }
    case 'pbit': {
      const done = through(row.map(given), family.steps, 1)
      const { value, rest } = done.values[0] as Share
      const { back, ...score } = ofProbabilities(family, [
        { value: rest, rest: value },
        { value, rest },
      ])
      return {
        ...score,
        back(mass) {
          const [h0, h1] = back(mass) as readonly [Scaled, Scaled]
          return done.back([subtract(h1, h0)])
        },
      }
    }
  }
}

const sharing = (score: Score): Pick<RowScore, 'surprisal' | 'share'> => ({
  surprisal: score.surprisal,
  share: (c) => ({ value: score.probability(c), rest: score.complement(c) }),
})

function pulled(score: Score, mass: readonly Scaled[], pull: Scaled): Scaled[] {
  const slopes: Scaled[] = []
  score.pullback(mass, pull, (k, slope) => {
    slopes[k] = slope
  })
  return slopes
}

function ofProbabilities({ addend, floor }: Family, shares: readonly Share[]): RowScore {
  const extra = fromNumber(constantOf(addend))
  const inside = shares.map(({ value, rest }) => ({ value: add(value, extra), rest: subtract(rest, extra) }))
  const least = fromNumber(-floor)
  // ln(1 − rest) keeps the digits near 1.
  const whole = inside.map(({ value, rest }) => negate(subtract(rest, value).hi < 0 ? log1p(negate(rest)) : ln(value)))
  const isFloored = whole.map((s) => floor !== -Infinity && subtract(s, least).hi > 0)
  return {
    surprisal: (c) => (isFloored[c] === true ? least : (whole[c] as Scaled)),
    share: (c) => inside[c] as Share,
    back: (mass) =>
      mass.map((q, c) => (isFloored[c] === true || q.hi === 0 ? ZERO : negate(divide(q, (inside[c] as Share).value)))),
  }
}
