/**
 * The reduction, right.
 *
 *   none   L_n, factor v_n · sum   Σ L_n, factor v · mean   Σ L_n/D, factor v/D
 *
 * D = Σ of what the rows count for: w_t of an index, 0 when ignored, otherwise 1. D = 0 gives NaN.
 */

import type { Reducing } from './parts.ts'
import { add } from './score.ts'

export const rightReduction: Reducing = {
  sumRows: add,
  divide: (a, b) => (b === 0 ? NaN : a / b),
  counts(parts, question, n) {
    if (!parts.keeps(question, n)) return 0
    if (!question.indexed) return 1
    return parts.weightAt(question.weight, parts.hit(question.target[n] as number, question))
  },
  divisor: (parts, question) =>
    parts.sumRows(Array.from({ length: question.rows }, (_, n) => parts.counts(parts, question, n))),
  reduce(parts, question, losses) {
    if (question.reduction === 'none') return losses
    const sum = parts.sumRows(losses)
    return [question.reduction === 'sum' ? sum : parts.divide(sum, parts.divisor(parts, question))]
  },
  factor(parts, question, n) {
    const v = question.upstream?.[question.reduction === 'none' ? n : 0] ?? 1
    return question.reduction === 'mean' ? parts.divide(v, parts.divisor(parts, question)) : v
  },
}
