/**
 * Grades: how near to the exact value a number came.
 *
 *   correctly rounded   ≤ ½ ulp: no float is nearer           faithful   ≤ 1 ulp
 *   stable              within the bound of the shifted algorithm on this input (budget.ts)
 *   broken              none of them, or of another kind (NaN for a number)
 *
 * The grade is about the number, whatever its subject claims. Where the bound is infinite, as of a row that overflows, a
 * number that is not faithful has none.
 */

/** From the best to the worst. */
export const GRADES = ['correctly rounded', 'faithful', 'stable', 'broken'] as const

export type Grade = (typeof GRADES)[number]

/** What a number belongs to: the losses, the slopes of the input, those of the target. */
export type Part = 'loss' | 'input' | 'target'

/** One number that was judged against the truth. */
export interface Sample {
  readonly part: Part
  /** Its place among those of its part. */
  readonly index: number
  readonly ulps: number
  /** Ulps that the claim allows. */
  readonly budget: number
  readonly holds: boolean
  readonly grade: Grade | undefined
}

/** The grade of an error, and of one beyond an ulp by the bound of the shifted algorithm, in ulps. */
export function gradeOf(ulps: number, stable: () => number): Grade | undefined {
  if (ulps <= 0.5) return 'correctly rounded'
  if (ulps <= 1) return 'faithful'
  const bound = stable()
  return bound === Infinity ? undefined : ulps <= bound ? 'stable' : 'broken'
}

/** Numbers of each grade. */
export type Graded = Readonly<Record<Grade, number>>

export const NONE_GRADED: Graded = { 'correctly rounded': 0, faithful: 0, stable: 0, broken: 0 }

export function addGrades(a: Graded, b: Graded): Graded {
  return Object.fromEntries(GRADES.map((grade) => [grade, a[grade] + b[grade]])) as unknown as Graded
}

/** The same, from nothing on. */
export function addUpGrades(sum: Graded | undefined, next: Graded): Graded {
  return sum === undefined ? next : addGrades(sum, next)
}

/** The grade that all of them reach: that of the worst. */
export function reached(graded: Graded): Grade | undefined {
  return GRADES.findLast((grade) => graded[grade] > 0)
}
