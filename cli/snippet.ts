/**
 * A snippet: a few lines in the subject's own language that show a failure without us.
 *
 *   a profile of a Python library    the call of that library         torch.nn.functional.cross_entropy(…)
 *   a module                         the module, imported and asked   subject.losses.cross_entropy.evaluate(…)
 *   a Python file, a command         the case as literals of Python or C, for a call of one's own
 *
 * It ends with what came out and what must. Of a law that compares several calls the first two are shown.
 */

import { relative } from 'node:path'
import { bundled, fileOf } from '../adapters/bundled.ts'
import { camelCase } from '../adapters/translate.ts'
import { type Case, type Result, laws } from '../properties/index.ts'
import { type Call, type Tensor, losses } from '../reference/index.ts'
import type { SubjectName } from './check.ts'
import { cLines } from './literal/c.ts'
import { javascriptCall, javascriptTensor, literal } from './literal/javascript.ts'
import { libraryOf, pythonLines } from './literal/python.ts'
import type { Snippet } from './report.ts'

/** More numbers than this are no snippet. */
const MOST = 64

/** Calls of a law that are shown. */
const CALLS = 2

/** The snippet of a failure; none where the case is too large to be read, or there is no call to show. */
export function snippetOf(subject: SubjectName, result: Result): Snippet | undefined {
  const { failure, law: name } = result
  const law = laws.find((one) => one.name === name)
  if (failure === undefined || law === undefined || sizeOf(failure.case) > MOST) return undefined
  const calls = law.asks(failure.case).slice(0, CALLS)
  const { where, answer, truth } = failure.finding
  const said = `${where}: ${answer}, must be ${truth}`
  switch (languageOf(subject, failure.case.loss)) {
    case 'python':
      return { language: 'python', code: [...pythonLines(calls), `# ${said}`].join('\n') }
    case 'javascript':
      return { language: 'js', code: [...javascriptLines(subject as string, calls), `// ${said}`].join('\n') }
    case 'c':
      return { language: 'c', code: [...blocksOf(calls.map(cLines)), `// ${said}`].join('\n') }
  }
}

/** Each in braces where there are several: they declare the same names. */
function blocksOf(parts: readonly (readonly string[])[]): readonly string[] {
  if (parts.length === 1) return parts.flat()
  return parts.flatMap((lines) => ['{', ...lines.map((line) => `  ${line}`), '}'])
}

function sizeOf(c: Case): number {
  return Object.values(c.planes).reduce((sum, { values }) => sum + values.length, 0)
}

function languageOf(subject: SubjectName, loss: string): 'python' | 'javascript' | 'c' {
  if (libraryOf(loss) !== undefined) return 'python'
  const [program = ''] = typeof subject === 'string' ? [subject] : subject
  if (/python[\d.]*$/.test(program) || subject.at(-1)?.endsWith('.py') || program.endsWith('.py')) return 'python'
  if (typeof subject !== 'string') return 'c'
  return Object.hasOwn(bundled, subject) && bundled[subject]?.runs === 'crate' ? 'c' : 'javascript'
}

function javascriptLines(subject: string, calls: readonly Call[]): string[] {
  if (subject === 'own' && calls.every(({ loss }) => losses.has(loss))) return calls.flatMap(ownLines)
  const file = Object.hasOwn(bundled, subject) ? relative(process.cwd(), fileOf(subject, 'subject.mjs')) : subject
  const path = /^[./]/.test(file) ? file : `./${file}`
  return [`const { default: subject } = await import(${literal(path)})`, ...calls.flatMap(javascriptCall)]
}

/** Our own losses take plain arrays and camelCase options. */
function ownLines({ loss, arguments: given, upstream }: Call): string[] {
  const name = `${camelCase(loss)}WithGradient`
  const tensors = Object.entries(given).filter(([, value]) => typeof value === 'object') as [string, Tensor][]
  const isOption = ([option]: [string, Tensor]) => option === 'weight' || option === 'pos_weight'
  const inputs = tensors.filter((one) => !isOption(one)).map(([, tensor]) => javascriptTensor(tensor))
  const options = [
    ...tensors.filter(isOption).map(([option, tensor]) => `${camelCase(option)}: ${javascriptTensor(tensor)}`),
    ...Object.entries(given).flatMap(([option, value]) =>
      typeof value === 'object' ? [] : [`${camelCase(option)}: ${literal(value)}`],
    ),
    ...(upstream === undefined ? [] : [`upstream: ${javascriptTensor(upstream)}`]),
  ]
  return [
    `import { ${name} } from 'lossproof'`,
    `console.log(${name}(${inputs.join(', ')}, { ${options.join(', ')} }))`,
  ]
}
