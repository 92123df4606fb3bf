/**
 * Pictures and grades: where a number is put, and that the parts of an exam add up to the whole.
 */

import { describe, expect, test } from 'vitest'
import own from '../adapters/own.ts'
import type { Case } from './case.ts'
import { examine, merge } from './exam.ts'
import { type Sample, gradeOf, reached } from './grade.ts'
import { LAST, ROWS, placeOf, rowOfUlps, sketchOf, ulpsOfRow, valueOf } from './picture.ts'
import { subjectOf } from './subject.ts'

describe('the rows of errors', () => {
  test('hold the errors that they are named by', () => {
    for (let row = 1; row < ROWS - 1; row++) {
      expect(rowOfUlps(ulpsOfRow(row))).toBe(row)
      expect(rowOfUlps(ulpsOfRow(row) * 0.99)).toBe(row)
    }
    expect([0, 1e-9, 1e300, Infinity, NaN].map(rowOfUlps)).toEqual([0, 1, ROWS - 1, ROWS - 1, ROWS - 1])
  })
})

const batch: Case = {
  loss: 'cross_entropy',
  dtype: 'f64',
  accuracy: 'stable',
  rows: 2,
  classes: 3,
  indexed: true,
  reduction: 'none',
  planes: {
    input: { axes: 'nk', values: [40, 0, -1, 0, 7, 0] },
    target: { axes: 'n', values: [0, 2] },
  },
  regime: {},
}

const sampleOf = (part: Sample['part'], index: number, ulps: number): Sample => ({
  part,
  index,
  ulps,
  budget: 4,
  holds: ulps <= 4,
  grade: 'stable',
})

describe('a number', () => {
  test('stands at the lead of its row and at its own input', () => {
    const sketch = sketchOf('cross_entropy', 'f64')
    sketch.take(batch, [sampleOf('loss', 0, 2), sampleOf('loss', 1, 9), sampleOf('input', 4, 0)])
    const [loss, input] = sketch.pictures()
    expect(loss!.columns.gap.map(({ column }) => Math.round(valueOf('gap', column)))).toEqual([-7, 44])
    expect(loss!.columns.gap[0]).toMatchObject({
      least: 4,
      most: 4,
      failed: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1].slice(0, 10),
    })
    expect(loss!.columns.input.map(({ column }) => valueOf('input', column))).toEqual([0, 32])
    expect(input!.columns.input.map(({ column }) => valueOf('input', column))).toEqual([4])
    expect(input!.histogram).toEqual([1])
  })

  test('of several rows has no one place', () => {
    expect(placeOf({ ...batch, reduction: 'sum' }, { part: 'loss', index: 0 })).toBe(undefined)
    expect(placeOf(batch, { part: 'input', index: 5 })).toEqual({ n: 1, k: 2 })
  })

  test('that nothing is promised of is left out; one of another kind is in the last row', () => {
    const sketch = sketchOf('cross_entropy', 'f64')
    sketch.take(batch, [{ ...sampleOf('loss', 0, 1e9), budget: Infinity }, sampleOf('loss', 1, Infinity)])
    const [loss] = sketch.pictures()
    expect(loss!.histogram.reduce((a, b) => a + b, 0)).toBe(1)
    expect(loss!.histogram).toHaveLength(ROWS)
  })

  test('beyond the ends of an axis is in its last column', () => {
    const sketch = sketchOf('cross_entropy', 'f64')
    const far = {
      ...batch,
      planes: { ...batch.planes, input: { axes: 'nk', values: [1e300, 0, 0, 0, 0, 1e300] } as const },
    }
    sketch.take(far, [sampleOf('loss', 0, 1)])
    expect(sketch.pictures()[0]!.columns.gap[0]!.column).toBe(LAST.gap)
    expect(sketch.pictures()[0]!.columns.input[0]!.column).toBe(LAST.input)
  })
})

test('a grade is the best that a number reaches', () => {
  const never = (): number => {
    throw new Error('not needed')
  }
  expect([0, 0.5, 0.7, 1].map((ulps) => gradeOf(ulps, never))).toEqual([
    'correctly rounded',
    'correctly rounded',
    'faithful',
    'faithful',
  ])
  expect([3, 5].map((ulps) => gradeOf(ulps, () => 4))).toEqual(['stable', 'broken'])
  expect(gradeOf(3, () => Infinity)).toBe(undefined)
  expect(reached({ 'correctly rounded': 5, faithful: 1, stable: 0, broken: 0 })).toBe('faithful')
})

test('the parts of an exam add up to the whole', async () => {
  const options = { seed: 3, runs: 12, losses: ['cross_entropy', 'entropy'], dtypes: ['f64'] }
  const whole = merge([await examine(subjectOf(own), options)])
  const parts = [0, 1, 2].map((index) => examine(subjectOf(own), { ...options, part: { index, of: 3 } }))
  const { pictures, coverage, results, audit } = merge(await Promise.all(parts.map((part) => part)))
  expect(pictures).toEqual(whole.pictures)
  expect(coverage).toEqual(whole.coverage)
  expect(JSON.stringify(coverage)).toBe(JSON.stringify(whole.coverage))
  expect(results).toEqual(whole.results)
  expect(audit.numbers).toBe(whole.audit.numbers)
  expect(whole.pictures.flatMap(({ histogram }) => histogram).reduce((a, b) => a + b, 0)).toBeGreaterThan(200)
})
