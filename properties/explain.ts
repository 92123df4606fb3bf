/**
 * A failure in words: law, statement, case, answer, truth, how far off and how far allowed.
 *
 *   logits [[40, 0]]  target [0]  reduction mean
 *
 * Numbers are printed in full: each tells its double apart from every other. Of long lists the ends are.
 */

import { type Case, type Plane, specOf } from './case.ts'
import type { Failure, Result } from './exam.ts'

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
function repeated(xs: readonly number[]): string[] {
  const starts = [...xs.keys()].filter((i) => i === 0 || !Object.is(xs[i], xs[i - 1]))
  return starts.map((start, r) => {
    const count = (starts[r + 1] ?? xs.length) - start
    return count > 1 ? `${count} × ${number(xs[start] as number)}` : number(xs[start] as number)
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
    .map((name) => `${names[name] ?? name} ${plane(c, c.planes[name] as Plane)}`)
  return [...parts, `reduction ${c.reduction}`].join('  ')
}

/** Three digits are enough to say how far off an answer is. */
export function digits(x: number): string {
  if (!Number.isFinite(x) || x === 0) return number(x)
  const plain = x >= 0.001 && x < 1e6
  return plain ? String(Number(x.toPrecision(3))) : x.toExponential(1).replace('e+', 'e')
}

function offBy({ finding }: Failure): string {
  const { ulps, share, allowed, because, error, budget, truth } = finding
  if (share === Infinity && !Number.isFinite(ulps)) return `another kind of answer (${because})`
  // The ulp of 0 is the smallest number there is: what is off beside it is better told as it is.
  if (/^(at most )?0$/.test(truth)) return `${digits(error)}, ${digits(budget)} allowed (${because})`
  return `${digits(ulps)} ulp, ${digits(allowed)} allowed (${because})`
}

/** The lines of a failure, without the command that tries it again. */
export function failureLines(result: Result, subject: { readonly name: string; readonly version: string }): string[] {
  const { failure } = result
  if (failure === undefined) return []
  const claim = typeof result.claim === 'string' ? result.claim : `${result.claim.loss}, ${result.claim.gradient} ulp`
  return [
    `${result.law}: ${result.statement}`,
    `  ${[subject.name, subject.version].filter((word) => word !== '').join(' ')} · ${result.loss} · ${result.dtype} · claim ${claim}`,
    `  case    ${caseText(failure.case)}`,
    `  at      ${failure.finding.where}`,
    `  answer  ${failure.finding.answer}`,
    `  ${result.kind === 'accuracy' ? 'truth ' : 'wanted'}  ${failure.finding.truth}`,
    `  off by  ${offBy(failure)}`,
  ]
}
