/**
 * The laws of cross-entropy, for a test file of one's own.
 *
 *   lawsFor(losses)        one test for each law that speaks about what is declared
 *   examine(subject)       the whole exam, as a report
 *   arbitraries            the cases alone: logits, probabilities, distributions, calls
 */

export { __version as fastCheckVersion } from 'fast-check'
export { calls, distributions, logits, probabilities } from './arbitraries.ts'
export { type Case, callOf } from './case.ts'
export { type Coverage, missed } from './coverage.ts'
export { type Audit, TruthInDoubt } from './audit.ts'
export { type ExamOptions, type Failure, type Progress, type Report, type Result, examine, merge } from './exam.ts'
export { bitsText, caseText, digits, failureFacts, failureLines } from './explain.ts'
export { type Grade, type Graded, type Part, GRADES, addUpGrades, reached } from './grade.ts'
export { STRENGTH } from './lattice.ts'
export { type Witness, hunt } from './hunt.ts'
export { type Guard, guards, unseen } from './guards.ts'
export { type Death, type Kill, deathOf, missable, rateOf } from './kill.ts'
export { type Mutant, mutants } from './mutants/index.ts'
export { planted, rates } from './power.ts'
export { type Finding, type Kind, type Law, type Measured, type Scope, type Verdict } from './law.ts'
export { laws } from './laws.ts'
export { retry } from './retry.ts'
export { standingOf } from './standing.ts'
export { type Module, type ModuleAnswer, type ModuleCall, type ModuleLoss, subjectOf } from './subject.ts'
export { type Axis, type Column, type Picture, AXES, LAST, ROWS, ulpsOfRow, valueOf } from './picture.ts'
export type { Numbers } from './numbers.ts'
export { type LawTest, lawsFor } from './tests.ts'
