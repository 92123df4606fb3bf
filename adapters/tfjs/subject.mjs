/**
 * TensorFlow.js on its plain JavaScript backend: its losses and its automatic gradients, in float32.
 */

// tfjs-core alone has no gradients in Node: only the union package registers them.
import * as tf from '@tensorflow/tfjs'
import { lossesOf } from './losses.mjs'

// Keeps the banner of the backend off the console; the flag guards nothing else in 4.22.0.
tf.enableProdMode()
await tf.setBackend('cpu')

export default { name: 'tfjs', version: tf.version.tfjs, losses: lossesOf(tf) }
