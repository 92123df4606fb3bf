/** A subject that ends its process in every call. */

import { subject } from './softmax.mjs'

export default subject(() => process.exit(7))
