/**
 * Worked examples: losses that textbooks and documentation print for float64, from the public functions.
 *
 *   S1   torch BCELoss([0.7, 0.2], [1, 0])                    S2   scikit-learn log_loss, the same two rows
 *   S3   −ln 0.4, class 1 of [0.4, 0.4, 0.2]                  S4   −ln 0.78, class 2 of [0.1, 0.12, 0.78]
 *   S5   torch CrossEntropyLoss of ln p of S3                 S6   torch CrossEntropyLoss of ln p of S4
 *   S7   the mean of S5 and S6                                S8   CrossEntropyLoss of the probabilities of S3
 *   S9   spam and ham, in scikit-learn's documentation
 *
 * The value is the exact one rounded, by mpmath at 60 digits; what was printed is the same but for S6. S2 is printed by a
 * function that clips and renormalises, and ours takes p as it is: both exact values round to the same double.
 */

import { describe, expect, test } from 'vitest'
import { binaryCrossEntropy, crossEntropy, logLoss, nllLoss } from './index.ts'

// ln 0.4, ln 0.4, ln 0.2 and ln 0.1, ln 0.12, ln 0.78, as every libm rounds them.
const lnP3 = [-0.916290731874155, -0.916290731874155, -1.6094379124341003]
const lnP4 = [-2.3025850929940455, -2.120263536200091, -0.2484613592984996]

// Rows of probabilities of the classes 0 and 1.
const classic = [
  [0.3, 0.7],
  [0.8, 0.2],
]
const spam = [
  [0.1, 0.9],
  [0.9, 0.1],
  [0.8, 0.2],
  [0.35, 0.65],
]

const examples: readonly (readonly [id: string, loss: () => number, value: number])[] = [
  ['S1', () => binaryCrossEntropy([0.7, 0.2], [1, 0]), 0.2899092476264711],
  ['S2', () => logLoss(classic, [1, 0]), 0.2899092476264711],
  ['S3', () => logLoss([0.4, 0.4, 0.2], 1), 0.916290731874155],
  ['S3 from ln p', () => nllLoss(lnP3, 1), 0.916290731874155],
  ['S4', () => logLoss([0.1, 0.12, 0.78], 2), 0.2484613592984996],
  ['S4 from ln p', () => nllLoss(lnP4, 2), 0.2484613592984996],
  ['S5', () => crossEntropy(lnP3, 1), 0.9162907318741551],
  ['S6', () => crossEntropy(lnP4, 2), 0.24846135929849966],
  ['S7', () => crossEntropy([lnP3, lnP4], [1, 2]), 0.5823760455863274],
  ['S8', () => crossEntropy([0.4, 0.4, 0.2], 1), 1.0362866960692136],
  ['S9', () => logLoss(spam, [1, 0, 0, 1]), 0.21616187468057912],
]

/** What torch 1.13 prints for S6: two ulps more, for it takes ln Σ e^z of logits where that is nearly 0. */
const printedForS6 = 0.24846135929849972

describe('worked examples', () => {
  test.each(examples)('%s is the exact value, rounded', (_, loss, value) => {
    expect(loss()).toBe(value)
  })

  test('S6 is two ulps below what is printed for it, and nearer to the truth', () => {
    // The exact value is 0.248461359298499654992…
    const ulp = 2 ** -55
    expect(crossEntropy(lnP4, 2)).toBe(printedForS6 - 2 * ulp)
  })

  test('S8 is not S3: probabilities are no logits', () => {
    expect(crossEntropy([0.4, 0.4, 0.2], 1) - logLoss([0.4, 0.4, 0.2], 1)).toBeGreaterThan(0.1)
  })
})
