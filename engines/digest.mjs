/**
 * A digest of 100 000 results of every loss, the same on every engine or something is wrong.
 *
 * Inputs come of integers alone, results are hashed by their bits (FNV-1a, 32 bits, over both words of each double). Says it
 * on the console, or to who served the page.
 */

import * as losses from '../dist/src/index.js'

const RESULTS = 100_000

let state = 1
/** Uniform in [0, 1): a linear congruential generator of 32 bits. */
const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296
const below = (n) => Math.floor(next() * n)
const list = (length, draw) => Float64Array.from({ length }, draw)

const scales = [1, 8, 300, 1e-9, 1e4, 1e300]
const logits = (classes) => {
  const scale = scales[below(scales.length)]
  const offset = below(8) === 0 ? 1e15 : 0
  return list(classes, () => (below(40) === 0 ? -Infinity : offset + scale * (next() - 0.5)))
}
const shares = (classes) => list(classes, () => (below(5) === 0 ? 0 : next()))
const probabilities = (classes) => list(classes, () => (below(4) === 0 ? 1 - next() * 2 ** -30 : next()))

/** One question to each function in turn; soft targets may be the softmax itself. */
const questions = [
  (k) => losses.crossEntropyWithGradient(logits(k), below(k)),
  (k) => losses.crossEntropyWithGradient(logits(k), shares(k), { wrt: ['target'] }),
  (k) => losses.crossEntropyWithGradient(shares(k), below(k), { labelSmoothing: next(), weight: shares(k) }),
  (k) => losses.crossEntropyWithGradient(shares(k), shares(k), { temperature: 0.5 + next(), softcap: 20, zLoss: 0.01 }),
  (k) => losses.crossEntropyWithGradient(shares(k), below(k), { focal: 2, dtype: 'f32' }),
  (k) => {
    const z = shares(k)
    return losses.crossEntropyWithGradient(z, losses.softmax(z))
  },
  (k) => losses.binaryCrossEntropyWithLogitsWithGradient(logits(k), shares(k), { posWeight: [3], reduction: 'none' }),
  (k) => losses.binaryCrossEntropyWithGradient(probabilities(k), shares(k), { wrt: ['target'] }),
  (k) => losses.logLossWithGradient(probabilities(k), below(k)),
  (k) => losses.nllLossWithGradient(logits(k), below(k)),
  (k) => losses.klDivergenceWithGradient(probabilities(k), probabilities(k)),
  (k) => losses.entropyWithGradient(probabilities(k)),
  (k) => ({ loss: losses.logSoftmax(logits(k)), gradient: { lse: losses.logSumExp(logits(k)) } }),
  (k) => losses.familyLossWithGradient({ psi: 'poly1' }, [[...shares(k)]], [below(k)], { poly: 2 }),
]

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
let hash = 0x811c9dc5
let count = 0

function take(x) {
  float[0] = x
  // A NaN has many bit patterns, and only that it is one counts.
  if (x !== x) words.fill(0x7ff80000)
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193) >>> 0
  count++
}

for (let i = 0; ; i++) {
  const { loss, gradient } = questions[i % questions.length](1 + below(i % 50 === 0 ? 300 : 9))
  for (const numbers of [typeof loss === 'number' ? [loss] : loss, ...Object.values(gradient)]) numbers.forEach(take)
  if (count >= RESULTS) break
}

const digest = `${hash.toString(16).padStart(8, '0')} of ${count}`
if (globalThis.document === undefined) console.log(digest)
else void fetch('/digest', { method: 'POST', body: digest })
