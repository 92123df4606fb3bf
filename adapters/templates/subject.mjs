/** A subject in JavaScript. Put a call of your own loss where crossEntropy is. */

/** One row of numbers, and its class. */
function crossEntropy(logits, target) {
  const largest = Math.max(...logits)
  return largest - logits[target] + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - largest), 0))
}

export default {
  name: 'my-loss',
  version: '0.1',
  losses: {
    cross_entropy: {
      dtypes: ['f64'],
      targets: ['index'],
      reductions: ['none'],
      accuracy: 'stable',
      evaluate({ arguments: { logits, target } }) {
        const [, classes] = logits.shape
        return Array.from(target.data, (t, n) => {
          if (t < 0 || t >= classes) throw new RangeError('target: no such class')
          return crossEntropy([...logits.data.subarray(n * classes, (n + 1) * classes)], Number(t))
        })
      },
    },
  },
}
