/**
 * The hunt: a climb towards the case on which a subject uses most of its budget.
 *
 *   share = error ÷ what is allowed        the best of a few drawn cases → a step → kept where its share is larger
 *
 * Random cases find the typical error; the worst lies on a ridge (a tie, a power of two, the last binade before an underflow) that
 * small steps reach. Steps change inputs and weights alone: what the case asks stays what the law asks. Nothing is decided by it that
 * an exam would not decide: what it finds are cases, to be tried first by every later run.
 */

import * as fc from 'fast-check'
import { type Format, type Subject, formats, fromOrdinal, ordinal, roundTo } from '../reference/index.ts'
import { TruthInDoubt } from './audit.ts'
import { type Case, specOf, values, withValues } from './case.ts'
import { type Dice, cases } from './dice.ts'
import type { Law, Scope } from './law.ts'
import { laws } from './laws.ts'
import { type ScopeOptions, scopesOf } from './scopes.ts'
import { tryCase } from './trial.ts'

/** A case that is worth being tried again, and the share of its budget that was used. */
export interface Witness {
  readonly law: string
  readonly case: Case
  readonly share: number
}

export interface HuntOptions extends ScopeOptions {
  readonly seed: number
  /** Laws to keep; all that measure against the truth when absent. */
  readonly laws?: readonly string[]
  /** Whether to go on; asked before every step. */
  readonly goesOn: () => boolean
}

/** The laws that measure against the truth, whose shares are errors. */
const HUNTED = ['loss-accuracy', 'gradient-accuracy', 'target-gradient-accuracy']

/** Drawn cases of which the best is the start of a climb. */
const STARTS = 30

/** Steps without a gain, after which a climb is begun anew. */
const PATIENCE = 150

/** The worst case found for each law and scope, until there is no more time: one climb of each in turn. */
export async function hunt(
  subject: Subject,
  { seed, goesOn, laws: kept = HUNTED, ...options }: HuntOptions,
): Promise<readonly Witness[]> {
  const worst = new Map<string, Witness>()
  const places = scopesOf(subject, options).flatMap((scope) =>
    laws
      .filter((law) => HUNTED.includes(law.name) && kept.includes(law.name) && law.applies(scope))
      .map((law) => ({ law, scope, key: [law.name, scope.spec.name, scope.dtype].join(' ') })),
  )
  for (let round = 0; places.length > 0 && goesOn(); round++) {
    for (const { law, scope, key } of places) {
      if (!goesOn()) break
      const found = await climb(subject, law, scope, mixed(seed, round), goesOn)
      if (found !== undefined && found.share > (worst.get(key)?.share ?? 0)) worst.set(key, found)
    }
  }
  return [...worst.values()]
}

/** Two numbers as one seed, so that neighbours have nothing in common; the factor is 2^32 over the golden ratio. */
function mixed(a: number, b: number): number {
  return Math.imul(Math.imul(a + 1, 0x9e3779b1) ^ (b + 1), 0x9e3779b1)
}

async function climb(
  subject: Subject,
  law: Law,
  scope: Scope,
  seed: number,
  goesOn: () => boolean,
): Promise<Witness | undefined> {
  let best: Witness | undefined
  const take = async (c: Case): Promise<boolean> => {
    const share = await shareOf(subject, law, c)
    if (!(share > (best?.share ?? 0))) return false
    best = { law: law.name, case: c, share }
    return true
  }
  for (const c of fc.sample(law.cases(scope), { seed, numRuns: STARTS })) if (goesOn()) await take(c)
  if (best === undefined) return undefined
  // Invariant: `best` has the largest share so far; a beaten case is never looked at again.
  for (let idle = 0, n = 0; idle < PATIENCE && goesOn(); n++) {
    const [next] = fc.sample(
      cases((dice) => step(dice, (best as Witness).case)),
      { seed: mixed(seed, n), numRuns: 1 },
    )
    idle = (await take(next as Case)) ? 0 : idle + 1
  }
  return best
}

/** The share of its budget that a case uses; 0 where nothing is measured. */
async function shareOf(subject: Subject, law: Law, c: Case): Promise<number> {
  const tried = await tryCase(subject, law, c)
  if (tried instanceof TruthInDoubt) throw tried
  const { verdict } = tried
  if (verdict.kind === 'holds') return verdict.worst.share
  return verdict.kind === 'fails' ? verdict.finding.share : 0
}

/** Inputs that a step may change, and by which it stays within what the loss takes. */
const STEPPED = ['input', 'weight']

/** A case a little apart: one number moved by some floats, by a factor, to another's place, or all of them by one addend. */
function step(dice: Dice, c: Case): Case {
  const f = formats[c.dtype]
  const plane = dice.pick(STEPPED.filter((name) => c.planes[name] !== undefined))
  const old = values(c, plane)
  const at = dice.integer(0, old.length - 1)
  const x = old[at] as number
  const [least, most] = rangeOf(c, plane, f)
  if (!(x >= least && x <= most)) return c
  const kept = (y: number): number => roundTo(f, Math.min(most, Math.max(least, y)))
  const moved = (y: number): Case =>
    withValues(
      c,
      plane,
      old.map((z, i) => (i === at ? kept(y) : z)),
    )
  switch (dice.pick(['floats', 'binade', 'tie', 'factor', 'offset'] as const)) {
    case 'floats': {
      const to = ordinal(f, x) + BigInt(dice.integer(-8, 8)) * 2n ** BigInt(dice.integer(0, f.precision - 4))
      const end = ordinal(f, f.max)
      return to > end || to < -end ? c : moved(fromOrdinal(f, to))
    }
    case 'binade':
      return moved(x * 2 ** dice.integer(-3, 3))
    case 'tie':
      return moved(dice.pick(old.filter(Number.isFinite)))
    case 'factor':
      return moved(x * dice.uniform(0.8, 1.25))
    case 'offset': {
      const by = dice.uniform(-1, 1) * 2 ** dice.integer(-8, 8)
      return withValues(
        c,
        plane,
        old.map((z) => (Number.isFinite(z) ? kept(z + by) : z)),
      )
    }
  }
}

/** Weights are drawn near 1: a subnormal one loses its digits before anything is summed, which no budget knows of. */
const HEAVIEST = 2 ** 20

/** What the loss takes there; the ends of [0, 1] have slopes of their own, and stay what they are. */
function rangeOf(c: Case, plane: string, f: Format): readonly [number, number] {
  if (plane === 'weight') return [1 / HEAVIEST, Math.min(HEAVIEST, f.max)]
  const { inputDomain } = specOf(c)
  if (inputDomain === 'real') return [-f.max, f.max]
  return [f.tiny, inputDomain === 'unit' ? 1 - f.unit : f.max]
}
