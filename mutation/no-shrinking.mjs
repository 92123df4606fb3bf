/**
 * The first case that fails kills a mutant: nobody reads a smaller one.
 */

import { configureGlobal } from 'fast-check'

configureGlobal({ endOnFailure: true })
