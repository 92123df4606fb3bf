/**
 * Mutants of single options: temperature, softcap, z-loss, focal, binary smoothing.
 */

import { type Mutant, spoiled, spoiledDigits } from './mutant.ts'

export const options: readonly Mutant[] = [
  spoiled({
    name: 'multiplied by the temperature',
    bug: 'classic',
    why: 'T multiplies the logits where it divides them',
    on: ['cross_entropy'],
    spoil: ({ raise, rate }) => ({
      raise: (x, q) => raise(x, { ...q, temperature: 1 / q.temperature }),
      rate: (x, q) => rate(x, { ...q, temperature: 1 / q.temperature }),
    }),
  }),
  spoiled({
    name: 'gradient without the temperature',
    bug: 'classic',
    why: 'the factor 1/T of the chain rule is missing',
    on: ['cross_entropy', 'binary_cross_entropy_with_logits'],
    spoil: ({ rate }) => ({ rate: (x, q) => rate(x, q) * q.temperature }),
  }),
  spoiled({
    name: 'gradient with the temperature twice',
    bug: 'classic',
    why: '1/T² in the gradient, as distillation would have it with its T² forgotten',
    on: ['cross_entropy'],
    spoil: ({ rate }) => ({ rate: (x, q) => rate(x, q) / q.temperature }),
  }),
  spoiled({
    name: 'loss times the temperature',
    bug: 'classic',
    why: 'T·L(z/T) with the gradient of L(z/T)',
    on: ['cross_entropy'],
    spoil: ({ sumTerms, row }) => ({
      sumTerms,
      row: (parts, q, n) => {
        const right = row(parts, q, n)
        return right && { ...right, loss: right.loss * q.temperature }
      },
    }),
  }),
  spoiled({
    name: 'softcap without its slope',
    bug: 'classic',
    why: '1 − tanh² of the chain rule is missing: right values, gradients of another loss',
    on: ['cross_entropy', 'binary_cross_entropy_with_logits'],
    spoil: ({ rate }) => ({ rate: (x, q) => rate(x, { ...q, softcap: Infinity }) }),
  }),
  spoiled({
    name: 'softcap before the temperature',
    bug: 'classic',
    why: 'C·tanh(z/C)/T where C·tanh(z/(T·C)) was asked for',
    on: ['cross_entropy'],
    spoil: ({ raise, rate }) => ({
      raise: (x, q) => raise(x, { ...q, temperature: 1 }) / q.temperature,
      rate: (x, q) => rate(x, { ...q, temperature: 1 }) / q.temperature,
    }),
  }),
  spoiled({
    name: 'hard cap',
    bug: 'classic',
    why: 'logits are clipped to ±C: no curve, and no gradient beyond',
    on: ['cross_entropy'],
    spoil: () => ({
      raise: (x, { temperature, softcap }) => Math.max(-softcap, Math.min(softcap, x / temperature)),
      rate: (x, { temperature, softcap }) => (Math.abs(x / temperature) > softcap ? 0 : 1 / temperature),
    }),
  }),
  spoiled({
    name: 'softcap of twice the slope',
    bug: 'classic',
    why: '1 − tanh where 1 − tanh² belongs',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ rate }) => ({
      rate: (x, q) =>
        q.softcap === Infinity ? rate(x, q) : (1 - Math.abs(Math.tanh(x / q.temperature / q.softcap))) / q.temperature,
    }),
  }),
  spoiled({
    name: 'z-loss of the shifted logits',
    bug: 'classic',
    why: 'ln Σ e^(z − m) is squared, which the shift has emptied of what the loss is about',
    on: ['cross_entropy'],
    spoil: ({ row }) => ({
      row: (parts, q, n) => {
        const m = Math.max(...parts.rowAt(q, n).map((x) => parts.raise(x, q)))
        const zLoss = (lambda: number, normaliser: number) => lambda * (normaliser - m) ** 2
        return row({ ...parts, zLoss, zSlope: (lambda, s, p) => 2 * lambda * (s - m) * p }, q, n)
      },
    }),
  }),
  spoiled({
    name: 'z-loss without a gradient',
    bug: 'classic',
    why: 'the z-loss is reported and never trained',
    on: ['cross_entropy'],
    spoil: () => ({ zSlope: () => 0 }),
  }),
  spoiled({
    name: 'z-loss gradient without p',
    bug: 'classic',
    why: '2λΛ is added to every class instead of 2λΛ·p',
    on: ['cross_entropy'],
    spoil: () => ({ zSlope: (lambda, normaliser) => 2 * lambda * normaliser }),
  }),
  spoiled({
    name: 'z-loss gradient without the 2',
    bug: 'classic',
    why: 'λΛ·p: the derivative of half a square',
    on: ['cross_entropy'],
    spoil: () => ({ zSlope: (lambda, normaliser, p) => lambda * normaliser * p }),
  }),
  spoiled({
    name: 'z-loss weighed as its target',
    bug: 'classic',
    link: 'https://github.com/linkedin/Liger-Kernel',
    why: 'the class weight of the target multiplies the z-loss too',
    on: ['cross_entropy'],
    spoil: ({ row }) => ({
      row: (parts, q, n) => {
        const w = q.indexed ? parts.weightAt(q.weight, q.target[n] as number) : 1
        return row(parts, { ...q, zLoss: q.zLoss * w }, n)
      },
    }),
  }),
  spoiled({
    name: 'z-loss of |Λ|',
    bug: 'classic',
    why: 'λ·|Λ| where λ·Λ² belongs',
    on: ['cross_entropy'],
    spoil: () => ({
      zLoss: (lambda, normaliser) => lambda * Math.abs(normaliser),
      zSlope: (lambda, normaliser, p) => lambda * Math.sign(normaliser) * p,
    }),
  }),
  spoiled({
    name: 'z-loss before the cap',
    bug: 'classic',
    why: 'Λ is taken of the logits before they are capped',
    on: ['cross_entropy'],
    spoil: ({ row }) => ({
      row: (parts, q, n) => {
        if (q.softcap === Infinity || q.zLoss === 0) return row(parts, q, n)
        const open = { ...q, softcap: Infinity }
        const [capped, bare, plain] = [
          row(parts, { ...q, zLoss: 0 }, n),
          row(parts, open, n),
          row(parts, { ...open, zLoss: 0 }, n),
        ]
        if (capped === undefined || bare === undefined || plain === undefined) return undefined
        const slope = capped.slope.map((g, k) => g + (bare.slope[k] as number) - (plain.slope[k] as number))
        return { ...capped, loss: capped.loss + bare.loss - plain.loss, slope }
      },
    }),
  }),
  spoiled({
    name: 'focal on the wrong side',
    bug: 'classic',
    why: 'p^γ where (1 − p)^γ belongs: hard examples are the ones that are silenced',
    on: ['cross_entropy', 'binary_cross_entropy', 'log_loss'],
    spoil: () => ({
      focus: (s, gamma) => {
        const m = Math.exp(-gamma * s)
        return { psi: m * s, a: m * (1 - gamma * s) }
      },
    }),
  }),
  spoiled({
    name: 'focal factor taken for a constant',
    bug: 'B90',
    why: 'the gradient of (1 − p)^γ is left out',
    on: ['cross_entropy', 'nll_loss'],
    spoil: ({ focus }) => ({
      focus: (s, gamma) => ({ ...focus(s, gamma), a: gamma === 0 ? 1 : (-Math.expm1(-s)) ** gamma }),
    }),
  }),
  spoiled({
    name: 'focal of whole exponents',
    bug: 'classic',
    why: 'γ is rounded to an integer: 0.5 and 1.5 are other losses',
    on: ['binary_cross_entropy_with_logits', 'cross_entropy'],
    spoil: ({ focus }) => ({ focus: (s, gamma) => focus(s, Math.round(gamma)) }),
  }),
  spoiled({
    name: 'focal without smoothing',
    bug: 'classic',
    why: 'where a γ is given the smoothing is dropped',
    on: ['cross_entropy'],
    spoil: ({ target }) => ({
      target: (parts, q, n) => target(parts, q.focal === 0 ? q : { ...q, labelSmoothing: 0 }, n),
    }),
  }),
  spoiled({
    name: 'smoothing as among two of many',
    bug: 'classic',
    why: 'a binary target is smoothed by a instead of a/2',
    on: ['binary_cross_entropy_with_logits', 'binary_cross_entropy'],
    spoil: ({ target, smooth }) => ({
      target: (parts, q, n) =>
        target({ ...parts, smooth: (y, a, K) => (K === 2 ? (1 - a) * y + a : smooth(y, a, K)) }, q, n),
    }),
  }),
  spoiled({
    name: 'binary smoothing in the value alone',
    bug: 'classic',
    why: 'the gradient is that of the hard target',
    on: ['binary_cross_entropy_with_logits'],
    spoil: ({ slopeMass }) => ({ slopeMass: (parts, q, n) => slopeMass(parts, { ...q, labelSmoothing: 0 }, n) }),
  }),
  spoiledDigits({
    name: 'focal of 1 − p rounded',
    bug: 'classic',
    why: '1 − e^−s where −expm1(−s) has the digits: a confident row costs 0',
    on: ['cross_entropy'],
    spoil: () => ({
      focus: (s, gamma) => {
        if (gamma === 0) return { psi: s, a: 1 }
        const [p, rest] = [Math.exp(-s), 1 - Math.exp(-s)]
        if (rest === 0) return { psi: 0, a: 0 }
        return { psi: rest ** gamma * s, a: rest ** gamma + gamma * p * s * rest ** (gamma - 1) }
      },
    }),
  }),
]
