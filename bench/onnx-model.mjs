/**
 * An ONNX model of the loss and its gradient, written as the protocol buffer that it is.
 *
 *   loss, l = SoftmaxCrossEntropyLoss(x, t)      gradient = (exp l − OneHot(t))·scale
 */

const varint = (n) => {
  const bytes = []
  let rest = n
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}
const number = (field, n) => [...varint(field << 3), ...varint(n)]
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content]
const text = (field, string) => bytes(field, [...Buffer.from(string)])

/** TensorProto.DataType */
const TYPES = { f32: 1, f64: 11, i64: 7 }
const value = (field, name, dtype) => bytes(field, [...text(1, name), ...bytes(2, bytes(1, number(1, TYPES[dtype])))])

const node = (operator, inputs, outputs, attributes = []) =>
  bytes(1, [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, operator),
    ...attributes,
  ])

/** AttributeProto: INT is kind 2, STRING kind 3. */
const integer = (name, n) => bytes(5, [...text(1, name), ...number(3, n), ...number(20, 2)])
const reduction = bytes(5, [...text(1, 'reduction'), ...text(4, 'mean'), ...number(20, 3)])

export function lossAndGradient(dtype) {
  const graph = [
    ...node('SoftmaxCrossEntropyLoss', ['x', 't'], ['loss', 'l'], reduction),
    ...node('Exp', ['l'], ['p']),
    // The runtime has no OneHot of float64.
    ...node('OneHot', ['t', 'depth', 'ends'], ['h']),
    ...node('Cast', ['h'], ['y'], integer('to', TYPES[dtype])),
    ...node('Sub', ['p', 'y'], ['d']),
    ...node('Mul', ['d', 'scale'], ['gradient']),
    ...text(2, 'loss'),
    ...value(11, 'x', dtype),
    ...value(11, 't', 'i64'),
    ...value(11, 'depth', 'i64'),
    ...value(11, 'ends', 'f32'),
    ...value(11, 'scale', dtype),
    ...value(12, 'loss', dtype),
    ...value(12, 'gradient', dtype),
  ]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ''), ...number(2, 13)])])
}
