/**
 * The foot of the page: what marks and grades mean, and what made the report.
 */

import type { Grade } from '../../properties/index.ts'
import { GRADES } from '../../properties/index.ts'
import { STATUSES } from '../outcome.ts'
import type { ReportDocument } from '../report.ts'
import { type Markup, markup } from './markup.ts'
import { LOOKS, markOf } from './status.ts'

const MEANINGS: Readonly<Record<Grade, string>> = {
  'correctly rounded': 'within ½ ulp: no float is nearer to the exact value',
  faithful: 'within 1 ulp: one of the two floats around it',
  stable: 'within the bound of the shifted algorithm on this input',
  broken: 'beyond all of these, or NaN or ∞ for a number',
}

export function legend({ lossproof, fastCheck }: ReportDocument): Markup {
  const marks = STATUSES.map(
    (status) => markup`<div><dt>${markOf(status)} ${LOOKS[status].word}</dt><dd>${LOOKS[status].means}</dd></div>`,
  )
  const grades = GRADES.map((grade) => markup`<div><dt>${grade}</dt><dd>${MEANINGS[grade]}</dd></div>`)
  return markup`<footer><div class="legend"><section><h3>Marks</h3><dl>${marks}</dl></section>
<section><h3>Grades</h3><dl>${grades}</dl>
<p>The grade of a regime is that of its worst number, whatever the subject claims. An ulp is the distance between the floats around the exact value; 2ᵖ of them, p the digits of the format, are the whole of it.</p></section></div>
<p>lossproof ${lossproof} · fast-check ${fastCheck}</p></footer>`
}
