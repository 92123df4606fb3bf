/**
 * Values and errors of somebody else's as part of a line: a report has a line for a message.
 */

const LONGEST = 500

export function firstLine(text: string): string {
  const [line = ''] = text.slice(0, LONGEST).split(/[\n\r\u2028\u2029]/)
  return line.replaceAll(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
}

export function show(value: unknown): string {
  if (typeof value === 'string') return `'${firstLine(value)}'`
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : firstLine(String(value))
}

/** What throws when it is read. */
export const UNREADABLE: string = 'what cannot be read'

/** What a value says that was thrown. */
export function messageOf(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : show(error)
    return firstLine(String(message))
  } catch {
    return UNREADABLE
  }
}
