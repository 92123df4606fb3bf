/**
 * Diagnoses: what mutants of each kind are said to look like, and that right answers, and wrong ones that look like nothing in
 * particular, are said nothing of.
 */

import { describe, expect, test } from 'vitest'
import { type Call, type Tensor, formats, tensorOf, truth } from '../reference/index.ts'
import { outcomeOf } from './answer.ts'
import { diagnose } from './diagnosis.ts'
import { examine } from './exam.ts'
import { mutants } from './mutants/index.ts'
import { subjectOf } from './subject.ts'

/** Mutant, law, and words that must be said. */
const LOOKS: readonly (readonly [string, string, RegExp])[] = [
  ['no max shift', 'loss-accuracy', /the largest logit is not subtracted first/],
  ['lse − z_t', 'loss-accuracy', /of the size of the last place of the logits/],
  ['log(1 + tiny)', 'confident-loss', /was added to 1: log1p/],
  ['shift not added back', 'loss-accuracy', /^loss: the largest logit is subtracted and not added back$/],
  ['softmax without the largest', 'loss-accuracy', /its largest term, e\^0, is left out$/],
  ['tail of the tiles dropped', 'gradient-accuracy', /^gradient\.logits: class 16 takes no part in the sum$/],
  ['clip caps the loss', 'loss-accuracy', /^loss: probabilities are clipped at 1e-7$/],
  ['eps inside the log', 'loss-accuracy', /^loss: ε = 1e-12 is added in the logarithm$/],
  ['log clamped at −100', 'loss-accuracy', /^loss: logarithms are cut at -100$/],
  ['rows renormalised', 'loss-accuracy', /^loss: probabilities are divided by their sum$/],
  ['zero target on −∞', 'loss-accuracy', /^loss: a class at −∞ makes ∞ − ∞ or 0·∞$/],
  ['weight twice', 'loss-accuracy', /^loss: weight counts twice$/],
  ['weight missing in the divisor', 'loss-accuracy', /^loss: divided by all rows/],
  ['mean divides by elements', 'gradient-accuracy', /^gradient\.p: divided by all elements/],
  ['smoothing over K − 1 classes', 'loss-accuracy', /^loss: smoothing is spread over K − 1 classes$/],
  ['smoothing missing in the gradient', 'gradient-accuracy', /^gradient\.logits: label_smoothing has no effect$/],
  ['pos_weight ignored in the gradient', 'gradient-accuracy', /^gradient\.logits: pos_weight has no effect$/],
  ['upstream ignored', 'gradient-accuracy', /upstream has no effect$/],
  ['gradient not divided', 'gradient-accuracy', /: it is the sum: not divided$/],
  ['p − y for any target', 'gradient-accuracy', /^gradient\.logits: p − y, which is right only for targets/],
  ['index off by one', 'loss-accuracy', /^loss: the target is read one class too low$/],
  ['targets renormalised', 'loss-accuracy', /^loss: the target is divided by its sum$/],
  ['targets thresholded', 'loss-accuracy', /^loss: the target is rounded to 0 and 1$/],
  ['the loss negative', 'loss-accuracy', /^loss: the sign is turned around$/],
  ['multiplied by the temperature', 'options-together', /: temperature multiplies where it divides$/],
]

describe('a mutant looks like what it is', () => {
  test.each(LOOKS)('%s', async (name, law, words) => {
    const { module } = mutants.find((one) => one.name === name)!
    const { results } = await examine(subjectOf(module), { seed: 7, runs: 200, laws: [law] })
    const failed = results.find(({ verdict }) => verdict === 'fails')!
    expect(failed.failure!.looksLike).toMatch(words)
  })
})

const call: Call = {
  loss: 'cross_entropy',
  arguments: { logits: tensorOf('f64', [1, 3], [1, 2.5, -0.25]), target: tensorOf('i64', [1], [1]), reduction: 'none' },
  want: ['loss', 'gradient'],
}

/** An answer to the call: the truth, with something done to it. */
function exchange(spoil: (x: number, i: number) => number) {
  const known = truth(call)
  if (known.kind !== 'value') throw new Error(known.kind)
  const numbers = (balls: readonly { readonly lo: { toNumber(): number } }[]) => balls.map(({ lo }) => lo.toNumber())
  const at = known.at(40)
  const loss: Tensor = tensorOf('f64', [1], numbers(at.loss).map(spoil))
  const gradient = { logits: tensorOf('f64', [1, 3], numbers(at.gradient('logits')).map(spoil)) }
  return [{ call, answer: outcomeOf(call, { kind: 'value', loss, gradient }) }]
}

const looks = (spoil: (x: number, i: number) => number): string | undefined =>
  diagnose(formats.f64, exchange(spoil), exchange(spoil))

describe('numbers', () => {
  test('that are right look like nothing', () => {
    expect(looks((x) => x)).toBe(undefined)
  })

  test('that are off at random look like nothing', () => {
    expect(looks((x, i) => x + [0.37, -1.91, 0.83][i]!)).toBe(undefined)
  })

  test.each([
    [(x: number) => x / Math.LN2, 'the logarithm is to base 2'],
    [(x: number) => 2 * x, 'counted twice'],
    [(x: number) => x / 3, 'divided by the number of classes'],
    [(x: number) => Math.fround(x), 'every number is one of f32: rounded to it, or computed in it'],
    [(x: number) => x * (1 + 1e-6), '6 digits are right: as of a shorter format, or of an approximation'],
  ])('under %s', (spoil, words) => {
    expect(looks(spoil)).toBe(`loss, gradient.logits: ${words}`)
  })
})
