/**
 * The tests that mutants of src and reference are put to: those of the two rooms, and those that join them.
 */

export default {
  test: {
    include: ['src/**/*.test.ts', 'reference/**/*.test.ts', 'faithful.test.ts', 'formats.test.ts'],
    env: { NO_COLOR: '1', VALUES: '4000' },
    testTimeout: 300_000,
  },
}
