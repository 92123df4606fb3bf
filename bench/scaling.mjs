/**
 * Whether time is linear in classes and in rows, and whether memory stays: loss and gradient of plain logits.
 *
 *   node bench/scaling.mjs
 *
 * Prints nanoseconds for each logit as one of the two grows, and the heap before and after ten million rows.
 */

import { crossEntropyWithGradient } from '../dist/src/index.js'

function inputOf(rows, classes) {
  const logits = Float64Array.from({ length: rows * classes }, (_, i) => 12 * ((i * 0.6180339887498949) % 1) - 6)
  const target = Int32Array.from({ length: rows }, (_, n) => n % classes)
  return { logits: { data: logits, shape: [rows, classes] }, target, into: { logits: new Float64Array(logits.length) } }
}

const run = ({ logits, target, into }) => crossEntropyWithGradient(logits, target, { into })

function timeOf(rows, classes) {
  const input = inputOf(rows, classes)
  const seconds = Array.from({ length: 7 }, () => {
    const start = performance.now()
    run(input)
    return performance.now() - start
  })
  return ((seconds.toSorted((a, b) => a - b)[3] * 1e6) / (rows * classes)).toFixed(2)
}

for (let i = 0; i < 200; i++) run(inputOf(20, 10))
for (const classes of [10, 100, 1000, 10_000, 100_000, 1_000_000]) {
  console.log(`${1_000_000 / classes} rows of ${classes} classes: ${timeOf(1_000_000 / classes, classes)} ns a logit`)
}
for (const rows of [100, 1000, 10_000, 100_000, 1_000_000]) {
  console.log(`${rows} rows of 10 classes: ${timeOf(rows, 10)} ns a logit`)
}

const input = inputOf(10_000, 3)
const heap = () => {
  globalThis.gc?.()
  return (process.memoryUsage().heapUsed / 2 ** 20).toFixed(2)
}
run(input)
const before = heap()
for (let i = 0; i < 1000; i++) run(input)
console.log(`ten million rows: heap ${before} MiB before, ${heap()} MiB after`)
