/**
 * Mutants that live, and why: by file, by what stands in their line, and by what they change there.
 *
 * Some reasons recur. A short cut: without it the same answer takes longer. A meeting point: where both ways of a choice give the
 * same number. A bound on an error that is a little larger or smaller: it decides how many digits are computed, and has room.
 * A term that is below the error that the file promises.
 */

const SHORT_CUT = 'a short cut: without it the same answer takes longer'
const MEETING = 'where the two ways meet they give the same number'
const BOUND = 'a bound on the error: it decides how many digits are computed, and has room'
const SAME_SUM = 'two terms with the same sum, of which the first is not the nearest double: what reads them adds them'
const BELOW = 'below the error that the file promises'
const BEFORE = 'what is there before the first row is overwritten'
const UNREAD = 'what nobody asked for is written to a row that nobody reads'
const BEYOND = 'one number beyond the row is written, and then written again or lost'
const OVERFLOW = 'beyond the largest number all is ∞, however it comes about'
const KINDS = 'a ball of any kind has decimal ends: by these the same answer takes longer'
const LONGER = 'how many digits are kept of what is cut outward: any number is sound, and these are enough'
const HEAD = 'any head within an ulp or two serves: the rest makes up for it'

/** By file: what stands in the line, the reason; and a part of `original → replacement`, where others of the line are to die. */
export const explained = {
  'src/axis.ts': [
    ["if (domain !== 'real')", SHORT_CUT],
    ['const isLast =', SHORT_CUT],
    ['if (inner === 1) return data', SHORT_CUT],
    ['given < data.length', 'what is written beyond the end of a typed array is lost'],
  ],
  'src/binary.ts': [
    ['gamma === 0 && temperature === 1', SHORT_CUT, 'softcap === undefined → false'],
    ['const wanted =', 'gradients that nobody asked for are not given back', '[] →'],
    ['const isPlain =', SHORT_CUT],
    ['if (Number.isNaN(x))', 'NaN comes out of it in any case'],
    ['const v = posWeight', SHORT_CUT, '=== 1 → false'],
    ['const y = smoothing', SHORT_CUT, '→ false'],
    ['const rest = smoothing', SHORT_CUT, '→ false'],
    ['const sides =', SHORT_CUT],
  ],
  'src/categorical-kinds.ts': [
    ['gamma === 0 && zLoss === 0', SHORT_CUT, 'softcap === undefined → false'],
    ['const wanted =', 'gradients that nobody asked for are not given back', '[] →'],
    ['const quick = (target', SHORT_CUT, '→ {}'],
    ['const zLoss = factor === 0', SHORT_CUT],
    ['return slopes.target === undefined ? quickTargets', SHORT_CUT],
    ['if (target.single) return quickRows', SHORT_CUT],
    ['const target = bitsNow() === 0', SHORT_CUT],
  ],
  'src/element.ts': [
    ['const isUp =', MEETING],
    ['if (negative.hi === 0 ||', SHORT_CUT, '→ true'],
    ['if (p > 0.25 &&', SHORT_CUT, '&& p < 0.75 → false'],
    ['if (p > 0.25 &&', SHORT_CUT, 'p > 0.25 → p'],
    ['if (p > 0.25 &&', MEETING, 'p < 0.75 → p <='],
    ['if (p > 0.25 &&', 'beyond ¾ the other way has its digits too', 'p < 0.75 → true'],
  ],
  'src/exp.ts': [
    ['if (x.hi !== x.hi)', 'NaN comes out of it in any case'],
    ['ENDLESS', MEETING, 'x.hi > 0 → x.hi >= 0'],
    ['const own = k === 0', BOUND],
    ['return fromShifted(hi, lo', BOUND],
    ['ENDLESS', MEETING, 'ENDLESS'],
  ],
  'src/format.ts': [
    ['const bits =', MEETING, '<='],
    ['const bits =', OVERFLOW, '→ true'],
    ['const binade =', OVERFLOW, 'length + 1'],
  ],
  'src/guard.ts': [
    ['return target !== undefined &&', 'no name is undefined', 'target !== undefined → true'],
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
    ['if (s.wide !== undefined)', SHORT_CUT, '0.5 →'],
    ['const y = add(fromNumber(start)', BELOW],
    ['const whole = x.exp === 0', SHORT_CUT],
    ['if (s.hi === 0 && s.err === 0) return s', 'ln(1 + s) is s there'],
    ['q / 2 <= p', MEETING],
    ['Math.abs(hi) < NEAR', MEETING],
    ['err:', BOUND],
    ['const tiny =', MEETING],
  ],
  'src/logits.ts': [
    ['if (z !== z)', 'NaN comes out of it in any case'],
    ['if (top < 0 ||', 'one largest is as good as another', '>='],
    ['const others =', SHORT_CUT, '→ false'],
    ['const flat = mass.hi', SHORT_CUT, 'mass.err === 0 → false'],
    ['odds[c] = c === top', SHORT_CUT, 'top → false'],
    ['if (c === top) return logTotal()', SHORT_CUT],
    ['suffix.length === 0', SHORT_CUT],
    ['const odds: Scaled[]', BEFORE],
    ['let suffix: Scaled[]', BEFORE],
    ['let isAccompanied', BEFORE],
  ],
  'src/power.ts': [
    ['if (x.exp > 0 ||', MEETING, '<='],
    ['if (b.hi > 0)', MEETING, '>='],
  ],
  'src/quick.ts': [
    ['isFar = 1', SHORT_CUT],
    ['(z[at + c] as number) <= limit', MEETING],
    ['(c & BLOCK_MASK)', BELOW],
    ['own < REACH - WIDTH', MEETING],
    ['if (row.tails.length < classes)', SHORT_CUT],
    ['!(sh > LEAST_SUM)', MEETING, '>='],
    ['!(sh > LEAST_SUM)', SHORT_CUT, '=== 1 → true'],
    ['as number)) largest = c', 'one largest is as good as another', '>='],
    ['const rest = ih *', BELOW],
    ['const uh = headOf', HEAD],
    ['if (sh < eh / 8)', MEETING, '<='],
    ['writeFar(z, at', SHORT_CUT, '→ true'],
    ['for (let c = 0; c < classes; c++) {', BEYOND, '<='],
    ['if (x < least) out', SHORT_CUT, '→ true'],
    ['if (x < least) out', MEETING, '<='],
    ['const hi = head + rest', SAME_SUM],
    ['return fromTerms(hi, rest', BOUND],
    ['return x === -Infinity ? 0', SHORT_CUT],
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
    ['const uh = headOf', HEAD],
    ['evaluate(d < 0)', MEETING],
    ['const p = d < 0', MEETING],
    ['if (writes)', UNREAD],
    ['if (y !== 1 && y !== 0)', SHORT_CUT],
    ['y <= 1 && y >= LEAST', MEETING],
    ['const isUp = z > 0', MEETING],
    ['p * LEFT', SHORT_CUT],
    ['const tail = isUp', BELOW],
  ],
  'src/quick-row.ts': [['if (!writes) return true', UNREAD]],
  'src/quick-rows.ts': [
    ['const isFixed =', SHORT_CUT, '→ false'],
    ['(isFixed && w === 1)', SHORT_CUT, '→ false'],
    ['(isFixed && w === 1)', 'where it is fixed nothing weighs', 'w === 1 → '],
    ['w === 1 ?', SHORT_CUT, '→ false'],
    ['const writes =', UNREAD, '→ true'],
    ['classes === 2', SHORT_CUT, '→ false'],
  ],
  'src/quick-soft.ts': [
    ['m >= LEAST_MASS', MEETING, 'm >= LEAST_MASS → m >'],
    ['m >= LEAST_MASS', MEETING, 'm <= LARGEST_MASS → m <'],
    ['m >= LEAST_MASS', MEETING, 'd <= LARGEST_GAP → d <'],
    ['mass[0] = m1 + m2', SAME_SUM],
    ['return m1 >= LEAST_TOTAL', MEETING, 'm1 >'],
    ['pair[0] = s + rest', SAME_SUM],
    ['open.length < classes', SHORT_CUT],
    ['const least =', SHORT_CUT, '=== 1 → true'],
    ['const least =', SHORT_CUT, '+Infinity'],
    ['const s = left + rest', SAME_SUM],
    ['open[count++] = c', SHORT_CUT, 'v > 0) → true'],
    ['open[count++] = c', SHORT_CUT, 'p * LEFT → false'],
    ['open[count++] = c', SHORT_CUT, 'p / LEFT'],
    ['open[count++] = c', MEETING, '> p * LEFT'],
    ['open[count++] = c', SHORT_CUT, '→ x < least ||'],
    ['open[count++] = c', SHORT_CUT, 'x < least → true'],
    ['open[count++] = c', MEETING, 'x <= least'],
    ['open[count++] = c', SHORT_CUT, 'v > 0 → true'],
    ['open[count++] = c', SHORT_CUT, 'v >= 0'],
    ['return count === 0 ||', SHORT_CUT],
    ['): boolean {', SHORT_CUT, '→ {}'],
    ['const t = sumError(a, b, r)', BELOW],
    ['lost += sumError(tail', BELOW],
  ],
  'src/quick-softmax.ts': [
    ['c < classes', BEYOND],
    ['>= LEAST', MEETING],
  ],
  'src/quick-targets.ts': [
    ['const isMass =', MEETING],
    ['const writes =', UNREAD],
    ['const isAsGiven =', SHORT_CUT, 'weight === undefined → false'],
    ['const overUnit =', SHORT_CUT],
    ['if (unit.hi !== 1)', SHORT_CUT],
  ],
  'src/reduction.ts': [
    ['const shared = upstream', SHORT_CUT, '→ false'],
    ['finish: (sum) => sum', 'of losses that are not reduced it is not asked'],
    ['if (losses === undefined) sum', SHORT_CUT, '→ true'],
    ['if (isSure)', SHORT_CUT, '→ false'],
    ['all = add(all, row(n, false))', UNREAD, 'false → true'],
    ['quick === undefined ? 1 : 0', SHORT_CUT],
  ],
  'src/row.ts': [
    ['slopes.target === undefined) continue', SHORT_CUT, 'slopes.target === undefined → false'],
    ['const single =', SHORT_CUT],
    ['const mass: Scaled[]', BEFORE],
  ],
  'reference/arguments.ts': [
    [
      'if (!profile.options.includes(role)) return undefined',
      'no argument has the name of an option that there is not',
      '→ false',
    ],
    ["if (typeof value === 'string' &&", 'for the compiler: a list of names includes nothing else', "'string' → true"],
    ["profile.inputDomain !== 'real' ||", SHORT_CUT],
    ['const wraps =', '0 is within the classes, and has left', 't <= 0'],
  ],
  'reference/ball.ts': [
    ['if (a instanceof Pair)', KINDS, '→ false'],
    ['if (a instanceof Dyadic)', KINDS, '→ false'],
    ['if (a instanceof OwnBall)', KINDS, '→ false'],
    ['if (a instanceof Pair && b', KINDS, 'b instanceof Pair → false'],
    ['if (a instanceof Dyadic && b', KINDS, 'b instanceof Dyadic → false'],
    ['a.radius < b.radius ? a : b', MEETING, '<='],
    ['return x && (x === wide', 'what is unknown stays so in each arithmetic', 'x === wide → false'],
    [
      'return x && (x === wide',
      'for the compiler: there is an arithmetic where there is a number of it',
      'arithmetic[name]',
    ],
    ['return a.lo.isNaN() ||', 'both ends of NaN are', '&&'],
    ['return !(a instanceof OwnBall)', 'an end that is infinite at the left is that of a point, or −∞', '→ true'],
    ['return !(a instanceof OwnBall)', KINDS, '||'],
    ['< RING_DIGITS', 'a sum or product that is exact has two equal ends, and is a point by that'],
    ['return Math.max(x.e, y.e)', 'a sum or product that is exact has two equal ends, and is a point by that'],
    ['function span(', 'a sum or product that is exact has two equal ends, and is a point by that'],
    ['if (isNaNBall(a) || isNaNBall(b)', 'decimal.js makes NaN of NaN'],
    ['if (lo === hi ||', LONGER],
    ['if (digitsOf(a) + digitsOf(b)', LONGER],
    ['return keep < Infinity', LONGER],
    ['if (digitsOf(a) <= digits)', LONGER],
    ['return lo === hi ?', LONGER],
    ["'up'", "for the compiler: what is not 'down' is up", '\'up\' → ""'],
    ['if (sa === 1 && sb === 1) return', SHORT_CUT],
    ['if (sb === -1) return neg(product', SHORT_CUT],
    ['const points =', LONGER, 'isPoint(a) && isPoint(b) → true'],
    ['const whole = points', LONGER, 'digits >= WHOLE_FROM'],
    ['const reach =', LONGER, 'whole > 0 →'],
    ['x.sd() <= digits', LONGER, '→ true'],
    ['x.sd() <= digits', MEETING, 'x.sd() <'],
  ],
  'reference/certify.ts': [
    ['if (next === ball)', SHORT_CUT],
    ['if (quick !== undefined)', SHORT_CUT],
    ['if (isPoint(ball)) return below', SHORT_CUT],
  ],
  'src/sink.ts': [
    ['for (let c = 0; c <', BEYOND, '<='],
    ['if (singles === undefined)', SHORT_CUT, '→ true'],
    ['out instanceof Float32Array', SHORT_CUT, '→ false'],
  ],
  'src/softmax.ts': [
    ['n < rows', 'what is written beyond the end of a typed array is lost', '<='],
    ['if (!quick(', SHORT_CUT, '→ true'],
  ],
  'src/target.ts': [
    ['const unit = labelSmoothing', SHORT_CUT, '→ false'],
    ['single: options', SHORT_CUT, '→ false'],
    ['if (options.weight === undefined)', SHORT_CUT, '→ false'],
    ['isIgnored: () => false', 'undefined counts as false', 'undefined'],
    ['for (let c = 0; c <', 'one mass beyond the last class, which nobody reads', '<='],
    ['hit: () => 0', 'a distribution has no class that is hit: nobody asks'],
  ],
  'src/transform.ts': [
    ['if (scale === 1 &&', SHORT_CUT, '→ false'],
    ['const fall =', MEETING, '<='],
    ['z < 0 ?', MEETING, '<='],
    ['const near =', MEETING, '<='],
    ['const near =', MEETING, '>= 0'],
    ['return a < b', 'equal ones have left by then', '<='],
  ],
}

/** Why a mutant lives, where that is known. */
export function reasonOf({ file, source, original, replacement = '' }) {
  const change = `${original} → ${replacement}`
  return explained[file]?.find(([line, , part = '']) => source.includes(line) && change.includes(part))?.[1]
}
