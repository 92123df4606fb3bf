/**
 * A profile on a screen: its formula, what it takes, what it divides by, and what it does at the edges.
 */

import { type Policy, type Profile, type Role, losses, nameOf } from '../reference/index.ts'
import { unexpressed } from '../adapters/express.ts'
import { columns } from './columns.ts'

/** What an option does, in a few words. */
const DOES: Readonly<Record<Role, string>> = {
  weight: 'w',
  sample_weight: 'a weight of each row',
  pos_weight: 'v, of the positive side',
  alpha: 'α',
  ignore_index: 'the index of rows that do not count',
  label_smoothing: 'a, the share of the target that is spread',
  temperature: 'T, divides the logits',
  scale: 'multiplies the logits',
  softcap: 'C·tanh(·/C) of the logits',
  z_loss: 'λ, of (lse u)²',
  focal: 'γ',
  poly: 'e, of 1 − p',
  gce: 'q',
  beta: 'β',
  base: 'of the logarithm',
  where: 'the classes that take part',
  divisor: 'what a mean divides by',
}

const TARGETS: Readonly<Record<Profile['targets'], string>> = {
  class: 'class indices, or a distribution of the same shape',
  index: 'class indices',
  dense: 'a distribution of the same shape',
  binary: 'a number for each',
}

type Line = readonly [string, string]

function shapeOf({ elementwise, classAxis, ranks }: Profile): string {
  if (elementwise) return 'any shape'
  if (ranks === 'matrix') return '[rows, classes]'
  return classAxis === 1 ? '[rows, classes, …], or [classes]' : '[…, classes]'
}

function optionLine(profile: Profile, role: Role): Line {
  const usual = profile.defaults[role]
  const weighs = role === 'weight' ? (profile.weighs === 'class' ? ' of each class' : ' of each row, broadcast') : ''
  return [nameOf(profile, role), `${DOES[role]}${weighs}${usual === undefined ? '' : `; ${usual}`}`]
}

/** The edge table: what the profile's own policy says, in the words of the cases. */
function edges(profile: Profile): Line[] {
  const { policy, score, targets, options } = profile
  const classes = targets === 'class' || targets === 'index' || targets === 'dense'
  const zero: Record<Policy['zeroTimesInfinity'], string> = {
    zero: 'nothing',
    nan: 'NaN',
    gathered: 'nothing; NaN for a weight of 0 on an impossible target',
  }
  const range: Record<Policy['outOfRange'], string> = {
    throw: 'refused',
    nan: 'NaN',
    zero: '0',
    wrap: 'counted from the end, or NaN',
    'wrap or throw': 'counted from the end, or refused',
    free: 'not promised',
  }
  const lines: (Line | false)[] = [
    ['NaN', policy.nan === 'throw' ? 'refused' : 'NaN in that row'],
    score === 'logits' && [
      'a logit +∞',
      { nan: 'NaN', limit: 'the limit', others: 'NaN under the target, ∞ beside it' }[policy.infiniteLogit],
    ],
    score === 'bit' && ['a logit ±∞', bits(policy)],
    classes && ['0·∞ (no mass on an impossible class)', zero[policy.zeroTimesInfinity]],
    profile.inputDomain !== 'real' && [`${profile.input} outside [0, 1]`, 'refused'],
    (targets === 'class' || targets === 'index') && ['an index that is no class', range[policy.outOfRange]],
    ['a target that is NaN', policy.badTarget === 'throw' ? 'refused' : 'NaN in that row'],
    ['no rows', { reduce: `sum 0, mean ${mean(policy)}`, throw: 'refused', free: 'not promised' }[policy.emptyBatch]],
    options.includes('ignore_index') && ['all rows ignored', `sum 0, mean ${mean(policy)}, gradient 0`],
    options.includes('ignore_index') && [
      'NaN in an ignored row',
      policy.ignoredNaN === 'zero' ? 'loss 0, gradient 0' : 'loss 0, gradient not promised',
    ],
  ]
  return lines.filter((line) => line !== false)
}

function mean({ zeroDivisor }: Policy): string {
  return { nan: 'NaN', zero: '0', throw: 'refused' }[zeroDivisor]
}

function bits({ infiniteBit }: Policy): string {
  if (infiniteBit === 'limit') return 'the limit'
  const [a, b, c, d] = infiniteBit
  return `+∞: ${a} (t = 0), ${b} (t = 1);  −∞: ${c} (t = 0), ${d} (t = 1)`
}

function gradients({ gradient, input, target }: Profile): string {
  const says = {
    exact: 'exact',
    normalised: 'exact where the target sums to 1, not promised elsewhere',
    formula: 'its own formula',
    none: 'not promised',
  }
  return `${input}: ${says[gradient.input]};  ${target}: ${says[gradient.target]}`
}

/** How far `familyLoss` goes with the profile. */
function oursOf(profile: Profile): string {
  const rest = unexpressed(profile)
  const again = `lossproof check family --loss ${profile.name}`
  return rest.length === 0 ? again : `${again}; it leaves out ${rest.join(', ')}`
}

/** Evidence that is only derived is marked wherever it shows. */
export function mark({ evidence }: Profile): string {
  return evidence.every((kind) => kind === 'derived') ? ' (derived, not seen)' : ''
}

export function profileLines(profile: Profile): string[] {
  const { reductions, reduction } = profile
  const names = Object.entries(reductions).map(([name, does]) =>
    does === 'none' || does === 'sum' ? name : `${name} (÷ ${does})`,
  )
  const own = profile.input === profile.target
  const head: Line[] = [
    ['value of a row', profile.formula],
    [profile.input, shapeOf(profile)],
    ...(own ? [] : [[profile.target, TARGETS[profile.targets]] as Line]),
    ...profile.options.map((role) => optionLine(profile, role)),
    [reduction.argument, `${names.join(', ')}; ${reduction.default}`],
    ['mean divides by', profile.divides],
    ['gradient', gradients(profile)],
  ]
  const tail: Line[] = [
    ['evidence', `${profile.evidence.join(', ')}: ${profile.seen}`],
    ['', profile.link],
    ...(profile.versions === undefined ? [] : [['versions', profile.versions] as Line]),
    ...(losses.has(profile.name) ? [] : [['ours', oursOf(profile)] as Line]),
  ]
  return [
    `${profile.name}${mark(profile)}`,
    '',
    ...columns(head),
    '',
    '  edges',
    ...columns(edges(profile)),
    '',
    ...columns(tail),
    ...profile.notes.map((note) => `  · ${note}`),
  ]
}
