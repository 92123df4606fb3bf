/**
 * Python: a call of a library with the names it has there, or a case as NumPy arrays.
 *
 *   torch.cross_entropy.index → torch.nn.functional.cross_entropy(input, target, …), its gradients by autograd
 */

import { type Call, type Tensor, isIndices, profiles, valuesOf } from '../../reference/index.ts'
import { nested, withPoint } from './nested.ts'

interface Library {
  readonly imports: readonly string[]
  /** What stands before the name of a function. */
  readonly path: string
  /** A tensor, from its numbers and the name of its dtype. */
  readonly tensor: (numbers: string, dtype: string, isFloat: boolean) => string
}

const NUMPY: Library = {
  imports: ['import numpy as np'],
  path: '',
  tensor: (numbers, dtype) => `np.array(${numbers}, dtype=np.${dtype})`,
}

const LIBRARIES: Readonly<Record<string, Library>> = {
  torch: {
    imports: ['import torch'],
    path: 'torch.nn.functional.',
    tensor: (numbers, dtype, isFloat) =>
      `torch.tensor(${numbers}, dtype=torch.${dtype}${isFloat ? ', requires_grad=True' : ''})`,
  },
  sklearn: { ...NUMPY, imports: ['import numpy as np', 'import sklearn.metrics'], path: 'sklearn.metrics.' },
  optax: {
    imports: ['import jax, jax.numpy as jnp, optax', "jax.config.update('jax_enable_x64', True)"],
    path: 'optax.',
    tensor: (numbers, dtype) => `jnp.array(${numbers}, dtype=jnp.${dtype})`,
  },
  keras: { ...NUMPY, imports: ['import numpy as np', 'import keras'], path: 'keras.losses.' },
}

/** The library of Python that a profile is of, if we know how it is called. */
export function libraryOf(loss: string): Library | undefined {
  return LIBRARIES[loss.split('.', 1)[0] as string]
}

const DTYPES = { f64: 'float64', f32: 'float32', f16: 'float16', bf16: 'bfloat16', i64: 'int64', i32: 'int32' } as const

function number(x: number): string {
  if (Number.isFinite(x)) return withPoint(x)
  return Number.isNaN(x) ? "float('nan')" : `float('${x > 0 ? '' : '-'}inf')`
}

/** The lines of some calls, from the imports on. */
export function pythonLines(calls: readonly Call[]): string[] {
  const library = libraryOf(calls[0]?.loss ?? '')
  const { imports } = library ?? NUMPY
  return [...imports, ...calls.flatMap((call) => (library === undefined ? literals(call) : libraryCall(call, library)))]
}

function tensorLine(name: string, tensor: Tensor, { tensor: make }: Library, isFloat: boolean): string {
  const numbers = nested(tensor, isIndices(tensor) ? String : number)
  return `${name} = ${make(numbers, DTYPES[tensor.dtype], isFloat)}`
}

/** NumPy has no bfloat16: its numbers are written as float32, which holds them all. */
function widened(tensor: Tensor): Tensor {
  return tensor.dtype === 'bf16' ? { ...tensor, dtype: 'f32', data: Float32Array.from(valuesOf(tensor)) } : tensor
}

function libraryCall(call: Call, library: Library): string[] {
  const { profile, tensors, words } = partsOf(call)
  const isTorch = library === LIBRARIES['torch']
  const given = [...tensors, ...(call.upstream === undefined ? [] : [['upstream', call.upstream] as const])]
  const lines = given.map(([name, tensor]) => {
    const isSloped = !isIndices(tensor) && (name === profile?.input || name === profile?.target)
    return tensorLine(name, isTorch ? tensor : widened(tensor), library, isSloped)
  })
  const name = (profile?.loss ?? call.loss).split('.').slice(1).join('.')
  const positional = isTorch ? [profile?.input, profile?.target].filter((word) => word !== undefined) : []
  const keywords = tensors.map(([word]) => word).filter((word) => !positional.includes(word))
  const args = [...positional, ...keywords.map((word) => `${word}=${word}`), ...words]
  const asked = `${library.path}${name}(${args.join(', ')})`
  if (!isTorch || !call.want.includes('gradient')) return [...lines, `print(${asked})`]
  const upstream = call.upstream === undefined ? 'torch.ones_like(loss)' : 'upstream'
  const slopes = tensors
    .filter(([word, t]) => positional.includes(word) && !isIndices(t))
    .map(([word]) => `${word}.grad`)
  return [...lines, `loss = ${asked}`, `loss.backward(${upstream})`, `print(loss, ${slopes.join(', ')})`]
}

function literals(call: Call): string[] {
  const { tensors, words } = partsOf(call)
  const lines = tensors.map(([name, tensor]) => tensorLine(name, widened(tensor), NUMPY, false))
  const upstream = call.upstream === undefined ? [] : [tensorLine('upstream', widened(call.upstream), NUMPY, false)]
  return [...lines, ...upstream, `# ${call.loss}(${[...tensors.map(([name]) => name), ...words].join(', ')})`]
}

function partsOf({ loss, arguments: given }: Call) {
  const profile = profiles.get(loss)
  const tensors = Object.entries(given).filter((pair): pair is [string, Tensor] => typeof pair[1] === 'object')
  const words = Object.entries(given).flatMap(([name, value]) => {
    if (typeof value === 'object') return []
    return [`${name}=${typeof value === 'number' ? String(value) : pythonWord(value)}`]
  })
  return { profile, tensors, words }
}

function pythonWord(value: string): string {
  if (value === 'true' || value === 'false') return value === 'true' ? 'True' : 'False'
  return `'${value}'`
}
