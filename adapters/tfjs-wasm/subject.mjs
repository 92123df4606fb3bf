/**
 * TensorFlow.js on its WebAssembly backend: the losses and automatic gradients of adapters/tfjs, in float32.
 *
 * In Node the backend finds its .wasm beside itself, and has one thread.
 */

import * as tf from '@tensorflow/tfjs'
import { version_wasm } from '@tensorflow/tfjs-backend-wasm'
import { lossesOf } from '../tfjs/losses.mjs'

// As for the plain backend: no banner on the console.
tf.enableProdMode()
await tf.setBackend('wasm')

export default { name: 'tfjs-wasm', version: version_wasm, losses: lossesOf(tf) }
