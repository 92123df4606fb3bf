/**
 * The HTML report: one file that opens offline, from the verdict down to where each digit was lost.
 *
 *   verdict → failures → laws × losses → plots and regimes of each loss → legend
 *
 * No script, no request, no time: the same seed gives the same bytes.
 */

import { details } from './html/details.ts'
import { failures } from './html/failures.ts'
import { legend } from './html/legend.ts'
import { markup } from './html/markup.ts'
import { matrix } from './html/matrix.ts'
import { style } from './html/style.ts'
import { headline, verdict } from './html/verdict.ts'
import type { ReportDocument } from './report.ts'

/** The report as a page. */
export function html(document: ReportDocument): string {
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${headline(document)}</title>
<link rel="icon" href="data:,">
${style}
</head>
<body>
${verdict(document)}
<main>
${failures(document)}
${matrix(document)}
${details(document)}
</main>
${legend(document)}
</body>
</html>
`
  return page.markup
}
