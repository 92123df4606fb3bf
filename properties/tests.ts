/**
 * Laws as tests: one for each law that speaks about a loss, for any test runner.
 *
 *   for (const law of lawsFor({ cross_entropy: { evaluate } })) test(law.name, law.check)
 */

import { examine } from './exam.ts'
import { scopesOf } from './scopes.ts'
import { failureLines } from './explain.ts'
import { laws } from './laws.ts'
import { type Module, subjectOf } from './subject.ts'

export interface LawTest {
  /** `cross_entropy f64: shift-invariance` */
  readonly name: string
  readonly statement: string
  /** Resolves when the law holds; rejects with the failure in words. */
  readonly check: () => Promise<void>
}

export interface TestOptions {
  /** Names the stream of cases; the same unless one says otherwise, so that a red test stays red. */
  readonly seed?: number
  /** Cases drawn for each law. */
  readonly runs?: number
}

/** Enough to kill most mutants of the catalogue, and a fraction of a second a law. */
const RUNS = 100

/**
 * The laws about some losses of one's own, as tests.
 *
 * `losses` is the `losses` of the module form; a loss that declares nothing but `evaluate` takes float64 logits and class
 * indices and returns the mean.
 *
 * @throws TypeError or RangeError for losses that are not in the module form.
 *
 * @example
 * lawsFor({ entropy: { evaluate: () => 0 } })[0].name // 'entropy f64: loss-accuracy'
 */
export function lawsFor(losses: Module['losses'], { seed = 1, runs = RUNS }: TestOptions = {}): readonly LawTest[] {
  const subject = subjectOf({ name: 'subject', version: '', losses })
  return scopesOf(subject).flatMap((scope) =>
    laws
      .filter((law) => law.applies(scope) && law.relative !== true)
      .map((law) => ({
        name: `${scope.spec.name} ${scope.dtype}: ${law.name}`,
        statement: law.statement,
        async check() {
          const only = { laws: [law.name], losses: [scope.spec.name], dtypes: [scope.dtype] }
          const [result] = (await examine(subject, { seed, runs, ...only })).results
          if (result?.verdict === 'fails') throw new Error(failureLines(result, subject).join('\n'))
          if (result?.verdict === 'undecided') throw new Error(`${law.name}: undecided, ${result.why}`)
        },
      })),
  )
}
