/**
 * Our own losses as a subject: a module like anybody's.
 *
 * The names of the wire are snake_case, those of `src` camelCase; nothing else is translated.
 * Claim: faithful, within 1 ulp of the exact value, whatever cancels on the way to it.
 */

import type { Module, ModuleAnswer, ModuleCall, ModuleLoss } from '../properties/subject.ts'
import type { Tensor } from '../reference/index.ts'
import * as losses from '../src/index.ts'
import { camelCase, upstreamOption } from './translate.ts'
import { version } from './version.ts'

type Options = Readonly<Record<string, unknown>>
type Gradient = Readonly<Record<string, losses.Floats>>

/** A loss of `src` with its gradients, given two tensors (entropy: one) and camelCase options. */
type Evaluate = (
  first: Tensor,
  second: Tensor,
  options: Options,
) => { readonly loss: unknown; readonly gradient: unknown }

function optionsOf(call: ModuleCall, tensors: readonly string[], wrt: readonly string[]): Options {
  const given = Object.entries(call.arguments).filter(([name]) => !tensors.includes(name))
  const options = Object.fromEntries(given.map(([name, value]) => [camelCase(name), value]))
  const dtype = (call.arguments[tensors[0] as string] as Tensor).dtype
  return { ...options, dtype, ...(wrt.length > 0 ? { wrt } : {}), ...upstreamOption(call) }
}

interface Entry {
  readonly tensors: readonly [string, string]
  readonly options: readonly string[]
  readonly evaluate: Evaluate
  /** Whether the target's gradient has to be asked for. */
  readonly wrt: boolean
}

function lossOf({ tensors, options, evaluate, wrt }: Entry): ModuleLoss {
  return {
    dtypes: ['f64', 'f32', 'bf16', 'f16'],
    targets: ['index', 'distribution'],
    reductions: ['none', 'sum', 'mean'],
    options,
    gradients: [...new Set(tensors)],
    accuracy: 'faithful',
    evaluate(call): ModuleAnswer {
      const [first, second] = tensors.map((name) => call.arguments[name] as Tensor) as [Tensor, Tensor]
      const isIndex = second.dtype === 'i64' || second.dtype === 'i32'
      if (call.arguments['ignore_index'] !== undefined && !isIndex) {
        return { unsupported: 'ignore_index with distribution targets' }
      }
      const asked = wrt && !isIndex ? ['target'] : []
      const answer = evaluate(first, second, optionsOf(call, tensors, asked))
      const slopes = answer.gradient as Gradient
      const gradient = tensors.flatMap((name) => {
        const slope = slopes[camelCase(name)]
        return slope === undefined ? [] : [[name, slope] as const]
      })
      return { loss: answer.loss as number | Float64Array, gradient: Object.fromEntries(gradient) }
    },
  }
}

const classOptions = ['weight', 'ignore_index', 'label_smoothing', 'focal']

const entries: Readonly<Record<string, Entry>> = {
  cross_entropy: {
    tensors: ['logits', 'target'],
    options: [...classOptions, 'temperature', 'softcap', 'z_loss'],
    evaluate: losses.crossEntropyWithGradient as Evaluate,
    wrt: true,
  },
  log_loss: {
    tensors: ['probabilities', 'target'],
    options: classOptions,
    evaluate: losses.logLossWithGradient as Evaluate,
    wrt: true,
  },
  nll_loss: {
    tensors: ['log_probabilities', 'target'],
    options: classOptions,
    evaluate: losses.nllLossWithGradient as Evaluate,
    wrt: true,
  },
  binary_cross_entropy_with_logits: {
    tensors: ['logits', 'target'],
    options: ['weight', 'pos_weight', 'label_smoothing', 'temperature', 'softcap', 'focal'],
    evaluate: losses.binaryCrossEntropyWithLogitsWithGradient as Evaluate,
    wrt: true,
  },
  binary_cross_entropy: {
    tensors: ['probabilities', 'target'],
    options: ['weight', 'label_smoothing', 'focal'],
    evaluate: losses.binaryCrossEntropyWithGradient as Evaluate,
    wrt: true,
  },
  kl_divergence: {
    tensors: ['p', 'q'],
    options: [],
    evaluate: losses.klDivergenceWithGradient as Evaluate,
    wrt: false,
  },
  entropy: {
    tensors: ['p', 'p'],
    options: [],
    evaluate: ((p, _p, options) => losses.entropyWithGradient(p as never, options)) as Evaluate,
    wrt: false,
  },
}

const own: Module = {
  name: 'lossproof',
  version,
  losses: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, lossOf(entry)])),
}

export default own
