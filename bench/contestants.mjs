/**
 * Who is timed: each makes a run of a shape, which resolves to the seconds that loss and gradient took.
 *
 *   ours, the loops      in this process, into an array that is there
 *   TensorFlow.js        valueAndGrads of softmaxCrossEntropy on each backend, float32 only
 *   ONNX Runtime         SoftmaxCrossEntropyLoss, and exp of its log-probabilities less OneHot: it has no gradients
 *   torch, NumPy         in a process of their own, which takes the time itself (peers.py)
 *
 * What is not installed is left out.
 */

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { crossEntropyWithGradient } from '../dist/src/index.js'
import { lossAndGradient } from './onnx-model.mjs'
import { plain, table } from './twins.mjs'

const adapters = (name) => createRequire(new URL(`../adapters/${name}/package.json`, import.meta.url))

async function optional(load) {
  try {
    return await load()
  } catch {
    return undefined
  }
}

const timed = async (times, run) => {
  const start = performance.now()
  for (let i = 0; i < times; i++) await run()
  return (performance.now() - start) / times / 1000
}

/** A run without a promise in it, for what takes microseconds. */
const timedHere = (times, run) => {
  const start = performance.now()
  for (let i = 0; i < times; i++) run()
  return (performance.now() - start) / times / 1000
}

const loop = (name, twin) => ({
  name,
  dtypes: ['f64', 'f32'],
  run: ({ logits, target, rows, classes, out }, times) =>
    timedHere(times, () => twin(logits, target, rows, classes, out)),
})

const ours = {
  name: 'lossproof',
  dtypes: ['f64', 'f32'],
  run({ dtype, logits, target, rows, classes, out }, times) {
    const input = { data: logits, shape: [rows, classes] }
    const options = { dtype, into: { logits: out } }
    return timedHere(times, () => crossEntropyWithGradient(input, target, options))
  },
}

async function tensorflow(backend) {
  const require = adapters(backend === 'wasm' ? 'tfjs-wasm' : 'tfjs')
  // The union package alone registers gradients in Node.
  const tf = require('@tensorflow/tfjs')
  const { version_wasm: version = tf.version.tfjs } = backend === 'wasm' ? require('@tensorflow/tfjs-backend-wasm') : {}
  tf.enableProdMode()
  await tf.setBackend(backend)
  await tf.ready()
  return {
    name: `TensorFlow.js ${version} ${backend}`,
    dtypes: ['f32'],
    async prepare({ logits, target, rows, classes }) {
      // Both backends share one engine.
      await tf.setBackend(backend)
      const z = tf.tensor(logits, [rows, classes])
      const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(target, 'int32'), classes), 'float32'))
      const both = tf.valueAndGrads((x) => tf.losses.softmaxCrossEntropy(y, x))
      return { z, y, both }
    },
    async run(_shape, times, { z, both }) {
      await tf.setBackend(backend)
      return timedHere(times, () =>
        tf.tidy(() => {
          const { value, grads } = both([z])
          value.dataSync()
          grads[0].dataSync()
        }),
      )
    },
    done({ z, y }) {
      z.dispose()
      y.dispose()
    },
  }
}

async function onnx() {
  const require = adapters('onnxruntime')
  const ort = require('onnxruntime-node')
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 }
  return {
    name: `ONNX Runtime ${require('onnxruntime-node/package.json').version}`,
    dtypes: ['f64', 'f32'],
    async prepare({ dtype, logits, target, rows, classes }) {
      const session = await ort.InferenceSession.create(lossAndGradient(dtype), options)
      const kind = dtype === 'f64' ? 'float64' : 'float32'
      const feeds = {
        x: new ort.Tensor(kind, logits, [rows, classes]),
        t: new ort.Tensor('int64', BigInt64Array.from(target, BigInt), [rows]),
        depth: new ort.Tensor('int64', BigInt64Array.of(BigInt(classes)), [1]),
        ends: new ort.Tensor('float32', Float32Array.of(0, 1), [2]),
        scale: new ort.Tensor(kind, logits.constructor.of(1 / rows), [1]),
      }
      return { session, feeds }
    },
    run: (_shape, times, { session, feeds }) => timed(times, () => session.run(feeds)),
    done: ({ session }) => session.release(),
  }
}

function inPython() {
  const child = spawn(process.env['PYTHON'] ?? 'python3', [new URL('peers.py', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const waiting = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line))
  const next = () => new Promise((resolve) => waiting.push(resolve))
  const peer = (library, version) => ({
    name: library === 'torch' ? `torch ${version}, 1 thread` : `NumPy ${version}`,
    dtypes: ['f64', 'f32'],
    async run({ dtype, rows, classes }, times) {
      child.stdin.write(`${JSON.stringify([library, dtype === 'f64' ? 'float64' : 'float32', rows, classes, times])}\n`)
      return Number(await next())
    },
  })
  const closed = new Promise((_resolve, reject) => child.once('close', () => reject(new Error('python: closed'))))
  return Promise.race([next(), closed]).then((line) => {
    const versions = JSON.parse(line)
    const peers = Object.entries(versions).filter(([, version]) => version !== null)
    return { peers: peers.map(([library, version]) => peer(library, version)), close: () => child.stdin.end() }
  })
}

export async function contestants() {
  const python = await optional(inPython)
  const others = [
    await optional(() => tensorflow('cpu')),
    await optional(() => tensorflow('wasm')),
    await optional(onnx),
    ...(python?.peers ?? []),
  ]
  return {
    list: [
      loop('Math.exp loop', plain),
      loop('table loop', table),
      ours,
      ...others.filter((each) => each !== undefined),
    ],
    close: () => python?.close(),
  }
}
