/**
 * Stryker over the places that run.mjs names: what else there is runs as fast as ever.
 */

const { MUTATE: places, NAME: name } = process.env

export default {
  mutate: places.split(','),
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'mutation/vitest.config.mjs', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // What is computed once, when a file is loaded, is covered by every test: hours for a constant.
  ignoreStatic: true,
  // What loops for ever is killed by it; a test takes seconds at the most.
  timeoutMS: 10_000,
  // How far it is goes into the log.
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: `coverage/mutation/${name}.json` },
  tempDirName: `coverage/stryker-${name}`,
  ignorePatterns: ['**/node_modules', '**/.venv', '**/target', 'bench', 'engines', 'docs', 'dist', 'coverage', 'cli'],
  disableTypeChecks: false,
  // The compiler here has no such API; its configuration names no file that is mutated.
  tsconfigFile: 'mutation/none.json',
}
