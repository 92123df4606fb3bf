/** A subject that returns one loss too many. */

import { right, subject } from './softmax.mjs'

export default subject((call) => {
  const { loss, gradient } = right(call)
  return { loss: [loss, 0].flat(), gradient }
})
