/** A subject that refuses every call. */

import { subject } from './softmax.mjs'

export default subject(() => {
  throw new TypeError('logits: expected something else')
})
