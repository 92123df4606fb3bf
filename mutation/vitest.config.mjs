/**
 * The tests that mutants of src and reference are put to: those of the two rooms, and those that join them; the short ones first,
 * for the first that fails ends a mutant.
 */

import { BaseSequencer } from 'vitest/node'

class ShortestFirst extends BaseSequencer {
  sort(files) {
    const seconds = (file) => this.ctx.cache.getFileTestResults(`${file.project.name}:${relative(file)}`)?.duration ?? 0
    const relative = (file) => file.moduleId.slice(this.ctx.config.root.length + 1)
    return [...files].toSorted((a, b) => seconds(a) - seconds(b))
  }
}

export default {
  test: {
    include: ['src/**/*.test.ts', 'reference/**/*.test.ts', 'faithful.test.ts', 'formats.test.ts'],
    env: { NO_COLOR: '1', VALUES: '1000' },
    sequence: { sequencer: ShortestFirst },
    isolate: false,
    testTimeout: 300_000,
  },
}
