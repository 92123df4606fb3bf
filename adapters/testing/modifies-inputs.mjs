/** A subject that subtracts the maximum in place. */

import { right, subject } from './softmax.mjs'

export default subject((call) => {
  const answer = right(call)
  const { data } = call.arguments.logits
  const max = data.reduce((a, b) => Math.max(a, b), -Infinity)
  data.forEach((z, i) => {
    data[i] = z - max
  })
  return answer
})
