/**
 * The truth about cross-entropy: enclosures that are proved to hold the exact value.
 *
 *   truth(call)            enclosures of every number of the answer, at any number of digits
 *   certify, roundBall     raise the precision until a verdict or a rounding is decided, or say undecided
 *   formats, ulp, ordinal  the floats that answers come in
 */

export type {
  Accuracy,
  Answer,
  Call,
  FloatType,
  IndexType,
  LossDeclaration,
  LossName,
  Modified,
  Reduction,
  Subject,
  Tensor,
  TensorData,
} from './call.ts'
export { type Ball, ballOf, doublesIn, free, isFree, isNaNBall, isOwn, isPoint, isUnknown, point } from './ball.ts'
export {
  DECIMAL_DIGITS,
  DYADIC_DIGITS,
  LADDER,
  PAIR_DIGITS,
  SHORT_DIGITS,
  type Undecided,
  certify,
  isUndecided,
  roundBall,
  roundNear,
} from './certify.ts'
export { type Digits, digitsOf } from './digits.ts'
export { context, exact } from './exact.ts'
export {
  type Format,
  formats,
  fromOrdinal,
  nearest,
  nextDown,
  nextUp,
  ordinal,
  roundTo,
  tensorOf,
  toHex,
  ulp,
  ulpAt,
  valuesOf,
} from './format.ts'
export {
  type Constant,
  type Divisor,
  type Domain,
  type Policy,
  type Profile,
  type Reducer,
  type Role,
  type ScoreKind,
  type Step,
  nameOf,
} from './profile.ts'
export { gradientsOf, losses, profileFor, profiles, rowsOf } from './losses.ts'
export { type Enclosures, type Truth, truth, truthUnder } from './truth.ts'
export { type Layout, layoutOf } from './layout.ts'
export { isIndices } from './arguments.ts'
export { isMean } from './reduction.ts'
export { valueOf } from './rungs.ts'
export type { Flat } from './wide-row.ts'
