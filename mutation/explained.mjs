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

/** By file: what stands in the line, the reason; and a part of the replacement, where others of the line are to die. */
export const explained = {
  'src/axis.ts': [
    ["if (domain !== 'real')", SHORT_CUT],
    ['const isLast =', SHORT_CUT],
    ['if (inner === 1) return data', SHORT_CUT],
    ['given < data.length', 'what is written beyond the end of a typed array is lost'],
  ],
  'src/categorical-kinds.ts': [
    ['const zLoss = factor === 0', SHORT_CUT],
    ['return slopes.target === undefined ? quickTargets', SHORT_CUT],
    ['if (target.single) return quickRows', SHORT_CUT],
    ['const target = bitsNow() === 0', SHORT_CUT],
  ],
  'src/exp.ts': [
    ['const own = k === 0', BOUND],
    ['return fromShifted(hi, lo', BOUND],
    ['ENDLESS', MEETING, 'ENDLESS'],
  ],
  'src/guard.ts': [
    ["if (domain === 'real')", SHORT_CUT],
    ["real: { says: 'a number'", 'every number is one: nothing asks'],
  ],
  'src/input.ts': [
    ['if (sameShape(from.shape, shape))', SHORT_CUT],
    ['flat < spread.length', 'what is written beyond the end of a typed array is lost'],
    ['isNumeric', SHORT_CUT],
    ['ArrayBuffer.isView(list) &&', SHORT_CUT],
    ['const shape = rows[0]?.shape', 'there is a row: its first is a list'],
  ],
  'src/ln.ts': [
    ['q / 2 <= p', MEETING],
    ['Math.abs(hi) < NEAR', MEETING],
    ['err:', BOUND],
    ['const tiny =', MEETING],
  ],
  'src/quick-log.ts': [
    ['const last =', BELOW],
    ['const hi = q1 + rest', SAME_SUM],
    ['const near = start + main', SAME_SUM],
    ['const rest = lost', BELOW],
  ],
  'src/quick-pair.ts': [
    ['const isUp = d >= 0', MEETING],
    ['if (eh < FEW)', MEETING],
    ['terms[3] = eh', BELOW],
    ['const index = 3 *', 'the table has a neighbour that serves as well'],
    ['Math.abs(rest) < Math.abs(delta)', 'either order of a sum whose error is below what is promised'],
    ['const loss = main + more', SAME_SUM],
    ['pair[0] = s + loss', SAME_SUM],
    ['const rest = ih *', BELOW],
    ['const uh = headOf', 'any head within an ulp or two serves: the rest makes up for it'],
    ['evaluate(d < 0)', MEETING],
    ['const p = d < 0', MEETING],
    ['if (writes)', 'what nobody asked for is written to a row that nobody reads'],
    ['if (y !== 1 && y !== 0)', SHORT_CUT],
    ['y <= 1 && y >= LEAST', MEETING],
    ['const isUp = z > 0', MEETING],
    ['p * LEFT', SHORT_CUT],
    ['const tail = isUp', BELOW],
  ],
  'src/quick-row.ts': [['if (!writes) return true', 'what nobody asked for is written to a row that nobody reads']],
  'src/quick-softmax.ts': [
    ['c < classes', 'one number beyond the row is written, and then written again or lost'],
    ['>= LEAST', MEETING],
  ],
}

/** Why a mutant lives, where that is known. */
export function reasonOf({ file, source, replacement = '' }) {
  const known = explained[file]?.find(([line, , part = '']) => source.includes(line) && replacement.includes(part))
  return known?.[1]
}
