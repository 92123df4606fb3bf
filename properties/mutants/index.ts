/**
 * The catalogue of mutants, and of right implementations that differ.
 *
 * Each mutant must be killed by a law, each law must kill a mutant, and nobody may kill a right one.
 */

import { classic } from './classic.ts'
import { gradients } from './gradients.ts'
import { kernels } from './kernels.ts'
import { masks } from './masks.ts'
import type { Mutant } from './mutant.ts'
import { options } from './options.ts'
import { precision } from './precision.ts'
import { probabilities } from './probabilities.ts'
import { reductions } from './reductions.ts'
import { semantics } from './semantics.ts'
import { smoothing } from './smoothing.ts'
import { systematic } from './systematic.ts'
import { together } from './together.ts'

export type { Mutant } from './mutant.ts'
export { rightOnes } from './right.ts'

export const mutants: readonly Mutant[] = [
  ...precision,
  ...probabilities,
  ...masks,
  ...reductions,
  ...smoothing,
  ...gradients,
  ...semantics,
  ...options,
  ...together,
  ...kernels,
  ...classic,
  ...systematic,
]
