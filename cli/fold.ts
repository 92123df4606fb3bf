/**
 * Lines folded to the width of a screen: broken at blanks, what follows is indented. A word that is too long stays whole, and a
 * point between two items stays with the first.
 */

/** Columns of a screen that does not say how many it has. */
export const USUAL_WIDTH = 80

/** Narrower than this nothing is readable, whatever is done. */
const LEAST = 20

/** Colours take no columns. */
// oxlint-disable-next-line no-control-regex -- the escape that begins a colour
const COLOUR = /\u001B\[\d*m/g

/** Columns that a text takes; marks, Greek and the like take one each. */
export function widthOf(text: string): number {
  return [...text.replaceAll(COLOUR, '')].length
}

/** A blank at which no line is broken; it is written as any other. */
export const FIXED: string = '\u00A0'

export function fold(line: string, width: number, indent: number): string[] {
  const most = Math.max(LEAST, width)
  const lines: string[] = []
  let current = ''
  let isEmpty = true
  // Invariant: `lines` and `current` hold every word before this one, in order.
  for (const [, blanks = '', word = ''] of line.matchAll(/( *)([^ ]+(?: ·)?)/g)) {
    if (!isEmpty && widthOf(current + blanks + word) > most) {
      lines.push(current)
      current = ' '.repeat(Math.min(indent, most / 2)) + word
    } else {
      current += blanks + word
    }
    isEmpty = false
  }
  return [...lines, current].map((text) => text.replaceAll(FIXED, ' '))
}
