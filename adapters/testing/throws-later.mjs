/** A subject that throws outside the call, when nobody can catch it. */

import { subject } from './softmax.mjs'

export default subject(() => {
  setTimeout(() => {
    throw new Error('too late')
  })
  return new Promise(() => {})
})
