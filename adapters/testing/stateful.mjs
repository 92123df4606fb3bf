/** A subject that adds up its losses from call to call. */

import { right, subject } from './softmax.mjs'

let total = 0

export default subject((call) => {
  const { loss, gradient } = right(call)
  total += 1
  return { loss: [loss].flat().map((x) => x + total), gradient }
})
