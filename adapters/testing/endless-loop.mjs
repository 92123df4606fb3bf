/** A subject that never comes back from a call. */

import { subject } from './softmax.mjs'

export default subject(() => {
  for (;;);
})
