/** A right subject that writes every answer into the same memory. */

import { right, subject } from './softmax.mjs'

const memory = new Float64Array(4096)

/** The numbers, in the memory from `start` on. */
function written(numbers, start) {
  const flat = [numbers].flat(2)
  memory.set(flat, start)
  return memory.subarray(start, start + flat.length)
}

export default subject((call) => {
  const { loss, gradient } = right(call)
  memory.fill(NaN)
  return { loss: written(loss, 0), gradient: { logits: written(gradient.logits, 2048) } }
})
