/**
 * Mutants that are a little off in one place: a thousandth, a millionth, 1e-9, 1e-12, relative.
 *
 *   one component · one row · one class · widths of 32·n + 1 · ties · three options together · the second call
 *
 * 1e-12 is 4500 ulps of float64: under `stable` all of them must be seen, on the inputs where nothing larger is beside
 * them. No claim of digits is needed.
 */

import type { LossName, Role } from '../../reference/index.ts'
import { type Mutant, generated } from './mutant.ts'
import type { Parts, Row } from './parts.ts'
import type { Question } from './question.ts'
import type { Normal } from './score.ts'

const SIZES = [1e-3, 1e-6, 1e-9, 1e-12]

interface Place {
  readonly name: string
  readonly where: string
  readonly on: readonly LossName[]
  readonly spoil: (right: Parts, off: (x: number) => number) => Partial<Parts>
}

/** The rows, changed where there is a row. */
const rowsBy =
  (change: (row: Row, question: Question, n: number) => Partial<Row>) =>
  ({ row }: Parts): Partial<Parts> => ({
    row: (parts, question, n) => {
      const right = row(parts, question, n)
      return right && { ...right, ...change(right, question, n) }
    },
  })

const lastOf = (values: readonly number[], off: (x: number) => number): readonly number[] =>
  values.map((g, k) => (k === values.length - 1 ? off(g) : g))

const COMPONENTS: readonly Place[] = [
  {
    name: 'the last class’s slope',
    where: 'the last component of every row of the gradient',
    on: ['cross_entropy'],
    spoil: (right, off) => rowsBy(({ slope }) => ({ slope: lastOf(slope, off) }))(right),
  },
  {
    name: 'the last class’s slope in the target',
    where: 'the last component of every row of the target’s gradient',
    on: ['log_loss'],
    spoil: (right, off) => rowsBy(({ targetSlope }) => ({ targetSlope: lastOf(targetSlope, off) }))(right),
  },
  {
    name: 'the last row’s loss',
    where: 'the loss of the last of several rows',
    on: ['nll_loss'],
    spoil: (right, off) => rowsBy(({ loss }, q, n) => (isLast(q, n) ? { loss: off(loss) } : {}))(right),
  },
  {
    name: 'the last row’s slopes',
    where: 'the gradient of the last of several elements',
    on: ['binary_cross_entropy_with_logits'],
    spoil: (right, off) => rowsBy(({ slope }, q, n) => (isLast(q, n) ? { slope: slope.map(off) } : {}))(right),
  },
]

function isLast({ rows }: Question, n: number): boolean {
  return rows > 1 && n === rows - 1
}

/** What a class costs, and its share, off for some classes. */
const costs = (name: string, where: string, isOff: (n: Normal, c: number) => boolean): readonly Place[] => [
  {
    name: `the cost of ${name}`,
    where: `−ln p of ${where}`,
    on: ['cross_entropy'],
    spoil: ({ surprisal }, off) => ({
      surprisal: (n, c) => (isOff(n, c) ? off(surprisal(n, c)) : surprisal(n, c)),
    }),
  },
  {
    name: `the share of ${name}`,
    where: `the p of ${where}, in the gradient alone`,
    on: ['cross_entropy'],
    spoil: ({ share }, off) => ({ share: (n, c) => (isOff(n, c) ? off(share(n, c)) : share(n, c)) }),
  },
]

/** A warp of a GPU is 32 lanes: the one class too many has a step of its own. */
const LANES = 32

const CLASSES: readonly Place[] = [
  ...costs('the second class', 'the second class', (_, c) => c === 1),
  ...costs('a class of 32·n + 1', 'every class where one is left over by the warps', ({ z }) => isOneOver(z.length)),
  ...costs('a tied class', 'a class whose logit is another’s too', ({ z }, c) =>
    z.some((x, k) => k !== c && x === z[c]),
  ),
]

function isOneOver(classes: number): boolean {
  return classes > 1 && classes % LANES === 1
}

/** Whether a question has an option at all. */
const HAS: Readonly<Partial<Record<Role, (question: Question) => boolean>>> = {
  weight: ({ weight }) => weight !== undefined,
  ignore_index: ({ ignoreIndex }) => ignoreIndex !== -100,
  label_smoothing: ({ labelSmoothing }) => labelSmoothing !== 0,
  temperature: ({ temperature }) => temperature !== 1,
  softcap: ({ softcap }) => softcap !== Infinity,
  z_loss: ({ zLoss }) => zLoss !== 0,
  focal: ({ focal }) => focal !== 0,
}

const hasAll =
  (options: readonly Role[]) =>
  (question: Question): boolean =>
    options.every((option) => HAS[option]?.(question))

const lossWith = (options: readonly Role[]): Place => ({
  name: `the loss with ${options.join(', ')}`,
  where: `the loss where three options meet: ${options.join(', ')}`,
  on: ['cross_entropy'],
  spoil: (right, off) => rowsBy(({ loss }, q) => (hasAll(options)(q) ? { loss: off(loss) } : {}))(right),
})

const SOME = ['weight', 'label_smoothing', 'temperature'] as const

const OPTIONS: readonly Place[] = [
  lossWith(SOME),
  {
    name: `the slopes with ${SOME.join(', ')}`,
    where: `the gradient where three options meet: ${SOME.join(', ')}`,
    on: ['cross_entropy'],
    spoil: (right, off) => rowsBy(({ slope }, q) => (hasAll(SOME)(q) ? { slope: slope.map(off) } : {}))(right),
  },
]

/** Questions that are kept in mind, so that a long exam does not fill the memory. */
const KEPT = 64

const CALLS: readonly Place[] = [
  {
    name: 'the loss of every second call',
    where: 'the loss, whenever the call before was right: two buffers take turns',
    on: ['binary_cross_entropy'],
    spoil: (_, off) => {
      let calls = 0
      return { answer: (answer) => (++calls % 2 === 0 ? { ...answer, loss: answer.loss.map(off) } : answer) }
    },
  },
  {
    name: 'the slopes of every second call',
    where: 'the gradient, whenever the call before was right: two buffers take turns',
    on: ['entropy'],
    spoil: (_, off) => {
      let calls = 0
      const offEach = (gradient: Readonly<Record<string, readonly number[]>>) =>
        Object.fromEntries(Object.entries(gradient).map(([name, slopes]) => [name, slopes.map(off)]))
      return { answer: (answer) => (++calls % 2 === 0 ? { ...answer, gradient: offEach(answer.gradient) } : answer) }
    },
  },
  {
    name: 'the loss of a question asked again',
    where: 'the loss of a batch that was seen before: it comes from a cache of another precision',
    on: ['kl_divergence'],
    spoil: (_, off) => {
      const seen = new Set<string>()
      return {
        answer: (answer, call) => {
          const { q } = call.arguments
          const key = typeof q === 'object' ? q.data.join() : ''
          if (seen.has(key)) return { ...answer, loss: answer.loss.map(off) }
          if (seen.size === KEPT) seen.clear()
          seen.add(key)
          return answer
        },
      }
    },
  },
]

const placed = (place: Place, size: number): Mutant =>
  generated({
    name: `${place.name} off by ${size.toExponential()}`,
    why: `${size.toExponential()} is added, relatively, to ${place.where}`,
    on: place.on,
    spoil: (right) => place.spoil(right, (x) => x * (1 + size)),
  })

const TRIPLES = Object.keys(HAS).flatMap((a, i, all) =>
  all.slice(i + 1).flatMap((b, j) => all.slice(i + j + 2).map((c): readonly Role[] => [a, b, c] as readonly Role[])),
)

/** Every three of the seven options once, at a size that no plot shows. */
const triples = TRIPLES.filter((options) => options.join() !== SOME.join()).map((options) =>
  placed(lossWith(options), 1e-9),
)

export const errors: readonly Mutant[] = [
  ...[...COMPONENTS, ...CLASSES, ...OPTIONS, ...CALLS].flatMap((place) => SIZES.map((size) => placed(place, size))),
  ...triples,
]
