/**
 * The scopes of a report: each loss in each dtype, with what is known of it.
 */

import type { Coverage, Picture } from '../../properties/index.ts'
import type { Line, ReportDocument } from '../report.ts'
import { claimText } from '../words.ts'

export interface ReportScope {
  readonly loss: string
  readonly dtype: string
  /** Where it is told on the page. */
  readonly anchor: string
  readonly lines: readonly Line[]
  readonly coverage: Coverage | undefined
  readonly pictures: readonly Picture[]
  /** What it is held to; of laws beyond the claim nothing is. */
  readonly claim: string | undefined
}

type Named = { readonly loss: string; readonly dtype: string }

/** Losses together, in the order of the report. */
export function scopesOf({ results, coverage, pictures }: ReportDocument): readonly ReportScope[] {
  const all: readonly Named[] = [...results, ...coverage, ...pictures]
  const losses = [...new Set(all.map(({ loss }) => loss))]
  return losses
    .flatMap((loss) => {
      const dtypes = new Set(all.filter((one) => one.loss === loss).map(({ dtype }) => dtype))
      return [...dtypes].map((dtype): Named => ({ loss, dtype }))
    })
    .map((scope, i) => {
      const isHere = ({ loss, dtype }: Named): boolean => loss === scope.loss && dtype === scope.dtype
      const lines = results.filter(isHere)
      const held = lines.find(({ claimed }) => claimed)
      return {
        ...scope,
        anchor: `s${i}`,
        lines,
        coverage: coverage.find(isHere),
        pictures: pictures.filter(isHere),
        claim: held === undefined ? undefined : claimText(held.claim),
      }
    })
}
