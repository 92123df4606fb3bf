/**
 * The JSON report: everything the other writers read.
 *
 * The same seed gives the same bytes but for `time`. What JSON cannot say (NaN, ±∞, −0) is a string.
 */

import { version } from '../adapters/version.ts'
import { type Report, type Result, fastCheckVersion } from '../properties/index.ts'
import { type Judged, countOf } from './outcome.ts'

/** Raised when a reader would have to change. */
const FORMAT = 1

function plain(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value
  return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value)
}

export function jsonReport(
  report: Report,
  judged: readonly Judged[],
  again: (result: Result) => string,
  seconds: number,
): string {
  const { subject, seed, runs, coverage, audit } = report
  const results = judged.map(({ result, status, reason }) => ({
    ...result,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(result.failure === undefined ? {} : { again: again(result) }),
  }))
  const head = { format: FORMAT, lossproof: version, fastCheck: fastCheckVersion, subject, seed, runs }
  const { seconds: truth, ...counts } = audit
  const time = { seconds, truth }
  return `${JSON.stringify({ ...head, summary: countOf(judged), results, coverage, audit: counts, time }, plain, 2)}\n`
}
