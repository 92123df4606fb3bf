/** A subject whose promise is never kept. */

import { subject } from './softmax.mjs'

export default subject(() => new Promise(() => {}))
