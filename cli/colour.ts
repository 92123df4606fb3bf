/**
 * Colours: on a terminal, unless NO_COLOR is set; elsewhere only if FORCE_COLOR asks for them.
 */

import pc from 'picocolors'

const { NO_COLOR = '', FORCE_COLOR = '', TERM } = process.env

const isWanted = NO_COLOR === '' && (FORCE_COLOR !== '' || (Boolean(process.stdout.isTTY) && TERM !== 'dumb'))

export const colour: ReturnType<typeof pc.createColors> = pc.createColors(isWanted)
