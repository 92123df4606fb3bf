/** A module whose top-level await waits for nothing, so that its worker runs out of work. */

import { subject, right } from './softmax.mjs'

await new Promise(() => {})

export default subject(right)
