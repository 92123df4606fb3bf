/**
 * The report as JUnit XML: a suite for each loss × dtype, a case for each law, as Jenkins and GitLab read it.
 *
 *   fails, fixed → failure     undecided → error     known, unsupported → skipped     beyond → passes, with a note
 *
 * Of a whole exam each suite has one case more, `coverage`: an error where a regime was missed. Nothing tells the time, so
 * that the same seed gives the same bytes. The schema is that of Jenkins (jenkins-junit.xsd), in its order; Ant's forbids
 * `skipped` and demands hosts and times.
 */

import { type Coverage, missed } from '../properties/index.ts'
import type { Line, ReportDocument } from './report.ts'
import { claimText, failureText, gist, visible } from './words.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

const content = (text: string): string => visible(text).replaceAll(/[&<>\r]/g, (c) => ENTITIES[c] as string)
const quoted = (text: string): string => `"${visible(text).replaceAll(/[&<>"\t\n\r]/g, (c) => ENTITIES[c] as string)}"`

interface Element {
  readonly tag: string
  readonly attributes?: Readonly<Record<string, string | number>>
  /** Its text, or the elements in it. */
  readonly holds?: string | readonly Element[]
}

function write({ tag, attributes = {}, holds = [] }: Element, indent = ''): string {
  const words = Object.entries(attributes).map(([name, value]) => ` ${name}=${quoted(String(value))}`)
  const open = `${indent}<${tag}${words.join('')}`
  if (holds.length === 0) return `${open}/>\n`
  if (typeof holds === 'string') return `${open}>${content(holds)}</${tag}>\n`
  return `${open}>\n${holds.map((one) => write(one, `${indent}  `)).join('')}${indent}</${tag}>\n`
}

/** A test case by what came of it: nothing where it simply passes. */
interface Testcase {
  readonly name: string
  readonly outcome?: Element
}

const wrong = (tag: 'failure' | 'error', type: string, message: string, holds: string): Element => ({
  tag,
  attributes: { message, type },
  holds,
})

function outcomeOf(line: Line, subject: ReportDocument['subject']): Element | undefined {
  const { status, statement, reason = '', why = '' } = line
  switch (status) {
    case 'holds':
      return undefined
    case 'fails':
      return wrong('failure', status, gist(line), failureText(line, subject))
    case 'fixed':
      return wrong('failure', status, `known to fail, but holds: ${reason}`, `${line.law}: ${statement}`)
    case 'undecided':
      return wrong('error', status, why, `${line.law}: ${statement}\n  undecided: ${why}`)
    case 'known':
      return { tag: 'skipped', holds: `fails as known: ${reason}` }
    case 'unsupported':
      return { tag: 'skipped', holds: `unsupported: ${why}` }
    case 'beyond':
      return {
        tag: 'system-out',
        holds: `Fails at digits that the subject does not claim.\n${failureText(line, subject)}`,
      }
  }
}

function coverageCase(coverage: Coverage): Testcase {
  const name = 'coverage'
  const holes = missed(coverage)
  if (holes.length === 0) return { name }
  const message = `${holes.length} ${holes.length === 1 ? 'regime' : 'regimes'} missed`
  return { name, outcome: wrong('error', 'missed', message, holes.join('\n')) }
}

interface Suite {
  readonly loss: string
  readonly dtype: string
  readonly cases: readonly Testcase[]
  readonly claims: readonly string[]
}

function suitesOf({ results, coverage, whole, subject }: ReportDocument): readonly Suite[] {
  const examined = whole ? coverage : []
  const scopes = new Map(
    [...results, ...examined].map(({ loss, dtype }) => [JSON.stringify([loss, dtype]), { loss, dtype }]),
  )
  return [...scopes.values()].map(({ loss, dtype }) => {
    const isHere = (one: { readonly loss: string; readonly dtype: string }): boolean =>
      one.loss === loss && one.dtype === dtype
    const lines = results.filter(isHere)
    const laws = lines.map((line): Testcase => {
      const outcome = outcomeOf(line, subject)
      return { name: line.law, ...(outcome === undefined ? {} : { outcome }) }
    })
    const claims = new Set(lines.filter(({ claimed }) => claimed).map(({ claim }) => claimText(claim)))
    return { loss, dtype, cases: [...laws, ...examined.filter(isHere).map(coverageCase)], claims: [...claims] }
  })
}

/** A line of known failures that is about nothing which was examined is a failure of its own. */
function idleCase({ law, loss, dtype, reason }: ReportDocument['idle'][number]): Testcase {
  const name = `${law} ${loss} ${dtype}`
  const message = 'expected something that is examined'
  return { name, outcome: wrong('failure', 'idle', message, `known to fail, and not examined: ${reason}`) }
}

function suiteElement({ loss, dtype, cases, claims }: Suite, document: ReportDocument): Element {
  const { subject, seed, runs, command, lossproof, fastCheck } = document
  const properties = Object.entries({
    subject: `${subject.name} ${subject.version}`,
    claim: claims.join(', '),
    seed,
    runs,
    command,
    lossproof,
    'fast-check': fastCheck,
  })
  const classname = [subject.name, loss, dtype].join('.')
  return {
    tag: 'testsuite',
    attributes: {
      name: `${loss} ${dtype}`,
      tests: cases.length,
      failures: count(cases, 'failure'),
      errors: count(cases, 'error'),
      skipped: count(cases, 'skipped'),
    },
    holds: [
      {
        tag: 'properties',
        holds: properties.map(([name, value]) => ({ tag: 'property', attributes: { name, value } })),
      },
      ...cases.map(({ name, outcome }) => ({
        tag: 'testcase',
        attributes: { name, classname },
        holds: outcome === undefined ? [] : [outcome],
      })),
    ],
  }
}

function count(cases: readonly Testcase[], tag: string): number {
  return cases.filter(({ outcome }) => outcome?.tag === tag).length
}

/** The document as JUnit XML. */
export function junit(document: ReportDocument): string {
  const idle = document.idle.map(idleCase)
  const known = { loss: 'known', dtype: 'failures', cases: idle, claims: [] }
  const suites = [...suitesOf(document), ...(idle.length === 0 ? [] : [known])]
  const cases = suites.flatMap((suite) => suite.cases)
  const { name, version } = document.subject
  const root: Element = {
    tag: 'testsuites',
    attributes: {
      name: `lossproof ${name} ${version}`,
      tests: cases.length,
      failures: count(cases, 'failure'),
      errors: count(cases, 'error'),
    },
    holds: suites.map((suite) => suiteElement(suite, document)),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}`
}
