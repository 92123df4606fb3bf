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

/** A loss of `src`, given two tensors (entropy: one) and camelCase options. */
type Loss = (first: Tensor, second: Tensor, options: Options) => losses.Floats | number

/** The same with its gradients. */
type Differentiate = (
  first: Tensor,
  second: Tensor,
  options: Options,
) => { readonly loss: losses.Floats | number; readonly gradient: Gradient }

function optionsOf(call: ModuleCall, tensors: readonly string[]): Options {
  const given = Object.entries(call.arguments).filter(([name]) => !tensors.includes(name))
  const options = Object.fromEntries(given.map(([name, value]) => [camelCase(name), value]))
  const dtype = (call.arguments[tensors[0] as string] as Tensor).dtype
  return { ...options, dtype }
}

interface Entry {
  readonly tensors: readonly [string, string]
  readonly options: readonly string[]
  readonly loss: Loss
  readonly differentiate: Differentiate
  /** Whether the target's gradient has to be asked for. */
  readonly wrt: boolean
}

function lossOf({ tensors, options, loss, differentiate, wrt }: Entry): ModuleLoss {
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
      const given = optionsOf(call, tensors)
      if (!call.want.includes('gradient')) return { loss: loss(first, second, given) }
      const above = { ...given, ...upstreamOption(call) }
      // As those call it who train: a gradient that is not asked for is a shorter way, which is to be examined too.
      const usual = differentiate(first, second, above)
      const all = wrt && !isIndex ? differentiate(first, second, { ...above, wrt: ['target'] }) : usual
      const gradient = tensors.flatMap((name, i) => {
        const slope = (i === 0 ? usual : all).gradient[camelCase(name)]
        return slope === undefined ? [] : [[name, slope] as const]
      })
      return { loss: usual.loss, gradient: Object.fromEntries(gradient) }
    },
  }
}

const classOptions = ['weight', 'ignore_index', 'label_smoothing', 'focal']

const entries: Readonly<Record<string, Entry>> = {
  cross_entropy: {
    tensors: ['logits', 'target'],
    options: [...classOptions, 'temperature', 'softcap', 'z_loss'],
    loss: losses.crossEntropy as Loss,
    differentiate: losses.crossEntropyWithGradient as Differentiate,
    wrt: true,
  },
  log_loss: {
    tensors: ['probabilities', 'target'],
    options: classOptions,
    loss: losses.logLoss as Loss,
    differentiate: losses.logLossWithGradient as Differentiate,
    wrt: true,
  },
  nll_loss: {
    tensors: ['log_probabilities', 'target'],
    options: classOptions,
    loss: losses.nllLoss as Loss,
    differentiate: losses.nllLossWithGradient as Differentiate,
    wrt: true,
  },
  binary_cross_entropy_with_logits: {
    tensors: ['logits', 'target'],
    options: ['weight', 'pos_weight', 'label_smoothing', 'temperature', 'softcap', 'focal'],
    loss: losses.binaryCrossEntropyWithLogits as Loss,
    differentiate: losses.binaryCrossEntropyWithLogitsWithGradient as Differentiate,
    wrt: true,
  },
  binary_cross_entropy: {
    tensors: ['probabilities', 'target'],
    options: ['weight', 'label_smoothing', 'focal'],
    loss: losses.binaryCrossEntropy as Loss,
    differentiate: losses.binaryCrossEntropyWithGradient as Differentiate,
    wrt: true,
  },
  kl_divergence: {
    tensors: ['p', 'q'],
    options: [],
    loss: losses.klDivergence as Loss,
    differentiate: losses.klDivergenceWithGradient as Differentiate,
    wrt: false,
  },
  entropy: {
    tensors: ['p', 'p'],
    options: [],
    loss: (p, _p, options) => losses.entropy(p as never, options) as losses.Floats | number,
    differentiate: (p, _p, options) => losses.entropyWithGradient(p as never, options) as ReturnType<Differentiate>,
    wrt: false,
  },
}

const own: Module = {
  name: 'lossproof',
  version,
  losses: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, lossOf(entry)])),
}

export default own
