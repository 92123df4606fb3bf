/**
 * Mutants that live, and why: by file, and by what stands in their line.
 *
 * Four reasons recur. A short cut: without it the same answer takes longer. A meeting point: where both ways of a choice give the
 * same number. A bound on an error that is a little larger or smaller: it decides how many digits are computed, and has room.
 * A term that is below the error that the file promises.
 */

const SHORT_CUT = 'a short cut: without it the same answer takes longer'
const MEETING = 'where the two ways meet they give the same number'
const BOUND = 'a bound on the error: it decides how many digits are computed, and has room'
const SAME_SUM = 'two terms with the same sum, of which the first is not the nearest double: what reads them adds them'
const BELOW = 'below the error that the file promises'

/** The file, what stands in the line, the reason; and a part of the replacement, where others of the line are to die. */
export const explained = [
  ['src/axis.ts', "if (domain !== 'real')", SHORT_CUT],
  ['src/axis.ts', 'const isLast =', SHORT_CUT],
  ['src/axis.ts', 'if (inner === 1) return data', SHORT_CUT],
  ['src/axis.ts', 'given < data.length', 'what is written beyond the end of a typed array is lost'],
  ['src/categorical-kinds.ts', 'const zLoss = factor === 0', SHORT_CUT],
  ['src/categorical-kinds.ts', 'return slopes.target === undefined ? quickTargets', SHORT_CUT],
  ['src/categorical-kinds.ts', 'if (target.single) return quickRows', SHORT_CUT],
  ['src/categorical-kinds.ts', 'const target = bitsNow() === 0', SHORT_CUT],
  ['src/exp.ts', 'const own = k === 0', BOUND],
  ['src/exp.ts', 'return fromShifted(hi, lo', BOUND],
  ['src/exp.ts', 'ENDLESS', MEETING, 'ENDLESS'],
  ['src/guard.ts', "if (domain === 'real')", SHORT_CUT],
  ['src/guard.ts', "real: { says: 'a number'", 'every number is one: nothing asks'],
  ['src/input.ts', 'if (sameShape(from.shape, shape))', SHORT_CUT],
  ['src/input.ts', 'flat < spread.length', 'what is written beyond the end of a typed array is lost'],
  ['src/input.ts', 'isNumeric', SHORT_CUT],
  ['src/input.ts', 'ArrayBuffer.isView(list) &&', SHORT_CUT],
  ['src/input.ts', 'const shape = rows[0]?.shape', 'there is a row: its first is a list'],
  ['src/ln.ts', 'q / 2 <= p', MEETING],
  ['src/ln.ts', 'Math.abs(hi) < NEAR', MEETING],
  ['src/ln.ts', 'err:', BOUND],
  ['src/ln.ts', 'const tiny =', MEETING],
  ['src/quick-log.ts', 'const last =', BELOW],
  ['src/quick-log.ts', 'const hi = q1 + rest', SAME_SUM],
  ['src/quick-log.ts', 'const near = start + main', SAME_SUM],
  ['src/quick-log.ts', 'const rest = lost', BELOW],
  ['src/quick-pair.ts', 'const isUp = d >= 0', MEETING],
  ['src/quick-pair.ts', 'if (eh < FEW)', MEETING],
  ['src/quick-pair.ts', 'terms[3] = eh', BELOW],
  ['src/quick-pair.ts', 'const index = 3 *', 'the table has a neighbour that serves as well'],
  [
    'src/quick-pair.ts',
    'Math.abs(rest) < Math.abs(delta)',
    'either order of a sum whose error is below what is promised',
  ],
  ['src/quick-pair.ts', 'const loss = main + more', SAME_SUM],
  ['src/quick-pair.ts', 'pair[0] = s + loss', SAME_SUM],
  ['src/quick-pair.ts', 'const rest = ih *', BELOW],
  ['src/quick-pair.ts', 'const uh = headOf', 'any head within an ulp or two serves: the rest makes up for it'],
  ['src/quick-pair.ts', 'evaluate(d < 0)', MEETING],
  ['src/quick-pair.ts', 'const p = d < 0', MEETING],
  ['src/quick-pair.ts', 'if (writes)', 'what nobody asked for is written to a row that nobody reads'],
  ['src/quick-pair.ts', 'if (y !== 1 && y !== 0)', SHORT_CUT],
  ['src/quick-pair.ts', 'y <= 1 && y >= LEAST', MEETING],
  ['src/quick-pair.ts', 'const isUp = z > 0', MEETING],
  ['src/quick-pair.ts', 'p * LEFT', SHORT_CUT],
  ['src/quick-pair.ts', 'const tail = isUp', BELOW],
  ['src/quick-row.ts', 'if (!writes) return true', 'what nobody asked for is written to a row that nobody reads'],
  ['src/quick-softmax.ts', 'c < classes', 'one number beyond the row is written, and then written again or lost'],
  ['src/quick-softmax.ts', '>= LEAST', MEETING],
]

/** Why a mutant lives, where that is known. */
export function reasonOf({ file, source, replacement = '' }) {
  const known = explained.find(
    ([where, line, , part = '']) => where === file && source.includes(line) && replacement.includes(part),
  )
  return known?.[2]
}
