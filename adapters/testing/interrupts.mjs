/** As somebody who presses the interrupt key: at the hundredth call, while the first law is at work. */

import { right, subject } from './softmax.mjs'

const WHEN = 100
let calls = 0

export default subject((call) => {
  if (++calls === WHEN) process.kill(process.pid, 'SIGINT')
  return right(call)
})
