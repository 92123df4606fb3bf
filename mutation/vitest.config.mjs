/**
 * The tests that mutants of a room are put to: its own, and for src those that hold it to the reference; the short ones first,
 * for the first that fails ends a mutant.
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

const [room] = process.env.MUTATE.split('/')
const joined = room === 'src' ? ['faithful.test.ts', 'formats.test.ts'] : []

export default {
  test: {
    include: [`${room}/**/*.test.ts`, ...joined],
    env: { NO_COLOR: '1', VALUES: '1000' },
    sequence: { sequencer: ShortestFirst },
    isolate: false,
    testTimeout: 300_000,
  },
}
