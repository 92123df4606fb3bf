/** A subject without the max shift, −ln(e^z_t / Σ e^z_c): e^z overflows from 710 on. */

import { right, subject } from './softmax.mjs'

export default subject((call) => {
  const { logits, target, reduction = 'mean' } = call.arguments
  const [rows, classes] = logits.shape
  const each = Array.from(target.data, (t, n) => {
    const exps = Array.from(logits.data.subarray(n * classes, (n + 1) * classes), Math.exp)
    return -Math.log(exps[Number(t)] / exps.reduce((a, b) => a + b, 0))
  })
  const sum = each.reduce((a, b) => a + b, 0)
  const loss = reduction === 'none' ? each : reduction === 'sum' ? sum : sum / rows
  return { loss, gradient: right(call).gradient }
})
