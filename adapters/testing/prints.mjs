/** A right subject that prints while it works. */

import { right, subject } from './softmax.mjs'

console.log('loading')
export default subject((call) => {
  console.log('computing')
  return right(call)
})
