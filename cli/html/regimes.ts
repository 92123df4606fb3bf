/**
 * The heat map of a scope: how many cases fell into each regime, and the grade that the numbers there reached.
 *
 * Options are told by the pairs and triples of them that were set in one case: there are dozens.
 */

import { type Coverage, type Grade, type Graded, GRADES, reached } from '../../properties/index.ts'
import { STRENGTH } from '../../properties/lattice.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { counted, grouped, percent } from './numbers.ts'

/** `whole`: nothing was filtered out, so that a regime without a case was missed. */
export function regimes({ dimensions, grades }: Coverage, whole: boolean): Markup {
  const rows = Object.entries(dimensions).map(([name, found]) => {
    const cells =
      name === 'options'
        ? together(found, whole)
        : Object.entries(found).map(([regime, n]) => cell(regime, n, grades[name]?.[regime], whole))
    return markup`<dt>${name}</dt><dd>${cells}</dd>`
  })
  return markup`<dl class="regimes">${rows}</dl>`
}

/** Shades for 1, 10, … 10 000 cases. */
const DARKEST = 5

function cell(regime: string, n: number, graded: Graded | undefined, whole: boolean): Markup {
  if (n === 0)
    return markup`<div class="${whole ? 'missed' : 'heat0'}"><b>${regime}</b> ${whole ? '? missed' : '0'}</div>`
  const shade = Math.min(DARKEST, String(n).length)
  return markup`<div class="heat${shade}"><b>${regime}</b> ${grouped(n)}${gradeOf(graded)}</div>`
}

const TONES: Readonly<Record<Grade, string>> = {
  'correctly rounded': 'good',
  faithful: 'good',
  stable: 'plain',
  broken: 'bad',
}

/** The grade that all numbers reach, and the share of them that are faithful or better. */
function gradeOf(graded: Graded | undefined): Markup {
  const grade = graded === undefined ? undefined : reached(graded)
  if (graded === undefined || grade === undefined) return NOTHING
  const all = GRADES.reduce((sum, each) => sum + graded[each], 0)
  const share = percent(graded['correctly rounded'] + graded.faithful, all)
  const beside = grade === 'stable' || grade === 'broken' ? ` · ${share} faithful` : ''
  return markup`<small><span class="${TONES[grade]}">${grade}</span>${beside}</small>`
}

function together(found: Readonly<Record<string, number>>, whole: boolean): Markup {
  const sizes = [2, STRENGTH].map((size) => {
    const sets = Object.entries(found).filter(([set]) => set.split(' × ').length === size)
    return `${sets.filter(([, n]) => n > 0).length} of ${counted(sets.length, size === 2 ? 'pair' : 'triple')} set`
  })
  const none = Object.entries(found).flatMap(([set, n]) => (n === 0 ? [set] : []))
  if (none.length === 0) return markup`<div>${sizes.join(', ')}</div>`
  const missed = whole ? 'missed' : 'heat0'
  return markup`<div class="${missed}">${sizes.join(', ')}<small>${whole ? '? missed' : 'not'}: ${none.join(', ')}</small></div>`
}
