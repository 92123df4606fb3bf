/**
 * The truth of a call: its three kinds, its edges, and how its parts depend on one another.
 */

import { describe, expect, test } from 'vitest'
import { type Ball, isFree, isPoint, meet } from './ball.ts'
import type { Call, Tensor } from './call.ts'
import { LADDER, certify, isUndecided, roundBall } from './certify.ts'
import { formats } from './format.ts'
import { gradientsOf, losses } from './losses.ts'
import { callOf, namesOf, randomQuestion } from './testing/questions.ts'
import { type Truth, truth } from './truth.ts'
import { f64, indices } from './testing/tensors.ts'
import { valued } from './testing/outcome.ts'

const ask = (loss: string, given: Call['arguments'], upstream?: Tensor): Truth =>
  truth({ loss, arguments: given, want: ['loss', 'gradient'], ...(upstream === undefined ? {} : { upstream }) })

/** The numbers of one part, rounded to f64; 'free' where none is promised. */
function numbers(answer: Truth, part: string): (number | 'free')[] {
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer))
  const at = (digits: number): readonly Ball[] =>
    part === 'loss' ? answer.at(digits).loss : answer.at(digits).gradient(part)
  return at(LADDER[0] as number).map((first, i) => {
    if (isFree(first)) return 'free'
    const rounded = certify(
      (digits) => at(digits)[i] as Ball,
      (ball) => roundBall(formats.f64, ball),
    )
    if (isUndecided(rounded)) throw new Error(`${part}[${i}] is undecided`)
    return rounded + 0
  })
}

describe('the truth', () => {
  test('of logits [40, 0] and class 0 is ln(1 + e^(−40)), to all its digits', () => {
    const answer = valued(ask('cross_entropy', { logits: f64([1, 2], 40, 0), target: indices(0) }))
    const [ball] = answer.at(34).loss as [Ball]
    expect(ball.lo.toString().slice(0, 31)).toBe('4.24835425529158898630497784363')
    expect(numbers(answer, 'loss')).toEqual([4.248354255291589e-18])
  })

  test('is narrower with more digits, and about the same number', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const answer = valued(truth(callOf(randomQuestion(seed))))
      const [coarse, fine] = [answer.at(34).loss, answer.at(68).loss]
      coarse.forEach((a, i) => {
        const b = fine[i] as Ball
        if (!a.lo.isFinite() || !a.hi.isFinite()) return
        const both = meet(a, b)
        expect(both.lo.lte(both.hi)).toBe(true)
        expect(b.hi.minus(b.lo).lte(a.hi.minus(a.lo))).toBe(true)
      })
    }
  })

  test.each([4, 20])('has the slopes of a row among those of the batch, with %d classes', (K) => {
    const given = {
      logits: f64([2, K], ...Array.from({ length: 2 * K }, (_, i) => (i * 5) % 7)),
      target: f64([2, K], ...Array.from({ length: 2 * K }, (_, i) => (i % K === 1 ? 1 : 0))),
    }
    const answer = valued(ask('cross_entropy', given))
    for (const digits of LADDER) {
      const { slopes, gradient } = answer.at(digits)
      for (const name of ['logits', 'target']) {
        expect([0, 1].flatMap((n) => slopes(name, n)).map(({ lo }) => lo)).toEqual(gradient(name).map(({ lo }) => lo))
      }
    }
  })

  test('of the same call at the same digits is computed once', () => {
    const answer = valued(ask('entropy', { p: f64([1, 2], 0.5, 0.5) }))
    expect(answer.at(34)).toBe(answer.at(34))
  })

  test('of a loss that is not ours is unsupported, with the names that are', () => {
    expect(ask('hinge', {})).toEqual({
      kind: 'unsupported',
      why: `loss: expected one of ${[...losses.keys()].join(', ')} or a profile, got hinge`,
    })
  })

  test('of a wrong argument is an error, and of one that the loss does not take unsupported', () => {
    expect(ask('cross_entropy', { logits: f64([1, 2], 0, 0), target: indices(2) })).toEqual({
      kind: 'error',
      message: 'target[0]: expected a class index 0…1, got 2',
    })
    expect(ask('entropy', { p: f64([1, 1], 1), target: indices(0) }).kind).toBe('error')
    expect(ask('kl_divergence', { q: f64([1, 1], 1), p: indices(0) })).toEqual({
      kind: 'unsupported',
      why: 'p: index targets',
    })
  })

  test('has gradients of its own arguments alone', () => {
    const indexed = ask('cross_entropy', { logits: f64([1, 2], 0, 0), target: indices(0) })
    expect(() => numbers(indexed, 'target')).toThrow('gradient: expected logits, got target')
    const dense = ask('cross_entropy', { logits: f64([1, 2], 0, 0), target: f64([1, 2], 1, 0) })
    expect(() => numbers(dense, 'weight')).toThrow('gradient: expected logits or target, got weight')
    for (const [name, spec] of losses) expect(gradientsOf(spec)).toEqual([...new Set(namesOf(name))])
  })
})

describe('a row that has no value', () => {
  test.each([
    ['NaN', NaN],
    ['+∞', Infinity],
  ])('for a logit %s is NaN, and leaves the other rows alone', (_, bad) => {
    const answer = ask('cross_entropy', {
      logits: f64([2, 2], bad, 0, 0, 0),
      target: indices(1, 0),
      reduction: 'none',
    })
    expect(numbers(answer, 'loss')).toEqual([NaN, Math.LN2])
    expect(numbers(answer, 'logits')).toEqual([NaN, NaN, -0.5, 0.5])
  })

  test('for nothing but −∞ is NaN', () => {
    const answer = ask('cross_entropy', { logits: f64([1, 2], -Infinity, -Infinity), target: indices(0) })
    expect(numbers(answer, 'loss')).toEqual([NaN])
  })

  test('makes a sum NaN, and a mean', () => {
    for (const reduction of ['sum', 'mean']) {
      const given = { logits: f64([2, 2], NaN, 0, 0, 0), target: indices(1, 0), reduction }
      expect(numbers(ask('cross_entropy', given), 'loss')).toEqual([NaN])
    }
  })
})

describe('an ignored row', () => {
  const given = { logits: f64([2, 2], NaN, Infinity, 0, 0), target: indices(-100, 0) }

  test('has loss 0 and gradient 0, whatever it contains', () => {
    const answer = ask('cross_entropy', { ...given, reduction: 'none' })
    expect(numbers(answer, 'loss')).toEqual([0, Math.LN2])
    expect(numbers(answer, 'logits')).toEqual([0, 0, -0.5, 0.5])
  })

  test('does not count in the mean', () => {
    expect(numbers(ask('cross_entropy', given), 'loss')).toEqual([Math.LN2])
  })

  test('of which there is nothing else has mean NaN and gradient 0', () => {
    const answer = ask('cross_entropy', { logits: f64([1, 2], 1, 2), target: indices(3), ignore_index: 3 })
    expect(numbers(answer, 'loss')).toEqual([NaN])
    expect(numbers(answer, 'logits')).toEqual([0, 0])
  })
})

describe('the mean', () => {
  test('of no rows is NaN, their sum 0, and the rows themselves none', () => {
    const of = (reduction: string): (number | 'free')[] =>
      numbers(ask('cross_entropy', { logits: f64([0, 2]), target: indices(), reduction }), 'loss')
    expect(of('mean')).toEqual([NaN])
    expect(of('sum')).toEqual([0])
    expect(of('none')).toEqual([])
  })

  test('of an index target divides by the weights of the classes hit, of a distribution by the rows', () => {
    const logits = f64([2, 2], 0, 0, 0, 0)
    const weight = f64([2], 3, 1)
    const indexed = ask('cross_entropy', { logits, target: indices(0, 1), weight })
    const dense = ask('cross_entropy', { logits, target: f64([2, 2], 1, 0, 0, 1), weight })
    expect(numbers(indexed, 'loss')).toEqual([Math.LN2])
    expect(numbers(dense, 'loss')).toEqual([2 * Math.LN2])
  })

  test('of weights that add to 0 is NaN', () => {
    const weight = f64([2], 0, 1)
    const answer = ask('cross_entropy', { logits: f64([1, 2], 0, 0), target: indices(0), weight })
    expect(numbers(answer, 'loss')).toEqual([NaN])
    expect(numbers(answer, 'logits')).toEqual([NaN, NaN])
  })

  test('of a gradient is exact where one third of three is wanted', () => {
    const answer = ask(
      'nll_loss',
      { log_probabilities: f64([3, 1], 0, 0, 0), target: f64([3, 1], 3, 6, 9) },
      f64([], 0.5),
    )
    if (answer.kind !== 'value') throw new Error(answer.kind)
    expect(answer.at(34).gradient('log_probabilities').every(isPoint)).toBe(true)
    expect(numbers(answer, 'log_probabilities')).toEqual([-0.5, -1, -1.5])
  })
})

describe('0 · ∞ is 0', () => {
  test('for a class that is impossible and has no mass', () => {
    const answer = ask('cross_entropy', {
      logits: f64([1, 3], 0, 0, -Infinity),
      target: f64([1, 3], 1, 0, 0),
    })
    expect(numbers(answer, 'loss')).toEqual([Math.LN2])
    expect(numbers(answer, 'logits')).toEqual([-0.5, 0.5, 0])
    expect(numbers(answer, 'target')).toEqual([Math.LN2, Math.LN2, Infinity])
  })

  test('and not for one that has: its loss is ∞, and its slope minus its mass', () => {
    const answer = ask('cross_entropy', { logits: f64([1, 2], 0, -Infinity), target: indices(1) })
    expect(numbers(answer, 'loss')).toEqual([Infinity])
    expect(numbers(answer, 'logits')).toEqual([1, -1])
  })

  test('for a weight of 0', () => {
    const answer = ask('log_loss', {
      probabilities: f64([1, 2], 0, 1),
      target: indices(0),
      weight: f64([2], 0, 1),
      reduction: 'sum',
    })
    expect(numbers(answer, 'loss')).toEqual([0])
    expect(numbers(answer, 'probabilities')).toEqual([0, 0])
  })

  test('for bits of ±∞, where the limit is the value', () => {
    const answer = ask('binary_cross_entropy_with_logits', {
      logits: f64([4], Infinity, Infinity, -Infinity, -Infinity),
      target: f64([4], 1, 0, 1, 0),
      reduction: 'none',
    })
    expect(numbers(answer, 'loss')).toEqual([0, Infinity, Infinity, 0])
    expect(numbers(answer, 'logits')).toEqual([0, 1, -1, 0])
  })

  test('for probabilities 0 and 1', () => {
    const answer = ask('binary_cross_entropy', {
      probabilities: f64([4], 0, 1, 0, 1),
      target: f64([4], 0, 1, 1, 0),
      reduction: 'none',
    })
    expect(numbers(answer, 'loss')).toEqual([0, 0, Infinity, Infinity])
    expect(numbers(answer, 'probabilities')).toEqual([1, -1, -Infinity, Infinity])
  })
})

describe('no slope is promised', () => {
  test('of a divergence at p = 0, and of an entropy there', () => {
    const divergence = ask('kl_divergence', { p: f64([1, 2], 0, 1), q: f64([1, 2], 0.5, 1), reduction: 'sum' })
    expect(numbers(divergence, 'p')).toEqual(['free', 1])
    expect(numbers(divergence, 'q')).toEqual([0, -1])
    const entropy = ask('entropy', { p: f64([1, 2], 0, 1), reduction: 'sum' })
    expect(numbers(entropy, 'p')).toEqual(['free', -1])
    expect(numbers(entropy, 'loss')).toEqual([0])
  })
})

describe('what cancels', () => {
  test('leaves a point: the slope in t of an element of equal sides is −w·z', () => {
    const answer = ask(
      'binary_cross_entropy_with_logits',
      { logits: f64([1], 1 + 2 ** -52), target: f64([1], 0.3), weight: f64([1], 1.5), reduction: 'none' },
      f64([1], 1),
    )
    if (answer.kind !== 'value') throw new Error(answer.kind)
    const [ball] = answer.at(34).gradient('target') as [Ball]
    expect(isPoint(ball)).toBe(true)
    // −1.5 − 1.5·2^−52, a tie of f64: to even.
    expect(numbers(answer, 'target')).toEqual([-(1.5 + 2 ** -51)])
  })

  test('leaves a point: masses 1 and −1 cost the difference of their logits', () => {
    const answer = ask('cross_entropy', {
      logits: f64([1, 3], 2 ** 53, -1, 7),
      target: f64([1, 3], -1, 1, 0),
    })
    if (answer.kind !== 'value') throw new Error(answer.kind)
    expect(isPoint(answer.at(34).loss[0] as Ball)).toBe(true)
    expect(numbers(answer, 'loss')).toEqual([2 ** 53])
  })

  test('keeps its side of a tie: 2^53 + 1 + e^(−2^53 − 1)', () => {
    const answer = ask('cross_entropy', { logits: f64([1, 2], 2 ** 53, -1), target: indices(1) })
    expect(numbers(answer, 'loss')).toEqual([2 ** 53 + 2])
  })

  test('keeps its side of a tie in a slope: (1.5 − e^(−10^300))·(1 + 2^−52)', () => {
    const upstream = f64([1], 1 + 2 ** -52)
    const answer = ask(
      'cross_entropy',
      { logits: f64([1, 2], 1e300, 0), target: f64([1, 2], 1, 1.5), reduction: 'none' },
      upstream,
    )
    // The slope of class 1 is Q·p − 1.5, above −1.5: times 1 + 2^−52 above −1.5 − 1.5·2^−52, which is a tie.
    expect(numbers(answer, 'logits')).toEqual([1.5 + 2 ** -52, -(1.5 + 2 ** -52)])
  })
})

describe('an infinite bit', () => {
  // σ(z/T)/T − y/T → (1 − y)/T at +∞, −y/T at −∞.
  test.each([
    [Infinity, 0, 0.5],
    [Infinity, 1, 0],
    [-Infinity, 1, -0.5],
    [Infinity, 0.25, 0.375],
  ])('at %d, y = %d, has the slope that the temperature leaves: %d', (z, y, slope) => {
    const options = { temperature: 2, reduction: 'none' }
    const answer = ask('binary_cross_entropy_with_logits', { logits: f64([1], z), target: f64([1], y), ...options })
    expect(numbers(answer, 'logits').map((x) => Number(x) + 0)).toEqual([slope])
  })
})
