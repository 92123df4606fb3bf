/**
 * The subject that a name stands for: our own losses, a bundled framework, or a module file.
 *
 *   own · family · tfjs · js-pytorch · ./mine.mjs · ./mine.py · a command
 *
 * Frameworks are installed by whoever examines them, each into its own folder under adapters/.
 */

import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Subject } from '../reference/index.ts'
import { subjectOf } from '../properties/subject.ts'
import { NotExaminable, openModule } from './module.ts'
import family from './family.ts'
import own from './own.ts'
import { openProcess } from './process.ts'

/** The folder of the frameworks: beside this file in the sources, two levels up from the compiled one. */
const FOLDER = [new URL('./', import.meta.url), new URL('../../adapters/', import.meta.url)].find((folder) =>
  existsSync(new URL('tfjs/package.json', folder)),
)

/** The Python that subjects run in: $PYTHON, or the first on the path. */
const PYTHON = process.env['PYTHON'] ?? 'python3'

/** Bundled subjects, each with what it is. */
export const bundled: Readonly<Record<string, string>> = {
  tfjs: 'TensorFlow.js, cpu backend, float32',
  'tfjs-wasm': 'TensorFlow.js, WebAssembly backend, float32',
  'js-pytorch': 'js-pytorch, float64',
  'jax-js': 'jax-js, WebAssembly, float32',
  onnxruntime: 'ONNX Runtime, cpu, float64 and float32',
  torch: 'PyTorch, cpu, float64, float32 and bfloat16',
  sklearn: 'scikit-learn, log_loss',
  numpy: 'the textbook formula, in NumPy',
  candle: 'candle, cpu, float64, float32, float16 and bfloat16',
}

/** Subjects in Python, and how each is installed. */
const INSTALLS: Readonly<Record<string, string>> = {
  torch: 'pip install torch, or apt install python3-torch',
  sklearn: 'pip install scikit-learn, or apt install python3-sklearn',
  numpy: 'pip install numpy, or apt install python3-numpy',
}

/** Subjects in Rust, and the program that each builds in its folder. */
export const crates: Readonly<Record<string, string>> = {
  candle: 'target/release/candle-subject',
}

/** A framework takes its time to load from a cold disk. */
const SLOW_START = 120_000

function bundledFile(name: string, file: string): string {
  if (FOLDER === undefined) throw new NotExaminable(`${name}: expected the adapters folder of the package, got none`)
  return fileURLToPath(new URL(`${name}/${file}`, FOLDER))
}

/** The file of known failures that comes with a bundled subject. */
export function knownFileOf(subject: string): string | undefined {
  if (!Object.hasOwn(bundled, subject)) return undefined
  const file = bundledFile(subject, `${subject}.known`)
  return existsSync(file) ? file : undefined
}

/**
 * Opens a subject by its name or file.
 *
 * @throws NotExaminable when there is no such subject, or it cannot be run; the message says what to do.
 */
export async function openSubject(subject: string | readonly string[], timeout?: number): Promise<Subject> {
  if (subject === 'own') return subjectOf(own)
  if (subject === 'family') return subjectOf(family)
  const deadline = timeout === undefined ? {} : { timeout }
  if (typeof subject !== 'string') return await openProcess(subject, deadline)
  if (Object.hasOwn(INSTALLS, subject)) {
    const whenMissing = `${subject} is not installed for ${PYTHON}; to install it:  ${INSTALLS[subject]}  (another Python: PYTHON=…)`
    return await openProcess([PYTHON, bundledFile(subject, 'subject.py')], {
      ...deadline,
      loading: SLOW_START,
      whenMissing,
    })
  }
  if (Object.hasOwn(crates, subject)) {
    const program = bundledFile(subject, crates[subject] as string)
    if (existsSync(program)) return await openProcess([program], deadline)
    const manifest = relative(process.cwd(), bundledFile(subject, 'Cargo.toml'))
    throw new NotExaminable(`${subject} is not built; to build it:  cargo build --release --manifest-path ${manifest}`)
  }
  if (Object.hasOwn(bundled, subject)) {
    const folder = relative(process.cwd(), bundledFile(subject, '.'))
    const whenMissing = `${subject} is not installed; to install it:  npm ci --ignore-scripts --prefix ${folder}`
    return await openModule(pathToFileURL(bundledFile(subject, 'subject.mjs')).href, { ...deadline, whenMissing })
  }
  if (subject.endsWith('.py')) {
    if (!existsSync(subject))
      throw new NotExaminable(`subject: expected a file, got '${subject}', which does not exist`)
    return await openProcess([PYTHON, subject], deadline)
  }
  const path = resolve(subject)
  if (!/\.[cm]?js$|\.[cm]?ts$/.test(path)) {
    const names = ['own', 'family', ...Object.keys(bundled)].join(', ')
    throw new NotExaminable(`subject: expected ${names} or a .js, .mjs, .ts or .py file, got '${subject}'`)
  }
  if (!existsSync(path)) throw new NotExaminable(`subject: expected a file, got '${subject}', which does not exist`)
  return await openModule(pathToFileURL(path).href, deadline)
}
