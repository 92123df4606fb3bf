/** What a call is refused with, kind and words; the tests of every argument and option ask. */
export function refusalOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return String(error)
    throw error
  }
  return 'no refusal'
}
