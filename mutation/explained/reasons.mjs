/**
 * Reasons to live that recur, whatever the file.
 */

export const SHORT_CUT = 'a short cut: without it the same answer takes longer'
export const MEETING = 'where the two ways meet they give the same number'
export const BOUND = 'a bound on the error: it decides how many digits are computed, and has room'
export const SAME_SUM =
  'two terms with the same sum, of which the first is not the nearest double: what reads them adds them'
export const BELOW = 'below the error that the file promises'
export const BEFORE = 'what is there before the first row is overwritten'
export const UNREAD = 'what nobody asked for is written to a row that nobody reads'
export const BEYOND = 'one number beyond the row is written, and then written again or lost'
export const OVERFLOW = 'beyond the largest number all is ∞, however it comes about'
export const KINDS = 'a ball of any kind has decimal ends: by these the same answer takes longer'
export const LONGER = 'how many digits are kept of what is cut outward: any number is sound, and these are enough'
export const RUNG = 'another rung is asked, or one of other digits: every rung is sound, and the next decides'
export const HEAD = 'any head within an ulp or two serves: the rest makes up for it'
export const NO_ROW = 'beyond the last row there are no numbers: it is not of the kind, and left'
export const NOTHING = 'an exact 0 is one whatever its size and digits'
export const NAN_ANYWAY = 'NaN comes out of it in any case'
export const LARGEST = 'one largest is as good as another'
export const LOST = 'what is written beyond the end of a typed array is lost'
export const CLIP_END = 'at the end of a clip there are two slopes: either serves'
export const UNASKED = 'gradients that nobody asked for are not given back'
export const FALSY = 'undefined counts as false'
export const OVER_ZERO = 'a radius over 0 is not finite: nothing is known either way'
export const DECIMAL_NAN = 'decimal.js makes NaN of NaN'
