/**
 * How fast the loss and its gradient are, beside what else there is. `npm run bench:losses`
 *
 * Every contestant runs once a round, in turn, and its time is divided by that of the Math.exp loop in the same round:
 * the median of these ratios is what counts, for a machine does not always run at one speed. Writes speed.md and
 * speed.svg beside this file.
 */

import { writeFileSync } from 'node:fs'
import { contestants } from './contestants.mjs'
import { chart } from './chart.mjs'

const SHAPES = [
  { rows: 20_000, classes: 2 },
  { rows: 4096, classes: 10 },
  { rows: 1024, classes: 1000 },
  { rows: 64, classes: 128_256 },
]
const ROUNDS = Number(process.env['ROUNDS'] ?? 21)
/** Seconds that a contestant may take for a shape, and that a single timing should last. */
const PATIENCE = 20
const LASTING = 0.02

/** Uniform in [−6, 6], from a linear congruential generator. */
function inputOf(dtype, { rows, classes }) {
  const logits = new (dtype === 'f64' ? Float64Array : Float32Array)(rows * classes)
  let state = 1
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  for (let i = 0; i < logits.length; i++) logits[i] = 12 * next() - 6
  const target = Int32Array.from({ length: rows }, () => Math.floor(next() * classes))
  return { dtype, rows, classes, logits, target, out: new logits.constructor(logits.length) }
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]

async function measure(list, shape) {
  const entries = []
  for (const each of list.filter(({ dtypes }) => dtypes.includes(shape.dtype))) {
    const ready = await each.prepare?.(shape)
    // The first runs compile; the second says how many make a timing.
    for (let i = 0; i < 3; i++) await each.run(shape, 1, ready)
    const once = await each.run(shape, 1, ready)
    const times = Math.max(1, Math.round(LASTING / once))
    entries.push({ each, ready, times, rounds: Math.min(ROUNDS, Math.ceil(PATIENCE / (once * times))), seconds: [] })
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const entry of entries) {
      if (round >= entry.rounds) continue
      entry.seconds.push(await entry.each.run(shape, entry.times, entry.ready))
    }
  }
  const [base] = entries
  const count = shape.rows * shape.classes
  return entries.map(({ each, ready, seconds }) => {
    each.done?.(ready)
    const ratio = median(seconds.map((s, i) => s / base.seconds[i]))
    return { name: each.name, ratio, ns: (median(seconds) / count) * 1e9 }
  })
}

const { list, close } = await contestants()
const sections = []
for (const dtype of ['f64', 'f32']) {
  for (const size of SHAPES) {
    const results = await measure(list, inputOf(dtype, size))
    const title = `${size.rows} × ${size.classes}, ${dtype}`
    console.log(title)
    for (const { name, ratio, ns } of results)
      console.log(`  ${name.padEnd(30)} ${ratio.toFixed(2)}  ${ns.toFixed(2)} ns`)
    sections.push({ title, results })
  }
}
close()

const names = [...new Set(sections.flatMap(({ results }) => results.map(({ name }) => name)))]
const cell = (results, name) => {
  const found = results.find((result) => result.name === name)
  return found === undefined ? '–' : `${found.ratio.toFixed(2)} (${found.ns.toPrecision(3)})`
}
const rowsOf = (dtype) => {
  const some = sections.filter(({ title }) => title.endsWith(dtype))
  return [
    `| ${dtype} | ${some.map(({ title }) => title.split(',')[0]).join(' | ')} |`,
    `|---|${some.map(() => '---:').join('|')}|`,
    ...names.map((name) => `| ${name} | ${some.map(({ results }) => cell(results, name)).join(' | ')} |`),
  ].join('\n')
}
writeFileSync(
  new URL('speed.md', import.meta.url),
  `# Loss and gradient of softmax cross-entropy

The time beside that of the plain \`Math.exp\` loop, the median of ${ROUNDS} rounds in which all ran in turn (less where one run
takes seconds), and in parentheses nanoseconds for each logit. Lower is faster. Node ${process.versions.node}, one thread.
\`npm run bench:losses\` writes this page and the picture.

![the same as bars](speed.svg)

${rowsOf('f64')}

${rowsOf('f32')}
`,
)
writeFileSync(new URL('speed.svg', import.meta.url), chart(sections, names))
