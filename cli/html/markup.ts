/**
 * Markup: text that is safe to stand in a page.
 *
 *   markup`<td>${name}</td>`     a string is escaped, markup stands as it is, a list is joined
 *
 * What comes from outside is a string, so that nothing can be forgotten.
 */

export interface Markup {
  readonly markup: string
}

type Value = string | number | Markup | readonly Markup[]

export const NOTHING: Markup = { markup: '' }

export function markup(texts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: texts.map((text, i) => (i === 0 ? text : textOf(values[i - 1] as Value) + text)).join('') }
}

function textOf(value: Value): string {
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map((one) => one.markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Controls, halves of surrogate pairs, and what turns the direction of the text around it. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu

function escaped(text: string): string {
  return text.replaceAll(UNSEEN, shown).replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] as string)
}

/** Controls of ASCII have pictures: ␀, ␛, ␡. */
function shown(letter: string): string {
  const code = letter.codePointAt(0) as number
  if (letter === '\n' || letter === '\t') return letter
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return code === 0x7f ? '␡' : '\uFFFD'
}

/** A name that may be broken after its dots and underscores. */
export function breakable(name: string): Markup {
  return {
    markup: name
      .split(/(?<=[._])/)
      .map(escaped)
      .join('<wbr>'),
  }
}
