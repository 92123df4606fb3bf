/**
 * Mutants that live, and why: by file, by what stands in their line, and by what they change there.
 *
 * Some reasons recur. A short cut: without it the same answer takes longer. A meeting point: where both ways of a choice give the
 * same number. A bound on an error that is a little larger or smaller: it decides how many digits are computed, and has room.
 * A term that is below the error that the file promises.
 */

import { reference } from './explained/reference.mjs'
import { src } from './explained/src.mjs'

/** By file: what stands in the line, the reason; and a part of `original → replacement`, where others of the line are to die. */
const explained = { ...src, ...reference }

/** Why a mutant lives, where that is known. */
export function reasonOf({ file, source, original, replacement = '' }) {
  const change = `${original} → ${replacement}`
  return explained[file]?.find(([line, , part = '']) => source.includes(line) && change.includes(part))?.[1]
}
