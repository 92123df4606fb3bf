/**
 * The version of this package, from its one source.
 */

import { createRequire } from 'node:module'

const manifest = createRequire(import.meta.url)('lossproof/package.json') as { readonly version: string }

export const version: string = manifest.version
