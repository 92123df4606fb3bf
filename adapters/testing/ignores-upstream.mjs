/** A subject that returns its gradient as if nothing came after the loss. */

import { right, subject } from './softmax.mjs'

export default subject((call) => right({ arguments: call.arguments }))
