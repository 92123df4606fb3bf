/**
 * The mutants of no report, in series that leave nothing out: what one would try who had read no bug at all.
 */

import { constants } from './constants.ts'
import { errors } from './errors.ts'
import { guards } from './guards.ts'
import { ignoredOptions } from './ignored-options.ts'
import type { Mutant } from './mutant.ts'
import { swaps } from './swaps.ts'

export const systematic: readonly Mutant[] = [...ignoredOptions, ...constants, ...swaps, ...guards, ...errors]
