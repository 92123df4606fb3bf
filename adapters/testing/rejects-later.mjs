/** A subject with a promise that is rejected and that nobody awaits. */

import { subject } from './softmax.mjs'

export default subject(() => {
  void Promise.reject(new Error('nobody listens'))
  return new Promise(() => {})
})
