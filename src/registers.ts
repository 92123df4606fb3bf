/**
 * Arrays through which the short way hands doubles from one function to another.
 *
 * A double that is an argument of a function, or its result, is made an object wherever the call is not inlined; in an
 * array it is not. `terms` are arguments, `pair` is a result of two terms, `factor` is f of the row at hand.
 */

export const terms: Float64Array = new Float64Array(4)
export const pair: Float64Array = new Float64Array(2)
export const factor: Float64Array = new Float64Array(2)
