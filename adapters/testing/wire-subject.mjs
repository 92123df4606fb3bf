/**
 * A subject on the wire that answers right, but for the manner named on its command line.
 *
 * Its loss is the entropy of p. It misbehaves when p has a 0.75 in it, and behaves again when it is started anew.
 */

import { createInterface } from 'node:readline'

const [manner = 'right'] = process.argv.slice(2)
const say = (message) => void process.stdout.write(`${JSON.stringify(message)}\n`)

const numbers = ({ bits }) => {
  const bytes = Buffer.from(bits, 'base64')
  return new Float64Array(Uint8Array.from(bytes).buffer)
}

const tensor = (values, dtype = 'f64', shape = []) => {
  const Kind = dtype === 'f32' ? Float32Array : Float64Array
  return { dtype, shape, bits: Buffer.from(Kind.from(values).buffer).toString('base64') }
}

const entropy = (p) => -p.reduce((sum, x) => sum + (x === 0 ? 0 : x * Math.log(x)), 0)

const MANNERS = {
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  exit() {
    process.stderr.write('out of memory\nat line 7\n')
    process.exit(3)
  },
  hang: () => {},
  garbage: () => void process.stdout.write('loss is 0.5\n'),
  'partial line'() {
    process.stdout.write('{"id":1,"lo', () => process.exit(0))
  },
  'wrong id': ({ id }, loss) => say({ id: id + 1000, loss }),
  'duplicate id'({ id }, loss) {
    say({ id, loss })
    say({ id, loss })
  },
  'wrong dtype': ({ id }) => say({ id, loss: tensor([1], 'f32') }),
  'wrong shape': ({ id }) => say({ id, loss: tensor([1, 2, 3], 'f64', [3]) }),
  'too few bytes': ({ id }) => say({ id, loss: { dtype: 'f64', shape: [], bits: 'AAAA' } }),
  'no number': ({ id }) => say({ id }),
  'long line': ({ id }, loss) => say({ id, loss, padding: 'x'.repeat(100 * 2 ** 20) }),
  late: ({ id }, loss) => void setTimeout(() => say({ id, loss }), 50),
}

if (manner === 'dies at once') process.exit(4)
createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line)
  if (message.hello !== undefined) {
    if (manner === 'no hello') return
    if (manner === 'wrong hello') return say({ hello: 2 })
    const losses = { entropy: { reductions: ['sum'], ...(manner === 'no such loss' ? {} : { gradients: [] }) } }
    return say({ hello: 1, name: 'entropy', version: '1', losses: manner === 'no such loss' ? { hinge: {} } : losses })
  }
  const p = numbers(message.arguments.p)
  const loss = tensor([entropy(p)])
  if (p.includes(0.75) && MANNERS[manner] !== undefined) MANNERS[manner](message, loss)
  else say({ id: message.id, loss })
})
