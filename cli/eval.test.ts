/**
 * Exact values on the screen: digits that are those of the number, roundings, grades; and wrong questions in one line.
 */

import { describe, expect, test } from 'vitest'
import { type LossName, losses } from '../reference/index.ts'
import { type EvalOptions, evaluate } from './eval.ts'
import { WrongQuestion } from './wrong-question.ts'

type Given = EvalOptions['given']

function ask(loss: LossName, given: Given, more: Partial<EvalOptions> = {}): string {
  return evaluate(losses.get(loss)!, { given, dtype: 'f64', digits: 40, ...more })
}

/** What a line that begins so goes on with. */
function after(start: string, text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line.startsWith(`${start} `)).map((line) => line.slice(start.length).trim())
}

const confident = { logits: '[40, 0]', target: '0' }

describe('an answer beyond the last place', () => {
  const grade = (loss: LossName, given: Given, answer: number): string =>
    after('answer', ask(loss, given, { answer }))[0]!.replace(/^.* off in f64, /, '')
  const weighed = { logits: '[1, 2, 3]', target: '0', weight: '[2, 1, 1]', reduction: 'sum' }

  test.each([
    ['cross_entropy', weighed, 4.815211928888761, 'faithful'],
    ['cross_entropy', weighed, 4.815211928888765, 'stable, not faithful'],
    ['cross_entropy', weighed, 4.81521193, 'broken'],
    [
      'binary_cross_entropy_with_logits',
      { logits: '[0, 1]', target: '[1, 0]', weight: '[1, 3]', reduction: 'sum' },
      4.63,
      'broken',
    ],
    // Weights that are spread over several elements have no bound here.
    ['binary_cross_entropy', { probabilities: '[0.5, 0.5]', target: '[1, 0]', weight: '[3]' }, 2, 'not faithful'],
  ] as const)('of %s, %o: %d is %s', (loss, given, answer, words) => {
    expect(grade(loss, given, answer)).toBe(words)
  })
})

describe('the value of ln(1 + e^−40)', () => {
  // Python's decimal at 80 digits: (1 + Decimal(-40).exp()).ln().
  const DIGITS = '4.248354255291588986304977843631582181877…e-18'

  test('to forty digits, and in every format', () => {
    const text = ask('cross_entropy', confident)
    expect(after('digits', text)).toEqual([DIGITS])
    expect(after('f64', text)).toEqual(['4.248354255291589e-18   0x3c539792499b1a24'])
    expect(after('f32', text)).toEqual(['4.24835413113866e-18    0x229cbc92'])
    expect(after('f16', text)).toEqual(['0                       0x0000'])
    expect(after('bf16', text)).toEqual(['4.255493527005605e-18   0x229d'])
    expect(after('[0]', text)).toEqual(['-4.248354255291589e-18'])
    expect(after('[1]', text)).toEqual(['4.248354255291589e-18'])
  })

  test('from a bit, and a hundredth of it from a weight', () => {
    const bit = ask('binary_cross_entropy_with_logits', { logits: '40', target: '1' })
    expect(after('digits', bit)).toEqual([DIGITS])
    const double = ask('binary_cross_entropy_with_logits', { logits: '40', target: '1', pos_weight: '2' })
    expect(after('f64', double)).toEqual(['8.496708510583178e-18   0x3c639792499b1a24'])
  })

  test('lies in the enclosure, whose ends differ in their last digits', () => {
    const [lo, hi] = after('enclosure', ask('cross_entropy', confident))[0]!.slice(1, -1).split(', ') as [
      string,
      string,
    ]
    expect(lo).not.toBe(hi)
    expect(lo < hi).toBe(true)
    const known = DIGITS.split('…')[0]!
    expect([lo.startsWith(known), hi.startsWith(known)]).toEqual([true, true])
  })

  test.each([
    [1, '4…e-18'],
    [5, '4.2483…e-18'],
    [20, '4.2483542552915889863…e-18'],
  ])('to %i digits', (digits, text) => {
    expect(after('digits', ask('cross_entropy', confident, { digits }))).toEqual([text])
  })

  test('to five hundred digits, which begin with those above', () => {
    const [text] = after('digits', ask('cross_entropy', confident, { digits: 500 }))
    expect(text!.replace(/…e-18$/, '')).toHaveLength(501)
    expect(text!.startsWith(DIGITS.split('…')[0]!)).toBe(true)
  })

  test.each([
    [4.248354255291589e-18, 'f64', '4.248354255291589e-18: 0.15 ulp off in f64, correctly rounded'],
    [4.24835425529159e-18, 'f64', '4.24835425529159e-18: 0.85 ulp off in f64, faithful'],
    [4.24835425529158e-18, 'f64', '4.24835425529158e-18: 12.1 ulp off in f64, stable, not faithful'],
    [0, 'f64', '0: 5510000000000000 ulp off in f64, stable, not faithful'],
    [Infinity, 'f64', 'Infinity: wrong'],
    [NaN, 'f64', 'NaN: wrong'],
    // The decimal names the float32 nearest to it.
    [4.2483541e-18, 'f32', '4.24835413113866e-18: 0.3 ulp off in f32, correctly rounded'],
    [0, 'f16', '0: 7.13e-11 ulp off in f16, correctly rounded'],
  ] as const)('graded: an answer %f in %s', (answer, dtype, grade) => {
    expect(after('answer', ask('cross_entropy', confident, { answer, dtype }))).toEqual([grade])
  })
})

describe('a question', () => {
  test('of several rows has a value for each, and a mean', () => {
    const rows = { logits: '[[40, 0], [0, 0]]', target: '[0, 1]' }
    const each = ask('cross_entropy', { ...rows, reduction: 'none' }, { digits: 10 })
    expect(after('digits', each)).toEqual(['4.248354255…e-18', '0.6931471805…'])
    expect(each).toMatch(/^loss\[0\]$[^]*^loss\[1\]$/m)
    expect(after('digits', ask('cross_entropy', rows, { digits: 10 }))).toEqual(['0.3465735902…'])
  })

  test('of a distribution has a gradient of the target too', () => {
    const text = ask('cross_entropy', { logits: '[0, 0]', target: '[0.5, 0.5]' })
    expect(text).toMatch(/^gradient logits\n {2}\[0\] 0\n {2}\[1\] 0\n/m)
    expect(after('f64', text)[0]).toContain('0.6931471805599453')
    expect(text).toMatch(/^gradient target\n {2}\[0\] 0\.6931471805599453\n {2}\[1\] 0\.6931471805599453$/m)
  })

  test('may have weights and smoothing', () => {
    // 2 × (0.75·0 + 0.25·(0 + 1000)/2) = 250 and a tail beyond all formats.
    const options = { weight: '[2, 2]', label_smoothing: '0.25', reduction: 'sum' }
    const text = ask('cross_entropy', { logits: '[1000, 0]', target: '0', ...options }, { digits: 12 })
    expect(after('digits', text)).toEqual(['250.000000000…'])
    expect(after('f64', text)[0]).toMatch(/^250 /)
  })

  test('may leave rows out', () => {
    const some = { logits: '[[0, 0], [NaN, 0]]', target: '[0, 7]', ignore_index: '7', reduction: 'none' }
    expect(after('digits', ask('cross_entropy', some, { digits: 5 }))).toEqual(['0.69314…', '0 exactly'])
  })

  test.each([
    ['one class costs nothing', 'cross_entropy', { logits: '[3]', target: '0' }, '0 exactly'],
    ['−∞ beside the target costs nothing', 'cross_entropy', { logits: '[0, -Infinity]', target: '0' }, '0 exactly'],
    ['−∞ at the target costs ∞', 'cross_entropy', { logits: '[0, -Infinity]', target: '1' }, 'Infinity'],
    ['NaN spoils its row', 'cross_entropy', { logits: '[NaN, 0]', target: '0' }, 'NaN'],
    ['+∞ spoils its row', 'cross_entropy', { logits: '[Infinity, 0]', target: '0' }, 'NaN'],
    ['a probability of 0 that happens', 'binary_cross_entropy', { probabilities: '0', target: '1' }, 'Infinity'],
    ['a log-probability is its own loss', 'nll_loss', { log_probabilities: '[-1, -2]', target: '1' }, '2 exactly'],
    ['p = q', 'kl_divergence', { p: '[0.5, 0.5]', q: '[0.5, 0.5]' }, '0 exactly'],
    ['nothing is uncertain', 'entropy', { p: '[1, 0]' }, '0 exactly'],
    ['nothing is there', 'cross_entropy', { logits: '[0, 0]', target: '0', ignore_index: '0' }, 'NaN'],
  ] as const)('with a value that has no digits: %s', (_what, loss, given, digits) => {
    expect(after('digits', ask(loss, given))).toEqual([digits])
  })

  test('whose value is 0 has no sign on it', () => {
    expect(after('f64', ask('entropy', { p: '[1, 0]' }))).toEqual(['0                       0x0000000000000000'])
  })

  test('with an answer that has no digits is right or wrong', () => {
    const infinite = { logits: '[0, -Infinity]', target: '1' }
    expect(after('answer', ask('cross_entropy', infinite, { answer: Infinity }))).toEqual(['Infinity: right'])
    expect(after('answer', ask('cross_entropy', infinite, { answer: 745 }))).toEqual(['745: wrong'])
  })
})

const wrong: readonly (readonly [LossName, Given, string])[] = [
  ['cross_entropy', {}, 'cross_entropy: expected --logits, got none'],
  ['cross_entropy', { logits: '[0]' }, 'cross_entropy: expected --target, got none'],
  ['nll_loss', { target: '0' }, 'nll_loss: expected --log-probabilities, got none'],
  [
    'cross_entropy',
    { logits: '[40, 0', target: '0' },
    "--logits: expected a number or an array such as [40, 0], got '[40, 0'",
  ],
  [
    'cross_entropy',
    { logits: '[1]', target: '0', label_smoothing: 'x' },
    "--label-smoothing: expected a number or an array such as [40, 0], got 'x'",
  ],
  ['cross_entropy', { logits: '[1, "a"]', target: '0' }, '--logits: expected numbers, got "a"'],
  ['cross_entropy', { logits: '[1, null]', target: '0' }, '--logits: expected numbers, got null'],
  ['cross_entropy', { logits: '{"z": 1}', target: '0' }, '--logits: expected numbers, got {"z":1}'],
  ['cross_entropy', { logits: '[[1, 2], [3]]', target: '[0, 0]' }, '--logits[1]: expected shape [2], got [1]'],
  ['cross_entropy', { logits: '[1, 2]', target: '2' }, 'target[0]: expected a class index 0…1, got 2'],
  ['cross_entropy', { logits: '[1, 2]', target: '-1' }, 'target[0]: expected a class index 0…1, got -1'],
  ['cross_entropy', { logits: '[1, 2]', target: '0.5' }, '--target: expected class indices, got 0.5'],
  ['cross_entropy', { logits: '[[1, 2], [3, 4]]', target: '[0]' }, 'target: expected shape [2], got [1]'],
  ['cross_entropy', { logits: '5', target: '0' }, 'logits: expected shape [rows, classes], got []'],
  ['cross_entropy', { logits: '[]', target: '0' }, 'logits: expected at least one class, got 0'],
  [
    'cross_entropy',
    { logits: '[1]', target: '0', reduction: 'max' },
    "reduction: expected 'none', 'sum' or 'mean', got 'max'",
  ],
  [
    'cross_entropy',
    { logits: '[1]', target: '0', label_smoothing: '3' },
    'label_smoothing: expected a number in [0, 1], got 3',
  ],
  [
    'cross_entropy',
    { logits: '[1]', target: '0', ignore_index: '[1]' },
    'ignore_index: expected a number, got a tensor',
  ],
  [
    'cross_entropy',
    { logits: '[1, 2]', target: '[1, 0]', label_smoothing: '[1]' },
    'label_smoothing: expected a number, got a tensor',
  ],
  // 2⁶⁴ would be class 0 in 64 bits.
  [
    'cross_entropy',
    { logits: '[1, 2]', target: '18446744073709551616' },
    '--target: expected class indices, got 18446744073709552000',
  ],
  [
    'cross_entropy',
    { logits: `${'['.repeat(40)}1${']'.repeat(40)}`, target: '0' },
    `logits: expected shape [rows, classes], got [${Array(40).fill(1).join(', ')}]`,
  ],
  [
    'cross_entropy',
    { logits: `${'['.repeat(100_000)}1${']'.repeat(100_000)}`, target: '0' },
    '--logits: expected at most 64 axes, got more',
  ],
  [
    'cross_entropy',
    { logits: '\n\u001B[31m', target: '0' },
    "--logits: expected a number or an array such as [40, 0], got ' \uFFFD[31m'",
  ],
  [
    'cross_entropy',
    { logits: '[1, 2]', target: '[1, 0]', ignore_index: '0' },
    'unsupported: ignore_index with distribution targets',
  ],
  [
    'binary_cross_entropy',
    { probabilities: '1.5', target: '1' },
    'probabilities[0]: expected a number in [0, 1], got 1.5',
  ],
  ['entropy', { p: '[-1, 0]' }, 'p[0]: expected a number at least 0, got -1'],
]

describe('a wrong question is told in one line', () => {
  test.each(wrong)('%s %o: %s', (loss, given, message) => {
    expect(() => ask(loss, given)).toThrow(new WrongQuestion(message))
  })
})
