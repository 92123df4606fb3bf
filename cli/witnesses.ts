/**
 * Witnesses: the worst cases known of a subject, in a file that every later run tries first.
 *
 *   share   law loss dtype   token                    # a comment
 *
 * A hunt writes it; of each law, loss and dtype the worst stays. Tokens are those of `lossproof replay`.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { openSubject } from '../adapters/open.ts'
import { type Witness, hunt } from '../properties/index.ts'
import type { Accuracy } from '../reference/index.ts'
import type { SubjectName } from './check.ts'
import { pack, readToken } from './token.ts'

/**
 * The witnesses in a file; none where there is no file yet.
 *
 * @throws RangeError for a line that is none.
 */
export function readWitnesses(file: string): readonly Witness[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      const text = line.replace(/^\s*#.*/, '').trim()
      if (text === '') return []
      const [share = '', , , , token = ''] = text.split(/\s+/)
      if (!(Number(share) >= 0) || token === '')
        throw new RangeError(
          `${file}:${i + 1}: expected share, law, loss, dtype and a token, got '${text.slice(0, 60)}'`,
        )
      const { law, case: c } = readToken(token)
      return [{ law, case: c, share: Number(share) }]
    })
}

const keyOf = ({ law, case: c }: Witness): string => `${law} ${c.loss} ${c.dtype}`

/** The worst of each law, loss and dtype. */
function worstOf(witnesses: readonly Witness[]): readonly Witness[] {
  const worst = new Map<string, Witness>()
  for (const one of witnesses) if (one.share > (worst.get(keyOf(one))?.share ?? 0)) worst.set(keyOf(one), one)
  return [...worst.values()].toSorted((a, b) => b.share - a.share)
}

export interface Hunting {
  readonly seconds: number
  readonly seed: number
  readonly laws?: readonly string[]
  readonly losses?: readonly string[]
  readonly dtypes?: readonly string[]
  readonly claim?: Accuracy
  readonly timeout?: number
}

/** Hunts for so many seconds, adds what is worse than what the file has, and says what came of it. */
export async function huntInto(file: string, subject: SubjectName, hunting: Hunting): Promise<string> {
  const { seconds, timeout, ...options } = hunting
  const end = performance.now() + 1000 * seconds
  const opened = await openSubject(subject, timeout)
  let found: readonly Witness[]
  try {
    found = await hunt(opened, { ...options, goesOn: () => performance.now() < end })
  } finally {
    await opened.close()
  }
  const before = readWitnesses(file)
  const all = worstOf([...before, ...found])
  const known = new Map(before.map((one) => [keyOf(one), one.share]))
  const lines = all.map((one) => `${lineOf(one, subject)}\n`)
  writeFileSync(
    file,
    `# The worst cases known of ${opened.name} ${opened.version}: share of the budget, law, loss, dtype, token.\n${lines.join('')}`,
  )
  const better = all.filter((one) => one.share > (known.get(keyOf(one)) ?? 0))
  const told = better.map(
    (one) => `  ${percent(one.share)} of its budget: ${keyOf(one)} (was ${percent(known.get(keyOf(one)) ?? 0)})`,
  )
  return [`hunt: ${seconds} s, ${better.length} worse than known, ${all.length} in ${file}`, ...told].join('\n')
}

function lineOf(one: Witness, subject: SubjectName): string {
  return `${one.share.toFixed(4)}  ${keyOf(one)}  ${pack({ subject, law: one.law, case: one.case })}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
