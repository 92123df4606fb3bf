/**
 * js-pytorch: its CrossEntropyLoss, −mean ln(e^z_t / Σ_c e^z_c) over class indices, and the gradient of its backward().
 *
 * Numbers are JavaScript's doubles in nested arrays. It refuses by throwing an Error of the plain kind.
 */

import { createRequire } from 'node:module'
import { torch } from 'js-pytorch'

// The package tells its version nowhere else.
const { version } = createRequire(import.meta.url)('./node_modules/js-pytorch/package.json')

function evaluate({ arguments: { logits, target }, upstream, want }) {
  const [rows, classes] = logits.shape
  const nested = Array.from({ length: rows }, (_, n) => [...logits.data.subarray(n * classes, (n + 1) * classes)])
  const z = torch.tensor(nested, true)
  const loss = new torch.nn.CrossEntropyLoss().forward(z, torch.tensor(Array.from(target.data, Number)))
  if (!want.includes('gradient')) return { loss: loss.data }
  loss.mul(upstream?.data[0] ?? 1).backward()
  return { loss: loss.data, gradient: { logits: z.grad } }
}

export default {
  name: 'js-pytorch',
  version,
  losses: {
    cross_entropy: {
      dtypes: ['f64'],
      targets: ['index'],
      reductions: ['mean'],
      options: [],
      gradients: ['logits'],
      accuracy: 'stable',
      evaluate(call) {
        try {
          return evaluate(call)
        } catch (error) {
          throw new RangeError(error.message, { cause: error })
        }
      },
    },
  },
}
