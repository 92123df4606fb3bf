/**
 * `lossproof init`: a working subject to start from, and the command that examines it.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { WrongQuestion } from './wrong-question.ts'

export type Language = 'python' | 'node' | 'c'

/** What is written, and how it is examined. */
const SUBJECTS: Readonly<Record<Language, { readonly file: string; readonly commands: readonly string[] }>> = {
  python: { file: 'subject.py', commands: ['npx lossproof check ./subject.py'] },
  node: { file: 'subject.mjs', commands: ['npx lossproof check ./subject.mjs'] },
  c: { file: 'subject.c', commands: ['cc -O2 -o subject subject.c -lm', 'npx lossproof check -- ./subject'] },
}

/** The templates, beside the adapters: in the sources, or in the package two levels up from the compiled file. */
function template(file: string): string {
  const found = ['../adapters/templates/', '../../adapters/templates/']
    .map((folder) => new URL(`${folder}${file}`, import.meta.url))
    .find((url) => existsSync(url))
  if (found === undefined) throw new WrongQuestion(`init: expected ${file} in the package, got none`)
  return readFileSync(found, 'utf8')
}

/**
 * Writes the subject into the working folder and says what to do next.
 *
 * @throws WrongQuestion when there is such a file already.
 */
export function init(language: Language): string {
  const { file, commands } = SUBJECTS[language]
  if (existsSync(file)) throw new WrongQuestion(`init: expected no ${file} here, got one; move it away first`)
  writeFileSync(file, template(file))
  return [
    `${file}: a cross-entropy that answers right. To examine it:`,
    '',
    ...commands.map((command) => `  ${command}`),
    '',
    'Then put a call of your own loss into it. What it can do more it declares: gradients, options, other losses, float32:',
    'see `npx lossproof list`, and docs/wire.md for what is said on the wire.',
  ].join('\n')
}
