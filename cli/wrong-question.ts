/**
 * Errors that end a command with a status of their own.
 *
 *   WrongQuestion   3   a question that is wrong, or a subject that could not be run
 *   BlindExam       2   an exam that passes a known-bad subject: nothing it says is worth anything
 */

export class WrongQuestion extends Error {}

export class BlindExam extends Error {}
