/** A subject that throws an Error in every call. */

import { subject } from './softmax.mjs'

export default subject(() => {
  throw new Error('out of memory')
})
