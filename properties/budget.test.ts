/**
 * Budgets of a batch: every number gets that of its own row.
 */

import { expect, test } from 'vitest'
import { boundsOf } from './budget.ts'
import type { Case } from './case.ts'

test('a row of several bits weighs as one: its weight is that of each of them', () => {
  const plane = (axes: 'n' | 'nk', values: readonly number[]) => ({ axes, values })
  const c: Case = {
    loss: 'keras.binary_crossentropy.logits',
    dtype: 'f64',
    accuracy: 'stable',
    rows: 2,
    classes: 2,
    reduction: 'none',
    indexed: false,
    planes: {
      input: plane('nk', [1, 1, 1, 1]),
      target: plane('nk', [0, 0, 0, 0]),
      weight: plane('n', [4, 0]),
    },
    regime: {},
  }
  const { loss, gradient } = boundsOf(c)
  const [first, second, ...others] = gradient('y_pred').map(({ terms }) => terms)
  expect(first).toBeGreaterThan(0)
  expect([second, ...others]).toEqual([first, 0, 0])
  expect(loss.map(({ terms }) => terms > 0)).toEqual([true, false])
})
