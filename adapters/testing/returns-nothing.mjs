/** A subject whose function forgets to return. */

import { right, subject } from './softmax.mjs'

export default subject((call) => {
  right(call)
})
