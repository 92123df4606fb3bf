/**
 * Hypotheses: other questions, one of which a wrong implementation may have answered.
 *
 *   an option left out, or applied twice · a sum for a mean, another divisor · smoothing over the others · a clipped
 *   logarithm · a class left out of the sum · the target read one class off · another sign
 *
 * A bug is mostly a right answer to another question, and that question is a call or a profile with one thing changed.
 */

import {
  type Call,
  type Divisor,
  type Profile,
  type Tensor,
  isIndices,
  nameOf,
  tensorOf,
  valuesOf,
} from '../reference/index.ts'

export interface Question {
  readonly profile: Profile
  readonly call: Call
}

type Hypothesis = readonly [says: string, question: Question]

/** The other questions, the likeliest first. */
export function* hypotheses(asked: Question): Generator<Hypothesis> {
  yield* withoutOptions(asked)
  yield [
    'the sign is turned around',
    { ...asked, profile: { ...asked.profile, sign: asked.profile.sign === 1 ? -1 : 1 } },
  ]
  yield* otherReductions(asked)
  yield* optionsApart(asked)
  yield* otherLogarithms(asked)
  yield* otherTargets(asked)
  yield* withoutClasses(asked)
}

function withArgument({ profile, call }: Question, name: string, value: Tensor | number | undefined): Question {
  const { [name]: _, ...rest } = call.arguments
  return { profile, call: { ...call, arguments: value === undefined ? rest : { ...rest, [name]: value } } }
}

function* withoutOptions(asked: Question): Generator<Hypothesis> {
  const { profile, call } = asked
  const names = profile.options
    .map((role) => nameOf(profile, role))
    .filter((name) => call.arguments[name] !== undefined)
  for (const name of names) yield [`${name} has no effect`, withArgument(asked, name, undefined)]
  if (call.upstream !== undefined) {
    const { upstream: _, ...rest } = call
    yield ['upstream has no effect', { profile, call: rest }]
  }
  // Two that are ignored together, as by a branch that is never taken.
  for (const [i, a] of names.entries())
    for (const b of names.slice(i + 1))
      yield [`${a} and ${b} have no effect`, withArgument(withArgument(asked, a, undefined), b, undefined)]
}

const DIVISORS: readonly (readonly [Divisor, string])[] = [
  ['rows', 'all rows'],
  ['kept', 'the rows that are not ignored'],
  ['elements', 'all elements'],
  ['target weights', 'the sum of the target weights'],
  ['weights', 'the sum of the weights'],
  ['nonzero weights', 'the number of weights that are not 0'],
]

function* otherReductions(asked: Question): Generator<Hypothesis> {
  const { profile, call } = asked
  const { argument, default: usual } = profile.reduction
  const name = (call.arguments[argument] ?? usual) as string
  const own = profile.reductions[name]
  const as = (reducer: Profile['reductions'][string]): Question => ({
    call,
    profile: { ...profile, reductions: { ...profile.reductions, [name]: reducer } },
  })
  if (own === undefined) return
  if (own !== 'none' && own !== 'sum') yield ['it is the sum: not divided', as('sum')]
  for (const [divisor, says] of DIVISORS)
    if (divisor !== own && own !== 'none') yield [`divided by ${says}`, as(divisor)]
}

/** Options that do something else than they should. */
function* optionsApart(asked: Question): Generator<Hypothesis> {
  const { profile, call } = asked
  const given = (role: Profile['options'][number]) => {
    const name = nameOf(profile, role)
    return { name, value: call.arguments[name] }
  }
  for (const role of ['weight', 'pos_weight', 'sample_weight'] as const) {
    const { name, value } = given(role)
    if (typeof value !== 'object') continue
    const w = valuesOf(value)
    const dtype = value.dtype as 'f64'
    const change = (f: (x: number) => number): Question =>
      withArgument(asked, name, tensorOf(dtype, value.shape, w.map(f)))
    yield [`${name} counts twice`, change((x) => x * x)]
    yield [`${name} is read backwards`, withArgument(asked, name, tensorOf(dtype, value.shape, w.toReversed()))]
    yield [`${name} divides where it multiplies`, change((x) => 1 / x)]
    yield [`${name} of the first stands for all`, change(() => w[0] as number)]
  }
  for (const convention of ['K', 'K − 1'] as const) {
    if (profile.options.includes('label_smoothing') && convention !== profile.convention)
      yield [`smoothing is spread over ${convention} classes`, { call, profile: { ...profile, convention } }]
  }
  for (const role of ['temperature', 'label_smoothing', 'z_loss', 'focal', 'softcap'] as const) {
    const { name, value } = given(role)
    if (typeof value !== 'number') continue
    if (role === 'temperature') yield [`${name} multiplies where it divides`, withArgument(asked, name, 1 / value)]
    yield [`${name} counts twice`, withArgument(asked, name, role === 'temperature' ? value * value : 2 * value)]
    yield [`${name} counts half`, withArgument(asked, name, value / 2)]
  }
  yield [
    'the square of the temperature is forgotten, or too much',
    { call, profile: { ...profile, squaredTemperature: !profile.squaredTemperature } },
  ]
}

/** The ε that people put into logarithms and clips. */
export const EPSILONS: readonly number[] = [
  1e-7,
  1e-8,
  1e-12,
  1e-15,
  1e-6,
  1e-5,
  1e-4,
  1e-3,
  1e-9,
  1e-10,
  1e-16,
  1e-20,
  2 ** -23,
  2 ** -52,
]

function* otherLogarithms({ profile, call }: Question): Generator<Hypothesis> {
  if (profile.score !== 'prob' && profile.score !== 'pbit') return
  for (const e of EPSILONS) {
    yield [`probabilities are clipped at ${e}`, { call, profile: { ...profile, steps: [{ clip: [e, 1 - e] }] } }]
    yield [`probabilities are not below ${e}`, { call, profile: { ...profile, steps: [{ clip: [e, 1] }] } }]
    yield [`ε = ${e} is added in the logarithm`, { call, profile: { ...profile, addend: e } }]
  }
  yield ['probabilities are divided by their sum', { call, profile: { ...profile, steps: ['norm'] } }]
  for (const floor of [-100, -50, -30])
    yield [`logarithms are cut at ${floor}`, { call, profile: { ...profile, floor } }]
}

function* otherTargets(asked: Question): Generator<Hypothesis> {
  const { profile, call } = asked
  const target = call.arguments[profile.target]
  if (typeof target !== 'object' || profile.target === profile.input) return
  const y = valuesOf(target)
  const changed = (values: readonly number[]): Question =>
    withArgument(asked, profile.target, tensorOf(target.dtype as 'f64', target.shape, values))
  if (isIndices(target)) {
    yield ['the target is read one class too high', changed(y.map((t) => t + 1))]
    yield ['the target is read one class too low', changed(y.map((t) => t - 1))]
    yield ['every row has the target of the first', changed(y.map(() => y[0] as number))]
    yield ['rows have the targets of each other, in reverse', changed(y.toReversed())]
    return
  }
  yield ['the target is rounded to 0 and 1', changed(y.map((t) => (t >= 0.5 ? 1 : 0)))]
  yield ['negative targets count as 0', changed(y.map((t) => Math.max(0, t)))]
  yield ['the target is turned around: 1 − y for y', changed(y.map((t) => 1 - t))]
  yield [
    'the target is divided by its sum',
    { call, profile: { ...profile, targetSteps: [...profile.targetSteps, 'norm'] } },
  ]
}

/** More classes than this are not left out one by one. */
const MANY = 300

/** A class at −∞ takes no part in a sum of exponentials. */
function* withoutClasses(asked: Question): Generator<Hypothesis> {
  const { profile, call } = asked
  const input = call.arguments[profile.input] as Tensor
  const classes = input.shape.at(profile.classAxis) ?? 1
  if (profile.score !== 'logits' || profile.classAxis !== -1 || classes < 2 || classes > MANY) return
  const z = valuesOf(input)
  const masked = (out: (k: number) => boolean): Question =>
    withArgument(
      asked,
      profile.input,
      tensorOf(
        input.dtype as 'f64',
        input.shape,
        z.map((x, i) => (out(i % classes) ? -Infinity : x)),
      ),
    )
  for (let k = classes - 1; k >= 0; k--) yield [`class ${k} takes no part in the sum`, masked((c) => c === k)]
  for (let k = classes - 2; k > 0; k--) yield [`classes from ${k} on take no part in the sum`, masked((c) => c >= k)]
}
