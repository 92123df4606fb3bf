/**
 * The losses of TensorFlow.js and their automatic gradients, in float32, on whichever backend it was given.
 *
 *   cross_entropy                      tf.losses.softmaxCrossEntropy   dense targets
 *   binary_cross_entropy_with_logits   tf.losses.sigmoidCrossEntropy
 *   binary_cross_entropy               tf.losses.logLoss               with its own epsilon
 *
 * Without weights Reduction.MEAN is the plain mean. With weights it divides by their sum, which is another loss than the
 * one examined, and is declined. The upstream is the `dy` of valueAndGrads.
 */

/** The losses of one copy of TensorFlow.js: each subject loads its own. */
export function lossesOf(tf) {
  const reductions = { none: tf.Reduction.NONE, sum: tf.Reduction.SUM, mean: tf.Reduction.MEAN }

  const tensor = (given) => (given === undefined ? undefined : tf.tensor(given.data, given.shape, 'float32'))

  function evaluate(input, loss, { arguments: { target, reduction = 'mean', ...given }, upstream, want }) {
    if (given.weight !== undefined && reduction === 'mean') {
      return { unsupported: 'weight with the mean: Reduction.MEAN divides by the sum of the weights' }
    }
    return tf.tidy(() => {
      const f = (x, y) => loss(y, x, given, reductions[reduction])
      const at = [tensor(given[input]), tensor(target)]
      if (!want.includes('gradient')) return { loss: f(...at).dataSync() }
      const { value, grads } = tf.valueAndGrads(f)(at, tensor(upstream))
      return { loss: value.dataSync(), gradient: { [input]: grads[0].dataSync(), target: grads[1].dataSync() } }
    })
  }

  /** A loss of the framework, called with (target, input, options, reduction). */
  const offer = (input, options, loss) => ({
    dtypes: ['f32'],
    reductions: ['none', 'sum', 'mean'],
    options,
    gradients: [input, 'target'],
    accuracy: 'stable',
    evaluate: (call) => evaluate(input, loss, call),
  })

  return {
    cross_entropy: {
      ...offer('logits', ['label_smoothing'], (y, z, { label_smoothing }, reduction) =>
        tf.losses.softmaxCrossEntropy(y, z, undefined, label_smoothing, reduction),
      ),
      targets: ['distribution'],
    },
    binary_cross_entropy_with_logits: offer('logits', ['weight'], (y, z, { weight }, reduction) =>
      tf.losses.sigmoidCrossEntropy(y, z, tensor(weight), undefined, reduction),
    ),
    binary_cross_entropy: offer('probabilities', ['weight'], (y, p, { weight }, reduction) =>
      tf.losses.logLoss(y, p, tensor(weight), undefined, reduction),
    ),
  }
}
