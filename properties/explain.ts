/**
 * A failure in words: law, statement, case, answer, truth, how far off and how far allowed.
 *
 *   logits [[40, 0]]  target [0]  reduction mean
 *
 * Numbers are printed in full: each tells its double apart from every other. Of long lists the ends are.
 */

import { formats, nameOf, toHex } from '../reference/index.ts'
import { type Case, type Plane, specOf } from './case.ts'
import type { Failure, Result } from './exam.ts'
import type { Finding } from './law.ts'

function number(x: number): string {
  if (x === Infinity) return '∞'
  if (x === -Infinity) return '−∞'
  return Object.is(x, -0) ? '-0' : String(x)
}

/** Lists of more numbers than this are told in short: what is repeated once, and of the rest the ends. */
const MANY = 33
const ENDS = 8

function list(xs: readonly number[]): string {
  const told = xs.length > MANY ? shortened(repeated(xs)) : xs.map(number)
  return `[${told.join(', ')}]`
}

/** `1.5, 1000 × 0, 2` */
function repeated(xs: readonly number[], told: (x: number) => string = number): string[] {
  const starts = [...xs.keys()].filter((i) => i === 0 || !Object.is(xs[i], xs[i - 1]))
  return starts.map((start, r) => {
    const count = (starts[r + 1] ?? xs.length) - start
    const text = told(xs[start] as number)
    return count > 1 ? `${count} × ${text}` : text
  })
}

function shortened(told: readonly string[]): readonly string[] {
  if (told.length <= MANY) return told
  return [...told.slice(0, ENDS), `… ${told.length - 2 * ENDS} more …`, ...told.slice(-ENDS)]
}

function plane(c: Case, { axes, values }: Plane): string {
  if (axes === '') return number(values[0] as number)
  if (axes !== 'nk' || specOf(c).targets === 'binary') return list(values)
  const rows = Array.from({ length: c.rows }, (_, n) => list(values.slice(n * c.classes, (n + 1) * c.classes)))
  return `[${rows.join(', ')}]`
}

/** A case as one says it: every argument by its own name, then what the law adds. */
export function caseText(c: Case): string {
  const spec = specOf(c)
  const names: Readonly<Record<string, string>> = { input: spec.input, target: spec.target }
  const parts = ['input', 'target', ...Object.keys(c.planes).filter((name) => name !== 'input' && name !== 'target')]
    .filter((name) => c.planes[name] !== undefined)
    .map((name) => `${Object.hasOwn(names, name) ? names[name] : name} ${plane(c, c.planes[name] as Plane)}`)
  return [...parts, `reduction ${c.reduction}`].join('  ')
}

/** Three digits are enough to say how far off an answer is. */
export function digits(x: number): string {
  if (!Number.isFinite(x) || x === 0) return number(x)
  const plain = x >= 0.001 && x < 1e6
  return plain ? String(Number(x.toPrecision(3))) : x.toExponential(1).replace('e+', 'e')
}

function offBy({ finding }: Failure): string {
  const { ulps, allowed, error, budget, truth } = finding
  if (!isNumber(finding)) return 'another kind of answer'
  // The ulp of 0 is the smallest number there is: what is off beside it is better told as it is.
  if (/^(at most )?0$/.test(truth)) return `${digits(error)}, ${digits(budget)} allowed`
  return `${digits(ulps)} ulp, ${digits(allowed)} allowed`
}

/** Whether a number of ulps says how far off it is. */
function isNumber({ share, ulps }: Finding): boolean {
  return share !== Infinity || Number.isFinite(ulps)
}

/** NaN or ∞ for a number, or a number for them; not a refusal, nor an input that was changed. */
function isUnlike({ answer, truth }: Finding): boolean {
  return [answer, truth].some((text) => /^(NaN|−?∞)$/.test(text))
}

/** The tensors of a case by their bits: a case that is typed in again from its decimals is the same. */
export function bitsText(c: Case): string {
  const hex = (x: number): string => toHex(formats[c.dtype], x)
  return tensorsOf(c)
    .map(([name, { values }]) => {
      return `${name} ${shortened(repeated(values, hex)).join(' ')}`
    })
    .join('  ')
}

/** The tensors of floats that a case gives to the subject, by their names. */
function tensorsOf(c: Case): readonly (readonly [string, Plane])[] {
  const spec = specOf(c)
  const options = spec.options.map((role) => [nameOf(spec, role), c.planes[role]] as const)
  const given = [
    [spec.input, c.planes['input']],
    [spec.target, c.indexed ? undefined : c.planes['target']],
    ...options,
    ['upstream', c.planes['upstream']],
  ] as const
  return given.flatMap(([name, plane]) => (plane === undefined || plane.axes === '' ? [] : [[name, plane] as const]))
}

/** What is told of a failure, each under its word, in the order in which it is read. */
export function failureFacts(result: Result, subject: Named): readonly (readonly [string, string])[] {
  const { failure } = result
  if (failure === undefined) return []
  const { finding, case: c, looksLike } = failure
  const bits = bitsText(c)
  return [
    ['subject', subjectText(result, subject)],
    ['case', caseText(c)],
    ...(bits === '' ? [] : [['bits', bits] as const]),
    ['at', finding.where],
    ['answer', finding.answer],
    [result.kind === 'accuracy' ? 'truth' : 'wanted', finding.truth],
    ...(isNumber(finding) || isUnlike(finding) ? [['off by', offBy(failure)] as const] : []),
    ...(isNumber(finding) ? [['budget', finding.because] as const] : []),
    ...(looksLike === undefined ? [] : [['likely', looksLike] as const]),
  ]
}

interface Named {
  readonly name: string
  readonly version: string
}

function subjectText({ claim, loss, dtype }: Result, { name, version }: Named): string {
  const claimed = typeof claim === 'string' ? claim : `${claim.loss}, ${claim.gradient} ulp`
  return `${[name, version].filter((word) => word !== '').join(' ')} · ${loss} · ${dtype} · claim ${claimed}`
}

/** The longest word, and two blanks. */
const INDENT = 9

/** The lines of a failure, without the command that tries it again. */
export function failureLines(result: Result, subject: Named): string[] {
  if (result.failure === undefined) return []
  const facts = failureFacts(result, subject).map(([word, text]) => `  ${word.padEnd(INDENT)}${text}`)
  return [`${result.law}: ${result.statement}`, ...facts]
}
