/**
 * The bundled subjects: what each is, how it is run, and how the framework it needs is installed.
 *
 *   module    subject.mjs, and node_modules in its folder
 *   python    subject.py, by the Python of .venv in its folder, or $PYTHON, or python3
 *   crate     a program that cargo builds in its folder
 *
 * Frameworks are installed by whoever examines them, each into its own folder under adapters/.
 */

import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NotExaminable } from './module.ts'

export interface Bundled {
  readonly what: string
  readonly runs: 'module' | 'python' | 'crate'
  /** Where the framework comes from, if not from the lock in the folder. */
  readonly install?: string
  /** A tenth of a second a case: JAX compiles for every shape, Keras is called eagerly. */
  readonly isSlow?: true
}

export const bundled: Readonly<Record<string, Bundled>> = {
  torch: {
    what: 'PyTorch, cpu, float64, float32 and bfloat16',
    runs: 'python',
    install: 'pip install torch, or apt install python3-torch',
  },
  jax: { what: 'JAX, the losses of Optax, cpu, float64 and float32', runs: 'python', isSlow: true },
  keras: { what: 'Keras on TensorFlow, cpu, float64 and float32', runs: 'python', isSlow: true },
  sklearn: {
    what: 'scikit-learn, log_loss',
    runs: 'python',
    install: 'pip install scikit-learn, or apt install python3-sklearn',
  },
  numpy: {
    what: 'the textbook formula, in NumPy',
    runs: 'python',
    install: 'pip install numpy, or apt install python3-numpy',
  },
  onnxruntime: { what: 'ONNX Runtime, cpu, float64 and float32', runs: 'module' },
  tfjs: { what: 'TensorFlow.js, cpu backend, float32', runs: 'module' },
  'tfjs-wasm': { what: 'TensorFlow.js, WebAssembly backend, float32', runs: 'module' },
  'jax-js': { what: 'jax-js, WebAssembly, float32', runs: 'module' },
  'js-pytorch': { what: 'js-pytorch, float64', runs: 'module' },
  candle: { what: 'candle, cpu, float64, float32, float16 and bfloat16', runs: 'crate' },
}

/** The folder of the frameworks: beside this file in the sources, two levels up from the compiled one. */
const FOLDER = [new URL('./', import.meta.url), new URL('../../adapters/', import.meta.url)].find((folder) =>
  existsSync(new URL('tfjs/package.json', folder)),
)

/** A file of a bundled subject. */
export function fileOf(name: string, file: string): string {
  if (FOLDER === undefined) throw new NotExaminable(`${name}: expected the adapters folder of the package, got none`)
  return fileURLToPath(new URL(`${name}/${file}`, FOLDER))
}

/** The Python that files run in: $PYTHON, or the first on the path. */
export const PYTHON: string = process.env['PYTHON'] ?? 'python3'

/** The Python of a bundled subject. */
export function pythonOf(name: string): string {
  const own = fileOf(name, '.venv/bin/python')
  return existsSync(own) ? own : PYTHON
}

/** The program of a crate, built. */
export function programOf(name: string): string {
  return fileOf(name, `target/release/${name}-subject`)
}

/** The file of known failures that comes with a bundled subject. */
export function knownFileOf(name: string): string | undefined {
  if (!Object.hasOwn(bundled, name)) return undefined
  const file = fileOf(name, `${name}.known`)
  return existsSync(file) ? file : undefined
}

/** What is said when the framework is not there: one line, and what to type. */
export function whenMissing(name: string): string {
  const { runs, install } = bundled[name] as Bundled
  const path = (file: string) => relative(process.cwd(), fileOf(name, file))
  switch (runs) {
    case 'module':
      return `${name} is not installed; to install it:  npm ci --ignore-scripts --prefix ${path('.')}`
    case 'python': {
      const how = install ?? `pip install -r ${path('requirements.txt')}`
      return `${name} is not installed for ${pythonOf(name)}; to install it:  ${how}  (another Python: PYTHON=…)`
    }
    case 'crate':
      return `${name} is not built; to build it:  cargo build --release --manifest-path ${path('Cargo.toml')}`
  }
}
