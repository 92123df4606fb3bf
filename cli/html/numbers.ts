/**
 * Numbers as one reads them: `174 347`, `1 case`, `84 %`, `2⁻¹⁶`.
 */

/** Digits in threes, with a narrow space that does not break. */
export function grouped(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, '\u202F')
}

export function counted(n: number, one: string, more = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : more}`
}

/** Rounded down: 100 % is all of them, 0 % none. */
export function percent(part: number, of: number): string {
  const share = Math.floor((100 * part) / of)
  return share === 0 && part > 0 ? '< 1 %' : `${share} %`
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

export function powerOfTwo(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => RAISED[Number(digit)] as string)
  return `2${exponent < 0 ? '⁻' : ''}${digits.join('')}`
}

/** To a tenth, which is less than one sees in a plot. */
export function tenth(x: number): number {
  return Math.round(10 * x) / 10
}
