/** A right subject whose answers are promises, kept after a while. */

import { right, subject } from './softmax.mjs'

export default subject(async (call) => {
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  return right(call)
})
