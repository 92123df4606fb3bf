/** A name means a row, or the rows of a loss: which, by the kind of the target and by the release. */

import { describe, expect, test } from 'vitest'
import type { Tensor } from './call.ts'
import { tensorOf } from './format.ts'
import { gradientsOf, losses, profileFor, profiles, rowsOf } from './losses.ts'
import type { Profile } from './profile.ts'

const names = (rows: readonly Profile[]): readonly string[] => rows.map(({ name }) => name)

describe('the rows of', () => {
  test.each([
    ['cross_entropy', ['cross_entropy']],
    ['torch.cross_entropy', ['torch.cross_entropy.index', 'torch.cross_entropy.distribution']],
    ['torch.cross_entropy.distribution', ['torch.cross_entropy.distribution']],
    [
      'sklearn.log_loss',
      ['sklearn.log_loss@1.1', 'sklearn.log_loss@1.2', 'sklearn.log_loss@1.3', 'sklearn.log_loss@1.5'],
    ],
    ['sklearn.log_loss@1.2', ['sklearn.log_loss@1.2']],
    ['torch', []],
  ])('%s, of any release', (loss, expected) => {
    expect(names(rowsOf(loss))).toEqual(expected)
  })

  test.each([
    ['sklearn.log_loss', '1.1.3', ['sklearn.log_loss@1.1']],
    ['sklearn.log_loss', '1.7', ['sklearn.log_loss@1.5']],
    // Who asks for a row by its own name gets it, whatever runs there.
    ['sklearn.log_loss@1.2', '1.7', ['sklearn.log_loss@1.2']],
    ['torch.cross_entropy', '2.0', ['torch.cross_entropy.index', 'torch.cross_entropy.distribution']],
    ['entropy', '2.0', ['entropy']],
  ])('%s, of release %s', (loss, version, expected) => {
    expect(names(rowsOf(loss, version))).toEqual(expected)
  })

  test('a loss that has one row are that row', () => {
    for (const profile of profiles.values()) {
      expect(rowsOf(profile.name)).toContain(profile)
      expect(rowsOf(profile.loss)).toContain(profile)
    }
  })
})

describe('a call is about', () => {
  const x = tensorOf('f64', [1, 2], [0.5, 0.5])
  const index = tensorOf('i64', [1], [0])
  const meant = (loss: string, given: Readonly<Record<string, Tensor | number>>): unknown => {
    const profile = profileFor({ loss, arguments: given, want: ['loss'] })
    return typeof profile === 'string' ? profile : profile.name
  }

  test('the row for its kind of target', () => {
    expect(meant('torch.cross_entropy', { input: x, target: index })).toBe('torch.cross_entropy.index')
    expect(meant('torch.cross_entropy', { input: x, target: x })).toBe('torch.cross_entropy.distribution')
    expect(meant('torch.cross_entropy', { input: x, target: tensorOf('i32', [1], [0]) })).toBe(
      'torch.cross_entropy.index',
    )
  })

  test('that of floats where integers are something else than the target', () => {
    expect(meant('torch.cross_entropy', { input: x, target: x, weight: tensorOf('i64', [2], [1, 1]) })).toBe(
      'torch.cross_entropy.distribution',
    )
    expect(meant('torch.cross_entropy', { input: x, target: x, label_smoothing: 1 })).toBe(
      'torch.cross_entropy.distribution',
    )
  })

  test('the newest release, or the one that it names', () => {
    expect(meant('sklearn.log_loss', { y_pred: x, y_true: index })).toBe('sklearn.log_loss@1.5')
    expect(meant('sklearn.log_loss@1.2', { y_pred: x, y_true: index })).toBe('sklearn.log_loss@1.2')
  })

  test('the one that would be meant of any target, where none fits', () => {
    expect(meant('sklearn.log_loss', { y_pred: x, y_true: x })).toBe('sklearn.log_loss@1.5')
    expect(meant('torch.cross_entropy.index', { input: x, target: x })).toBe('torch.cross_entropy.index')
  })

  test('nothing, by a name that nobody has', () => {
    expect(meant('hinge', { x })).toBe(`loss: expected one of ${[...losses.keys()].join(', ')} or a profile, got hinge`)
  })
})

test('a gradient is of the input and the target, which may be one', () => {
  expect(gradientsOf(losses.get('kl_divergence')!)).toEqual(['q', 'p'])
  expect(gradientsOf(losses.get('entropy')!)).toEqual(['p'])
})
