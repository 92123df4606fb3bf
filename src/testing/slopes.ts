/** The slopes that `familyLossWithGradient` gives in one of its arguments, as a list. */

import type { FamilyLossWithGradient } from '../family.ts'

export const slopesOf = ({ gradient }: FamilyLossWithGradient, name = 'input'): number[] => [
  ...(gradient[name] as Float64Array),
]
