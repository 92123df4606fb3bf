/**
 * A law: a statement that every right implementation obeys, with the cases that try it and the judge of the answers.
 *
 *   cases → asks → (the subject) → judges
 *
 * Laws know no process, no clock and no subject: in-process, subprocess and replay share them. A judge is given the
 * answers to the calls of `asks`, in their order, and returns a value; it never throws to say that a law fails.
 */

import type { Arbitrary } from 'fast-check'
import type { Accuracy, Call, FloatType, LossDeclaration, Profile } from '../reference/index.ts'
import type { Response } from './answer.ts'
import type { Case } from './case.ts'
import type { Sample } from './grade.ts'

export type Kind = 'accuracy' | 'identity' | 'edge' | 'behaviour'

/** Where a law is tried: one loss of one subject, in one dtype, under one claim. */
export interface Scope {
  readonly spec: Profile
  readonly dtype: FloatType
  readonly accuracy: Accuracy | 'digits'
  readonly declared: LossDeclaration
  /** The losses the subject has in this dtype under this claim, for laws that ask two of them. */
  readonly also: ReadonlySet<string>
}

/** How far an answer was off: in ulps of the answer's format, and as a share of what was allowed. */
export interface Measured {
  readonly ulps: number
  readonly share: number
}

export interface Finding extends Measured {
  /** Which number: `loss[0]`, `gradient.logits[2]`. */
  readonly where: string
  readonly answer: string
  readonly truth: string
  /** Ulps allowed, and why so many. */
  readonly allowed: number
  readonly because: string
  /** The same in absolute terms, which is how one reads it where the truth is 0. */
  readonly error: number
  readonly budget: number
}

/** `samples`: the numbers that were judged against the truth, where the law does that. */
export type Verdict =
  | { readonly kind: 'holds'; readonly worst: Measured; readonly samples?: readonly Sample[] }
  | { readonly kind: 'fails'; readonly finding: Finding; readonly samples?: readonly Sample[] }
  | { readonly kind: 'unsupported'; readonly why: string }
  | { readonly kind: 'undecided'; readonly why: string }

export interface Law {
  /** `shift-invariance` */
  readonly name: string
  /** `L(z + c, y) = L(z, y)` */
  readonly statement: string
  readonly kind: Kind
  /** Says whether the law speaks about this scope at all. */
  readonly applies: (scope: Scope) => boolean
  /** Speaks about every profile, not about our own names alone. */
  readonly profiles?: boolean
  /** Examined only where digits are claimed: under `faithful` and claims in ulps. */
  readonly relative?: boolean
  /** Cases for each that other laws have; one, unless they are dear. */
  readonly share?: number
  readonly cases: (scope: Scope) => Arbitrary<Case>
  /** Hand-kept cases, tried before any that is drawn. */
  readonly corners?: (scope: Scope) => readonly Case[]
  readonly asks: (c: Case) => readonly Call[]
  readonly judges: (c: Case, answers: readonly Response[]) => Verdict
}

/** The claims under which digits of small results count. */
export function claimsDigits(accuracy: Accuracy | 'digits'): boolean {
  return accuracy !== 'stable'
}
