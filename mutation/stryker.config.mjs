/**
 * Our own code under mutation: `npm run mutate` plants mistakes in src and reference, one at a time, and asks their tests.
 *
 *   FILES=src/reduction.ts npm run mutate      some files alone
 *
 * Only what a mutant's line is covered by is run. The profiles are rows of data, which properties/profiles.test.ts holds to the
 * frameworks; they are left out.
 */

const files = process.env.FILES?.split(',') ?? [
  'src/**/*.ts',
  'reference/*.ts',
  '!**/*.test.ts',
  '!**/*.bench.ts',
  '!**/testing/**',
  '!**/index.ts',
]

export default {
  mutate: files,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'mutation/vitest.config.mjs', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // What is computed once, when a file is loaded, is covered by every test: hours for a constant.
  ignoreStatic: true,
  // What loops for ever is killed by it; a test takes seconds at the most.
  timeoutMS: 10_000,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'coverage/mutation.json' },
  clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: true },
  tempDirName: 'coverage/stryker',
  incremental: true,
  incrementalFile: 'coverage/stryker-incremental.json',
  ignorePatterns: ['adapters', 'bench', 'engines', 'docs', 'dist', 'coverage', 'cli'],
  disableTypeChecks: false,
  // The compiler here has no such API; its configuration names no file that is mutated.
  tsconfigFile: 'mutation/none.json',
}
