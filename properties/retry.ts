/**
 * One case put again: the same law, the same question, whatever the stream of cases is by now.
 */

import { type Accuracy, type Subject, formats } from '../reference/index.ts'
import { TruthInDoubt } from './audit.ts'
import type { Case } from './case.ts'
import { diagnose } from './diagnosis.ts'
import type { Result } from './exam.ts'
import { laws } from './laws.ts'
import { tryCase } from './trial.ts'

/**
 * What comes of a case of a law, as a result of one case.
 *
 * @throws RangeError for a law that there is not; TruthInDoubt when the reference contradicts itself.
 */
export async function retry(subject: Subject, name: string, c: Case): Promise<Result> {
  const law = laws.find((one) => one.name === name)
  if (law === undefined) throw new RangeError(`law: expected one of ${laws.length}, got '${name}'`)
  const tried = await tryCase(subject, law, c)
  if (tried instanceof TruthInDoubt) throw tried
  const { verdict, exchanges } = tried
  const { statement, kind } = law
  const head = {
    law: name,
    statement,
    kind,
    loss: c.loss,
    dtype: c.dtype,
    claim: c.accuracy as Accuracy,
    claimed: true,
    verdict: verdict.kind,
    cases: 1,
    unsupported: verdict.kind === 'unsupported' ? 1 : 0,
    undecided: verdict.kind === 'undecided' ? 1 : 0,
    worst: { ulps: 0, share: 0 },
  }
  switch (verdict.kind) {
    case 'holds':
      return { ...head, worst: verdict.worst }
    case 'unsupported':
    case 'undecided':
      return { ...head, why: verdict.why }
    case 'fails': {
      const { finding } = verdict
      const looksLike = diagnose(formats[c.dtype], exchanges, exchanges)
      const failure = { finding, case: c, path: '', shrinks: 0, ...(looksLike === undefined ? {} : { looksLike }) }
      return { ...head, worst: finding, failure }
    }
  }
}
