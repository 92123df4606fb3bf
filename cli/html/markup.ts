/**
 * Markup: text that is safe to stand in a page.
 *
 *   markup`<td>${name}</td>`     a string is escaped, markup stands as it is, a list is joined
 *
 * What comes from outside is a string, so that nothing can be forgotten.
 */

import { visible } from '../words.ts'

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

/** What turns the direction of the text around it. */
const TURNS = /\p{Bidi_Control}/gu

function escaped(text: string): string {
  return visible(text)
    .replaceAll('\r', '␍')
    .replaceAll(TURNS, '\uFFFD')
    .replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] as string)
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
