/** A question that is wrong, or a subject that could not be run: exit status 3. */

export class WrongQuestion extends Error {}
