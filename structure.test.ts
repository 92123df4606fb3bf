/**
 * The house rules: what the rooms may import, what every file has, what every loss and every law needs.
 *
 *   cli → adapters, properties, reference     adapters → properties, reference; src through own.ts and family.ts
 *   properties → reference                    reference → nothing                src → nothing
 *
 * Each rule comes with a made-up file that breaks it, so that a rule that sees nothing is seen.
 */

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, posix } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import own from './adapters/own.ts'
import { boundsOf } from './properties/budget.ts'
import { callOf } from './properties/case.ts'
import { scopesOf } from './properties/scopes.ts'
import { type Law, laws, subjectOf } from './properties/index.ts'
import { mutants } from './properties/mutants/index.ts'
import { gradientsOf, losses, truth } from './reference/index.ts'

interface Room {
  /** Beginnings of the paths it may import values from, itself included. */
  readonly imports: readonly string[]
  readonly packages: RegExp
}

const rooms: Readonly<Record<string, Room>> = {
  src: { imports: ['src/'], packages: /^@stdlib\// },
  reference: { imports: ['reference/'], packages: /^decimal\.js$/ },
  properties: { imports: ['properties/', 'reference/'], packages: /^fast-check$/ },
  adapters: { imports: ['adapters/', 'properties/', 'reference/'], packages: /^(node:.*|valibot)$/ },
  cli: {
    imports: ['cli/', 'adapters/', 'properties/', 'reference/'],
    packages: /^(node:.*|commander|picocolors|valibot)$/,
  },
}

interface Source {
  readonly path: string
  readonly text: string
}

/** What is imported for its value, by its specifier; only `import type` leaves no trace in the compiled file. */
function importsOf(text: string): string[] {
  const clause = /^(?:import|export)\s+(?!type\s)(?:[\w*{}\s,$]+\sfrom\s+)?'([^']+)'|\bimport\(\s*['`]([^'`]+)/gm
  return [...text.matchAll(clause)].map(([, still, dynamic]) => (still ?? dynamic) as string)
}

const packagesOf = ({ text }: Source): string[] => importsOf(text).filter((from) => !from.startsWith('.'))
const filesOf = ({ path, text }: Source): string[] =>
  importsOf(text)
    .filter((from) => from.startsWith('.'))
    .map((from) => posix.join(posix.dirname(path), from))

const roomOf = (path: string): string => path.split('/', 1)[0] as string
const isTest = (path: string): boolean => /\.(test|bench)\.ts$|\/testing\/|^[^/]+\.ts$/.test(path)
const isPublished = (path: string): boolean => !isTest(path)
const codeOf = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'/g, '')

function mayImport(path: string, from: string): boolean {
  if (['adapters/own.ts', 'adapters/family.ts'].includes(path) && from.startsWith('src/')) return true
  if (isTest(path) && roomOf(path) === 'properties' && from === 'adapters/own.ts') return true
  return rooms[roomOf(path)]?.imports.some((start) => from.startsWith(start)) ?? false
}

interface Rule {
  readonly says: string
  readonly broken: Source
  /** The files spoken about; all when absent. */
  readonly about?: (path: string) => boolean
  readonly finds: (source: Source) => readonly string[]
}

const rules: readonly Rule[] = [
  {
    says: 'imports follow the arrows from room to room',
    about: (path) => roomOf(path) in rooms,
    broken: { path: 'properties/x.ts', text: "import {\n  exp,\n} from '../src/exp.ts'\n" },
    finds: (source) => filesOf(source).filter((from) => !mayImport(source.path, from)),
  },
  {
    says: 'a room has its own packages, and the pure ones nothing of Node',
    about: (path) => !isTest(path),
    broken: { path: 'reference/x.ts', text: "export * from 'node:fs'\n" },
    finds: (source) => packagesOf(source).filter((from) => !rooms[roomOf(source.path)]?.packages.test(from)),
  },
  {
    says: 'what is published imports nothing that is not',
    about: isPublished,
    broken: { path: 'properties/x.ts', text: "await import('./testing/cases.ts')" },
    finds: (source) => filesOf(source).filter((from) => !isPublished(from)),
  },
  {
    says: 'every file opens with a header',
    broken: { path: 'src/x.ts', text: "import { exp } from './exp.ts'\n\n/** Too late. */\n" },
    finds: ({ text }) => (/^(#!.*\n)?\/\*\*\s[^@]/.test(text) ? [] : ['no header']),
  },
  {
    says: 'no file is longer than 300 lines',
    about: (path) => !isTest(path),
    broken: { path: 'src/x.ts', text: '\n'.repeat(301) },
    finds: ({ text }) => [text.split('\n').length - 1].filter((lines) => lines > 300).map((lines) => `${lines} lines`),
  },
  {
    says: 'no file is named for holding anything',
    broken: { path: 'src/utils.ts', text: '' },
    finds: ({ path }) => [basename(path)].filter((name) => /^(utils?|helpers?|common|misc|types)\./.test(name)),
  },
  {
    says: 'the losses call nothing that engines round differently',
    about: (path) => path.startsWith('src/') && !isTest(path),
    broken: { path: 'src/x.ts', text: 'export const two: number = 2 ** 1\n' },
    finds: ({ text }) =>
      codeOf(text).match(/\*\*|Math\.(exp|expm1|log\w*|pow|a?(sin|cos|tan)h?|atan2|hypot|cbrt)\b/g) ?? [],
  },
  {
    says: 'every law that is built is used',
    about: (path) => /^properties\/\w+\.ts$/.test(path),
    broken: { path: 'properties/x.ts', text: "const lost = lawOf({ name: 'lost' })\n// lost\n" },
    finds: ({ text }) =>
      [...codeOf(text).matchAll(/^const (\w+)(?:: Law = {| = \w*[lL]aw(?:Of)?\()/gm)]
        .map(([, name]) => name as string)
        .filter((name) => [...codeOf(text).matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length === 1),
  },
]

/** Every file of the project, by its path from the top. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (/^(node_modules|dist|coverage|target|\.git|\.venv|\.\w+cache)$/.test(entry.name)) return []
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

const files = filesIn('.')
const read = (path: string): string => readFileSync(path, 'utf8')
const sources = files.filter((path) => path.endsWith('.ts')).map((path): Source => ({ path, text: read(path) }))

describe('every source', () => {
  test.each(rules)('$says', ({ finds, broken, about = () => true }) => {
    expect(about(broken.path) && finds(broken)).toHaveLength(1)
    const found = sources.filter(({ path }) => about(path)).map((source) => [source.path, finds(source)] as const)
    expect(found.filter(([, list]) => list.length > 0)).toEqual([])
    expect(found).not.toEqual([])
  })

  test('an import of types alone may come from anywhere', () => {
    const text = "import type { Reduction } from '../src/guard.ts'\nexport type { Law } from './law.ts'\n"
    expect(importsOf(text)).toEqual([])
  })
})

describe('the package', () => {
  const manifests = files.filter((path) => path.endsWith('package.json'))
  const { dependencies } = JSON.parse(read('package.json')) as { readonly dependencies: Record<string, string> }

  test('depends on what it imports, and on nothing else', () => {
    const imported = sources.filter(({ path }) => isPublished(path)).flatMap(packagesOf)
    const packages = new Set(imported.filter((from) => !from.startsWith('node:')))
    expect(Object.keys(dependencies).toSorted()).toEqual([...packages].toSorted())
  })

  test.each(manifests)('%s pins every version', (path) => {
    const { dependencies: needed, devDependencies } = JSON.parse(read(path)) as Record<string, Record<string, string>>
    for (const version of Object.values({ ...needed, ...devDependencies })) {
      // An alias names the package before the version.
      expect(version).toMatch(/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/)
    }
  })

  test('no file knows the machine it was written on', () => {
    const place =
      /(?<![\w.:/~-])\/(?:home|root|Users|tmp|work|mnt|opt)\/\w|"resolved"\s*:|https?:\/\/(?:localhost|\d+\.)/
    expect(place.test(['', 'home', 'me'].join('/'))).toBe(true)
    expect(files.filter((path) => place.test(read(path)))).toEqual([])
  })

  test('every file that CONTRIBUTING names is there', () => {
    const named = [...read('CONTRIBUTING.md').matchAll(/`((?:\.?\w[\w-]*\/)*[\w.-]+\.(?:ts|mjs|json|md|known))`/g)]
    expect(named.map(([, path]) => path as string).filter((path) => !existsSync(path))).toEqual([])
    expect(named).not.toEqual([])
  })
})

describe('the catalogue of laws', () => {
  const names = (list: readonly Law[]) => list.map(({ name }) => name).toSorted()

  test('has every law of every file exactly once', async () => {
    const modules = files.filter((path) => /^properties\/\w+\.ts$/.test(path) && !/\/(laws|index)\.ts$/.test(path))
    const exported = await Promise.all(
      modules.map(
        async (path) => (await import(`./properties/${basename(path, '.ts')}.ts`)) as Record<string, unknown>,
      ),
    )
    const lists = exported.flatMap((module) => Object.values(module)).filter((value) => Array.isArray(value))
    const built = lists.flat().filter((value): value is Law => typeof value === 'object' && 'judges' in value)
    expect(names(laws)).toEqual(names(built))
    expect(new Set(names(laws)).size).toBe(laws.length)
  })

  test('names its laws alike', () => {
    expect(names(laws).filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))).toEqual([])
  })
})

describe('every loss', () => {
  const scopes = scopesOf(subjectOf(own))

  describe.each([...losses.values()])('$name', (spec) => {
    const scope = scopes.find((one) => one.spec === spec)
    const applying = scope === undefined ? [] : laws.filter((law) => law.applies(scope))
    const draw = () => fc.sample(applying[0]!.cases(scope!), { numRuns: 1, seed: 1 })[0]!

    test('has a kernel', () => {
      expect(Object.keys(own.losses)).toContain(spec.name)
    })

    test('has a truth', () => {
      expect(truth(callOf(draw())).kind).toBe('value')
    })

    test('has laws of every kind', () => {
      expect(new Set(applying.map(({ kind }) => kind))).toEqual(new Set(['accuracy', 'identity', 'edge', 'behaviour']))
    })

    test('has a budget', () => {
      const bounds = boundsOf(draw())
      const allowed = [bounds.loss, ...gradientsOf(spec).map(bounds.gradient)].flat().map(({ error }) => error)
      expect(allowed.filter((error) => !(error > 0))).toEqual([])
    })

    test('has a mutant', () => {
      // One that offers every loss may spoil another.
      const close = mutants.filter(({ module }) => Object.keys(module.losses).length < losses.size)
      expect(close.filter(({ module }) => spec.name in module.losses)).not.toEqual([])
    })
  })
})
