/**
 * Softmax cross-entropy as one writes it by hand, within `stable`, and the form in which the subjects here offer it.
 *
 *   L = ln Σ e^(z_c − max z) + max z − z_t        slope  p_c − [c = t]
 */

function row(logits, t, n) {
  const classes = logits.shape[1]
  const z = logits.data.subarray(n * classes, (n + 1) * classes)
  const max = z.reduce((a, b) => Math.max(a, b), -Infinity)
  const exps = z.map((x) => Math.exp(x - max))
  const sum = exps.reduce((a, b) => a + b, 0)
  return { loss: Math.log(sum) + (max - z[t]), slopes: exps.map((e, c) => e / sum - (c === t ? 1 : 0)) }
}

/** The right answer to a call. */
export function right({ arguments: { logits, target, reduction = 'mean' }, upstream }) {
  const [rows, classes] = logits.shape
  const hits = Array.from(target.data, Number)
  const outside = hits.find((t) => t < 0 || t >= classes)
  if (outside !== undefined) throw new RangeError(`target: expected a class index 0…${classes - 1}, got ${outside}`)
  const answers = hits.map((t, n) => row(logits, t, n))
  const share = reduction === 'mean' ? 1 / rows : 1
  const above = (n) => (upstream?.data[reduction === 'none' ? n : 0] ?? 1) * share
  const slopes = answers.map((answer, n) => Array.from(answer.slopes, (slope) => slope * above(n)))
  const each = answers.map(({ loss }) => loss)
  const sum = each.reduce((a, b) => a + b, 0)
  const loss = reduction === 'none' ? each : reduction === 'sum' ? sum : sum / rows
  return { loss, gradient: { logits: slopes } }
}

/** A subject that answers calls of `cross_entropy` by `evaluate`. */
export function subject(evaluate) {
  return {
    name: 'fixture',
    version: '1',
    losses: { cross_entropy: { reductions: ['none', 'sum', 'mean'], gradients: ['logits'], evaluate } },
  }
}

export default subject(right)
