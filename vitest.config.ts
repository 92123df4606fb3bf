/**
 * The tests of `npm test`: every room, no framework.
 *
 * The frameworks are a command of their own, `npm run test:frameworks`: they need installs that few have.
 */

import { type ViteUserConfig, configDefaults } from 'vitest/config'

const config: ViteUserConfig = {
  test: {
    exclude: [...configDefaults.exclude, 'coverage/**', 'adapters/frameworks.test.ts', 'engines/*.test.ts'],
    // Two, also on two cores, where one would be the default.
    maxWorkers: 2,
    // What is printed is compared as text: on a terminal and under continuous integration it would have colours.
    env: { NO_COLOR: '1' },
    // What is built runs as it is: benches time what users run.
    server: { deps: { external: [/\/dist\//] } },
    // For a test that hangs: how fast the machine is decides nothing.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
}

export default config
