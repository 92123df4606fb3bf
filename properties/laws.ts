/**
 * The catalogue: every law, in the order in which they are read.
 */

import { accuracy } from './accuracy.ts'
import { behaviour } from './behaviour.ts'
import { binary } from './binary.ts'
import { chain } from './chain.ts'
import { confident } from './confident.ts'
import { edges } from './edges.ts'
import { entropy } from './entropy.ts'
import { gradients } from './gradient.ts'
import { ignored } from './ignored.ts'
import { impossible } from './impossible.ts'
import { information } from './information.ts'
import { large } from './large.ts'
import type { Law } from './law.ts'
import { options } from './options.ts'
import { policies } from './policy.ts'
import { reductions } from './reduction.ts'
import { refusals } from './refusals.ts'
import { symmetry } from './symmetry.ts'
import { targets } from './targets.ts'
import { weights } from './weights.ts'

export const laws: readonly Law[] = [
  ...accuracy,
  ...confident,
  ...large,
  ...symmetry,
  ...gradients,
  ...information,
  ...targets,
  ...weights,
  ...options,
  ...chain,
  ...reductions,
  ...binary,
  ...entropy,
  ...edges,
  ...impossible,
  ...ignored,
  ...refusals,
  ...policies,
  ...behaviour,
]
