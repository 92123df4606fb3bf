/**
 * Reports made by hand, for the tests of what reads them: a failure, a line of each status, a document of some lines.
 */

import type { Case, Result } from '../../properties/index.ts'
import { STATUSES, type Status } from '../outcome.ts'
import type { Line, ReportDocument } from '../report.ts'

type Failure = NonNullable<Line['failure']>

/** A loss of [[1000]] that is NaN. */
export const failure: Failure = {
  finding: {
    where: 'loss[0]',
    answer: 'NaN',
    truth: '0',
    because: 'stable',
    ulps: Infinity,
    share: Infinity,
    allowed: 4,
    error: Infinity,
    budget: 1,
  },
  case: {
    loss: 'cross_entropy',
    dtype: 'f64',
    accuracy: 'stable',
    rows: 1,
    classes: 1,
    indexed: true,
    reduction: 'none',
    planes: { input: { axes: 'nk', values: [1000] }, target: { axes: 'n', values: [0] } },
    regime: {},
  },
  path: '2:0',
  shrinks: 1,
}

/** What a law says of a case that fails in the same way, but for what else is said of the finding. */
export function resultOf(c: Case, law: string, more: Partial<Failure['finding']> = {}): Result {
  const finding = { ...failure.finding, ...more }
  const head = { law, statement: '', kind: 'accuracy', loss: c.loss, dtype: c.dtype } as const
  const count = { cases: 1, unsupported: 0, undecided: 0, worst: finding }
  return {
    ...head,
    claim: 'stable',
    claimed: true,
    verdict: 'fails',
    ...count,
    failure: { ...failure, finding, case: c },
  }
}

/** A line of a status, with what goes with it. */
export function lineOf(status: Status, more: Partial<Line> = {}): Line {
  const isFailing = status === 'fails' || status === 'known' || status === 'beyond'
  return {
    law: `law-that-${status}`,
    statement: 'L = L′',
    kind: 'accuracy',
    loss: 'cross_entropy',
    dtype: 'f64',
    claim: 'stable',
    claimed: status !== 'beyond',
    verdict: isFailing ? 'fails' : status === 'fixed' ? 'holds' : (status as Line['verdict']),
    cases: 7,
    unsupported: 0,
    undecided: 0,
    worst: { ulps: 1.5, share: 0.25 },
    status,
    ...(isFailing ? { failure } : {}),
    ...(status === 'known' || status === 'fixed' ? { reason: 'see #7' } : {}),
    ...(status === 'undecided' || status === 'unsupported' ? { why: 'no answer in 10 s' } : {}),
    ...more,
  }
}

/** A whole exam that came to these lines. */
export function documentWith(results: readonly Line[], more: Partial<ReportDocument> = {}): ReportDocument {
  const count = (status: Status): number => results.filter((line) => line.status === status).length
  return {
    format: 1,
    lossproof: '0.1.0',
    fastCheck: '4.10.2',
    subject: { name: 'mine', version: '1.0' },
    command: 'lossproof check ./mine.mjs --seed 1 --runs 200',
    examined: './mine.mjs',
    seed: 1,
    runs: 200,
    whole: true,
    idle: [],
    power: { planted: 0, missable: [] },
    stopped: false,
    exit: 1,
    summary: Object.fromEntries(STATUSES.map((status) => [status, count(status)])) as ReportDocument['summary'],
    results,
    coverage: [],
    pictures: [],
    audit: { numbers: 0, audited: 0 },
    time: { seconds: 1, truth: 1 },
    ...more,
  }
}
