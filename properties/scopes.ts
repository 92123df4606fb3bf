/**
 * The scopes of a subject: each profile of its losses, in each dtype, under its claim.
 *
 * A loss that several rows describe is examined under those of the subject's release and of the targets that it takes.
 */

import { type Accuracy, type LossDeclaration, type Profile, type Subject, rowsOf } from '../reference/index.ts'
import type { Scope } from './law.ts'

export interface ScopeOptions {
  /** Losses and dtypes to keep; all when absent. */
  readonly losses?: readonly string[]
  readonly dtypes?: readonly string[]
  /** What to hold the subject to instead of what it declares. */
  readonly claim?: Accuracy
}

/** The scopes of a subject: one for each of its losses and dtypes that are to be examined. */
export function scopesOf(subject: Subject, options: ScopeOptions = {}): Scope[] {
  const claimOf = (loss: string) => options.claim ?? subject.losses[loss]?.accuracy
  return Object.entries(subject.losses).flatMap(([name, declared]) => {
    const rows = rowsOf(name, subject.version).filter((spec) => takesTargets(spec, declared, rowsOf(name)))
    return rows.flatMap((spec) => {
      if (options.losses?.includes(name) === false && !options.losses.includes(spec.name)) return []
      return declared.dtypes
        .filter((dtype) => options.dtypes?.includes(dtype) ?? true)
        .map((dtype) => {
          const claim = claimOf(name) as Accuracy
          const beside = Object.entries(subject.losses).filter(
            ([other, { dtypes }]) => dtypes.includes(dtype) && sameClaim(claimOf(other), claim),
          )
          return { spec, dtype, accuracy: claim, declared, also: new Set(beside.map(([other]) => other)) }
        })
    })
  })
}

/** Where rows of one loss differ by the kind of target, the subject says which it takes. */
function takesTargets({ targets }: Profile, declared: LossDeclaration, rows: readonly Profile[]): boolean {
  const kinds = new Set(rows.map((row) => row.targets))
  if (!kinds.has('index') || !kinds.has('dense')) return true
  return declared.targets.includes(targets === 'index' ? 'index' : 'distribution')
}

function sameClaim(a: Accuracy | undefined, b: Accuracy): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
