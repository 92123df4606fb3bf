/**
 * Kills: how many cases it takes until a law fails a mutant.
 *
 *   1, 2, 4, … cases of every law, until one fails: the fewest are told, and by which laws
 *
 * The hand-kept corners are the same in every exam: who falls to one needs no case that is drawn (0). Laws whose cases are dear
 * are asked for their corners when those of all others have shown nothing, and for more in the end.
 */

import { examine } from './exam.ts'
import type { Law, Scope } from './law.ts'
import { laws } from './laws.ts'
import type { Mutant } from './mutants/index.ts'
import { scopesOf } from './scopes.ts'
import { subjectOf } from './subject.ts'

export interface Kill {
  readonly law: string
  readonly loss: string
  readonly dtype: string
  /** Drawn cases of the law until it failed, that one included; 0 for a corner. */
  readonly drawn: number
}

export interface Death {
  readonly mutant: string
  /** By every law that saw it within as many cases as the quickest needed, or about as many. */
  readonly kills: readonly Kill[]
  /** Of the quickest; nothing for one that survived. */
  readonly drawn: number | undefined
  /** Of all that was tried until then. */
  readonly milliseconds: number
}

export interface KillOptions {
  readonly seed: number
  /** Cases of each law, at the most. */
  readonly runs: number
}

const isCheap = ({ share }: Law): boolean => share === undefined

/** How a mutant dies. */
export async function deathOf({ name, module }: Mutant, { seed, runs }: KillOptions): Promise<Death> {
  const started = performance.now()
  const subject = subjectOf(module)
  const scopes = scopesOf(subject)
  const killsOf = async (only: readonly Law[], cases: number): Promise<readonly Kill[]> => {
    const names = only.filter((law) => scopes.some((scope) => law.applies(scope))).map((law) => law.name)
    if (names.length === 0) return []
    const { results } = await examine(subject, { seed, runs: cases, laws: names, shrink: false })
    return results
      .filter(({ verdict, claimed }) => verdict === 'fails' && claimed)
      .map(({ law, loss, dtype, cases: tried }) => {
        const scope = scopes.find((one) => one.spec.name === loss && one.dtype === dtype) as Scope
        const corners = laws.find((one) => one.name === law)?.corners?.(scope).length ?? 0
        return { law, loss, dtype, drawn: Math.max(0, tried - corners) }
      })
  }
  const cheap = laws.filter(isCheap)
  const dear = laws.filter((law) => !isCheap(law))
  const found = async (): Promise<readonly Kill[]> => {
    for (let cases = 1; cases < 2 * runs; cases *= 2) {
      const kills = await killsOf(cheap, Math.min(cases, runs))
      if (kills.length > 0) return kills
      const more = cases === 1 ? await killsOf(dear, 1) : []
      if (more.length > 0) return more
    }
    return await killsOf(dear, runs)
  }
  const kills = (await found()).toSorted((a, b) => a.drawn - b.drawn)
  return { mutant: name, kills, drawn: kills[0]?.drawn, milliseconds: performance.now() - started }
}

/** Below this probability a mutant may be missed. */
const SURE = 0.99

/** Kills of one drawn case of every law, on the average of some deaths: none, for one that always falls to a corner. */
export function rateOf(deaths: readonly Death[], runs: number): number {
  const drawn = deaths.map((death) => death.drawn ?? 2 * runs)
  const total = drawn.reduce((a, b) => a + b, 0)
  return total === 0 ? Infinity : drawn.length / total
}

/** The mutants that an exam of so many cases may miss: those that it kills with less than 99 %. */
export function missable(rates: Readonly<Record<string, number>>, runs: number): readonly string[] {
  // Cases until the first kill are geometric: after n of them (1 − rate)^n is left, below e^(−rate·n).
  return Object.entries(rates)
    .filter(([, rate]) => Math.exp(-rate * runs) > 1 - SURE)
    .toSorted(([, a], [, b]) => a - b)
    .map(([name]) => name)
}
