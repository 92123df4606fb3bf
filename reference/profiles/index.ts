/**
 * The catalogue of profiles: our own losses first, then the libraries' by name.
 */

import { type Profile, profileOf } from '../profile.ts'
import { own } from './own.ts'

export const profiles: readonly Profile[] = [...own].map(profileOf)
