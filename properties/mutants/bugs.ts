/**
 * The reported bugs that the catalogue answers for: the ids of the list that it was seeded with, by section.
 *
 *   A forward precision · B probabilities · C −∞ and NaN gradients · D reductions · E smoothing and targets
 *   F gradients · G what is meant · H kernels · I classics without a report
 *
 * Each has a mutant, or stands among the inexpressible: a mutant is a loss in the module form, rows of losses on packed
 * tensors, with a gradient for each argument. A gap in the numbers is an entry that was struck from the list.
 */

const SECTIONS: Readonly<Record<string, readonly number[]>> = {
  A: [1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 16, 17],
  B: [18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 32, 33, 35, 37],
  C: [38, 39, 40, 41, 42, 43, 45, 46],
  D: [47, 48, 49, 50, 52, 53, 54, 56, 58, 59],
  E: [61, 62, 64, 65, 67, 68],
  F: [69, 71, 72, 73, 74],
  G: [76, 77, 78],
  H: [79, 80, 82, 83, 84],
  I: [85, 86, 87, 90],
}

const idsOf = (section: string): readonly string[] =>
  (SECTIONS[section] ?? []).map((n) => `B${String(n).padStart(2, '0')}`)

/** `B01` … `B90`, 70 of them. */
export const BUGS: readonly string[] = Object.keys(SECTIONS).flatMap(idsOf)

/** Those that are well known and have no report to link to. */
export const UNREPORTED: readonly string[] = idsOf('I')

/** What cannot be said in the module form: a whole entry, or what is left of one that has a mutant for the rest. */
export const inexpressible: readonly { readonly bug: string; readonly why: string }[] = [
  {
    bug: 'B02',
    why: 'a fused matrix product has its own arguments: the mutant has its arithmetic, not its entry point',
  },
  {
    bug: 'B62',
    why: 'the losses of the textbook have two axes: the mutant takes rows for classes, a third axis it has not',
  },
  { bug: 'B65', why: 'a metric that infers its classes from labels of any name: targets are indices here' },
  { bug: 'B74', why: 'second derivatives are not asked for: an answer is a loss and its gradients' },
  { bug: 'B76', why: 'a tensor has no history that a backend could peek at: the mutant is the double softmax' },
  { bug: 'B78', why: 'a perplexity of the wrong base is not a loss: the mutants are losses in bits' },
  { bug: 'B79', why: 'a batch of 2^31 numbers does not fit: the offsets of the mutant overflow at 16' },
  {
    bug: 'B82',
    why: 'tensors are packed, upstreams too, and have no strides: the mutant misreads the offset of a view',
  },
  { bug: 'B86', why: 'a row that fills the stack has 1e5 classes, more than any law asks for: the mutant fails at 33' },
]
