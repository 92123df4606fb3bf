/**
 * A mutant: a right implementation spoiled in one way.
 *
 * The way is a defect that was reported (`bug` is its number in the project's list of bugs, `link` the report), one that
 * is merely well known (`bug` is `classic`), or one of a series that leaves no part out, made by a generator (`bug` is
 * `systematic`). Each must be killed by a law, and each law must kill one.
 */

import type { Module } from '../subject.ts'
import { type Distortion, exactly } from './exact.ts'
import { type Parts, right } from './parts.ts'
import { type Declaring, KEEPS_DIGITS, textbook } from './textbook.ts'

export interface Mutant {
  readonly name: string
  /** `B01` … `B90`, `classic`, or `systematic`. */
  readonly bug: string
  readonly link?: string
  /** What is wrong, in a sentence. */
  readonly why: string
  readonly module: Module
}

interface Defect extends Omit<Mutant, 'module'>, Declaring {}

/** The textbook, spoiled. */
export function spoiled(defect: Defect & { readonly spoil: (parts: Parts) => Partial<Parts> }): Mutant {
  const { spoil, on: _on, claim: _claim, dtypes: _dtypes, ...about } = defect
  return { ...about, module: textbook(defect.name, spoil(right), defect) }
}

/** The textbook, spoiled in one way of a series. */
export function generated(defect: Omit<Parameters<typeof spoiled>[0], 'bug'>): Mutant {
  return spoiled({ ...defect, bug: 'systematic' })
}

/** The textbook under a claim of digits, spoiled: for what an absolute budget forgives. */
export function spoiledDigits(defect: Parameters<typeof spoiled>[0]): Mutant {
  return spoiled({ claim: KEEPS_DIGITS, ...defect })
}

/** The truth rounded once, distorted: for what all but `faithful` forgives. */
export function distorted(defect: Defect & { readonly distort: Distortion }): Mutant {
  const { distort, on: _on, claim: _claim, dtypes: _dtypes, ...about } = defect
  return { ...about, module: exactly(defect.name, distort, defect) }
}
