/**
 * The tests of `npm run test:frameworks`: every bundled framework, examined by the command line, and
 * every engine, asked for the digest of our losses; a browser shows a report.
 */

import type { ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = {
  test: {
    include: ['adapters/frameworks.test.ts', 'engines/*.test.ts'],
    // Says why something was skipped.
    reporters: ['verbose'],
    // For a framework that hangs: a whole exam takes 10 s, one of JAX a minute, and ten on a machine that is busy.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
}

export default config
