/**
 * ONNX Runtime: the operators SoftmaxCrossEntropyLoss and NegativeLogLikelihoodLoss of opset 13, in float64 and float32.
 *
 * Each call runs a model of one node, written here as the protocol buffer that it is; a model for every format and set
 * of attributes is kept. The runtime has no gradients of them outside training.
 */

import { createRequire } from 'node:module'
import * as ort from 'onnxruntime-node'

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json')

/** Fields of protocol buffers: a varint, or bytes with their length before them. */
const varint = (n) => {
  const bytes = []
  let rest = BigInt.asUintN(64, BigInt(n))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}
const number = (field, n) => [...varint(field << 3), ...varint(n)]
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content]
const text = (field, string) => bytes(field, [...Buffer.from(string)])

/** TensorProto.DataType */
const TYPES = { f32: 1, f64: 11, i64: 7 }
const ELEMENTS = { f32: 'float32', f64: 'float64', i64: 'int64' }

/** ValueInfoProto of a tensor of any shape. */
const value = (field, name, dtype) => bytes(field, [...text(1, name), ...bytes(2, bytes(1, number(1, TYPES[dtype])))])

/** AttributeProto: INT is kind 2, STRING kind 3. */
const integer = (name, n) => bytes(5, [...text(1, name), ...number(3, n), ...number(20, 2)])
const string = (name, word) => bytes(5, [...text(1, name), ...text(4, word), ...number(20, 3)])

function modelOf(operator, dtype, { reduction, ignored, weighed }) {
  const inputs = weighed ? ['x', 't', 'w'] : ['x', 't']
  const node = [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, 'loss'),
    ...text(4, operator),
    ...string('reduction', reduction),
    ...(ignored === undefined ? [] : integer('ignore_index', ignored)),
  ]
  const graph = [
    ...bytes(1, node),
    ...text(2, 'loss'),
    ...inputs.flatMap((name) => value(11, name, name === 't' ? 'i64' : dtype)),
    ...value(12, 'loss', dtype),
  ]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ''), ...number(2, 13)])])
}

const sessions = new Map()

async function sessionOf(operator, dtype, attributes) {
  const key = JSON.stringify([operator, dtype, attributes])
  if (!sessions.has(key)) {
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 }
    sessions.set(key, ort.InferenceSession.create(modelOf(operator, dtype, attributes), options))
  }
  return await sessions.get(key)
}

const feed = ({ dtype, shape, data }) => new ort.Tensor(ELEMENTS[dtype], data, shape)

function lossOf(operator, { input, target, weight }) {
  return {
    dtypes: ['f64', 'f32'],
    targets: ['index'],
    reductions: ['none', 'sum', 'mean'],
    options: [weight, 'ignore_index'],
    gradients: [],
    accuracy: 'stable',
    async evaluate({ arguments: given }) {
      const { reduction = 'mean', ignore_index: ignored } = given
      const w = given[weight]
      const x = given[input]
      const session = await sessionOf(operator, x.dtype, { reduction, ignored, weighed: w !== undefined })
      try {
        const feeds = { x: feed(x), t: feed(given[target]), ...(w === undefined ? {} : { w: feed(w) }) }
        const { loss } = await session.run(feeds)
        return { loss: loss.data }
      } catch (error) {
        throw new RangeError(error.message, { cause: error })
      }
    },
  }
}

export default {
  name: 'onnxruntime',
  version,
  losses: {
    'onnx.SoftmaxCrossEntropyLoss': lossOf('SoftmaxCrossEntropyLoss', {
      input: 'scores',
      target: 'labels',
      weight: 'weights',
    }),
    'onnx.NegativeLogLikelihoodLoss': lossOf('NegativeLogLikelihoodLoss', {
      input: 'input',
      target: 'target',
      weight: 'weight',
    }),
  },
}
