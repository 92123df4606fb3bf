/**
 * The tests that run.mjs names, the short ones first: the first that fails ends a mutant.
 */

import { relative } from 'node:path'
import { BaseSequencer } from 'vitest/node'

class ShortestFirst extends BaseSequencer {
  sort(files) {
    const { cache, config } = this.ctx
    const duration = ({ project, moduleId }) =>
      cache.getFileTestResults(`${project.name}:${relative(config.root, moduleId)}`)?.duration ?? 0
    return files.toSorted((a, b) => duration(a) - duration(b))
  }
}

export default {
  test: {
    include: process.env.TESTS.split(','),
    env: { NO_COLOR: '1', RUNS: '2', EFFORT: '0.1' },
    sequence: { sequencer: ShortestFirst },
    isolate: false,
    setupFiles: ['mutation/no-shrinking.mjs'],
    testTimeout: 300_000,
  },
}
