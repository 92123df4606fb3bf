/**
 * jax-js on its WebAssembly backend, in float32: the losses as its users write them, and the gradients of its vjp.
 *
 *   cross_entropy                      −Σ_c y_c · nn.logSoftmax(z)_c                               y dense, or nn.oneHot
 *   binary_cross_entropy_with_logits   −y · nn.logSigmoid(z) − (1 − y) · nn.logSigmoid(−z)
 *
 * The package has no losses of its own; these are those of Optax. An array is consumed by what it is passed to, and
 * `.ref` keeps it for once more.
 */

import { createRequire } from 'node:module'
import { nn, numpy as np, vjp } from '@jax-js/jax'

// The package tells its version nowhere else.
const { version } = createRequire(import.meta.url)('./node_modules/@jax-js/jax/package.json')

const REDUCTIONS = { none: (losses) => losses, sum: (losses) => np.sum(losses), mean: (losses) => np.mean(losses) }

const crossEntropy = (z, y) => np.negative(nn.logSoftmax(z).mul(y).sum(-1))

const binaryCrossEntropy = (z, y) =>
  np.negative(y.ref.mul(nn.logSigmoid(z.ref)).add(np.subtract(1, y).mul(nn.logSigmoid(np.negative(z)))))

const float = ({ data, shape }) => np.array(data).reshape(shape)

function dense(target, classes) {
  if (target.dtype !== 'i64') return float(target)
  return nn.oneHot(np.array(Int32Array.from(target.data, Number)), classes)
}

function evaluate(loss, { arguments: { logits, target, reduction = 'mean' }, upstream, want }) {
  const f = (z, y) => REDUCTIONS[reduction](loss(z, y))
  const at = [float(logits), dense(target, logits.shape.at(-1))]
  if (!want.includes('gradient')) return { loss: f(...at).dataSync() }
  const [value, back] = vjp(f, at)
  const slopes = back(upstream === undefined ? np.onesLike(value.ref) : float(upstream))
  back.dispose()
  const [z, y] = slopes.map((slope) => slope.dataSync())
  return { loss: value.dataSync(), gradient: { logits: z, ...(target.dtype === 'i64' ? {} : { target: y }) } }
}

const offer = (loss) => ({
  dtypes: ['f32'],
  reductions: ['none', 'sum', 'mean'],
  options: [],
  gradients: ['logits', 'target'],
  accuracy: 'stable',
  evaluate: (call) => evaluate(loss, call),
})

export default {
  name: 'jax-js',
  version,
  losses: {
    cross_entropy: { ...offer(crossEntropy), targets: ['index', 'distribution'] },
    binary_cross_entropy_with_logits: offer(binaryCrossEntropy),
  },
}
